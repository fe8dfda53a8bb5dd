"""Conversion rate by customer segment: a view of conversion-rate. Since 0.1."""

from cxm.metrics.spec import View

METRIC = View(
    title="Conversion rate by customer segment",
    of="conversion-rate",
    by=("segment", "country"),
    question="Which customer groups convert best?",
    names={
        "zh_TW": "各客群轉換率",
        "zh_CN": "各客户细分转化率",
        "ms": "Kadar penukaran mengikut segmen",
        "lt": "Konversijos greitis pagal kliento segmentą",
    },
)
