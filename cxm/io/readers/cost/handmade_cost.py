"""Costs in a file made by hand: one row is one cost of acquiring customers.

English, Traditional and Simplified Chinese, Malay and Lithuanian; a header must be one of these words whole. Since 0.1.
"""

from cxm.io.spec import Evidence, Reader, Signature, instant, number, text

DATE = ("date", "day", "month", "period", "日期", "月份", "tarikh", "bulan", "data", "mėnuo")
AMOUNT = (
    "amount", "cost", "costs", "spend", "expense", "total", "成本", "費用", "费用", "花費", "花费", "kos", "perbelanjaan", "išlaidos", "kaina",
    "suma",
)  # fmt: skip
CURRENCY = ("currency", "貨幣", "幣別", "货币", "币种", "mata wang", "valiuta")
CHANNEL = ("channel", "source", "campaign", "渠道", "saluran", "kanalas")
COST_TYPE = ("cost_type", "cost type", "type", "category", "類型", "类型", "jenis", "tipas")

READER = Reader(
    title="Cost file made by hand",
    frame="cost",
    evidence=Evidence.HAND,
    signature=Signature(),
    needs=(
        ("amount",),
        ("channel", "cost_type"),
    ),
    columns={
        "date": instant(*DATE),
        "amount": number(*AMOUNT),
        "currency": text(*CURRENCY),
        "channel": text(*CHANNEL),
        "cost_type": text(*COST_TYPE),
    },
)
