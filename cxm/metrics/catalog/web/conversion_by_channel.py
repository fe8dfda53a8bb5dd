"""Conversion rate by channel: a view of conversion-rate. Since 0.1."""

from cxm.metrics.spec import View

METRIC = View(
    title="Conversion rate by channel",
    of="conversion-rate",
    by=("channel", "medium", "source"),
    question="Which channels convert best?",
    names={
        "zh_TW": "各渠道轉換率",
        "zh_CN": "各渠道转化率",
        "ms": "Kadar penukaran mengikut saluran",
        "lt": "Konversijos greitis pagal kanalą",
    },
)
