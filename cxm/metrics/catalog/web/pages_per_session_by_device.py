"""Pages per session by device: a view of pages-per-session. Since 0.1."""

from cxm.metrics.spec import View

METRIC = View(
    title="Pages per session by device",
    of="pages-per-session",
    by=("device",),
    question="How do devices differ?",
    names={
        "zh_TW": "各裝置頁數",
        "zh_CN": "各设备每会话页数",
        "ms": "Halaman setiap sesi mengikut peranti",
        "lt": "Puslapiai per sesiją pagal įrenginį",
    },
)
