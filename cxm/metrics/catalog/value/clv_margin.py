"""Customer lifetime value with margin, retention and discount: what a customer with a contract is worth today.

In money: m (1 + d) / (1 + d - r), the margin m a customer leaves in a month, the share r of customers who stay for another month, both
pooled over the whole months of the period, and the discount d of a month that comes to 10 % a year. The first margin is due now:
`end_of_month` takes it a month later, m r / (1 + d - r). With --set horizon=36 only so many months count. `survival` takes the Kaplan-Meier curve of customers in place of one
retention for all ages. Since 0.1.
"""

from collections.abc import Mapping
from typing import Any

from cxm.metrics.catalog.value._worth import MARGIN, OF_COSTS, cost_of_one
from cxm.metrics.spec import Better, Estimate, Expr, Factor, Metric, Rows, Setting, Unit, product_of, ratio_factor, ratio_states


def states(rows: Rows) -> dict[str, Expr]:
    """Revenue and survival over customers, and what is assumed."""
    months = rows.col("months")
    stated = {name: rows.col(name).max() for name in ("margin_share", "stated_retention", "horizon", "discount")}
    return ratio_states(rows, rows.col("revenue"), months) | {
        "revenue": rows.total(rows.col("revenue")),
        "customer_months": rows.total(months).cast(rows.x.Int64),
        "survived": rows.total(rows.col("survived")).cast(rows.x.Int64),
        "customers": rows.count(months > 0),
        **stated,
        "n_missing": rows.count(rows.col("missing")),
        "n_invalid": rows.count(rows.col("invalid")),
    }


def multiple(s: Any) -> Expr:
    """How many margins of a month a customer is worth, the first of them due now."""
    kept = s.stated_retention.fill_null(s.survived / s.customer_months) / (1 + s.discount)
    endless = 1 / (1 - kept)
    return ((1 - kept.pow(s.horizon)) / (1 - kept)).fill_nan(s.horizon).fill_null(endless)


def of_share(retention: float, row: Mapping[str, Any]) -> float:
    """The same of one number."""
    kept, months = retention / (1 + row["discount"]), row["horizon"]
    if kept >= 1:
        return float(months) if months is not None else float("inf")
    return float((1 - (kept**months if months is not None else 0.0)) / (1 - kept))


def later(retention: float, row: Mapping[str, Any]) -> float:
    """The same, the first margin due after a month."""
    return of_share(retention, row) * retention / float(1 + row["discount"])


def first_later(s: Any) -> Expr:
    """What is kept of a margin until it is due."""
    return s.stated_retention.fill_null(s.survived / s.customer_months) / (1 + s.discount)


def with_costs(rows: Rows) -> dict[str, Expr]:
    """The same, with new customers and what they cost."""
    return states(rows) | {
        "new_customers": rows.count(rows.col("customer")),
        "cost": rows.total(rows.col("amount")),
        "stated_cac": rows.col("stated_cac").max(),
    }


SHARE = {"hits": "survived", "trials": "customer_months"}
USING = ("discount", "horizon")

