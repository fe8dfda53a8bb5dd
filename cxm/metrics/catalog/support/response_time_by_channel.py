"""Response time by channel: a view of first-response-time. Since 0.1."""

from cxm.metrics.spec import View

METRIC = View(
    title="Average response time by channel",
    of="first_response_time",
    by=("channel",),
    question="Which channels answer slowly?",
    names={
        "zh_TW": "各渠道平均回應時間",
        "zh_CN": "各渠道平均响应时间",
        "ms": "Purata masa respons mengikut saluran",
        "lt": "Vidutinis atsakymo laikas pagal kanalą",
    },
)
