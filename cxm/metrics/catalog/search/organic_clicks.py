"""Organic clicks: clicks on the site in unpaid search results.

A count by day. Rows by query leave out anonymised queries, and rows by page count otherwise than the property: sums differ by export. Since 0.1.
"""

from cxm.metrics.spec import Better, Expr, Metric, Rows, Unit, garwood


def states(rows: Rows) -> dict[str, Expr]:
    """Sum over the rows."""
    return {"clicks": rows.total(rows.col("clicks"))}


METRIC = Metric(
    title="Organic clicks",
    frame="search_row",
    definition="sum",
    version=1,
    unit=Unit.COUNT,
    better=Better.HIGHER,
    bounds=(0, None),
    needs=("clicks",),
    uses=("date", "query", "page", "country", "device", "search_type"),
    states=states,
    base="clicks",
    value=lambda s: s.clicks,
    interval=garwood("clicks"),
    question="How many clicks came from unpaid search results?",
    formula="sum of clicks",
    counted="rows with clicks",
    left_out="rows without them",
    conflict="Clicks in Search Console, or visits in web analytics.",
    reason="Search Console counts clicks; visits lose those who left before the page loaded.",
    example="30 on Monday, 12 on Tuesday: 42",
    pitfalls=("The last two or three days of an export are still filling up.", "An export of exactly 1,000 rows is cut by the tool."),
    names={"zh_TW": "自然點擊", "zh_CN": "自然搜索点击", "ms": "Klik organik", "lt": "Organiniai spustelėjimai"},
)
