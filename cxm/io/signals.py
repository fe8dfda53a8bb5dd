"""Signals: what a scan found out too late, so that the caller reads again with more care; and the border polars errors do not cross."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace

import polars as pl

from cxm.errors import ExportError
from cxm.io.layout import (
    Layout,
)

EXTRA = " extra"
FILE = " file"
LINE = " line"
"""Names that begin with a blank never collide with those of an export, which are stripped."""


class NeedsText(Exception):
    """A typed column holds something that is not of its type: read it as text."""

    def __init__(self, column: str) -> None:
        self.column = column
        super().__init__(column)


class NeedsCleanCopy(Exception):
    """A file cannot be left to polars.

    Args:
        blank: only blank lines are in question, so reading all columns is enough.
    """

    def __init__(self, why: str, *, blank: bool = False) -> None:
        self.why = why
        self.blank = blank
        super().__init__(why)


def careful(layouts: Sequence[Layout], signal: NeedsCleanCopy) -> tuple[Layout, ...]:
    """The layouts for reading again after a signal; each signal is answered at most once per layout, so this ends."""
    if signal.blank:
        return tuple(replace(one, drop_blank=True) for one in layouts)
    return tuple(replace(one, plain=False) for one in layouts)


UNPARSED = re.compile(r"could not parse `.*` as dtype `([^`]+)` at column '(.*)' \(column number \d+\)", re.DOTALL)
MALFORMED = (
    "CSV malformed",
    "invalid utf-8 sequence",
    "found more fields than defined",
    "CSV file contained column names not specified",
    "column names specified in schema not found in CSV",
    "could not parse",
)
BUGS = (
    pl.exceptions.ColumnNotFoundError,
    pl.exceptions.SchemaFieldNotFoundError,
    pl.exceptions.StructFieldNotFoundError,
    pl.exceptions.DuplicateError,
    pl.exceptions.InvalidOperationError,
    pl.exceptions.SchemaError,
    pl.exceptions.ShapeError,
)
"""What no export can cause: columns are checked before a query is made."""


@contextmanager
def collecting(where: str | None = None) -> Iterator[None]:
    """Around a collect: what polars raises becomes a signal to read again, or an error for the user.

    Raises:
        NeedsText: a typed column does not parse.
        NeedsCleanCopy: a file is not as plain as its beginning.
        ExportError: anything else that the data cause.
    """
    try:
        yield
    except pl.exceptions.PolarsError as error:
        if isinstance(error, BUGS) and not any(words in str(error) for words in MALFORMED):
            raise
        raise _answer(str(error), where) from None
    except pl.exceptions.PanicException as error:
        raise unreadable(str(error), where) from None
    except BrokenPipeError:
        raise
    except OSError as error:
        raise unreadable(str(error), where) from None


@contextmanager
def reading(name: str) -> Iterator[None]:
    """Around what only the content of a file can make fail."""
    try:
        yield
    except (pl.exceptions.PolarsError, pl.exceptions.PanicException, OSError) as error:
        raise unreadable(str(error), name) from None


def _answer(message: str, where: str | None) -> Exception:
    if found := UNPARSED.search(message):
        kind, column = found[1], found[2]
        if kind != "str" and column != EXTRA:
            return NeedsText(column)
        return NeedsCleanCopy("a row has more cells than the header" if column == EXTRA else "broken quotes")
    if any(words in message for words in MALFORMED):
        return NeedsCleanCopy(message.splitlines()[0])
    return unreadable(message, where)


def unreadable(message: str, where: str | None) -> ExportError:
    """The error of a file that stops in the middle or is not what its name says."""
    told = message.splitlines()[0][:200] if message else "no reason given"
    return ExportError(f"cannot be read: {told}", where=where, cure="export it again, or copy it again")
