"""N-day retention: the share of new users who are active on the N-th day after the first.

In per cent of the users who signed up in the period, day 0 being the local day of the sign-up or of the first event. On the very
day: numbers for the day or any later one are other numbers. Since 0.1.
"""

from cxm.metrics.catalog.product._events import EVENTS, HOURS
from cxm.metrics.spec import Better, Expr, Metric, Rows, Setting, Unit, wilson

DAY = Setting("day", "days", 7, "the day N: 1, 7, 14, 30")
FIRST_DAYS = Setting("until", "days", 7, "the day N, the last of those that count")
UNTIL = Setting("until", "days", 0, "last day of a range that begins with day N; 0 for the day alone")


def on_day(rows: Rows) -> dict[str, Expr]:
    """Users active on the day, and those whose day is over."""
    old = rows.col("seen") >= max(rows.options["day"], rows.options["until"])
    return {"retained": rows.count(old & rows.col("on_day")), "users": rows.count(old), "n_immature": rows.count(~old)}


def on_or_after(rows: Rows) -> dict[str, Expr]:
    """Users active on the day or later, and those whose day is over."""
    old = rows.col("seen") >= rows.options["day"]
    return {"retained": rows.count(old & rows.col("on_or_after")), "users": rows.count(old), "n_immature": rows.count(~old)}


def by_day(rows: Rows) -> dict[str, Expr]:
    """Users active on one of the first days, and those for whom they are over."""
    old = rows.col("seen") >= rows.options["until"]
    return {"retained": rows.count(old & rows.col("on_day")), "users": rows.count(old), "n_immature": rows.count(~old)}


METRIC = Metric(
    title="N-day retention",
    frame="product_event",
    definition="on_day",
    version=1,
    unit=Unit.PERCENT,
    better=Better.HIGHER,
    bounds=(0, 100),
    needs=("user_id", "occurred_at"),
    uses=("event", "event_id", "signed_up_at"),
    prepare="first_week",
    states=on_day,
    base="users",
    value=lambda s: 100 * s.retained / s.users,
    interval=wilson("retained"),
    settings=(DAY, UNTIL, EVENTS),
    other="user",
    shown=("retained",),
    min_grade_n=100,
    aliases=("day-n-retention",),
    question="What share of new users is active on day N?",
    formula="100 x new users with an event on day N / new users",
    counted="users who signed up in the period and whose day N is over",
    left_out="users whose day N is not over; staff and bots",
    conflict="On day N, on day N or later (Mixpanel's default), by day N, or in the N-th 24 hours (Adjust).",
    reason="The published figures of day 1, 7 and 30 mean that day; 'or later' grows as time passes and favours old users.",
    example="70 of 1,000 new users came on day 7: 7.0 %",
    pitfalls=("On the day and on the day or later differ by far: compare only like with like.",),
    names={"zh_TW": "N 日留存率", "zh_CN": "N 日留存率", "ms": "Pengekalan hari ke-N", "lt": "N dienos išlaikymas"},
)

VARIANTS = (
    METRIC.but(
        definition="on_or_after",
        states=on_or_after,
        settings=(DAY, EVENTS),
        formula="100 x new users with an event on day N or later / new users; young users are held against it",
        users="Mixpanel",
    ),
    METRIC.but(
        definition="by_day",
        states=by_day,
        settings=(FIRST_DAYS, EVENTS),
        formula="100 x new users with an event on any of days 1 to N / new users",
        question="What share of new users came back within N days?",
        example="of 1,000 new users 70 came on day 7, and 320 on one of the seven: 32.0 %",
    ),
    METRIC.but(
        definition="on_day_24h",
        settings=(DAY, UNTIL, HOURS, EVENTS),
        formula="100 x new users with an event from 24 N to 24 (N + 1) hours after the sign-up / new users",
        counted="users who signed up in the period and whose N + 1 times 24 hours are over",
        users="Adjust, Mixpanel (rolling)",
        example="a sign-up on Monday at 23:00 and an event on Tuesday at 22:00: hour 23, which is day 0",
    ),
)
