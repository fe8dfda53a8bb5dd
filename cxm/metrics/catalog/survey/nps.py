"""Net Promoter Score: the share of promoters minus the share of detractors among all valid answers.

In points from -100 to 100, no per cent sign. Passives stay in the base; blanks and answers off the scale leave it and are
counted. A decimal such as 8.5 is no answer to a whole-number question and is invalid. The scale is never guessed from the
absence of zeros. Since 0.1.
"""

from collections.abc import Callable

from cxm.metrics.spec import Better, Collapse, Expr, Metric, Rows, Scale, Unit, net_share


def cut(promoter_min: int, detractor_max: int) -> Callable[[Rows], dict[str, Expr]]:
    """The states for one pair of cut points."""

    def states(rows: Rows) -> dict[str, Expr]:
        score = rows.col("score")
        return {
            "promoters": rows.count(score >= promoter_min),
            "passives": rows.count((score > detractor_max) & (score < promoter_min)),
            "detractors": rows.count(score <= detractor_max),
            "answers": rows.count(~score.is_null()),
        }

    return states


def with_skipped(rows: Rows) -> dict[str, Expr]:
    """The states with skipped answers in the base."""
    return cut(9, 6)(rows) | {"answers": rows.count(~rows.col("score").is_null() | rows.skipped)}


def of_account(rows: Rows) -> dict[str, Expr]:
    """Mean answer of an account, of whole answers on the scale."""
    score = rows.col("score")
    answer = rows.when((score >= 0) & (score <= 10) & (score % 1 == 0)).then(score)
    return {"score": rows.total(answer) / rows.when(rows.count(~answer.is_null()) > 0).then(rows.count(~answer.is_null()))}


METRIC = Metric(
    title="Net Promoter Score",
    frame="survey",
    definition="0_10",
    version=1,
    unit=Unit.POINTS,
    better=Better.HIGHER,
    bounds=(-100, 100),
    scale=Scale(0, 10),
    needs=("score",),
    uses=("responded_at", "respondent_id", "weight"),
    about="nps",
    states=cut(9, 6),
    base="answers",
    value=lambda s: 100 * (s.promoters - s.detractors) / s.answers,
    interval=net_share("promoters", "detractors"),
    shown=("promoters", "passives", "detractors"),
    question="How many more customers would recommend us than warn against us?",
    formula="100 x (promoters - detractors) / answers; promoters answer 9-10, passives 7-8, detractors 0-6",
    counted="whole answers from 0 to 10, passives included",
    left_out="blank answers, answers off the scale, decimals; each counted",
    conflict=(
        "The scale: 0 to 10 (Bain and Satmetrix, Zoho, Locobuzz, LiveAgent), or 'usually 1 to 10' with detractors from 0 (Nextiva), which "
        "contradicts itself. Cut points of 8 and 5 in parts of Europe. Skipped answers in the base (Formbricks, CustomerGauge). Of people, "
        "or of accounts by their mean. Percent or points."
    ),
    reason=(
        "Most published descriptions, and the method's authors, ask from 0 to 10 and cut at 9 and 6; the bands of benchmarks "
        "were stated for it. Skipped answers are no opinion and stay out. A difference of shares is in points, not in per cent of "
        "anything."
    ),
    users="Bain and Satmetrix; most survey tools",
    example="50 promoters, 40 passives and 10 detractors of 100 answers: 100 x (50 - 10) / 100 = 40 (95 % interval 26.1 to 52.2)",
    pitfalls=(
        "The same 40 can hide 40/60/0 and 70/0/30: look at nps-distribution beside it.",
        "Relationship and transactional surveys must not be pooled.",
        "The mean of segment scores is not the score of the whole; cxm computes totals again from counts.",
    ),
    names={
        "zh_TW": "淨推薦值 (NPS)",
        "zh_CN": "净推荐值 (NPS)",
        "ms": "Skor promoter bersih (NPS)",
        "lt": "Grynasis rekomendacijos balas (NPS)",
    },
)

VARIANTS = (
    METRIC.but(
        definition="1_10",
        scale=Scale(1, 10),
        formula="100 x (promoters - detractors) / answers; promoters answer 9-10, passives 7-8, detractors 1-6",
        counted="whole answers from 1 to 10, passives included; not comparable with 0-10",
        users="tools whose question starts at 1",
    ),
    METRIC.but(
        definition="0_10_cut_8_5",
        states=cut(8, 5),
        formula="100 x (promoters - detractors) / answers; promoters answer 8-10, passives 6-7, detractors 0-5",
        users="the cut points some European companies use",
    ),
    METRIC.but(
        definition="0_10_with_skipped",
        states=with_skipped,
        by_name=True,
        formula="100 x (promoters - detractors) / (answers + skipped questions)",
        counted="whole answers from 0 to 10, and rows that answer nothing",
        left_out="answers off the scale, decimals; each counted",
        users="Formbricks, CustomerGauge",
        example="50 promoters, 30 passives, 20 detractors and 25 who skipped the question: 100 x (50 - 20) / 125 = 24, not 30",
        pitfalls=("Who skips a question has said nothing: the more do, the nearer it is to 0.",),
    ),
    METRIC.but(
        definition="of_accounts",
        needs=("score", "account_id"),
        uses=("responded_at",),
        per=Collapse(("account_id",), of_account),
        by_name=True,
        question="How many more accounts would recommend us than warn against us?",
        formula="100 x (accounts with a mean of 9 or more - accounts with a mean of 6 or less) / accounts",
        counted="accounts with a whole answer from 0 to 10; a mean between 6 and 9 is passive",
        left_out="answers without an account, blank answers, answers off the scale, decimals",
        users="companies that sell to companies",
        example="means of 9.5, 8.5, 6.5 and 3: (1 - 1) / 4 accounts = 0",
        pitfalls=("Means crowd in the middle: it is nearer to 0 than the score of the same people.",),
    ),
)
