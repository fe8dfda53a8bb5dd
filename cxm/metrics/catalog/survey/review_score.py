"""Review score: the mean of public ratings on their scale.

In stars, 1-5 by default; half stars are valid. People choose to write reviews: never compare with a survey's CSAT. Since 0.1.
"""

from cxm.metrics.spec import Better, Expr, Metric, Rows, Scale, Unit, rating


def states(rows: Rows) -> dict[str, Expr]:
    """Sum and sum of squares of the ratings."""
    score = rows.col("score")
    return {"total": rows.total(score), "squares": rows.total(score * score), "ratings": rows.count(~score.is_null())}


def on(scale: Scale) -> Metric:
    """The mean on one scale, decimals allowed."""
    return Metric(
        title="Review score",
        frame="survey",
        definition=f"mean_{scale.low:g}_{scale.high:g}",
        version=1,
        unit=Unit.SCORE,
        better=Better.HIGHER,
        bounds=(scale.low, scale.high),
        scale=Scale(scale.low, scale.high, whole=False),
        on_scale=on,
        needs=("score",),
        uses=("responded_at", "respondent_id", "weight", "source"),
        not_about=("nps", "csat", "ces"),
        states=states,
        base="ratings",
        value=lambda s: s.total / s.ratings,
        interval=rating("total", "squares"),
        min_grade_n=10,
        aliases=("rating", "feedback-score"),
        question="What is the average public rating?",
        formula=f"sum of the ratings / ratings, on {scale}",
        counted=f"ratings from {scale.low:g} to {scale.high:g}, half stars included",
        left_out="blank ratings, ratings off the scale; each counted",
        conflict="Mean of the stars, or share of the good ones.",
        reason="Review sites show the mean.",
        users="review sites",
        example="5 5 4.5 2: 16.5 / 4 = 4.125",
        pitfalls=("Reviewers select themselves: never compare with a survey's CSAT.",),
        names={
            "zh_TW": "評論評分",
            "zh_CN": "评论评分",
            "ms": "Skor maklum balas pelanggan dan ulasan",
            "lt": "Atsiliepimų įvertinimas",
        },
    )


METRIC = on(Scale(1, 5))
VARIANTS = (on(Scale(1, 10)), on(Scale(0, 10)))
