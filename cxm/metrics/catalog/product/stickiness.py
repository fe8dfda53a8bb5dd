"""Stickiness: on what share of the days of a month its users come.

In per cent: the mean of the daily active users over the monthly ones, which is the mean over users of their active days / days of
the month. Complete months of the period; in a window or a shorter span, the whole of it. Since 0.1.
"""

from cxm.metrics.catalog.product._events import EVENTS
from cxm.metrics.spec import Better, Collapse, Expr, Metric, Rows, Unit, rating


def of_user(rows: Rows) -> dict[str, Expr]:
    """Share of the days of the month, in per cent."""
    return {"share": 100 * rows.col("day").n_unique() / rows.col("month_days").max()}


def of_week(rows: Rows) -> dict[str, Expr]:
    """Share of the days of the week, in per cent."""
    return {"share": 100 * rows.col("day").n_unique() / rows.x.min_horizontal(rows.col("days").max(), rows.lit(7))}


def states(rows: Rows) -> dict[str, Expr]:
    """Sums of the shares of users."""
    share = rows.col("share")
    return {"total": rows.total(share), "squares": rows.total(share * share), "users": rows.size()}


METRIC = Metric(
    title="Stickiness (DAU/MAU)",
    frame="product_event",
    definition="dau_of_mau",
    version=1,
    unit=Unit.PERCENT,
    better=Better.HIGHER,
    bounds=(0, 100),
    needs=("user_id", "occurred_at"),
    uses=("event", "event_id"),
    prepare="user_days",
    per=Collapse(("user_id", "month"), of_user),
    states=states,
    base="users",
    value=lambda s: s.total / s.users,
    interval=rating("total", "squares"),
    settings=(EVENTS,),
    aliases=("dau-mau",),
    question="On what share of days does a monthly user come?",
    formula="100 x mean daily active users / monthly active users",
    counted="users of complete months",
    left_out="events without a user; months that are not over, beside complete ones; staff and bots",
    conflict=(
        "One day or the mean of days; month of the calendar, or 28 or 30 days (Google Analytics). Nextiva calls 13 % once a week, though "
        "once a week is 14.3 %."
    ),
    reason=(
        "The mean of days does not hang on one of them, and equals a mean over users, which gives it an interval. The band is kept as it "
        "was published."
    ),
    example="users who came on 3, 1 and 4 of 4 days: (75 + 25 + 100) / 3 = 66.7 %",
    pitfalls=(
        "Once a week is 14.3 % of the days, 13 % of 30 days are 3.9.",
        "What is used on working days only cannot pass 71 %.",
    ),
    names={"zh_TW": "黏著度 (DAU/MAU)", "zh_CN": "粘性 (DAU/MAU)", "ms": "Kelekatan (DAU/MAU)", "lt": "Lipnumas (DAU/MAU)"},
)

VARIANTS = (
    METRIC.but(
        definition="dau_of_wau",
        per=Collapse(("user_id", "week"), of_week),
        formula="100 x mean daily active users / weekly active users",
        counted="users of complete weeks",
        left_out="events without a user; weeks that are not over, beside complete ones; staff and bots",
    ),
)
