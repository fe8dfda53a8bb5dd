"""Net MRR churn rate: the share of the opening recurring revenue lost after upgrades.

In per cent of the recurring revenue at the start of the period, of the customers who had some; negative where upgrades outweigh
losses. With nrr over the same period it adds up to 100. `with_reactivation` subtracts what former customers brought back. Since 0.1.
"""

from cxm.metrics.catalog.retention._revenue import of_opening
from cxm.metrics.spec import Better, Expr, Metric, Rows, Setting, Unit, ratio_of, ratio_states


def lost(rows: Rows) -> Expr:
    """What a customer pays less at the end, below 0 where it is more."""
    return rows.col("opening") - rows.col("closing")


METRIC = Metric(
    title="Net MRR churn rate",
    frame="subscription",
    definition="without_reactivation",
    version=1,
    unit=Unit.PERCENT,
    better=Better.LOWER,
    bounds=(None, 100),
    needs=("customer_id", "started_at", "mrr"),
    uses=("ended_at", "cancelled_at", "trial_end_at", "is_trial", "status", "currency", "updated_at"),
    prepare="mrr_movements",
    settings=(Setting("grace", "days", 0, "gaps between subscriptions up to so many days are no end"),),
    states=of_opening(lost),
    base="customers",
    value=lambda s: 100 * s.y / s.x,
    interval=ratio_of("customers"),
    aliases=("net-mrr-churn",),
    question="What share of the opening recurring revenue was lost after upgrades?",
    formula="100 x (churn + contraction - expansion) / opening revenue, of opening customers",
    counted="customers with recurring revenue at the opening",
    left_out="customers without revenue at the opening, subscriptions without an amount, trials",
    conflict="Whether returning customers lower it (ChartMogul nets them).",
    reason="Without them net churn and nrr add up to 100.",
    users="so that it adds up to 100 with nrr",
    example="opening 100, churn 10, contraction 10, expansion 10: 10 %",
    pitfalls=("Below 0 the customers you had bring more than before: read mrr-churn-gross for those who left.",),
    names={"zh_TW": "淨 MRR 流失率", "zh_CN": "净 MRR 流失率", "ms": "Kadar churn MRR bersih", "lt": "Grynasis MRR praradimas"},
)


def with_returns(rows: Rows) -> dict[str, Expr]:
    """The same, with customers who came back: they had nothing at the opening and bring what they pay."""
    back = (rows.col("opening") == 0) & rows.col("known")
    there, many = (rows.col("opening") > 0) | back, rows.col("customers")
    return of_opening(lost)(rows) | ratio_states(rows, rows.when(there).then(lost(rows)), rows.when(there).then(rows.col("opening")), many)


VARIANTS = (
    METRIC.but(
        definition="with_reactivation",
        states=with_returns,
        formula="100 x (churn + contraction - expansion - reactivation) / opening revenue",
        users="ChartMogul",
        example="",
    ),
)
