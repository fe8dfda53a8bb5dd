"""Gross MRR churn rate: the share of the opening recurring revenue lost to cancellations and downgrades.

In per cent of the recurring revenue at the start of the period; with grr over the same period it adds up to 100. Upgrades are not
counted against it. `without_contraction` leaves downgrades out. Its interval is over customers, not over money. Since 0.1.
"""

from cxm.metrics.catalog.retention._revenue import of_opening
from cxm.metrics.spec import Better, Expr, Metric, Rows, Setting, Unit, ratio_of


def lost(rows: Rows) -> Expr:
    """What a customer no longer pays at the end."""
    return rows.col("opening") - rows.col("kept")


METRIC = Metric(
    title="Gross MRR churn rate",
    frame="subscription",
    definition="with_contraction",
    version=1,
    unit=Unit.PERCENT,
    better=Better.LOWER,
    bounds=(0, 100),
    needs=("customer_id", "started_at", "mrr"),
    uses=("ended_at", "cancelled_at", "trial_end_at", "is_trial", "status", "currency", "updated_at"),
    prepare="mrr_movements",
    settings=(Setting("grace", "days", 0, "gaps between subscriptions up to so many days are no end"),),
    states=of_opening(lost),
    base="customers",
    value=lambda s: 100 * s.y / s.x,
    interval=ratio_of("customers"),
    aliases=("gross-mrr-churn", "revenue-churn"),
    question="What share of the opening recurring revenue was lost to cancellations and downgrades?",
    formula="100 x (churned + contracted revenue of opening customers) / opening revenue",
    counted="customers with recurring revenue at the opening",
    left_out="customers without revenue at the opening, subscriptions without an amount, trials",
    conflict="With or without contraction.",
    reason="Revenue that shrinks is lost as well (ChartMogul); without it the rate is that of customers who left.",
    users="ChartMogul",
    example="opening 100, churn 10, contraction 10: 20 %",
    pitfalls=("A few large accounts decide it: the interval is over customers.",),
    names={"zh_TW": "總 MRR 流失率", "zh_CN": "总 MRR 流失率", "ms": "Kadar churn MRR kasar", "lt": "Bendras MRR praradimas"},
)


def cancelled(rows: Rows) -> Expr:
    """What a customer paid who pays nothing at the end."""
    return rows.when(rows.col("closing") == 0).then(rows.col("opening")).otherwise(rows.lit(0.0))


VARIANTS = (
    METRIC.but(
        definition="without_contraction",
        states=of_opening(cancelled),
        formula="100 x revenue of opening customers who pay nothing at the end / opening revenue",
        users="",
        example="opening 100, churn 10, contraction 10: 10 %",
    ),
)
