"""JSON: one object with the version, the results, what could not be computed, what was left out, and where it all comes from. One row a line inside."""

from __future__ import annotations

from typing import IO, TYPE_CHECKING

from cxm.io.writers._json import one_line, rows
from cxm.io.writers._writer import Options, Writer

if TYPE_CHECKING:
    from cxm.metrics.engine.result import Result


def write(result: Result, out: IO[str], options: Options) -> None:  # noqa: ARG001 - one signature for all writers
    """Write a result as one JSON object, all columns, numbers in full precision."""
    out.write(f'{{\n  "cxm": {one_line(result.version, out)},\n  "results": [')
    between = "\n    "
    for row in rows(result, out):
        out.write(between + row)
        between = ",\n    "
    out.write("\n  ],\n" if len(result.frame) else "],\n")
    out.write(f'  "not_computed": {one_line(result.missing, out)},\n')
    out.write(f'  "quality": {one_line(result.left_out, out)},\n')
    out.write(f'  "provenance": {one_line(result.provenance, out)}\n}}\n')


WRITER = Writer(title="JSON, one object", suffixes=(".json",), text=True, write=write)
