"""E-mail bounce rate: the share of sent messages that came back.

In per cent of sent; hard and soft bounces together, or the hard ones alone by the definition `hard`. A soft bounce delivered later is delivered. Since 0.1.
"""

from cxm.metrics.spec import Better, Expr, Metric, Rows, Unit, wilson_cluster


def states(rows: Rows) -> dict[str, Expr]:
    """Sums over the campaigns that have sent and bounces; hard and soft ones where the export tells them apart."""
    sent, bounced = rows.col("sent"), rows.col("bounces") if rows.has("bounces") else rows.lit(None)
    split = {"hard": rows.lit(0), "soft": rows.lit(0)}
    if rows.has("hard_bounces") and rows.has("soft_bounces"):
        hard, soft = rows.col("hard_bounces"), rows.col("soft_bounces")
        told = ~hard.is_null() | ~soft.is_null()
        split = {"hard": hard.fill_null(0), "soft": soft.fill_null(0)}
        bounced = rows.when(told).then(split["hard"] + split["soft"]).otherwise(bounced)
    both = ~sent.is_null() & ~bounced.is_null()
    return {
        "bounced": rows.total(rows.when(both).then(bounced)),
        **{name: rows.total(rows.when(both).then(count)) for name, count in split.items()},
        "sent": rows.total(rows.when(both).then(sent)),
    }


METRIC = Metric(
    title="E-mail bounce rate",
    frame="campaign",
    definition="all",
    version=1,
    unit=Unit.PERCENT,
    better=Better.LOWER,
    bounds=(0, 100),
    needs=("sent", "bounces"),
    uses=("hard_bounces", "soft_bounces", "sent_at"),
    states=states,
    base="sent",
    value=lambda s: 100 * s.bounced / s.sent,
    interval=wilson_cluster("bounced"),
    shown=("bounced",),
    question="What share of sent e-mails could not be delivered?",
    formula="100 x (hard + soft bounces) / sent",
    counted="campaigns with sent and bounces",
    left_out="campaigns that lack one of the counts",
    conflict="Hard and soft together, or hard alone; the word bounce also means a visit.",
    reason="Both failed to arrive; where the export tells them apart, so does the table.",
    example="30 hard and 20 soft of 1,000 sent: 5.0 %",
    names={"zh_TW": "郵件退信率", "zh_CN": "邮件退信率", "ms": "Kadar lantunan e-mel", "lt": "El. pašto grąžinimo dalis"},
)


def hard(rows: Rows) -> dict[str, Expr]:
    """Sums over the campaigns that have both counts."""
    sent, bounced = rows.col("sent"), rows.col("hard_bounces")
    both = ~sent.is_null() & ~bounced.is_null()
    return {"bounced": rows.total(rows.when(both).then(bounced)), "sent": rows.total(rows.when(both).then(sent))}


VARIANTS = (
    METRIC.but(definition="hard_and_soft", needs=("sent", "hard_bounces", "soft_bounces")),
    METRIC.but(
        definition="hard",
        needs=("sent", "hard_bounces"),
        uses=("sent_at",),
        states=hard,
        by_name=True,
        question="What share of sent e-mails went to addresses that do not exist?",
        formula="100 x hard bounces / sent",
        counted="campaigns with sent and hard bounces",
        users="Klaviyo and others, who drop an address after one",
        example="30 hard and 20 soft of 1,000 sent: 3.0 %",
    ),
)
