"""Satisfaction against industry standard: a view of csat. Since 0.1."""

from cxm.metrics.spec import View

METRIC = View(
    title="Satisfaction against industry standard",
    of="csat",
    question="Do we meet or beat the industry average?",
    names={
        "zh_TW": "與行業標準比較",
        "zh_CN": "与行业标准比较",
        "ms": "Perbandingan dengan piawaian industri",
        "lt": "Palyginimas su industrijos standartais",
    },
)
