"""Unique visitors: how many different visitors came.

Distinct visitors with a visit that begins in the period. They do not add up over days, periods or segments: every total is counted
again from the visitors, and a report of daily visitors cannot give it. Since 0.1.
"""

from cxm.metrics.spec import HITS, Better, Collapse, Expr, Metric, Rows, Unit, garwood


def states(rows: Rows) -> dict[str, Expr]:
    """Visitors."""
    return {"visitors": rows.size()}


METRIC = Metric(
    title="Unique visitors",
    frame="session",
    definition="visitor",
    version=1,
    unit=Unit.COUNT,
    better=Better.HIGHER,
    bounds=(0, None),
    needs=("visitor_id", "started_at"),
    per=Collapse(("visitor_id",), lambda rows: {"visits": rows.size()}),
    states=states,
    base="visitors",
    value=lambda s: s.visitors,
    interval=garwood("visitors"),
    aliases=("visitors",),
    question="How many different people visited in the period?",
    formula="number of distinct visitors with a visit that begins in the period",
    counted="one per visitor",
    left_out="visits without a visitor",
    conflict="Nextiva gives a benchmark of 10 % under this name, which is a share of new visitors.",
    reason="Distinct visitors over the whole period, never added up over days. The 10 % stand with new-visitor-share, as a reference.",
    example="A and B on Monday, B and C on Tuesday: 3, not 4",
    pitfalls=("A visitor is a cookie: one person with two browsers is two.",),
    names={"zh_TW": "不重複訪客", "zh_CN": "独特访客", "ms": "Pelawat unik", "lt": "Unikalūs lankytojai"},
)

VARIANTS = (
    METRIC.but(
        definition="user",
        needs=("user_id", "started_at"),
        per=Collapse(("user_id",), lambda rows: {"visits": rows.size()}),
        formula="number of distinct users with a visit that begins in the period",
        counted="one per user who is logged in",
    ),
    METRIC.but(frame="hit", needs=("visitor_id", "viewed_at"), uses=("session_id", "event"), prepare="sessions", settings=HITS),
)
