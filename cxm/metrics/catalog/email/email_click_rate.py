"""E-mail click rate: the share of delivered messages in which somebody clicked.

In per cent of delivered, by the day of sending. Clicks on the unsubscribe link do not count where the tool tells them apart. Since 0.1.
"""

from cxm.metrics.catalog.email._rates import sums
from cxm.metrics.spec import Better, Metric, Unit, wilson_cluster

METRIC = Metric(
    title="E-mail click rate (CTR)",
    frame="campaign",
    definition="of_delivered",
    version=1,
    unit=Unit.PERCENT,
    better=Better.HIGHER,
    bounds=(0, 100),
    needs=("unique_clicks", "delivered"),
    uses=("sent_at", "campaign_id"),
    states=sums(clicked="unique_clicks", delivered="delivered"),
    base="delivered",
    value=lambda s: 100 * s.clicked / s.delivered,
    interval=wilson_cluster("clicked"),
    shown=("clicked",),
    aliases=("click-rate",),
    question="What share of recipients clicked a link?",
    formula="100 x recipients who clicked / delivered",
    counted="campaigns with unique_clicks and delivered",
    left_out="campaigns that lack one of the counts",
    conflict="Over delivered, sent, or openers.",
    reason="Recipients are those who received it; over openers is email-ctor.",
    users="Klaviyo, Mailchimp",
    example="950 delivered, 28.5 unique clicks on average: 3.0 %",
    pitfalls=(
        "Security scanners click too: many clicks seconds after delivery are theirs.",
        "Of openers it is another number: email-ctor.",
    ),
    names={"zh_TW": "電子郵件點擊率", "zh_CN": "电子邮件点击率", "ms": "Kadar klikan (CTR)", "lt": "El. pašto spustelėjimo dalis"},
)


VARIANTS = (
    METRIC.but(
        definition="of_sent",
        needs=("unique_clicks", "sent"),
        states=sums(clicked="unique_clicks", sent="sent"),
        base="sent",
        value=lambda s: 100 * s.clicked / s.sent,
        by_name=True,
        question="What share of those it was sent to clicked a link?",
        formula="100 x recipients who clicked / sent",
        counted="campaigns with unique_clicks and sent",
        users="Mautic, GetResponse",
        example="28.5 unique clicks of 1,000 sent on average: 2.85 %",
        pitfalls=(),
    ),
)
