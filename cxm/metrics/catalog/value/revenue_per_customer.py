"""Revenue per customer: what a customer brings in the period.

In money: net revenue of customers with a name / customers who bought in the period. What was paid back is taken off in the period of
the order it belongs to, or of its own row. Orders of guests are in neither number and printed beside. `arpa` is the recurring revenue
per active customer of a subscription export. Since 0.1.
"""

from cxm.metrics.catalog.value._customers import COUNTED, OF_CUSTOMERS, PER_CUSTOMER, USES, buyers, faults, guests
from cxm.metrics.spec import Better, Collapse, Expr, Metric, Rows, Setting, Unit, mean_of, mean_states, ratio_of, ratio_states


def states(rows: Rows) -> dict[str, Expr]:
    """Revenue and buyers over customers with a name."""
    nothing = rows.lit(0.0)
    money = rows.when(rows.col("known")).then(rows.col("net")).otherwise(nothing)
    bought = rows.when(buyers(rows)).then(rows.lit(1.0)).otherwise(nothing)
    return ratio_states(rows, money, bought) | {
        "revenue": rows.total(money),
        "customers": rows.count(buyers(rows)),
        "units": rows.count(rows.col("known")),
        **guests(rows),
        **faults(rows),
    }


def recurring(rows: Rows) -> dict[str, Expr]:
    """Recurring revenue at the end of the period, and who pays it."""
    paying = rows.col("closing") > 0
    many, amount = rows.col("customers"), rows.col("closing")
    return {
        "revenue": rows.total(amount * many),
        "active": rows.total(rows.when(paying).then(many)).cast(rows.x.Int64),
        "total": rows.total(amount * many),
        "squares": rows.power(amount, amount, many),
        "cubes": rows.power(amount, amount, amount, many),
        "largest": rows.greatest(rows.when(paying).then(amount)),
        "n_missing": rows.count(rows.col("missing")),
        "n_invalid": rows.count(rows.col("invalid")),
    }


def of_base(rows: Rows) -> dict[str, Expr]:
    """What a customer brought in the period, and whether he has bought by its end."""
    return {"net": rows.total(rows.col("net")), "base": rows.col("base").any(), "missing": rows.count(rows.col("missing"))}


def of_all(rows: Rows) -> dict[str, Expr]:
    """Revenue over all customers so far; who brought nothing counts with nothing."""
    money = rows.when(rows.col("base")).then(rows.col("net"))
    return mean_states(rows, money) | {
        "revenue": rows.total(money),
        "customers": rows.count(rows.col("base")),
        "n_missing": rows.total(rows.col("missing")).cast(rows.x.Int64),
    }


METRIC = Metric(
    title="Revenue per customer (ARPU)",
    frame="order",
    definition="buyers",
    version=1,
    unit=Unit.MONEY,
    better=Better.HIGHER,
    needs=OF_CUSTOMERS,
    uses=("order_id", *USES),
    prepare="purchases",
    per=PER_CUSTOMER,
    settings=COUNTED,
    states=states,
    base="customers",
    value=lambda s: s.revenue / s.customers,
    interval=ratio_of("units", "negative"),
    shown=("revenue", "guest_revenue"),
    min_grade_n=50,
    aliases=("arpu", "rpc"),
    question="How much revenue does one customer bring in the period?",
    formula="net revenue of named customers / named customers with at least one order",
    counted="customers with a name who bought something in the period",
    left_out="orders of guests (printed beside), cancelled and test orders, orders without an amount",
    conflict="Over customers who ordered, or over all customers (ARPU of subscriptions).",
    reason="Customers who ordered are in every order export, and LiveAgent describes what each customer generates; all customers are arpa.",
    users="online shops, where it is order value times frequency",
    example="12,600 from 175 customers: 72.00, which is 30.00 an order times 2.4 orders",
    pitfalls=(
        "Its size depends on the length of the period: compare equal ones.",
        "It is over buyers, not over everyone on a customer list.",
    ),
    names={
        "zh_TW": "每位客戶收入",
        "zh_CN": "每客户收入",
        "ms": "Hasil bagi setiap pelanggan",
        "lt": "Pajamos iš vieno kliento per laikotarpį",
    },
)

VARIANTS = (
    METRIC.but(
        definition="all_customers",
        prepare="customer_base",
        per=Collapse(("unit",), of_base),
        states=of_all,
        interval=mean_of("total", "squares", "cubes"),
        shown=("revenue",),
        question="How much revenue does one of all our customers bring in the period?",
        formula="net revenue of named customers / named customers who have bought by the end of the period",
        counted="everybody with a name who has bought in the export so far, in the period or before",
        left_out="orders of guests, cancelled and test orders, orders without an amount; customers who have only looked",
        users="whoever has a customer list: revenue per user over the whole base",
        example="200 customers so far, 50 of whom bought for 3,000 in May: 15.00",
        pitfalls=("It falls as the shop grows older: customers who have left stay in the base.",),
    ),
    METRIC.but(
        frame="subscription",
        definition="arpa",
        bounds=(0, None),
        needs=("customer_id", "started_at", "mrr"),
        uses=("ended_at", "cancelled_at", "trial_end_at", "is_trial", "status", "currency", "updated_at"),
        prepare="mrr_movements",
        per=None,
        settings=(Setting("grace", "days", 0, "gaps between subscriptions up to so many days are no end"),),
        states=recurring,
        base="active",
        value=lambda s: s.revenue / s.active,
        interval=mean_of("total", "squares", "cubes"),
        shown=("revenue",),
        formula="recurring revenue a month at the end of the period / customers who pay it",
        counted="customers with recurring revenue at the end of the period",
        left_out="trials and free plans, subscriptions without an amount",
        users="subscription businesses: average revenue per account",
        example="three customers at 10, 20 and 30 a month: 20.00",
        pitfalls=("A month's worth, whatever the length of the period.",),
    ),
)
