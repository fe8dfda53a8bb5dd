"""Customer acquisition cost: what it takes to win a new customer.

In money: what was spent in the period / customers whose first order, or first paid subscription, lies in it. The costs are a second
export, given with --with; all its rows count unless --set cost_types names some. A cost dated by its month belongs to the month. Split
by a column, the costs must have it, too. The interval is that of the number of new customers: the money is taken as known. Since 0.1.
"""

from cxm.metrics.catalog.value._customers import OF_CUSTOMERS, USES
from cxm.metrics.catalog.value._worth import COST_TYPES, LAG
from cxm.metrics.spec import Better, Expr, Interval, Metric, Rows, Setting, Unit

CHANNELS = Setting("channels", "words", (), "paid channels; all that the costs name by default")


def states(rows: Rows) -> dict[str, Expr]:
    """New customers, and what was spent."""
    return {
        "new_customers": rows.count(rows.col("customer")),
        "cost": rows.total(rows.col("amount")),
        "n_missing": rows.count(rows.col("missing")),
    }


METRIC = Metric(
    title="Customer acquisition cost",
    frame="order",
    definition="first_order",
    version=1,
    unit=Unit.MONEY,
    better=Better.LOWER,
    needs=OF_CUSTOMERS,
    uses=("order_id", *USES),
    prepare="acquisition",
    other="cost",
    settings=(COST_TYPES, LAG),
    states=states,
    base="new_customers",
    value=lambda s: s.cost / s.new_customers,
    interval=Interval("garwood", {"count": "new_customers", "amount": "cost"}),
    shown=("cost",),
    min_grade_n=30,
    aliases=("acquisition-cost",),
    question="What does it cost to win a new customer?",
    formula="acquisition cost of the period / new customers of the period",
    counted="named customers whose first order in the export lies in the period; all rows of the costs",
    left_out="guests; costs without an amount; costs outside the days reported, which are told",
    conflict="Blended over all new customers, or paid channels alone; which costs.",
    reason="Blended can always be computed; the other needs the channel of every customer, which is that of the first order at best.",
    users="blended cost: marketing and sales over everyone who came",
    example="30,000 spent, 100 new customers: 300",
    pitfalls=(
        "Who bought before the export begins looks new in it: leave out its first period.",
        "Costs come before customers: --set lag=1 takes those of the period before.",
    ),
    names={
        "zh_TW": "客戶獲取成本 (CAC)",
        "zh_CN": "客户获取成本 (CAC)",
        "ms": "Kos pemerolehan pelanggan (CAC)",
        "lt": "Kliento įsigijimo kaina (CAC)",
    },
)

SUBSCRIBERS = METRIC.but(
    frame="subscription",
    definition="first_subscription",
    needs=("customer_id", "started_at"),
    uses=("ended_at", "cancelled_at", "trial_end_at", "is_trial", "status", "mrr", "currency", "updated_at"),
    counted="customers whose first paid subscription begins in the period; all rows of the costs",
    left_out="trials and free plans; costs without an amount; costs outside the days reported, which are told",
    users="subscription businesses",
)


def paid(blended: Metric) -> Metric:
    """The cost of customers who came through paid channels, beside the blended one."""
    return blended.but(
        definition=f"paid_{blended.definition}",
        needs=(*blended.needs, "channel"),
        settings=(CHANNELS, *blended.settings),
        question="What does it cost to win a new customer through paid channels?",
        formula="acquisition cost of the paid channels / new customers who came through them",
        counted=f"{blended.counted.partition(';')[0]} and came through a paid channel; costs of paid channels",
        left_out=f"customers and costs of other channels, or of none; {blended.left_out}",
        users="whoever buys advertising: blended cost hides what the customers who came by themselves save",
        example="20,000 spent on ads, 50 of 100 new customers came through them: 400, where the blended cost is 200",
        pitfalls=(
            "A channel is that of the first order or subscription: whoever saw the advertisement first and came back by himself is not in it.",
            "Channels must be called alike in both exports; capitals do not matter.",
        ),
    )


VARIANTS = (SUBSCRIBERS, paid(METRIC), paid(SUBSCRIBERS))