METRIC = Metric(
    title="Customer lifetime value (margin, retention, discount)",
    frame="subscription",
    definition="immediate",
    version=1,
    unit=Unit.MONEY,
    better=Better.HIGHER,
    bounds=(0, None),
    needs=("customer_id", "started_at", "ended_at", "mrr"),
    uses=("cancelled_at", "trial_end_at", "is_trial", "status", "currency", "updated_at"),
    prepare="customer_months",
    settings=(
        MARGIN,
        Setting("discount", "number", 0.1, "price of money, as a rate of a year"),
        Setting("retention", "number", None, "share of customers who stay for another month, instead of the one counted"),
        Setting("horizon", "number", None, "months after which nothing counts; without end by default"),
        Setting("grace", "days", 0, "gaps between subscriptions up to so many days are no end"),
    ),
    states=states,
    base="customers",
    value=lambda s: s.margin_share * s.revenue / s.customer_months * multiple(s),
    interval=product_of(ratio_factor("customers"), Factor("share", SHARE, of_share, "stated_retention"), using=USING),
    shown=("revenue", "customer_months", "survived"),
    shown_as={"customer_months": Unit.COUNT, "survived": Unit.COUNT},
    min_grade_n=100,
    aliases=("clv-contract",),
    question="What is a customer worth today, after cost to serve, retention and the price of money?",
    formula="m (1 + d) / (1 + d - r): margin of a month, discount and retention of a month",
    counted="customers with recurring revenue at the beginning of a whole month of the period",
    left_out="trials and free plans, subscriptions without an amount, months that are not over",
    conflict=(
        "Whether the first margin is discounted, and by how much; one retention for all ages, or a survival curve; before or after what "
        "winning the customer cost."
    ),
    reason=(
        "The customer counted has already paid once; 10 % a year is a convention, printed beside the value. The formula has no end; a curve "
        "ends with the longest life seen, and is there as survival."
    ),
    users="contracts and subscriptions; Gupta and Lehmann's margin multiple with the first margin due now",
    example="margin 100, retention 0.8, discount 0.1 a month: 110 / 0.3 = 366.67",
    pitfalls=(
        "A constant retention is wrong where new customers leave sooner: it overstates them and understates old ones.",
        "The discount is that of a year; it is brought to a month, not the retention to a year.",
    ),
    names={
        "zh_TW": "客戶終身價值(毛利、折現)",
        "zh_CN": "客户生命周期价值(毛利、折现)",
        "ms": "Nilai seumur hidup pelanggan (margin, diskaun)",
        "lt": "Kliento gyvavimo ciklų vertė (marža, diskontas)",
    },
)

VARIANTS = (
    METRIC.but(
        definition="end_of_month",
        value=lambda s: s.margin_share * s.revenue / s.customer_months * multiple(s) * first_later(s),
        interval=product_of(ratio_factor("customers"), Factor("share", SHARE, later, "stated_retention"), using=USING),
        formula="m r / (1 + d - r): margin of a month, discount and retention of a month",
        users="Gupta and Lehmann: the margin multiple",
        example="margin 100, retention 0.8, discount 0.1 a month: 80 / 0.3 = 266.67",
    ),
    METRIC.but(
        definition="net",
        bounds=(None, None),
        other="cost",
        settings=(*METRIC.settings, *OF_COSTS),
        states=with_costs,
        value=lambda s: s.margin_share * s.revenue / s.customer_months * multiple(s) - cost_of_one(s),
        interval=product_of(
            ratio_factor("customers"),
            Factor("share", SHARE, of_share, "stated_retention"),
            less=Factor("count", {"count": "new_customers"}, lambda count, row: row["cost"] / count, "stated_cac"),
            using=(*USING, "cost"),
        ),
        shown=("revenue", "customer_months", "survived", "cost", "new_customers"),
        shown_as={"customer_months": Unit.COUNT, "survived": Unit.COUNT, "new_customers": Unit.COUNT},
        formula="m (1 + d) / (1 + d - r) - acquisition cost / new customers",
        users="whoever asks what is left of a customer after winning him",
        example="366.67 less 200 a new customer: 166.67",
    ),
    METRIC.but(
        definition="survival",
        prepare="margin_lives",
        estimate=Estimate(
            "discounted_months",
            lambda rows: rows.col("age"),
            lambda rows: rows.col("left"),
            entry=lambda rows: rows.col("entry"),
            into="discounted_months",
        ),
        settings=tuple(one for one in METRIC.settings if one.name != "retention"),
        value=lambda s: s.margin_share * s.revenue / s.customer_months * s.discounted_months,
        interval=product_of(
            ratio_factor("customers"),
            Factor(
                "estimate",
                {"value": "discounted_months", "low": "discounted_months_low", "high": "discounted_months_high"},
            ),
        ),
        shown=("revenue", "customer_months", "discounted_months"),
        shown_as={"customer_months": Unit.COUNT, "discounted_months": Unit.MONTHS},
        formula="sum over t = 0, 1, ... of m S(t) / (1 + d)^t: margin of a month, Kaplan-Meier curve of customers still there, discount",
        counted="customers with recurring revenue at the beginning of a whole month of the period; the lives of all customers until its end",
        users="survival analysis; better than one retention where customers leave less the longer they stay",
        example="margin 100, curve 1, 0.75, 0.5 and discount 0.1 a month: 100 x (1 + 0.75 / 1.1 + 0.5 / 1.21) = 209.50",
        pitfalls=(
            "The curve ends with the longest life seen, and what customers bring afterwards is not in it: a floor for a young business.",
            "The discount is that of a year; it is brought to a month.",
        ),
    ),
)
