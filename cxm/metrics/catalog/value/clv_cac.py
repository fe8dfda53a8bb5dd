"""CLV to CAC: how many times over a customer brings back what winning them cost.

The simple lifetime value, which is revenue (`revenue`) or what is left of it (`margin`), over acquisition cost per new customer, both in
one currency. The costs are a second export, given with --with, or --set cac=200; --set clv=720 states the value instead. Three times the
cost in revenue and three times in margin are different claims: the definition says which. Since 0.1.
"""

from cxm.metrics.catalog.value._customers import OF_CUSTOMERS, USES
from cxm.metrics.catalog.value._worth import (
    MARGIN,
    NEW_CUSTOMERS,
    OF_COSTS,
    OF_ORDERS,
    PER_CUSTOMER,
    cost_of_one,
    costs,
    per_customer,
    revenue,
    revenue_factor,
)
from cxm.metrics.spec import Better, Expr, Metric, Rows, Setting, Unit, product_of

CLV = Setting("clv", "number", None, "lifetime value of one customer, instead of one computed from the orders")


def states(rows: Rows) -> dict[str, Expr]:
    """Revenue, new customers and costs."""
    return revenue(rows) | costs(rows) | {"margin_share": rows.col("margin_share").max()}


METRIC = Metric(
    title="CLV to CAC ratio",
    frame="order",
    definition="revenue",
    version=1,
    unit=Unit.RATIO,
    better=Better.TARGET,
    needs=OF_CUSTOMERS,
    uses=("order_id", *USES),
    prepare="worth",
    per=PER_CUSTOMER,
    other="cost",
    settings=(CLV, *OF_COSTS, *OF_ORDERS),
    states=states,
    base="customers",
    value=lambda s: s.stated_clv.fill_null(per_customer(s, margin=True)) / cost_of_one(s),
    interval=product_of(revenue_factor("stated_clv"), NEW_CUSTOMERS),
    shown=("revenue", "lifespan_years", "cost", "new_customers"),
    shown_as={"revenue": Unit.MONEY, "cost": Unit.MONEY, "new_customers": Unit.COUNT},
    min_grade_n=100,
    aliases=("ltv-cac", "clv-to-cac"),
    question="Does a customer bring back what it cost to win them?",
    formula="customer lifetime value / customer acquisition cost",
    counted="as in clv and cac, over the same period",
    left_out="as in clv and cac",
    conflict="Which lifetime value goes above the line: revenue (Nextiva) or margin (David Skok).",
    reason="Nextiva's 3 to 5 were stated for its own lifetime value, which is revenue; with a margin the ratio is not held against them.",
    users="Nextiva: 3 to 5 is good",
    example="720 / 200: 3.6",
    pitfalls=(
        "Three with revenue and three with margin are different claims.",
        "Above 5 may mean that too little is spent on growth.",
    ),
    names={"zh_TW": "CLV:CAC 比", "zh_CN": "CLV 与客户获取成本之比", "ms": "Nisbah CLV:CAC", "lt": "CLV ir CAC santykis"},
)

VARIANTS = (
    METRIC.but(
        definition="margin",
        uses=(*METRIC.uses, "margin"),
        settings=(MARGIN, *METRIC.settings),
        formula="customer lifetime value x margin / customer acquisition cost",
        users="David Skok: at least 3",
        example="720 x 0.5 / 200: 1.8",
    ),
)
