"""Customer loyalty rate: the share of customers who kept buying, or using, period after period.

In per cent of the customers active in the first of so many periods in a row (three months by default), told at the last of them.
What people say they will do is loyalty-intent; customers under contract are counted by retention-rate. Since 0.1.
"""

from cxm.metrics.spec import Better, Expr, Metric, Rows, Setting, Unit, wilson

PERIODS = Setting("periods", "number", 3, "periods in a row, the first and the last included")
EVENTS = Setting("events", "words", (), "events that count as activity; all without any")
REFUNDED = Setting("keep_refunded", "flag", default=False, meaning="orders paid back in full count")


def in_every(rows: Rows) -> dict[str, Expr]:
    """Customers of the first period, and those active in each that followed."""
    return {"loyal": rows.count(rows.col("every")), "customers": rows.size()}


def in_last(rows: Rows) -> dict[str, Expr]:
    """Customers of the first period, and those active in the last."""
    return {"loyal": rows.count(rows.col("last")), "customers": rows.size()}


METRIC = Metric(
    title="Customer loyalty rate",
    frame="order",
    definition="every_period",
    version=1,
    unit=Unit.PERCENT,
    better=Better.HIGHER,
    bounds=(0, 100),
    needs=("customer_id", "ordered_at"),
    uses=("order_id", "status", "revenue", "refund", "updated_at"),
    prepare="streaks",
    states=in_every,
    base="customers",
    value=lambda s: 100 * s.loyal / s.customers,
    interval=wilson("loyal"),
    settings=(PERIODS, REFUNDED),
    shown=("loyal",),
    aliases=("loyalty",),
    question="What share of customers keeps buying over a stretch of time?",
    formula="100 x customers with an order in each of the last three periods / customers with an order in the first of them",
    counted="customers with an order in the first of the periods, which are months where no other length is asked for",
    left_out="orders without a customer; orders cancelled, failed, of a test or paid back in full",
    example="200 customers bought in January, 90 of them in February and in March as well: 45.0 % in March",
    pitfalls=(
        "What is bought once a year has no monthly loyalty: take periods near the median time between orders, which is noted.",
        "Under contract, retention-rate says the same.",
    ),
    names={"zh_TW": "客戶忠誠度", "zh_CN": "客户忠诚度", "ms": "Kesetiaan pelanggan", "lt": "Kliento lojalumas"},
)

LAST = {
    "definition": "last_period",
    "states": in_last,
    "formula": "100 x customers active in the last of three periods / customers active in the first of them",
    "example": "200 customers bought in January, 120 of them in March: 60.0 % in March",
}
USING = METRIC.but(
    frame="product_event",
    needs=("user_id", "occurred_at"),
    uses=("event", "event_id"),
    settings=(PERIODS, EVENTS),
    question="What share of users keeps using the product over a stretch of time?",
    formula="100 x users with an event in each of the last three periods / users with an event in the first of them",
    counted="users with an event in the first of the periods, which are months where no other length is asked for",
    left_out="events without a user; staff and bots",
    pitfalls=("Periods shorter than the rhythm of use make everybody disloyal.",),
)
VARIANTS = (METRIC.but(**LAST), USING, USING.but(**LAST))
