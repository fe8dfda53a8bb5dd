"""E-mail click-to-open rate: of those who opened, the share who clicked.

In per cent of unique openers, by the day of sending. Machine opens inflate the base and lower the rate. Since 0.1.
"""

from cxm.metrics.catalog.email._rates import sums
from cxm.metrics.spec import Better, Metric, Unit, wilson_cluster

METRIC = Metric(
    title="E-mail click-to-open rate (CTOR)",
    frame="campaign",
    definition="of_openers",
    version=1,
    unit=Unit.PERCENT,
    better=Better.HIGHER,
    bounds=(0, 100),
    needs=("unique_clicks", "unique_opens"),
    uses=("sent_at", "campaign_id"),
    states=sums(clicked="unique_clicks", openers="unique_opens"),
    base="openers",
    value=lambda s: 100 * s.clicked / s.openers,
    interval=wilson_cluster("clicked"),
    shown=("clicked",),
    aliases=("ctor", "click-to-open-rate"),
    question="What share of those who opened clicked?",
    formula="100 x recipients who clicked / recipients who opened",
    counted="campaigns with unique_clicks and unique_opens",
    left_out="campaigns that lack one of the counts",
    conflict="Often printed as click rate or CTR.",
    reason="People over people: unique clickers of unique openers.",
    example="50 clickers of 200 openers: 25 %",
    pitfalls=(
        "Opens by machines (Apple Mail Privacy Protection since September 2021) are in the count where the tool does not take them out: it is then a ceiling.",
    ),
    names={
        "zh_TW": "開信點擊率 (CTOR)",
        "zh_CN": "打开后点击率 (CTOR)",
        "ms": "Kadar klik selepas buka (CTOR)",
        "lt": "Spustelėjimų iš atidarymų dalis (CTOR)",
    },
)
