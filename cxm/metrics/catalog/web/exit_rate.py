"""Exit rate: of the visits that saw a page, the share that ended on it.

In per cent of visits with a view of the page, one row per page. For the whole site it would be 100 %. A visit that may still go on
at the end of the export has not ended anywhere. Since 0.1.
"""

from cxm.metrics.catalog.web._visits import TIED
from cxm.metrics.spec import HITS, Better, Collapse, Expr, Metric, Parts, Rows, Unit, wilson, wilson_cluster


def per_visit(rows: Rows) -> dict[str, Expr]:
    """Whether a visit ended on the page; null while it goes on."""
    ended = rows.col("ended")
    return {"ended": rows.when(rows.count(~ended.is_null()) > 0).then(rows.count(ended) > 0)}


def states(rows: Rows) -> dict[str, Expr]:
    """Visits that ended, and those that are over."""
    return {"exits": rows.count(rows.col("ended")), "sessions": rows.count(~rows.col("ended").is_null())}


def of_visitors(rows: Rows) -> dict[str, Expr]:
    """Visitors who ended a visit on the page, and those with a visit that is over."""
    return {"exits": rows.count(rows.col("ended")), "visitors": rows.count(~rows.col("ended").is_null())}


def of_views(rows: Rows) -> dict[str, Expr]:
    """Views that were the last, and those of visits that are over."""
    return {"exits": rows.count(rows.col("ended")), "views": rows.count(~rows.col("ended").is_null())}


def reported(rows: Rows) -> dict[str, Expr]:
    """Sums over the rows that have both counts."""
    exits, visits = rows.col("exits"), rows.col("unique_pageviews")
    both = (exits >= 0) & (visits >= 0)
    return {"exits": rows.total(rows.when(both).then(exits)), "sessions": rows.total(rows.when(both).then(visits))}


def reported_views(rows: Rows) -> dict[str, Expr]:
    """Sums over the rows that have both counts."""
    exits, views = rows.col("exits"), rows.col("pageviews")
    both = (exits >= 0) & (views >= 0)
    return {"exits": rows.total(rows.when(both).then(exits)), "views": rows.total(rows.when(both).then(views))}


METRIC = Metric(
    title="Exit rate",
    frame="hit",
    definition="of_sessions",
    version=1,
    unit=Unit.PERCENT,
    better=Better.LOWER,
    bounds=(0, 100),
    needs=("viewed_at", "page"),
    uses=("session_id", "visitor_id", "event"),
    prepare="page_views",
    per=Collapse(("visit", "page"), per_visit),
    parts=Parts("page", lambda rows: rows.col("page"), (), "sessions"),
    states=states,
    base="sessions",
    value=lambda s: 100 * s.exits / s.sessions,
    interval=wilson("exits"),
    settings=(TIED, *HITS),
    shown=("exits",),
    min_grade_n=50,
    question="From which pages do visits end?",
    formula="100 x visits whose last view is the page / visits that viewed the page",
    counted="visits with a view of the page",
    left_out="visits that may still go on at the end of the export; views without a page; bots and staff",
    conflict="Of visits with the page (Matomo, Piwik PRO), of views of the page (Universal Analytics), of visitors, or of all exits.",
    reason="Of visits with the page it is a proportion that cannot exceed 100 %. The share of all exits is exit-share.",
    users="Matomo",
    example="60 of 200 visits that saw the page ended there: 30.0 %",
    pitfalls=("A page of thanks should have a high exit rate.",),
    names={"zh_TW": "離開率 (Exit rate)", "zh_CN": "退出率", "ms": "Kadar keluar", "lt": "Išėjimo dalis"},
)

VIEWS = METRIC.but(
    definition="of_views",
    per=None,
    states=of_views,
    base="views",
    parts=Parts("page", lambda rows: rows.col("page"), (), "views"),
    value=lambda s: 100 * s.exits / s.views,
    formula="100 x visits whose last view is the page / views of the page",
    counted="views of the page",
    users="Universal Analytics",
)
REPORT = {
    "frame": "web_report",
    "prepare": "",
    "settings": (),
    "per": None,
    "interval": wilson_cluster("exits"),
    "uses": ("date",),
    "counted": "rows with both counts",
    "left_out": "rows that lack one",
}

VARIANTS = (
    VIEWS,
    METRIC.but(
        definition="of_visitors",
        needs=("visitor_id", "viewed_at", "page"),
        uses=("session_id", "event"),
        per=Collapse(("visitor_id", "page"), per_visit),
        states=of_visitors,
        base="visitors",
        parts=Parts("page", lambda rows: rows.col("page"), (), "visitors"),
        value=lambda s: 100 * s.exits / s.visitors,
        by_name=True,
        question="On which pages do visitors ever leave?",
        formula="100 x visitors one of whose visits ended on the page / visitors who viewed the page",
        counted="distinct visitors with a view of the page",
        left_out="views of nobody known; visits that may still go on at the end of the export; views without a page; bots and staff",
        users="publishers who write of visitors: Nextiva, Xoxoday",
        example="A saw the page in three visits and left on it in one, B saw it once and went on: 1 of 2 visitors, 50 %, where 1 of 4 visits is 25 %",
    ),
    METRIC.but(**{**REPORT, "needs": ("page", "exits", "unique_pageviews"), "states": reported}),
    VIEWS.but(**{**REPORT, "needs": ("page", "exits", "pageviews"), "states": reported_views}),
)
