"""Klaviyo events as connectors land them: one row is one event of one person, times are UTC.

The same table holds what people do in the shop: `Placed Order` is a conversion, other words of its own stay as they are. Since 0.1.
"""

from cxm.io.spec import Evidence, Reader, Signature, instant, text, words

READER = Reader(
    title="Klaviyo events (connector shape)",
    frame="mail_event",
    evidence=Evidence.CONNECTOR,
    signature=Signature(
        every=("id", "person_id", "campaign_id", "datetime", "metric_id", "type"),
        some=("flow_id", "flow_message_id", "uuid", "timestamp", "property_subject", "property_campaign_name", "property_value"),
    ),
    columns={
        "event_id": text("id"),
        "campaign_id": text("campaign_id"),
        "recipient_id": text("person_id"),
        "event": words(
            {
                "received email": "delivered",
                "opened email": "open",
                "clicked email": "click",
                "bounced email": "bounce",
                "dropped email": "dropped",
                "marked email as spam": "complaint",
                "unsubscribed": "unsubscribe",
                "unsubscribed from list": "unsubscribe",
                "placed order": "convert",
            },
            "type",
        ),
        "occurred_at": instant("datetime", "timestamp", zone="UTC"),
        "link": text("property_url"),
        "bounce_type": words({"hard": "hard", "soft": "soft"}, "property_bounce_type"),
    },
)
