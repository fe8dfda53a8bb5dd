"""Customer lifetime value, simple: what an average customer brings while the relation lasts.

In money: average order value x orders a year x years. The first two factors are taken as one ratio, revenue per customer and year, so
that orders cancel out. Revenue, not margin, and no discount: `margin` multiplies by what is left of it, clv-margin discounts it, clv-model
needs no lifespan. How long customers stay is never one over churn: it is what the user says (--set lifespan=3y), or the restricted mean
of a Kaplan-Meier curve where the export holds subscriptions. With costs beside the orders, `net` takes the cost of winning a customer
off. Since 0.1.
"""

from collections.abc import Mapping
from typing import Any

from cxm.metrics.catalog.value._customers import OF_CUSTOMERS, USES
from cxm.metrics.catalog.value._worth import (
    MARGIN,
    OF_COSTS,
    OF_ORDERS,
    PER_CUSTOMER,
    cost_of_one,
    costs,
    per_customer,
    revenue,
    revenue_factor,
)
from cxm.metrics.spec import (
    Better,
    Estimate,
    Expr,
    Factor,
    Metric,
    Rows,
    Setting,
    Unit,
    product_of,
    ratio_factor,
    ratio_states,
)


def with_margin(rows: Rows) -> dict[str, Expr]:
    """Revenue, and the share of it that is left."""
    return revenue(rows) | {"margin_share": rows.col("margin_share").max()}


def with_costs(rows: Rows) -> dict[str, Expr]:
    """Revenue, and what the customers cost."""
    return revenue(rows) | costs(rows)


def recurring(rows: Rows) -> dict[str, Expr]:
    """Recurring revenue at the end of the period, who pays it, and lives until then."""
    paying = rows.col("closing") > 0
    many, amount = rows.col("customers"), rows.col("closing")
    return ratio_states(rows, amount, rows.when(paying).then(rows.lit(1.0)), many) | {
        "mrr": rows.total(amount * many),
        "paying": rows.total(rows.when(paying).then(many)).cast(rows.x.Int64),
        "lives": rows.count(~rows.col("months").is_null()),
        "left": rows.count(rows.col("left")),
        "n_missing": rows.count(rows.col("missing")),
        "n_invalid": rows.count(rows.col("invalid")),
    }


def by_churn(rows: Rows) -> dict[str, Expr]:
    """Recurring revenue of customers by month, and how many of them were lost."""
    months, survived = rows.col("months"), rows.col("survived")
    return ratio_states(rows, rows.col("revenue"), months) | {
        "revenue": rows.total(rows.col("revenue")),
        "customer_months": rows.total(months).cast(rows.x.Int64),
        "lost": rows.total(months - survived).cast(rows.x.Int64),
        "customers": rows.count(months > 0),
        "n_missing": rows.count(rows.col("missing")),
        "n_invalid": rows.count(rows.col("invalid")),
    }


def lasting(share: float, _: Mapping[str, Any]) -> float:
    """Months until everybody is gone at a share lost each month."""
    return 1 / share if share else float("inf")


METRIC = Metric(
    title="Customer lifetime value (simple)",
    frame="order",
    definition="simple",
    version=1,
    unit=Unit.MONEY,
    better=Better.HIGHER,
    needs=OF_CUSTOMERS,
    uses=("order_id", *USES),
    prepare="worth",
    per=PER_CUSTOMER,
    settings=OF_ORDERS,
    states=revenue,
    base="customers",
    value=per_customer,
    interval=product_of(revenue_factor()),
    shown=("revenue", "orders", "years", "lifespan_years"),
    shown_as={"orders": Unit.COUNT, "years": Unit.RATIO, "lifespan_years": Unit.RATIO},
    min_grade_n=100,
    aliases=("ltv", "customer-lifetime-value"),
    question="How much revenue does an average customer bring over the relationship?",
    formula="average order value x orders per customer and year x lifespan in years",
    counted="orders of named customers, refunds taken off",
    left_out="orders of guests, cancelled and test orders, orders without an amount",
    conflict=(
        "Revenue (Nextiva, LiveAgent), margin, or net of acquisition cost (Locobuzz); a year or a lifetime; 1 / churn or a survival curve "
        "for the lifespan."
    ),
    reason=(
        "Nextiva's formula is the only complete one published: order value x orders a year x years. Margin and model are clv-margin and "
        "clv-model; the three answer different questions and never share a column."
    ),
    users="Nextiva, and most introductions; revenue without discount",
    example="20 an order x 12 orders a year x 3 years: 720",
    pitfalls=(
        "Revenue is not profit: compare with acquisition cost only after margin.",
        "A lifespan longer than the data is an assumption; it is repeated beside the value.",
        "Over a short period everyone counted has just bought, and seems to buy often: take twelve months, as clv-trend does.",
    ),
    names={
        "zh_TW": "客戶終身價值 (CLV)",
        "zh_CN": "客户终生价值 (CLV)",
        "ms": "Nilai seumur hidup pelanggan (CLV)",
        "lt": "Kliento gyvavimo ciklų vertė (CLV)",
    },
)

