"""Plausible, `imported_pages_*.csv` of the export archive: one row is one page on one day.

Traps: scroll and time are sums over the visits in which they were measured, `total_scroll_depth_visits` and
`total_time_on_page_visits`, which may be fewer than `visits`; older sites have no time columns. The scroll of a visit is its
deepest, in per cent. Where nothing was measured both sums are 0. Visitors and visits are distinct within the row and do not add
up over pages. Since 0.1.
"""

from cxm.io.spec import Evidence, Reader, Signature, instant, number, text

FORMATS = ("%Y-%m-%d",)

READER = Reader(
    title="Plausible (pages by day)",
    frame="web_report",
    evidence=Evidence.VENDOR,
    signature=Signature(
        every=("date", "hostname", "page", "visits", "visitors", "pageviews"),
        some=("total_scroll_depth", "total_scroll_depth_visits", "total_time_on_page", "total_time_on_page_visits"),
    ),
    columns={
        "date": instant("date", formats=FORMATS),
        "page": text("page"),
        "visitors": number("visitors"),
        "sessions": number("visits"),
        "pageviews": number("pageviews"),
        "total_time_on_page_s": number("total_time_on_page"),
        "total_scroll_pct": number("total_scroll_depth"),
    },
)
