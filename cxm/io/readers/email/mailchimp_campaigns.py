"""Mailchimp, all campaigns: the CSV of the campaign reports, one row is one campaign.

Rates are text such as `27.78%`, of successful deliveries; they are left alone, for cxm computes rates from counts. `Send Date` is the
account's local time with am or pm and carries no zone. Tools that pass the file on turn the blanks of its headings into `_`, or drop
them. Columns of a linked shop or of Google Analytics hold `n/a` where there is none. `Total Orders` counts orders, so a recipient
who bought twice is in it twice. A title is no id: weekly letters share one. Since 0.1.
"""

from cxm.io.spec import Evidence, Reader, Signature, instant, number, text

FORMATS = ("%b %d, %Y %I:%M %p",)

READER = Reader(
    title="Mailchimp campaigns report CSV",
    frame="campaign",
    evidence=Evidence.FILE,
    decimal=".",
    signature=Signature(
        every=("Title", "Subject", "List", "Send Date", "Total Recipients", "Successful Deliveries", "Unique Opens", "Unique Clicks"),
        some=(
            "Send Weekday",
            "Soft Bounces",
            "Hard Bounces",
            "Total Bounces",
            "Times Forwarded",
            "Forwarded Opens",
            "Open Rate",
            "Total Opens",
            "Click Rate",
            "Total Clicks",
            "Unsubscribes",
            "Abuse Complaints",
            "Times Liked on Facebook",
            "Folder Id",
            "Unique Id",
            "Total Orders",
            "Total Gross Sales",
            "Total Revenue",
        ),
        loose=True,
    ),
    columns={
        "campaign_id": text("Unique Id"),
        "name": text("Title"),
        "subject": text("Subject"),
        "audience": text("List"),
        "sent_at": instant("Send Date", formats=FORMATS),
        "sent": number("Total Recipients"),
        "delivered": number("Successful Deliveries"),
        "soft_bounces": number("Soft Bounces"),
        "hard_bounces": number("Hard Bounces"),
        "bounces": number("Total Bounces"),
        "unique_opens": number("Unique Opens"),
        "opens": number("Total Opens"),
        "unique_clicks": number("Unique Clicks"),
        "clicks": number("Total Clicks"),
        "unsubscribes": number("Unsubscribes"),
        "complaints": number("Abuse Complaints"),
        "forwards": number("Times Forwarded"),
        "conversions": number("Total Orders"),
        "revenue": number("Total Revenue"),
    },
)
