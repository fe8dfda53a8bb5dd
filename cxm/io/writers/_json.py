"""Results as plain JSON: what the object and the line format share."""

from __future__ import annotations

from collections.abc import Iterator
from json import dumps
from typing import IO, TYPE_CHECKING, Any

from cxm.io.writers._cells import tidy, tidy_json

if TYPE_CHECKING:
    from cxm.metrics.engine.result import Result


def one_line(value: Any, out: IO[str]) -> str:
    """A value on one line, in the characters the output can carry; never NaN, always the same bytes for the same value."""
    encoding = (getattr(out, "encoding", None) or "utf-8").lower().replace("-", "")
    return dumps(tidy_json(value), ensure_ascii=not encoding.startswith("utf"), allow_nan=False)


def rows(result: Result, out: IO[str]) -> Iterator[str]:
    """Every row of a result as one object on one line, columns in the order of the contract, dates as in ISO 8601."""
    frame = tidy(result.frame)
    for row in frame.iter_rows(named=True):
        yield one_line(row, out)
