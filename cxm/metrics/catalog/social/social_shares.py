"""Social shares: shares, reposts and quotes of the posts of the period.

A count by the day of publication; `per_post` gives the mean. Since 0.1.
"""

from cxm.metrics.catalog.social._counts import per_post, summed
from cxm.metrics.spec import CENSUS, Better, Metric, Unit

METRIC = Metric(
    title="Shares",
    frame="post",
    definition="sum",
    version=1,
    unit=Unit.COUNT,
    better=Better.HIGHER,
    bounds=(0, None),
    needs=("shares",),
    uses=("published_at", "platform", "campaign"),
    states=summed("shares"),
    base="posts",
    value=lambda s: s.shares,
    interval=CENSUS,
    question="How often were posts shared?",
    formula="sum of shares over the posts published in the period",
    counted="posts with shares, whatever their age",
    left_out="posts without shares in the export",
    conflict="A total, or a mean per post.",
    reason="Totals add up over posts and channels; per post is a definition away.",
    example="3, 0 and 4 shares on three posts: 7",
    pitfalls=("Counts are those at the time of the export: young posts are still collecting.",),
    names={"zh_TW": "分享數", "zh_CN": "分享", "ms": "Perkongsian", "lt": "Pasidalijimai"},
)


VARIANTS = (per_post(METRIC, "shares"),)
