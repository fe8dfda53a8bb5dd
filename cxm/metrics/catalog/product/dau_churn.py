"""Churn of daily active users: the share of active users who stopped using the product.

In per cent of the users active in the 28 days before the last 28 of the period: those without an event since. Inactivity is no
cancellation. Both windows must be in the file. Since 0.1.
"""

from cxm.metrics.catalog.product._events import EVENTS
from cxm.metrics.spec import Better, Expr, Metric, Rows, Setting, Unit, wilson

INACTIVITY = Setting("inactivity", "days", 28, "days without an event that make a user inactive")


def states(rows: Rows) -> dict[str, Expr]:
    """Users silent since, and those active before."""
    return {"silent": rows.count(rows.col("silent")), "users": rows.size()}


METRIC = Metric(
    title="Churn of daily active users",
    frame="product_event",
    definition="inactivity",
    version=1,
    unit=Unit.PERCENT,
    better=Better.LOWER,
    bounds=(0, 100),
    needs=("user_id", "occurred_at"),
    uses=("event", "event_id"),
    prepare="windows",
    states=states,
    base="users",
    value=lambda s: 100 * s.silent / s.users,
    interval=wilson("silent"),
    settings=(INACTIVITY, EVENTS),
    shown=("silent",),
    min_grade_n=100,
    aliases=("activity-churn",),
    question="What share of active users stopped using the product?",
    formula="100 x users active in the window before and not in this one / users active in the window before",
    counted="users active in the window before",
    left_out="periods whose two windows are not in the file; events without a user; staff and bots",
    conflict="A day without use, or a longer silence.",
    reason="A day off is no farewell: 28 days of silence after 28 days with use.",
    example="500 active in the 28 days before, 60 of them silent since: 12 %",
    pitfalls=("A user who is inactive has not cancelled.",),
    names={
        "zh_TW": "每日活躍使用者流失",
        "zh_CN": "日活跃用户流失率",
        "ms": "Churn pengguna aktif harian",
        "lt": "Atsisakymo greitis (DAU)",
    },
)
