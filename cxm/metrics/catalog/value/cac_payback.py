"""CAC payback: after how many months a new customer has paid back what winning them cost.

In months: acquisition cost per new customer / margin a customer leaves in a month. Of orders that is the margin of all customers who
bought, by month of the period; of subscriptions the recurring revenue new customers begin with. The margin is said with --set margin=0.6,
or is a column of the orders. Null where nothing is left of the revenue: it is never paid back. Since 0.1.
"""

from cxm.metrics.catalog.value._customers import COUNTED, OF_CUSTOMERS, USES
from cxm.metrics.catalog.value._worth import MARGIN, OF_COSTS, PER_CUSTOMER, WINDOW, cost_of_one, costs, revenue
from cxm.metrics.spec import NO_INTERVAL, Better, Estimate, Expr, Metric, Rows, Unit


def states(rows: Rows) -> dict[str, Expr]:
    """Revenue of a month, new customers and costs."""
    return revenue(rows) | costs(rows) | {"margin_share": rows.col("margin_share").max()}


def of_subscribers(rows: Rows) -> dict[str, Expr]:
    """New customers, what they begin to pay, and costs."""
    return {
        "new_customers": rows.count(rows.col("customer")),
        "new_mrr": rows.total(rows.col("first_mrr")),
        "cost": rows.total(rows.col("amount")),
        "stated_cac": rows.col("stated_cac").max(),
        "margin_share": rows.constant(rows.options["margin"]),
        "n_missing": rows.count(rows.col("missing")),
    }


def months(s: object, monthly: Expr) -> Expr:
    """Cost over what a month leaves; without an answer where it leaves nothing."""
    return cost_of_one(s) / (monthly * s.margin_share.fill_null(1.0)).clip(0.0)  # type: ignore[attr-defined]


def margins(s: object) -> Expr:
    """Margins of a month that one customer must leave to pay back what winning him cost."""
    return months(s, s.new_mrr / s.new_customers)  # type: ignore[attr-defined]


METRIC = Metric(
    title="CAC payback",
    frame="order",
    definition="orders",
    version=1,
    unit=Unit.MONTHS,
    better=Better.LOWER,
    bounds=(0, None),
    needs=OF_CUSTOMERS,
    uses=("order_id", "margin", *USES),
    prepare="worth",
    per=PER_CUSTOMER,
    other="cost",
    settings=(MARGIN, *OF_COSTS, WINDOW, *COUNTED),
    states=states,
    base="customers",
    value=lambda s: months(s, s.revenue / s.customers / s.years / 12),
    interval=NO_INTERVAL,
    shown=("revenue", "cost", "new_customers"),
    shown_as={"revenue": Unit.MONEY, "cost": Unit.MONEY, "new_customers": Unit.COUNT},
    min_grade_n=100,
    aliases=("payback",),
    question="After how many months has a new customer paid back its acquisition cost?",
    formula="acquisition cost per new customer / margin per customer and month",
    counted="as in cac, and the orders of the same period",
    left_out="as in cac",
    conflict="Revenue or margin; whether customers who leave before they have paid back are taken off.",
    reason=(
        "A cost is earned back out of what is left of the revenue, not out of the revenue. Orders do not show who has left; subscriptions "
        "do, and survival takes it from their curve."
    ),
    users="David Skok: at most 12 months",
    example="300 / 25 a month: 12 months",
    pitfalls=("Customers who leave before they have paid back are not taken off.", "Customers of long standing buy more than new ones."),
    names={"zh_TW": "CAC 回收期", "zh_CN": "CAC 回收期", "ms": "Tempoh bayar balik CAC", "lt": "CAC atsipirkimo laikas"},
)

SUBSCRIBERS = METRIC.but(
    frame="subscription",
    definition="subscriptions",
    needs=("customer_id", "started_at", "mrr"),
    uses=("ended_at", "cancelled_at", "trial_end_at", "is_trial", "status", "currency", "updated_at"),
    prepare="acquisition",
    per=None,
    settings=(MARGIN, *OF_COSTS),
    states=of_subscribers,
    base="new_customers",
    value=margins,
    shown=("cost", "new_mrr"),
    shown_as={"cost": Unit.MONEY, "new_mrr": Unit.MONEY},
    formula="acquisition cost per new customer / (recurring revenue a month that new customers begin with x margin)",
    counted="customers whose first paid subscription begins in the period",
    left_out="trials and free plans; costs outside the days reported, which are told",
    example="300 / (50 x 0.5): 12 months",
    pitfalls=("Customers who leave before they have paid back are not taken off.",),
)

VARIANTS = (
    SUBSCRIBERS,
    SUBSCRIBERS.but(
        definition="survival",
        prepare="acquired_lives",
        estimate=Estimate(
            "months_to",
            lambda rows: rows.col("age"),
            lambda rows: rows.col("left"),
            entry=lambda rows: rows.col("entry"),
            into="paid_back",
            reach=margins,
        ),
        value=lambda s: s.paid_back,
        formula="fewest months k so that (recurring revenue a month that new customers begin with x margin) x sum over t < k of S(t) >= acquisition cost per new customer",
        counted="customers whose first paid subscription begins in the period; the lives of all customers until its end",
        users="whoever loses many customers early",
        example="cost 300, margin 100 a month, curve 1, 0.8, 0.7, 0.6: 100 + 80 + 70 + 60 = 310 after 4 months, where 300 / 100 says 3",
        pitfalls=("Null where the curve ends, with the longest life seen, before the cost is paid back.",),
    ),
)
