"""HubSpot e-mail events as connectors land them: one row is one event of one recipient.

`filtered_event` marks events HubSpot holds to be of machines: they are left out and counted. A `STATUSCHANGE` is a change of the
subscription, nearly always an unsubscription; which one, another table says. `PROCESSED` repeats `SENT` a moment later and is kept
as an unknown word, for both would count one mail twice. Times are UTC with milliseconds. Since 0.1.
"""

from cxm.io.spec import Evidence, Reader, Signature, instant, text, words

FORMATS = ("%Y-%m-%d %H:%M:%S.%f",)

READER = Reader(
    title="HubSpot email events (connector shape)",
    frame="mail_event",
    evidence=Evidence.CONNECTOR,
    signature=Signature(
        every=("id", "created", "email_campaign_id", "type", "recipient"),
        some=("app_id", "portal_id", "sent_by_created", "sent_by_id", "caused_by_id", "filtered_event", "obsoleted_by_id"),
    ),
    columns={
        "occurred_at": instant("created", formats=FORMATS, zone="UTC"),
        "event_id": text("id"),
        "recipient_id": text("recipient"),
        "campaign_id": text("email_campaign_id"),
        "event": words(
            {
                "sent": "sent",
                "delivered": "delivered",
                "deferred": "deferred",
                "dropped": "dropped",
                "bounce": "bounce",
                "open": "open",
                "click": "click",
                "spamreport": "complaint",
                "statuschange": "unsubscribe",
                "forward": "forward",
            },
            "type",
        ),
        "traffic": words({"true": "bot", "1": "bot", "false": "human", "0": "human"}, "filtered_event"),
    },
)
