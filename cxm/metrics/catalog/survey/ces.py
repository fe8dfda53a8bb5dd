"""Customer Effort Score: the mean answer to how easy, or how hard, it was.

In scale points. Whether a high score means easy or hard is a fact of the question: declare it with --higher-is, or name the
column ease_score or effort_score. Without it the mean is printed and not graded, since a wrong guess turns a bad score into a
good grade. The default scale is 1-5. Since 0.1.
"""

from functools import partial

from cxm.metrics.spec import Better, Expr, Metric, Rows, Scale, Unit, rating

BETTER = {"": Better.NEUTRAL, "ease": Better.HIGHER, "effort": Better.LOWER}
MEANS = {"": "direction not declared", "ease": "a high score is easy", "effort": "a high score is hard"}


def states(rows: Rows) -> dict[str, Expr]:
    """Sum and sum of squares of the answers."""
    score = rows.col("score")
    return {"total": rows.total(score), "squares": rows.total(score * score), "answers": rows.count(~score.is_null())}


def on(scale: Scale, direction: str = "") -> Metric:
    """The mean on one scale in one direction."""
    return Metric(
        title="Customer Effort Score",
        frame="survey",
        definition=f"{direction or 'mean'}_{scale.low:g}_{scale.high:g}",
        version=1,
        unit=Unit.SCORE,
        better=BETTER[direction],
        direction=direction,
        bounds=(scale.low, scale.high),
        scale=scale,
        on_scale=partial(on, direction=direction),
        needs=("score",),
        uses=("responded_at", "respondent_id", "weight", "touchpoint"),
        about="ces",
        states=states,
        base="answers",
        value=lambda s: s.total / s.answers,
        interval=rating("total", "squares"),
        question="How easy, or how hard, was it for the customer to get the issue resolved?",
        formula=f"sum of the answers / answers, on {scale}; {MEANS[direction]}",
        counted=f"whole answers from {scale.low:g} to {scale.high:g}",
        left_out="blank answers, answers off the scale; each counted",
        conflict=(
            "What a high score means: hard (the first CES, Nextiva), easy (CES 2.0, LiveAgent), or not said (Locobuzz, QuestionPro). Mean "
            "or share of easy answers. Five, seven or ten points."
        ),
        reason=(
            "A wrong guess of the direction turns a bad score into a good grade. So it must be declared or proven by the export; until "
            "then there is a mean without a grade. The mean is the only formula published with the score; the share is ces-easy."
        ),
        users={"": "questions whose direction is unknown", "ease": "CES 2.0, LiveAgent", "effort": "the first CES, Nextiva"}[direction],
        example="effort on 1-7: 1 2 2 3 5 7 gives 20 / 6 = 3.33; seen as ease it is 8 - 3.33 = 4.67",
        pitfalls=(
            "The order of CES 2.0 is the reverse of the first CES: two tools can print the same number for opposite facts.",
            "Read the distribution beside the mean: cxm compute score-distribution.",
        ),
        names={
            "zh_TW": "客戶費力度 (CES)",
            "zh_CN": "客户努力评分 (CES)",
            "ms": "Skor usaha pelanggan (CES)",
            "lt": "Kliento pastangų balas (CES)",
        },
    )


SCALES = (Scale(1, 5), Scale(1, 7), Scale(1, 10))
METRIC = on(SCALES[0])
VARIANTS = tuple(on(scale, direction) for direction in BETTER for scale in SCALES)[1:]
