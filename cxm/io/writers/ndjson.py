"""NDJSON: one row of the result a line, for `jq` and everything that reads line by line."""

from __future__ import annotations

from typing import IO, TYPE_CHECKING

from cxm.io.writers._json import rows
from cxm.io.writers._writer import Options, Writer

if TYPE_CHECKING:
    from cxm.metrics.engine.result import Result


def write(result: Result, out: IO[str], options: Options) -> None:  # noqa: ARG001 - one signature for all writers
    """Write every row as one JSON object on its own line, all columns."""
    for row in rows(result, out):
        out.write(row + "\n")


WRITER = Writer(title="JSON, one row a line", suffixes=(".ndjson", ".jsonl"), text=True, write=write)
