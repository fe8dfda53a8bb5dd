"""Resolution rate by channel: a view of resolution-rate. Since 0.1."""

from cxm.metrics.spec import View

METRIC = View(
    title="Resolution rate by channel",
    of="resolution_rate",
    by=("channel",),
    question="Which channels solve most?",
    names={
        "zh_TW": "各渠道解決率",
        "zh_CN": "各渠道解决率",
        "ms": "Kadar penyelesaian mengikut saluran",
        "lt": "Sprendimo greitis pagal kanalą",
    },
)
