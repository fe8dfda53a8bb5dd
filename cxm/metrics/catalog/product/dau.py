"""Daily active users: how many different people use the product on a day.

The mean over all days of the period, those without events too; neither the sum of the days nor the different users of the period.
Since 0.1.
"""

from cxm.metrics.catalog.product._events import EVENTS, WORKDAYS, mean_users
from cxm.metrics.spec import CENSUS, Collapse, Estimate, Expr, Interval, Rows, Unit


def of_day(rows: Rows) -> dict[str, Expr]:
    """Different users of a day, 0 on one without any, and whether it is the last."""
    return {"users": rows.distinct(rows.col("user_id")), "last": rows.col("last").max()}


METRIC = mean_users(
    "day",
    title="Daily active users",
    definition="mean",
    question="How many different people use the product on a day?",
    formula="users of each day, summed / days of the period",
    left_out="events without a user; staff and bots",
    conflict="The sum of the days (LiveAgent's words), their mean, median or highest, or the last of them; weekends in or out.",
    reason="A sum counts a person again every day; the mean is a number of people, and every day weighs the same in it.",
    example="2, 2, 1 and 2 users on four days: 1.75",
    pitfalls=("The zone decides what a day is: set it with --tz.", "Daily users do not add up to users."),
    names={
        "zh_TW": "每日活躍使用者 (DAU)",
        "zh_CN": "每日活跃用户 (DAU)",
        "ms": "Pengguna aktif harian (DAU)",
        "lt": "Kasdieniai aktyvūs naudotojai (DAU)",
    },
)

BY_DAY = METRIC.but(prepare="users_of_days", per=Collapse(("day",), of_day), base="days", counted="days, those without events too")
MEDIAN = BY_DAY.but(
    definition="median",
    states=lambda rows: {"days": rows.size()},
    interval=Interval("order_stat"),
    estimate=Estimate("quantile", lambda rows: rows.col("users"), lambda rows: rows.lit(value=True)),
    question="How many different people use the product on an ordinary day?",
    formula="median of the users of each day",
    example="2, 2, 1 and 9 users on four days: 2, where the mean is 3.5",
    pitfalls=("Half of the days are below it: of a product for weekdays it hides the weekends.", *METRIC.pitfalls),
)
ON_WORKDAYS = {
    "settings": (WORKDAYS, EVENTS),
    "left_out": "Saturdays and Sundays; events without a user; staff and bots",
    "pitfalls": ("Holidays are working days here.", *METRIC.pitfalls),
}

VARIANTS = (
    MEDIAN,
    BY_DAY.but(
        definition="max",
        unit=Unit.COUNT,
        states=lambda rows: {"most": rows.col("users").max(), "days": rows.size()},
        value=lambda s: s.most,
        interval=CENSUS,
        question="How many different people used the product on its busiest day?",
        formula="users of the day with most of them",
        example="2, 2, 1 and 9 users on four days: 9",
        pitfalls=("Longer periods have higher peaks: compare periods of one length.", *METRIC.pitfalls),
    ),
    BY_DAY.but(
        definition="last_day",
        unit=Unit.COUNT,
        states=lambda rows: {"last_users": rows.total(rows.when(rows.col("last")).then(rows.col("users"))), "days": rows.size()},
        value=lambda s: s.last_users,
        interval=CENSUS,
        question="How many different people used the product on the last day?",
        formula="users of the last observed day of the period",
        example="2, 2, 1 and 9 users on four days: 9",
        pitfalls=("One day is its weekday more than its month.", *METRIC.pitfalls),
    ),
    METRIC.but(
        **ON_WORKDAYS,
        definition="mean_of_workdays",
        question="How many different people use the product on a working day?",
        formula="users of each day from Monday to Friday, summed / such days of the period",
        example="10 users on each of five working days, none at the weekend: 10, where the mean of all days is 7.14",
    ),
    MEDIAN.but(
        **ON_WORKDAYS,
        definition="median_of_workdays",
        formula="median of the users of each day from Monday to Friday",
        example="10 users on each of five working days, 1 on both others: 10",
    ),
)
