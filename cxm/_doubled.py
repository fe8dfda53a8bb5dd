"""Doubled rows: rows of a report that occur twice, which nothing tells from a report that was read twice.

A response or a ticket has an id, and is counted once however often it is exported. A row of a report of counts has none: files
of overlapping months would count their days double, and no number would show it.
"""

from __future__ import annotations

import polars as pl

from cxm.errors import AmbiguousError
from cxm.metrics.engine.backends.polars import Polars
from cxm.metrics.engine.table import EXPORT, Table

SHOWN = 4
"""Cells of a row by which it is named."""


def check(table: Table, backend: Polars, where: str) -> None:
    """Refuse a report with rows that are the same in every column.

    Args:
        where: what the report was read from.

    Raises:
        AmbiguousError: there are some.
    """
    if not table.frame.aggregated or table.frame.key is not None:
        return
    rows = backend.scan(table)
    names = rows.collect_schema().names()
    columns = [name for name in names if name.startswith(EXPORT)] or names
    found = backend.collect(rows.group_by(columns).agg(pl.len().alias("_times")).filter(pl.col("_times") > 1))
    if not found.height:
        return
    first = found.sort(columns, nulls_last=True).row(0, named=True)
    cells = [f"{name.removeprefix(EXPORT)} {first[name]}" for name in columns if first[name] not in (None, "")][:SHOWN]
    more = int(found["_times"].sum()) - found.height
    raise AmbiguousError(
        f"{more:,} {'row is' if more == 1 else 'rows are'} there already, the same in every column, such as {', '.join(cells)}",
        where=where,
        cure="leave out files that overlap; --sum-duplicates adds the rows up, where they are different ones",
    )
