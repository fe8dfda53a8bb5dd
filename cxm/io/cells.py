"""Cells: canonical values out of text columns, as polars expressions. What cannot be read becomes null and is flagged."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime

import polars as pl

from cxm.io.evidence import COUNTS, DRESS, ISO, LABELS, NUMERAL, OFFSET, SHEET_DATE, YMD, ZONE, NumberForm, TimeForm
from cxm.io.words import BLANKS, MISSING, SCALES, YES_NO

INSTANT = pl.Datetime("us")
YEARS = (datetime(1000, 1, 1), datetime(9999, 12, 31, 23, 59, 59, 999_999))  # noqa: DTZ001 - of times in any zone
"""A year of four digits is not found in two, or in five: 05/01/26 is not the year 26."""
VISIBLE = (0x21, 0x7E)
"""The bytes of ASCII that are seen, none of which is among the blanks."""
_CELL = pl.col("cell")
_TRIMMED = _CELL.str.strip_chars(BLANKS)
_VISIBLE_ENDS = pl.all_horizontal(_CELL.cast(pl.Binary).bin.get(end, null_on_oob=True).is_between(*VISIBLE) for end in (0, -1))
FLAGS: Mapping[str, bool] = {word: score == 1 for word, score in YES_NO.items()} | {
    word: said for said, words in ((True, "1 1.0 t on x ✓ ✔ ✅"), (False, "0 0.0 f off ✗ ✘ ❌")) for word in words.split()
}
"""What yes and no are written as, in five languages and in none."""


def tidy(column: pl.Expr, nothing: Sequence[str] = ()) -> pl.Expr:
    """Text without outer blanks; empty text is null.

    Args:
        nothing: further texts that are null, as they are written.
    """
    empty = ["", *nothing]
    clean = _VISIBLE_ENDS & ~_CELL.is_in(empty)
    # Not `replace`, for which polars 2 gathers all rows: a stream would take three times the memory.
    made = pl.when(~_TRIMMED.is_in(empty)).then(_TRIMMED)
    return _unless(column, clean, made)


def trimmed(column: pl.Expr) -> pl.Expr:
    """Text without outer blanks."""
    return _unless(column, _VISIBLE_ENDS, _TRIMMED)


def _unless(column: pl.Expr, clean: pl.Expr, made: pl.Expr) -> pl.Expr:
    """A column as it stands where all cells of a batch are clean, as nearly all are, for to see that costs half of making them so."""

    def look(said: pl.Series) -> pl.Series:
        cells = said.to_frame("cell")
        return said if cells.select(clean.all()).item() else cells.select(made).to_series().alias(said.name)

    return column.map_batches(look, return_dtype=pl.String, is_elementwise=True)


def answered(column: pl.Expr, missing: frozenset[str] = MISSING) -> pl.Expr:
    """Text that is an answer: null where a cell is empty or says that there is none."""
    text = trimmed(column)
    return pl.when(~text.str.to_lowercase().is_in(sorted(missing))).then(text)


def is_answered(column: pl.Expr, missing: frozenset[str] = MISSING) -> pl.Expr:
    """Whether a cell is an answer; `column` is worked out once, which is not sure of one that an expression names twice."""
    return (~trimmed(column).str.to_lowercase().is_in(sorted(missing))).fill_null(value=False)


def number(column: pl.Expr, form: NumberForm, missing: frozenset[str] = MISSING) -> tuple[pl.Expr, pl.Expr]:
    """Numbers of a text column, and a flag of the cells that hold something else."""
    given = answered(column, missing)
    if form.table:
        table = SCALES[form.table][0]
        value = given.str.to_lowercase().replace_strict(dict(table), default=None, return_dtype=pl.Float64)
        return value, given.is_not_null() & value.is_null()
    text = _unlabelled(given) if form.labelled else given
    # Text such as inf, 1e3 or 12,34 in a column of groups would pass a cast, or lose its comma: the evidence's own pattern decides.
    text = pl.when(text.str.contains(form.pattern)).then(text)
    if form.grouped:
        text = text.str.replace_all(r"[.\s]" if form.decimal == "," else r"[,\s]", "")
    if form.decimal == ",":
        text = text.str.replace(",", ".", literal=True)
    value = text.cast(pl.Float64, strict=False)
    return value, given.is_not_null() & value.is_null()


def _unlabelled(text: pl.Expr) -> pl.Expr:
    """As `evidence.unlabelled`, for columns."""
    bare = pl.coalesce(*(text.str.extract(pattern, 1) for pattern in LABELS), text)
    return pl.when(text.str.contains(SHEET_DATE)).then(text).otherwise(bare)


def word(column: pl.Expr, words: Mapping[str, str | None]) -> pl.Expr:
    """Canonical words; unknown words are kept as they are, so that they can be counted and shown."""
    given = tidy(column)
    folded = given.str.to_lowercase()
    silent = [vendor for vendor, canonical in words.items() if canonical is None]
    known = {vendor: canonical for vendor, canonical in words.items() if canonical is not None}
    mapped = folded.replace(known) if known else folded
    return pl.when(folded.is_in(silent)).then(None).otherwise(mapped) if silent else mapped


def local_time(column: pl.Expr, form: TimeForm) -> pl.Expr:
    """Naive instants of a text column that carries no offset; a cell that does is null."""
    return _as_the_first(column, form, lambda cells: _naive(tidy(cells), form))


def utc_time(column: pl.Expr, form: TimeForm) -> pl.Expr:
    """Instants in UTC of a text column whose cells carry their offset; a cell without one is null."""
    return _as_the_first(column, form, lambda cells: _moved(tidy(cells), form))


def _as_the_first(column: pl.Expr, form: TimeForm, careful: Callable[[pl.Expr], pl.Expr]) -> pl.Expr:
    """Times of cells, read the way the first of a batch is written; with care only those that cannot be read like that.

    Nearly all cells of an export are written alike, and to read each in every way it might be written takes ten times as long.
    """
    if form.unit or (form.offset and not form.iso):
        return careful(column)

    def read(said: pl.Series) -> pl.Series:
        cells = said.to_frame("cell")
        written = _written(said, form)
        found = cells.select(_strptime(pl.col("cell"), written) if written else pl.repeat(None, pl.len(), dtype=INSTANT)).to_series()
        if not found.is_between(*YEARS).all():
            return cells.select(careful(pl.col("cell"))).to_series().alias(said.name)
        left = found.is_null() & said.is_not_null()
        if left.any():
            found = found.scatter(left.arg_true(), cells.filter(left).select(careful(pl.col("cell"))).to_series())
        return found.alias(said.name)

    return column.map_batches(read, return_dtype=INSTANT, is_elementwise=True)


def _written(said: pl.Series, form: TimeForm) -> str:
    """The one format the first cell is written in, and no care is needed for; '' if it needs some."""
    first = said[at] if len(said) and (at := said.is_not_null().arg_max()) is not None else None
    if first is None or not form.iso:
        return _format(form.formats[0]) if form.formats else ""
    found = ISO.match(first)
    if found is None or (found[3] or "") != ("Z" if form.offset else ""):
        return ""
    clock = found[2] or ""
    rest = first[11 + len(clock) :].removesuffix("Z") if clock else ""
    if rest and not (rest.startswith(".") and rest[-1].isdigit() and len(clock) > 5):
        return ""
    return "%Y-%m-%d" + (first[10] + "%H:%M:%S"[: len(clock)] if clock else "") + ("%.f" if rest else "") + ("Z" if form.offset else "")


def _moved(text: pl.Expr, form: TimeForm) -> pl.Expr:
    """Instants in UTC of tidy text with offsets."""
    signed = text.str.extract(OFFSET, 1)
    sign = pl.when(signed.str.starts_with("-")).then(-1).otherwise(1)
    hours = signed.str.extract(r"^[-+](0?[0-9]|1[0-4])(?::?[0-5][0-9])?$", 1).cast(pl.Int64)
    minutes = signed.str.extract(r"^[-+](?:0?[0-9]|1[0-4]):?([0-5][0-9])$", 1).cast(pl.Int64)
    ahead = (sign * (hours.fill_null(0) * 60 + minutes.fill_null(0))).fill_null(0)
    local = _naive(text.str.replace(ZONE, "$1"), form)
    return pl.when(text.str.contains(ZONE)).then(local - pl.duration(minutes=ahead))


def _naive(text: pl.Expr, form: TimeForm) -> pl.Expr:
    """Instants as they are written, of tidy text without offsets."""
    if form.unit:
        return _counted(text, form.unit)
    formats = form.formats
    if form.iso:
        text = text.str.replace("T", " ", literal=True).str.replace(",", ".", literal=True)
        formats = ("%Y-%m-%d %H:%M:%S%.f", "%Y-%m-%d %H:%M", "%Y-%m-%d")
    elif formats:
        for pattern, put in DRESS:
            text = text.str.replace_all(pattern, put) if pattern == r"\s+" else text.str.replace(pattern, put)
    if not formats:
        return pl.lit(None, INSTANT)
    return pl.coalesce(*(_parsed(text, _format(written)) for written in formats))


def _format(written: str) -> str:
    """A strptime format as polars has it."""
    return written.replace(".%f", "%.f")


def _parsed(text: pl.Expr, written: str) -> pl.Expr:
    value = _strptime(text, written)
    return pl.when(value.is_between(*YEARS)).then(value)


def _strptime(text: pl.Expr, written: str) -> pl.Expr:
    if "%H" in written or "%I" in written:
        return text.str.to_datetime(written, time_unit="us", strict=False, cache=False)
    return text.str.to_date(written, strict=False, cache=False).cast(INSTANT)


def _counted(text: pl.Expr, unit: str) -> pl.Expr:
    """Instants from numbers: seconds, milliseconds or microseconds of the Unix epoch, days of a spreadsheet, yyyymmdd."""
    if unit == "ymd":
        return pl.when(text.str.contains(YMD)).then(text.str.to_date("%Y%m%d", strict=False)).cast(INSTANT)
    low, high = COUNTS[unit]
    value = pl.when(text.str.contains(NUMERAL)).then(text).cast(pl.Float64, strict=False)
    value = pl.when((value >= low) & (value < high)).then(value)
    if unit == "serial":
        # Day 0 of a spreadsheet is 1899-12-30, so that the day it wrongly calls 29 February 1900 does not shift later ones.
        # Its fractions are good to some ten microseconds, so whole milliseconds are what was meant.
        return pl.lit(date(1899, 12, 30)).cast(INSTANT) + pl.duration(milliseconds=(value * 86_400_000).round(0).cast(pl.Int64))
    scale = {"epoch_s": 1_000_000, "epoch_ms": 1_000, "epoch_us": 1}[unit]
    return (value * scale).round(0).cast(pl.Int64).cast(INSTANT)


def flag(column: pl.Expr, words: Mapping[str, str | None], missing: frozenset[str] = MISSING) -> tuple[pl.Expr, pl.Expr]:
    """Yes and no of a text column, and a flag of the cells that say something else.

    Args:
        words: word (case folded) -> 'true' or 'false', None for no answer; the usual words for yes and no are known anyway.
    """
    table = dict(FLAGS) | {word: None if said is None else said == "true" for word, said in words.items()}
    given = answered(column, missing - table.keys()).str.to_lowercase()
    value = given.replace_strict(table, default=None, return_dtype=pl.Boolean)
    silent = [word for word, said in table.items() if said is None]
    unknown = given.is_not_null() & value.is_null()
    return value, unknown & ~given.is_in(silent) if silent else unknown
