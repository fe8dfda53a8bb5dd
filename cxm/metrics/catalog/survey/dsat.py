"""Dissatisfaction score: the share of answers in the bottom quarter of the scale, the mirror of csat.

In per cent of all valid answers. csat, the neutral answers and dsat add up to 100, so 100 - csat is not dsat. Since 0.1.
"""

from math import floor

from cxm.metrics.spec import Better, Expr, Metric, Rows, Scale, Unit, wilson


def on(scale: Scale) -> Metric:
    """The bottom-box share on one scale."""
    cut = floor(scale.low + 0.25 * (scale.high - scale.low))

    def states(rows: Rows) -> dict[str, Expr]:
        score = rows.col("score")
        low, high = rows.edges(scale)
        return {"dissatisfied": rows.count(score <= low + 0.25 * (high - low)), "answers": rows.count(~score.is_null())}

    return Metric(
        title="Dissatisfaction score",
        frame="survey",
        definition=f"bottom{cut - int(scale.low) + 1}_of_{scale.points}",
        version=1,
        unit=Unit.PERCENT,
        better=Better.LOWER,
        bounds=(0, 100),
        scale=scale,
        on_scale=on,
        needs=("score",),
        uses=("responded_at", "respondent_id", "weight", "scale_min", "scale_max"),
        about="csat",
        states=states,
        base="answers",
        value=lambda s: 100 * s.dissatisfied / s.answers,
        interval=wilson("dissatisfied"),
        shown=("dissatisfied",),
        question="What share of answers say the customer was dissatisfied?",
        formula=f"100 x dissatisfied / answers; dissatisfied answers are {cut:g} and below on {scale}",
        counted=f"whole answers from {scale.low:g} to {scale.high:g}",
        left_out="blank answers, answers off the scale; each counted",
        conflict="Bottom box, or 100 less CSAT.",
        reason="The bottom quarter mirrors the top quarter of csat; neutral answers belong to neither, so the two do not add up to 100.",
        example="5 of 50 answers are 1 or 2: 10 %",
        pitfalls=("100 - csat is not dsat: neutral answers sit between.",),
        names={"zh_TW": "不滿意度", "zh_CN": "不满意度", "ms": "Ketidakpuasan pelanggan (DSAT)", "lt": "Nepasitenkinimo balas"},
    )


METRIC = on(Scale(1, 5))
VARIANTS = tuple(on(scale) for scale in (Scale(0, 1), Scale(1, 3), Scale(1, 4), Scale(1, 7), Scale(1, 10), Scale(0, 10)))
