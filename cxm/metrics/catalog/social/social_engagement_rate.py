"""Social media engagement rate: interactions with the posts per impression.

In per cent: likes, shares, comments and saves, as far as the export has them, over the impressions of the same posts. Ratio of sums, never
a mean of post rates. Posts with interactions but no impressions contradict themselves and are left out. Since 0.1.
"""

from functools import reduce
from operator import add

from cxm.metrics.spec import Better, Expr, Metric, Rows, Setting, Unit, mean_of, mean_states, ratio_of, ratio_states

PARTS = ("likes", "shares", "comments", "saves")
INCLUDE = Setting("include", "words", (), "further counts that are interactions, such as clicks")


def engagement(rows: Rows) -> Expr:
    """Interactions of a post, of the kinds the export has; a blank among them counts 0. Null when it has none of the kinds."""
    kinds = [rows.col(name).fill_null(0) for name in dict.fromkeys((*PARTS, *rows.options["include"])) if rows.has(name)]
    return reduce(add, kinds) if kinds else rows.lit(None)


def states(rows: Rows) -> dict[str, Expr]:
    """Sums over the posts of interactions and impressions; every post is a unit."""
    interactions = engagement(rows)
    impressions = rows.col("impressions")
    fine = (impressions > 0) & (interactions >= 0)
    y, x = rows.when(fine).then(interactions), rows.when(fine).then(impressions)
    return ratio_states(rows, y, x) | {"posts": rows.count(fine)}


METRIC = Metric(
    title="Social media engagement rate",
    frame="post",
    definition="of_impressions",
    version=1,
    unit=Unit.PERCENT,
    better=Better.HIGHER,
    needs=("impressions",),
    uses=("likes", "shares", "comments", "saves", "clicks", "published_at", "platform", "campaign"),
    states=states,
    base="posts",
    value=lambda s: 100 * s.y / s.x,
    interval=ratio_of("posts"),
    settings=(INCLUDE,),
    min_grade_n=20,
    aliases=("engagement-rate-social",),
    question="How often do people who see our posts react?",
    formula="100 x (likes + shares + comments + saves) / impressions",
    counted="posts with impressions",
    left_out="posts without impressions, or with interactions on none",
    conflict=(
        "Over impressions (Nextiva), reach, or followers (Rival IQ); clicks in (Xoxoday) or out; the mean of rates, or the ratio of sums "
        "(Hootsuite lists six formulas)."
    ),
    reason=(
        "Nextiva gives formula and band over impressions. Sums over sums: a post seen ten times does not weigh as much as one seen a "
        "million times."
    ),
    users="the reading of most benchmarks per impression",
    example="60 interactions on 2,000 impressions: 3.0 %",
    pitfalls=(
        "Per follower and per reach are other numbers under the same name: never compare them.",
        "Networks count impressions differently: split by platform before grading.",
    ),
    names={
        "zh_TW": "社群媒體參與度",
        "zh_CN": "社交媒体参与度",
        "ms": "Penglibatan media sosial",
        "lt": "Socialinės žiniasklaidos įsitraukimas",
    },
)


def of_reach(rows: Rows) -> dict[str, Expr]:
    """The same over reach."""
    reach, interactions = rows.col("reach"), engagement(rows)
    fine = (reach > 0) & (interactions >= 0)
    y, x = rows.when(fine).then(interactions), rows.when(fine).then(reach)
    return ratio_states(rows, y, x) | {"posts": rows.count(fine)}


def of_followers(rows: Rows) -> dict[str, Expr]:
    """The same over followers."""
    followers, interactions = rows.col("followers"), engagement(rows)
    fine = (followers > 0) & (interactions >= 0)
    y, x = rows.when(fine).then(interactions), rows.when(fine).then(followers)
    return ratio_states(rows, y, x) | {"posts": rows.count(fine)}


def mean_of_posts(rows: Rows) -> dict[str, Expr]:
    """Sums over posts of their own rates."""
    impressions, interactions = rows.col("impressions"), engagement(rows)
    fine = (impressions > 0) & (interactions >= 0)
    return mean_states(rows, rows.when(fine).then(interactions / impressions)) | {"posts": rows.count(fine)}


VARIANTS = (
    METRIC.but(
        definition="of_reach",
        needs=("reach",),
        states=of_reach,
        formula="100 x (likes + shares + comments + saves) / sum of the reach of each post",
        users="tools that report reach",
    ),
    METRIC.but(
        definition="of_followers",
        needs=("followers",),
        states=of_followers,
        formula="100 x (likes + shares + comments + saves) / sum of the followers at each post",
        users="Rival IQ (per post, medians)",
    ),
    METRIC.but(
        definition="mean_of_posts",
        states=mean_of_posts,
        value=lambda s: 100 * s.total / s.posts,
        interval=mean_of("total", "squares", "cubes"),
        by_name=True,
        formula="mean over posts of 100 x (likes + shares + comments + saves) / impressions",
        users="Hootsuite",
        example="posts of 10 % and of 2 %: 6 %, however often each was seen",
        pitfalls=("A post that ten people saw weighs as much as one that a million saw.",),
    ),
)
