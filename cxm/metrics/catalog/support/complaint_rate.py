"""Complaint rate: complaints per 1,000 customers.

Complaints that came in during the period per 1,000 customers active in it, whose number is named with --set customers=4000 or
counted from subscriptions given with --with. `per_order` counts per 1,000 orders, `per_ticket` per 1,000 tickets. Since 0.1.
"""

from cxm.metrics.spec import Better, Expr, Interval, Metric, Rows, Setting, Unit, wilson

CATEGORIES = Setting("complaint_categories", "words", (), "categories that are complaints, where no mark says so")


def states(rows: Rows) -> dict[str, Expr]:
    """Complaints, and customers or orders of the same period."""
    return {"complaints": rows.count(rows.col("is_complaint")), "exposure": rows.col("exposure").max()}


def of_tickets(rows: Rows) -> dict[str, Expr]:
    """Complaints, and tickets."""
    return {"complaints": rows.count(rows.col("is_complaint")), "tickets": rows.size()}


METRIC = Metric(
    title="Complaint rate",
    frame="ticket",
    definition="per_customer",
    version=1,
    unit=Unit.PER_1000,
    better=Better.LOWER,
    bounds=(0, None),
    needs=("created_at",),
    uses=("is_complaint", "category", "status", "direction"),
    prepare="exposure",
    other="subscription",
    settings=(Setting("customers", "number", None, "customers active in the period"), CATEGORIES),
    states=states,
    base="exposure",
    value=lambda s: 1000 * s.complaints / s.exposure,
    interval=Interval("garwood", {"count": "complaints", "exposure": "exposure"}),
    shown=("complaints",),
    shown_as={"complaints": Unit.COUNT},
    question="How many complaints do 1,000 customers make?",
    formula="1000 x complaints of the period / customers active in the period",
    counted="tickets marked as complaints; customers with a subscription that runs in the period",
    left_out="other tickets; spam, merged and outbound ones",
    conflict="Per customers, orders or tickets.",
    reason="Complaints per 1,000 customers, as the Financial Conduct Authority recommends for firms.",
    users="the Financial Conduct Authority recommends complaints per 1,000 accounts",
    example="60 complaints, 4,000 customers: 15.0 per 1,000 (95 % interval 11.4 to 19.3)",
    names={"zh_TW": "投訴率", "zh_CN": "投诉率", "ms": "Kadar aduan", "lt": "Skundų dažnis"},
)

VARIANTS = (
    METRIC.but(
        definition="per_order",
        other="order",
        settings=(Setting("orders", "number", None, "orders placed in the period"), CATEGORIES),
        formula="1000 x complaints of the period / orders placed in the period",
        counted="tickets marked as complaints; orders of the period",
        example="60 complaints, 30,000 orders: 2.0 per 1,000",
        users="",
    ),
    METRIC.but(
        definition="per_ticket",
        bounds=(0, 1000),
        prepare="complaints",
        other="",
        settings=(CATEGORIES,),
        states=of_tickets,
        base="tickets",
        value=lambda s: 1000 * s.complaints / s.tickets,
        interval=wilson("complaints"),
        formula="1000 x complaints / tickets of the period",
        counted="all tickets of the period",
        example="60 complaints among 500 tickets: 120 per 1,000",
        users="",
    ),
)
