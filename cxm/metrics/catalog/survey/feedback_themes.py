"""Feedback themes: the share of comments that mention each theme.

In per cent of the comments, one row for each theme that occurs, the most frequent first. Themes are groups of words the user
declares; a comment that mentions two counts in both. Since 0.1.
"""

from cxm.metrics.spec import Better, Expr, Metric, Parts, Rows, Setting, Unit, wilson

THEMES = Setting("themes", "words", (), "themes and their words, such as delivery: late|courier*; @FILE has one theme a line")


def mentioned(rows: Rows, name: str, base: str) -> dict[str, Expr]:
    """Texts that mention something, and all texts: each has one row without."""
    said = rows.col(name).is_not_null()
    return {"hits": rows.count(said), base: rows.count(~said)}


METRIC = Metric(
    title="Feedback themes",
    frame="survey",
    definition="keywords",
    version=1,
    unit=Unit.PERCENT,
    better=Better.NEUTRAL,
    bounds=(0, 100),
    needs=("comment",),
    uses=("responded_at",),
    prepare="themes",
    parts=Parts("theme", lambda rows: rows.col("theme"), (), "hits"),
    states=lambda rows: mentioned(rows, "theme", "comments"),
    base="comments",
    value=lambda s: 100 * s.hits / s.comments,
    interval=wilson("hits"),
    settings=(THEMES,),
    shown=("hits",),
    shown_as={"hits": Unit.COUNT},
    question="What do people write about?",
    formula="100 x comments that mention the theme / comments",
    counted="answers with a comment; whole words in any case, * stands for further letters",
    left_out="answers without a comment",
    example="delivery in 30 of 60 comments: 50 %",
    pitfalls=("Words are counted, not understood: 'not late' mentions late.", "Shares may add up to over 100 %."),
    names={"zh_TW": "回饋主題", "zh_CN": "反馈主题", "ms": "Tema maklum balas", "lt": "Atsiliepimų temos"},
)
