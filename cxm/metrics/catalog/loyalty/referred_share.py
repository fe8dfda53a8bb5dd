"""Referred purchase share: the share of orders that a customer's recommendation brought.

In per cent of all orders. An order is referred if it names who referred the buyer; in exports that do not, by its channel. Visits
from other sites, which web analytics calls referrals, are another thing. Since 0.1.
"""

from cxm.metrics.spec import Better, Collapse, Expr, Metric, Rows, Setting, Unit, ratio_of, ratio_states, wilson

REFUNDED = Setting("keep_refunded", "flag", default=False, meaning="orders paid back in full count")
CHANNEL = Setting("channel", "words", ("referral",), "channels whose orders are referred")


def named(rows: Rows) -> Expr:
    """Whether an order names who referred the buyer."""
    return ~rows.col("referred_by").is_null()


def through(rows: Rows) -> Expr:
    """Whether an order came through a channel of referrals."""
    wanted = [word.casefold() for word in rows.options["channel"]]
    return rows.col("channel").str.to_lowercase().is_in(wanted).fill_null(value=False)


def states(rows: Rows) -> dict[str, Expr]:
    """Orders, and those referred."""
    return {"referred": rows.count(named(rows)), "orders": rows.size()}


def by_channel(rows: Rows) -> dict[str, Expr]:
    """Orders, and those of the channels of referrals."""
    return {"referred": rows.count(through(rows)), "orders": rows.size()}


def of_customer(rows: Rows) -> dict[str, Expr]:
    """Revenue of a customer's orders net of what was paid back, and the part of it that is referred."""
    order, net = rows.col("order"), rows.col("net")
    return {
        "orders": rows.count(order),
        "revenue": rows.total(rows.when(order).then(net)),
        "referred": rows.total(rows.when(order & named(rows)).then(net)),
    }


def value(rows: Rows) -> dict[str, Expr]:
    """Sums over customers."""
    return ratio_states(rows, rows.col("referred"), rows.col("revenue")) | {"customers": rows.count(rows.col("orders") > 0)}


METRIC = Metric(
    title="Referred purchase share",
    frame="order",
    definition="orders",
    version=1,
    unit=Unit.PERCENT,
    better=Better.HIGHER,
    bounds=(0, 100),
    needs=("referred_by",),
    uses=("order_id", "ordered_at", "customer_id", "status", "revenue", "refund", "updated_at"),
    prepare="order_windows",
    states=states,
    base="orders",
    value=lambda s: 100 * s.referred / s.orders,
    interval=wilson("referred"),
    settings=(REFUNDED,),
    shown=("referred",),
    min_grade_n=200,
    question="What share of purchases came from a customer's recommendation?",
    formula="100 x orders that name who referred the buyer / orders",
    counted="all orders, those of guests too",
    left_out="orders cancelled, failed, of a test or paid back in full",
    users="ReferralCandy",
    example="23 of 1,000 orders: 2.3 % (95 % interval 1.5 to 3.4)",
    pitfalls=("Only what a code or a link tracked is known: people recommend more than that.",),
    names={"zh_TW": "推薦訂單占比", "zh_CN": "推荐订单占比", "ms": "Bahagian pembelian rujukan", "lt": "Rekomenduotų pirkimų dalis"},
)

VARIANTS = (
    METRIC.but(
        definition="channel",
        needs=("channel",),
        states=by_channel,
        settings=(CHANNEL, REFUNDED),
        formula="100 x orders of the referral channel / orders",
        users="",
    ),
    METRIC.but(
        definition="first_orders",
        needs=("referred_by", "customer_id", "ordered_at"),
        prepare="newcomers",
        formula="100 x first orders of customers that name who referred them / first orders of customers",
        counted="the first order of each customer, in the period it lies in",
        left_out="later orders, orders of guests; orders cancelled, failed, of a test or paid back in full",
        users="",
        example="12 of 80 new customers were referred: 15.0 %",
        pitfalls=("Whoever ordered before the file begins is taken for new.",),
    ),
    METRIC.but(
        definition="value",
        needs=("referred_by", "customer_id", "revenue"),
        uses=(*METRIC.uses, "currency"),
        prepare="purchases",
        per=Collapse(("customer_id",), of_customer),
        states=value,
        base="customers",
        value=lambda s: 100 * s.y / s.x,
        interval=ratio_of("customers"),
        shown=(),
        formula="100 x revenue of referred orders / revenue, net of what was paid back",
        counted="revenue of known customers",
        left_out="orders without a customer or an amount; orders cancelled, failed, of a test or paid back in full",
        users="",
        example="200 of 1,000 in revenue: 20 %",
    ),
)
