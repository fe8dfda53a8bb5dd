"""Rates of exchange: a file with what one unit of a currency is worth in another, day by day."""

from __future__ import annotations

from datetime import date
from io import StringIO
from pathlib import Path

import polars as pl

from cxm._record import Record
from cxm.errors import UsageError

EXAMPLE = "lines such as 2026-10-31,USD,0.92 under the header date,currency,rate"
COLUMNS = ("date", "currency", "rate")


class Rates(Record):
    """Rates of exchange to one currency.

    Args:
        name: the file as messages name it.
        table: `currency`, `day` and `rate`, in order of currency and day. Fixed rates have one row a currency, whose day may be null.
        fixed: one rate a currency holds for all days.
    """

    name: str
    table: pl.DataFrame
    fixed: bool = False

    def at(self, day: pl.Expr) -> tuple[pl.LazyFrame, pl.Expr]:
        """What rows are joined with for their rate.

        Args:
            day: the day of a row.

        Returns:
            `_currency`, `_day` and `_rate` for each day from the first rate of a currency to the last of the file, that of a day without
            one being the last before; and the day to look up: of fixed rates always null, after the last day of the file that day.
        """
        named = self.table.rename({"currency": "_currency", "day": "_day", "rate": "_rate"})
        if self.fixed:
            return named.with_columns(pl.lit(None, pl.Date).alias("_day")).lazy(), pl.lit(None, pl.Date)
        last = named["_day"].max()
        firsts = named.group_by("_currency", maintain_order=True).agg(pl.col("_day").min().alias("_first"))
        days = firsts.with_columns(pl.date_ranges("_first", pl.lit(last)).alias("_day")).explode("_day").sort("_day")
        daily = days.join_asof(named.sort("_day"), on="_day", by="_currency", check_sortedness=False)
        return daily.select("_currency", "_day", "_rate").lazy(), pl.min_horizontal(day, pl.lit(last))

    def target(self) -> str | None:
        """The one currency whose rate is always 1: that which the others lead to."""
        ones = self.table.group_by("currency").agg((pl.col("rate") == 1.0).all().alias("one")).filter("one")["currency"]
        return ones.item() if len(ones) == 1 else None


def rates(path: str, *, fixed: bool, until: date | None = None) -> Rates:
    """The rates of a file of dates, currencies and rates; the columns in any order, further ones beside them.

    Args:
        fixed: keep one rate a currency, the last; the file needs no dates then.
        until: the last day a fixed rate may be of.

    Raises:
        UsageError: the file cannot be read as that; the message names the line.
    """
    found = _typed(_cells(path, fixed=fixed), path)
    if twice := _contradiction(found):
        raise UsageError(f"--fx: {twice}", where=path, cure="one rate a currency and day")
    table = found.drop("line").unique(("currency", "day"), maintain_order=True).sort("currency", "day", nulls_last=True)
    if fixed:
        known = table if until is None else table.filter(pl.col("day").is_null() | (pl.col("day") <= until))
        table = known.group_by("currency", maintain_order=True).last()
        if table.is_empty():
            raise UsageError(f"--fx holds no rate on or before {until}", where=path, cure="rates from before that day")
    return Rates(Path(path).name, table.select("currency", "day", "rate"), fixed)


def _cells(path: str, *, fixed: bool) -> pl.DataFrame:
    """The three columns as text, with the line each row stands on; dates are null where the file has none."""
    try:
        text = Path(path).read_bytes().decode("utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        reason = (error.strerror if isinstance(error, OSError) else None) or "it is not UTF-8 text"
        raise UsageError(f"--fx cannot be read: {reason}", where=path, cure=f"a text file with {EXAMPLE}") from error
    header = text.partition("\n")[0]
    mark = max(",;\t", key=header.count)
    try:
        frame = pl.read_csv(StringIO(text), separator=mark, infer_schema=False)
    except pl.exceptions.PolarsError as error:
        raise UsageError("--fx is no table of rates", where=path, cure=f"a text file with {EXAMPLE}") from error
    frame = frame.rename({name: name.strip().lower() for name in frame.columns})
    lacking = [name for name in COLUMNS if name not in frame.columns and not (name == "date" and fixed)]
    if lacking:
        cure = "--fx-fixed takes one rate a currency, without dates" if lacking == ["date"] else f"a text file with {EXAMPLE}"
        raise UsageError(f"--fx has no column {' and '.join(lacking)}", where=path, cure=cure)
    said = [pl.col(name).fill_null("").str.strip_chars() for name in COLUMNS if name in frame.columns]
    dates = [] if "date" in frame.columns else [pl.lit(None, pl.String).alias("date")]
    cells = frame.select(*said, *dates).with_row_index("line", 2)
    return cells.filter(pl.any_horizontal(pl.col(*COLUMNS) != ""))


def _typed(cells: pl.DataFrame, path: str) -> pl.DataFrame:
    """Days, codes and numbers.

    Raises:
        UsageError: one is none; or there is no row.
    """
    if cells.is_empty():
        raise UsageError("--fx: the file holds no rate", where=path, cure=f"a text file with {EXAMPLE}")
    typed = cells.select(
        "line",
        pl.col("date").str.to_date("%Y-%m-%d", strict=False).alias("day"),
        pl.col("currency").str.to_uppercase(),
        pl.col("rate").cast(pl.Float64, strict=False),
    )
    wrong = {
        "date": pl.col("day").is_null() & cells["date"].is_not_null(),
        "currency": ~pl.col("currency").str.contains("^[A-Z]{3}$"),
        "rate": (~((pl.col("rate") > 0) & pl.col("rate").is_finite())).fill_null(value=True),
    }
    kinds = {"date": "no date such as 2026-10-31", "currency": "no code such as USD", "rate": "no number above 0 such as 0.92"}
    for name, condition in wrong.items():
        bad = typed.select(condition.alias("bad"))["bad"]
        if bad.any():
            line, cell = cells.filter(bad).select("line", name).row(0)
            raise UsageError(f"--fx: {name} {cell!r} is {kinds[name]}", where=f"{path}, line {line}", cure=EXAMPLE)
    return typed


def _contradiction(found: pl.DataFrame) -> str:
    """Two rates of one currency and day, in words; '' where there are none."""
    several = (
        found.group_by("currency", "day").agg(pl.col("rate").n_unique().alias("rates"), pl.col("line").sort()).filter(pl.col("rates") > 1)
    )
    if several.is_empty():
        return ""
    currency, day, _, lines = several.sort("currency", "day").row(0)
    on = f" on {day}" if day is not None else ""
    return f"lines {lines[0]} and {lines[-1]} hold two rates of {currency}{on}"
