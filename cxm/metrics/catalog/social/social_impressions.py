"""Social impressions: how often the posts of the period were shown.

A count by the day of publication. Reach is people and does not add up over posts: it has no total. Since 0.1.
"""

from cxm.metrics.spec import CENSUS, Better, Expr, Metric, Rows, Unit, mean_of, mean_states


def states(rows: Rows) -> dict[str, Expr]:
    """Sum over the posts, and the posts that have the count."""
    count = rows.when(rows.col("impressions") >= 0).then(rows.col("impressions"))
    return {"impressions": rows.total(count), "posts": rows.count(~count.is_null())}


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
    states=states,
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


def per_post(rows: Rows) -> dict[str, Expr]:
    """Sums of the count and its powers over the posts."""
    count = rows.when(rows.col("impressions") >= 0).then(rows.col("impressions"))
    return mean_states(rows, count) | {"posts": rows.count(~count.is_null())}


VARIANTS = (
    METRIC.but(
        definition="per_post",
        unit=Unit.RATIO,
        states=per_post,
        value=lambda s: s.total / s.posts,
        interval=mean_of("total", "squares", "cubes"),
        formula="mean of the count over the posts published in the period",
        example="",
    ),
)
