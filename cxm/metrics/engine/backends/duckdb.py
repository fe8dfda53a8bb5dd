"""DuckDB, spoken to through narwhals: a second engine that counts the same declarations.

Reading, the choice of rows and what `prepare/` does are expressions of polars and stay there. What is counted from the rows, states,
units, parts, clusters, times and days, is counted here: the rows go over in memory, as Arrow. It is there to check the first engine by.
"""

from __future__ import annotations

from typing import Any

import duckdb
import narwhals.stable.v2 as nw
import polars as pl
import polars.selectors as cs

from cxm.errors import UsageError
from cxm.metrics.engine.backends.polars import Polars
from cxm.metrics.engine.table import EXPORT


class DuckDB(Polars):
    """Backend over DuckDB relations. Frames that have not been handed over are those of polars."""

    x: Any = nw
    tally = None

    def __init__(self, seen: Any = None, room: int = 1 << 30) -> None:
        super().__init__(seen, room)
        self._connection = duckdb.connect()
        self.handed = 0

    def hand(self, rows: pl.LazyFrame, columns: dict[str, pl.Expr]) -> tuple[Any, dict[str, Any]]:
        """Rows as a relation, without the export's own columns; the columns worked out on the way stand beside them."""
        placed = rows.with_columns(column.alias(name) for name, column in columns.items()).select(~cs.starts_with(EXPORT))
        schema = placed.collect_schema()
        _check_names(schema.names())
        # A column of nothing has no type of its own.
        placed = placed.with_columns(pl.col(name).cast(pl.String) for name, dtype in schema.items() if dtype == pl.Null)
        relation = self._connection.from_arrow(super().collect(placed).to_arrow())
        self.handed += 1
        return nw.from_native(relation), {name: nw.col(name) for name in columns}

    def collect(self, lazy: Any) -> pl.DataFrame:
        """Carry a plan out; whole numbers come back as Int64 whatever DuckDB sums them in."""
        if isinstance(lazy, pl.LazyFrame):
            return super().collect(lazy)
        frame: pl.DataFrame = lazy.collect("polars").to_native()
        sums = [
            pl.col(name).cast(pl.Float64 if dtype.scale else pl.Int64)
            for name, dtype in frame.schema.items()
            if isinstance(dtype, pl.Decimal)
        ]
        return frame.with_columns(cs.integer().cast(pl.Int64), *sums)

    def close(self) -> None:
        """Let go of the connection."""
        self._connection.close()


def _check_names(names: list[str]) -> None:
    """Refuse names that DuckDB does not tell apart.

    Raises:
        UsageError: two differ in nothing but capitals.
    """
    seen: dict[str, str] = {}
    for name in names:
        other = seen.setdefault(name.casefold(), name)
        if other != name:
            raise UsageError(f"DuckDB does not tell {other.lstrip('|')!r} from {name.lstrip('|')!r}", cure="--engine polars")


BACKEND = DuckDB
