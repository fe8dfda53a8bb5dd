"""New and returning visitors: the two sides of one count."""

from typing import Any

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


def told(side: str, base: str) -> dict[str, Any]:
    """What a share of new, or of returning, visitors or visits is made of.

    Args:
        side: new or returning.
        base: visitors or sessions, of which it must be known whether they are new.
    """

    def states(rows: Rows) -> dict[str, Expr]:
        is_new = rows.col("is_new")
        return {side: rows.count(is_new if side == "new" else ~is_new), base: rows.count(~is_new.is_null())}

    return {
        "states": states,
        "base": base,
        "value": lambda s: 100 * getattr(s, side) / getattr(s, base),
        "interval": wilson(side),
        "shown": (side,),
    }


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
    **told("new", "visitors"),
    min_grade_n=100,
    question="What share of the visitors is new?",
    formula="100 x visitors marked as new / distinct visitors",
    counted="visitors with a mark",
    left_out="visits without a visitor or a mark; bots and staff",
    conflict="New by the mark of the tool, or first seen in the file; of visitors, or of visits.",
    reason=(
        "The mark knows the time before the file; without it the first visits of a file make everybody new. A share of visitors is not "
        "moved by how often some of them come."
    ),
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

OF_VISITS = {
    **told("new", "sessions"),
    "definition": "of_sessions",
    "prepare": "sessions",
    "by_name": True,
    "left_out": "visits of which it is not known; bots and staff",
    "counted": "visits",
    "question": "What share of the visits is somebody's first?",
    "example": "50 first visits of 800: 6.25 %",
}
BY_FIRST = {
    "per": Collapse(("visitor_id", "_session"), first_seen),
    "formula": "100 x visits that are the visitor's first in the file / visits of known visitors",
}
HIT = {"frame": "hit", "needs": ("visitor_id", "viewed_at"), "uses": ("session_id", "event"), "settings": (LOOKBACK, *HITS)}

VARIANTS = (
    FIRST_SEEN,
    FIRST_SEEN.but(**HIT),
    METRIC.but(
        **OF_VISITS,
        needs=("started_at", "is_new_visitor"),
        uses=("session_id", "visitor_id"),
        per=Collapse(("_session",), marked),
        formula="100 x visits marked as the visitor's first / visits with a mark",
    ),
    FIRST_SEEN.but(**OF_VISITS, **BY_FIRST),
    FIRST_SEEN.but(**HIT, **OF_VISITS, **BY_FIRST),
)
