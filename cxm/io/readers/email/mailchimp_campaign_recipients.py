"""Mailchimp campaign recipients as connectors land them: one row is one member a campaign was sent to.

It says neither when nor whether it arrived. Together with the activity it gives a campaign its base. Since 0.1.
"""

from cxm.io.spec import Evidence, Reader, Signature, constant, text

READER = Reader(
    title="Mailchimp campaign recipients (connector shape)",
    frame="mail_event",
    evidence=Evidence.CONNECTOR,
    together="mailchimp",
    signature=Signature(every=("campaign_id", "member_id", "combination_id", "list_id"), none=("action", "timestamp")),
    columns={
        "campaign_id": text("campaign_id"),
        "recipient_id": text("member_id"),
        "event": constant("sent"),
    },
)
