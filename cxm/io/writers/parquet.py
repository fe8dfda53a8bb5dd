"""Parquet: typed, compressed, with provenance in the file's metadata."""

from __future__ import annotations

from typing import IO, TYPE_CHECKING

from cxm.io.writers._metadata import metadata
from cxm.io.writers._writer import Options, Writer

if TYPE_CHECKING:
    from cxm.metrics.engine.result import Result


def write(result: Result, out: IO[bytes], options: Options) -> None:  # noqa: ARG001 - one signature for all writers
    """Write all columns with their types, text as it is."""
    result.frame.write_parquet(out, metadata=metadata(result))


WRITER = Writer(title="Parquet", suffixes=(".parquet", ".pq"), text=False, write=write)
