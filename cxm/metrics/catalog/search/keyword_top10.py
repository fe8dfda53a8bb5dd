"""Keywords in the top 10: the share of target keywords whose average position is 10 or better.

In per cent of the keywords named; without a list, of those the export has. A keyword nobody saw has no position and is not in the
top 10. Positions are weighted by impressions; without those, the mean of the rows. A change is tested on the keywords of both periods
by those that rose into the top 10 and those that fell out of it. Since 0.1.
"""

from collections.abc import Callable

from cxm.metrics.catalog.search._keywords import KEYWORDS, listed, wanted
from cxm.metrics.spec import CENSUS, Better, Collapse, Expr, Matched, Metric, Rows, Unit


def of_keyword(rows: Rows) -> dict[str, Expr]:
    """Positions and what they are weighted by."""
    position = rows.col("position")
    fine = position >= 1
    if not rows.has("impressions"):
        return {"weighted": rows.total(rows.when(fine).then(position)), "weight": rows.count(fine)}
    weight = rows.col("impressions")
    fine = fine & (weight > 0)
    return {"weighted": rows.total(rows.when(fine).then(position * weight)), "weight": rows.total(rows.when(fine).then(weight))}


def ranked(rows: Rows) -> Expr:
    """Whether a keyword has a position."""
    return listed(rows) & (rows.col("weight") > 0)


def inside(limit: int) -> Callable[[Rows], Expr]:
    """Whether a keyword has one at or above a limit."""
    return lambda rows: ranked(rows) & (rows.col("weighted") / rows.col("weight") <= limit)


def top(limit: int) -> Callable[[Rows], dict[str, Expr]]:
    """The states for one limit."""

    def states(rows: Rows) -> dict[str, Expr]:
        names, known = wanted(rows), rows.count(ranked(rows))
        return {
            "top": rows.count(inside(limit)(rows)),
            "ranked": known,
            # An engine sums rows, and cannot sum a constant.
            "keywords": 0 * rows.size() + len(names) if names else known,
        }

    return states


METRIC = Metric(
    title="Keywords in the top 10",
    frame="search_row",
    definition="top_10",
    version=1,
    unit=Unit.PERCENT,
    better=Better.HIGHER,
    bounds=(0, 100),
    needs=("query", "position"),
    uses=("date", "impressions"),
    prepare="keywords",
    per=Collapse(("query",), of_keyword),
    matched=Matched(inside(10), ranked, "keywords"),
    states=top(10),
    base="keywords",
    value=lambda s: 100 * s.top / s.keywords,
    interval=CENSUS,
    settings=(KEYWORDS,),
    shown=("top", "ranked"),
    min_grade_n=0,
    aliases=("top10",),
    question="What share of our keywords ranks in the top 10?",
    formula="100 x keywords with an average position of 10 or better / keywords of the list",
    counted="keywords named with --set keywords=@FILE, ranked or not; without a list those with a position",
    left_out="rows without a query, positions below 1",
    conflict="Ten places, or three.",
    reason="The first page of results is ten places; three are a definition away.",
    example="34 of 50 keywords: 68.0 %",
    pitfalls=("Without a list the base is what was seen: a site that ranks for less looks better.",),
    names={
        "zh_TW": "前十名關鍵字占比",
        "zh_CN": "前十名关键词占比",
        "ms": "Kata kunci 10 teratas",
        "lt": "Raktažodžiai pirmajame dešimtuke",
    },
)

VARIANTS = (
    METRIC.but(
        definition="top_3",
        by_name=True,
        states=top(3),
        matched=Matched(inside(3), ranked, "keywords"),
        question="What share of our keywords ranks in the top 3?",
        formula="100 x keywords with an average position of 3 or better / keywords of the list",
        example="12 of 50 keywords: 24.0 %",
    ),
)
