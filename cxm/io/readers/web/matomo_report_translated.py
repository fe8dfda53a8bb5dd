"""Matomo, CSV of a report with translated names, in English: one row is one day, week or month, or one value of a dimension.

The same report as with the API's names. Matomo translates the headings into the language of the user; other languages are read by
the words of hand-made files. The file is UTF-16LE with a byte order mark unless UTF-8 was asked for.

Traps: `Actions` counts page views, downloads, outlinks and searches; `Pageviews`, where the report has them, are preferred. A
week is written as its first and last day in one quoted cell. Rates are text with a per cent sign. Unique visitors do not add up
over rows. Since 0.1.
"""

from cxm.io.spec import Evidence, Reader, Signature, instant, number

FORMATS = ("%Y-%m-%d", "%Y-%m")

READER = Reader(
    title="Matomo (report, English names)",
    frame="web_report",
    evidence=Evidence.FILE,
    decimal=".",
    signature=Signature(
        every=("Visits", "Actions per Visit", "Bounce Rate"),
        some=(
            "Date",
            "Unique visitors",
            "Users",
            "Actions",
            "Visits with Conversions",
            "Bounces",
            "Total time spent by visitors (in seconds)",
            "Maximum actions in one visit",
            "Avg. Visit Duration (in seconds)",
            "Pageviews",
            "Unique Pageviews",
            "Conversion Rate",
        ),
    ),
    columns={
        "date": instant("Date", formats=FORMATS, take="^([0-9-]+),"),
        "visitors": number("Unique visitors"),
        "sessions": number("Visits"),
        "converted_sessions": number("Visits with Conversions"),
        "pageviews": number("Pageviews", "Actions"),
        "unique_pageviews": number("Unique Pageviews"),
        "bounces": number("Bounces"),
        "total_duration_s": number("Total time spent by visitors (in seconds)"),
        "bounce_rate": number("Bounce Rate", unit="percent"),
        "avg_session_duration_s": number("Avg. Visit Duration (in seconds)"),
    },
)
