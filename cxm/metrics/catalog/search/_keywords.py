"""What metrics of keywords share. Standard library only."""

from cxm.metrics.spec import Expr, Rows, Setting

KEYWORDS = Setting(
    "keywords", "words", (), "target keywords, with commas between them or @FILE with one a line; all that are seen without any"
)


def wanted(rows: Rows) -> tuple[str, ...]:
    """The target keywords, each once."""
    return tuple(dict.fromkeys(word.strip().casefold() for word in rows.options["keywords"] if word.strip()))


def listed(rows: Rows) -> Expr:
    """Whether a row is of a target keyword; every row is where none are named."""
    words = wanted(rows)
    return (
        rows.col("query").str.strip_chars().str.to_lowercase().is_in(list(words)).fill_null(value=False) if words else rows.lit(value=True)
    )
