"""Sentiment share: the shares of positive, neutral and negative mentions.

In per cent of the mentions that carry a sentiment; it comes in the export, only the definition lexicon classifies text. Since 0.1.
"""

from cxm.metrics.spec import Better, Expr, Metric, Parts, Rows, Unit, wilson


def tone(rows: Rows) -> Expr:
    """The tone of a mention; null when the export gives none, or another word."""
    said = rows.col("sentiment")
    return rows.when(said.is_in(["positive", "neutral", "negative"])).then(said)


def states(rows: Rows) -> dict[str, Expr]:
    """Mentions of the class."""
    return {"hits": rows.count(~tone(rows).is_null())}


METRIC = Metric(
    title="Sentiment share",
    frame="mention",
    definition="labels",
    version=1,
    unit=Unit.PERCENT,
    better=Better.NEUTRAL,
    bounds=(0, 100),
    needs=("sentiment",),
    uses=("mentioned_at", "platform", "brand"),
    parts=Parts("tone", tone, ("positive", "neutral", "negative"), "hits"),
    states=states,
    base="classified",
    value=lambda s: 100 * s.hits / s.classified,
    interval=wilson("hits"),
    question="What shares of the talk are positive, neutral and negative?",
    formula="100 x mentions of the class / classified mentions",
    counted="mentions with a sentiment",
    left_out="mentions without one",
    conflict="Three shares, or positive against negative.",
    reason="All three are shown, so that neutral mentions are not lost.",
    example="50 positive, 30 neutral, 20 negative: 50 %, 30 %, 20 %",
    names={"zh_TW": "正負面評價占比", "zh_CN": "情感占比", "ms": "Bahagian sentimen", "lt": "Nuotaikos pasiskirstymas"},
)

VARIANTS = (
    METRIC.but(
        definition="lexicon",
        needs=("text",),
        uses=("mentioned_at", "platform", "brand"),
        prepare="lexicon",
        counted="mentions in English, by the lexicon VADER: above 0.05 positive, below -0.05 negative",
        left_out="mentions without a Latin letter",
    ),
)
