"""Social saves: how often the posts of the period were saved.

A count by the day of publication; `per_post` gives the mean. Since 0.1.
"""

from cxm.metrics.catalog.social._counts import per_post, summed
from cxm.metrics.spec import CENSUS, Better, Metric, Unit

METRIC = Metric(
    title="Saves",
    frame="post",
    definition="sum",
    version=1,
    unit=Unit.COUNT,
    better=Better.HIGHER,
    bounds=(0, None),
    needs=("saves",),
    uses=("published_at", "platform", "campaign"),
    states=summed("saves"),
    base="posts",
    value=lambda s: s.saves,
    interval=CENSUS,
    question="How often were posts saved?",
    formula="sum of saves over the posts published in the period",
    counted="posts with saves, whatever their age",
    left_out="posts without saves in the export",
    conflict="A total, or a mean per post.",
    reason="Totals add up over posts and channels; per post is a definition away.",
    example="2, 0 and 1 saves on three posts: 3",
    pitfalls=("Counts are those at the time of the export: young posts are still collecting.",),
    names={"zh_TW": "收藏數", "zh_CN": "保存", "ms": "Simpanan", "lt": "Išsaugojimai"},
)


VARIANTS = (per_post(METRIC, "saves"),)
