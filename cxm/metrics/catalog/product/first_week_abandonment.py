"""First-week abandonment: the share of new users who never came back after the first day.

In per cent of the users who signed up in the period: no event on days 1 to 6. Users whose seventh day is not over are too young to
tell. Since 0.1.
"""

from cxm.metrics.catalog.product._events import EVENTS
from cxm.metrics.spec import Better, Expr, Metric, Rows, Unit, wilson


def states(rows: Rows) -> dict[str, Expr]:
    """Users who stayed away, and those whose first week is over."""
    old = rows.col("seen") >= 6
    return {"gone": rows.count(old & ~rows.col("came_back")), "users": rows.count(old), "n_immature": rows.count(~old)}


METRIC = Metric(
    title="First-week abandonment",
    frame="product_event",
    definition="silent",
    version=1,
    unit=Unit.PERCENT,
    better=Better.LOWER,
    bounds=(0, 100),
    needs=("user_id", "occurred_at"),
    uses=("event", "event_id", "signed_up_at"),
    prepare="first_week",
    states=states,
    base="users",
    value=lambda s: 100 * s.gone / s.users,
    interval=wilson("gone"),
    settings=(EVENTS,),
    other="user",
    shown=("gone",),
    min_grade_n=50,
    question="What share of new users never came back after the first day?",
    formula="100 x new users without an event on days 1 to 6 / new users",
    counted="users who signed up in the period and whose seventh day is over",
    left_out="users whose first week is not over; staff and bots",
    conflict="No formula is published.",
    reason="Silent after the first day: nothing weaker is abandonment, and it needs no list of events.",
    example="90 of 200 new users were silent after day 0: 45 %",
    pitfalls=("It is not what first-week-engagement leaves of 100: coming back once is neither.",),
    names={
        "zh_TW": "首週放棄率",
        "zh_CN": "第一周放弃率",
        "ms": "Pengabaian minggu pertama",
        "lt": "Pirmos savaitės metimo dalis",
    },
)
