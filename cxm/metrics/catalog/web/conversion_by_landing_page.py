"""Conversion rate by landing page: a view of conversion-rate. Since 0.1."""

from cxm.metrics.spec import View

METRIC = View(
    title="Conversion rate by landing page",
    of="conversion-rate",
    by=("landing_page",),
    question="Which landing pages convert best?",
    names={
        "zh_TW": "各到達頁轉換率",
        "zh_CN": "各着陆页转化率",
        "ms": "Kadar penukaran mengikut halaman pendaratan",
        "lt": "Konversijos greitis pagal nukreipimo puslapį",
    },
)
