"""Cohort retention: of those who came in one period, the share active so many periods later.

In per cent of the cohort, one row for each period of coming and each age in periods, age 0 being the period itself. Cells whose period
is not over are empty. Over the whole span cohorts are months, and each age pools the cohorts that have reached it: that average need not
fall, since young cohorts drop out. `unbounded` asks for activity at that age or later. Since 0.1.
"""

from collections.abc import Callable

from cxm.metrics.spec import RATIO_STATES, Better, Expr, Metric, Parts, Rows, Setting, Unit, ratio_of, wilson


def counting(active: str) -> Callable[[Rows], dict[str, Expr]]:
    """The states by the column of the active."""

    def states(rows: Rows) -> dict[str, Expr]:
        def whole(name: str) -> Expr:
            return rows.total(rows.col(name)).cast(rows.x.Int64)

        return {"members": whole("members"), "active": whole(active), "n_immature": whole("immature")}

    return states


def money(rows: Rows) -> dict[str, Expr]:
    """Revenue of cohorts at an age and in the period they came in, with what the interval needs."""

    def whole(name: str) -> Expr:
        return rows.total(rows.col(name)).cast(rows.x.Int64)

    sums = {name: rows.total(rows.col(name)) for name in ("y", "x")}
    powers = {name: rows.col(name).sum() for name in RATIO_STATES if name not in sums}
    return {"members": whole("members"), **sums, **powers, "revenue": rows.total(rows.col("y")), "n_immature": whole("immature")}


METRIC = Metric(
    title="Cohort retention",
    frame="subscription",
    definition="subscriptions",
    version=1,
    unit=Unit.PERCENT,
    better=Better.HIGHER,
    bounds=(0, 100),
    needs=("customer_id", "started_at", "ended_at"),
    uses=("cancelled_at", "trial_end_at", "is_trial", "status", "mrr", "updated_at"),
    prepare="cohorts",
    parts=Parts("age", lambda rows: rows.col("age"), (), "members"),
    states=counting("active"),
    base="members",
    value=lambda s: 100 * s.active / s.members,
    interval=wilson("active"),
    shown=("active",),
    aliases=("cohorts",),
    question="Of those who came in one period, what share is active so many periods later?",
    formula="100 x members of the cohort active in the period of that age / members of the cohort",
    counted="everyone by the period of the first activity in the export",
    left_out="periods that are not over; those who came before the report begins",
    conflict="Active in the period of that age, or in it or later (Mixpanel); heads or money.",
    reason=(
        "A cohort's curve may rise again, which 'or later' hides; and young cohorts are not favoured. Heads are a share with an exact "
        "interval; money is there by name."
    ),
    users="Amplitude, Mixpanel, ChartMogul; calendar periods",
    example="120 came in January, 48 of them are active in March: 40 % at age 2",
    pitfalls=("Who was active before the export begins looks new in it: leave out its first period.",),
    names={"zh_TW": "分群留存率", "zh_CN": "队列留存率", "ms": "Pengekalan kohort", "lt": "Kohortos išlaikymas"},
)

EVENTS = METRIC.but(definition="events", frame="product_event", needs=("user_id", "occurred_at"), uses=())
ORDERS = METRIC.but(definition="orders", frame="order", needs=("customer_id", "ordered_at"), uses=("status",))
REVENUE = METRIC.but(
    frame="order",
    definition="revenue",
    bounds=(None, None),
    needs=("customer_id", "ordered_at", "revenue"),
    uses=("order_id", "refund", "status", "currency", "updated_at"),
    prepare="cohort_revenue",
    settings=(
        Setting("keep_refunded", "flag", default=False, meaning="orders paid back in full count as orders of 0"),
        Setting("positive_only", "flag", default=False, meaning="orders that cost nothing do not count"),
    ),
    states=money,
    value=lambda s: 100 * s.y / s.x,
    interval=ratio_of("members"),
    shown=("revenue",),
    shown_as={"revenue": Unit.MONEY},
    question="How much of what a cohort brought in its first period does it bring so many periods later?",
    formula="100 x net revenue of the cohort in the period of that age / net revenue of the cohort in the period it came in",
    counted="customers with a name, by the period of their first purchase in the export",
    left_out="orders of guests; periods that are not over; cancelled and test orders",
    users="shops that follow money instead of heads",
    example="a cohort brought 5,000 in January and 1,500 in March: 30 % at age 2",
    pitfalls=(
        "Who bought before the export begins looks new in it: leave out its first period.",
        "A few large customers decide it: the interval is over customers.",
    ),
)
VARIANTS = (
    EVENTS,
    ORDERS,
    *(
        one.but(
            definition=f"unbounded_{one.definition}",
            states=counting("active_later"),
            formula="100 x members of the cohort active in the period of that age or later / members of the cohort",
            users="Mixpanel's default",
            pitfalls=("Young cohorts look worse: fewer later periods have passed.",),
        )
        for one in (METRIC, EVENTS, ORDERS)
    ),
    REVENUE,
    REVENUE.but(
        frame="subscription",
        definition="recurring_revenue",
        bounds=(0, None),
        needs=("customer_id", "started_at", "mrr"),
        uses=("ended_at", "cancelled_at", "trial_end_at", "is_trial", "status", "currency", "updated_at"),
        settings=(Setting("grace", "days", 0, "gaps between subscriptions up to so many days are no end"),),
        question="How much of the recurring revenue a cohort began with is there so many periods later?",
        formula="100 x recurring revenue of the cohort at the end of the period of that age / at the end of the period it came in",
        counted="customers by the first period that ends with recurring revenue of theirs",
        left_out="periods that are not over; customers who came before the report begins; trials and free plans",
        users="ChartMogul: net MRR retention by cohort",
        example="a cohort began with 1,000 a month, and pays 900 two months later: 90 % at age 2",
        pitfalls=("Above 100 % does not mean that nobody left: read cohort-retention.subscriptions beside it.",),
    ),
)
