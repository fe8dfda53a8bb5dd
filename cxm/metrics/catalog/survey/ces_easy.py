"""Easy-experience share: the share of answers on the easy side of the scale.

In per cent of all valid answers: 4-5 of 5, 5-7 of 7, 7-10 of 10 when a high score is easy, mirrored when it is hard. The
direction must be declared with --higher-is. Since 0.1.
"""

from functools import partial
from math import floor

from cxm.metrics.spec import Better, Expr, Metric, Rows, Scale, Unit, wilson


def on(scale: Scale, direction: str = "ease", top: int = 0) -> Metric:
    """The easy share on one scale in one direction.

    Args:
        top: so many of the easiest answers; those on the easy side of the middle if 0.
    """
    # Strictly above the middle; on 1-10 the published reading starts at 7, not at 6.
    cut = scale.high - top + 1 if top else 7 if scale == Scale(1, 10) else floor((scale.low + scale.high) / 2) + 1
    mirrored = scale.low + scale.high - cut

    def states(rows: Rows) -> dict[str, Expr]:
        score = rows.col("score")
        easy = score >= cut if direction == "ease" else score <= mirrored
        return {"easy": rows.count(easy), "answers": rows.count(~score.is_null())}

    side = f"{cut:g} and above" if direction == "ease" else f"{mirrored:g} and below"
    return Metric(
        title="Easy-experience share (CES top box)",
        frame="survey",
        definition=f"{direction}_{scale.low:g}_{scale.high:g}" + (f"_top{top}" if top else ""),
        version=1,
        unit=Unit.PERCENT,
        better=Better.HIGHER,
        direction=direction,
        bounds=(0, 100),
        scale=scale,
        on_scale=partial(on, direction=direction, top=top),
        needs=("score",),
        uses=("responded_at", "respondent_id", "weight", "touchpoint"),
        about="ces",
        states=states,
        base="answers",
        value=lambda s: 100 * s.easy / s.answers,
        interval=wilson("easy"),
        shown=("easy",),
        by_name=bool(top),
        question="What share of customers found it easy?",
        formula=f"100 x easy / answers; easy answers are {side} on {scale}",
        counted=f"whole answers from {scale.low:g} to {scale.high:g}",
        left_out="blank answers, answers off the scale; each counted",
        conflict="Easy is 5 to 7 of seven (CustomerGauge), or 6 and 7 (others).",
        reason="Five and above is the published reading of CES 2.0; the two easiest answers are ease_1_7_top2.",
        users="" if top else "CES 2.0 (5-7 of 7)",
        example=(
            "ease on 1-7: 1 5 6 7 7 7 4 6 has 5 of 8 at 6 or above: 62.5 %"
            if top
            else "ease on 1-7: 1 5 6 7 7 7 4 6 has 6 of 8 at 5 or above: 75 %"
        ),
        pitfalls=("Some vendors count 6-7 of 7 only: look at the cut in the definition.",),
        names={"zh_TW": "輕鬆體驗比例", "zh_CN": "轻松体验比例", "ms": "Peratusan pengalaman mudah", "lt": "Lengvos patirties dalis"},
    )


# The same default as ces: answers above 5 then stop with an error, while 1-5 answers read as 1-7 would pass in silence.
SCALES = (Scale(1, 5), Scale(1, 7), Scale(1, 10))
DIRECTIONS = ("ease", "effort")
METRIC = on(SCALES[0])
VARIANTS = (
    *(on(scale, direction) for direction in DIRECTIONS for scale in SCALES),
    *(on(Scale(1, 7), direction, top=2) for direction in DIRECTIONS),
)[1:]
