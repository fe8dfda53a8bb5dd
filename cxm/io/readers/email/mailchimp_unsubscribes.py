"""Mailchimp unsubscribes as connectors land them: one row is one member who left after a campaign, times are UTC. Since 0.1."""

from cxm.io.spec import Evidence, Reader, Signature, constant, instant, text

READER = Reader(
    title="Mailchimp unsubscribes (connector shape)",
    frame="mail_event",
    evidence=Evidence.CONNECTOR,
    together="mailchimp",
    signature=Signature(every=("campaign_id", "member_id", "list_id", "reason", "timestamp"), none=("action",)),
    columns={
        "campaign_id": text("campaign_id"),
        "recipient_id": text("member_id"),
        "occurred_at": instant("timestamp", zone="UTC"),
        "event": constant("unsubscribe"),
    },
)
