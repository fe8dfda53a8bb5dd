"""Klaviyo campaigns: one row is one campaign, e-mail and text messages in one file.

Counts are written as floats, `64517.0`, rates as `70.80%`; rates are left alone. The conversion is whatever metric the account chose:
`Unique Placed Order` in one file is `Unique Subscribed to List` in another, so the column is known by its first word; the opens and
clicks that begin with it too are not it. `Send Time` is the account's local time without zone. Older files have neither id nor
channel, and a name is no id: it may be used again. Text messages have no opens: compare by `channel`. Since 0.1.
"""

from cxm.io.spec import Evidence, Reader, Signature, instant, number, text

FORMATS = ("%Y-%m-%d %H:%M:%S",)

READER = Reader(
    title="Klaviyo campaign export",
    frame="campaign",
    evidence=Evidence.PARSER,
    decimal=".",
    signature=Signature(
        every=(
            "Campaign Name",
            "Subject",
            "List",
            "Send Time",
            "Total Recipients",
            "Unique Opens",
            "Unique Clicks",
            "Successful Deliveries",
        ),
        some=(
            "Tags",
            "Send Weekday",
            "Unique Placed Order",
            "Placed Order Rate",
            "Revenue",
            "Open Rate",
            "Total Opens",
            "Click Rate",
            "Total Clicks",
            "Unsubscribes",
            "Spam Complaints",
            "Spam Complaints Rate",
            "Bounces",
            "Bounce Rate",
            "Campaign ID",
            "Campaign Channel",
        ),
    ),
    columns={
        "campaign_id": text("Campaign ID"),
        "name": text("Campaign Name"),
        "subject": text("Subject"),
        "audience": text("List"),
        "channel": text("Campaign Channel"),
        "sent_at": instant("Send Time", formats=FORMATS),
        "sent": number("Total Recipients"),
        "delivered": number("Successful Deliveries"),
        "bounces": number("Bounces"),
        "unique_opens": number("Unique Opens"),
        "opens": number("Total Opens"),
        "unique_clicks": number("Unique Clicks"),
        "clicks": number("Total Clicks"),
        "unsubscribes": number("Unsubscribes"),
        "complaints": number("Spam Complaints"),
        "conversions": number("Unique Placed Order", r"re:unique (?!.*\b(?:opens|clicks)\b).+"),
        "revenue": number("Revenue"),
    },
)
