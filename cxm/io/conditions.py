"""Conditions: rows of an export that --where keeps, with columns compared as what they hold.

A time is compared by its canonical field, as text of its local time: `responded_at >= '2026-01-15'`. Such texts sort as the times do.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from typing import TYPE_CHECKING, Any

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
LABELS, LONGEST = 8, 40
"""Labels of a column that are listed, and characters of one."""
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
    condition, roots = _parsed(reading.options.where)
    held = {f"${name}": value for name, value in (*fields.items(), *extras.items())}
    named = _operands(roots, fields, times, reading, typed)
    _try(condition, rows.select(named), reading.options.where) if named else None
    return (
        rows.select([*(value.alias(name) for name, value in held.items()), *named])
        .filter(condition)
        .select([pl.col(name).alias(name[1:]) for name in held])
    )


def kept_none_told(
    rows: pl.LazyFrame, fields: Mapping[str, pl.Expr], times: Mapping[str, Time], reading: Reading, typed: Collection[str]
) -> str:
    """What to say of a condition that holds for no row: of how many, and what the columns it compares hold instead."""
    _, roots = _parsed(reading.options.where or "")
    operands = rows.select(_operands(roots, fields, times, reading, typed) or [pl.lit(0).alias("0")])
    seen = [one for name in roots for one in (pl.col(name).min().alias(f"min {name}"), pl.col(name).max().alias(f"max {name}"))]
    texts = [name for name, dtype in operands.collect_schema().items() if dtype == pl.String and name in roots and name not in times]
    often = [pl.col(name).filter(pl.col(name) != "").drop_nulls().value_counts(sort=True).head(LABELS + 1).implode() for name in texts]
    found = rows.select(pl.len().alias("rows")) if not roots else operands.select(pl.len().alias("rows"), *seen, *often)
    row = found.collect(engine="streaming").row(0, named=True)
    said = [f"{name} holds {_held(name, row)}" for name in roots if row[f"max {name}"] is not None]
    return "; ".join([f"--where keeps 0 of {row['rows']:,} rows", *said[:2]])


def _held(name: str, row: Mapping[str, Any]) -> str:
    """What a column holds: its few labels, the most frequent first, else its ends."""
    labels = [str(one[name])[:LONGEST] for one in row.get(name, ())]
    if 0 < len(labels) <= LABELS:
        return ", ".join(labels)
    low, high = (f"{one:g}" if isinstance(one, float) else str(one)[:LONGEST] for one in (row[f"min {name}"], row[f"max {name}"]))
    return low if low == high else f"{low} to {high}"


def _parsed(text: str) -> tuple[pl.Expr, list[str]]:
    """A condition, and the columns it names.

    Raises:
        UsageError: it is none.
    """
    if not text.strip():
        raise UsageError("--where is no condition: it is empty", cure=EXAMPLE)
    try:
        condition = pl.sql_expr(text)
        return condition, list(dict.fromkeys(condition.meta.root_names()))
    except pl.exceptions.PolarsError as error:
        unknown_function = re.search(r"unsupported function '(.+?)'", str(error))
        why = f": there is no function {unknown_function[1]}" if unknown_function else ""
        raise UsageError(f"--where {text!r} is no condition{why}", cure=EXAMPLE) from error


def _operands(
    roots: Collection[str], fields: Mapping[str, pl.Expr], times: Mapping[str, Time], reading: Reading, typed: Collection[str]
) -> list[pl.Expr]:
    """The columns of a condition as it compares them, by the names it has for them."""
    written = {name: _written(value, times.get(name), reading.options.zone) for name, value in fields.items()}
    return [_operand(root, written, reading, typed).alias(root) for root in roots]


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
        raise UsageError(f"--where {text!r} compares what cannot be compared", problems=_kinds(schema), cure=_cure(schema)) from error
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
