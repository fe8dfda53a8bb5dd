"""Sessions: how many visits began.

A count of visits by the day they begin; a visit over midnight is one. Built from hits, a silence of more than 30 minutes ends a
visit. Its interval is about the underlying level, widened by the spread of the daily counts. Since 0.1.
"""

from cxm.metrics.spec import HITS, Better, Expr, Metric, Rows, Setting, Unit, garwood


def states(rows: Rows) -> dict[str, Expr]:
    """Visits."""
    return {"sessions": rows.size()}


def reported(rows: Rows) -> dict[str, Expr]:
    """Visits summed over the rows of a report."""
    return {"sessions": rows.total(rows.when(rows.col("sessions") >= 0).then(rows.col("sessions")))}


METRIC = Metric(
    title="Sessions (visits)",
    frame="session",
    definition="started",
    version=1,
    unit=Unit.COUNT,
    better=Better.HIGHER,
    bounds=(0, None),
    needs=("started_at",),
    uses=("session_id",),
    states=states,
    base="sessions",
    value=lambda s: s.sessions,
    interval=garwood("sessions"),
    aliases=("visits",),
    question="How many visits did the site or app get?",
    formula="number of visits that begin in the period",
    counted="every visit",
    left_out="bots and staff",
    conflict="Where one visit ends and the next begins: after 30 minutes of silence, at midnight too (Universal Analytics), at a new campaign.",
    reason="Thirty minutes of silence, and no cut at midnight: the night does not send anybody away. The mark of the tool goes before it.",
    example="hits of one visitor at 10:00, 10:20 and 10:51: 2 visits",
    pitfalls=("Tools differ by a few per cent in what a visit is: compare within one tool.",),
    names={"zh_TW": "工作階段數", "zh_CN": "网站访问量", "ms": "Trafik tapak web", "lt": "Sesijos"},
)

MIDNIGHT = Setting("at_midnight", "flag", default=True, meaning="a visit ends at midnight in the reporting zone, too")

BUILT = METRIC.but(frame="hit", needs=("viewed_at",), uses=("session_id", "visitor_id", "event"), prepare="sessions", settings=HITS)

VARIANTS = (
    BUILT,
    BUILT.but(
        definition="cut_at_midnight",
        settings=(MIDNIGHT, *HITS),
        formula="number of visits that begin in the period, where midnight ends one and begins the next",
        users="Universal Analytics",
        example="hits of one visitor at 23:50 and 00:10: 2 visits",
    ),
    METRIC.but(
        frame="web_report",
        definition="reported",
        needs=("sessions",),
        uses=("date",),
        states=reported,
        formula="sum of the visits of the report",
        counted="rows with visits",
        left_out="rows without them",
        pitfalls=("A visit that saw several pages is in several rows of a report by page.",),
    ),
)
