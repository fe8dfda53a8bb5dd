"""Feedback terms: the terms that comments of one segment mention more often than those of others.

In per cent of the comments, one row for each such term. Nothing is declared: words, and pairs of Chinese characters, are compared
between the segments of `--by`. Since 0.1.
"""

from cxm.metrics.catalog.survey._comments import mentions
from cxm.metrics.spec import Setting

METRIC = mentions(
    "term",
    "distinctive_terms",
    title="Distinctive feedback terms",
    definition="log_odds",
    settings=(
        Setting("top", "number", 5, "most terms shown for each segment"),
        Setting("min_count", "number", 5, "fewest comments that mention a term"),
    ),
    question="Which words tell what one segment writes from what the others write?",
    counted="answers with a comment",
    left_out="answers without a comment; terms no segment mentions clearly more often than the others",
    example="late in 12 of 40 comments of phone and in 3 of 60 of web: 30 % and 5 %",
    pitfalls=("The terms were chosen for their difference, so their intervals do not tell that it is real: the choice does, at 5 %.",),
    names={"zh_TW": "回饋特徵詞", "zh_CN": "反馈特征词", "ms": "Istilah maklum balas tersendiri", "lt": "Skiriamieji atsiliepimų žodžiai"},
)
