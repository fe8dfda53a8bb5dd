"""Order windows: the orders a customer is judged by in each period, one row per order and period.

The setting `window` says which: those of the `period`, all orders so far (`ever`), or those of so many days (`365d`) that end with
the period. A period whose days the file does not hold has no rows. Orders paid back in full are none, nor are refunds
that are rows of their own.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from typing import Any

import polars as pl

from cxm.errors import UsageError
from cxm.metrics.prepare import Given, Preparation, in_periods
from cxm.metrics.prepare._orders import bought, guests
from cxm.metrics.prepare._spans import closings, first_at_or_after, unfolded

EVER = 400_000
"""Days that reach before any date."""


def run(given: Given) -> Any:
    """Orders in the periods they count in."""
    days = length(given)
    if days is None:
        return in_periods(given, bought(given))
    ends = closings(given)
    begins = _begins(given)
    # Periods are in order, so that those the file cannot answer for are the first ones.
    short = 0 if begins is None or days == EVER else sum(end - timedelta(days) < begins for end in ends)
    at = [datetime.combine(end, time()) for end in ends]
    day = pl.col("day").cast(pl.Datetime("us"))
    first = pl.max_horizontal(first_at_or_after(at, day, after=True), short)
    last = pl.lit(len(at), pl.Int64) if days == EVER else first_at_or_after(at, day + pl.duration(days=days), after=True)
    return unfolded(given, bought(given).with_columns(first.alias("_first"), last.alias("_last")))


def length(given: Given) -> int | None:
    """Days of the window; None where it is the period.

    Raises:
        UsageError: the setting is none of what it can be.
    """
    text = str(given.settings.get("window") or "period").strip().lower()
    if text in ("period", "ever"):
        return EVER if text == "ever" else None
    found = re.fullmatch(r"(\d+)\s*d?", text)
    if found is None or not 0 < int(found[1]) < EVER:
        raise UsageError(f"--set window={text!r} is no window", cure="--set window=period, window=ever or window=365d")
    return int(found[1])


def _begins(given: Given) -> date | None:
    """The first day the file has an order on."""
    found: date | None = given.rows.select(pl.col("day").min()).collect().item()
    return found


def _notes(given: Given) -> Sequence[str]:
    days, said = length(given), guests(given)
    begins = _begins(given)
    if days is not None and days != EVER and begins is not None and any(end - timedelta(days) < begins for end in closings(given)):
        said.append(f"the file begins on {begins}: periods before {begins + timedelta(days)} have no {days} days")
    return said


PREPARE = Preparation(run, frozenset(), notes=_notes)
