"""Customer referral rate: the share of customers who recommended us to somebody.

In per cent of the customers of the period: those with an order in the twelve months that end with it, or with a subscription that runs
in it. Only referrals that were tracked are known. What people say they would do is recommend-share. Since 0.1.
"""

from typing import Any

from cxm.metrics.spec import Better, Collapse, Expr, Metric, Rows, Setting, Unit, wilson

CUSTOMERS = Setting("customers", "number", None, "customers of the period, where no second export tells them")
CONVERTED = Setting("converted", "flag", default=False, meaning="only referrals whose referred person became a customer")


def of_referrer(rows: Rows) -> dict[str, Expr]:
    """Referrals of somebody that count, those that do not, and the customers of the period."""
    fine = rows.col("customer") & ~rows.col("own")
    nobody = ~rows.col("exposure").is_null() & (rows.col("referrer_id") == "\u0000")
    return {
        "referrals": rows.count(fine),
        "void": rows.count(~fine & ~nobody),
        "exposure": rows.col("exposure").max(),
    }


def states(rows: Rows) -> dict[str, Expr]:
    """Customers who referred, and customers."""
    return {
        "referrers": rows.count(rows.col("referrals") > 0),
        "customers": rows.col("exposure").max().fill_null(0),
        "n_excluded": rows.col("void").sum().cast(rows.x.Int64),
    }


METRIC = Metric(
    title="Customer referral rate",
    frame="referral",
    definition="of_buyers",
    version=1,
    unit=Unit.PERCENT,
    better=Better.HIGHER,
    bounds=(0, 100),
    needs=("referrer_id",),
    uses=("referred_at", "referred_id", "converted_at"),
    prepare="referrals",
    per=Collapse(("referrer_id",), of_referrer),
    other="order",
    states=states,
    base="customers",
    value=lambda s: 100 * s.referrers / s.customers,
    interval=wilson("referrers"),
    settings=(CUSTOMERS, CONVERTED),
    shown=("referrers",),
    min_grade_n=100,
    question="What share of customers recommended us to somebody?",
    formula="100 x different customers who referred somebody in the period / customers of the period",
    counted="customers with an order in the twelve months that end with the period; each once, however many they referred",
    left_out="referrals of oneself and by people who are no customers; each counted",
    example="24 of 600 customers referred somebody: 4.0 % (95 % interval 2.7 to 5.9)",
    pitfalls=(
        "Only codes and links are tracked: people recommend more than that.",
        "Of those who clicked a button to share it is another number.",
    ),
    names={"zh_TW": "客戶推薦率", "zh_CN": "客户推荐率", "ms": "Kadar rujukan pelanggan", "lt": "Kliento rekomendacijų dalis"},
)

SUBSCRIBED: dict[str, Any] = {
    "definition": "of_subscribers",
    "other": "subscription",
    "counted": "customers with a subscription that runs in the period; each once, however many they referred",
}
VARIANTS = (
    METRIC.but(**SUBSCRIBED),
    METRIC.but(
        frame="order",
        other="",
        needs=("customer_id", "referred_by", "ordered_at"),
        uses=("order_id", "status", "revenue", "refund", "updated_at"),
        settings=(Setting("keep_refunded", "flag", default=False, meaning="orders paid back in full count"), CUSTOMERS),
        formula="100 x different customers an order of the period names as who referred the buyer / customers of the period",
    ),
)
