"""What the shell completes: names of metrics, and the columns of the file on the line. Never loads polars."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from cxm._language import LANGUAGES
from cxm.io.recognise import READERS
from cxm.metrics import ALL, METRICS
from cxm.metrics.engine.periods import LENGTHS


def families(incomplete: str) -> Iterator[str]:
    """Families of metrics."""
    yield from (name for name in METRICS.families() if name.startswith(incomplete))


def metrics(incomplete: str) -> Iterator[str]:
    """Names of metrics; after a comma the next of the list."""
    done, comma, begun = incomplete.rpartition(",")
    if not comma and ALL.startswith(begun):
        yield ALL
    yield from (done + comma + name for name in METRICS.shown() if name.startswith(begun.replace("_", "-")))


def columns(ctx: Any, incomplete: str) -> Iterator[str]:
    """Header names of the first file on the line."""
    words = [str(word) for value in ctx.params.values() for word in (value if isinstance(value, (list, tuple)) else [value]) if word]
    done, comma, begun = incomplete.rpartition(",")
    for word in words:
        if Path(word).is_file():
            yield from (done + comma + name for name in _header(word) if name.startswith(begun))
            return


def _header(path: str) -> list[str]:
    from cxm.errors import CxmError
    from cxm.io.layout import read_head, unique_names
    from cxm.io.recognise import recognise
    from cxm.io.source import Workspace, open_exports

    try:
        with Workspace() as workspace:
            head = read_head(open_exports([path], workspace)[0])
            rows = [row.cells for row in head.rows]
            claims = recognise(rows)
            return list(unique_names(rows[claims[0].header] if claims else rows[0]))
    except (CxmError, OSError, IndexError):
        return []


def periods(incomplete: str) -> Iterator[str]:
    """Period lengths."""
    yield from (name for name in (*LENGTHS, "28d") if name.startswith(incomplete))


def readers(incomplete: str) -> Iterator[str]:
    """Names of readers."""
    yield from (name for name in READERS.shown() if name.startswith(incomplete))


def benchmarks(incomplete: str) -> Iterator[str]:
    """Names of publishers."""
    from cxm.metrics.benchmarks import names

    yield from (name for name in names() if name.startswith(incomplete))


def languages(incomplete: str) -> Iterator[str]:
    """Languages of tables."""
    yield from (name for name in LANGUAGES if name.startswith(incomplete))


def formats(incomplete: str) -> Iterator[str]:
    """Output formats."""
    yield from (name for name in ("table", "json", "ndjson", "csv", "tsv", "parquet", "arrow", "markdown") if name.startswith(incomplete))
