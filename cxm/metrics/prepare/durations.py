"""Durations: how long each ticket waited for its first answer and for its resolution, or has waited so far.

One row is one ticket, with its own fields and
    response_s, response_ended      seconds to the first answer, or so far; whether it was answered
    resolution_s, resolution_ended  seconds to the resolution for good, or so far; whether it is resolved
    first_resolution_s, first_resolution_ended  the same to the first resolution, whatever came after it
    response_invalid, resolution_invalid, first_resolution_invalid  the end lies before the start: such a duration is left out
    resolved                        whether it is resolved, whatever its duration
    age_s                           seconds since it was created
An answer or a resolution after the observation end has not happened yet. A ticket that was closed without an answer waited
until it was closed.
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
    answer, solved, first = happened(given, "first_response_at"), resolved(given), happened(given, "first_resolved_at")
    # What is open has waited until now, or until it was closed.
    waiting = elapsed(clock, created, pl.min_horizontal(end, pl.coalesce(gone(given), end)))
    rows = in_periods(given, given.rows).with_columns(
        elapsed(clock, created, answer).alias("_answered"),
        elapsed(clock, created, solved).alias("_solved"),
        elapsed(clock, created, first).alias("_first"),
        waiting.alias("_waiting"),
        elapsed(clock, created, end).alias("age_s"),
        impossible(created, answer).alias("response_invalid"),
        impossible(created, solved).alias("resolution_invalid"),
        impossible(created, first).alias("first_resolution_invalid"),
    )
    return rows.with_columns(
        *duration("response", pl.col("_answered"), pl.col("_waiting"), pl.col("response_invalid")),
        *duration("resolution", pl.col("_solved"), pl.col("age_s"), pl.col("resolution_invalid")),
        *duration("first_resolution", pl.col("_first"), pl.col("age_s"), pl.col("first_resolution_invalid")),
        (pl.col("_solved").is_not_null() | pl.col("resolution_invalid")).alias("resolved"),
    ).drop("_answered", "_solved", "_first", "_waiting")


def duration(name: str, done: pl.Expr, so_far: pl.Expr, invalid: pl.Expr) -> list[pl.Expr]:
    """Time so far and whether it ended; both null for an impossible duration, the time null where nothing is known of it."""
    return [
        pl.when(~invalid).then(pl.coalesce(done, so_far)).alias(f"{name}_s"),
        pl.when(~invalid).then(done.is_not_null()).alias(f"{name}_ended"),
    ]


WHATS = ("response", "resolution", "first_resolution")
FIELDS = frozenset({f"{what}_{kind}" for what in WHATS for kind in ("s", "ended", "invalid")}) | {"resolved", "age_s"}
PREPARE = Preparation(run, FIELDS, observed=OBSERVED, notes=notes)
