"""Cells of an export are never trusted: what is taken out of text, or put before it, on the way to an output."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date
from math import isfinite
from typing import Any

import polars as pl

ESCAPES = r"\x1b\[[0-?]*[ -/]*[@-~]|\x1b[\]PX^_][^\x07\x1b]*(?:\x07|\x1b\\)?|\x1b[ -/]*[0-~]"
"""Terminal sequences: CSI, then OSC and the other strings up to their end, then the short ones."""

BLANKS = "[\\t\\n\\x0b\\x0c\\r\\x85\u2028\u2029]+"
CONTROLS = "[\\x00-\\x1f\\x7f-\\x9f\u202a-\u202e\u2066-\u2069\ufeff]"
"""Control characters, marks that turn the direction of the text around them, byte order marks."""

FORMULA = r"^\s*[=+\-@＝＋－＠]"
"""Text a spreadsheet would compute; set to Chinese or Japanese it takes the wide forms of the signs as well."""

_ESCAPES, _BLANKS, _CONTROLS, _FORMULA = (re.compile(pattern) for pattern in (ESCAPES, BLANKS, CONTROLS, FORMULA))


def clean(text: str) -> str:
    """Text without terminal sequences and control characters; line ends and tabs become blanks."""
    if text.isprintable():
        return text
    return _CONTROLS.sub("", _BLANKS.sub(" ", _ESCAPES.sub("", text)))


def guard(text: str) -> str:
    """Clean text that no spreadsheet takes for a formula: an apostrophe stands before one."""
    text = clean(text)
    return f"'{text}" if _FORMULA.match(text) else text


def tidy(frame: pl.DataFrame, rule: Callable[[str], str] = clean) -> pl.DataFrame:
    """A frame with the rule applied to the cells of its text columns; the column names stay."""
    changed = []
    for column in frame.select(pl.col(pl.String)):
        cells = column.unique().drop_nulls().to_list()
        better = {cell: tidied for cell in cells if (tidied := rule(cell)) != cell}
        if better:
            changed.append(column.replace(list(better), list(better.values())))
    return frame.with_columns(changed)


def tidy_json(value: Any) -> Any:
    """A value of plain JSON types with its texts and keys cleaned; numbers that JSON does not know are null."""
    if isinstance(value, str):
        return clean(value)
    if isinstance(value, float):
        return value if isfinite(value) else None
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Mapping):
        return {clean(str(key)): tidy_json(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [tidy_json(item) for item in value]
    return value
