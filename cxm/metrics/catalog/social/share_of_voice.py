"""Share of voice: the share of each brand among the mentions of all brands in the export.

In per cent, one row per brand. Which brands were tracked decides the number. Since 0.1.
"""

from cxm.metrics.spec import Better, Expr, Metric, Parts, Rows, Unit, wilson


def states(rows: Rows) -> dict[str, Expr]:
    """Mentions of the part."""
    return {"hits": rows.count(rows.col("brand").is_not_null())}


METRIC = Metric(
    title="Share of voice",
    frame="mention",
    definition="mentions",
    version=1,
    unit=Unit.PERCENT,
    better=Better.HIGHER,
    bounds=(0, 100),
    needs=("brand",),
    uses=("mentioned_at", "platform"),
    parts=Parts("brand_mentioned", lambda rows: rows.col("brand"), (), "hits"),
    states=states,
    base="mentions",
    value=lambda s: 100 * s.hits / s.mentions,
    interval=wilson("hits"),
    aliases=("sov",),
    question="What part of the conversation about us and our rivals is about us?",
    formula="100 x mentions of the brand / mentions of all brands",
    counted="mentions with a brand",
    left_out="mentions without a brand",
    example="30 of 120 mentions: 25 %",
    names={"zh_TW": "聲量占比", "zh_CN": "声量份额", "ms": "Bahagian suara", "lt": "Balso dalis"},
)
