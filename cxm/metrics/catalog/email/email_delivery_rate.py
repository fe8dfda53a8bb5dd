"""E-mail delivery rate: the share of sent messages that the receiving server accepted.

In per cent of sent; 100 minus the bounce rate. Since 0.1.
"""

from cxm.metrics.spec import Better, Expr, Metric, Rows, Unit, wilson_cluster


def states(rows: Rows) -> dict[str, Expr]:
    """Sums over the campaigns that have both counts."""
    hits, base = rows.col("delivered"), rows.col("sent")
    both = ~hits.is_null() & ~base.is_null()
    return {"accepted": rows.total(rows.when(both).then(hits)), "sent": rows.total(rows.when(both).then(base))}


METRIC = Metric(
    title="E-mail delivery rate",
    frame="campaign",
    definition="of_sent",
    version=1,
    unit=Unit.PERCENT,
    better=Better.HIGHER,
    bounds=(0, 100),
    needs=("delivered", "sent"),
    uses=("sent_at", "campaign_id"),
    states=states,
    base="sent",
    value=lambda s: 100 * s.accepted / s.sent,
    interval=wilson_cluster("accepted"),
    shown=("accepted",),
    aliases=("delivery-rate",),
    question="What share of sent e-mails was accepted?",
    formula="100 x delivered / sent",
    counted="campaigns with delivered and sent",
    left_out="campaigns that lack one of the counts",
    conflict="Accepted by the server, or in the inbox.",
    reason="Only the first is in an export.",
    example="950 of 1,000 sent: 95.0 %",
    names={"zh_TW": "郵件送達率", "zh_CN": "邮件送达率", "ms": "Kadar penghantaran e-mel", "lt": "El. pašto pristatymo dalis"},
)
