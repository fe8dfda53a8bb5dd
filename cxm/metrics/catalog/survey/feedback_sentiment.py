"""Feedback sentiment: the shares of positive, neutral and negative comments.

In per cent of the comments whose tone an English lexicon can tell. Since 0.1.
"""

from cxm.metrics.spec import Better, Metric, Parts, Unit, wilson

METRIC = Metric(
    title="Feedback sentiment",
    frame="survey",
    definition="lexicon",
    version=1,
    unit=Unit.PERCENT,
    better=Better.NEUTRAL,
    bounds=(0, 100),
    needs=("comment",),
    uses=("responded_at", "language"),
    prepare="lexicon",
    parts=Parts("tone", lambda rows: rows.col("sentiment"), ("positive", "neutral", "negative"), "hits"),
    states=lambda rows: {"hits": rows.count(~rows.col("sentiment").is_null())},
    base="classified",
    value=lambda s: 100 * s.hits / s.classified,
    interval=wilson("hits"),
    question="What shares of the comments are positive, neutral and negative?",
    formula="100 x comments of the class / comments with a tone",
    counted="comments in English, by the lexicon VADER: above 0.05 positive, below -0.05 negative",
    left_out="comments that a language field says to be in another language, and those without a Latin letter",
    example="50 positive, 30 neutral, 20 negative: 50 %, 30 %, 20 %",
    pitfalls=("A lexicon misses irony, and knows no trade's own words.",),
    names={"zh_TW": "回饋情緒", "zh_CN": "反馈情感", "ms": "Sentimen maklum balas", "lt": "Atsiliepimų nuotaika"},
)
