"""Session duration by device: a view of session-duration. Since 0.1."""

from cxm.metrics.spec import View

METRIC = View(
    title="Session duration by device",
    of="session-duration",
    by=("device",),
    question="How do devices differ in visit length?",
    names={
        "zh_TW": "各裝置時長",
        "zh_CN": "各设备会话时长",
        "ms": "Tempoh sesi mengikut peranti",
        "lt": "Sesijos trukmė pagal įrenginį",
    },
)
