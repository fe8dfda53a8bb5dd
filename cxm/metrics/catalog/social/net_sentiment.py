"""Net sentiment: positive minus negative mentions among all classified ones.

In points from -100 to 100, neutral mentions in the base; `polar` leaves them out. Since 0.1.
"""

from cxm.metrics.spec import Better, Expr, Metric, Rows, Unit, net_share


def states(rows: Rows) -> dict[str, Expr]:
    """Positive, negative and all classified mentions."""
    said = rows.col("sentiment")
    return {
        "positive": rows.count(said == "positive"),
        "neutral": rows.count(said == "neutral"),
        "negative": rows.count(said == "negative"),
        "classified": rows.count(said.is_in(["positive", "neutral", "negative"])),
    }


METRIC = Metric(
    title="Net sentiment",
    frame="mention",
    definition="all_classified",
    version=1,
    unit=Unit.POINTS,
    better=Better.HIGHER,
    bounds=(-100, 100),
    needs=("sentiment",),
    uses=("mentioned_at", "platform", "brand"),
    states=states,
    base="classified",
    value=lambda s: 100 * (s.positive - s.negative) / s.classified,
    interval=net_share("positive", "negative"),
    shown=("positive", "neutral", "negative"),
    question="By how much does positive talk outweigh negative talk?",
    formula="100 x (positive - negative) / classified mentions",
    counted="mentions with a sentiment, neutral ones included",
    left_out="mentions without one",
    conflict="Over all classified mentions, or over positive and negative ones.",
    reason="The form of the net promoter score, and the commoner one; neutral mentions temper it.",
    example="50 positive, 30 neutral, 20 negative: 30",
    names={"zh_TW": "淨情緒值", "zh_CN": "净情感值", "ms": "Sentimen bersih", "lt": "Grynoji nuotaika"},
)


def polar(rows: Rows) -> dict[str, Expr]:
    """Positive and negative mentions alone."""
    said = rows.col("sentiment")
    return {
        "positive": rows.count(said == "positive"),
        "negative": rows.count(said == "negative"),
        "polar": rows.count(said.is_in(["positive", "negative"])),
    }


VARIANTS = (
    METRIC.but(
        definition="polar",
        states=polar,
        base="polar",
        value=lambda s: 100 * (s.positive - s.negative) / s.polar,
        shown=("positive", "negative"),
        formula="100 x (positive - negative) / (positive + negative)",
        counted="positive and negative mentions",
    ),
    METRIC.but(
        definition="lexicon",
        needs=("text",),
        uses=("mentioned_at", "platform", "brand"),
        prepare="lexicon",
        counted="mentions in English, by the lexicon VADER: above 0.05 positive, below -0.05 negative",
        left_out="mentions without a Latin letter",
    ),
)
