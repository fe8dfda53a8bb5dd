"""Average order value: what an order is worth.

In money: net revenue per order, what was paid back taken off. An order paid back in full, and a refund that stands in a row of its
own, lower the revenue and are no order; an order that cost nothing is one. Orders of guests count. A customer's orders resemble each
other: the interval is over customers. `median` is the middle order, `gross` leaves refunds aside. Since 0.1.
"""

from cxm.metrics.catalog.value._customers import COUNTED, NEEDS, PER_CUSTOMER, USES, faults
from cxm.metrics.spec import Better, Estimate, Expr, Interval, Metric, Rows, Unit, ratio_of, ratio_states


def states(rows: Rows) -> dict[str, Expr]:
    """Revenue and orders over customers."""
    return ratio_states(rows, rows.col("net"), rows.col("orders")) | {
        "revenue": rows.total(rows.col("net")),
        "orders": rows.total(rows.col("orders")).cast(rows.x.Int64),
        "units": rows.count((rows.col("orders") > 0) | (rows.col("net") != 0)),
        **faults(rows),
    }


def before_refunds(rows: Rows) -> dict[str, Expr]:
    """What was charged for orders, whatever came back later."""
    return (
        states(rows)
        | ratio_states(rows, rows.col("gross_of_orders"), rows.col("orders"))
        | {"revenue": rows.total(rows.col("gross_of_orders"))}
    )


def each(rows: Rows) -> dict[str, Expr]:
    """Orders, and those without an amount."""
    return {
        "orders": rows.count(rows.col("order")),
        "n_missing": rows.count(rows.col("missing")),
        "negative": rows.count(rows.col("negative")),
    }


def worth(rows: Rows) -> Expr:
    """Net amount of an order; of nothing else."""
    return rows.when(rows.col("order")).then(rows.col("net"))


METRIC = Metric(
    title="Average order value",
    frame="order",
    definition="net",
    version=1,
    unit=Unit.MONEY,
    better=Better.HIGHER,
    needs=NEEDS,
    uses=("customer_id", "order_id", *USES),
    prepare="purchases",
    per=PER_CUSTOMER,
    settings=COUNTED,
    states=states,
    base="orders",
    value=lambda s: s.revenue / s.orders,
    interval=ratio_of("units", "negative"),
    shown=("revenue",),
    min_grade_n=50,
    aliases=("average-order-value", "atv"),
    question="How much is an order worth on average?",
    formula="net revenue / orders",
    counted="orders with an amount, those of guests included; refunds lower the revenue",
    left_out="cancelled, failed, draft, test and fraud orders; orders without an amount; orders paid back in full are no orders",
    conflict="Per order or per customer (LiveAgent's average purchase value is revenue per customer); gross or net of refunds.",
    reason=(
        "It multiplies into lifetime value, so it is what was kept: net of refunds, per order. Revenue per customer has a name of its own."
    ),
    users="Shopify, WooCommerce, every shop; the first factor of a simple lifetime value",
    example="12,600 over 420 orders: 30.00",
    pitfalls=(
        "A few large orders move the mean: look at the median beside it.",
        "Taxes and shipping are in it where the export's total has them.",
    ),
    names={"zh_TW": "平均訂單價值", "zh_CN": "平均订单价值", "ms": "Purata nilai pesanan", "lt": "Vidutinė pirkimo vertė"},
)

VARIANTS = (
    METRIC.but(
        definition="gross",
        states=before_refunds,
        formula="revenue before refunds / orders",
        counted="orders with an amount, as they were charged",
        users="shops that book refunds apart",
        example="two orders of 40 and 60, 20 of the second paid back: 50.00, not 40.00",
    ),
    METRIC.but(
        definition="median",
        per=None,
        states=each,
        estimate=Estimate("quantile", worth, lambda rows: rows.col("order"), 0.5),
        interval=Interval("order_stat"),
        value=lambda s: s.value,
        shown=("mean",),
        formula="the amount that half of the orders are below",
        counted="orders with an amount, each for itself",
        users="whoever sells to both people and companies",
        example="orders of 10, 20 and 600: 20.00",
        pitfalls=("Orders of one customer are taken as independent: the interval is narrower than it should be where few buy often.",),
    ),
)
