"""Total conversions: how often a goal was reached.

A count; goals of different kinds are told apart with `--by goal` and are not compared. Its interval is about the underlying level,
widened by the spread of the daily counts. Since 0.1.
"""

from cxm.metrics.catalog.web._visits import GOALS, told
from cxm.metrics.spec import HITS, Better, Expr, Metric, Rows, Unit, garwood


def states(rows: Rows) -> dict[str, Expr]:
    """Conversions."""
    done = rows.col("conversions")
    return {"conversions": rows.total(rows.when(done >= 0).then(done)), "told": rows.count(~done.is_null()), "rows": rows.size()}


def once(rows: Rows) -> dict[str, Expr]:
    """Visits with a conversion."""
    return {"conversions": rows.count(rows.col("converted")), "told": rows.count(~rows.col("converted").is_null()), "rows": rows.size()}


METRIC = Metric(
    title="Total conversions",
    frame="session",
    definition="all",
    version=1,
    unit=Unit.COUNT,
    better=Better.HIGHER,
    bounds=(0, None),
    needs=("started_at", "conversions"),
    uses=("session_id", "goal"),
    states=states,
    base="conversions",
    value=lambda s: told(s.conversions, s.told, s.rows),
    interval=garwood("conversions"),
    question="How many conversions happened?",
    formula="sum of the conversions of the visits",
    counted="every conversion",
    left_out="visits of which nothing says whether they converted; bots and staff",
    conflict="Every conversion, or one a visit.",
    reason="Every one, by goal: whether two orders are two is the goal's business.",
    example="50 orders in a week: 50",
    pitfalls=("Sums over goals of different worth say little: --by goal.",),
    names={"zh_TW": "轉換總數", "zh_CN": "转化总数", "ms": "Jumlah penukaran", "lt": "Bendras konversijų skaičius"},
)

ONCE = METRIC.but(
    definition="one_per_session",
    needs=("started_at", "converted"),
    states=once,
    formula="number of visits with a conversion",
    counted="one per visit",
)
HIT = {
    "frame": "hit",
    "needs": ("viewed_at",),
    "uses": ("session_id", "visitor_id", "event", "goal"),
    "prepare": "sessions",
    "settings": (GOALS, *HITS),
    "value": lambda s: s.conversions * (s.told / s.told),
}

VARIANTS = (
    ONCE,
    METRIC.but(**HIT),
    ONCE.but(**HIT),
    METRIC.but(
        frame="web_report",
        definition="reported",
        needs=("conversions",),
        uses=("date",),
        formula="sum of the conversions of the report",
        counted="rows with conversions",
        left_out="rows without them",
    ),
)
