"""SendGrid statistics: one row is one day, not one campaign; days are UTC.

`requests` are the mails handed over, `processed` those taken on, `delivered` those accepted; `blocks` are refused for now and are not in
`bounces`. Unique opens are unique within their day, so one recipient may be in several. An open may come days after its mail and
then counts on the day of the open: rates of single days can exceed 100 %. Since 0.1.
"""

from cxm.io.spec import Evidence, Reader, Signature, instant, number

FORMATS = ("%Y-%m-%d",)

READER = Reader(
    title="SendGrid statistics",
    frame="campaign",
    evidence=Evidence.DOCUMENTED,
    signature=Signature(
        every=("date", "requests", "delivered", "unique_opens", "unique_clicks", "bounces"),
        some=(
            "blocks",
            "bounce_drops",
            "clicks",
            "deferred",
            "invalid_emails",
            "opens",
            "processed",
            "spam_report_drops",
            "spam_reports",
            "unsubscribe_drops",
            "unsubscribes",
        ),
    ),
    columns={
        "sent_at": instant("date", formats=FORMATS, zone="UTC"),
        "sent": number("requests"),
        "delivered": number("delivered"),
        "bounces": number("bounces"),
        "unique_opens": number("unique_opens"),
        "opens": number("opens"),
        "unique_clicks": number("unique_clicks"),
        "clicks": number("clicks"),
        "unsubscribes": number("unsubscribes"),
        "complaints": number("spam_reports"),
    },
)
