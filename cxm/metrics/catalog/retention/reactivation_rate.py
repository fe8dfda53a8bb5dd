"""Reactivation rate: the share of former customers who came back.

In per cent of the former customers at the start of the period: not active then, and left within the year before (--set within=90
for another window). Back is who is active at the end of the period. Since 0.1.
"""

from cxm.metrics.spec import Better, Expr, Metric, Rows, Setting, Unit, wilson


def states(rows: Rows) -> dict[str, Expr]:
    """Former customers, and those back at the end."""
    former = rows.col("former")

    def customers(condition: Expr) -> Expr:
        return rows.total(rows.when(condition).then(rows.col("customers"))).cast(rows.x.Int64)

    return {
        "former": customers(former),
        "back": customers(former & rows.col("closing")),
        "n_missing": rows.count(rows.col("missing")),
        "n_invalid": rows.count(rows.col("invalid")),
    }


METRIC = Metric(
    title="Reactivation rate",
    frame="subscription",
    definition="within_year",
    version=1,
    unit=Unit.PERCENT,
    better=Better.HIGHER,
    bounds=(0, 100),
    needs=("customer_id", "started_at", "ended_at"),
    uses=("cancelled_at", "trial_end_at", "is_trial", "status", "mrr", "updated_at"),
    prepare="customer_periods",
    settings=(
        Setting("within", "days", 365, "days since the end in which a customer is a former one"),
        Setting("grace", "days", 0, "gaps between subscriptions up to so many days are no end"),
        Setting("include_trials", "flag", default=False, meaning="trials and free plans are customers, too"),
    ),
    states=states,
    base="former",
    value=lambda s: 100 * s.back / s.former,
    interval=wilson("back"),
    shown=("back",),
    min_grade_n=50,
    aliases=("win-back-rate",),
    question="What share of former customers came back?",
    formula="100 x former customers active at the end / former customers at the start",
    counted="customers not active at the start who left within the 365 days before",
    left_out="customers who left earlier, or have never been one",
    conflict="How long a lost customer may be away and still count as coming back.",
    reason="Twelve months, the horizon of the yearly reports; longer absences are new customers to most books.",
    users="subscription businesses",
    example="6 of 120 former customers are back: 5 % (95 % interval 2.3 to 10.5)",
    pitfalls=("The longer the window, the lower the rate: who left long ago seldom returns.",),
    names={"zh_TW": "回流率", "zh_CN": "回流率", "ms": "Kadar pengaktifan semula", "lt": "Sugrįžimo dalis"},
)
