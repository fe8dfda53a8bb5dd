"""Stated loyalty: the share of answers that say the customer will stay.

In per cent of all valid answers, cut as csat is: the top quarter of the scale; `mean_1_5` and the like are the mean instead. It is what
people say: what they do is loyalty-rate, or retention-rate. Since 0.1.
"""

from collections.abc import Callable
from math import ceil

from cxm.metrics.spec import Better, Expr, Metric, Rows, Scale, Unit, rating, wilson

NAMES = {"zh_TW": "持續使用意願", "zh_CN": "继续使用意愿", "ms": "Niat untuk kekal setia", "lt": "Ketinimas likti klientu"}
PITFALLS = ("More people say that they will stay than do: read it with loyalty-rate or retention-rate.",)


def above(scale: Scale) -> Callable[[Rows], dict[str, Expr]]:
    """The states on one scale; rows that name their own scale are cut on it."""

    def states(rows: Rows) -> dict[str, Expr]:
        score = rows.col("score")
        low, high = rows.edges(scale)
        return {"staying": rows.count(score >= low + 0.75 * (high - low)), "answers": rows.count(~score.is_null())}

    return states


def sums(rows: Rows) -> dict[str, Expr]:
    """Sum and sum of squares of the answers."""
    score = rows.col("score")
    return {"total": rows.total(score), "squares": rows.total(score * score), "answers": rows.count(~score.is_null())}


def share(scale: Scale) -> Metric:
    """The share of the top quarter on one scale."""
    cut = ceil(scale.low + 0.75 * (scale.high - scale.low))
    return Metric(
        title="Stated loyalty (intent to continue)",
        frame="survey",
        definition=f"top{int(scale.high) - cut + 1}_of_{scale.points}",
        version=1,
        unit=Unit.PERCENT,
        better=Better.HIGHER,
        bounds=(0, 100),
        scale=scale,
        on_scale=share,
        needs=("score",),
        uses=("responded_at", "respondent_id", "weight", "scale_min", "scale_max"),
        not_about=("nps",),
        states=above(scale),
        base="answers",
        value=lambda s: 100 * s.staying / s.answers,
        interval=wilson("staying"),
        shown=("staying",),
        question="What share of customers says that they will keep using us?",
        formula=f"100 x answers that say so / answers; {cut:g} and above on {scale} say so",
        counted=f"whole answers from {scale.low:g} to {scale.high:g}",
        left_out="blank answers, answers off the scale; each counted",
        conflict="A share, a mean, or behaviour (Locobuzz names likelihood and percentage).",
        reason="The top of the scale, as csat cuts it: intent said in a survey is kept apart from what customers do.",
        example="66 of 80 answers are 4 or 5: 82.5 % (95 % interval 72.7 to 89.3)",
        pitfalls=PITFALLS,
        names=NAMES,
    )


def mean(scale: Scale) -> Metric:
    """The mean on one scale."""
    return share(scale).but(
        definition=f"mean_{scale.low:g}_{scale.high:g}",
        unit=Unit.SCORE,
        bounds=(scale.low, scale.high),
        on_scale=mean,
        uses=("responded_at", "respondent_id", "weight"),
        states=sums,
        value=lambda s: s.total / s.answers,
        interval=rating("total", "squares"),
        shown=(),
        question="How sure do customers say they are to keep using us?",
        formula=f"sum of the answers / answers, on {scale}",
        example="5 5 4 3 1: 18 / 5 = 3.6 of 5",
    )


METRIC = share(Scale(1, 5))
VARIANTS = (
    *(share(scale) for scale in (Scale(0, 1), Scale(1, 3), Scale(1, 4), Scale(1, 7), Scale(1, 10), Scale(0, 10))),
    *(mean(scale) for scale in (Scale(1, 5), Scale(1, 7), Scale(1, 10), Scale(0, 10))),
)
