"""Product events: one row is one action of one user.

A user is active on a day with at least one qualifying event; repeats do not matter. Since 0.1.
"""

from cxm.metrics.spec import Field, Frame, Kind

FRAME = Frame(
    name="product_event",
    family="product",
    title="Product events",
    row="one action of one user",
    time="occurred_at",
    key="event_id",
    unit="user_id",
    left_out={
        "traffic": (
            "internal",
            "bot",
        )
    },
    fields=(
        Field("event_id", Kind.TEXT, "the event; repeats are duplicates"),
        Field("user_id", Kind.TEXT, "who", identifies=True),
        Field("device_id", Kind.TEXT, "the device, where nobody is logged in", identifies=True),
        Field("customer_id", Kind.TEXT, "the account", identifies=True),
        Field("session_id", Kind.TEXT, "the session"),
        Field("occurred_at", Kind.INSTANT, "when", "UTC"),
        Field("event", Kind.TEXT, "what was done"),
        Field("feature", Kind.TEXT, "the feature used"),
        Field("product", Kind.TEXT, "the product used"),
        Field("signed_up_at", Kind.INSTANT, "when the user signed up", "UTC"),
        Field("is_paying", Kind.FLAG, "a paying customer"),
        Field("plan", Kind.TEXT, "plan"),
        Field("platform", Kind.TEXT, "platform"),
        Field("country", Kind.TEXT, "country"),
        Field(
            "traffic",
            Kind.TEXT,
            "staff and bots do not count",
            words=(
                "human",
                "internal",
                "bot",
            ),
        ),
    ),
)
