"""Score distribution: the share of each score of the scale among all valid answers, every score as a row.

In per cent. Scores nobody gave are printed with 0. The default scale is 1-5; name another with --scale. Since 0.1.
"""

from math import ceil, floor

from cxm.metrics.spec import Better, Expr, Metric, Parts, Rows, Scale, Unit, wilson


def states(rows: Rows) -> dict[str, Expr]:
    """Answers with the score."""
    return {"hits": rows.count(~rows.col("score").is_null())}


def on(scale: Scale) -> Metric:
    """The distribution over the scores of one scale."""
    labels = tuple(str(score) for score in range(ceil(scale.low), floor(scale.high) + 1))
    return Metric(
        title="Score distribution",
        frame="survey",
        definition=f"scores_{scale.low:g}_{scale.high:g}",
        version=1,
        unit=Unit.PERCENT,
        better=Better.NEUTRAL,
        bounds=(0, 100),
        scale=scale,
        on_scale=on,
        needs=("score",),
        uses=("responded_at", "respondent_id", "weight"),
        parts=Parts("answer", lambda rows: rows.col("score").cast(rows.x.Int64), labels, "hits"),
        states=states,
        base="answers",
        value=lambda s: 100 * s.hits / s.answers,
        interval=wilson("hits"),
        aliases=("distribution",),
        question="How do the answers spread over the scores?",
        formula="100 x answers with the score / answers",
        counted=f"whole answers from {scale.low:g} to {scale.high:g}",
        left_out="blank answers, answers off the scale, decimals; each counted",
        conflict="Shares of each answer, or groups of them.",
        reason="Every answer is shown; groups are a choice that other metrics make by name.",
        example="5 5 4 3 1 on 1-5: 5 is 40 %, 4, 3 and 1 are 20 % each, 2 is 0 %",
        names={"zh_TW": "評分分布", "zh_CN": "评分分布", "ms": "Taburan skor", "lt": "Balų pasiskirstymas"},
    )


METRIC = on(Scale(1, 5))
VARIANTS = (on(Scale(0, 10)), on(Scale(1, 7)), on(Scale(1, 10)))
