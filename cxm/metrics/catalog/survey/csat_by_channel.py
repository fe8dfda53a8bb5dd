"""Customer satisfaction by channel: a view of csat. Since 0.1."""

from cxm.metrics.spec import View

METRIC = View(
    title="Customer satisfaction by channel",
    of="csat",
    by=("channel",),
    question="Which contact channels satisfy and which do not?",
    names={
        "zh_TW": "各渠道客戶滿意度",
        "zh_CN": "各渠道客户满意度",
        "ms": "Kepuasan pelanggan mengikut saluran",
        "lt": "Kliento pasitenkinimo įvertinimas pagal kanalą",
    },
)
