"""Segment, the table `pages` of a warehouse: one row is one page view.

Times are UTC. `timestamp` is when it happened, `received_at` when Segment got it, hours later for a device that was offline.

Traps: there is no visit: sessions are built from half an hour of silence. `user_id` is empty until the person is known,
`anonymous_id` never is. `path` has no query. Since 0.1.
"""

from cxm.io.spec import Evidence, Reader, Signature, instant, text

FORMATS = ("%Y-%m-%d %H:%M:%S",)

READER = Reader(
    title="Segment (pages table)",
    frame="hit",
    evidence=Evidence.CONNECTOR,
    signature=Signature(
        every=("id", "anonymous_id", "user_id", "received_at", "url", "path"),
        some=(
            "sent_at",
            "timestamp",
            "original_timestamp",
            "title",
            "search",
            "referrer",
            "context_campaign_source",
            "context_campaign_medium",
            "context_campaign_name",
            "context_ip",
            "context_user_agent",
        ),
    ),
    columns={
        "view_id": text("id"),
        "visitor_id": text("anonymous_id"),
        "user_id": text("user_id"),
        "viewed_at": instant("timestamp", "received_at", formats=FORMATS, zone="UTC", each=True),
        "page": text("path", "url"),
        "source": text("context_campaign_source"),
        "medium": text("context_campaign_medium"),
        "campaign": text("context_campaign_name"),
    },
)
