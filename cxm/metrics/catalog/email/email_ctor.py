"""E-mail click-to-open rate: of those who opened, the share who clicked.

In per cent of unique openers, by the day of sending. Machine opens inflate the base and lower the rate. Since 0.1.
"""

from cxm.metrics.spec import Better, Expr, Metric, Rows, Unit, wilson_cluster


def states(rows: Rows) -> dict[str, Expr]:
    """Sums over the campaigns that have both counts."""
    hits, base = rows.col("unique_clicks"), rows.col("unique_opens")
    both = ~hits.is_null() & ~base.is_null()
    return {"clicked": rows.total(rows.when(both).then(hits)), "openers": rows.total(rows.when(both).then(base))}


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
    states=states,
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
