"""Net revenue retention: how much of the opening customers' recurring revenue is there now, upgrades included.

In per cent of what the same customers paid twelve months before the end of the period; `period` takes the start of the period instead,
and then adds up to 100 with mrr-churn-net. A customer who left and returned counts with what he pays now. Since 0.1.
"""

from cxm.metrics.catalog.retention._revenue import of_opening
from cxm.metrics.spec import Better, Expr, Metric, Rows, Setting, Unit, ratio_of


def now(rows: Rows) -> Expr:
    """What a customer pays at the end."""
    return rows.col("closing")


METRIC = Metric(
    title="Net revenue retention",
    frame="subscription",
    definition="trailing_12m",
    version=1,
    unit=Unit.PERCENT,
    better=Better.HIGHER,
    bounds=(0, None),
    needs=("customer_id", "started_at", "mrr"),
    uses=("ended_at", "cancelled_at", "trial_end_at", "is_trial", "status", "currency", "updated_at"),
    prepare="mrr_movements",
    settings=(
        Setting("months", "number", 12, "months from the opening to the end of the period"),
        Setting("grace", "days", 0, "gaps between subscriptions up to so many days are no end"),
    ),
    states=of_opening(now),
    base="customers",
    value=lambda s: 100 * s.y / s.x,
    interval=ratio_of("customers"),
    aliases=("net-revenue-retention", "ndr"),
    question="How much of the opening customers' revenue do we have now, upgrades included?",
    formula="100 x revenue now of the customers who had some 12 months before / their revenue 12 months before",
    counted="customers with recurring revenue at the opening",
    left_out="customers without revenue at the opening, subscriptions without an amount, trials",
    conflict="Horizon of a month or of twelve; customers of the opening day, or a ratio of totals.",
    reason="The surveys it is compared with follow the customers of twelve months before.",
    users="SaaS Capital's surveys",
    example="opening 100, expansion 10, contraction 10, churn 10: 90 %",
    pitfalls=("Above 100 does not mean that nobody left: read grr and churn-rate beside it.",),
    names={
        "zh_TW": "淨營收留存率 (NRR)",
        "zh_CN": "净收入留存率 (NRR)",
        "ms": "Pengekalan hasil bersih (NRR)",
        "lt": "Grynasis pajamų išlaikymas (NRR)",
    },
)

VARIANTS = (
    METRIC.but(
        definition="period",
        settings=METRIC.settings[1:],
        formula=METRIC.formula.replace("12 months before", "at the start of the period"),
        users="",
    ),
)
