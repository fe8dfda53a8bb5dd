"""Plausible, `imported_exit_pages_*.csv` of the export archive: one row is one last page on one day.

Traps: every figure is of the visits that ended on the page. `pageviews` are all views of those visits, not views of the page, so
they are not read, and an exit rate needs the views of `imported_pages_*.csv`. `visit_duration` is a sum of seconds. Since 0.1.
"""

from cxm.io.spec import Evidence, Reader, Signature, instant, number, text

FORMATS = ("%Y-%m-%d",)

READER = Reader(
    title="Plausible (exit pages by day)",
    frame="web_report",
    evidence=Evidence.VENDOR,
    signature=Signature(every=("date", "exit_page", "visitors", "exits"), some=("visit_duration", "bounces", "pageviews")),
    columns={
        "date": instant("date", formats=FORMATS),
        "page": text("exit_page"),
        "visitors": number("visitors"),
        "bounces": number("bounces"),
        "exits": number("exits"),
        "total_duration_s": number("visit_duration"),
    },
)
