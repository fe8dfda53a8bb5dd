"""Social comments: comments and replies on the posts of the period.

A count by the day of publication; `per_post` gives the mean. Since 0.1.
"""

from cxm.metrics.catalog.social._counts import per_post, summed
from cxm.metrics.spec import CENSUS, Better, Metric, Unit

METRIC = Metric(
    title="Comments",
    frame="post",
    definition="sum",
    version=1,
    unit=Unit.COUNT,
    better=Better.HIGHER,
    bounds=(0, None),
    needs=("comments",),
    uses=("published_at", "platform", "campaign"),
    states=summed("comments"),
    base="posts",
    value=lambda s: s.comments,
    interval=CENSUS,
    question="How many comments did posts get?",
    formula="sum of comments over the posts published in the period",
    counted="posts with comments, whatever their age",
    left_out="posts without comments in the export",
    conflict="A total, or a mean per post.",
    reason="Totals add up over posts and channels; per post is a definition away.",
    example="5, 1 and 0 comments on three posts: 6",
    pitfalls=("Counts are those at the time of the export: young posts are still collecting.",),
    names={"zh_TW": "留言數", "zh_CN": "评论", "ms": "Komen", "lt": "Komentarai"},
)


VARIANTS = (per_post(METRIC, "comments"),)
