"""Contact rate: tickets per 100 customers.

Tickets created in the period per 100 customers active in it, whose number is named with --set customers=4000 or counted from
subscriptions given with --with. `per_order` counts per 100 orders. Since 0.1.
"""

from cxm.metrics.spec import Better, Expr, Interval, Metric, Rows, Setting, Unit


def states(rows: Rows) -> dict[str, Expr]:
    """Tickets, and customers or orders of the same period."""
    return {"tickets": rows.count(rows.col("is_ticket")), "exposure": rows.col("exposure").max()}


METRIC = Metric(
    title="Contact rate",
    frame="ticket",
    definition="per_customer",
    version=1,
    unit=Unit.PER_100,
    better=Better.LOWER,
    bounds=(0, None),
    needs=("created_at",),
    uses=("status", "direction"),
    prepare="exposure",
    other="subscription",
    settings=(Setting("customers", "number", None, "customers active in the period"),),
    states=states,
    base="exposure",
    value=lambda s: 100 * s.tickets / s.exposure,
    interval=Interval("garwood", {"count": "tickets", "exposure": "exposure"}),
    shown=("tickets",),
    shown_as={"tickets": Unit.COUNT},
    question="How many requests do 100 customers make?",
    formula="100 x tickets created in the period / customers active in the period",
    counted="tickets of the period; customers with a subscription that runs in it",
    left_out="spam, deleted, merged and outbound tickets; each counted",
    conflict="Per customer or per order.",
    reason="Per 100 customers, since not every business has orders.",
    example="500 tickets, 4,000 customers: 12.5 per 100",
    pitfalls=("A longer period has more tickets of much the same customers: compare periods of one length.",),
    names={"zh_TW": "聯絡率", "zh_CN": "联系率", "ms": "Kadar hubungan", "lt": "Kreipimųsi dažnis"},
)

VARIANTS = (
    METRIC.but(
        definition="per_order",
        other="order",
        settings=(Setting("orders", "number", None, "orders placed in the period"),),
        formula="100 x tickets created in the period / orders placed in the period",
        counted="tickets and orders of the period",
        example="500 tickets, 10,000 orders: 5.0 per 100",
        pitfalls=(),
    ),
)
