"""New and returning visitors: the two sides of one count."""

from cxm.metrics.spec import HITS, Better, Collapse, Expr, Metric, Rows, Setting, Unit, wilson

LOOKBACK = Setting("lookback", "days", 90, "days of history before a period without which nobody is called new")


def marked(rows: Rows) -> dict[str, Expr]:
    """Whether a visitor is marked as new in any visit; null without marks."""
    mark = rows.col("is_new_visitor")
    return {"is_new": rows.when(rows.count(~mark.is_null()) > 0).then(rows.count(mark) > 0)}


def first_seen(rows: Rows) -> dict[str, Expr]:
    """Whether the first visit in the file is among the visits; null without history."""
    first = rows.col("first_visit")
    return {"is_new": rows.when(rows.count(~first.is_null()) > 0).then(rows.count(first) > 0)}


def states(rows: Rows) -> dict[str, Expr]:
    """New visitors, and those of whom it is known."""
    return {"new": rows.count(rows.col("is_new")), "visitors": rows.count(~rows.col("is_new").is_null())}


METRIC = Metric(
    title="New visitor share",
    frame="session",
    definition="marked",
    version=1,
    unit=Unit.PERCENT,
    better=Better.TARGET,
    bounds=(0, 100),
    needs=("visitor_id", "started_at", "is_new_visitor"),
    per=Collapse(("visitor_id",), marked),
    states=states,
    base="visitors",
    value=lambda s: 100 * s.new / s.visitors,
    interval=wilson("new"),
    shown=("new",),
    min_grade_n=100,
    question="What share of the visitors is new?",
    formula="100 x visitors marked as new / distinct visitors",
    counted="visitors with a mark",
    left_out="visits without a visitor or a mark; bots and staff",
    conflict="New by the mark of the tool, or first seen in the file.",
    reason="The mark knows the time before the file; without it the first visits of a file make everybody new.",
    example="50 new of 500 visitors: 10.0 %",
    pitfalls=("When cookies expire, returning visitors look new.",),
    names={"zh_TW": "新訪客比例", "zh_CN": "新用户比例", "ms": "Bahagian pelawat baharu", "lt": "Naujų lankytojų dalis"},
)

FIRST_SEEN = METRIC.but(
    definition="first_seen",
    needs=("visitor_id", "started_at"),
    prepare="sessions",
    per=Collapse(("visitor_id",), first_seen),
    settings=(LOOKBACK,),
    formula="100 x visitors whose first visit in the file is in the period / distinct visitors",
    counted="visitors of periods with enough history before them",
    left_out="visits without a visitor, periods without history; bots and staff",
)

VARIANTS = (
    FIRST_SEEN,
    FIRST_SEEN.but(frame="hit", needs=("visitor_id", "viewed_at"), uses=("session_id", "event"), settings=(LOOKBACK, *HITS)),
)
