"""Organic clicks: clicks on the site in unpaid search results.

A count by day. Rows by query leave out anonymised queries, and rows by page count otherwise than the property: sums differ by export.
From web analytics the definition `visits` counts visits from unpaid search; the two never agree. Since 0.1.
"""

from cxm.metrics.catalog.search._organic import ORGANIC, in_web_exports, is_organic
from cxm.metrics.catalog.search._rows import summed
from cxm.metrics.spec import Expr, Rows, garwood

METRIC = summed(
    "clicks",
    title="Organic clicks",
    question="How many clicks came from unpaid search results?",
    conflict="Clicks in Search Console, or visits in web analytics.",
    reason="Search Console counts clicks; visits lose those who left before the page loaded.",
    names={"zh_TW": "自然點擊", "zh_CN": "自然搜索点击", "ms": "Klik organik", "lt": "Organiniai spustelėjimai"},
)


def visits(rows: Rows) -> dict[str, Expr]:
    """Visits from unpaid search."""
    return {"visits": rows.count(is_organic(rows))}


def reported(rows: Rows) -> dict[str, Expr]:
    """Visits of the rows of unpaid search."""
    counted = is_organic(rows) & (rows.col("sessions") >= 0)
    return {"visits": rows.total(rows.when(counted).then(rows.col("sessions")))}


VISITS = METRIC.but(
    definition="visits",
    states=visits,
    base="visits",
    value=lambda s: s.visits,
    interval=garwood("visits"),
    settings=(ORGANIC,),
    question="How many visits came from unpaid search results?",
    formula="visits whose channel, medium or source is unpaid search",
    counted="visits that begin in the period",
    left_out="visits from elsewhere; bots and staff",
    example="30 visits on Monday, 12 on Tuesday: 42",
    pitfalls=("Visits and clicks never agree: consent, redirects and reloads are between them.",),
)

VARIANTS = tuple(in_web_exports(VISITS, states=reported, left_out="rows from elsewhere, and those without visits"))
