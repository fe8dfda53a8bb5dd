"""E-mail unsubscribe rate: the share of delivered messages after which the recipient unsubscribed.

In per cent of delivered. Spam complaints are counted in email-complaint-rate. Since 0.1.
"""

from cxm.metrics.catalog.email._rates import sums
from cxm.metrics.spec import Better, Metric, Unit, wilson_cluster

METRIC = Metric(
    title="E-mail unsubscribe rate",
    frame="campaign",
    definition="of_delivered",
    version=1,
    unit=Unit.PERCENT,
    better=Better.LOWER,
    bounds=(0, 100),
    needs=("unsubscribes", "delivered"),
    uses=("sent_at", "campaign_id"),
    states=sums(unsubscribed="unsubscribes", delivered="delivered"),
    base="delivered",
    value=lambda s: 100 * s.unsubscribed / s.delivered,
    interval=wilson_cluster("unsubscribed"),
    shown=("unsubscribed",),
    aliases=("unsubscribe-rate",),
    question="What share of recipients left the list after the e-mail?",
    formula="100 x recipients who unsubscribed / delivered",
    counted="campaigns with unsubscribes and delivered",
    left_out="campaigns that lack one of the counts",
    conflict="Over delivered or sent.",
    reason="Who did not get the mail cannot leave by it.",
    example="2 of 950 delivered: 0.21 %",
    names={"zh_TW": "退訂率", "zh_CN": "退订率", "ms": "Kadar berhenti melanggan", "lt": "Prenumeratos atsisakymo dalis"},
)


VARIANTS = (
    METRIC.but(
        definition="of_sent",
        needs=("unsubscribes", "sent"),
        states=sums(unsubscribed="unsubscribes", sent="sent"),
        base="sent",
        value=lambda s: 100 * s.unsubscribed / s.sent,
        formula="100 x recipients who unsubscribed / sent",
        counted="campaigns with unsubscribes and sent",
        users="Mautic, GetResponse; exports without delivered",
        example="2 of 1,000 sent: 0.20 %",
    ),
    METRIC.but(
        definition="of_openers",
        needs=("unsubscribes", "unique_opens"),
        states=sums(unsubscribed="unsubscribes", unique_opens="unique_opens"),
        base="unique_opens",
        value=lambda s: 100 * s.unsubscribed / s.unique_opens,
        by_name=True,
        question="What share of those who opened the e-mail left the list?",
        formula="100 x recipients who unsubscribed / recipients who opened",
        counted="campaigns with unsubscribes and unique_opens",
        users="",
        example="2 of 400 openers: 0.50 %",
        pitfalls=(),
    ),
)
