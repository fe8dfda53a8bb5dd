"""Weekly active users: how many different people use the product in a week.

The mean over the complete calendar weeks of the period; in a window or a shorter span, the users of the whole of it. Since 0.1.
"""

from cxm.metrics.catalog.product._events import EVENTS
from cxm.metrics.spec import Better, Collapse, Expr, Interval, Metric, Rows, Unit


def states(rows: Rows) -> dict[str, Expr]:
    """User-weeks, and the weeks of the period."""
    return {"user_weeks": rows.size(), "weeks": rows.col("weeks").max().cast(rows.x.Float64)}


METRIC = Metric(
    title="Weekly active users",
    frame="product_event",
    definition="calendar",
    version=1,
    unit=Unit.RATIO,
    better=Better.HIGHER,
    bounds=(0, None),
    needs=("user_id", "occurred_at"),
    uses=("event", "event_id"),
    prepare="user_days",
    per=Collapse(("user_id", "week"), lambda rows: {"weeks": rows.col("weeks").max()}),
    states=states,
    base="user_weeks",
    value=lambda s: s.user_weeks / s.weeks,
    interval=Interval("garwood", {"count": "user_weeks", "exposure": "weeks"}),
    settings=(EVENTS,),
    question="How many different people use the product in a week?",
    formula="users of each complete week, summed / complete weeks of the period",
    counted="one per user and week",
    left_out="events without a user; weeks that are not over, beside complete ones; staff and bots",
    conflict="ISO weeks, or the last seven days.",
    reason="Reports are about weeks; a rolling window is --period 7d.",
    example="3 different users in the week: 3",
    pitfalls=("Trailing seven days are --period 7d.",),
    names={
        "zh_TW": "每週活躍使用者 (WAU)",
        "zh_CN": "周活跃用户 (WAU)",
        "ms": "Pengguna aktif mingguan (WAU)",
        "lt": "Savaitės aktyvūs naudotojai (WAU)",
    },
)
