"""Daily active users: how many different people use the product on a day.

The mean over all days of the period, those without events too; neither the sum of the days nor the different users of the period.
Since 0.1.
"""

from cxm.metrics.catalog.product._events import EVENTS
from cxm.metrics.spec import Better, Collapse, Expr, Interval, Metric, Rows, Unit


def states(rows: Rows) -> dict[str, Expr]:
    """User-days, and the days of the period."""
    return {"user_days": rows.size(), "days": rows.col("days").max().cast(rows.x.Float64)}


METRIC = Metric(
    title="Daily active users",
    frame="product_event",
    definition="mean",
    version=1,
    unit=Unit.RATIO,
    better=Better.HIGHER,
    bounds=(0, None),
    needs=("user_id", "occurred_at"),
    uses=("event", "event_id"),
    prepare="user_days",
    per=Collapse(("user_id", "day"), lambda rows: {"days": rows.col("days").max()}),
    states=states,
    base="user_days",
    value=lambda s: s.user_days / s.days,
    interval=Interval("garwood", {"count": "user_days", "exposure": "days"}),
    settings=(EVENTS,),
    question="How many different people use the product on a day?",
    formula="users of each day, summed / days of the period",
    counted="one per user and day",
    left_out="events without a user; staff and bots",
    conflict="The sum of the days, or their mean.",
    reason="A sum counts a person again every day; the mean is a number of people.",
    example="2, 2, 1 and 2 users on four days: 1.75",
    pitfalls=("The zone decides what a day is: set it with --tz.", "Daily users do not add up to users."),
    names={
        "zh_TW": "每日活躍使用者 (DAU)",
        "zh_CN": "每日活跃用户 (DAU)",
        "ms": "Pengguna aktif harian (DAU)",
        "lt": "Kasdieniai aktyvūs naudotojai (DAU)",
    },
)
