"""Average time on page: how long a page is looked at.

In seconds, over views whose time is known: until the next page view of the visit, or as exported. The last view of a visit has no
time: it is left out and never 0. The interval takes visitors as the independent units. Since 0.1.
"""

from cxm.metrics.catalog.web._visits import ratio_sums
from cxm.metrics.spec import HITS, Better, Collapse, Estimate, Expr, Interval, Metric, Rows, Unit, ratio_of, ratio_states


def per_unit(rows: Rows) -> dict[str, Expr]:
    """Seconds and views of a visitor, and the views without a time."""
    seconds = rows.col("seconds")
    return {"_y": rows.total(seconds), "_x": rows.total(rows.col("timed")), "_untimed": rows.count(seconds.is_null())}


def states(rows: Rows) -> dict[str, Expr]:
    """The sums behind the ratio, and the views without a time."""
    return ratio_sums("views")(rows) | {"untimed": rows.total(rows.col("_untimed")).cast(rows.x.Int64)}


def engaged(rows: Rows) -> dict[str, Expr]:
    """Seconds in the foreground and views of a visitor."""
    seconds = rows.col("engagement_time")
    return {"_y": rows.total(rows.when(seconds >= 0).then(seconds)), "_x": rows.count(seconds >= 0).cast(rows.x.Float64)}


def _sums(rows: Rows, seconds: Expr, views: Expr) -> dict[str, Expr]:
    both = (seconds >= 0) & (views > 0)
    y, x = rows.when(both).then(seconds), rows.when(both).then(views)
    return ratio_states(rows, y, x) | {"views": rows.total(x), "units": rows.count(both)}


def reported(rows: Rows) -> dict[str, Expr]:
    """Sums over the rows that have all counts; a row is a unit."""
    return _sums(rows, rows.col("total_time_on_page_s"), rows.col("pageviews") - rows.col("exits"))


def rebuilt(rows: Rows) -> dict[str, Expr]:
    """Seconds of each row from its mean and the views it is a mean of; a row is a unit."""
    views = rows.col("pageviews") - rows.col("exits") if rows.has("exits") else rows.col("pageviews")
    return _sums(rows, rows.col("avg_time_on_page_s") * views, views)


METRIC = Metric(
    title="Average time on page",
    frame="hit",
    definition="known",
    version=1,
    unit=Unit.SECONDS,
    better=Better.HIGHER,
    bounds=(0, None),
    needs=("viewed_at",),
    uses=("page", "session_id", "visitor_id", "event", "time_on_page"),
    prepare="page_views",
    per=Collapse(("unit",), per_unit),
    states=states,
    base="views",
    value=lambda s: s.y / s.x,
    interval=ratio_of("units"),
    settings=HITS,
    shown=("untimed",),
    min_grade_n=50,
    question="How long is a page looked at?",
    formula="seconds until the next page view of the visit / views that have one",
    counted="views with a known time",
    left_out="the last view of a visit; views of impossible time; bots and staff",
    conflict="The last page of a visit: unknown, 0, or left to a timer (GA4, Snowplow).",
    reason="A time nobody measured is not 0: known times only, and engaged time where the export has it.",
    users="Universal Analytics",
    example="views at 0, 40 and 100 s: (40 + 60) / 2 = 50 s, and one view without a time",
    pitfalls=("It leans to pages people leave by clicking on.", "Forgotten tabs inflate it."),
    names={"zh_TW": "頁面停留時間", "zh_CN": "页面停留时间", "ms": "Masa yang diluangkan di halaman", "lt": "Laikas puslapyje"},
)

REPORT = {
    "frame": "web_report",
    "definition": "reported",
    "uses": ("date", "page"),
    "prepare": "",
    "settings": (),
    "per": None,
    "shown": (),
    "counted": "rows with all counts; the rows are the units of the interval",
    "left_out": "rows that lack one",
}

VARIANTS = (
    METRIC.but(
        definition="median",
        per=None,
        states=lambda rows: {"views": rows.count(~rows.col("seconds").is_null())},
        interval=Interval("order_stat"),
        estimate=Estimate("quantile", lambda rows: rows.col("seconds"), lambda rows: rows.lit(value=True)),
        shown=(),
        formula="median seconds until the next page view of the visit",
        users="",
        example="views of 40, 60 and 600 s, and a last one: 60 s, where the mean is 233 s",
    ),
    METRIC.but(
        definition="engaged",
        needs=("viewed_at", "engagement_time"),
        per=Collapse(("unit",), engaged),
        states=ratio_sums("views"),
        shown=(),
        formula="seconds in the foreground / views where they are known",
        counted="views with a time in the foreground, last ones too",
        left_out="views without it; bots and staff",
        users="Google Analytics 4",
    ),
    METRIC.but(
        needs=("total_time_on_page_s", "pageviews", "exits"),
        states=reported,
        formula="sum of seconds / sum of (views - exits)",
        **REPORT,
    ),
    METRIC.but(
        needs=("avg_time_on_page_s", "pageviews"),
        states=rebuilt,
        formula="sum of (mean seconds x views) / sum of views, without exits where the report has them",
        **REPORT,
    ),
)
