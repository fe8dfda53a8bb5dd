"""E-mail conversion rate: the share of delivered messages that led to a conversion.

In per cent of delivered; conversions are attributed by the tool that exported them. Since 0.1.
"""

from cxm.metrics.spec import Better, Expr, Metric, Rows, Unit, wilson_cluster


def states(rows: Rows) -> dict[str, Expr]:
    """Sums over the campaigns that have both counts."""
    hits, base = rows.col("conversions"), rows.col("delivered")
    both = ~hits.is_null() & ~base.is_null()
    return {"converted": rows.total(rows.when(both).then(hits)), "delivered": rows.total(rows.when(both).then(base))}


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
    states=states,
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


def of_clickers(rows: Rows) -> dict[str, Expr]:
    """Sums over the campaigns that have both counts."""
    hits, base = rows.col("conversions"), rows.col("unique_clicks")
    both = ~hits.is_null() & ~base.is_null()
    return {"converted": rows.total(rows.when(both).then(hits)), "unique_clicks": rows.total(rows.when(both).then(base))}


VARIANTS = (
    METRIC.but(
        definition="of_clickers",
        needs=("conversions", "unique_clicks"),
        states=of_clickers,
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
