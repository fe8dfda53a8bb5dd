"""Weekly active users: how many different people use the product in a week.

The mean over the complete calendar weeks of the period; in a window or a shorter span, the users of the whole of it. Since 0.1.
"""

from cxm.metrics.catalog.product._events import mean_users, trailing_users

METRIC = mean_users(
    "week",
    title="Weekly active users",
    definition="calendar",
    question="How many different people use the product in a week?",
    formula="users of each complete week, summed / complete weeks of the period",
    left_out="events without a user; weeks that are not over, beside complete ones; staff and bots",
    conflict="ISO weeks, or the seven days that end with the last one.",
    reason="Reports are about weeks. The last seven days are trailing_7, and a row for every such window is --period 7d.",
    example="3 different users in the week: 3",
    pitfalls=("Weekly users do not add up to users.",),
    names={
        "zh_TW": "每週活躍使用者 (WAU)",
        "zh_CN": "周活跃用户 (WAU)",
        "ms": "Pengguna aktif mingguan (WAU)",
        "lt": "Savaitės aktyvūs naudotojai (WAU)",
    },
)

VARIANTS = (trailing_users(METRIC, 7, question="How many different people used the product in the last seven days?"),)
