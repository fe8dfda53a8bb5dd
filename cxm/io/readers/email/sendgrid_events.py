"""SendGrid events, as its webhook posts them: one row is one event of one recipient. JSON or CSV.

`timestamp` is seconds of the Unix epoch. The webhook may post an event again: `sg_event_id` tells. `category` is a word or a list of
words; it stands for the campaign where the mail is no marketing campaign. A `bounce` of type `blocked` was refused for now, one of
type `bounce` for good. `sg_machine_open` marks opens by Apple's mail privacy, which are no person's. Since 0.1.
"""

from cxm.io.spec import Evidence, Reader, Signature, instant, text, words

READER = Reader(
    title="SendGrid event webhook",
    frame="mail_event",
    evidence=Evidence.PARSER,
    signature=Signature(
        every=("email", "event", "timestamp", "sg_event_id", "sg_message_id"),
        some=(
            "category",
            "url",
            "ip",
            "useragent",
            "reason",
            "status",
            "response",
            "attempt",
            "type",
            "asm_group_id",
            "smtp-id",
            "sg_machine_open",
        ),
    ),
    columns={
        "occurred_at": instant("timestamp", unit="epoch_s"),
        "event_id": text("sg_event_id"),
        "recipient_id": text("email"),
        "campaign_id": text("category", "singlesend_id", "marketing_campaign_id"),
        "event": words(
            {
                "processed": "sent",
                "delivered": "delivered",
                "deferred": "deferred",
                "dropped": "dropped",
                "bounce": "bounce",
                "blocked": "bounce",
                "open": "open",
                "click": "click",
                "spamreport": "complaint",
                "unsubscribe": "unsubscribe",
                "group_unsubscribe": "unsubscribe",
                "group_resubscribe": "resubscribe",
            },
            "event",
        ),
        "link": text("url"),
        "bounce_type": words({"bounce": "hard", "bounced": "hard", "blocked": "soft"}, "type"),
        "traffic": words({"true": "bot", "1": "bot", "false": "human", "0": "human"}, "sg_machine_open"),
    },
)
