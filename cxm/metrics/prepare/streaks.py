"""Streaks: customers active in a period, and whether they were active in each of those that followed.

One row per customer (or user) active in the first of so many periods in a row (the setting `periods`), in the last of them:
    every   active in all of them
    last    active in the last of them
Over the whole span the periods are the last complete calendar months. The segments are those of the first activity of the first
period. Activity is an order that was not paid back in full, or an event.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

import polars as pl

from cxm.metrics.prepare import PERIOD, Given, Preparation
from cxm.metrics.prepare._calendar import places
from cxm.metrics.prepare._orders import bought, guests
from cxm.metrics.prepare.user_days import active

UNIT, PLACE, START = "_unit", "_place", "_start"


def run(given: Given) -> Any:
    """Streaks that end with a period of the report."""
    count = _count(given)
    every = places(given, count - 1)
    days = [(start + timedelta(step), place) for place, (_, start, stop) in enumerate(every) for step in range((stop - start).days)]
    calendar = pl.DataFrame(days, schema={"day": pl.Date, PLACE: pl.Int64}, orient="row").lazy()
    labels = [pl.col(name).sort_by(given.frame.time).first() for name in given.segments]
    acts = _acts(given).join(calendar, on="day", how="inner").group_by(UNIT, PLACE).agg(*labels)
    starts = acts.with_columns(pl.int_ranges(pl.col(PLACE) - count + 1, pl.col(PLACE) + 1).alias(START)).explode(START)
    lasting = starts.group_by(UNIT, START).agg(
        (pl.len() == count).alias("every"), (pl.col(PLACE) == pl.col(START) + count - 1).any().alias("last")
    )
    begun = acts.rename({PLACE: START}).join(lasting, on=[UNIT, START], how="inner")
    ends = pl.DataFrame(
        {START: range(len(every) - count + 1), PERIOD: [label for label, _, _ in every[count - 1 :]]},
        schema={START: pl.Int64, PERIOD: pl.String},
    )
    return begun.join(ends.lazy(), on=START, how="inner").select(PERIOD, *given.segments, "every", "last")


def _count(given: Given) -> int:
    """Periods in a row; one alone would be a streak of everybody."""
    return max(2, int(given.settings.get("periods") or 2))


def _acts(given: Given) -> Any:
    """Days of activity of known customers or users."""
    rows = bought(given) if given.frame.name == "order" else active(given)
    unit = "customer_id" if given.frame.name == "order" else "user_id"
    return rows.filter(pl.col(unit).is_not_null()).select(pl.col(unit).alias(UNIT), "day", given.frame.time, *given.segments)


def _notes(given: Given) -> Sequence[str]:
    """How long customers take to come again, by which the length of the periods is chosen."""
    said = guests(given) if given.frame.name == "order" else []
    days = _acts(given).select(UNIT, "day").unique().sort(UNIT, "day")
    gap = (pl.col("day") - pl.col("day").shift(1).over(UNIT)).dt.total_days()
    median = days.select(gap.median()).collect().item()
    if median is not None:
        said.append(f"median time between days of activity: {median:g} days")
    if given.length == "all" and (found := places(given, _count(given) - 1)):
        said.append(f"months {found[0][1]:%Y-%m} to {found[-1][1]:%Y-%m}")
    return said


PREPARE = Preparation(run, frozenset({"every", "last"}), notes=_notes)
