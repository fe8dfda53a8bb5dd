"""Social impressions: how often the posts of the period were shown.

A count by the day of publication. Reach is people and does not add up over posts: it has no total. Since 0.1.
"""

from cxm.metrics.catalog.social._counts import per_post, summed
from cxm.metrics.spec import CENSUS, Better, Metric, Unit

METRIC = Metric(
    title="Social impressions and reach",
    frame="post",
    definition="sum",
    version=1,
    unit=Unit.COUNT,
    better=Better.HIGHER,
    bounds=(0, None),
    needs=("impressions",),
    uses=("published_at", "platform", "campaign"),
    states=summed("impressions"),
    base="posts",
    value=lambda s: s.impressions,
    interval=CENSUS,
    aliases=("impressions",),
    question="How often were posts shown?",
    formula="sum of impressions over the posts published in the period",
    counted="posts with impressions, whatever their age",
    left_out="posts without impressions in the export",
    conflict="Impressions, or reach.",
    reason="Impressions add up over posts; reach counts people, who do not.",
    example="1,000, 500 and 700 impressions on three posts: 2,200",
    pitfalls=("Counts are those at the time of the export: young posts are still collecting.",),
    names={"zh_TW": "印象(曝光)", "zh_CN": "展示次数", "ms": "Tera / capaian", "lt": "Parodymai ir pasiekiamumas"},
)


VARIANTS = (per_post(METRIC, "impressions"),)
