"""First-week engagement: the share of new users who really use the product in their first seven days.

In per cent of the users who signed up in the period: an event on two different days of days 0 to 6. Users whose seventh day is not
over are too young to tell. Since 0.1.
"""

from cxm.metrics.catalog.product._events import EVENTS, HOURS
from cxm.metrics.spec import Better, Expr, Metric, Rows, Setting, Unit, mean_of, mean_states, wilson

DAYS = Setting("days", "number", 2, "different days with an event that make an engaged user")


def states(rows: Rows) -> dict[str, Expr]:
    """Engaged users, and those whose first week is over."""
    old = rows.col("seen") >= 6
    return {
        "engaged": rows.count(old & (rows.col("active_days") >= rows.options["days"])),
        "users": rows.count(old),
        "n_immature": rows.count(~old),
    }


def mean_days(rows: Rows) -> dict[str, Expr]:
    """Sums of the active days of users whose first week is over."""
    old = rows.col("seen") >= 6
    return mean_states(rows, rows.when(old).then(rows.col("active_days"))) | {"users": rows.count(old), "n_immature": rows.count(~old)}


METRIC = Metric(
    title="First-week engagement",
    frame="product_event",
    definition="two_days",
    version=1,
    unit=Unit.PERCENT,
    better=Better.HIGHER,
    bounds=(0, 100),
    needs=("user_id", "occurred_at", "signed_up_at"),
    uses=("event", "event_id", "signed_up_at"),
    prepare="first_week",
    states=states,
    base="users",
    value=lambda s: 100 * s.engaged / s.users,
    interval=wilson("engaged"),
    settings=(DAYS, EVENTS),
    other="user",
    shown=("engaged",),
    min_grade_n=50,
    question="What share of new users really uses the product in its first seven days?",
    formula="100 x new users with an event on two different days of days 0 to 6 / new users",
    counted="users who signed up in the period and whose seventh day is over",
    left_out="users whose first week is not over; staff and bots",
    conflict="Nextiva names it without a formula, and no standard exists.",
    reason="Use on two different days is the smallest reading of regular use; a single second visit is came_back.",
    example="84 of 200 new users were active on two of the first seven days: 42 %",
    pitfalls=("A sign-up late in the evening leaves a short day 0.",),
    names={
        "zh_TW": "首週參與度",
        "zh_CN": "第一周参与度",
        "ms": "Penglibatan minggu pertama",
        "lt": "Pirmos savaitės įsitraukimas",
    },
)

KNOWN = {"needs": ("user_id", "occurred_at"), "uses": ("event", "event_id", "signed_up_at")}

VARIANTS = (
    METRIC.but(**KNOWN),
    METRIC.but(
        definition="came_back",
        **KNOWN,
        states=lambda rows: {
            "engaged": rows.count((rows.col("seen") >= 6) & rows.col("came_back")),
            "users": rows.count(rows.col("seen") >= 6),
            "n_immature": rows.count(rows.col("seen") < 6),
        },
        settings=(EVENTS,),
        formula="100 x new users with an event on days 1 to 6 / new users",
    ),
    METRIC.but(
        definition="two_days_24h",
        needs=("user_id", "occurred_at"),
        settings=(DAYS, HOURS, EVENTS),
        formula="100 x new users with an event in two different spans of 24 hours of the first 168 from the sign-up / new users",
        counted="users who signed up in the period and whose 168 hours are over",
        pitfalls=(),
    ),
    METRIC.but(
        definition="mean_days",
        **KNOWN,
        unit=Unit.RATIO,
        bounds=(0, 7),
        states=mean_days,
        value=lambda s: s.total / s.users,
        interval=mean_of("total", "squares", "cubes"),
        settings=(EVENTS,),
        shown=(),
        by_name=True,
        question="On how many of their first seven days do new users come?",
        formula="days 0 to 6 with an event, summed over new users / new users",
        example="three users on 1, 2 and 6 days: 3",
    ),
)
