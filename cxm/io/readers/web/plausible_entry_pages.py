"""Plausible, `imported_entry_pages_*.csv` of the export archive: one row is one first page on one day.

Traps: every figure is of the visits that began on the page, which are both its entrances and its visits, so a bounce rate by
landing page follows. `pageviews` are all views of those visits, not views of the page, and are not read. `visit_duration` is a
sum of seconds. Since 0.1.
"""

from cxm.io.spec import Evidence, Reader, Signature, instant, number, text

FORMATS = ("%Y-%m-%d",)

READER = Reader(
    title="Plausible (entry pages by day)",
    frame="web_report",
    evidence=Evidence.VENDOR,
    signature=Signature(every=("date", "entry_page", "visitors", "entrances"), some=("visit_duration", "bounces", "pageviews")),
    columns={
        "date": instant("date", formats=FORMATS),
        "page": text("entry_page"),
        "visitors": number("visitors"),
        "sessions": number("entrances"),
        "bounces": number("bounces"),
        "entrances": number("entrances"),
        "total_duration_s": number("visit_duration"),
    },
)
