"""Repeat purchase rate: the share of customers who bought more than once.

In per cent of the customers with an order in the window: the period of the report, so many days that end with it, or all time. The
definition `second_order` follows those whose first order lies in the period. Since 0.1.
"""

from cxm.metrics.spec import Better, Collapse, Expr, Metric, Rows, Setting, Unit, wilson

WINDOW = "orders counted: those of the period, of days that end with it such as 365d, or ever"
SAME_DAY = Setting("same_day_as_one", "flag", default=False, meaning="orders of one customer on one day count as one")
REFUNDED = Setting("keep_refunded", "flag", default=False, meaning="orders paid back in full count")
WITHIN = Setting("within", "days", 90, "days from the first order within which the second must come")


def of_customer(rows: Rows) -> dict[str, Expr]:
    """Orders of a customer."""
    return {"orders": rows.col("day").n_unique() if rows.options["same_day_as_one"] else rows.size()}


def states(rows: Rows) -> dict[str, Expr]:
    """Customers, and those with two orders or more."""
    return {"repeat": rows.count(rows.col("orders") >= 2), "customers": rows.size()}


def second(rows: Rows) -> dict[str, Expr]:
    """New customers whose days are over, and those who came again within them."""
    old = rows.col("seen") >= rows.options["within"]
    return {
        "repeat": rows.count(old & (rows.col("second") <= rows.options["within"])),
        "customers": rows.count(old),
        "n_immature": rows.count(~old),
    }


METRIC = Metric(
    title="Repeat purchase rate",
    frame="order",
    definition="window",
    version=1,
    unit=Unit.PERCENT,
    better=Better.HIGHER,
    bounds=(0, 100),
    needs=("customer_id", "ordered_at"),
    uses=("order_id", "status", "revenue", "refund", "updated_at"),
    prepare="order_windows",
    per=Collapse(("customer_id",), of_customer),
    states=states,
    base="customers",
    value=lambda s: 100 * s.repeat / s.customers,
    interval=wilson("repeat"),
    settings=(Setting("window", "text", "period", WINDOW), SAME_DAY, REFUNDED),
    shown=("repeat",),
    min_grade_n=50,
    aliases=("repeat-rate", "repurchase-rate"),
    question="What share of customers bought more than once?",
    formula="100 x customers with two orders or more / customers with an order, both within the window",
    counted="customers with an order in the window",
    left_out="orders without a customer; orders cancelled, failed, of a test or paid back in full",
    example="49 of 175 customers ordered twice or more: 28.0 % (95 % interval 21.9 to 35.1)",
    pitfalls=(
        "A shorter window has fewer repeats: compare windows of one length.",
        "The share of orders that come from returning customers is another number.",
    ),
    names={"zh_TW": "回購率", "zh_CN": "复购率", "ms": "Kadar pembelian berulang", "lt": "Pakartotinio pirkimo greitis"},
)

VARIANTS = (
    METRIC.but(
        definition="lifetime",
        settings=(Setting("window", "text", "ever", WINDOW), SAME_DAY, REFUNDED),
        formula="100 x customers with two orders or more until the end of the period / customers with an order until then",
        counted="customers with an order until the end of the period",
        pitfalls=("It rises with the age of the shop: no trend of it says that customers got more loyal.",),
        users="Shopify",
    ),
    METRIC.but(
        definition="second_order",
        prepare="newcomers",
        per=None,
        states=second,
        settings=(WITHIN, REFUNDED),
        formula="100 x new customers with a second order within the days / new customers",
        counted="customers whose first order lies in the period and whose days are over",
        left_out="customers whose days are not over; orders without a customer, cancelled, failed, of a test or paid back in full",
        example="of 200 who first ordered in March, 36 ordered again within 90 days: 18.0 %",
        pitfalls=("Whoever ordered before the file begins is taken for new.",),
    ),
)
