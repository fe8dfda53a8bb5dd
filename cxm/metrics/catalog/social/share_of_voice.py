"""Share of voice: the share of each brand among the mentions of all brands in the export.

In per cent, one row per brand; by the definition `reach` a mention weighs what it reached. Which brands were tracked decides the number. Since 0.1.
"""

from cxm.metrics.spec import NO_INTERVAL, Better, Expr, Metric, Parts, Rows, Unit, wilson


def states(rows: Rows) -> dict[str, Expr]:
    """Mentions of the part."""
    return {"hits": rows.count(~rows.col("brand").is_null())}


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
    conflict="Of mentions, impressions, or advertising spend.",
    reason="Mentions are what a listening tool exports.",
    example="30 of 120 mentions: 25 %",
    names={"zh_TW": "聲量占比", "zh_CN": "声量份额", "ms": "Bahagian suara", "lt": "Balso dalis"},
)

VARIANTS = (
    METRIC.but(
        definition="reach",
        needs=("brand", "reach"),
        states=lambda rows: {
            "reached": rows.total(rows.when(~rows.col("brand").is_null() & (rows.col("reach") >= 0)).then(rows.col("reach")))
        },
        parts=Parts("brand_mentioned", lambda rows: rows.col("brand"), (), "reached"),
        base="reach",
        value=lambda s: 100 * s.reached / s.reach,
        interval=NO_INTERVAL,
        by_name=True,
        question="What part of the audience of the conversation hears about us?",
        formula="100 x reach of the mentions of the brand / reach of the mentions of all brands",
        counted="mentions with a brand and a reach",
        left_out="mentions without a brand, or without a reach",
        example="mentions that reach 3,000 of 12,000: 25 %",
        pitfalls=("A few authors with many followers make the number.",),
    ),
)
