"""MailerLite Classic, one campaign: a file of labels and values, not a table. One file is one campaign.

Counts come with their share, `1085 (26.66%)`, which is of the mails sent. `Sent` is the only label without a colon, and is a time. There
is no count of delivered mails: it is what was sent less hard and soft bounces. A table of links follows, which are no campaigns.
The new MailerLite writes other files. Since 0.1.
"""

from cxm.io.spec import Evidence, Part, Reader, Signature, instant, number, text

FORMATS = ("%Y-%m-%d %H:%M:%S",)

READER = Reader(
    title="MailerLite Classic campaign report",
    frame="campaign",
    evidence=Evidence.PARSER,
    decimal=".",
    part=Part.PAIRS,
    mark="^Campaign report",
    signature=Signature(
        every=("Total emails sent:", "Opened:", "Clicked:", "Unsubscribed:"),
        some=("Subject:", "Sent", "Spam complaints:", "Hard bounce:", "Soft bounce:"),
    ),
    columns={
        "subject": text("Subject:"),
        "sent_at": instant("Sent", formats=FORMATS),
        "sent": number("Total emails sent:"),
        "unique_opens": number("Opened:"),
        "unique_clicks": number("Clicked:"),
        "unsubscribes": number("Unsubscribed:"),
        "complaints": number("Spam complaints:"),
        "hard_bounces": number("Hard bounce:"),
        "soft_bounces": number("Soft bounce:"),
    },
)
