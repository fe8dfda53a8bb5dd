"""Plausible, `imported_locations_*.csv` of the export archive: one row is one city on one day.

Traps: countries are codes of two letters, regions are ISO 3166-2, cities are numbers of GeoNames; visits of unknown countries are
left out by Plausible, so the rows do not add up to the site. `visit_duration` is a sum of seconds. Since 0.1.
"""

from cxm.io.spec import Evidence, Reader, Signature, instant, number, text

FORMATS = ("%Y-%m-%d",)

READER = Reader(
    title="Plausible (locations by day)",
    frame="web_report",
    evidence=Evidence.VENDOR,
    signature=Signature(every=("date", "country", "region", "city", "visitors", "visits", "bounces"), some=("visit_duration", "pageviews")),
    columns={
        "date": instant("date", formats=FORMATS),
        "country": text("country"),
        "visitors": number("visitors"),
        "sessions": number("visits"),
        "pageviews": number("pageviews"),
        "bounces": number("bounces"),
        "total_duration_s": number("visit_duration"),
    },
)
