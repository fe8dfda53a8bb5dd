"""Recommendation share: the share of answers that would recommend, or did.

In per cent of all valid answers to a yes-or-no question. The definition `promoters_0_10` reads a 0-10 question instead and
counts 9-10. It is stated, not observed: referral-rate counts referrals made. Since 0.1.
"""

from cxm.metrics.spec import Better, Expr, Metric, Rows, Scale, Unit, wilson


def states(rows: Rows) -> dict[str, Expr]:
    """Answers, and those that recommend."""
    score = rows.col("score")
    return {"recommending": rows.count(score >= 1), "answers": rows.count(~score.is_null())}


def promoters(rows: Rows) -> dict[str, Expr]:
    """Answers on 0-10, and those of 9 or 10."""
    score = rows.col("score")
    return {"recommending": rows.count(score >= 9), "answers": rows.count(~score.is_null())}


METRIC = Metric(
    title="Recommendation share",
    frame="survey",
    definition="yes_no",
    version=1,
    unit=Unit.PERCENT,
    better=Better.HIGHER,
    bounds=(0, 100),
    scale=Scale(0, 1),
    needs=("score",),
    uses=("responded_at", "respondent_id", "weight"),
    not_about=("csat", "ces"),
    states=states,
    base="answers",
    value=lambda s: 100 * s.recommending / s.answers,
    interval=wilson("recommending"),
    shown=("recommending",),
    aliases=("recommend", "referral-share"),
    question="What share of customers would recommend us, or say they did?",
    formula="100 x answers that recommend / answers; yes is 1, no is 0",
    counted="answers 0 and 1, or yes and no in a declared language",
    left_out="blank answers and anything else; each counted",
    conflict="A yes-or-no question, or the promoters of an NPS question.",
    reason="A question is answered in its own words first: only a yes is a recommendation.",
    example="733 yes of 939 answers: 78.1 % (95 % interval 75.3 to 80.6)",
    pitfalls=("What people say they will do is more than what they do: see referral-rate.",),
    names={"zh_TW": "推薦比例", "zh_CN": "推荐比例", "ms": "Peratusan cadangan", "lt": "Rekomenduojančių dalis"},
)

VARIANTS = (
    METRIC.but(
        definition="promoters_0_10",
        scale=Scale(0, 10),
        states=promoters,
        formula="100 x answers of 9 or 10 / answers",
        counted="whole answers from 0 to 10",
        users="the promoter share of an NPS question",
    ),
)
