"""Google Analytics 4, CSV of a standard report: one row is one value of the report's dimension, or one day.

Comment lines come first: title, account, property, segment, start and end date; some files put a blank line before the header,
newer ones do not. A file may hold several tables, each behind comment lines of its own (the cards of the home page): the first is
read, the others are other tables and are never stacked under it. A column `Nth day` counts from the start date, 0 being that day.
Only English headings are known.

Traps: rates are fractions (0.62). `Bounce rate` is one minus the engagement rate, not the share of visits with one page, so it
compares with no other vendor's. `Average engagement time` is per active user or per session, as the heading says. Users are
distinct within a row and do not add up. `Users` and `Conversions` are the former names of `Active users` and `Key events`. Days
are those of the property's time zone. Since 0.1.
"""

from cxm.io.spec import Evidence, Part, Reader, Signature, instant, number, text

FORMATS = ("%Y%m%d",)

READER = Reader(
    title="Google Analytics 4 (standard report)",
    frame="web_report",
    evidence=Evidence.FILE,
    part=Part.HASH,
    mark="^# (Start date|Property|Account): ?",
    stop="^#|^\\s*$",
    decimal=".",
    signature=Signature(
        some=(
            "Views",
            "Active users",
            "Users",
            "New users",
            "Total users",
            "Sessions",
            "Engaged sessions",
            "Engagement rate",
            "Bounce rate",
            "Average engagement time",
            "Average engagement time per active user",
            "Average engagement time per session",
            "Average session duration",
            "Event count",
            "Key events",
            "Conversions",
            "Total revenue",
            "Views per active user",
            "Engaged sessions per user",
            "Nth day",
        ),
        least=1,
    ),
    columns={
        "date": instant("Date", "Nth day", formats=FORMATS, units={"Nth day": "days_since:Start date"}),
        "page": text(
            "Page path and screen class",
            "Page path + query string",
            "Page path",
            "Page title and screen class",
            "Landing page",
            "Landing page + query string",
        ),
        "event": text("Event name"),
        "source": text("Session source / medium", "Session source", "First user source / medium", "First user source"),
        "medium": text("Session medium", "First user medium"),
        "campaign": text("Session campaign", "First user campaign"),
        "channel": text(
            "Session primary channel group (Default channel group)",
            "Session default channel group",
            "First user primary channel group (Default channel group)",
            "First user default channel group",
        ),
        "device": text("Device category"),
        "country": text("Country"),
        "visitors": number("Active users", "Total users", "Users"),
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
        "avg_engagement_s": number(
            "Average engagement time per session", "Average engagement time per active user", "Average engagement time"
        ),
    },
)
