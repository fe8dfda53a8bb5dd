"""Plausible, `imported_devices_*.csv` of the export archive: one row is one kind of device on one day.

Traps: the device is told by the width of the screen. `visit_duration` is a sum of seconds. Visitors do not add up over rows.
Since 0.1.
"""

from cxm.io.spec import Evidence, Reader, Signature, instant, number, text

FORMATS = ("%Y-%m-%d",)

READER = Reader(
    title="Plausible (devices by day)",
    frame="web_report",
    evidence=Evidence.VENDOR,
    signature=Signature(every=("date", "device", "visitors", "visits", "visit_duration", "bounces"), some=("pageviews",)),
    columns={
        "date": instant("date", formats=FORMATS),
        "device": text("device"),
        "visitors": number("visitors"),
        "sessions": number("visits"),
        "pageviews": number("pageviews"),
        "bounces": number("bounces"),
        "total_duration_s": number("visit_duration"),
    },
)
