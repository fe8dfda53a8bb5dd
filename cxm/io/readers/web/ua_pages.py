"""Universal Analytics, CSV of a page report: one row is one page. The service ended in 2024; the files live on in archives.

Comment lines come first: view, report, and the span as 20220701-20220731. A row of totals with an empty first cell closes the
table; after a blank line a second table follows, `Day Index` with one metric by day, which is not read.

Traps: numbers carry thousands commas inside quotes, rates are text such as 45.20%, times are HH:MM:SS, money carries its sign.
Bounces are visits of one page that entered here, so the bounce rate goes with `Entrances`; the exit rate is of page views. Since
0.1.
"""

from cxm.io.spec import Evidence, Part, Reader, Signature, number, text

READER = Reader(
    title="Universal Analytics (page report)",
    frame="web_report",
    evidence=Evidence.PARSER,
    part=Part.HASH,
    mark="^# \\d{8}-\\d{8}\\s*$",
    footer="^,",
    decimal=".",
    stop="^\\s*$|^Day Index",
    signature=Signature(
        every=("Pageviews", "Unique Pageviews"),
        some=(
            "Page",
            "Avg. Time on Page",
            "Entrances",
            "Bounce Rate",
            "% Exit",
            "Page Value",
            "Landing Page",
            "Sessions",
            "Page path level 1",
        ),
    ),
    columns={
        "page": text("Page", "Page path level 1", "Landing Page"),
        "sessions": number("Sessions"),
        "pageviews": number("Pageviews"),
        "unique_pageviews": number("Unique Pageviews"),
        "entrances": number("Entrances"),
        "bounce_rate": number("Bounce Rate", unit="percent"),
        "exit_rate": number("% Exit", unit="percent"),
        "avg_time_on_page_s": number("Avg. Time on Page", unit="hms"),
    },
)
