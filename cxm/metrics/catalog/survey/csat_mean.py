"""Mean satisfaction rating: the mean of all valid answers on their scale.

In scale points. The definitions `index_1_5` and the like rescale it to 0-100. Means on different scales are not comparable, not even rescaled:
people use the ends of long scales differently. Since 0.1.
"""

from cxm.metrics.spec import Better, Estimate, Expr, Interval, Metric, Rows, Scale, Unit, rating


def states(rows: Rows) -> dict[str, Expr]:
    """Sum and sum of squares of the answers."""
    score = rows.col("score")
    return {"total": rows.total(score), "squares": rows.total(score * score), "answers": rows.count(~score.is_null())}


def on(scale: Scale) -> Metric:
    """The mean on one scale."""
    return Metric(
        title="Mean satisfaction rating",
        frame="survey",
        definition=f"mean_{scale.low:g}_{scale.high:g}",
        version=1,
        unit=Unit.SCORE,
        better=Better.HIGHER,
        bounds=(scale.low, scale.high),
        scale=scale,
        on_scale=on,
        needs=("score",),
        uses=("responded_at", "respondent_id", "weight"),
        about="csat",
        states=states,
        base="answers",
        value=lambda s: s.total / s.answers,
        interval=rating("total", "squares"),
        question="How high is the average satisfaction rating?",
        formula=f"sum of the answers / answers, on {scale}",
        counted=f"whole answers from {scale.low:g} to {scale.high:g}",
        left_out="blank answers, answers off the scale; each counted",
        conflict="Some call the mean rating CSAT (Locobuzz, Chatwoot), some stretch it to 0 to 100 (Trengo). Mean or median.",
        reason=(
            "It answers another question than the share of satisfied answers, so it has its own name and stays on the scale that was asked."
        ),
        example="5 5 4 3 1: 18 / 5 = 3.6 of 5",
        pitfalls=("Means on 1-5 and 1-7 are not comparable, not even after rescaling.",),
        names={
            "zh_TW": "平均滿意度評分",
            "zh_CN": "平均满意度评分",
            "ms": "Purata penarafan kepuasan",
            "lt": "Vidutinis pasitenkinimo įvertinimas",
        },
    )


def median(scale: Scale) -> Metric:
    """The answer in the middle, on one scale."""

    def answer(rows: Rows) -> Expr:
        score = rows.col("score")
        return rows.when((score >= scale.low) & (score <= scale.high) & (score % 1 == 0)).then(score)

    return on(scale).but(
        definition=f"median_{scale.low:g}_{scale.high:g}",
        on_scale=median,
        uses=("responded_at",),
        states=lambda rows: {"answers": rows.count(~answer(rows).is_null())},
        interval=Interval("order_stat"),
        estimate=Estimate("quantile", answer, lambda rows: rows.lit(value=True)),
        by_name=True,
        question="What does the customer in the middle answer?",
        formula=f"median of the answers, on {scale}",
        example="5 5 4 3 1: 4",
        pitfalls=("It jumps from one answer to the next, and stays put while the mean moves.",),
    )


def index(scale: Scale) -> Metric:
    """The mean on one scale, rescaled to 0-100."""

    def rescaled(rows: Rows) -> dict[str, Expr]:
        score = 100 * (rows.col("score") - scale.low) / (scale.high - scale.low)
        return {"total": rows.total(score), "squares": rows.total(score * score), "answers": rows.count(~score.is_null())}

    return on(scale).but(
        definition=f"index_{scale.low:g}_{scale.high:g}",
        unit=Unit.INDEX,
        bounds=(0, 100),
        on_scale=index,
        states=rescaled,
        by_name=True,
        formula=f"100 x (mean of the answers - {scale.low:g}) / {scale.high - scale.low:g}, on {scale}",
        example="5 5 4 3 1: a mean of 3.6 of 5 is 65",
    )


OTHERS = (Scale(1, 7), Scale(1, 10), Scale(0, 10))
METRIC = on(Scale(1, 5))
VARIANTS = (*(on(scale) for scale in OTHERS), *(index(scale) for scale in (Scale(1, 5), *OTHERS)), median(Scale(1, 5)))
