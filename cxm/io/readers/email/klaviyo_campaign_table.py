"""Klaviyo campaigns as connectors land them: what a campaign is and when it was sent, without its counts. Since 0.1."""

from cxm.io.spec import Evidence, Reader, Signature, instant, text

READER = Reader(
    title="Klaviyo campaigns (connector shape)",
    frame="campaign",
    evidence=Evidence.CONNECTOR,
    signature=Signature(
        every=("id", "campaign_type", "status_label", "subject", "send_time", "email_template_id"),
        some=("name", "from_email", "from_name", "created", "updated", "sent_at", "archived"),
    ),
    columns={
        "campaign_id": text("id"),
        "name": text("name"),
        "subject": text("subject"),
        "sent_at": instant("sent_at", "send_time", zone="UTC"),
    },
)
