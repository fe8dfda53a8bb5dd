"""Monthly recurring revenue: what the running subscriptions bring in a month, and how it moved.

In money, at the end of the period: opening + new + reactivation + expansion - contraction - churn = closing, each printed beside it.
What starts at the first instant of a period is new in it; the opening is the closing of the period before.
Movements are net per customer: an up- and a downgrade within one period cancel. A yearly price of 1,200 is 100 a month; taxes and
one-off charges are no recurring revenue. A complete count, without interval. Since 0.1.
"""

from cxm.metrics.spec import CENSUS, Better, Expr, Metric, Rows, Setting, Unit


def states(rows: Rows) -> dict[str, Expr]:
    """Recurring revenue at both ends, and its movements by kind."""
    start, end, many = rows.col("opening"), rows.col("closing"), rows.col("customers")

    def amount(condition: Expr, change: Expr) -> Expr:
        return rows.total(rows.when(condition).then(change * many).otherwise(rows.lit(0.0)))

    came, known = (start == 0) & (end > 0), rows.col("known")
    return {
        "opening": rows.total(start * many),
        "new": amount(came & ~known, end),
        "reactivation": amount(came & known, end),
        "expansion": amount((start > 0) & (end > start), end - start),
        "contraction": amount((end > 0) & (end < start), start - end),
        "churn": amount((start > 0) & (end == 0), start),
        "closing": rows.total(end * many),
        "customers": rows.total(many).cast(rows.x.Int64),
        "n_missing": rows.count(rows.col("missing")),
        "n_invalid": rows.count(rows.col("invalid")),
    }


METRIC = Metric(
    title="Monthly recurring revenue",
    frame="subscription",
    definition="closing",
    version=1,
    unit=Unit.MONEY,
    better=Better.HIGHER,
    bounds=(0, None),
    needs=("customer_id", "started_at", "mrr"),
    uses=("ended_at", "cancelled_at", "trial_end_at", "is_trial", "status", "currency", "updated_at"),
    prepare="mrr_movements",
    settings=(Setting("grace", "days", 0, "gaps between subscriptions up to so many days are no end"),),
    states=states,
    base="customers",
    value=lambda s: s.closing,
    interval=CENSUS,
    shown=("opening", "new", "reactivation", "expansion", "contraction", "churn"),
    question="How much recurring revenue a month is there, and how did it move?",
    formula="opening + new + reactivation + expansion - contraction - churn",
    counted="customers with recurring revenue at the start or at the end of the period",
    left_out="subscriptions without an amount, or with one below 0; trials; each counted",
    conflict="Movements per subscription, or net per customer.",
    reason="Snapshots of billing tools allow no more than the net of a customer, and a change of plan is neither a loss nor a gain.",
    users="ChartMogul, Stripe and all billing tools; movements net per customer",
    example="opening 100, new 30, expansion 10, contraction 10, churn 10: closing 120",
    pitfalls=(
        "One currency at a time: exchange rates that move look like expansion, and --fx-fixed keeps them still.",
        "The price of a subscription is the last one exported: expansion shows only where a new price is a new subscription.",
    ),
    names={
        "zh_TW": "月經常性收入 (MRR)",
        "zh_CN": "月度经常性收入 (MRR)",
        "ms": "Hasil berulang bulanan (MRR)",
        "lt": "Mėnesinės pasikartojančios pajamos (MRR)",
    },
)
