"""Keyword rankings: the average position in unpaid search, weighted by impressions.

1 is the top. A keyword without impressions has no position; it is not 100. Exports without impressions, such as those of rank trackers,
are read by the definition `unweighted`. Since 0.1.
"""

from cxm.metrics.catalog.search._keywords import KEYWORDS, listed
from cxm.metrics.spec import Better, Expr, Metric, Rows, Unit, ratio_of, ratio_states


def states(rows: Rows) -> dict[str, Expr]:
    """Position weighted by impressions, every row a unit."""
    position, impressions = rows.col("position"), rows.col("impressions")
    fine = listed(rows) & (position >= 1) & (impressions > 0)
    y, x = rows.when(fine).then(position * impressions), rows.when(fine).then(impressions)
    return ratio_states(rows, y, x) | {"rows": rows.count(fine)}


def daily(rows: Rows) -> dict[str, Expr]:
    """Positions as a rank tracker notes them, every row a unit of weight 1."""
    position = rows.col("position")
    fine = listed(rows) & (position >= 1)
    return ratio_states(rows, rows.when(fine).then(position), rows.when(fine).then(rows.lit(1.0))) | {"rows": rows.count(fine)}


METRIC = Metric(
    title="Keyword rankings (average position)",
    frame="search_row",
    definition="weighted",
    version=1,
    unit=Unit.POSITION,
    better=Better.LOWER,
    bounds=(1, None),
    needs=("position", "impressions"),
    uses=("date", "query"),
    states=states,
    base="rows",
    value=lambda s: s.y / s.x,
    interval=ratio_of("rows"),
    settings=(KEYWORDS,),
    aliases=("average-position",),
    question="Where do we rank for our keywords?",
    formula="sum of position x impressions / impressions",
    counted="rows with a position of 1 or more and impressions",
    left_out="rows without impressions, positions below 1",
    conflict="The mean of positions, or weighted by impressions.",
    reason="A position nobody saw counts nothing.",
    example="position 2 with 300 and 5 with 100 impressions: 2.75",
    names={"zh_TW": "關鍵字排名", "zh_CN": "关键词排名", "ms": "Kedudukan kata kunci", "lt": "Raktažodžio reitingai"},
)

VARIANTS = (
    METRIC.but(
        definition="unweighted",
        needs=("position",),
        states=daily,
        formula="sum of positions / rows with a position",
        counted="rows with a position of 1 or more",
        left_out="positions below 1",
        users="rank trackers, which know no impressions",
        example="positions 2, 3 and 7 on three days: 4",
    ),
)
