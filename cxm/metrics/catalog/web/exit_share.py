"""Exit share: how the ends of all visits are spread over pages.

In per cent of all visits, one row per page; the pages add up to 100. Since 0.1.
"""

from cxm.metrics.catalog.web._visits import TIED
from cxm.metrics.spec import HITS, Better, Collapse, Expr, Metric, Parts, Rows, Unit, wilson


def per_visit(rows: Rows) -> dict[str, Expr]:
    """Whether a visit ended on one of the views; null while it goes on."""
    ended = rows.col("ended")
    return {"ended": rows.when(rows.count(~ended.is_null()) > 0).then(rows.count(ended) > 0)}


def states(rows: Rows) -> dict[str, Expr]:
    """Visits that ended on the page, and all that are over."""
    return {"exits": rows.count(rows.col("ended")), "sessions": rows.count(~rows.col("ended").is_null())}


METRIC = Metric(
    title="Exit share",
    frame="hit",
    definition="of_sessions",
    version=1,
    unit=Unit.PERCENT,
    better=Better.NEUTRAL,
    bounds=(0, 100),
    needs=("viewed_at", "page"),
    uses=("session_id", "visitor_id", "event"),
    prepare="page_views",
    per=Collapse(("visit",), per_visit),
    parts=Parts("page", lambda rows: rows.col("page"), (), "exits"),
    states=states,
    base="sessions",
    value=lambda s: 100 * s.exits / s.sessions,
    interval=wilson("exits"),
    settings=(TIED, *HITS),
    shown=("exits",),
    min_grade_n=100,
    question="How are all exits spread over pages?",
    formula="100 x visits whose last view is the page / visits",
    counted="visits with a page view",
    left_out="visits that may still go on at the end of the export; bots and staff",
    conflict="Often called exit rate.",
    reason="A page is last in a share of all visits: that ranks pages, and says nothing of how often a page ends a visit.",
    example="60 of 400 visits ended on the page: 15.0 %",
    pitfalls=("Popular pages have many exits: read exit-rate beside it.",),
    names={"zh_TW": "離開占比", "zh_CN": "退出占比", "ms": "Bahagian keluar", "lt": "Išėjimų dalis"},
)
