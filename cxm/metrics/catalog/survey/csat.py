"""Customer satisfaction score: the share of answers in the top quarter of the scale.

In per cent of all valid answers; neutral and dissatisfied answers stay in the base. On 1-5 the satisfied answers are 4 and 5,
on 1-7 6 and 7, on 1-10 and 0-10 8 and up, on two-point scales the upper one. An answer above the default scale stops with an
error that names --scale: a 1-10 export read as 1-5 would silently lose its best answers. Since 0.1.
"""

from collections.abc import Callable
from math import ceil

from cxm.metrics.spec import Better, Expr, Metric, Rows, Scale, Unit, net_share, rating, wilson


def above(scale: Scale) -> Callable[[Rows], dict[str, Expr]]:
    """The states on one scale; rows that name their own scale are cut on it."""

    def states(rows: Rows) -> dict[str, Expr]:
        score = rows.col("score")
        low, high = rows.edges(scale)
        return {"satisfied": rows.count(score >= low + 0.75 * (high - low)), "answers": rows.count(~score.is_null())}

    return states


def sides(rows: Rows, scale: Scale | None) -> tuple[Expr, Expr]:
    """Whether an answer is in the top and in the bottom quarter of its scale; of words, whether it is the one or the other."""
    if scale is None:
        label = rows.col("score_label")
        return label == "satisfied", label == "dissatisfied"
    score = rows.col("score")
    low, high = rows.edges(scale)
    return score >= low + 0.75 * (high - low), score <= low + 0.25 * (high - low)


def net(metric: Metric) -> Metric:
    """Satisfied less dissatisfied answers beside a share of satisfied ones."""

    def states(rows: Rows) -> dict[str, Expr]:
        good, bad = sides(rows, metric.scale)
        return {"satisfied": rows.count(good), "dissatisfied": rows.count(bad), "answers": metric.states(rows)["answers"]}

    return metric.but(
        definition="net_" + (metric.definition if metric.scale is None else f"{metric.scale.low:g}_{metric.scale.high:g}"),
        unit=Unit.POINTS,
        bounds=(-100, 100),
        on_scale=None if metric.scale is None else lambda scale: net(on(scale)),
        states=states,
        value=lambda s: 100 * (s.satisfied - s.dissatisfied) / s.answers,
        interval=net_share("satisfied", "dissatisfied"),
        shown=("satisfied", "dissatisfied"),
        by_name=True,
        question="By how much do satisfied answers outweigh dissatisfied ones?",
        formula="100 x (satisfied - dissatisfied) / answers, in points; the top and the bottom quarter of the scale",
        users="FreeScout",
        example="65 satisfied, 20 dissatisfied and 15 neutral of 100 answers: 45 points",
        pitfalls=("It has the form of NPS and is no NPS: nobody was asked whether they would recommend.",),
    )


def polar(metric: Metric) -> Metric:
    """Satisfied answers among those that take a side."""

    def states(rows: Rows) -> dict[str, Expr]:
        good, bad = sides(rows, metric.scale)
        return {"satisfied": rows.count(good), "decided": rows.count(good | bad)}

    return metric.but(
        definition="polar_" + (metric.definition if metric.scale is None else f"{metric.scale.low:g}_{metric.scale.high:g}"),
        on_scale=None if metric.scale is None else lambda scale: polar(on(scale)),
        states=states,
        base="decided",
        value=lambda s: 100 * s.satisfied / s.decided,
        by_name=True,
        question="What share of those who took a side were satisfied?",
        formula="100 x satisfied / (satisfied + dissatisfied); the top and the bottom quarter of the scale",
        counted="satisfied and dissatisfied answers",
        left_out="neutral and blank answers, answers off the scale; each counted",
        users="tools that ask for a thumb up or down",
        example="65 satisfied, 20 dissatisfied and 15 neutral answers: 65 of 85, 76.5 %",
        pitfalls=("Neutral answers leave the base: it is always above the share of all answers.",),
    )


def top(number: int, scale: Scale, users: str) -> Metric:
    """The share of the so many highest answers on one scale."""
    cut = scale.high - number + 1

    def states(rows: Rows) -> dict[str, Expr]:
        score = rows.col("score")
        return {"satisfied": rows.count(score >= cut), "answers": rows.count(~score.is_null())}

    return on(scale).but(
        definition=f"top{number}_of_{scale.points}",
        on_scale=None,
        uses=("responded_at", "respondent_id", "weight"),
        states=states,
        by_name=True,
        formula=f"100 x answers of {cut:g} and above / answers, on {scale}",
        users=users,
        example="",
        pitfalls=("Benchmarks of two answers out of five are not for it.",),
    )


def words(rows: Rows) -> dict[str, Expr]:
    """The states of ratings given as words."""
    label = rows.col("score_label")
    return {"satisfied": rows.count(label == "satisfied"), "answers": rows.count(label.is_in(["satisfied", "neutral", "dissatisfied"]))}


