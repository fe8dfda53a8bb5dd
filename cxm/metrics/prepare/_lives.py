"""Lives: when each customer was a customer, from subscriptions that overlap, follow one another, or leave gaps.

The subscriptions of a customer are put in order and cut into stretches that do not overlap: at any moment the customer's segment is
that of the subscription that runs the longest. Stretches that touch, or leave a gap no longer than the setting `grace` (days), are
one life; a further gap ends it.

A customer is active at an instant t when a life began at t or before and did not end before t: a life that ends at the instant a
period ends is active through that period and ends in the next one. Inside, the end of a life is therefore one microsecond later
than in the export; where one subscription is replaced by another at t, only the later one counts at t.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time

import polars as pl

from cxm._record import Record
from cxm.metrics.prepare import Given
from cxm.metrics.prepare._tickets import end_of

CUSTOMER, START, END = "_customer", "_start", "_end"
FOREVER = datetime.combine(date(2261, 12, 31), time())
REASONS = ("cancel_type", "cancel_reason")
NEVER = ("never_started", "pending")
MICRO = 1_000_000
"""Amounts are counted in millionths, whose sums and differences are exact."""


class Lives(Record):
    """The lives of customers.

    Args:
        pieces: one row per stretch, in order: `_customer`, `_start`, `_end` (local instants, half-open), `_life` (number of the
            life among those of the customer, from 0), `_closes` (it is the last stretch of its life), `_over` (its end as the
            export has it, null while it runs), the segment labels, and the reasons the export has.
        subscriptions: one row per subscription: `_customer`, `_start`, `_end`, `mrr` in millionths.
    """

    pieces: pl.DataFrame
    subscriptions: pl.DataFrame


def observed(fields: frozenset[str]) -> list[pl.Expr]:
    """Times that tell until when an export of subscriptions was observed: an end that is only planned has not been seen."""
    names = [name for name in ("started_at", "cancelled_at", "updated_at") if name in fields]
    times = [pl.col(name) for name in names]
    if "ended_at" in fields:
        over = pl.col("status") == "ended" if "status" in fields else pl.lit(value=True)
        times.append(pl.when(over).then(pl.col("ended_at")))
    return times


def subscriptions(given: Given) -> pl.LazyFrame:
    """The paid subscriptions of known customers, with `_start` and `_end` as local instants."""
    fields, settings = given.fields, given.settings
    end = pl.col("ended_at") if "ended_at" in fields else pl.lit(None, pl.Datetime("us"))
    if settings.get("on_cancel") and "cancelled_at" in fields:
        end = pl.coalesce("cancelled_at", end)
    if "status" in fields:
        last = [pl.col(name) for name in ("cancelled_at", "updated_at") if name in fields]
        known = pl.coalesce([end, *last])
        # One that is over without a time of its end ended when that was written down.
        end = pl.when(pl.col("status") == "ended").then(known).otherwise(end)
    start = pl.col("started_at")
    paid = pl.lit(value=True)
    if not settings.get("include_trials"):
        if "trial_end_at" in fields:
            start = pl.max_horizontal(start, "trial_end_at")
        if "is_trial" in fields:
            paid = paid & ~pl.col("is_trial").fill_null(value=False)
        if "status" in fields:
            paid = paid & (pl.col("status") != "trial").fill_null(value=True)
        if "mrr" in fields:
            paid = paid & (pl.col("mrr") != 0).fill_null(value=True)
    if "status" in fields:
        paid = paid & ~pl.col("status").is_in(list(NEVER)).fill_null(value=False)
    seen = pl.col("started_at").is_not_null() & pl.col("customer_id").is_not_null() & (start <= end_of(given))
    possible = ~(end < pl.col("started_at")).fill_null(value=False)
    unpaid = (end <= start) & (start > pl.col("started_at"))
    rows: pl.LazyFrame = given.rows
    timed = rows.filter(seen, paid, possible, ~unpaid.fill_null(value=False)).with_columns(start.alias("_s"), end.alias("_e"))
    return timed.with_columns(
        given.local("_s").alias(START), given.local("_e").fill_null(FOREVER).alias(END), pl.col("customer_id").alias(CUSTOMER)
    )


def faults(given: Given) -> dict[str, pl.Expr]:
    """Rows that cannot be subscriptions of a customer, by what is wrong with them."""
    missing = pl.col("customer_id").is_null() | pl.col("started_at").is_null()
    early = (pl.col("ended_at") < pl.col("started_at")) if "ended_at" in given.fields else pl.lit(value=False)
    return {"missing": missing, "invalid": ~missing & early.fill_null(value=False)}


def lives(given: Given, *, amounts: bool = False) -> Lives:
    """The lives of all customers.

    Args:
        amounts: whether recurring revenue is needed; subscriptions without it are then left out.
    """
    reasons = [name for name in REASONS if name in given.fields]
    money = [((pl.col("mrr") * MICRO).round(0)).cast(pl.Int64).alias("mrr")] if amounts else []
    rows = subscriptions(given)
    if amounts:
        rows = rows.filter(pl.col("mrr") >= 0)
    kept = rows.select(CUSTOMER, START, END, *given.segments, *reasons, *money).with_row_index("_place")
    frame = kept.collect(engine="streaming").sort(CUSTOMER, START, END, "_place").drop("_place")
    # From here on a customer is a number, which is cheaper to tell from others than a name.
    frame = frame.with_columns(
        (pl.col(CUSTOMER) != pl.col(CUSTOMER).shift(1)).fill_null(value=True).cast(pl.UInt32).cum_sum().alias(CUSTOMER)
    )
    before = pl.col(END).cum_max().shift(1).over(CUSTOMER)
    grace = pl.duration(microseconds=round(float(given.settings.get("grace") or 0) * 86_400e6))
    frame = frame.with_columns(before.alias("_before"))
    frame = frame.with_columns((pl.col("_before").is_null() | (pl.col(START) > pl.col("_before") + grace)).alias("_new"))
    frame = frame.with_columns((pl.col("_new").cast(pl.Int64).cum_sum().over(CUSTOMER) - 1).alias("_life"))
    frame = frame.with_columns(pl.col(END).max().over(CUSTOMER, "_life").alias("_last"))
    # Of two subscriptions that end a life together, the one that runs the longest says why.
    longer = pl.col("_new") | (pl.col(END) > pl.col("_before"))
    later = pl.when((pl.col(END) == pl.col("_last")) & (pl.col(END) < FOREVER) & (pl.col(END) > pl.col(START)))
    closing = later.then(pl.col(END) + pl.duration(microseconds=1)).otherwise(pl.col(END))
    own = frame.select(CUSTOMER, START, END, "mrr") if amounts else frame.clear()
    pieces = frame.filter(longer).with_columns(
        pl.when(pl.col("_new")).then(pl.col(START)).otherwise(pl.col("_before")).alias(START),
        closing.alias(END),
        (pl.col(END) == pl.col("_last")).alias("_closes"),
        pl.when(pl.col(END) < FOREVER).then(pl.col(END)).alias("_over"),
    )
    return Lives(pieces.drop("_before", "_new", "_last"), own)


def codes(frame: pl.DataFrame, columns: Sequence[str], name: str) -> tuple[pl.DataFrame, pl.DataFrame]:
    """A frame with one number from 1 for each combination of columns in their place, and what the numbers stand for."""
    if not columns:
        return frame.with_columns(pl.lit(1, pl.Int64).alias(name)), pl.DataFrame({name: [1]}, schema={name: pl.Int64})
    table = frame.select(columns).unique().sort(columns).with_row_index(name, offset=1).with_columns(pl.col(name).cast(pl.Int64))
    return frame.join(table, on=list(columns), how="left", nulls_equal=True, maintain_order="left").drop(columns), table


def runs(events: Sequence[pl.DataFrame], channels: Sequence[str], places: int) -> pl.DataFrame:
    """Levels of each customer over runs of periods, from what is added to them at single places.

    Args:
        events: frames with `_customer`, `_place` and some of the channels, which hold whole numbers.
        channels: names of the levels.
        places: number of periods; what happens at a later place is not seen.

    Returns:
        `_customer`, the channels, and `_first`, `_last` (exclusive); runs where all levels are 0 are left out.
    """
    every = pl.concat(events, how="diagonal_relaxed").filter(pl.col("_place") < places)
    absent = [pl.lit(0, pl.Int32).alias(name) for name in channels if name not in every.columns]
    sums = every.with_columns(absent).group_by(CUSTOMER, "_place").agg(pl.col(channels).fill_null(0).sum()).sort(CUSTOMER, "_place")
    levels = sums.with_columns(pl.col(name).cum_sum().over(CUSTOMER) for name in channels)
    until = pl.col("_place").shift(-1).over(CUSTOMER).fill_null(places).cast(pl.Int64)
    kept = levels.with_columns(until.alias("_last")).rename({"_place": "_first"})
    return kept.filter(pl.any_horizontal(pl.col(name) != 0 for name in channels))


def span(frame: pl.DataFrame, first: str, last: str, *, wide: bool = False, **channels: pl.Expr) -> pl.DataFrame:
    """Events that raise levels at one place and lower them at another.

    Args:
        wide: the levels are amounts, whose sums need all the digits there are.
    """
    levels = {name: level.cast(pl.Int64 if wide else pl.Int32) for name, level in channels.items()}
    up = frame.select(CUSTOMER, pl.col(first).alias("_place"), *(level.alias(name) for name, level in levels.items()))
    down = frame.select(CUSTOMER, pl.col(last).alias("_place"), *((-level).alias(name) for name, level in levels.items()))
    return pl.concat([up, down])
