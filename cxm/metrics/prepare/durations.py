"""Durations: how long each ticket waited for its first answer and for its resolution, or has waited so far.

One row is one ticket, with its own fields and
    response_s, response_ended      seconds to the first answer, or so far; whether it was answered
    resolution_s, resolution_ended  seconds to the resolution for good, or so far; whether it is resolved
    response_invalid, resolution_invalid  the end lies before the start: such a duration is left out
    resolved                        whether it is resolved, whatever its duration
    age_s                           seconds since it was created
An answer or a resolution after the observation end has not happened yet. A ticket that was closed without an answer waited
until it was closed. Exported durations stand in where the export has no times.
"""

from __future__ import annotations

from typing import Any

import polars as pl

from cxm.metrics.prepare import Given, Preparation, in_periods
from cxm.metrics.prepare._business_hours import given_clock, notes
from cxm.metrics.prepare._tickets import OBSERVED, elapsed, end_of, gone, happened, impossible, resolved


def run(given: Given) -> Any:
    """Rows of the ticket frame with their durations."""
    clock, created, end = given_clock(given), pl.col("created_at"), end_of(given)
    answer, solved = happened(given, "first_response_at"), resolved(given)
    # What is open has waited until now, or until it was closed.
    waiting = elapsed(clock, created, pl.min_horizontal(end, pl.coalesce(gone(given), end)))
    rows = in_periods(given, given.rows).with_columns(
        elapsed(clock, created, answer).alias("_answered"),
        elapsed(clock, created, solved).alias("_solved"),
        waiting.alias("_waiting"),
        elapsed(clock, created, end).alias("age_s"),
        impossible(created, answer).alias("response_invalid"),
        impossible(created, solved).alias("resolution_invalid"),
    )
    answered = pl.coalesce("_answered", _exported(given, "first_response_s", "first_response_at"))
    done = pl.coalesce("_solved", _exported(given, "resolution_s", "resolved_at"))
    return rows.with_columns(
        *_duration("response", answered, pl.col("_waiting"), pl.col("response_invalid")),
        *_duration("resolution", done, pl.col("age_s"), pl.col("resolution_invalid")),
        (done.is_not_null() | pl.col("resolution_invalid")).alias("resolved"),
    ).drop("_answered", "_solved", "_waiting")


def _exported(given: Given, seconds: str, time: str) -> pl.Expr:
    """A duration as exported, where the export has no time of its end."""
    if seconds not in given.fields or time in given.fields:
        return pl.lit(None, pl.Float64)
    return pl.when(pl.col(seconds) >= 0).then(pl.col(seconds).cast(pl.Float64))


def _duration(name: str, done: pl.Expr, so_far: pl.Expr, invalid: pl.Expr) -> list[pl.Expr]:
    """Time and whether it ended; both null for an impossible duration."""
    return [
        pl.when(~invalid).then(pl.coalesce(done, so_far)).alias(f"{name}_s"),
        pl.when(~invalid).then(done.is_not_null()).alias(f"{name}_ended"),
    ]


PREPARE = Preparation(
    run,
    frozenset({"response_s", "response_ended", "resolution_s", "resolution_ended", "resolved", "age_s"}),
    observed=OBSERVED,
    notes=notes,
)
