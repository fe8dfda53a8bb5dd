"""Zendesk ticket comments as connectors land them: one row is one message of a ticket, times are UTC.

Who wrote is an id here; whether that is a customer or an agent stands in the table of users. Since 0.1.
"""

from cxm.io.spec import Evidence, Reader, Signature, instant, text, words

READER = Reader(
    title="Zendesk ticket comments (connector shape)",
    frame="message",
    evidence=Evidence.CONNECTOR,
    signature=Signature(
        every=("id", "ticket_id", "user_id", "body", "public", "created"),
        some=("facebook_comment", "tweet", "voice_comment"),
    ),
    columns={
        "message_id": text("id"),
        "ticket_id": text("ticket_id"),
        "sent_at": instant("created", zone="UTC"),
        "author": text("user_id"),
        "visibility": words({"true": "public", "false": "internal"}, "public"),
    },
)
