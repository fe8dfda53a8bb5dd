"""Monthly active users: how many different people use the product in a month.

The mean over the complete calendar months of the period; in a window or a shorter span, the users of the whole of it. Since 0.1.
"""

from cxm.metrics.catalog.product._events import mean_users, trailing_users

METRIC = mean_users(
    "month",
    title="Monthly active users",
    definition="calendar",
    question="How many different people use the product in a month?",
    formula="users of each complete month, summed / complete months of the period",
    left_out="events without a user; months that are not over, beside complete ones; staff and bots",
    conflict="Calendar months, or the last 30 days (Google Analytics 4) or 28, which hold four of every weekday.",
    reason="Reports are about months. The last days are trailing_28 and trailing_30, and a row for every such window is --period 28d.",
    example="3 different users in the month: 3",
    pitfalls=("Months have 28 to 31 days: for trends --period 28d, which holds four of every weekday.",),
    names={
        "zh_TW": "每月活躍使用者 (MAU)",
        "zh_CN": "每月活跃用户 (MAU)",
        "ms": "Pengguna aktif bulanan (MAU)",
        "lt": "Mėnesio aktyvūs naudotojai (MAU)",
    },
)

VARIANTS = (
    trailing_users(METRIC, 28, question="How many different people used the product in the last 28 days?"),
    trailing_users(
        METRIC,
        30,
        question="How many different people used the product in the last 30 days?",
        users="Google Analytics 4 (30-day active users)",
    ),
)
