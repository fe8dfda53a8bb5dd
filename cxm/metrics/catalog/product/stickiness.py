"""Stickiness: on what share of the days of a month its users come.

In per cent: the mean of the daily active users over the monthly ones, which is the mean over users of their active days / days of
the month. Complete months of the period; in a window or a shorter span, the whole of it. Since 0.1.
"""

from typing import Any

from cxm.metrics.catalog.product._events import EVENTS, WORKDAYS, window
from cxm.metrics.spec import NO_INTERVAL, Better, Collapse, Expr, Metric, Parts, Rows, Setting, Unit, rating, wilson


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


def of_window(rows: Rows) -> dict[str, Expr]:
    """Different users of the last days of a window, and of all of it."""
    user = rows.col("user_id")
    return {"recent_users": rows.distinct(rows.when(rows.col("recent")).then(user)), "users": rows.distinct(user)}


def shares_of_windows(rows: Rows) -> dict[str, Expr]:
    """Sum over days of the share of their window's users."""
    return {"total": rows.total(100 * rows.col("recent_users") / rows.col("users")), "days": rows.size()}


def trailing(definition: str, recent: int, days: int, **own: Any) -> Metric:
    """The mean over days of the users of the last so many of them in those of a longer window."""
    short = "users of the day" if recent == 1 else f"users of the {recent} days that end with it"
    return METRIC.but(
        definition=definition,
        prepare="trailing",
        per=Collapse(("day",), of_window),
        states=shares_of_windows,
        base="days",
        value=lambda s: s.total / s.days,
        interval=NO_INTERVAL,
        settings=(Setting("recent", "days", recent, "days whose users are counted"), window(days), EVENTS),
        formula=f"100 x mean over the days of the period of ({short} / users of the {days} days that end with it)",
        counted=f"days before which the export holds {days - 1} more",
        left_out="events without a user; days whose window begins before the export; staff and bots",
        pitfalls=("Windows of neighbouring days overlap: their mean has no interval.",),
        **own,
    )


VARIANTS = (
    METRIC.but(
        definition="dau_of_wau",
        per=Collapse(("user_id", "week"), of_week),
        formula="100 x mean daily active users / weekly active users",
        counted="users of complete weeks",
        left_out="events without a user; weeks that are not over, beside complete ones; staff and bots",
    ),
    METRIC.but(
        definition="dau_of_mau_workdays",
        settings=(WORKDAYS, EVENTS),
        question="On what share of working days does a monthly user come?",
        formula="100 x mean daily active users of the days from Monday to Friday / users of those days of the month",
        counted="users of complete months, by their days from Monday to Friday",
        left_out="Saturdays and Sundays; events without a user; months that are not over, beside complete ones; staff and bots",
        example="a user who came on 11 of the 22 working days of a month: 50 %",
        pitfalls=("Holidays are working days here.",),
    ),
    trailing("dau_of_trailing_30", 1, 30, users="Google Analytics 4", example="10 users today, 40 in the last 30 days: 25 %"),
    trailing("dau_of_trailing_28", 1, 28, example="10 users today, 40 in the last 28 days: 25 %"),
    trailing(
        "wau_of_trailing_28",
        7,
        28,
        question="What share of the users of four weeks came in the last one?",
        example="24 users in the last week, 40 in the last four: 60 %",
    ),
    METRIC.but(
        definition="active_days",
        better=Better.NEUTRAL,
        per=Collapse(("user_id",), lambda rows: {"active_days": rows.col("day").n_unique()}),
        parts=Parts("active_days", lambda rows: rows.col("active_days"), (), "came", of_units=True),
        states=lambda rows: {"came": rows.size()},
        value=lambda s: 100 * s.came / s.users,
        interval=wilson("came"),
        by_name=True,
        question="On how many days of the period do its users come?",
        formula="100 x users who came on so many days of the period / users of the period",
        counted="users of the period",
        left_out="events without a user; staff and bots",
        users="PostHog, which calls it stickiness",
        example="of 3 users two came on 1 day and one on 4: 66.7 % on 1, 33.3 % on 4",
        pitfalls=("Shares of one distribution hang together: no test of one of them alone.",),
    ),
)
