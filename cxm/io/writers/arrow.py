"""Arrow: the IPC file format (Feather 2), typed and mappable, with provenance in the schema's metadata."""

from __future__ import annotations

from typing import IO, TYPE_CHECKING

from cxm.io.writers._metadata import metadata
from cxm.io.writers._writer import Options, Writer

if TYPE_CHECKING:
    from cxm.metrics.engine.result import Result


def write(result: Result, out: IO[bytes], options: Options) -> None:  # noqa: ARG001 - one signature for all writers
    """Write all columns with their types, text as it is."""
    # Late, since finding the format of an ending opens all writers; needed, since polars writes this format without metadata.
    import pyarrow as pa  # type: ignore[import-untyped]  # noqa: PLC0415

    table = result.frame.to_arrow().replace_schema_metadata(metadata(result))
    with pa.ipc.new_file(pa.PythonFile(out, mode="w"), table.schema) as file:
        file.write_table(table)


WRITER = Writer(title="Arrow IPC file", suffixes=(".arrow", ".feather", ".ipc"), text=False, write=write)
