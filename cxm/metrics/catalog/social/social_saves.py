"""Social saves: how often the posts of the period were saved.

A count by the day of publication; `per_post` gives the mean. Since 0.1.
"""

from cxm.metrics.spec import CENSUS, Better, Expr, Metric, Rows, Unit, mean_of, mean_states


def states(rows: Rows) -> dict[str, Expr]:
    """Sum over the posts, and the posts that have the count."""
    count = rows.when(rows.col("saves") >= 0).then(rows.col("saves"))
    return {"saves": rows.total(count), "posts": rows.count(~count.is_null())}


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
    states=states,
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


def per_post(rows: Rows) -> dict[str, Expr]:
    """Sums of the count and its powers over the posts."""
    count = rows.when(rows.col("saves") >= 0).then(rows.col("saves"))
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
