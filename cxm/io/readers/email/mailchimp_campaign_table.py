"""Mailchimp campaigns as connectors land them: what a campaign is and when it was sent, without its counts. Since 0.1."""

from cxm.io.spec import Evidence, Reader, Signature, instant, text

READER = Reader(
    title="Mailchimp campaigns (connector shape)",
    frame="campaign",
    evidence=Evidence.CONNECTOR,
    signature=Signature(
        every=("id", "list_id", "send_time", "subject_line", "title", "type", "status"),
        some=("create_time", "content_type", "from_name", "segment_id", "template_id", "track_opens", "winner_criteria"),
        least=2,
    ),
    columns={
        "campaign_id": text("id"),
        "name": text("title"),
        "subject": text("subject_line"),
        "sent_at": instant("send_time", zone="UTC"),
        "audience": text("list_id"),
    },
)
