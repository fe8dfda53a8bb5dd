"""Average CLV by segment: the simple lifetime value split by a column. Since 0.1."""

from cxm.metrics.spec import View

METRIC = View(
    title="Average CLV by segment",
    of="clv",
    by=("segment", "customer_type", "channel", "source", "country"),
    question="Which customer groups are worth most?",
    names={
        "zh_TW": "各客群平均 CLV",
        "zh_CN": "各客户细分平均 CLV",
        "ms": "Purata CLV mengikut segmen",
        "lt": "Vidutinis CLV pagal kliento segmentą",
    },
)
