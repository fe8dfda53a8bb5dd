"""E-mail events: one row is one event of one recipient of a campaign.

Several opens of one recipient count once; opens by machines are left out where they are marked. Since 0.1.
"""

from cxm.metrics.spec import Field, Frame, Kind

FRAME = Frame(
    name="mail_event",
    family="email",
    title="E-mail events",
    row="one event of one recipient",
    time="occurred_at",
    key="event_id",
    unit="recipient_id",
    left_out={
        "traffic": (
            "bot",
            "test",
        )
    },
    fields=(
        Field("event_id", Kind.TEXT, "the event; repeats are duplicates"),
        Field("campaign_id", Kind.TEXT, "the campaign"),
        Field("recipient_id", Kind.TEXT, "who", identifies=True),
        Field(
            "event",
            Kind.TEXT,
            "what happened",
            words=(
                "sent",
                "delivered",
                "open",
                "click",
                "bounce",
                "dropped",
                "deferred",
                "unsubscribe",
                "resubscribe",
                "complaint",
                "forward",
                "convert",
            ),
        ),
        Field("occurred_at", Kind.INSTANT, "when", "UTC"),
        Field("sent_at", Kind.INSTANT, "when the campaign was sent", "UTC"),
        Field("link", Kind.TEXT, "the link clicked"),
        Field(
            "bounce_type",
            Kind.TEXT,
            "for good or for now",
            words=(
                "hard",
                "soft",
            ),
        ),
        Field(
            "traffic",
            Kind.TEXT,
            "machines and tests do not count",
            words=(
                "human",
                "bot",
                "test",
            ),
        ),
    ),
)
