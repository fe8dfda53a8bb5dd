"""Umami, the archive of the self-hosted version: one row is one page, referrer, device, country or custom event.

All its files have the two columns `x` and `y` and no date; what `x` is stands in the file's name alone (`pages.csv`,
`referrers.csv`, `events.csv`, ...), so a renamed file is not recognised, and a file is one span of time that only its user knows.

Traps: in `events.csv`, `y` counts how often the event happened. In all others it counts the distinct sessions of Umami, and a
session of Umami is a visitor (of the month, or of the salt's life), not a visit; they do not add up over rows. At most 500 rows
are written. Browsers and operating systems have no field of their own and are read for `--by x`. Since 0.1.
"""

from cxm.io.spec import Evidence, Reader, Signature, number, text

READER = Reader(
    title="Umami (archive of x and y)",
    frame="web_report",
    evidence=Evidence.VENDOR,
    signature=Signature(
        every=("x", "y"),
        width=2,
        file="(?P<kind>events|pages|referrers|browsers|os|devices|countries)\\.csv",
        priority=-2,
    ),
    columns={
        "page": text("file:pages:x"),
        "event": text("file:events:x"),
        "source": text("file:referrers:x"),
        "device": text("file:devices:x"),
        "country": text("file:countries:x"),
        "visitors": number(
            "file:pages:y", "file:referrers:y", "file:browsers:y", "file:os:y", "file:devices:y", "file:countries:y", each=True
        ),
        "events": number("file:events:y"),
    },
)
