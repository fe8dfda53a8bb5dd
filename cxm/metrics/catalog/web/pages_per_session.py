"""Pages per session: how many pages a visit views on average.

Page views of the visits over visits; a visit that viewed none counts. The interval takes visitors as the independent units. Since 0.1.
"""

from cxm.metrics.catalog.web._visits import ratio_per_unit, ratio_sums
from cxm.metrics.spec import HITS, Better, Collapse, Estimate, Expr, Metric, Rows, Unit, ratio_of, ratio_states


def per_unit(rows: Rows) -> dict[str, Expr]:
    """Page views and visits of a visitor, of visits whose page views are known."""
    views = rows.col("pageviews")
    known = views >= 0
    return {"_y": rows.total(rows.when(known).then(views)), "_x": rows.total(rows.when(known).then(rows.col("visits")))}


def reported(rows: Rows) -> dict[str, Expr]:
    """Sums over the rows that have both counts; a row is a unit."""
    views, visits = rows.col("pageviews"), rows.col("sessions")
    both = (views >= 0) & (visits > 0)
    y, x = rows.when(both).then(views), rows.when(both).then(visits)
    return ratio_states(rows, y, x) | {"sessions": rows.total(x), "units": rows.count(both)}


def visits_with_views(rows: Rows) -> dict[str, Expr]:
    """Visits whose page views are known."""
    return {"sessions": rows.count(rows.col("pageviews") >= 0)}


METRIC = Metric(
    title="Pages per session",
    frame="session",
    definition="mean",
    version=1,
    unit=Unit.RATIO,
    better=Better.TARGET,
    bounds=(0, None),
    needs=("started_at", "pageviews"),
    uses=("session_id", "visitor_id"),
    prepare="sessions",
    per=Collapse(("unit",), per_unit),
    states=ratio_sums("sessions"),
    base="sessions",
    value=lambda s: s.y / s.x,
    interval=ratio_of("units"),
    min_grade_n=50,
    question="How many pages does a visit view on average?",
    formula="page views / visits",
    counted="visits whose page views are known, those of none too",
    left_out="visits with unknown page views; bots and staff",
    conflict="Mean or median.",
    reason="The mean, as the published band; most visits see one page, so the median says little.",
    example="1,200 page views in 400 visits: 3.00",
    pitfalls=("A service site needs two pages, a shop more: what is right depends on the site.", "One-page apps need virtual page views."),
    names={"zh_TW": "每次工作階段頁數", "zh_CN": "每个会话的页数", "ms": "Halaman setiap sesi", "lt": "Puslapiai per sesiją"},
)

MEDIAN = METRIC.but(
    definition="median",
    per=None,
    states=visits_with_views,
    estimate=Estimate(
        "quantile",
        lambda rows: rows.when(rows.col("pageviews") >= 0).then(rows.col("pageviews")),
        lambda rows: rows.lit(value=True),
    ),
    formula="median of the page views of a visit",
)
HIT = {"frame": "hit", "needs": ("viewed_at",), "uses": ("session_id", "visitor_id", "event"), "settings": HITS}

VARIANTS = (
    MEDIAN,
    METRIC.but(**HIT),
    MEDIAN.but(**HIT),
    METRIC.but(
        **HIT,
        definition="hits",
        per=ratio_per_unit("hits", "visits"),
        formula="hits of any kind / visits",
        counted="every visit",
        left_out="bots and staff",
    ),
    METRIC.but(
        frame="web_report",
        needs=("pageviews", "sessions"),
        uses=("date",),
        prepare="",
        per=None,
        states=reported,
        formula="sum of page views / sum of visits",
        counted="rows with both counts; the rows are the units of the interval",
        left_out="rows that lack one",
    ),
)
