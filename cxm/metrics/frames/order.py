"""Orders: one row is one order; lines of one order are summed first.

Period by `ordered_at`. Revenue is net of refunds of the same order. An order without a customer counts in order metrics only. Since 0.1.
"""

from cxm.metrics.spec import Field, Frame, Kind

FRAME = Frame(
    name="order",
    family="order",
    title="Orders",
    row="one order",
    time="ordered_at",
    key="order_id",
    unit="customer_id",
    beside=("ordered_at",),
    latest="updated_at",
    left_out={
        "status": (
            "cancelled",
            "failed",
            "draft",
            "test",
            "fraud",
        )
    },
    fields=(
        Field("order_id", Kind.TEXT, "the order; the last state counts"),
        Field("customer_id", Kind.TEXT, "who bought", identifies=True),
        Field("ordered_at", Kind.INSTANT, "when it was placed", "UTC"),
        Field("revenue", Kind.NUMBER, "what was charged", "major units"),
        Field("refund", Kind.NUMBER, "what was paid back", "major units"),
        Field("margin", Kind.NUMBER, "gross margin", "major units"),
        Field("quantity", Kind.NUMBER, "how many; less than 0 where they came back", "items"),
        Field("price", Kind.NUMBER, "price of one item of a line", "major units"),
        Field("currency", Kind.TEXT, "ISO 4217"),
        Field(
            "status",
            Kind.TEXT,
            "where it stands",
            words=(
                "paid",
                "partly_paid",
                "pending",
                "partly_refunded",
                "refunded",
                "cancelled",
                "failed",
                "draft",
                "disputed",
                "test",
                "fraud",
            ),
        ),
        Field("channel", Kind.TEXT, "where it was placed"),
        Field("source", Kind.TEXT, "where the buyer came from"),
        Field("product", Kind.TEXT, "product"),
        Field("country", Kind.TEXT, "country"),
        Field("location", Kind.TEXT, "shop or warehouse"),
        Field("discount_code", Kind.TEXT, "code used"),
        Field("referred_by", Kind.TEXT, "the customer who referred the buyer", identifies=True),
        Field(
            "customer_type",
            Kind.TEXT,
            "new or returning, as exported",
            words=(
                "new",
                "returning",
            ),
        ),
        Field("paid_at", Kind.INSTANT, "when it was paid", "UTC"),
        Field("cancelled_at", Kind.INSTANT, "when it was cancelled", "UTC"),
        Field("updated_at", Kind.INSTANT, "last change", "UTC"),
    ),
)
