"""User activity rate: the share of paying customers who use the product.

In per cent of the customers with a subscription that runs in the month, from a second export of subscriptions or of users who pay. Longer
periods are the complete months in them. Active users who do not pay are left aside and counted. Since 0.1.
"""

from cxm.metrics.catalog.product._events import EVENTS
from cxm.metrics.spec import Better, Collapse, Expr, Metric, Rows, Setting, Unit, ratio_of, ratio_states, wilson

EACH = "what a customer counts in: each complete month, the whole period, or each day"
PAYING = Setting("paying", "flag", default=True, meaning="only users who pay are customers")


def states(rows: Rows) -> dict[str, Expr]:
    """Paying customers, those of them who are active, and the active ones who do not pay."""
    active, paying = rows.col("active"), rows.col("member")
    return {
        "active": rows.count(active & paying),
        "paying": rows.count(paying),
        "nonpaying_active": rows.count(active & ~paying),
    }


def all_active(rows: Rows) -> dict[str, Expr]:
    """Everybody active, and paying customers."""
    return {"active": rows.count(rows.col("active")), "paying": rows.count(rows.col("member"))}


def of_customer(rows: Rows) -> dict[str, Expr]:
    """Days a paying customer was active on, and days paid for."""
    return {"active_days": rows.count(rows.col("active") & rows.col("member")), "days": rows.count(rows.col("member"))}


def daily(rows: Rows) -> dict[str, Expr]:
    """Sums over paying customers."""
    paying = rows.col("days") > 0
    y, x = rows.when(paying).then(rows.col("active_days")), rows.when(paying).then(rows.col("days"))
    return ratio_states(rows, y, x) | {"paying": rows.count(paying)}


METRIC = Metric(
    title="User activity rate",
    frame="product_event",
    definition="monthly",
    version=1,
    unit=Unit.PERCENT,
    better=Better.HIGHER,
    bounds=(0, 100),
    needs=("user_id", "occurred_at"),
    uses=("customer_id", "event", "event_id"),
    prepare="entitled",
    other="subscription",
    states=states,
    base="paying",
    value=lambda s: 100 * s.active / s.paying,
    interval=wilson("active"),
    settings=(Setting("each", "text", "month", EACH), PAYING, EVENTS),
    shown=("active", "nonpaying_active"),
    shown_as={"nonpaying_active": Unit.COUNT},
    min_grade_n=50,
    question="What share of paying customers is active?",
    formula="100 x paying customers with an event in the month / paying customers of the month",
    counted="customers with a subscription that runs on a day of the month; several users of one customer are one",
    left_out="active users who do not pay, shown beside; trials; events without a user; staff and bots",
    conflict="Active users over paying customers (Nextiva), over all users (LiveAgent), or paying over paying.",
    reason=(
        "Paying actives over paying customers: both sides are the same people, so it cannot exceed 100 %. Nextiva's own mix is all_actives."
    ),
    example="380 of 500 paying customers were active in the month: 76 %",
    pitfalls=("The publisher of the band does not say whether a day or a month is meant; 20 % fits days better.",),
    names={"zh_TW": "使用者活躍率", "zh_CN": "用户活跃率", "ms": "Kadar aktiviti pengguna", "lt": "Naudotojų aktyvumo dalis"},
)

DAILY = METRIC.but(
    definition="daily",
    settings=(Setting("each", "text", "day", EACH), PAYING, EVENTS),
    per=Collapse(("user_id",), of_customer),
    states=daily,
    value=lambda s: 100 * s.y / s.x,
    interval=ratio_of("paying"),
    shown=(),
    shown_as={},
    formula="100 x paying customers active on the day / paying customers of the day, both summed over the days",
    counted="each day of each customer with a subscription that runs on it",
    example="of 10 paying customers 2 came on Monday and 4 on Tuesday: 6 / 20 = 30 %",
)
ALL = METRIC.but(
    definition="all_actives",
    states=all_active,
    shown=("active",),
    shown_as={},
    formula="100 x everybody with an event in the month / paying customers of the month",
    left_out="events without a user; staff and bots",
    example="600 active users and 500 paying customers: 120 %, which no share can be",
    pitfalls=("Where many use the product free it passes 100 %: it is no share then, and marked as inconsistent.",),
    users="Nextiva",
)
VARIANTS = (METRIC.but(other="user"), *(one.but(other=other) for one in (DAILY, ALL) for other in ("subscription", "user")))
