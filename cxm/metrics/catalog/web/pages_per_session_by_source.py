"""Pages per session by traffic source: a view of pages-per-session. Since 0.1."""

from cxm.metrics.spec import View

METRIC = View(
    title="Pages per session by traffic source",
    of="pages-per-session",
    by=("source", "channel"),
    question="Which traffic sources bring deeper visits?",
    names={
        "zh_TW": "各流量來源頁數",
        "zh_CN": "各流量来源每会话页数",
        "ms": "Halaman setiap sesi mengikut sumber trafik",
        "lt": "Puslapiai per sesiją pagal trafikų šaltinį",
    },
)
