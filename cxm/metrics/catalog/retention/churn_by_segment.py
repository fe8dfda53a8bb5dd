"""Churn by segment: a view of churn-rate. Since 0.1."""

from cxm.metrics.spec import View

METRIC = View(
    title="Churn by segment",
    of="churn_rate",
    by=("segment", "plan", "product", "country", "Contract"),
    question="Which groups leave most?",
    names={
        "zh_TW": "各客群流失率",
        "zh_CN": "各客户细分流失率",
        "ms": "Churn mengikut segmen",
        "lt": "Atsisakymo greitis pagal kliento segmentą",
    },
)
