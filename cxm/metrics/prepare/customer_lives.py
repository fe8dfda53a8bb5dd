"""Customer lives: how long each customer has been one, from the first start to the last end, in months of 30.436875 days.

One row is one customer, with
    months    the age at the last end, or at the observation end while it runs
    left      whether it has ended
    entry     the age at which the customer came under watch: 0, or the age on the first day of the report (--from)
Gaps before the last end are bridged: who came back has stayed. The segments are those of the first subscription. By period, a
customer belongs to the one of the first start; over the whole, everyone who was still there on the first day reported counts.
"""

from __future__ import annotations

from datetime import datetime, time
from typing import Any

import polars as pl

from cxm.metrics.prepare import PERIOD, Given, Preparation, in_periods
from cxm.metrics.prepare._lives import CUSTOMER, START, faults, lives, observed
from cxm.metrics.prepare._spans import boundaries

MONTH_US = 30.436875 * 86_400e6
"""Microseconds of a mean month of the Gregorian calendar."""


def run(given: Given) -> Any:
    """One row per customer."""
    pieces = lives(given).pieces
    customers = pieces.group_by(CUSTOMER, maintain_order=True).agg(
        pl.col(START).min(), pl.col("_over").last(), *(pl.col(name).first() for name in given.segments)
    )
    _, ends = boundaries(given)
    now = pl.lit(max(ends, default=None), pl.Datetime("us"))
    # The pieces of a customer do not overlap, so the last of them ends last.
    ended = (pl.col("_over") <= now).fill_null(value=False)
    until = pl.when(ended).then(pl.col("_over")).otherwise(now)
    watched = pl.lit(None if given.start is None else datetime.combine(given.start, time()), pl.Datetime("us"))
    rows = customers.lazy().with_columns(
        ((until - pl.col(START)).dt.total_microseconds() / MONTH_US).alias("months"),
        ended.alias("left"),
        ((watched - pl.col(START)).dt.total_microseconds() / MONTH_US).clip(0.0).fill_null(0.0).alias("entry"),
        pl.col(START).cast(pl.Date).alias("day"),
    )
    whole = [label for label, start, _ in given.periods if start is None]
    if whole:
        placed = rows.filter((pl.col("months") > pl.col("entry")) | (pl.col("entry") == 0.0))
        placed = placed.with_columns(pl.lit(whole[0]).alias(PERIOD))
    else:
        placed = in_periods(given, rows)
    placed = placed.select(PERIOD, *given.segments, "months", "left", "entry", pl.lit(value=True).alias("customer"))
    return pl.concat([placed, _faulty(given)], how="diagonal_relaxed").with_columns(
        pl.col(name).fill_null(value=False) for name in ("customer", "missing", "invalid")
    )


def at_each_end(given: Given) -> pl.LazyFrame:
    """Customers who had come by the end of each period, as seen from there: `months`, `left`, `entry`; whoever left later is still there."""
    pieces = lives(given).pieces
    each = pieces.group_by(CUSTOMER, maintain_order=True).agg(
        pl.col(START).min(), pl.col("_over").last(), *(pl.col(name).first() for name in given.segments)
    )
    _, ends = boundaries(given)
    at = pl.DataFrame(
        {PERIOD: [label for label, _, _ in given.periods], "_end": ends}, schema={PERIOD: pl.String, "_end": pl.Datetime("us")}
    )
    watched = pl.lit(None if given.start is None else datetime.combine(given.start, time()), pl.Datetime("us"))
    gone = (pl.col("_over") <= pl.col("_end")).fill_null(value=False)
    until = pl.when(gone).then(pl.col("_over")).otherwise(pl.col("_end"))
    return (
        each.lazy()
        .join(at.lazy(), how="cross")
        .filter(pl.col(START) <= pl.col("_end"))
        .select(
            PERIOD,
            *given.segments,
            ((until - pl.col(START)).dt.total_microseconds() / MONTH_US).alias("months"),
            gone.alias("left"),
            ((watched - pl.col(START)).dt.total_microseconds() / MONTH_US).clip(0.0).fill_null(0.0).alias("entry"),
        )
    )


def _faulty(given: Given) -> Any:
    """Rows that could not be used, on the day they name."""
    wrong = faults(given)
    rows = given.rows.with_columns(expression.alias(name) for name, expression in wrong.items())
    return in_periods(given, rows.filter(pl.any_horizontal(list(wrong)))).select(PERIOD, *given.segments, *wrong)


PREPARE = Preparation(run, frozenset({"months", "left", "entry", "customer"}), observed=observed)
