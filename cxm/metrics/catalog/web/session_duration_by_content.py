"""Session duration by content type: a view of session-duration. Since 0.1."""

from cxm.metrics.spec import View

METRIC = View(
    title="Session duration by content type",
    of="session-duration",
    by=("content_type",),
    question="Which content holds people?",
    names={
        "zh_TW": "各內容類型時長",
        "zh_CN": "各内容类型会话时长",
        "ms": "Tempoh sesi mengikut jenis kandungan",
        "lt": "Sesijos trukmė pagal turinio tipą",
    },
)
