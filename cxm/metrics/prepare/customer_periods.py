"""Customer periods: which customers were there at the start and at the end of each period, who came, left and came back.

A row stands for `customers` customers alike in a period:
    opening, closing      active at its first instant, and at its end
    joined, back          became a customer in it for the first time, or again
    ended                 stopped being one at some moment of it, back again or not
    former                not active at its start, and left within the setting `within` (days) before; false without the setting
    cancel_type, cancel_reason  of the last end in it
The segments are those at the start of the period; of customers who were not there yet those of their first subscription in it, of
former ones those of their last. Starts and ends are counted: nothing is laid out by day. A period that is not over ends now.
Rows with `missing` or `invalid` say what could not be used.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import polars as pl

from cxm.metrics.prepare import PERIOD, Given, Preparation, in_periods
from cxm.metrics.prepare._lives import CUSTOMER, END, FOREVER, REASONS, START, codes, faults, lives, observed, runs, span
from cxm.metrics.prepare._spans import boundaries, first_at_or_after, tallied

CHANNELS = ("open", "close", "was", "joined", "back", "code", "ended", "reason", "former")
FLAGS = ("opening", "closing", "joined", "back", "ended", "former")


def run(given: Given) -> Any:
    """Rows by period and what happened in it."""
    reasons = [name for name in REASONS if name in given.fields]
    pieces, segments = codes(lives(given).pieces, given.segments, "_code")
    pieces, why = codes(pieces, reasons, "_why")
    found = runs(_events(given, pieces), CHANNELS, len(given.periods))
    places = [pl.when(pl.col(name) != 0).then(pl.col(name)) for name in ("open", "code", "close", "was")]
    code = pl.coalesce(places[0], pl.when(pl.col("former") > 0).then(places[3]), *places[1:])
    alike = found.select(
        code.alias("_code"),
        pl.col("reason").alias("_why"),
        (pl.col("open") != 0).alias("opening"),
        (pl.col("close") != 0).alias("closing"),
        *((pl.col(name) > 0).alias(name) for name in ("joined", "back", "ended")),
        ((pl.col("former") > 0) & (pl.col("open") == 0)).alias("former"),
        "_first",
        "_last",
    )
    # Whoever left long ago has no part in a period.
    there = alike.filter(pl.any_horizontal(FLAGS))
    counted = there.group_by(pl.all()).agg(pl.len().cast(pl.Int64).alias("customers"))
    rows = tallied(given, counted, "customers")
    rows = rows.join(segments.lazy(), on="_code", how="left").join(why.lazy(), on="_why", how="left").drop("_code", "_why")
    return pl.concat([rows, _faulty(given)], how="diagonal_relaxed").with_columns(
        *(pl.col(name).fill_null(value=False) for name in (*FLAGS, "missing", "invalid")), pl.col("customers").fill_null(0)
    )


def _faulty(given: Given) -> Any:
    """Rows that could not be used, on the day they name."""
    wrong = faults(given)
    rows = given.rows.with_columns(expression.alias(name) for name, expression in wrong.items())
    return in_periods(given, rows.filter(pl.any_horizontal(list(wrong)))).select(PERIOD, *given.segments, *wrong)


def _events(given: Given, pieces: pl.DataFrame) -> Sequence[pl.DataFrame]:
    """What changes at which period."""
    starts, ends = boundaries(given)
    within = pl.duration(microseconds=round(float(given.settings.get("within") or 0) * 86_400e6))
    left = pl.when(pl.col(END) < FOREVER).then(pl.col(END))
    pieces = pieces.with_columns(
        first_at_or_after(starts, pl.col(START)).alias("o0"),
        first_at_or_after(starts, pl.col(END)).alias("o1"),
        first_at_or_after(ends, pl.col(START)).alias("c0"),
        first_at_or_after(ends, pl.col(END)).alias("c1"),
        first_at_or_after(starts, left + within).fill_null(len(starts)).alias("gone"),
    )
    code = pl.col("_code")
    begun = pieces.filter(pl.col("_life").is_first_distinct().over(CUSTOMER))
    # Whoever began after a period's start is no customer at its opening; at its first instant he is one already.
    begun = begun.filter(pl.col("o0") > pl.col("c0"))
    over = pieces.filter(pl.col("_closes"), pl.col(END) < FOREVER)
    events = [
        span(pieces, "o0", "o1", open=code),
        span(pieces, "c0", "c1", close=code),
        _once(
            begun.group_by(CUSTOMER, "c0", maintain_order=True).agg(
                code.first(), (pl.col("_life") == 0).any().alias("new"), (pl.col("_life") > 0).any().alias("again")
            ),
            "c0",
            joined=pl.col("new"),
            back=pl.col("again"),
            code=code,
        ),
        _once(over.group_by(CUSTOMER, "c1", maintain_order=True).agg(pl.col("_why").last()), "c1", ended=pl.lit(1), reason=pl.col("_why")),
    ]
    if "within" not in given.settings:
        return events
    # The segment of a former customer is that of the last subscription: each end takes the place of the one before.
    was = (code - code.shift(1).over(CUSTOMER).fill_null(0)).cast(pl.Int32).alias("was")
    return [*events, span(over, "o1", "gone", former=pl.lit(1)), over.select(CUSTOMER, pl.col("o1").alias("_place"), was)]


def _once(frame: pl.DataFrame, place: str, **channels: pl.Expr) -> pl.DataFrame:
    """Events that raise levels for one period."""
    return span(frame.with_columns((pl.col(place) + 1).alias("_next")), place, "_next", wide=False, **channels)


def _notes(given: Given) -> tuple[str, ...]:
    """Customers are those at the start of a period, and nobody is one before the export begins."""
    if given.length == "all" and given.start is None:
        return ("of the customers on the first day of the export; --period month for each month",)
    return ()


PREPARE = Preparation(run, frozenset({*FLAGS, "customers"}), observed=observed, notes=_notes)
