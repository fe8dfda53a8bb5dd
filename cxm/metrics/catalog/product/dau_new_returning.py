"""New and returning daily users: how much of a day's activity is new and how much comes back.

Means over the days of the period, one row each; together they are the daily active users. New are users on the day of their
sign-up, or of their first event in the file where sign-ups are not known: then the first weeks of a file overstate them. Since 0.1.
"""

from cxm.metrics.catalog.product._events import EVENTS
from cxm.metrics.spec import Better, Collapse, Expr, Interval, Metric, Parts, Rows, Setting, Unit


def states(rows: Rows) -> dict[str, Expr]:
    """User-days, and the days of the period."""
    return {"user_days": rows.size(), "days": rows.col("days").max().cast(rows.x.Float64)}


METRIC = Metric(
    title="New and returning daily users",
    frame="product_event",
    definition="mean",
    version=1,
    unit=Unit.RATIO,
    better=Better.NEUTRAL,
    bounds=(0, None),
    needs=("user_id", "occurred_at"),
    uses=("event", "event_id", "signed_up_at"),
    prepare="user_days",
    per=Collapse(("user_id", "day"), lambda rows: {"days": rows.col("days").max()}),
    parts=Parts(
        "users",
        lambda rows: rows.when(rows.col("is_new")).then(rows.lit("new")).otherwise(rows.lit("returning")),
        ("new", "returning"),
        "user_days",
    ),
    states=states,
    base="user_days",
    value=lambda s: s.user_days / s.days,
    interval=Interval("garwood", {"count": "user_days", "exposure": "days"}),
    settings=(EVENTS,),
    question="How much of today's activity is new and how much comes back?",
    formula="new users of each day, and the others, summed / days of the period",
    counted="one per user and day",
    left_out="events without a user; staff and bots",
    conflict="New and returning over a whole span, or per day; new by the sign-up, or by the first event in the file.",
    reason="Per day the two add up to the daily users, as LiveAgent writes. The sign-up knows the time before the file.",
    example="40 users on a day, 12 of them for the first time: 12 new, 28 returning",
    pitfalls=("At the beginning of a file everybody looks new.",),
    names={
        "zh_TW": "每日新/回訪使用者",
        "zh_CN": "每日新用户与回访用户",
        "ms": "Pengguna harian baharu dan kembali",
        "lt": "Unikalūs nauji ir grįžtantys naudotojai",
    },
)

VARIANTS = (
    METRIC.but(
        definition="by_first_event",
        uses=("event", "event_id"),
        settings=(
            Setting("first_event", "flag", default=True, meaning="users are new on the day of their first event in the file"),
            EVENTS,
        ),
        formula="users of each day whose first event in the file is of that day, and the others, summed / days of the period",
        example="40 users on a day, 12 of them for the first time in the file: 12 new, 28 returning, whenever they signed up",
    ),
)
