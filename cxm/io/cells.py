"""Cells: canonical values out of text columns, as polars expressions. What cannot be read becomes null and is flagged."""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

from cxm.io.evidence import NumberForm, TimeForm
from cxm.io.words import MISSING, SCALES

INSTANT = pl.Datetime("us")


def tidy(column: pl.Expr) -> pl.Expr:
    """Text without outer blanks; empty text is null."""
    trimmed = column.str.strip_chars()
    return pl.when(trimmed != "").then(trimmed)


def answered(column: pl.Expr, missing: frozenset[str] = MISSING) -> pl.Expr:
    """Text that is an answer: null where a cell is empty or says that there is none."""
    trimmed = column.str.strip_chars()
    return pl.when(~trimmed.str.to_lowercase().is_in(sorted(missing))).then(trimmed)


def number(column: pl.Expr, form: NumberForm, missing: frozenset[str] = MISSING) -> tuple[pl.Expr, pl.Expr]:
    """Numbers of a text column, and a flag of the cells that hold something else."""
    given = answered(column, missing)
    if form.table:
        table = SCALES[form.table][0]
        value = given.str.to_lowercase().replace_strict(dict(table), default=None, return_dtype=pl.Float64)
        return value, given.is_not_null() & value.is_null()
    text = given.str.extract(r"^([-+]?\d+(?:[.,]\d+)?)(?:\s*[-–—:=.)]\s*\D|\s+\(|$)", 1) if form.labelled else given
    if form.grouped:
        text = text.str.replace_all("." if form.decimal == "," else ",", "", literal=True)
    if form.decimal == ",":
        # A point would be a grouping mark the column never proved: such a cell is unreadable, not silently a thousand times larger.
        text = pl.when(~text.str.contains(".", literal=True)).then(text.str.replace(",", ".", literal=True))
    # Text such as inf or nan would pass a cast to floating point.
    value = pl.when(text.str.contains(r"^[-+]?[0-9.]")).then(text).cast(pl.Float64, strict=False)
    return value, given.is_not_null() & value.is_null()


def word(column: pl.Expr, words: Mapping[str, str | None]) -> pl.Expr:
    """Canonical words; unknown words are kept as they are, so that they can be counted and shown."""
    given = tidy(column)
    folded = given.str.to_lowercase()
    silent = [vendor for vendor, canonical in words.items() if canonical is None]
    known = {vendor: canonical for vendor, canonical in words.items() if canonical is not None}
    mapped = folded.replace(known) if known else folded
    return pl.when(folded.is_in(silent)).then(None).otherwise(mapped) if silent else mapped


def local_time(column: pl.Expr, form: TimeForm) -> pl.Expr:
    """Naive instants of a text column that carries no offset."""
    text = tidy(column)
    if form.unit:
        return _counted(text, form.unit)
    if form.iso:
        text = text.str.replace("T", " ", literal=True).str.replace(",", ".", literal=True)
        formats = ("%Y-%m-%d %H:%M:%S%.f", "%Y-%m-%d %H:%M", "%Y-%m-%d")
    else:
        text = _undressed(text)
        formats = form.formats
    return pl.coalesce(*(_parsed(text, written) for written in formats)) if formats else pl.lit(None, INSTANT)


def _parsed(text: pl.Expr, written: str) -> pl.Expr:
    if "%H" in written or "%I" in written:
        return text.str.to_datetime(written, time_unit="us", strict=False)
    return text.str.to_date(written, strict=False).cast(INSTANT)


def utc_time(column: pl.Expr, form: TimeForm) -> pl.Expr:
    """Instants in UTC of a text column whose cells carry their offset; a cell without one is null."""
    text = tidy(column)
    suffix = text.str.extract(r"(Z|UTC|[+-]\d{2}:?\d{2}|(?:GMT|UTC)[+-]\d{1,2}(?::?\d{2})?|[+-]\d{2})$", 1)
    sign = pl.when(suffix.str.contains("-", literal=True)).then(-1).otherwise(1)
    hours = suffix.str.extract(r"(\d{1,2})", 1).cast(pl.Int64, strict=False)
    minutes = suffix.str.extract(r"\d{1,2}:?(\d{2})$", 1).cast(pl.Int64, strict=False).fill_null(0)
    two_digits = suffix.str.contains(r"^(?:GMT|UTC)?[+-]\d{1,2}$")
    offset = sign * (hours * 60 + pl.when(two_digits).then(0).otherwise(minutes))
    offset = pl.when(suffix.is_in(["Z", "UTC"])).then(0).otherwise(offset)
    local = local_time(text.str.replace(r"\s*(?:Z|UTC|[+-]\d{2}:?\d{2}|(?:GMT|UTC)[+-]\d{1,2}(?::?\d{2})?|[+-]\d{2})$", ""), form)
    return local - pl.duration(minutes=offset)


def _undressed(text: pl.Expr) -> pl.Expr:
    """As `evidence.undressed`, for columns."""
    text = text.str.replace(r"\s*(?:Z|UTC|[+-]\d{2}:?\d{2}|(?:GMT|UTC)[+-]\d{1,2}(?::?\d{2})?)$", "")
    text = text.str.replace(r"(?:上午|AM|am|a\.m\.)\s*(\d{1,2}:\d{2}(?::\d{2})?)", "$1 AM")
    text = text.str.replace(r"(?:下午|PM|pm|p\.m\.)\s*(\d{1,2}:\d{2}(?::\d{2})?)", "$1 PM")
    return text.str.replace_all(r"\s+", " ")


def _counted(text: pl.Expr, unit: str) -> pl.Expr:
    """Instants from numbers: seconds, milliseconds or microseconds of the Unix epoch, days of a spreadsheet, yyyymmdd."""
    if unit == "ymd":
        return text.str.to_date("%Y%m%d", strict=False).cast(INSTANT)
    value = text.cast(pl.Float64, strict=False)
    if unit == "serial":
        # Day 0 of a spreadsheet is 1899-12-30, so that the day it wrongly calls 29 February 1900 does not shift later ones.
        return pl.lit("1899-12-30").str.to_date().cast(INSTANT) + pl.duration(microseconds=(value * 86_400_000_000).round(0).cast(pl.Int64))
    scale = {"epoch_s": 1_000_000, "epoch_ms": 1_000, "epoch_us": 1}[unit]
    return (value * scale).round(0).cast(pl.Int64).cast(INSTANT)


def to_utc(local: pl.Expr, zone: str) -> pl.Expr:
    """Naive local instants of a zone in UTC: a time that occurs twice is its first, one that the clocks skip moves forward."""
    if zone == "UTC":
        return local
    return _in_zone(local, zone).dt.convert_time_zone("UTC").dt.replace_time_zone(None)


def to_local(utc: pl.Expr, zone: str) -> pl.Expr:
    """Instants in UTC as naive local ones of a zone."""
    if zone == "UTC":
        return utc
    return utc.dt.replace_time_zone("UTC").dt.convert_time_zone(zone).dt.replace_time_zone(None)


def _in_zone(local: pl.Expr, zone: str) -> pl.Expr:
    plain = local.dt.replace_time_zone(zone, ambiguous="earliest", non_existent="null")
    later = (local + pl.duration(hours=1)).dt.replace_time_zone(zone, ambiguous="earliest", non_existent="null")
    return pl.coalesce(plain, later)
