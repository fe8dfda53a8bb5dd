"""CES by touchpoint: a view of ces. Since 0.1."""

from cxm.metrics.spec import View

METRIC = View(
    title="CES by touchpoint",
    of="ces",
    by=("touchpoint",),
    question="Where do customers spend the most effort?",
    names={"zh_TW": "各接觸點 CES", "zh_CN": "各触点 CES", "ms": "CES mengikut titik sentuh", "lt": "CES pagal sąlyčio vietas"},
)
