"""Separated values: what CSV and TSV share."""

from __future__ import annotations

from typing import IO, TYPE_CHECKING

import polars as pl

from cxm.io.writers._cells import guard, tidy
from cxm.metrics.engine.result import CORE

if TYPE_CHECKING:
    from cxm.metrics.engine.result import Result


def write_separated(result: Result, out: IO[str], separator: str, *, full: bool) -> None:
    """Write the core columns, or all, one row a line under a header.

    Numbers in full precision (the shortest that reads back the same), dates as in ISO 8601, true and false, nothing for null.
    Text is cleaned, and an apostrophe stands before what a spreadsheet would compute; numbers are left alone.
    """
    frame = result.frame
    if not full:
        core = {name for name, _ in CORE} | {*result.segments, *result.parts, *result.compared}
        frame = frame.select([name for name in frame.columns if name in core])
    names = pl.DataFrame([[guard(name) for name in frame.columns]], orient="row") if frame.columns else pl.DataFrame()
    for table in (names, tidy(frame, guard)):
        out.write(table.write_csv(separator=separator, include_header=False))
