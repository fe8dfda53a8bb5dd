"""Plausible, `imported_sources_*.csv` of the export archive: one row is one source, with its campaign tags, on one day.

Traps: an empty source is a direct visit or one that could not be told. `visit_duration` is a sum of seconds. Visitors are
distinct within the row and do not add up. Days are those of the site's time zone. Since 0.1.
"""

from cxm.io.spec import Evidence, Reader, Signature, instant, number, text

FORMATS = ("%Y-%m-%d",)

READER = Reader(
    title="Plausible (sources by day)",
    frame="web_report",
    evidence=Evidence.VENDOR,
    signature=Signature(
        every=("date", "source", "visitors", "visits", "bounces"),
        some=("referrer", "utm_source", "utm_medium", "utm_campaign", "utm_content", "utm_term", "pageviews", "visit_duration"),
    ),
    columns={
        "date": instant("date", formats=FORMATS),
        "source": text("source"),
        "medium": text("utm_medium"),
        "campaign": text("utm_campaign"),
        "visitors": number("visitors"),
        "sessions": number("visits"),
        "pageviews": number("pageviews"),
        "bounces": number("bounces"),
        "total_duration_s": number("visit_duration"),
    },
)
