"""NPS by segment: a view of nps. Since 0.1."""

from cxm.metrics.spec import View

METRIC = View(
    title="NPS by segment",
    of="nps",
    by=(
        "region",
        "customer_type",
        "product",
    ),
    question="Which regions, customer types or products recommend us?",
    names={"zh_TW": "各客群 NPS", "zh_CN": "各客户细分 NPS", "ms": "NPS mengikut segmen", "lt": "NPS pagal kliento segmentus"},
)