VARIANTS = (
    METRIC.but(
        definition="margin",
        uses=(*METRIC.uses, "margin"),
        settings=(MARGIN, *OF_ORDERS),
        states=with_margin,
        value=lambda s: per_customer(s, margin=True),
        interval=product_of(revenue_factor()),
        formula="average order value x orders per customer and year x lifespan in years x margin",
        counted="orders of named customers; the margin of each order where the export has it, else the share the user states",
        users="whoever compares with acquisition cost",
        example="20 an order x 12 orders a year x 3 years x 0.5: 360",
        pitfalls=("A stated margin is taken as certain.",),
    ),
    METRIC.but(
        definition="net",
        other="cost",
        settings=(*OF_ORDERS, *OF_COSTS),
        states=with_costs,
        value=lambda s: per_customer(s) - cost_of_one(s),
        interval=product_of(
            revenue_factor(),
            less=Factor("count", {"count": "new_customers"}, lambda count, row: row["cost"] / count, "stated_cac"),
            using=("cost",),
        ),
        shown=("revenue", "lifespan_years", "cost", "new_customers"),
        shown_as={"lifespan_years": Unit.RATIO, "new_customers": Unit.COUNT},
        formula="average order value x orders per customer and year x lifespan in years - acquisition cost / new customers",
        users="whoever wants what is left after winning the customer",
        example="720 less 200 a new customer: 520",
    ),
    METRIC.but(
        frame="subscription",
        definition="recurring",
        bounds=(0, None),
        needs=("customer_id", "started_at", "ended_at", "mrr"),
        uses=("cancelled_at", "trial_end_at", "is_trial", "status", "currency", "updated_at"),
        prepare="subscriber_worth",
        per=None,
        estimate=Estimate(
            "restricted_mean",
            lambda rows: rows.col("months"),
            lambda rows: rows.col("left"),
            entry=lambda rows: rows.col("entry"),
            into="lifespan",
        ),
        settings=(
            Setting("lifespan", "years", None, "how long a customer stays, instead of what the export shows, such as 3y or 18mo"),
            Setting("horizon", "number", None, "months after which lives are cut; the longest seen by default"),
            Setting("include_trials", "flag", default=False, meaning="trials and free plans are customers, too"),
            Setting("on_cancel", "flag", default=False, meaning="a life ends when the cancellation is asked for, not when access stops"),
        ),
        states=recurring,
        base="paying",
        value=lambda s: s.mrr / s.paying * s.lifespan,
        interval=product_of(
            ratio_factor("paying"), Factor("estimate", {"value": "lifespan", "low": "lifespan_low", "high": "lifespan_high"})
        ),
        shown=("mrr", "lifespan", "left"),
        shown_as={"lifespan": Unit.MONTHS, "left": Unit.COUNT},
        formula="recurring revenue a month per paying customer x months a customer stays",
        counted="customers who pay at the end of the period; the lives of all customers until then",
        left_out="trials and free plans, subscriptions without an amount",
        users="subscription businesses; the lifespan from a survival curve instead of 1 / churn",
        example="20 a month x 6.75 months: 135",
        pitfalls=(
            "The lifespan is cut at the longest life seen: a young business has a floor, not an answer.",
            "Revenue, not margin, and no discount: see clv-margin.",
        ),
    ),
    METRIC.but(
        definition="annual",
        settings=OF_ORDERS[1:],
        value=lambda s: s.revenue / s.customers / s.years,
        interval=product_of(revenue_factor(through=lambda each, row: each / row["years"]), using=("years",)),
        shown=("revenue", "orders", "years"),
        question="How much revenue does an average customer bring in a year?",
        formula="average order value x orders per customer and year",
        users="LiveAgent, which stops at the year",
        example="20 an order x 12 orders a year: 240",
        pitfalls=("A year's worth, and no lifetime: it says nothing of how long customers stay.",),
    ),
    METRIC.but(
        frame="subscription",
        definition="arps_over_churn",
        bounds=(0, None),
        needs=("customer_id", "started_at", "ended_at", "mrr"),
        uses=("cancelled_at", "trial_end_at", "is_trial", "status", "currency", "updated_at"),
        prepare="customer_months",
        per=None,
        settings=(Setting("grace", "days", 0, "gaps between subscriptions up to so many days are no end"),),
        states=by_churn,
        value=lambda s: s.revenue / s.lost,
        interval=product_of(ratio_factor("customers"), Factor("share", {"hits": "lost", "trials": "customer_months"}, lasting)),
        shown=("revenue", "customer_months", "lost"),
        shown_as={"customer_months": Unit.COUNT, "lost": Unit.COUNT},
        formula="recurring revenue a month per customer / share of customers lost in a month, over the whole months of the period",
        counted="customers with recurring revenue at the beginning of each whole month, once for each",
        left_out="trials and free plans, subscriptions without an amount, months that are not over",
        users="Stripe; most introductions",
        example="20 a month per customer, 5 % lost in a month: 20 / 0.05 = 400",
        pitfalls=(
            "Churn falls with age: customers of long standing stay longer than it says.",
            "Where nobody was lost it has no answer, and is not endless.",
        ),
    ),
)
