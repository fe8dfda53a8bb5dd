"""Ticket messages: one row is one message.

Used for response times to every turn of the customer, not only the first. Since 0.1.
"""

from cxm.metrics.spec import Field, Frame, Kind

FRAME = Frame(
    name="message",
    family="ticket",
    title="Ticket messages",
    row="one message of a ticket",
    time="sent_at",
    key="message_id",
    unit="ticket_id",
    left_out={"visibility": ("internal",)},
    fields=(
        Field("message_id", Kind.TEXT, "the message; repeats are duplicates"),
        Field("ticket_id", Kind.TEXT, "the ticket"),
        Field("sent_at", Kind.INSTANT, "when it was sent", "UTC"),
        Field("author", Kind.TEXT, "who wrote it", identifies=True),
        Field(
            "author_type",
            Kind.TEXT,
            "on which side",
            words=(
                "customer",
                "agent",
                "bot",
            ),
        ),
        Field(
            "visibility",
            Kind.TEXT,
            "internal notes are no replies",
            words=(
                "public",
                "internal",
            ),
        ),
        Field("channel", Kind.TEXT, "how it was sent"),
    ),
)
