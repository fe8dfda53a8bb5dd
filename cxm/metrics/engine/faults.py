"""Faults: values a metric would read that cannot be what they should; they are left out and counted, or refused on request."""

from __future__ import annotations

from collections.abc import Collection, Mapping

import polars as pl

from cxm._record import Record
from cxm.metrics.engine.aggregate import HEAVIEST, answer_of, clean, is_weighted
from cxm.metrics.engine.backends.polars import Polars
from cxm.metrics.engine.plan import Request
from cxm.metrics.engine.table import EXPORT, Table
from cxm.metrics.spec import UNREADABLE, Kind, Metric

EXPECTED = {Kind.INSTANT: "no date or time", Kind.DATE: "no date", Kind.NUMBER: "no number", Kind.FLAG: "neither yes nor no"}
BELOW = "below 0"
SHOWN = 5
"""Different values of a field that are named; the others are only counted."""


class Fault(Record):
    """A value that cannot be.

    Args:
        column: of the export; the field where no one column holds it.
        value: as the export writes it; None for the rest, or where no one column holds it.
        rows: rows with it.
    """

    column: str
    what: str
    value: str | None
    rows: int


def faults_of(metric: Metric, table: Table, request: Request, columns: Mapping[str, str]) -> list[Fault]:
    """The values of the rows of a table that a metric cannot use: off the scale, unknown as words, below 0, no weight.

    Args:
        columns: field -> column of the export that holds it.
    """
    cleaned = clean(metric, table, request, pl)
    answer, found = answer_of(metric, table), {}
    if answer is not None and cleaned.invalid is not None:
        kind = "whole number" if metric.scale is not None and metric.scale.whole else "number"
        found[answer] = (cleaned.invalid, f"no {kind} on {metric.scale}" if metric.scale is not None else "unknown word")
    for name in metric.needs:
        if answer is None and name in table.fields and name in table.frame and table.frame[name].from_zero:
            found[name] = ((pl.col(name) < 0).fill_null(value=False), BELOW)
    if is_weighted(metric, request):
        fits = (pl.col("weight") > 0) & (pl.col("weight") <= HEAVIEST)
        found["weight"] = (~fits.fill_null(value=False), "no weight above 0")
    return [fault for name, (odd, what) in found.items() for fault in _counted(table, name, odd, what, columns)]


def unreadable(table: Table, fields: Collection[str], columns: Mapping[str, str]) -> list[Fault]:
    """The cells of fields that hold something else than their kind."""
    flagged = [one for one in table.frame.fields if one.name in fields and one.name + UNREADABLE in table.fields]
    return [
        fault
        for one in flagged
        for fault in _counted(table, one.name, pl.col(one.name + UNREADABLE), EXPECTED.get(one.kind, "unreadable"), columns)
    ]


def _counted(table: Table, name: str, odd: pl.Expr, what: str, columns: Mapping[str, str]) -> list[Fault]:
    """The odd values of a field with their rows, the most frequent first, and the rest as one."""
    column = EXPORT + columns[name] if columns.get(name) in table.columns else None
    value = pl.lit(None, pl.String) if column is None else pl.col(column).cast(pl.String)
    sizes = table.rows.filter(odd.fill_null(value=False)).group_by(value.alias("value")).agg(pl.len().alias("rows"))
    found = Polars().collect(sizes).sort("rows", "value", descending=[True, False], nulls_last=True)
    place = columns.get(name, name)
    told = [Fault(place, what, row["value"], row["rows"]) for row in found.head(SHOWN).iter_rows(named=True)]
    rest = int(found["rows"].slice(SHOWN).sum())
    return [*told, Fault(place, f"other values: {what}", None, rest)] if rest else told
