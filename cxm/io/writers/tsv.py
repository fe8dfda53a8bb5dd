"""TSV: for `cut` and `awk` without a thought of commas in cells; no cell holds a tab or a line end."""

from __future__ import annotations

from typing import IO, TYPE_CHECKING

from cxm.io.writers._separated import write_separated
from cxm.io.writers._writer import Options, Writer

if TYPE_CHECKING:
    from cxm.metrics.engine.result import Result


def write(result: Result, out: IO[str], options: Options) -> None:
    """Write a result with tabs between the cells; all columns if `options.full`."""
    write_separated(result, out, "\t", full=options.full)


WRITER = Writer(title="TSV", suffixes=(".tsv", ".tab"), text=True, write=write)
