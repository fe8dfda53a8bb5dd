"""Session engagement rate: the share of visits in which somebody was engaged.

In per cent of visits. Engaged by Google Analytics 4: longer than ten seconds, or a conversion, or two page views. Since 0.1.
"""

from cxm.metrics.catalog.web._visits import GOALS, LONG, is_engaged
from cxm.metrics.spec import HITS, Better, Expr, Metric, Rows, Unit, wilson, wilson_cluster


def marked(rows: Rows) -> dict[str, Expr]:
    """Visits the tool calls engaged or not."""
    return {"engaged": rows.count(rows.col("engaged")), "sessions": rows.count(~rows.col("engaged").is_null())}


def criteria(rows: Rows) -> dict[str, Expr]:
    """Visits that meet one of the criteria; what is unknown meets none."""
    return {"engaged": rows.count(is_engaged(rows)), "sessions": rows.size()}


def reported(rows: Rows) -> dict[str, Expr]:
    """Sums over the rows that have both counts."""
    engaged, visits = rows.col("engaged_sessions"), rows.col("sessions")
    both = (engaged >= 0) & (visits >= 0)
    return {"engaged": rows.total(rows.when(both).then(engaged)), "sessions": rows.total(rows.when(both).then(visits))}


def rebuilt(rows: Rows) -> dict[str, Expr]:
    """Engaged visits of each row from its rate and its visits."""
    share, visits = rows.col("engagement_rate"), rows.col("sessions")
    both = ~share.is_null() & (visits >= 0)
    return {"engaged": rows.total(rows.when(both).then(share * visits)), "sessions": rows.total(rows.when(both).then(visits))}


METRIC = Metric(
    title="Session engagement rate (GA4)",
    frame="session",
    definition="marked",
    version=1,
    unit=Unit.PERCENT,
    better=Better.HIGHER,
    bounds=(0, 100),
    needs=("started_at", "engaged"),
    uses=("session_id", "visitor_id"),
    states=marked,
    base="sessions",
    value=lambda s: 100 * s.engaged / s.sessions,
    interval=wilson("engaged"),
    shown=("engaged",),
    min_grade_n=100,
    question="What share of visits was engaged?",
    formula="100 x visits the tool calls engaged / visits it calls engaged or not",
    counted="visits with the mark",
    left_out="visits without it; bots and staff",
    conflict="How long an engaged visit lasts: 10 seconds, or what the property is set to.",
    reason="Google's own criteria, and its own mark where the export has it.",
    users="Google Analytics 4",
    example="693 of 1,810 visits were engaged: 38.3 %, and a GA4 bounce rate of 61.7 %",
    pitfalls=("The interface of GA4 estimates with sketches: small differences are normal.",),
    names={"zh_TW": "工作階段參與率", "zh_CN": "会话参与率", "ms": "Kadar penglibatan sesi", "lt": "Sesijų įsitraukimo dalis"},
)

CRITERIA = METRIC.but(
    definition="criteria",
    needs=("started_at", "pageviews"),
    uses=("duration", "converted", "visitor_id"),
    states=criteria,
    settings=(LONG,),
    formula="100 x visits of more than 10 seconds, with a conversion or with two page views / visits",
    counted="every visit; an unknown duration is not long",
    left_out="bots and staff",
)

VARIANTS = (
    CRITERIA,
    CRITERIA.but(
        frame="hit",
        needs=("viewed_at",),
        uses=("session_id", "visitor_id", "event", "goal"),
        prepare="sessions",
        settings=(LONG, GOALS, *HITS),
    ),
    METRIC.but(
        frame="web_report",
        definition="reported",
        needs=("engaged_sessions", "sessions"),
        uses=("date",),
        states=reported,
        interval=wilson_cluster("engaged"),
        formula="100 x sum of engaged visits / sum of visits",
        counted="rows with both counts",
        left_out="rows that lack one",
    ),
    METRIC.but(
        frame="web_report",
        definition="reported",
        needs=("engagement_rate", "sessions"),
        uses=("date",),
        states=rebuilt,
        interval=wilson_cluster("engaged"),
        formula="100 x sum of (engagement rate x visits) / sum of visits",
        counted="rows with the rate and visits",
        left_out="rows that lack one",
    ),
)
