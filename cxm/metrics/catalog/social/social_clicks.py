"""Social link clicks: clicks on the links of the posts of the period.

A count by the day of publication. Clicks on the profile or to expand a text are no link clicks where the network tells them apart. Since 0.1.
"""

from cxm.metrics.spec import CENSUS, Better, Expr, Metric, Rows, Unit, mean_of, mean_states


def states(rows: Rows) -> dict[str, Expr]:
    """Sum over the posts, and the posts that have the count."""
    count = rows.when(rows.col("clicks") >= 0).then(rows.col("clicks"))
    return {"clicks": rows.total(count), "posts": rows.count(count.is_not_null())}


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
    states=states,
    base="posts",
    value=lambda s: s.clicks,
    interval=CENSUS,
    question="How often were links in posts clicked?",
    formula="sum of link clicks over the posts published in the period",
    counted="posts with link clicks, whatever their age",
    left_out="posts without link clicks in the export",
    example="40, 10 and 0 clicks on three posts: 50",
    pitfalls=("Counts are those at the time of the export: young posts are still collecting.",),
    names={"zh_TW": "社群連結點擊", "zh_CN": "社交链接点击", "ms": "Klik", "lt": "Spustelėjimai"},
)


def per_post(rows: Rows) -> dict[str, Expr]:
    """Sums of the count and its powers over the posts."""
    count = rows.when(rows.col("clicks") >= 0).then(rows.col("clicks"))
    return mean_states(rows, count) | {"posts": rows.count(count.is_not_null())}


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
