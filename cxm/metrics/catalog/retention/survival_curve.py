"""Retention curve: the share of customers still there after 1, 2, 3, 6, 12 and 24 months.

In per cent, by Kaplan & Meier: customers who are still there, but not for so long yet, count as far as they have come. An age nobody
has reached has no value; one with fewer than ten customers at risk says so. With --from, customers come under watch on that day.
Since 0.1.
"""

from cxm.metrics.spec import Better, Estimate, Expr, Interval, Metric, Parts, Rows, Setting, Unit

AGES = ("1", "2", "3", "6", "12", "24")


def states(rows: Rows) -> dict[str, Expr]:
    """Customers."""
    return {
        "customers": rows.count(rows.col("customer")),
        "n_missing": rows.count(rows.col("missing")),
        "n_invalid": rows.count(rows.col("invalid")),
    }


METRIC = Metric(
    title="Retention curve (Kaplan-Meier)",
    frame="subscription",
    definition="kaplan_meier",
    version=1,
    unit=Unit.PERCENT,
    better=Better.HIGHER,
    bounds=(0, 100),
    needs=("customer_id", "started_at", "ended_at"),
    uses=("cancelled_at", "trial_end_at", "is_trial", "status", "mrr", "updated_at"),
    prepare="customer_lives",
    estimate=Estimate("survival", lambda rows: rows.col("months"), lambda rows: rows.col("left"), entry=lambda rows: rows.col("entry")),
    parts=Parts("months", lambda rows: rows.lit(None), AGES, ""),
    settings=(
        Setting("include_trials", "flag", default=False, meaning="trials and free plans are customers, too"),
        Setting("on_cancel", "flag", default=False, meaning="a life ends when the cancellation is asked for, not when access stops"),
    ),
    states=states,
    base="customers",
    value=lambda s: s.value,
    interval=Interval("km_loglog"),
    aliases=("survival",),
    question="What share of customers is still here after so many months?",
    formula="product over the ages at which customers left of 1 - customers who left / customers at risk",
    counted="customers from their first start; those still there are at risk until the observation end",
    left_out="trials and free plans, rows without a customer or a start",
    conflict="Retention by cohort tables, or one curve.",
    reason="Kaplan-Meier takes every customer for as long as he was seen, so young customers neither drop out nor count as lost.",
    users="survival analysis",
    example="left after 3 and 6 months, still there after 6 and 9: 75 % after 3 months, 50 % after 6",
    pitfalls=("Old and new customers are pooled: where they differ read cohort-retention.",),
    names={"zh_TW": "留存曲線", "zh_CN": "留存曲线", "ms": "Lengkung pengekalan", "lt": "Išlikimo kreivė"},
)

VARIANTS = (
    METRIC.but(
        definition="every_month",
        parts=Parts("months", lambda rows: rows.lit(None), tuple(str(age) for age in range(1, 37)), ""),
        users="whoever draws the curve: each of the first 36 months",
        pitfalls=("Neighbouring months are hardly independent: their intervals are no test of a change from one to the next.",),
    ),
)
