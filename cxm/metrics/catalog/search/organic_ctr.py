"""Organic click-through rate: clicks per impression in unpaid search.

In per cent, rebuilt from the counts; the rate column of the export is never averaged. Since 0.1.
"""

from cxm.metrics.spec import Better, Expr, Metric, Rows, Unit, wilson_cluster


def states(rows: Rows) -> dict[str, Expr]:
    """Sums over the rows that have both counts."""
    clicks, impressions = rows.col("clicks"), rows.col("impressions")
    both = clicks.is_not_null() & impressions.is_not_null()
    return {"clicks": rows.total(rows.when(both).then(clicks)), "impressions": rows.total(rows.when(both).then(impressions))}


METRIC = Metric(
    title="Organic click-through rate",
    frame="search_row",
    definition="pooled",
    version=1,
    unit=Unit.PERCENT,
    better=Better.HIGHER,
    bounds=(0, 100),
    needs=("clicks", "impressions"),
    uses=("date", "query", "page"),
    states=states,
    base="impressions",
    value=lambda s: 100 * s.clicks / s.impressions,
    interval=wilson_cluster("clicks"),
    shown=("clicks",),
    question="What share of the impressions in search was clicked?",
    formula="100 x clicks / impressions",
    counted="rows with clicks and impressions",
    left_out="rows that lack one of them",
    example="50 clicks of 2,000 impressions: 2.5 %",
    pitfalls=("It falls when a site begins to rank for many queries at low places, though nothing got worse.",),
    names={"zh_TW": "自然點閱率", "zh_CN": "自然点击率", "ms": "CTR organik", "lt": "Organinis spustelėjimo greitis (CTR)"},
)
