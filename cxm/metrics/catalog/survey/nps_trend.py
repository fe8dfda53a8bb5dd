"""NPS over time: a view of nps. Since 0.1."""

from cxm.metrics.spec import View

METRIC = View(
    title="NPS over time",
    of="nps",
    period="month",
    compare="previous",
    question="Is the score rising or falling?",
    names={"zh_TW": "NPS 趨勢", "zh_CN": "NPS 趋势", "ms": "Trend NPS", "lt": "NPS tendencija laikui bėgant"},
)
