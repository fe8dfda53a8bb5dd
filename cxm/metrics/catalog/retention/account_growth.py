"""Account growth: do the accounts that stay buy more than before?

The change of the recurring revenue of accounts that had some twelve months before the end of the period and have some now, in per cent of
what it was then; `period` takes the start of the period instead. Accounts that left are in neither number: read grr beside it. Since 0.1.
"""

from cxm.metrics.catalog.retention._revenue import of_opening
from cxm.metrics.spec import Better, Expr, Metric, Rows, Setting, Unit, ratio_of


def grown(rows: Rows) -> Expr:
    """What a customer pays more than at the opening."""
    return rows.col("closing") - rows.col("opening")


METRIC = Metric(
    title="Account growth",
    frame="subscription",
    definition="like_for_like_12m",
    version=1,
    unit=Unit.PERCENT,
    better=Better.HIGHER,
    bounds=(-100, None),
    needs=("customer_id", "started_at", "mrr"),
    uses=("ended_at", "cancelled_at", "trial_end_at", "is_trial", "status", "currency", "updated_at"),
    prepare="mrr_movements",
    settings=(
        Setting("months", "number", 12, "months from the opening to the end of the period"),
        Setting("grace", "days", 0, "gaps between subscriptions up to so many days are no end"),
    ),
    states=of_opening(grown, lambda rows: (rows.col("opening") > 0) & (rows.col("closing") > 0)),
    base="customers",
    value=lambda s: 100 * s.y / s.x,
    interval=ratio_of("customers"),
    aliases=(),
    question="Do existing accounts buy more than before?",
    formula="100 x (revenue now - revenue 12 months before) / revenue 12 months before, of accounts with both",
    counted="customers with recurring revenue at both ends",
    left_out="customers without revenue at the opening, subscriptions without an amount, trials",
    conflict="LiveAgent lists it beside acquisition and satisfaction without a formula: more accounts, or larger ones.",
    reason="Growth of the accounts that were there before; new ones are acquisition, which has metrics of its own.",
    users="LiveAgent names it without a formula",
    example="200 twelve months ago, 230 now: +15 %",
    pitfalls=("Only survivors count: always read grr with it.",),
    names={"zh_TW": "客戶帳戶成長", "zh_CN": "客户账户增长", "ms": "Pertumbuhan akaun", "lt": "Sąskaitos augimas"},
)

VARIANTS = (
    METRIC.but(
        definition="like_for_like_period",
        settings=METRIC.settings[1:],
        formula=METRIC.formula.replace("12 months before", "at the start of the period"),
        users="",
    ),
)
