"""Mailchimp audience: one row is one contact, who is named by the e-mail address.

The zip holds one file per status, and only the file's name tells it: subscribed, unsubscribed, cleaned (the address bounced for good),
nonsubscribed (never asked for mail). Their columns differ: `UNSUB_TIME` and `CLEAN_TIME` are in their own files alone. Times are UTC;
`TIMEZONE` is where the contact seems to live and says nothing about them. `TAGS` is a quoted list within one cell. Since 0.1.
"""

from cxm.io.spec import Evidence, Reader, Signature, instant, number, text

FORMATS = ("%Y-%m-%d %H:%M:%S",)

READER = Reader(
    title="Mailchimp audience export",
    frame="contact",
    evidence=Evidence.PARSER,
    signature=Signature(
        every=("Email Address", "MEMBER_RATING", "OPTIN_TIME", "LAST_CHANGED", "LEID", "EUID"),
        some=(
            "First Name",
            "Last Name",
            "OPTIN_IP",
            "CONFIRM_TIME",
            "CONFIRM_IP",
            "LATITUDE",
            "LONGITUDE",
            "GMTOFF",
            "DSTOFF",
            "TIMEZONE",
            "CC",
            "REGION",
            "NOTES",
            "TAGS",
            "UNSUB_TIME",
            "UNSUB_CAMPAIGN_TITLE",
            "UNSUB_REASON",
            "CLEAN_TIME",
        ),
    ),
    columns={
        "recipient_id": text("Email Address"),
        "subscribed_at": instant("CONFIRM_TIME", "OPTIN_TIME", formats=FORMATS, zone="UTC"),
        "unsubscribed_at": instant("UNSUB_TIME", formats=FORMATS, zone="UTC"),
        "changed_at": instant("LAST_CHANGED", formats=FORMATS, zone="UTC"),
        "rating": number("MEMBER_RATING"),
        "country": text("CC"),
    },
)
