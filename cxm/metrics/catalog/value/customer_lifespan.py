"""Customer lifespan: how long a customer stays, in months.

The restricted mean of a Kaplan-Meier curve: the mean time until customers leave or the longest life seen ends, whichever comes first.
Customers who are still there are censored at their age: the mean of those who left alone would be far too short, and one over the
churn rate assumes that churn never changes. It is a floor: beyond what was observed nothing is known. The median stands beside it,
null where fewer than half are known to have left. With --from, customers come under watch on that day. Since 0.1.
"""

from collections.abc import Mapping
from typing import Any

from cxm.metrics.spec import Better, Estimate, Expr, Factor, Interval, Metric, Rows, Setting, Unit, product_of


def states(rows: Rows) -> dict[str, Expr]:
    """Customers, and those who have left."""
    return {
        "customers": rows.count(rows.col("customer")),
        "left": rows.count(rows.col("left")),
        "n_missing": rows.count(rows.col("missing")),
        "n_invalid": rows.count(rows.col("invalid")),
    }


def age(rows: Rows) -> Expr:
    """Months until the end, or so far."""
    return rows.col("months")


def ended(rows: Rows) -> Expr:
    """Whether the customer has left."""
    return rows.col("left")


def entry(rows: Rows) -> Expr:
    """Months from which the customer was watched."""
    return rows.col("entry")


def by_month(rows: Rows) -> dict[str, Expr]:
    """Customers at the start of each month, and those lost in it."""

    def customers(condition: Expr) -> Expr:
        return rows.total(rows.when(condition).then(rows.col("customers"))).cast(rows.x.Int64)

    return {
        "starting": customers(rows.col("opening")),
        "lost": customers(rows.col("opening") & ~rows.col("closing")),
        "n_missing": rows.count(rows.col("missing")),
        "n_invalid": rows.count(rows.col("invalid")),
    }


def over(share: float, _: Mapping[str, Any]) -> float:
    """Months until everybody is gone at a share lost each month."""
    return 1 / share if share else float("inf")


METRIC = Metric(
    title="Customer lifespan",
    frame="subscription",
    definition="restricted_mean",
    version=1,
    unit=Unit.MONTHS,
    better=Better.HIGHER,
    bounds=(0, None),
    needs=("customer_id", "started_at", "ended_at"),
    uses=("cancelled_at", "trial_end_at", "is_trial", "status", "mrr", "updated_at"),
    prepare="customer_lives",
    estimate=Estimate("restricted_mean", age, ended, entry=entry),
    settings=(
        Setting("horizon", "number", None, "months after which lives are cut; the longest seen by default"),
        Setting("include_trials", "flag", default=False, meaning="trials and free plans are customers, too"),
        Setting("on_cancel", "flag", default=False, meaning="a life ends when the cancellation is asked for, not when access stops"),
    ),
    states=states,
    base="customers",
    value=lambda s: s.value,
    interval=Interval("rmst"),
    shown=("median", "left"),
    aliases=("lifespan", "lifetime"),
    question="How long does a customer stay?",
    formula="area under the Kaplan-Meier curve of customers still there, up to the longest life seen",
    counted="customers from their first start; those still there are censored at the observation end",
    left_out="trials and free plans, rows without a customer or a start",
    conflict="1 / churn, the mean tenure of those who left, or the survival curve.",
    reason=(
        "In a simulation with a true mean of 20 months the tenure of leavers said 9.7, and 1 / first-month churn said 5.4 where churn "
        "falls with age. The curve counts those who are still there."
    ),
    users="survival analysis; lifetime value takes it instead of 1 / churn",
    example="left after 3 and 6 months, still there after 6 and 9: 0.75 from 3, 0.5 from 6: 3 + 3 x 0.75 + 3 x 0.5 = 6.75 months",
    pitfalls=(
        "A young business has short lives only: the longest life seen is printed as a limit, not as a result.",
        "The mean tenure of those who left is not offered: it forgets everyone who stays.",
    ),
    names={"zh_TW": "客戶壽命", "zh_CN": "客户寿命", "ms": "Jangka hayat pelanggan", "lt": "Kliento gyvavimo trukmė"},
)

VARIANTS = (
    METRIC.but(
        definition="median",
        estimate=Estimate("quantile", age, ended, 0.5, entry=entry),
        settings=METRIC.settings[1:],
        interval=Interval("order_stat"),
        shown=("left",),
        formula="time at which the Kaplan-Meier curve of customers still there falls to a half",
        example="left after 3 and 6 months, still there after 6 and 9: half are gone from 6 months on",
        pitfalls=("Where more than half are still there, the median is not reached.",),
    ),
    METRIC.but(
        definition="naive",
        prepare="monthly_customers",
        estimate=None,
        settings=METRIC.settings[1:],
        states=by_month,
        base="starting",
        value=lambda s: s.starting / s.lost,
        interval=product_of(Factor("share", {"hits": "lost", "trials": "starting"}, over)),
        shown=("lost",),
        formula="1 / monthly churn: customers at the start of the whole months / customers lost in them",
        counted="customers at the start of each whole month, once for each",
        left_out="months that are not over; trials and free plans, rows without a customer or a start",
        users="most introductions to lifetime value; it assumes that churn never changes",
        example="25 of 500 customers are lost in a month: 500 / 25 = 20 months",
        pitfalls=(
            "Customers who stay long leave less often: where churn falls with age it is far too short.",
            "Where nobody was lost it has no answer, and is not endless.",
        ),
    ),
)
