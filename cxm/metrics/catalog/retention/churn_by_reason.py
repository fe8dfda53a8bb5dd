"""Churn by reason: why the customers who left during a period did so.

In per cent of all customers at the start of the period, so that the reasons add up to churn-rate. The reason is that of the last
subscription to end; customers who left without one are `(none)`. `type` tells voluntary from involuntary ends. Since 0.1.
"""

from collections.abc import Callable

from cxm.metrics.spec import Better, Expr, Metric, Parts, Rows, Setting, Unit, wilson


def states(rows: Rows) -> dict[str, Expr]:
    """Customers at the start, and those gone at the end."""
    start = rows.col("opening")

    def customers(condition: Expr) -> Expr:
        return rows.total(rows.when(condition).then(rows.col("customers"))).cast(rows.x.Int64)

    return {"starting": customers(start), "lost": customers(start & ~rows.col("closing"))}


def why(field: str) -> Callable[[Rows], Expr]:
    """The reason of a customer who is gone, null for all others."""

    def of(rows: Rows) -> Expr:
        text = rows.col(field).cast(rows.x.String).str.strip_chars()
        known = rows.when(text != "").then(text).fill_null("(none)")
        return rows.when(rows.col("opening") & ~rows.col("closing")).then(known)

    return of


METRIC = Metric(
    title="Churn by reason",
    frame="subscription",
    definition="reason",
    version=1,
    unit=Unit.PERCENT,
    better=Better.LOWER,
    bounds=(0, 100),
    needs=("customer_id", "started_at", "ended_at", "cancel_reason"),
    uses=("cancelled_at", "trial_end_at", "is_trial", "status", "mrr", "updated_at"),
    prepare="customer_periods",
    settings=(
        Setting("grace", "days", 0, "gaps between subscriptions up to so many days are not churn"),
        Setting("include_trials", "flag", default=False, meaning="trials and free plans are customers, too"),
        Setting("on_cancel", "flag", default=False, meaning="a customer is gone when the cancellation is asked for, not when access stops"),
    ),
    parts=Parts("reason", why("cancel_reason"), (), "lost"),
    states=states,
    base="starting",
    value=lambda s: 100 * s.lost / s.starting,
    interval=wilson("lost"),
    shown=("lost",),
    min_grade_n=100,
    question="Why do customers leave, and how much of it is failed payment?",
    formula="100 x customers gone at the end for the reason / customers active at the start",
    counted="customers active at the start of the period",
    left_out="customers who join within the period, trials and free plans",
    conflict="Reasons over all churn, or over all customers.",
    reason="Over customers at the start, the reasons add up to the churn rate.",
    users="Recurly",
    example="of 500 customers 12 leave for the price and 8 after a failed payment: 2.4 % and 1.6 %, together 4 %",
    pitfalls=("A reason is what somebody chose from a list, or what the billing system wrote.",),
    names={"zh_TW": "流失原因", "zh_CN": "流失原因", "ms": "Churn mengikut sebab", "lt": "Atsisakymo priežastys"},
)

VARIANTS = (
    METRIC.but(
        definition="type",
        needs=("customer_id", "started_at", "ended_at", "cancel_type"),
        parts=Parts("reason", why("cancel_type"), (), "lost"),
        formula="100 x customers gone at the end by choice, or not by choice / customers active at the start",
    ),
)
