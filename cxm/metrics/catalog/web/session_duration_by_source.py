"""Session duration by traffic source: a view of session-duration. Since 0.1."""

from cxm.metrics.spec import View

METRIC = View(
    title="Session duration by traffic source",
    of="session-duration",
    by=("source", "channel"),
    question="Which sources bring longer visits?",
    names={
        "zh_TW": "各流量來源時長",
        "zh_CN": "各流量来源会话时长",
        "ms": "Tempoh sesi mengikut sumber trafik",
        "lt": "Sesijos trukmė pagal trafikų šaltinį",
    },
)
