"""The embedded engine. Tricks that only polars needs for its speed live here, not in metrics.

- Parsing timestamps costs more than everything else in a scan, so rows whose times are ISO text are grouped by their first ten
  characters; the few distinct days are parsed afterwards.
- Whether a key column repeats is watched while the rows pass by: keys that rise strictly within and between the chunks cannot
  repeat. Only when they do not rise is a pass of its own spent on looking.
"""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise
from typing import Any

import polars as pl

from cxm.metrics.engine.table import Stored, Table

DAY = "_day"
WATCHED = "_watched"


class KeyWatch:
    """Sees chunks of rows pass, in any order, and tells afterwards whether a column rose strictly throughout.

    Chunks come from several threads at once: what is noted is only ever added, and a fall once seen is never taken back.
    """

    def __init__(self, column: str) -> None:
        self.column = column
        self._sizes: list[int] = []
        self._spans: list[tuple[Any, Any]] = []
        self._rising = True

    def __call__(self, keys: pl.Series) -> pl.Series:
        """Note the keys of one batch, which no filter drops."""
        if self._rising and len(keys):
            if keys.null_count() or not (keys.slice(1) > keys.slice(0, len(keys) - 1)).all():
                self._rising = False
            self._spans.append((keys[0], keys[-1]))
        self._sizes.append(len(keys))
        return pl.Series([True]).new_from_index(0, len(keys))

    @property
    def seen(self) -> int:
        """Rows that passed."""
        return sum(self._sizes)

    @property
    def unique(self) -> bool:
        """Whether no key can have occurred twice."""
        if not self._rising:
            return False  # among what does not rise there may be blanks, which cannot be sorted
        return all(before[1] < after[0] for before, after in pairwise(sorted(self._spans)))


def _bits(condition: pl.Expr) -> pl.Expr:
    """Rows a condition holds for: a sum of booleans counts bits, several times faster than adding ones."""
    return condition.sum().cast(pl.Int64)


class Polars:
    """Backend over polars lazy frames.

    Args:
        seen: told the number of rows of each chunk that passes, for showing progress.
        room: bytes that rows of one kind may take in memory.
    """

    x: Any = pl
    tally: Callable[[Any], Any] | None = staticmethod(_bits)

    def __init__(self, seen: Callable[[int], None] | None = None, room: int = 1 << 30) -> None:
        self._seen = seen
        self.room = room

    def scan(self, table: Table) -> pl.LazyFrame:
        """The rows of a table."""
        rows: pl.LazyFrame = table.rows
        return rows if self._seen is None else rows.map_batches(self._count, streamable=True)

    def _count(self, chunk: pl.DataFrame) -> pl.DataFrame:
        if self._seen is not None:
            self._seen(chunk.height)
        return chunk

    def hand(self, rows: pl.LazyFrame, columns: dict[str, pl.Expr]) -> tuple[Any, dict[str, Any]]:
        """Hand rows over to whoever counts them.

        Args:
            rows: rows of the table, or what was made of them.
            columns: further columns, such as the keys of groups, worked out from them on the way.

        Returns:
            The rows in the terms of `x`, and an expression for each further column.
        """
        return rows, dict(columns)

    def table(self, frame: pl.DataFrame) -> pl.LazyFrame:
        """A small frame to join with, such as a calendar."""
        return frame.lazy()

    def collect(self, lazy: pl.LazyFrame) -> pl.DataFrame:
        """Carry a plan out, streaming, in bounded memory."""
        return lazy.collect(engine="streaming")

    def close(self) -> None:
        """Nothing is held open."""

    def local_day(self, table: Table, name: str, zone: str) -> tuple[pl.Expr, pl.Expr | None]:
        """The local day of a time field as a group key, and a flag of rows whose text is not of the form the key relies on."""
        time = table.times[name]
        column = pl.col(name)
        if time.stored is Stored.LOCAL_TEXT:
            return column.str.slice(0, 10), ~column.str.len_bytes().is_in(time.widths)
        if time.stored is Stored.UTC and zone != "UTC":
            return column.dt.replace_time_zone("UTC").dt.convert_time_zone(zone).dt.date(), None
        return column.cast(pl.Date), None

    def watch(self, lazy: pl.LazyFrame, watch: KeyWatch) -> pl.LazyFrame:
        """Let a watch see a column pass by; the column `WATCHED` must be asked for, or nothing passes.

        As an elementwise expression it runs beside the rest of the plan; a map over whole chunks would hold the plan up.
        """
        looked = pl.col(watch.column).map_batches(watch, return_dtype=pl.Boolean, is_elementwise=True)
        return lazy.with_columns(looked.alias(WATCHED))


BACKEND = Polars