def on(scale: Scale) -> Metric:
    """The top-box share on one scale."""
    cut = ceil(scale.low + 0.75 * (scale.high - scale.low))
    return Metric(
        title="Customer satisfaction score",
        frame="survey",
        definition=f"top{int(scale.high) - cut + 1}_of_{scale.points}",
        version=1,
        unit=Unit.PERCENT,
        better=Better.HIGHER,
        bounds=(0, 100),
        scale=scale,
        on_scale=on,
        needs=("score",),
        uses=("responded_at", "respondent_id", "weight", "scale_min", "scale_max"),
        about="csat",
        states=above(scale),
        base="answers",
        value=lambda s: 100 * s.satisfied / s.answers,
        interval=wilson("satisfied"),
        shown=("satisfied",),
        question="What share of answers say the customer was satisfied?",
        formula=f"100 x satisfied / answers; satisfied answers are {cut:g} and above on {scale}",
        counted=f"whole answers from {scale.low:g} to {scale.high:g}, neutral and dissatisfied ones included",
        left_out="blank answers, answers off the scale; each counted",
        conflict=(
            "A share of satisfied answers (Nextiva, LiveAgent, Zendesk), a mean rating (Locobuzz), or an index of a model (ACSI). Where "
            "the cut lies on other scales: 9 and 10 of ten for CustomerGauge and QuestionPro, 8 to 10 here. Chatwoot turns the "
            "mean into per cent, FreeScout takes good less bad, and thumbs have no neutral answer in the base."
        ),
        reason=(
            "Both publishers that give a number give the share, and a share has an exact interval. On other scales the top quarter is "
            "taken, as Zendesk does on two, three and five points; each scale has an id of its own, so that they are never pooled. The "
            "mean is csat-mean."
        ),
        users="Nextiva, LiveAgent, Zendesk and most help desks" if scale == Scale(1, 5) else "the same quarter of another scale",
        example="40 of 50 answers are 4 or 5: 100 x 40 / 50 = 80 % (95 % interval 67.0 to 88.8)",
        pitfalls=(
            "The ACSI index (0-100) is another number: never compare it with a share of satisfied answers.",
            "Only those who answered count: read it with survey-response-rate.",
            "A 3 of 5 is not satisfied.",
        ),
        names={
            "zh_TW": "客戶滿意度評分 (CSAT)",
            "zh_CN": "客户满意度评分 (CSAT)",
            "ms": "Kepuasan pelanggan (CSAT)",
            "lt": "Kliento pasitenkinimo balas (CSAT)",
        },
    )


def of_maximum(scale: Scale) -> Metric:
    """The sum of the answers over the most they could be, on one scale."""

    def states(rows: Rows) -> dict[str, Expr]:
        score = 100 * rows.col("score") / scale.high
        return {"total": rows.total(score), "squares": rows.total(score * score), "answers": rows.count(~score.is_null())}

    return on(scale).but(
        definition=f"percent_of_max_{scale.low:g}_{scale.high:g}",
        bounds=(100 * scale.low / scale.high, 100),
        on_scale=of_maximum,
        uses=("responded_at", "respondent_id", "weight"),
        states=states,
        value=lambda s: s.total / s.answers,
        interval=rating("total", "squares"),
        shown=(),
        by_name=True,
        question="How much of the satisfaction that could be was there?",
        formula=f"100 x sum of the answers / ({scale.high:g} x answers), on {scale}",
        users="Chatwoot and others who call it a score",
        example="5 5 4 3 1: 18 of 25 points, 72 %",
        pitfalls=("It is a mean, not a share of customers: it begins at 20 on 1-5.",),
    )


METRIC = on(Scale(1, 5))
WORDS = METRIC.but(
    definition="binary",
    scale=None,
    on_scale=None,
    needs=("score_label",),
    uses=("responded_at", "respondent_id", "weight"),
    states=words,
    formula="100 x satisfied / (satisfied + neutral + dissatisfied)",
    counted="ratings given as words: good, bad, smileys",
    left_out="ratings offered and not given, unknown words; each counted",
    users="Zendesk, help desks with two buttons",
    example="20 good of 50 ratings: 40 % (95 % interval 27.6 to 53.8)",
)

VARIANTS = (
    *(on(scale) for scale in (Scale(0, 1), Scale(1, 3), Scale(1, 4), Scale(1, 7), Scale(1, 10), Scale(0, 10))),
    WORDS,
    *(beside(metric) for metric in (METRIC, WORDS) for beside in (net, polar)),
    top(1, Scale(1, 5), "QuestionPro, SQM Group (top box)"),
    top(2, Scale(1, 10), "CustomerGauge, QuestionPro"),
    *(of_maximum(scale) for scale in (Scale(1, 5), Scale(1, 7), Scale(1, 10), Scale(0, 10))),
)
