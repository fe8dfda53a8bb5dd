"""User engagement rate: the share of all users who are active.

In per cent of the users who had signed up by the end of the period and were not deleted before it began, from a second export of users.
Active users whom that export does not know are on both sides. Since 0.1.
"""

from cxm.metrics.catalog.product._events import EVENTS
from cxm.metrics.spec import Better, Collapse, Expr, Metric, Rows, Setting, Unit, ratio_of, ratio_states, wilson

EACH = "what a user counts in: each complete month, the whole period, or each day"


def states(rows: Rows) -> dict[str, Expr]:
    """Active users and all users, with those only the events know."""
    return {
        "active": rows.count(rows.col("active")),
        "users": rows.size(),
        "unlisted": rows.count(rows.col("active") & ~rows.col("member")),
    }


def of_user(rows: Rows) -> dict[str, Expr]:
    """Days a user was active on, and days the user was there."""
    return {"active_days": rows.count(rows.col("active")), "days": rows.size()}


def daily(rows: Rows) -> dict[str, Expr]:
    """Sums over users."""
    return ratio_states(rows, rows.col("active_days"), rows.col("days")) | {"users": rows.size()}


METRIC = Metric(
    title="User engagement rate (active / all users)",
    frame="product_event",
    definition="period",
    version=1,
    unit=Unit.PERCENT,
    better=Better.HIGHER,
    bounds=(0, 100),
    needs=("user_id", "occurred_at"),
    uses=("event", "event_id"),
    prepare="entitled",
    other="user",
    states=states,
    base="users",
    value=lambda s: 100 * s.active / s.users,
    interval=wilson("active"),
    settings=(Setting("each", "text", "period", EACH), EVENTS),
    shown=("active", "unlisted"),
    min_grade_n=50,
    aliases=("active-user-share",),
    question="What share of all users is active?",
    formula="100 x different users with an event in the period / users there in the period",
    counted="users signed up by the end of the period and not deleted before it, and active ones the list of users lacks",
    left_out="events without a user; staff and bots",
    conflict="Engagement rate names three things: users (LiveAgent), interactions on posts (Nextiva), visits (Google Analytics 4).",
    reason=(
        "Active users over all users of the period, as LiveAgent writes; the other two are social-engagement-rate and session-engagement- "
        "rate, and no metric has the bare name."
    ),
    example="1,200 of 3,000 users were active: 40 %",
    pitfalls=(
        "The same words name social-engagement-rate and session-engagement-rate, which count interactions and visits.",
        "A longer period has more active users: compare periods of one length.",
    ),
    names={"zh_TW": "使用者參與率", "zh_CN": "用户参与率", "ms": "Kadar penglibatan pengguna", "lt": "Įsitraukimo greitis"},
)

VARIANTS = (
    METRIC.but(
        definition="daily",
        settings=(Setting("each", "text", "day", EACH), EVENTS),
        per=Collapse(("user_id",), of_user),
        states=daily,
        value=lambda s: 100 * s.y / s.x,
        interval=ratio_of("users"),
        shown=(),
        formula="100 x daily active users / users there on the day, both summed over the days",
        counted="each day of each user who was there on it",
        example="of 10 users 2 came on Monday and 4 on Tuesday: 6 / 20 = 30 %",
        pitfalls=(),
    ),
)
