"""CLV trend: the simple lifetime value at the end of each month, from the orders of the twelve months before. Since 0.1."""

from cxm.metrics.spec import View

METRIC = View(
    title="CLV trend",
    of="clv",
    period="month",
    settings={"window": 12.0},
    question="Is customer value growing?",
    names={"zh_TW": "CLV 趨勢", "zh_CN": "CLV 趋势", "ms": "Trend CLV", "lt": "CLV tendencijos"},
)
