"""E-mail delivery rate: the share of sent messages that the receiving server accepted.

In per cent of sent; 100 minus the bounce rate. Since 0.1.
"""

from cxm.metrics.catalog.email._rates import sums
from cxm.metrics.spec import Better, Metric, Unit, wilson_cluster

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
    states=sums(accepted="delivered", sent="sent"),
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
