"""Mailchimp, one campaign: a file of labels and values, not a table. One file is one campaign.

Counts come with their share, `141 (8.1%)`, and with grouped thousands, `1,742`; the share is of successful deliveries. Headings such
as `Overall Stats` stand between the pairs, and a table `Clicks by URL` follows them: its rows are links, not campaigns. The report
of an A/B test repeats the figures under `Combination 1 Stats` and so on. There is no id. Since 0.1.
"""

from cxm.io.spec import Evidence, Part, Reader, Signature, instant, number, text

FORMATS = ("%a, %b %d, %Y %H:%M", "%a, %b %d, %Y %I:%M %p")

READER = Reader(
    title="Mailchimp single campaign report",
    frame="campaign",
    evidence=Evidence.PARSER,
    decimal=".",
    part=Part.PAIRS,
    mark="^(Email )?Campaign Report",
    signature=Signature(
        every=("Total Recipients:", "Successful Deliveries:", "Recipients Who Opened:"),
        some=(
            "Title:",
            "Delivery Date/Time:",
            "Subject Line:",
            "Bounces:",
            "Total Opens:",
            "Recipients Who Clicked:",
            "Total Clicks:",
            "Total Unsubs:",
            "Total Abuse Complaints:",
            "Times Forwarded:",
            "Total Sales:",
        ),
    ),
    columns={
        "name": text("Title:"),
        "subject": text("Subject Line:"),
        "sent_at": instant("Delivery Date/Time:", formats=FORMATS),
        "sent": number("Total Recipients:"),
        "delivered": number("Successful Deliveries:"),
        "bounces": number("Bounces:"),
        "unique_opens": number("Recipients Who Opened:"),
        "opens": number("Total Opens:"),
        "unique_clicks": number("Recipients Who Clicked:"),
        "clicks": number("Total Clicks:"),
        "unsubscribes": number("Total Unsubs:"),
        "complaints": number("Total Abuse Complaints:"),
        "forwards": number("Times Forwarded:"),
    },
)
