"""Conditions: rows of an export that --where keeps, with columns compared as what they hold.

A time is compared by its canonical field, as text of its local time: `responded_at >= '2026-01-15'`. Such texts sort as the times do.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from typing import TYPE_CHECKING

import polars as pl

from cxm.errors import Problem, UsageError
from cxm.io import cells
from cxm.io.evidence import NumberForm, Undecided, answered, number_form
from cxm.metrics.engine.table import Stored, Time, to_local
from cxm.metrics.spec import Kind

if TYPE_CHECKING:
    from cxm.io.reading import Reading

EXAMPLE = "write it as SQL, such as \"country = 'DE' and score >= 9\""
SORTED = re.compile(r"\d{4}-\d\d-\d\d")
ORDERED = re.compile(r"<(?!>)|(?<!<)>|\bbetween\b", re.IGNORECASE)
"""Whether a condition asks for earlier or later."""
KINDS = ((pl.Boolean, "true or false"), (pl.Date, "days"), (pl.Datetime, "times"), (pl.Duration, "durations"), (pl.String, "text"))


def filtered(
    rows: pl.LazyFrame,
    fields: Mapping[str, pl.Expr],
    extras: Mapping[str, pl.Expr],
    times: Mapping[str, Time],
    reading: Reading,
    typed: Collection[str],
) -> pl.LazyFrame:
    """Canonical fields and the export's columns, of the rows the condition holds for; of all rows without one.

    Args:
        times: how each time field is held.

    Raises:
        UsageError: it is no condition, names a column there is not, or compares what cannot be compared.
    """
    every = [value.alias(name) for name, value in fields.items()] + [value.alias(name) for name, value in extras.items()]
    if reading.options.where is None:
        return rows.select(every)
    try:
        condition = pl.sql_expr(reading.options.where)
        roots = list(dict.fromkeys(condition.meta.root_names()))
    except pl.exceptions.PolarsError as error:
        raise UsageError(f"--where is no condition: {str(error).splitlines()[0]}", cure=EXAMPLE) from error
    held = {f"${name}": value for name, value in (*fields.items(), *extras.items())}
    written = {name: _written(value, times.get(name), reading.options.zone) for name, value in fields.items()}
    named = [_operand(root, written, reading, typed).alias(root) for root in roots]
    _try(condition, rows.select(named), reading.options.where) if named else None
    return (
        rows.select([*(value.alias(name) for name, value in held.items()), *named])
        .filter(condition)
        .select([pl.col(name).alias(name[1:]) for name in held])
    )


def _operand(name: str, fields: Mapping[str, pl.Expr], reading: Reading, typed: Collection[str]) -> pl.Expr:
    """A column as a condition compares it: numbers as numbers, anything else as trimmed text.

    Raises:
        UsageError: there is none; or it holds times in a form that does not sort as they do, and the condition asks for earlier or later.
    """
    if name not in reading.columns.names and name in fields:
        return fields[name]
    column = reading.columns.find(name, "--where")
    _check_times(column, reading)
    if column in typed or (column in reading.schema and reading.schema[column] != pl.String):
        return pl.col(column)
    try:
        form = number_form(reading.columns.cells.get(column, ()), decimal=reading.options.decimal or reading.reader.decimal or None)
    except Undecided:
        form = NumberForm()
    if form.cells and form.good == form.cells and not form.table and not form.labelled:
        return cells.number(pl.col(column), form)[0]
    return pl.col(column).str.strip_chars()


def _written(value: pl.Expr, time: Time | None, zone: str) -> pl.Expr:
    """A time as text of its local time, `2026-01-31 10:00:00`; any other field as it is."""
    if time is None:
        return value
    if time.stored is Stored.LOCAL_TEXT:
        return value.str.replace("T", " ", literal=True)
    local = to_local(value, zone) if time.stored is Stored.UTC else value
    return local.cast(pl.Datetime("us")).dt.to_string("%Y-%m-%d %H:%M:%S").str.strip_suffix(" 00:00:00")


def _check_times(column: str, reading: Reading) -> None:
    """Refuse to compare a time as text where its text does not sort as the time does."""
    times = [
        name for name, role in reading.roles.items() if role.column == column and reading.frame[name].kind in (Kind.INSTANT, Kind.DATE)
    ]
    said = answered(reading.columns.cells.get(column, ()))
    odd = next((cell for cell in said if not SORTED.match(cell)), None)
    if times and odd is not None and ORDERED.search(reading.options.where or ""):
        what = f"--where: {column!r} holds times such as {odd[:40]!r}, which are not in the order of their texts"
        raise UsageError(what, cure=f"the field in its place: {times[0]} >= '2026-01-31'")


def _try(condition: pl.Expr, operands: pl.LazyFrame, text: str) -> None:
    """Refuse a condition that cannot be applied to columns of these types, before any row is read for it."""
    schema = operands.collect_schema()
    try:
        kept = pl.DataFrame(schema=schema).lazy().select(condition.alias("kept")).collect()
    except pl.exceptions.PolarsError as error:
        what = f"--where {text!r} compares what cannot be compared: {str(error).splitlines()[0]}"
        raise UsageError(what, problems=_kinds(schema), cure=_cure(schema)) from error
    if kept.schema["kept"] != pl.Boolean:
        raise UsageError(f"--where {text!r} is neither true nor false of a row", problems=_kinds(schema), cure=EXAMPLE)


def _kinds(schema: pl.Schema) -> list[Problem]:
    return [Problem(f"holds {_kind(dtype)}", column=name) for name, dtype in schema.items()]


def _kind(dtype: pl.DataType) -> str:
    return "numbers" if dtype.is_numeric() else next((word for kind, word in KINDS if dtype == kind), "lists")


def _cure(schema: pl.Schema) -> str:
    """How columns of these kinds are compared."""
    numbers = [name for name, dtype in schema.items() if dtype.is_numeric()]
    if numbers:
        name = numbers[0] if numbers[0].isidentifier() else f'"{numbers[0]}"'
        return f"numbers without quotes, such as {name} = 10, and {name} IS NOT NULL where a cell must be filled"
    return "text and times in quotes, such as country = 'DE' and responded_at >= '2026-01-31'"
