"""Customer retention rate: the share of the customers at the start of a period who are still there at its end.

In per cent of the customers active at the first instant of the period; with churn-rate it adds up to 100. New customers are in
neither number: customers at the end over customers at the start is growth, not retention, and can exceed 100. Since 0.1.
"""

from cxm.metrics.spec import NO_INTERVAL, Better, Expr, Metric, Rows, Setting, Unit, wilson

SETTINGS = (
    Setting("grace", "days", 0, "gaps between subscriptions up to so many days are no end"),
    Setting("include_trials", "flag", default=False, meaning="trials and free plans are customers, too"),
    Setting("on_cancel", "flag", default=False, meaning="a customer is gone when the cancellation is asked for, not when access stops"),
)


def customers(rows: Rows, condition: Expr) -> Expr:
    """Number of customers for whom a condition holds."""
    return rows.total(rows.when(condition).then(rows.col("customers"))).cast(rows.x.Int64)


def states(rows: Rows) -> dict[str, Expr]:
    """Customers at the start, at both ends, and at the end."""
    start, end = rows.col("opening"), rows.col("closing")
    return {
        "starting": customers(rows, start),
        "kept": customers(rows, start & end),
        "ending": customers(rows, end),
        "n_missing": rows.count(rows.col("missing")),
        "n_invalid": rows.count(rows.col("invalid")),
    }


METRIC = Metric(
    title="Customer retention rate",
    frame="subscription",
    definition="start",
    version=1,
    unit=Unit.PERCENT,
    better=Better.HIGHER,
    bounds=(0, 100),
    needs=("customer_id", "started_at", "ended_at"),
    uses=("cancelled_at", "trial_end_at", "is_trial", "status", "mrr", "updated_at"),
    prepare="customer_periods",
    settings=SETTINGS,
    states=states,
    base="starting",
    value=lambda s: 100 * s.kept / s.starting,
    interval=wilson("kept"),
    shown=("kept", "ending"),
    shown_as={"kept": Unit.COUNT, "ending": Unit.COUNT},
    aliases=("retention", "customer-retention"),
    question="What share of the customers we had at the start is still here at the end?",
    formula="100 x customers active at the start and at the end / customers active at the start",
    counted="customers with a paid subscription that runs at the first instant of the period",
    left_out="customers who join within the period, trials and free plans, rows without a customer or a start",
    conflict=(
        "Starters still there over starters, (E - N) / S from totals, or customers at the end over those at the start (LiveAgent), which "
        "can exceed 100 %."
    ),
    reason=(
        "Customers one kept are the same people at both ends; more customers at the end is growth. E / S is there as end_over_start and "
        "is never graded as retention."
    ),
    users="the same people at both ends: 100 less churn-rate",
    example="500 at the start, 530 at the end of whom 50 are new: 480 / 500 = 96 %",
    pitfalls=("A retention above 100 % counts new customers: the tell-tale of the wrong formula.",),
    names={"zh_TW": "留存率", "zh_CN": "留存率", "ms": "Kadar pengekalan", "lt": "Kliento išlaikymo greitis"},
)


def came_again(rows: Rows) -> dict[str, Expr]:
    """Customers of the period before, and those of them active in this one."""
    return {"starting": rows.size(), "kept": rows.count(rows.col("last"))}


BUYERS = METRIC.but(
    frame="order",
    definition="orders",
    needs=("customer_id", "ordered_at"),
    uses=("order_id", "status", "revenue", "refund", "updated_at"),
    prepare="streaks",
    settings=(Setting("keep_refunded", "flag", default=False, meaning="orders paid back in full count"),),
    states=came_again,
    shown=("kept",),
    question="What share of the buyers of the period before bought in this one?",
    formula="100 x customers with an order in the period and in the one before it / customers with an order in the one before it",
    counted="customers with an order in the period before, which is a month where no length is asked for",
    left_out="orders without a customer; orders cancelled, failed, of a test or paid back in full",
    users="shops without contracts; by year it is the annual repurchase rate of Lean Analytics",
    example="500 customers bought in April, 200 of them in May: 40 % in May",
    pitfalls=("Periods shorter than the rhythm of buying make everybody leave: the median time between orders is noted.",),
)

VARIANTS = (
    METRIC.but(
        definition="end_over_start",
        bounds=(0, None),
        value=lambda s: 100 * s.ending / s.starting,
        interval=NO_INTERVAL,
        formula="100 x customers at the end / customers at the start",
        counted="customers at both ends, new ones included",
        left_out="trials and free plans, rows without a customer or a start",
        users="LiveAgent",
        example="500 at the start, 530 at the end: 106 %",
        pitfalls=("It is growth: new customers hide those who left.",),
    ),
    BUYERS,
    BUYERS.but(
        frame="product_event",
        definition="events",
        needs=("user_id", "occurred_at"),
        uses=("event", "event_id"),
        settings=(Setting("events", "words", (), "events that count as activity; all without any"),),
        question="What share of the users of the period before used the product in this one?",
        formula="100 x users with an event in the period and in the one before it / users with an event in the one before it",
        counted="users with an event in the period before, which is a month where no length is asked for",
        left_out="events without a user; staff and bots",
        users="products without contracts",
        example="500 users were active in April, 400 of them in May: 80 % in May",
    ),
)
