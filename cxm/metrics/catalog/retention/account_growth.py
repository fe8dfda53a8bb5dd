"""Account growth: do the accounts that stay buy more than before?

The change of the recurring revenue of accounts that had some twelve months before the end of the period and have some now, in per cent of
what it was then; `period` takes the start of the period instead. Accounts that left are in neither number: read grr beside it. Since 0.1.
"""

from cxm.metrics.catalog.retention._revenue import of_opening
from cxm.metrics.spec import Better, Collapse, Expr, Metric, Rows, Setting, Unit, ratio_of, ratio_states


def grown(rows: Rows) -> Expr:
    """What a customer pays more than at the opening."""
    return rows.col("closing") - rows.col("opening")


def of_account(rows: Rows) -> dict[str, Expr]:
    """What an account bought in either period."""
    return {
        "now": rows.total(rows.col("now")),
        "before": rows.total(rows.col("before")),
        "both": rows.col("bought_now").any() & rows.col("bought_before").any(),
        "missing": rows.count(rows.col("missing")),
    }


def bought(rows: Rows) -> dict[str, Expr]:
    """Change of the revenue of accounts that bought in both periods."""
    both, nothing = rows.col("both"), rows.lit(0.0)
    before = rows.when(both).then(rows.col("before")).otherwise(nothing)
    return ratio_states(rows, rows.when(both).then(rows.col("now")).otherwise(nothing) - before, before) | {
        "customers": rows.count(both),
        "n_missing": rows.total(rows.col("missing")).cast(rows.x.Int64),
    }


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
    conflict=(
        "LiveAgent lists it beside acquisition and satisfaction without a formula: more accounts, or larger ones; with or without those "
        "that left."
    ),
    reason="Growth of the accounts that were there before; new ones are acquisition, which has metrics of its own.",
    users="LiveAgent names it without a formula",
    example="200 twelve months ago, 230 now: +15 %",
    pitfalls=("Only survivors count: always read grr with it.",),
    names={"zh_TW": "客戶帳戶成長", "zh_CN": "客户账户增长", "ms": "Pertumbuhan akaun", "lt": "Sąskaitos augimas"},
)

WITH_LOST = METRIC.but(
    definition="with_lost_12m",
    states=of_opening(grown),
    formula="100 x (revenue now of the customers who had some 12 months before - their revenue 12 months before) / their revenue 12 months before",
    counted="customers with recurring revenue at the opening, gone or not",
    left_out="customers without revenue at the opening, subscriptions without an amount, trials",
    users="net revenue retention less 100",
    example="100 twelve months ago, of which 90 are left, upgrades included: -10 %",
    pitfalls=("It is nrr in other words: read grr with it.",),
)
VARIANTS = (
    METRIC.but(
        definition="like_for_like_period",
        settings=METRIC.settings[1:],
        formula=METRIC.formula.replace("12 months before", "at the start of the period"),
        users="",
    ),
    WITH_LOST,
    WITH_LOST.but(
        definition="with_lost_period",
        settings=METRIC.settings[1:],
        formula=WITH_LOST.formula.replace("12 months before", "at the start of the period"),
        users="",
    ),
    METRIC.but(
        frame="order",
        definition="orders",
        bounds=(None, None),
        needs=("customer_id", "ordered_at", "revenue"),
        uses=("order_id", "refund", "status", "currency", "updated_at"),
        prepare="account_orders",
        per=Collapse(("unit",), of_account),
        settings=(
            Setting("against", "text", "year", "what is compared with: the same period a year before, or the previous one"),
            Setting("keep_refunded", "flag", default=False, meaning="orders paid back in full count as orders of 0"),
            Setting("positive_only", "flag", default=False, meaning="orders that cost nothing do not count"),
        ),
        states=bought,
        formula="100 x (revenue of the period - revenue of the same period a year before) / revenue a year before, of accounts that bought in both",
        counted="customers with a purchase in both periods; refunds taken off",
        left_out="periods that are not over or not wholly in the export; orders of guests; cancelled and test orders",
        users="wholesale and shops with accounts",
        example="accounts that bought for 200 in May last year bought for 230 in May: +15 %",
    ),
)
