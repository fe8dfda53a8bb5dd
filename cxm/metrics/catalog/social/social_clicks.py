"""Social link clicks: clicks on the links of the posts of the period.

A count by the day of publication. Clicks on the profile or to expand a text are no link clicks where the network tells them apart. Since 0.1.
"""

from cxm.metrics.catalog.social._counts import per_post, summed
from cxm.metrics.spec import CENSUS, Better, Expr, Metric, Rows, Unit, ratio_of, ratio_states

METRIC = Metric(
    title="Social link clicks",
    frame="post",
    definition="sum",
    version=1,
    unit=Unit.COUNT,
    better=Better.HIGHER,
    bounds=(0, None),
    needs=("clicks",),
    uses=("published_at", "platform", "campaign"),
    states=summed("clicks"),
    base="posts",
    value=lambda s: s.clicks,
    interval=CENSUS,
    question="How often were links in posts clicked?",
    formula="sum of link clicks over the posts published in the period",
    counted="posts with link clicks, whatever their age",
    left_out="posts without link clicks in the export",
    conflict="A total, or a mean per post.",
    reason="Totals add up over posts and channels; per post is a definition away.",
    example="40, 10 and 0 clicks on three posts: 50",
    pitfalls=("Counts are those at the time of the export: young posts are still collecting.",),
    names={"zh_TW": "社群連結點擊", "zh_CN": "社交链接点击", "ms": "Klik", "lt": "Spustelėjimai"},
)


def rate(rows: Rows) -> dict[str, Expr]:
    """Sums over the posts of clicks and impressions; every post is a unit."""
    clicks, impressions = rows.col("clicks"), rows.col("impressions")
    fine = (impressions > 0) & (clicks >= 0)
    return ratio_states(rows, rows.when(fine).then(clicks), rows.when(fine).then(impressions)) | {"posts": rows.count(fine)}


VARIANTS = (
    per_post(METRIC, "clicks"),
    METRIC.but(
        definition="rate",
        unit=Unit.PERCENT,
        bounds=(0, 100),
        needs=("clicks", "impressions"),
        states=rate,
        value=lambda s: 100 * s.y / s.x,
        interval=ratio_of("posts"),
        by_name=True,
        question="What share of the impressions of posts was clicked?",
        formula="100 x link clicks / impressions of the same posts",
        counted="posts with clicks and impressions",
        left_out="posts that lack one of them",
        example="50 clicks on 2,000 impressions: 2.5 %",
    ),
)
