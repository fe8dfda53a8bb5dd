"""Activation rate: the share of new users who reached the event that makes the product useful to them.

In per cent of the users who signed up in the period: all events named, within so many days, the day of the sign-up being the first.
No event is the default: it has to be named. Since 0.1.
"""

from cxm.metrics.spec import Better, Expr, Metric, Rows, Setting, Unit, wilson

WITHIN = Setting("within", "days", 7, "days from the sign-up within which the event must happen")
GOAL = Setting("activation_events", "words", (), "events that must have happened")


def states(rows: Rows) -> dict[str, Expr]:
    """Activated users, and those whose days are over; nobody where no event is named."""
    old = rows.col("seen") >= rows.options["within"] - 1
    counted = old if rows.options["activation_events"] else old & rows.lit(value=False)
    return {"activated": rows.count(counted & rows.col("activated")), "users": rows.count(counted), "n_immature": rows.count(~old)}


METRIC = Metric(
    title="Activation rate",
    frame="product_event",
    definition="all_events",
    version=1,
    unit=Unit.PERCENT,
    better=Better.HIGHER,
    bounds=(0, 100),
    needs=("user_id", "occurred_at", "event"),
    uses=("event_id", "signed_up_at"),
    prepare="first_week",
    states=states,
    base="users",
    value=lambda s: 100 * s.activated / s.users,
    interval=wilson("activated"),
    settings=(GOAL, WITHIN),
    other="user",
    shown=("activated",),
    min_grade_n=50,
    question="What share of new users reached the activation event?",
    formula="100 x new users with all activation events within the days / new users",
    counted="users who signed up in the period and whose days are over",
    left_out="users whose days are not over; staff and bots",
    conflict="Which events activate, and how soon.",
    reason="Nobody but the user knows: the events must be named, and seven days are given for them.",
    example="73 of 200 new users: 36.5 %",
    pitfalls=("The event must be named: --set activation_events=invited.",),
    names={"zh_TW": "啟用率", "zh_CN": "激活率", "ms": "Kadar pengaktifan", "lt": "Aktyvavimo dalis"},
)


def any_of(rows: Rows) -> dict[str, Expr]:
    """Users with one of the events at least, and those whose days are over."""
    old = rows.col("seen") >= rows.options["within"] - 1
    counted = old if rows.options["activation_events"] else old & rows.lit(value=False)
    return {"activated": rows.count(counted & rows.col("activated_any")), "users": rows.count(counted), "n_immature": rows.count(~old)}


VARIANTS = (
    METRIC.but(
        definition="any_event",
        states=any_of,
        by_name=True,
        formula="100 x new users with one of the activation events within the days / new users",
    ),
)
