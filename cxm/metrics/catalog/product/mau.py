"""Monthly active users: how many different people use the product in a month.

The mean over the complete calendar months of the period; in a window or a shorter span, the users of the whole of it. Since 0.1.
"""

from cxm.metrics.catalog.product._events import EVENTS
from cxm.metrics.spec import Better, Collapse, Expr, Interval, Metric, Rows, Unit


def states(rows: Rows) -> dict[str, Expr]:
    """User-months, and the months of the period."""
    return {"user_months": rows.size(), "months": rows.col("months").max().cast(rows.x.Float64)}


METRIC = Metric(
    title="Monthly active users",
    frame="product_event",
    definition="calendar",
    version=1,
    unit=Unit.RATIO,
    better=Better.HIGHER,
    bounds=(0, None),
    needs=("user_id", "occurred_at"),
    uses=("event", "event_id"),
    prepare="user_days",
    per=Collapse(("user_id", "month"), lambda rows: {"months": rows.col("months").max()}),
    states=states,
    base="user_months",
    value=lambda s: s.user_months / s.months,
    interval=Interval("garwood", {"count": "user_months", "exposure": "months"}),
    settings=(EVENTS,),
    question="How many different people use the product in a month?",
    formula="users of each complete month, summed / complete months of the period",
    counted="one per user and month",
    left_out="events without a user; months that are not over, beside complete ones; staff and bots",
    conflict="Calendar months, or the last 28 or 30 days.",
    reason="Reports are about months; a rolling window is --period 28d.",
    example="3 different users in the month: 3",
    pitfalls=("Months have 28 to 31 days: for trends --period 28d, which holds four of every weekday.",),
    names={
        "zh_TW": "每月活躍使用者 (MAU)",
        "zh_CN": "每月活跃用户 (MAU)",
        "ms": "Pengguna aktif bulanan (MAU)",
        "lt": "Mėnesio aktyvūs naudotojai (MAU)",
    },
)
