"""SaaS quick ratio: how much recurring revenue is gained for each unit lost.

New, expanded and reactivated revenue over churned and contracted revenue of the period. Without losses there is no ratio. A complete
count, without interval. Since 0.1.
"""

from cxm.metrics.spec import CENSUS, Better, Expr, Metric, Rows, Setting, Unit


def states(rows: Rows) -> dict[str, Expr]:
    """Revenue gained and lost, and the customers who lost some."""
    start, end, many = rows.col("opening"), rows.col("closing"), rows.col("customers")

    def amount(condition: Expr, change: Expr) -> Expr:
        return rows.total(rows.when(condition).then(change * many).otherwise(rows.lit(0.0)))

    back = (start == 0) & rows.col("known")
    return {
        "gained": amount(end > start, end - start),
        "reactivation": amount(back, end),
        "lost": amount(end < start, start - end),
        "losing": rows.total(rows.when(end < start).then(many)).cast(rows.x.Int64),
        "n_missing": rows.count(rows.col("missing")),
        "n_invalid": rows.count(rows.col("invalid")),
    }


METRIC = Metric(
    title="SaaS quick ratio",
    frame="subscription",
    definition="with_reactivation",
    version=1,
    unit=Unit.RATIO,
    better=Better.HIGHER,
    bounds=(0, None),
    needs=("customer_id", "started_at", "mrr"),
    uses=("ended_at", "cancelled_at", "trial_end_at", "is_trial", "status", "currency", "updated_at"),
    prepare="mrr_movements",
    settings=(Setting("grace", "days", 0, "gaps between subscriptions up to so many days are no end"),),
    states=states,
    base="losing",
    value=lambda s: s.gained / s.lost,
    interval=CENSUS,
    shown=("gained", "lost"),
    shown_as={"gained": Unit.MONEY, "lost": Unit.MONEY},
    min_grade_n=10,
    question="How much recurring revenue is gained for each unit lost?",
    formula="(new + expansion + reactivation) / (churn + contraction)",
    counted="customers whose recurring revenue rose or fell in the period",
    left_out="customers without a change, subscriptions without an amount, trials",
    conflict="Whether reactivated revenue is a gain.",
    reason="Every unit of revenue gained counts once, whoever brought it; the rule it is compared with does not say.",
    users="Mamoon Hamid's rule, which does not mention reactivation",
    example="new 30, expansion 10, churn 10, contraction 10: 40 / 20 = 2",
    pitfalls=("It explodes where little is lost: read it with grr.",),
    names={"zh_TW": "SaaS 速動比率", "zh_CN": "SaaS 速动比率", "ms": "Nisbah pantas SaaS", "lt": "SaaS greitasis rodiklis"},
)

VARIANTS = (
    METRIC.but(
        definition="without_reactivation",
        value=lambda s: (s.gained - s.reactivation) / s.lost,
        formula="(new + expansion) / (churn + contraction)",
        example="",
    ),
)
