"""Plausible, `imported_visitors_*.csv` of the export archive: one row is one day of the site.

Traps: `visit_duration` is the sum of the seconds of all visits of the day, not their mean. A bounce is a visit of one page
without a custom event. Visitors are distinct within the day and do not add up over days. Days are those of the site's time zone.
Since 0.1.
"""

from cxm.io.spec import Evidence, Reader, Signature, instant, number

FORMATS = ("%Y-%m-%d",)

READER = Reader(
    title="Plausible (visitors by day)",
    frame="web_report",
    evidence=Evidence.VENDOR,
    whole=True,
    signature=Signature(
        every=("date", "visitors", "pageviews", "bounces", "visits", "visit_duration"),
        none=("page", "source", "country", "device", "browser", "operating_system", "entry_page", "exit_page", "name"),
    ),
    columns={
        "date": instant("date", formats=FORMATS),
        "visitors": number("visitors"),
        "sessions": number("visits"),
        "pageviews": number("pageviews"),
        "bounces": number("bounces"),
        "total_duration_s": number("visit_duration"),
    },
)
