"""Users: one row is one user of a product, active or not. Since 0.1."""

from cxm.metrics.spec import Field, Frame, Kind

FRAME = Frame(
    name="user",
    family="product",
    title="Users",
    row="one user",
    time="signed_up_at",
    key="user_id",
    beside=("user_id",),
    unit="user_id",
    left_out={
        "traffic": (
            "internal",
            "bot",
        )
    },
    fields=(
        Field("user_id", Kind.TEXT, "who", identifies=True),
        Field("customer_id", Kind.TEXT, "the account", identifies=True),
        Field("signed_up_at", Kind.INSTANT, "when they signed up", "UTC"),
        Field("deleted_at", Kind.INSTANT, "when they were deleted", "UTC"),
        Field("is_paying", Kind.FLAG, "a paying customer"),
        Field("plan", Kind.TEXT, "plan"),
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
