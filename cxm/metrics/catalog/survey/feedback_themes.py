"""Feedback themes: the share of comments that mention each theme.

In per cent of the comments, one row for each theme that occurs, the most frequent first. Themes are groups of words the user
declares; a comment that mentions two counts in both. Since 0.1.
"""

from cxm.metrics.catalog.survey._comments import mentions
from cxm.metrics.spec import THEMES

METRIC = mentions(
    "theme",
    "themes",
    title="Feedback themes",
    definition="keywords",
    settings=(THEMES,),
    question="What do people write about?",
    counted="answers with a comment; whole words in any case, * stands for further letters",
    left_out="answers without a comment",
    example="delivery in 30 of 60 comments: 50 %",
    pitfalls=("Words are counted, not understood: 'not late' mentions late.", "Shares may add up to over 100 %."),
    names={"zh_TW": "回饋主題", "zh_CN": "反馈主题", "ms": "Tema maklum balas", "lt": "Atsiliepimų temos"},
)
