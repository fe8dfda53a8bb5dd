"""E-mail conversion rate: the share of delivered messages that led to a conversion.

In per cent of delivered; conversions are attributed by the tool that exported them. Since 0.1.
"""

from cxm.metrics.catalog.email._rates import sums
from cxm.metrics.spec import Better, Metric, Unit, wilson_cluster

METRIC = Metric(
    title="E-mail conversion rate",
    frame="campaign",
    definition="of_delivered",
    version=1,
    unit=Unit.PERCENT,
    better=Better.HIGHER,
    bounds=(0, 100),
    needs=("conversions", "delivered"),
    uses=("sent_at", "campaign_id"),
    states=sums(converted="conversions", delivered="delivered"),
    base="delivered",
    value=lambda s: 100 * s.converted / s.delivered,
    interval=wilson_cluster("converted"),
    shown=("converted",),
    question="What share of recipients did what we wanted after clicking?",
    formula="100 x recipients who converted / delivered",
    counted="campaigns with conversions and delivered",
    left_out="campaigns that lack one of the counts",
    conflict="Of recipients (Xoxoday), or of clickers.",
    reason="What a mailing earned is judged by all who got it.",
    example="19 of 950 delivered: 2.0 %",
    pitfalls=("The attribution window is the tool's: compare only within one tool.",),
    names={"zh_TW": "電子郵件轉換率", "zh_CN": "电子邮件转化率", "ms": "Kadar penukaran (e-mel)", "lt": "El. pašto konversijos dalis"},
)


VARIANTS = (
    METRIC.but(
        definition="of_clickers",
        needs=("conversions", "unique_clicks"),
        states=sums(converted="conversions", unique_clicks="unique_clicks"),
        base="unique_clicks",
        value=lambda s: 100 * s.converted / s.unique_clicks,
        by_name=True,
        question="What share of those who clicked did what we wanted?",
        formula="100 x recipients who converted / recipients who clicked",
        counted="campaigns with conversions and unique_clicks",
        users="",
        example="19 of 95 clickers: 20.0 %",
        pitfalls=(),
    ),
)
