"""Organic impressions: appearances of the site in unpaid search results.

A count by day. Rows by query leave out anonymised queries, and rows by page count otherwise than the property: sums differ by export. Since 0.1.
"""

from cxm.metrics.spec import Better, Expr, Metric, Rows, Unit, garwood


def states(rows: Rows) -> dict[str, Expr]:
    """Sum over the rows."""
    return {"impressions": rows.total(rows.col("impressions"))}


METRIC = Metric(
    title="Organic impressions",
    frame="search_row",
    definition="sum",
    version=1,
    unit=Unit.COUNT,
    better=Better.HIGHER,
    bounds=(0, None),
    needs=("impressions",),
    uses=("date", "query", "page", "country", "device", "search_type"),
    states=states,
    base="impressions",
    value=lambda s: s.impressions,
    interval=garwood("impressions"),
    question="How often was the site shown in results?",
    formula="sum of impressions",
    counted="rows with impressions",
    left_out="rows without them",
    example="30 on Monday, 12 on Tuesday: 42",
    pitfalls=("The last two or three days of an export are still filling up.", "An export of exactly 1,000 rows is cut by the tool."),
    names={"zh_TW": "自然曝光", "zh_CN": "自然展示", "ms": "Tera organik", "lt": "Organiniai parodymai"},
)
