"""Google Search Console, performance export in English: one row is one day, query, page, country, device or appearance.

The download is an archive with one table each; their names, and the headings, follow the language of the user.

Traps: tables of queries and pages stop at 1000 rows and leave rare queries out, so that only the table of days (`Chart` or
`Dates`) adds up to the site. Tables count differently, by site or by page, and must not be added to one another. Positions are
averages, weighted by impressions when rows are put together; CTR is text with a per cent sign and is rebuilt from the counts.
Days are Pacific days, except in the view of the last 24 hours, whose heading `Time (UTC+03:00)` names the clock its hours are of;
neither is ever shifted. Since 0.1.
"""

from cxm.io.spec import Evidence, Reader, Signature, instant, number, text

FORMATS = ("%Y-%m-%d", "%Y-%m-%dT%H:%M:%S")

READER = Reader(
    title="Google Search Console (English)",
    frame="search_row",
    evidence=Evidence.FILE,
    decimal=".",
    signature=Signature(
        every=("Clicks", "Impressions", "CTR", "Position"),
        patterns=("top queries|top pages|date|time \\(utc[+-]\\d\\d:\\d\\d\\)|country|device|search appearance|query|page",),
    ),
    columns={
        "date": instant("Date", "re:time \\(utc.*\\)", formats=FORMATS),
        "query": text("Top queries", "Query"),
        "page": text("Top pages", "Page"),
        "country": text("Country"),
        "device": text("Device"),
        "appearance": text("Search appearance"),
        "clicks": number("Clicks"),
        "impressions": number("Impressions"),
        "position": number("Position"),
        "ctr": number("CTR", unit="percent"),
    },
)
