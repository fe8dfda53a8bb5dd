"""Spans: what lasts over several periods, unfolded into one row for each of them while rows pass by.

What lasts is held as the place of its first and of its last period; a calendar join would hold a row for every day instead.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, datetime, time, timedelta
from typing import Any

import polars as pl

from cxm.metrics.prepare import PERIOD, Given

EPOCH = date(1970, 1, 1)
AT_ONCE = 32
"""Periods unfolded together."""


def boundaries(given: Given) -> tuple[list[datetime], list[datetime]]:
    """Local instants at which each period begins and ends, as far as it is reported; one that is not over ends after what was last observed."""
    now = _now(given)
    starts, ends = [], []
    for _, start, stop in given.periods:
        first = max(filter(None, (start, given.start)), default=given.first)
        last = min(filter(None, (stop, given.stop)), default=given.until + timedelta(1) if given.until is not None else None)
        # An export without a single time has one period, in which nothing happened.
        starts.append(datetime.combine(first or EPOCH, time()))
        ends.append(max(starts[-1], min(datetime.combine(last or EPOCH, time()), now)))
    return starts, ends


def edges(given: Given) -> Iterator[tuple[str, date | None, date, date]]:
    """Label and start of each period, its first day reported, and the day after its last observed one; without those it has none of."""
    end = None if given.until is None else given.until + timedelta(1)
    for label, start, stop in given.periods:
        last = min(filter(None, (stop, given.stop, end)), default=None)
        first = max(filter(None, (start, given.start)), default=given.first)
        if first is not None and last is not None:
            yield label, start, first, last


def closings(given: Given) -> list[date]:
    """The day after the last one of each period, or after the last one observed if that comes first."""
    after = (given.until or date.max - timedelta(1)) + timedelta(1)
    return [min(filter(None, (stop, given.stop, after))) for _, _, stop in given.periods]


def _now(given: Given) -> datetime:
    """The local instant just after the observation end."""
    if given.end is None:
        return datetime.combine(given.until or date.max, time())
    end: datetime = pl.select(pl.lit(given.end, pl.Datetime("us")).dt.replace_time_zone("UTC").dt.convert_time_zone(given.zone)).item()
    local = end.replace(tzinfo=None)
    # An end at midnight is the end of a day already; a moment of the day is still part of what was observed.
    return local if local.time() == time() else local + timedelta(microseconds=1)


def first_at_or_after(at: Sequence[datetime], instant: pl.Expr, *, after: bool = False) -> pl.Expr:
    """Place of the first boundary at or after an instant (strictly after it, if asked); their number if there is none.

    Args:
        at: boundaries in order.
        instant: a local instant; null gives null.
    """
    places = pl.Series(list(at), dtype=pl.Datetime("us")).cast(pl.Int64)

    def place(instants: pl.Series) -> pl.Series:
        at_us = instants.cast(pl.Datetime("us")).cast(pl.Int64)
        found = places.search_sorted(at_us.fill_null(0), side="right" if after else "left").cast(pl.Int64)
        return pl.select(pl.when(at_us.is_not_null()).then(found)).to_series()

    return instant.map_batches(place, return_dtype=pl.Int64, is_elementwise=True)


def unfolded(given: Given, spans: Any) -> Any:
    """Rows with places `_first` and `_last` (exclusive) as one row for each period of the span, labelled `_period`.

    A few periods at a time, so that what is held at once does not grow with their number.
    """
    names = [label for label, _, _ in given.periods]
    labels = pl.DataFrame({"_place": range(len(names)), PERIOD: names}, schema={"_place": pl.Int64, PERIOD: pl.String}).lazy()
    first, last = pl.col("_first"), pl.col("_last")
    pieces = []
    for start in range(0, max(1, len(names)), AT_ONCE):
        stop = start + AT_ONCE
        places = pl.int_ranges(pl.max_horizontal(first, start), pl.min_horizontal(last, stop)).alias("_place")
        held = spans.filter(first < stop, last > start, first < last).with_columns(places).drop("_first", "_last").explode("_place")
        pieces.append(held.join(labels, on="_place", how="inner").drop("_place"))
    return pl.concat(pieces)


def tallied(given: Given, spans: pl.DataFrame, count: str) -> Any:
    """Counts by period of what lasts from `_first` to `_last` (exclusive), one row for each combination of the other columns.

    Only what begins and what ends is counted, period by period, and added up: nothing is laid out for each of them.
    """
    by = [name for name in spans.columns if name not in ("_first", "_last", count)]
    up = spans.select(*by, pl.col("_first").alias("_place"), count)
    down = spans.select(*by, pl.col("_last").alias("_place"), -pl.col(count))
    steps = pl.concat([up, down]).filter(pl.col("_place") < len(given.periods)).group_by([*by, "_place"]).agg(pl.col(count).sum())
    steps = steps.with_columns(pl.struct(by).rank("dense").alias("_kind") if by else pl.lit(0).alias("_kind")).sort("_kind", "_place")
    levels = steps.with_columns(
        pl.col(count).cum_sum().over("_kind"),
        pl.col("_place").shift(-1).over("_kind").fill_null(len(given.periods)).alias("_last"),
    )
    return unfolded(given, levels.filter(pl.col(count) != 0).rename({"_place": "_first"}).drop("_kind").lazy())
