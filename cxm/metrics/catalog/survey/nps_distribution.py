"""NPS distribution: the shares of promoters, passives and detractors among all valid answers.

In per cent; the three shares of a cell add up to 100 before rounding. Groups without an answer are printed with 0, not left
out. The definition `scores` gives every score from 0 to 10 as a row. Since 0.1.
"""

from cxm.metrics.spec import Better, Expr, Metric, Parts, Rows, Scale, Unit, wilson


def group(rows: Rows) -> Expr:
    """Promoter, passive or detractor; null without a valid score."""
    score = rows.col("score")
    detractor = rows.when(score <= 6).then(rows.lit("detractors"))
    return (
        rows.when(score >= 9)
        .then(rows.lit("promoters"))
        .otherwise(rows.when(score >= 7).then(rows.lit("passives")).otherwise(detractor.otherwise(rows.lit(None))))
    )


def states(rows: Rows) -> dict[str, Expr]:
    """Answers of the part."""
    return {"hits": rows.count(~rows.col("score").is_null())}


METRIC = Metric(
    title="NPS distribution",
    frame="survey",
    definition="groups",
    version=1,
    unit=Unit.PERCENT,
    better=Better.NEUTRAL,
    bounds=(0, 100),
    scale=Scale(0, 10),
    needs=("score",),
    uses=("responded_at", "respondent_id", "weight"),
    about="nps",
    parts=Parts("answer", group, ("promoters", "passives", "detractors"), "hits"),
    states=states,
    base="answers",
    value=lambda s: 100 * s.hits / s.answers,
    interval=wilson("hits"),
    question="How do customers spread over promoters, passives and detractors?",
    formula="100 x answers of the group / answers",
    counted="whole answers from 0 to 10",
    left_out="blank answers, answers off the scale, decimals; each counted",
    conflict="Three groups, or every answer.",
    reason="The groups add up to the score; the answers one by one are a definition away.",
    example="50/40/10 of 100 answers: promoters 50.0 % (40.4 to 59.6), passives 40.0 %, detractors 10.0 %",
    pitfalls=("The shares of one distribution depend on each other; do not test each alone.",),
    names={"zh_TW": "NPS 分布", "zh_CN": "NPS 分布", "ms": "Taburan NPS", "lt": "NPS balo pasiskirstymas"},
)

VARIANTS = (
    METRIC.but(
        definition="scores",
        parts=Parts("answer", lambda rows: rows.col("score").cast(rows.x.Int64), tuple(str(score) for score in range(11)), "hits"),
        question="How do customers spread over the scores 0 to 10?",
        formula="100 x answers with the score / answers",
    ),
)
