"""Feedback terms: the terms that comments of one segment mention more often than those of others.

In per cent of the comments, one row for each such term. Nothing is declared: words, and pairs of Chinese characters, are compared
between the segments of `--by`. Since 0.1.
"""

from cxm.metrics.spec import Better, Metric, Parts, Setting, Unit, mentioned, wilson

METRIC = Metric(
    title="Distinctive feedback terms",
    frame="survey",
    definition="log_odds",
    version=1,
    unit=Unit.PERCENT,
    better=Better.NEUTRAL,
    bounds=(0, 100),
    needs=("comment",),
    uses=("responded_at",),
    prepare="distinctive_terms",
    parts=Parts("term", lambda rows: rows.col("term"), (), "hits"),
    states=lambda rows: mentioned(rows, "term", "comments"),
    base="comments",
    value=lambda s: 100 * s.hits / s.comments,
    interval=wilson("hits"),
    settings=(
        Setting("top", "number", 5, "most terms shown for each segment"),
        Setting("min_count", "number", 5, "fewest comments that mention a term"),
    ),
    question="Which words tell what one segment writes from what the others write?",
    formula="100 x comments that mention the term / comments",
    counted="answers with a comment",
    left_out="answers without a comment; terms no segment mentions clearly more often than the others",
    example="late in 12 of 40 comments of phone and in 3 of 60 of web: 30 % and 5 %",
    pitfalls=("The terms were chosen for their difference, so their intervals do not tell that it is real: the choice does, at 5 %.",),
    names={"zh_TW": "回饋特徵詞", "zh_CN": "反馈特征词", "ms": "Istilah maklum balas tersendiri", "lt": "Skiriamieji atsiliepimų žodžiai"},
)
