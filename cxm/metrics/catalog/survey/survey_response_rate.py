"""Survey response rate: the share of invitations that were answered.

In per cent of invitations, by the day of the invitation. Invitations younger than 14 days at the observation end are not yet
due: they are left out and counted as immature. Since 0.1.
"""

from cxm.metrics.spec import Better, Expr, Metric, Rows, Unit, wilson


def states(rows: Rows) -> dict[str, Expr]:
    """Invitations, and those with an answer."""
    invited = ~rows.col("invited_at").is_null()
    answer = rows.col(next(name for name in ("score", "score_label", "responded_at") if rows.has(name)))
    return {"answered": rows.count(invited & ~answer.is_null()), "invitations": rows.count(invited)}


METRIC = Metric(
    title="Survey response rate",
    frame="survey",
    definition="invited",
    version=1,
    unit=Unit.PERCENT,
    better=Better.HIGHER,
    bounds=(0, 100),
    needs=("invited_at", "responded_at"),
    uses=("score", "score_label", "respondent_id", "weight"),
    period_by="invited_at",
    maturity_days=14,
    states=states,
    base="invitations",
    value=lambda s: 100 * s.answered / s.invitations,
    interval=wilson("answered"),
    shown=("answered",),
    aliases=("response-rate",),
    question="What share of those invited answered?",
    formula="100 x answered invitations / invitations",
    counted="invitations at least 14 days old at the observation end",
    left_out="younger invitations (immature), rows without an invitation time",
    conflict="Answers over surveys sent, or over surveys delivered.",
    reason="Exports of surveys know what was sent and seldom what arrived.",
    users="invitations sent; delivery is not in survey exports",
    example="50 answers to 400 invitations: 12.5 % (95 % interval 9.6 to 16.1)",
    pitfalls=("An invitation answered twice is two rows: duplicates of response_id are removed first.",),
    names={"zh_TW": "問卷回覆率", "zh_CN": "问卷回复率", "ms": "Kadar respons tinjauan", "lt": "Apklausos atsakymų dalis"},
)
