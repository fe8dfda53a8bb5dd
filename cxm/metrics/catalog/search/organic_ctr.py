"""Organic click-through rate: clicks per impression in unpaid search.

In per cent, rebuilt from the counts; the rate column of the export is never averaged. Since 0.1.
"""

from cxm.metrics.spec import Better, Expr, Metric, Parts, Rows, Unit, wilson_cluster

PLACES = ("1", "2", "3", "4-10", "11-20", "21+")


def place(rows: Rows) -> Expr:
    """The group of the average position of a row, rounded half up; null without one."""
    at = (rows.col("position") + 0.5).floor()
    grouped = rows.when(at < 1).then(rows.lit(None))
    for limit, label in ((1, "1"), (2, "2"), (3, "3"), (10, "4-10"), (20, "11-20")):
        grouped = grouped.when(at <= limit).then(rows.lit(label))
    return grouped.when(at > 20).then(rows.lit("21+"))


def states(rows: Rows) -> dict[str, Expr]:
    """Sums over the rows that have both counts."""
    clicks, impressions = rows.col("clicks"), rows.col("impressions")
    both = ~clicks.is_null() & ~impressions.is_null()
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
    conflict="Clicks over impressions of all, or the mean of the rates of queries.",
    reason="Sums over sums: rare queries do not weigh as much as frequent ones.",
    example="50 clicks of 2,000 impressions: 2.5 %",
    pitfalls=("It falls when a site begins to rank for many queries at low places, though nothing got worse.",),
    names={"zh_TW": "自然點閱率", "zh_CN": "自然点击率", "ms": "CTR organik", "lt": "Organinis spustelėjimo greitis (CTR)"},
)

VARIANTS = (
    METRIC.but(
        definition="by_position",
        by_name=True,
        needs=("clicks", "impressions", "position"),
        parts=Parts("place", place, PLACES, "impressions"),
        question="What share of the impressions was clicked, at which position?",
        formula="100 x clicks / impressions of rows at each position, the rounded average of the row",
        counted="rows with clicks, impressions and a position",
        left_out="rows that lack one of them, positions below 1",
        example="at position 1 90 clicks of 300 impressions: 30 %",
    ),
)
