"""Page views: how often pages were viewed.

A count of views; reloads are views. Its interval is about the underlying level, widened by the spread of the daily counts. Since 0.1.
"""

from cxm.metrics.catalog.web._visits import is_view, told, told_at_all
from cxm.metrics.spec import HITS, PAGE_VIEWS, Better, Collapse, Expr, Metric, Rows, Unit, garwood


def states(rows: Rows) -> dict[str, Expr]:
    """Views among the hits."""
    return {"views": rows.count(is_view(rows)) if rows.has("event") else rows.size(), "hits": rows.size()}


def unique(rows: Rows) -> dict[str, Expr]:
    """Pages of visits."""
    return {"views": rows.size()}


def reported(rows: Rows) -> dict[str, Expr]:
    """Views summed over the rows of a report, or over visits."""
    views = rows.col("pageviews")
    return {"views": rows.total(rows.when(views >= 0).then(views)), "known": rows.count(views >= 0), "rows": rows.size()}


METRIC = Metric(
    title="Page views",
    frame="hit",
    definition="views",
    version=1,
    unit=Unit.COUNT,
    better=Better.HIGHER,
    bounds=(0, None),
    needs=("viewed_at",),
    uses=("event", "page", "view_id"),
    states=states,
    base="views",
    # An export names page views in all of its rows or in none: a month without one is 0 only where other months have some.
    value=lambda s: told_at_all(s.views, s.views, s.hits),
    untold="no hit is a page view: --set page_views=WORD,WORD names the events that are",
    interval=garwood("views"),
    settings=(PAGE_VIEWS,),
    min_grade_n=0,
    question="How often were pages viewed?",
    formula="number of page views",
    counted="every view, on whatever page",
    left_out="events that are no views; bots and staff; an export of which no hit is one tells nothing",
    conflict="All views, or each page once a visit.",
    reason="Both sources that name it count every view.",
    example="40 views a day over 30 days: 1,200",
    pitfalls=("Views come in waves: their count is less sure than that of independent events.",),
    names={"zh_TW": "網頁瀏覽量", "zh_CN": "浏览量", "ms": "Paparan halaman", "lt": "Puslapių peržiūros"},
)

SUMMED = METRIC.but(
    settings=(),
    states=reported,
    value=lambda s: told(s.views, s.known, s.rows),
    untold="",
    formula="sum of the page views",
    counted="rows with page views",
    left_out="rows without them; bots and staff",
)

VARIANTS = (
    METRIC.but(
        definition="unique",
        needs=("viewed_at", "page"),
        uses=("event", "session_id", "visitor_id"),
        prepare="page_views",
        per=Collapse(("visit", "page"), lambda rows: {"times": rows.size()}),
        states=unique,
        value=lambda s: told_at_all(s.views, s.views, s.views + 1),
        settings=HITS,
        formula="number of distinct pages of a visit, over all visits",
        counted="one per visit and page",
        left_out="views without a page; bots and staff",
    ),
    SUMMED.but(frame="web_report", needs=("pageviews",), uses=("date", "page")),
    SUMMED.but(frame="session", needs=("started_at", "pageviews"), uses=("session_id",)),
)
