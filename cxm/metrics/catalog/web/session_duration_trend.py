"""Session duration trend: a view of session-duration. Since 0.1."""

from cxm.metrics.spec import View

METRIC = View(
    title="Session duration trend",
    of="session-duration",
    period="month",
    compare="previous",
    question="Do visits get longer?",
    names={
        "zh_TW": "工作階段時長趨勢",
        "zh_CN": "会话时长趋势",
        "ms": "Trend tempoh sesi",
        "lt": "Vidutinės sesijos trukmės tendencija",
    },
)
