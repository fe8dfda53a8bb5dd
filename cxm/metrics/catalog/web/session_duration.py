"""Average session duration: how long a visit lasts.

In seconds, over visits whose duration is known; 0 is known. From hits it is the last hit minus the first, a lower bound. The
interval takes visitors as the independent units. Since 0.1.
"""

from cxm.metrics.catalog.web._visits import ratio_sums
from cxm.metrics.spec import HITS, Better, Collapse, Estimate, Expr, Metric, Rows, Unit, ratio_of, ratio_states


def per_unit(rows: Rows) -> dict[str, Expr]:
    """Seconds and visits of a visitor, and the visits of no length."""
    seconds = rows.col("duration")
    return {"_y": rows.total(seconds), "_x": rows.total(rows.col("timed")), "_zero": rows.count(seconds == 0)}


def states(rows: Rows) -> dict[str, Expr]:
    """The sums behind the ratio, and the visits of no length."""
    return ratio_sums("sessions")(rows) | {"zeros": rows.total(rows.col("_zero")).cast(rows.x.Int64)}


def without_zero(rows: Rows) -> dict[str, Expr]:
    """Seconds and visits of a visitor, without visits of no length."""
    seconds = rows.col("duration")
    return {"_y": rows.total(seconds), "_x": rows.total(rows.when(seconds > 0).then(rows.col("timed")))}


def engaged(rows: Rows) -> dict[str, Expr]:
    """Seconds in the foreground and visits of a visitor."""
    seconds = rows.col("engagement_time")
    known = seconds >= 0
    return {"_y": rows.total(rows.when(known).then(seconds)), "_x": rows.total(rows.when(known).then(rows.col("visits")))}


def timed(rows: Rows) -> dict[str, Expr]:
    """Visits with a duration."""
    return {"sessions": rows.count(~rows.col("duration").is_null())}


def reported(rows: Rows) -> dict[str, Expr]:
    """Sums over the rows that have both; a row is a unit."""
    seconds, visits = rows.col("total_duration_s"), rows.col("sessions")
    both = (seconds >= 0) & (visits > 0)
    y, x = rows.when(both).then(seconds), rows.when(both).then(visits)
    return ratio_states(rows, y, x) | {"sessions": rows.total(x), "units": rows.count(both)}


def rebuilt(rows: Rows) -> dict[str, Expr]:
    """Seconds of each row from its mean and its visits; a row is a unit."""
    mean, visits = rows.col("avg_session_duration_s"), rows.col("sessions")
    both = (mean >= 0) & (visits > 0)
    y, x = rows.when(both).then(mean * visits), rows.when(both).then(visits)
    return ratio_states(rows, y, x) | {"sessions": rows.total(x), "units": rows.count(both)}


METRIC = Metric(
    title="Average session duration",
    frame="session",
    definition="mean",
    version=1,
    unit=Unit.SECONDS,
    better=Better.HIGHER,
    bounds=(0, None),
    needs=("started_at", "duration"),
    uses=("session_id", "visitor_id"),
    prepare="sessions",
    per=Collapse(("unit",), per_unit),
    states=states,
    base="sessions",
    value=lambda s: s.y / s.x,
    interval=ratio_of("units"),
    shown=("zeros",),
    min_grade_n=50,
    question="How long does a visit last?",
    formula="seconds of the visits / visits with a known duration",
    counted="visits with a duration, 0 too",
    left_out="visits of unknown duration, or of less than 0; bots and staff",
    conflict="Visits of one hit, 0 seconds long, in or out; GA4 counts time in the foreground.",
    reason="They are in, as analytics tools print it, and their number stands beside it, since they pull the mean down.",
    users="Universal Analytics and GA4 (averageSessionDuration)",
    example="0, 60 and 300 s: 120 s",
    pitfalls=("Visits of one page last 0 in many tools and pull the mean down.", "Longer is not always better on pages that help."),
    names={"zh_TW": "平均工作階段時長", "zh_CN": "平均会话持续时间", "ms": "Tempoh sesi", "lt": "Vidutinė sesijos trukmė"},
)

MEDIAN = METRIC.but(
    definition="median",
    per=None,
    states=timed,
    shown=(),
    estimate=Estimate("quantile", lambda rows: rows.col("duration"), lambda rows: rows.lit(value=True)),
    formula="median seconds of a visit",
)
ZERO = {
    "definition": "without_zero",
    "per": Collapse(("unit",), without_zero),
    "states": ratio_sums("sessions"),
    "shown": (),
    "formula": "seconds of the visits / visits of more than 0 seconds",
    "counted": "visits of more than 0 seconds",
}
FRONT = {
    "definition": "engaged",
    "per": Collapse(("unit",), engaged),
    "states": ratio_sums("sessions"),
    "shown": (),
    "formula": "seconds in the foreground / visits where they are known",
    "users": "Google Analytics 4 (average engagement time per session)",
}
HIT = {"frame": "hit", "needs": ("viewed_at",), "uses": ("session_id", "visitor_id", "event"), "settings": HITS}
REPORT = {
    "frame": "web_report",
    "uses": ("date",),
    "prepare": "",
    "per": None,
    "shown": (),
    "formula": "sum of seconds / sum of visits",
    "counted": "rows with both; the rows are the units of the interval",
    "left_out": "rows that lack one",
}

VARIANTS = (
    MEDIAN,
    METRIC.but(**ZERO),
    METRIC.but(needs=("started_at", "engagement_time"), **FRONT),
    METRIC.but(**HIT),
    MEDIAN.but(**HIT),
    METRIC.but(**HIT, **ZERO),
    METRIC.but(**{**HIT, "needs": ("viewed_at", "engagement_time")}, **FRONT),
    METRIC.but(needs=("total_duration_s", "sessions"), states=reported, **REPORT),
    METRIC.but(needs=("avg_session_duration_s", "sessions"), states=rebuilt, **REPORT),
)
