"""Gross revenue retention: how much of the opening recurring revenue is kept, upgrades ignored.

In per cent of what customers paid twelve months before the end of the period; `period` takes the start of the period instead, and then
adds up to 100 with mrr-churn-gross. The cap is per customer: what one pays more cannot hide what another pays less. Since 0.1.
"""

from cxm.metrics.catalog.retention._revenue import of_opening
from cxm.metrics.spec import Better, Expr, Metric, Rows, Setting, Unit, ratio_of


def kept(rows: Rows) -> Expr:
    """What a customer still pays of the opening."""
    return rows.col("kept")


METRIC = Metric(
    title="Gross revenue retention",
    frame="subscription",
    definition="trailing_12m",
    version=1,
    unit=Unit.PERCENT,
    better=Better.HIGHER,
    bounds=(0, 100),
    needs=("customer_id", "started_at", "mrr"),
    uses=("ended_at", "cancelled_at", "trial_end_at", "is_trial", "status", "currency", "updated_at"),
    prepare="mrr_movements",
    settings=(
        Setting("months", "number", 12, "months from the opening to the end of the period"),
        Setting("grace", "days", 0, "gaps between subscriptions up to so many days are no end"),
    ),
    states=of_opening(kept),
    base="customers",
    value=lambda s: 100 * s.y / s.x,
    interval=ratio_of("customers"),
    aliases=("gross-revenue-retention", "gdr"),
    question="How much of the opening revenue is kept, upgrades ignored?",
    formula="100 x sum of the smaller of revenue now and 12 months before, per customer / revenue 12 months before",
    counted="customers with recurring revenue at the opening",
    left_out="customers without revenue at the opening, subscriptions without an amount, trials",
    conflict="As nrr; and whether expansion of one customer may make up for contraction of another.",
    reason="Each customer counts with at most what he paid: revenue kept can never exceed 100 %.",
    users="SaaS Capital's surveys",
    example="A from 60 to 80, B from 40 to 20: (60 + 20) / 100 = 80 %, while nrr is 100 %",
    pitfalls=("It never exceeds 100: a larger number means that the cap was applied to the total.",),
    names={
        "zh_TW": "總營收留存率 (GRR)",
        "zh_CN": "总收入留存率 (GRR)",
        "ms": "Pengekalan hasil kasar (GRR)",
        "lt": "Bendras pajamų išlaikymas (GRR)",
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
