"""Money in one currency: rows in others are left out (`--currency`), or their amounts are brought to it by rates of exchange (`--fx`).

This happens row by row, before rows become entities: the lines of one order may be in several currencies. An amount times its rate is
not rounded, so that a sum is rounded once, when it is shown.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field
from datetime import date

import polars as pl

from cxm._record import Record
from cxm.errors import NotEnoughData, UsageError
from cxm.io.derive import Given, moment
from cxm.io.rates import Rates
from cxm.metrics.engine.table import to_local
from cxm.metrics.spec import Frame

RATE, DAY, USED = "_rate", "_day", "_used"


class Money(Record):
    """The one currency of a result.

    Args:
        currency: its code.
        rates: rates that lead to it; None where amounts in other currencies are left out.
        unnamed: the amounts of an export that names no currency are in this one.
    """

    currency: str
    rates: Rates | None = None
    unnamed: bool = False


class Gap(Record):
    """Amounts without a rate.

    Args:
        place: the place of the first row that has one.
        currency, day: those of that row.
        rows: how many there are.
    """

    place: int
    currency: str | None
    day: date | None
    rows: int


class Seen(Record):
    """What the rows of an export hold of currencies.

    Args:
        left: rows left out, by reason.
        notes: what is to be said.
        gaps: amounts that cannot be brought to the currency, by theirs.
    """

    left: Mapping[str, int] = field(default_factory=dict)
    notes: tuple[str, ...] = ()
    gaps: tuple[Gap, ...] = ()


def amounts_of(frame: Frame, money: Money | None) -> frozenset[str]:
    """The fields of a frame whose amounts are brought to another currency."""
    return frozenset(one.name for one in frame.fields if one.unit == "major units") if money is not None and money.rates else frozenset()


def require(given: Given, money: Money) -> bool:
    """Whether there is anything to do.

    Raises:
        UsageError: the frame knows no currencies.
        NotEnoughData: the export does not say in which currency its amounts are, or on which day a rate is needed.
    """
    if "currency" not in given.frame:
        raise UsageError(f"--currency changes nothing here: {given.frame.title.lower()} have no amounts", cure="leave it out")
    if not given.has("currency"):
        if money.unnamed:
            return False
        raise NotEnoughData(
            "the export does not say in which currency its amounts are",
            fields=["currency"],
            cure="name the column with --map currency=COLUMN",
        )
    if money.rates is not None and not money.rates.fixed and given.frame.time not in given.times:
        cure = f"name the column with --map {given.frame.time}=COLUMN, or take one rate for all days with --fx-fixed"
        raise NotEnoughData(f"rates by day need {given.frame.time}, which the export does not have", fields=[given.frame.time], cure=cure)
    return True


def exchanged(rows: pl.LazyFrame, given: Given, money: Money, zone: str) -> pl.LazyFrame:
    """The rows whose amounts are in the currency, or all of them with their amounts brought to it."""
    if money.rates is None:
        return rows.filter(pl.col("currency") == money.currency)
    rated = _rated(rows, given, money, zone)
    # Nothing is nothing in any currency: a free order needs no rate.
    held = [
        pl.when(pl.col(name) == 0).then(0.0).otherwise(pl.col(name).cast(pl.Float64) * pl.col(RATE)).alias(name) for name in _amounts(given)
    ]
    return rated.with_columns(*held, pl.lit(money.currency).alias("currency")).drop(RATE, DAY, USED)


def seen(rows: pl.LazyFrame, given: Given, money: Money, zone: str, place: str) -> Seen:
    """Look through the rows once for the currencies they are in.

    Args:
        place: the column with the places of rows.

    Raises:
        NotEnoughData: no row is in the currency, and there are no rates.
    """
    if money.rates is None:
        counts = rows.group_by("currency").agg(pl.len().alias("rows")).collect(engine="streaming").sort("currency", nulls_last=True)
        return _filtered(counts.rows(), money)
    lacks = pl.col(USED) & pl.col(RATE).is_null()
    used = pl.col(RATE).filter(pl.col(USED))
    first = pl.struct(place, DAY).filter(lacks).sort_by(pl.col(place).filter(lacks)).first()
    found = (
        _rated(rows, given, money, zone)
        .group_by("currency")
        .agg(used.min().alias("low"), used.max().alias("high"), lacks.sum().alias("rows"), first.alias("first"))
    )
    every = found.collect(engine="streaming").sort("currency", nulls_last=True).rows(named=True)
    gaps = tuple(Gap(one["first"][place], one["currency"], one["first"][DAY], one["rows"]) for one in every if one["rows"])
    return Seen(notes=_told(given.frame, {one["currency"]: (one["low"], one["high"]) for one in every}, money), gaps=gaps)


def _amounts(given: Given) -> list[str]:
    return [one.name for one in given.frame.fields if one.unit == "major units" and given.has(one.name)]


def _rated(rows: pl.LazyFrame, given: Given, money: Money, zone: str) -> pl.LazyFrame:
    """Rows with their day, their rate, and whether they hold an amount that needs one."""
    assert money.rates is not None
    at = moment(given.frame.time)
    day = pl.lit(None, pl.Date) if money.rates.fixed else to_local(pl.col(at).cast(pl.Datetime("us")), zone).dt.date()
    daily, when = money.rates.at(pl.col(DAY))
    amounts = [(pl.col(name) != 0).fill_null(value=False) for name in _amounts(given)]
    dated = rows.with_columns(day.alias(DAY), pl.any_horizontal(amounts).alias(USED) if amounts else pl.lit(value=False).alias(USED))
    keyed = dated.with_columns(when.alias("_when"))
    joined = keyed.join(
        daily, left_on=["currency", "_when"], right_on=["_currency", "_day"], how="left", nulls_equal=True, maintain_order="left"
    )
    own = pl.when(pl.col("currency") == money.currency).then(1.0).otherwise(pl.col(RATE))
    return joined.drop("_when").with_columns(own.alias(RATE))


def _filtered(counts: list[tuple[str | None, int]], money: Money) -> Seen:
    """What a filter by currency leaves out."""
    others = {name: rows for name, rows in counts if name is not None and name != money.currency}
    blank = sum(rows for name, rows in counts if name is None)
    if money.currency not in dict(counts):
        held = f"the export is in {', '.join(others)}" if others else "the export names none"
        raise NotEnoughData(f"no row is in {money.currency}: {held}", cure=" or ".join(f"--currency {name}" for name in others) or None)
    told = ", ".join(f"{rows:,} in {name}" for name, rows in others.items())
    left = {"in another currency": sum(others.values()), "without a currency": blank}
    return Seen({reason: rows for reason, rows in left.items() if rows}, (f"rows in other currencies left out: {told}",) if told else ())


def _told(frame: Frame, ranges: Mapping[str | None, tuple[float | None, float | None]], money: Money) -> tuple[str, ...]:
    """The rates that were used."""
    assert money.rates is not None
    others = {name: span for name, span in ranges.items() if name not in (None, money.currency) and span[0] is not None}
    if not others:
        return ()
    days = dict(money.rates.table.select("currency", "day").rows()) if money.rates.fixed else {}
    each = []
    for name, (low, high) in others.items():
        rate = f"{low:.6g}" if low == high else f"{low:.6g} to {high:.6g}"
        each.append(f"{name} {rate}" + (f" of {days[name]}" if days.get(str(name)) else ""))
    said = f"amounts brought to {money.currency} by {money.rates.name}: {', '.join(each)}"
    if frame.name == "subscription" and not money.rates.fixed:
        return (
            said,
            "each subscription has the rate of the day it began, so that rates that move look like expansion; --fx-fixed takes one",
        )
    return (said,)
