"""Retention of daily active users: of the users active on a day, the share who come again within a week.

In per cent of user-days. Heavy users have many of them, so that the interval takes users as the independent units. Since 0.1.
"""

from cxm.metrics.catalog.product._events import EVENTS
from cxm.metrics.spec import Better, Expr, Metric, Rows, Setting, Unit, wilson_cluster

WITHIN = Setting("within", "days", 7, "days within which a user must come again")
EXACTLY = Setting("exactly", "flag", default=True, meaning="on the last of these days only")


def states(rows: Rows) -> dict[str, Expr]:
    """User-days followed by another, and those whose days after are over."""
    old = rows.col("observed")
    return {"again": rows.count(old & rows.col("again")), "user_days": rows.count(old), "n_immature": rows.count(~old)}


METRIC = Metric(
    title="Retention of daily active users",
    frame="product_event",
    definition="within",
    version=1,
    unit=Unit.PERCENT,
    better=Better.HIGHER,
    bounds=(0, 100),
    needs=("user_id", "occurred_at"),
    uses=("event", "event_id"),
    prepare="windows",
    states=states,
    base="user_days",
    value=lambda s: 100 * s.again / s.user_days,
    interval=wilson_cluster("again"),
    settings=(WITHIN, EVENTS),
    shown=("again",),
    question="Of the users active on a day, what share is active again within a week?",
    formula="100 x user-days followed by another within 7 days / user-days",
    counted="user-days with 7 further days observed",
    left_out="user-days of the last days; events without a user; staff and bots",
    conflict="LiveAgent asks how well daily users are kept and gives no formula.",
    reason="Back within seven days forgives weekends; exactly seven days later is the stricter one.",
    example="40 active on Monday, 30 of them again by the next one: 75 %",
    names={
        "zh_TW": "每日活躍使用者留存",
        "zh_CN": "日活跃用户留存率",
        "ms": "Pengekalan pengguna aktif harian",
        "lt": "Išlaikymo greitis (DAU)",
    },
)

VARIANTS = (
    METRIC.but(
        definition="exactly",
        settings=(WITHIN, EXACTLY, EVENTS),
        formula="100 x user-days followed by one exactly 7 days later / user-days",
    ),
)
