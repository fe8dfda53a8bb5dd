"""What people wrote: the text fields of each frame, theme words the user declares, and the terms a text holds."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

import polars as pl

from cxm.errors import IncompleteRequest, UsageError
from cxm.metrics.prepare import PERIOD, Given, in_periods

FIELDS = {"survey": ("comment",), "mention": ("text",), "ticket": ("subject", "text")}
"""The fields of a frame that hold what was written."""

TEXT = "_text"
EXAMPLE = '--set themes=@themes.txt, a file with one theme a line such as "delivery: late, courier*"'
LETTER = r"[\p{L}\p{M}\p{N}_]"
HAN = r"[\p{Han}\p{Hiragana}\p{Katakana}]"
TERM = r"[\p{Latin}\p{Cyrillic}\p{Greek}\p{Arabic}\p{Hebrew}\p{M}\p{N}][\p{Latin}\p{Cyrillic}\p{Greek}\p{Arabic}\p{Hebrew}\p{M}\p{N}'’]+"


def written(given: Given, kept: pl.Expr | None = None) -> pl.LazyFrame:
    """The texts of the report in lower case (`_text`); rows in which nobody wrote are left out.

    Args:
        kept: rows that take part; all by default.
    """
    known = [pl.col(name).cast(pl.String).fill_null("") for name in FIELDS[given.frame.name] if name in given.fields]
    text = pl.concat_str(known, separator="\n").str.to_lowercase().str.strip_chars()
    rows = in_periods(given, given.rows if kept is None else given.rows.filter(kept))
    found: pl.LazyFrame = rows.with_columns(text.alias(TEXT)).filter(pl.col(TEXT) != "")
    return found


def units(given: Given) -> list[str]:
    """The field that tells who wrote, if there is one: several texts of one person widen intervals."""
    return [name for name in (given.frame.unit,) if name is not None and name in given.fields]


def mentions(rows: pl.LazyFrame, given: Given, found: pl.Expr, name: str) -> pl.LazyFrame:
    """A row for each text with null in the column `name`, and one for each thing that was found in it.

    Args:
        found: the list of them.
    """
    listed = pl.concat_list(pl.lit(None, pl.String), found)
    return rows.select(PERIOD, *given.segments, *units(given), listed.alias(name)).explode(name)


def patterns(declared: Sequence[str]) -> Mapping[str, str]:
    """Theme -> the expression its words make, from lines such as `delivery: late, courier*, lost parcel`.

    Words are whole, in any case; `*` stands for further letters. Chinese and Japanese are written without blanks: any place is a word.

    Raises:
        UsageError: no theme, a theme without words, or one declared twice.
    """
    found: dict[str, str] = {}
    for line in declared:
        if line.startswith("#"):
            continue
        theme, colon, words = (part.strip() for part in line.partition(":"))
        listed = [word.strip() for word in re.split(r"[,|]", words) if word.strip(" *")]
        if not (theme and colon and listed):
            raise UsageError(f"themes: {line!r} names no theme with words", cure=EXAMPLE)
        if theme in found:
            raise UsageError(f"themes: {theme!r} is declared twice", cure="all words of a theme in one line")
        found[theme] = "|".join(_word(word.lower()) for word in listed)
    if not found:
        raise IncompleteRequest("no themes are declared", cure=EXAMPLE)
    return found


def _word(word: str) -> str:
    escaped = re.escape(word).replace(r"\*", f"{LETTER}*").replace(r"\ ", r"\s+")
    if re.search("[\u3040-\u30ff\u3400-\u9fff]", word):
        return escaped
    return f"(?:^|[^\\p{{L}}\\p{{M}}\\p{{N}}_])(?:{escaped})(?:$|[^\\p{{L}}\\p{{M}}\\p{{N}}_])"


def terms(text: pl.Expr) -> pl.Expr:
    """The different terms of a text as a list: words of two letters or more, and pairs of neighbouring Chinese or Japanese characters."""
    # Pairs overlap, which one pass does not find: the second looks at runs without their first character.
    shifted = text.str.replace_all(f"(^|[^\\p{{Han}}\\p{{Hiragana}}\\p{{Katakana}}]){HAN}", "${1} ")
    pairs = [one.str.extract_all(HAN + "{2}") for one in (text, shifted)]
    return pl.concat_list(text.str.extract_all(TERM), *pairs).list.unique(maintain_order=True)
