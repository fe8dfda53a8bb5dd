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
    conflict=(
        "Who is counted, over whom: customers who referred, over customers (Locobuzz); customers who were referred, over customers (Zapscale) "
        "or over new ones (Wall Street Prep); sharers over those who saw a button (Extole). All go by one name."
    ),
    reason=(
        "Locobuzz asks what share of customers recommends, which is what the name says. Those who were referred are referred_buyers, and "
        "referred-share over first orders."
    ),
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


def of_buyer(rows: Rows) -> dict[str, Expr]:
    """Whether any order of a customer names somebody else who referred him."""
    return {"referred": (rows.col("referred_by") != rows.col("customer_id")).fill_null(value=False).any()}


def referred(rows: Rows) -> dict[str, Expr]:
    """Customers, and those who were referred."""
    return {"referred": rows.count(rows.col("referred")), "customers": rows.size()}


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
    METRIC.but(
        frame="order",
        definition="referred_buyers",
        other="",
        needs=("customer_id", "referred_by", "ordered_at"),
        uses=("order_id", "status", "revenue", "refund", "updated_at"),
        prepare="order_windows",
        per=Collapse(("customer_id",), of_buyer),
        states=referred,
        interval=wilson("referred"),
        value=lambda s: 100 * s.referred / s.customers,
        settings=(
            Setting("window", "text", "365d", "orders counted: those of the period, of days that end with it such as 365d, or ever"),
            Setting("keep_refunded", "flag", default=False, meaning="orders paid back in full count"),
        ),
        shown=("referred",),
        question="What share of customers came by somebody's recommendation?",
        formula="100 x customers of whose orders one names who referred them / customers",
        counted="customers with an order in the twelve months that end with the period",
        left_out="orders without a customer; customers who refer themselves count as not referred; orders cancelled or paid back in full",
        users="Zapscale",
        example="90 of 600 customers were referred: 15.0 %",
        pitfalls=("It counts who was recommended to, and not who recommends.",),
    ),
)
