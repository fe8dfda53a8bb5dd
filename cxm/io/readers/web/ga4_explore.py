"""Google Analytics 4, CSV of a free-form exploration: one row is one combination of the dimensions that were chosen.

Comment lines come first: property, exploration and tab, and the span as 20260101-20260131. The first row under the header is the
grand total: its dimensions are empty, and it may carry one cell more than the header, `Grand total`. It is left out, since totals
are computed from the rows. A row further down that begins with an empty cell is a landing page without a name.

Traps: rates are fractions. `Bounce rate` is one minus the engagement rate. Users are distinct within a row and do not add up.
Days are those of the property's time zone. Only English headings are known. Since 0.1.
"""

from cxm.io.spec import Evidence, Part, Reader, Signature, instant, number, text

FORMATS = ("%Y%m%d",)

READER = Reader(
    title="Google Analytics 4 (exploration)",
    frame="web_report",
    evidence=Evidence.FILE,
    part=Part.HASH,
    mark="^# \\d{8}-\\d{8}\\s*$",
    rows_after=1,
    rows_after_mark="^,",
    decimal=".",
    signature=Signature(
        some=(
            "Active users",
            "Event count",
            "Views",
            "Total users",
            "Sessions",
            "Engaged sessions",
            "Key events",
            "Event name",
            "Views per active user",
            "Average engagement time per session",
            "Page path and screen class",
            "Page location",
            "Page path + query string",
            "Average session duration",
            "Bounce rate",
            "Engagement rate",
            "Exits",
            "Entrances",
        ),
        least=2,
        none=("Pageviews", "Unique Pageviews"),
    ),
    columns={
        "date": instant("Date", formats=FORMATS),
        "page": text(
            "Page path and screen class",
            "Page path + query string",
            "Page location",
            "Page path",
            "Landing page",
            "Landing page + query string",
        ),
        "event": text("Event name"),
        "source": text("Session source / medium", "Session source", "First user source / medium", "First user source"),
        "medium": text("Session medium", "First user medium"),
        "campaign": text("Session campaign", "First user campaign"),
        "channel": text("Session default channel group", "First user default channel group"),
        "device": text("Device category"),
        "country": text("Country"),
        "visitors": number("Active users", "Total users"),
        "new_visitors": number("New users"),
        "sessions": number("Sessions"),
        "engaged_sessions": number("Engaged sessions"),
        "pageviews": number("Views"),
        "entrances": number("Entrances"),
        "exits": number("Exits"),
        "events": number("Event count"),
        "conversions": number("Key events", "Conversions"),
        "revenue": number("Total revenue"),
        "bounce_rate": number("Bounce rate", unit="fraction"),
        "engagement_rate": number("Engagement rate", unit="fraction"),
        "avg_session_duration_s": number("Average session duration"),
        "avg_engagement_s": number("Average engagement time per session"),
    },
)
