"""CSV: for spreadsheets, `cut` and `awk`. UTF-8, comma, one line feed a row."""

from __future__ import annotations

from typing import IO, TYPE_CHECKING

from cxm.io.writers._separated import write_separated
from cxm.io.writers._writer import Options, Writer

if TYPE_CHECKING:
    from cxm.metrics.engine.result import Result


def write(result: Result, out: IO[str], options: Options) -> None:
    """Write a result with commas between the cells; all columns if `options.full`."""
    write_separated(result, out, ",", full=options.full)


WRITER = Writer(title="CSV", suffixes=(".csv",), text=True, write=write)
