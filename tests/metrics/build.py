"""Tables and requests from rows and options written by hand, as a reader would hand them to the engine."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date
from typing import Any

import polars as pl

from cxm.metrics import FRAMES
from cxm.metrics.benchmarks import Choice
from cxm.metrics.engine.compute import Computed, compute
from cxm.metrics.engine.periods import Calendar, length, weekday
from cxm.metrics.engine.plan import Request
from cxm.metrics.engine.table import EXPORT, Stored, Table, Time
from cxm.metrics.spec import UNREADABLE, Frame, Kind, Scale

Row = Mapping[str, Any]

TYPES = {Kind.INSTANT: pl.String, Kind.DATE: pl.Date, Kind.NUMBER: pl.Float64, Kind.TEXT: pl.String, Kind.FLAG: pl.Boolean}
WIDTHS = (10, 16, 19, 20, 25)


def table(
    rows: Iterable[Row],
    *,
    frame: str = "survey",
    fields: Iterable[str] = (),
    stored: Stored = Stored.LOCAL_TEXT,
    scale: Scale | None = None,
    direction: str = "",
    whole: Iterable[str] = (),
) -> Table:
    """A table of rows; columns that are no canonical field are the export's own.

    Args:
        rows: a row may say `times` to stand for several, whose number is put for `{}` in its texts; `@name` is the export's own column where `name` is a field.
        fields: fields the table has even if no row does.
        stored: how the engine gets the times, which are written as ISO text here.
        whole: numeric fields a reader found to hold whole numbers only.
    """
    canon = FRAMES[frame]
    every = [
        {key: value.replace("{}", str(copy)) if isinstance(value, str) else value for key, value in row.items() if key != "times"}
        for row in rows
        for copy in range(int(row.get("times", 1)))
    ]
    names = list(dict.fromkeys([*fields, *(name for row in every for name in row)]))
    schema = {_column(name, canon): _type(name, canon, whole=name in whole) for name in names}
    data = [{_column(name, canon): row.get(name) for name in names} for row in every]
    built = pl.DataFrame(data, schema=schema)
    instants = [name for name in names if name in canon and canon[name].kind is Kind.INSTANT]
    dates = [name for name in names if name in canon and canon[name].kind is Kind.DATE]
    if stored is not Stored.LOCAL_TEXT:
        built = built.with_columns(pl.col(name).str.to_datetime("%Y-%m-%dT%H:%M:%S", strict=False) for name in instants)
    return Table(
        frame=canon,
        rows=built.lazy(),
        fields=frozenset(name for name in schema if not name.startswith(EXPORT)),
        columns=tuple(name.removeprefix(EXPORT) for name in schema if name.startswith(EXPORT)),
        times={name: Time(stored, WIDTHS if stored is Stored.LOCAL_TEXT else ()) for name in instants}
        | dict.fromkeys(dates, Time(Stored.LOCAL)),
        whole=frozenset(whole),
        scale=scale,
        direction=direction,
    )


def _column(name: str, frame: Frame) -> str:
    return name if name in frame or name.endswith(UNREADABLE) or name.startswith(EXPORT) else EXPORT + name


def _type(name: str, frame: Frame, *, whole: bool) -> Any:
    if name.endswith(UNREADABLE):
        return pl.Boolean
    if name not in frame:
        return pl.String
    return pl.Int64 if whole else TYPES[frame[name].kind]


def request(**options: Any) -> Request:
    """A request from options by the names of the command line; `from_` and `to` are days."""
    given = dict(options)
    by = given.pop("by", ())
    days = {name: _day(given.pop(option, None)) for name, option in (("start", "from_"), ("end", "to"), ("as_of", "as_of"))}
    directions = {"": "", "easier": "ease", "harder": "effort"}
    return Request(
        views=tuple(tuple(cross.split(",")) for cross in ([by] if isinstance(by, str) else by)) or ((),),
        period=replace(length(given.pop("period", "all")), step=given.pop("step", 0)),
        calendar=Calendar(weekday(given.pop("week_start", "monday")), int(given.pop("fiscal_start", 1)), given.pop("fiscal_label", "end")),
        zone=given.pop("tz", "UTC"),
        scale=_scale(given.pop("scale", None)),
        direction=directions[given.pop("higher_is", "")],
        benchmark=Choice(given.pop("benchmark", "")),
        level=float(given.pop("confidence", 0.95)),
        **days,
        **given,
    )


def _day(text: Any) -> date | None:
    return date.fromisoformat(text) if isinstance(text, str) else text


def _scale(text: Any) -> Scale | None:
    if not isinstance(text, str):
        return text
    low, high = text.split("-")
    return Scale(float(low), float(high))


def computed(name: str, rows: Iterable[Row] | Table, **options: Any) -> Computed:
    """One metric of rows."""
    sort = options.pop("sort", "")
    found = rows if isinstance(rows, Table) else table(rows)
    return compute([name], found, request(**options), sort=sort)[0]


def cells(name: str, rows: Iterable[Row] | Table, **options: Any) -> list[dict[str, Any]]:
    """The cells of one metric, as dictionaries in their order."""
    return computed(name, rows, **options).cells.to_dicts()


def cell(name: str, rows: Iterable[Row] | Table, **options: Any) -> dict[str, Any]:
    """The only cell of one metric."""
    (only,) = cells(name, rows, **options)
    return only


def scores(*values: float | None, **fields: Any) -> list[dict[str, Any]]:
    """One row per score, with further fields the same in all."""
    return [{"score": value, **fields} for value in values]
