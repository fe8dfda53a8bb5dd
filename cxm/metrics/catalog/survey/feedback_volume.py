"""Customer feedback volume: how many pieces of direct feedback came in.

A count of rows, with or without a score. Its interval is about the underlying level, widened by the spread of the daily
counts. More feedback can be good or bad news: no direction, no grade. Since 0.1.
"""

from cxm.metrics.spec import Better, Expr, Metric, Rows, Unit, garwood


def states(rows: Rows) -> dict[str, Expr]:
    """All items, and those with a written comment."""
    counts = {"items": rows.size()}
    if rows.has("comment"):
        counts["commented"] = rows.count(~rows.col("comment").is_null())
    return counts


def commented(rows: Rows) -> dict[str, Expr]:
    """Items with a written comment."""
    return {"items": rows.count(~rows.col("comment").is_null())}


METRIC = Metric(
    title="Customer feedback volume",
    frame="survey",
    definition="all",
    version=1,
    unit=Unit.COUNT,
    better=Better.NEUTRAL,
    bounds=(0, None),
    uses=("responded_at", "comment", "source"),
    states=states,
    base="items",
    value=lambda s: s.items,
    interval=garwood("items"),
    shown=("commented",),
    aliases=("feedback-count",),
    question="How much direct feedback came in through surveys, reviews and support?",
    formula="number of feedback items",
    counted="every row, scored or not",
    left_out="tests, spam and partial answers; each counted",
    conflict="All items, or only those somebody wrote something in.",
    reason="Every item is feedback; a split by source shows what kind.",
    example="120 survey answers, 30 reviews and 15 tickets tagged as feedback: 165",
    pitfalls=("More feedback can be good or bad news.",),
    names={
        "zh_TW": "客戶反饋數",
        "zh_CN": "客户反馈量",
        "ms": "Maklum balas pelanggan",
        "lt": "Kliento grįžtamosios informacijos kiekis",
    },
)

VARIANTS = (
    METRIC.but(
        definition="with_comment",
        needs=("comment",),
        states=commented,
        shown=(),
        formula="number of feedback items with a written comment",
        counted="rows with a comment",
    ),
)
