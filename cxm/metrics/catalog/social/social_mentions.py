"""Social mentions: how often the brand was mentioned.

A count of mentions, own posts left out where they are marked. More mentions can be good or bad news. Since 0.1.
"""

from cxm.metrics.spec import Better, Collapse, Expr, Metric, Rows, Unit, garwood


def states(rows: Rows) -> dict[str, Expr]:
    """Mentions of a brand."""
    return {"mentions": rows.count(~rows.col("brand").is_null() if rows.has("brand") else ~rows.col("mentioned_at").is_null())}


METRIC = Metric(
    title="Mentions",
    frame="mention",
    definition="all",
    version=1,
    unit=Unit.COUNT,
    better=Better.NEUTRAL,
    bounds=(0, None),
    needs=("mentioned_at",),
    uses=("brand", "origin", "platform"),
    states=states,
    base="mentions",
    value=lambda s: s.mentions,
    interval=garwood("mentions"),
    aliases=("mentions",),
    question="How often is the brand talked about?",
    formula="number of mentions",
    counted="mentions of others",
    left_out="own posts, duplicates of a mention; each counted",
    conflict="Mentions, or the people who mention.",
    reason="Mentions: authors are often missing from exports.",
    example="120 mentions, 20 of them own posts: 100",
    names={"zh_TW": "提及數", "zh_CN": "提及", "ms": "Sebutan", "lt": "Paminėjimai"},
)

VARIANTS = (
    METRIC.but(
        definition="authors",
        needs=("mentioned_at", "author_id"),
        per=Collapse(("author_id",), lambda rows: {"mentions": rows.size()}),
        states=lambda rows: {"authors": rows.size()},
        base="authors",
        value=lambda s: s.authors,
        interval=garwood("authors"),
        by_name=True,
        question="How many different people talk about the brand?",
        formula="number of different authors of mentions",
        counted="authors of mentions of others",
        left_out="mentions without an author, own posts, duplicates of a mention",
        example="120 mentions by 45 people: 45",
    ),
)
