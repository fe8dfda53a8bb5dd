"""Social likes: likes and reactions of all kinds on the posts of the period.

A count by the day of publication; `per_post` gives the mean. Since 0.1.
"""

from cxm.metrics.catalog.social._counts import per_post, summed
from cxm.metrics.spec import CENSUS, Better, Metric, Unit

METRIC = Metric(
    title="Likes",
    frame="post",
    definition="sum",
    version=1,
    unit=Unit.COUNT,
    better=Better.HIGHER,
    bounds=(0, None),
    needs=("likes",),
    uses=("published_at", "platform", "campaign"),
    states=summed("likes"),
    base="posts",
    value=lambda s: s.likes,
    interval=CENSUS,
    aliases=("likes",),
    question="How many likes did posts get?",
    formula="sum of likes over the posts published in the period",
    counted="posts with likes, whatever their age",
    left_out="posts without likes in the export",
    conflict="A total, or a mean per post; reactions of other kinds in or out.",
    reason="Totals add up over posts and channels; per post is a definition away.",
    example="12, 0 and 30 likes on three posts: 42",
    pitfalls=("Counts are those at the time of the export: young posts are still collecting.",),
    names={"zh_TW": "按讚數", "zh_CN": "点赞", "ms": "Suka", "lt": "Patinka paspaudimai"},
)


VARIANTS = (per_post(METRIC, "likes"),)
