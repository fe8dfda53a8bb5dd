"""Tickets: when each was answered and resolved as far as the observation end tells, shared by the preparations of the family."""

from __future__ import annotations

from functools import reduce

import polars as pl

from cxm.metrics.prepare import Given
from cxm.metrics.prepare._business_hours import Clock

OBSERVED = ("created_at", "first_response_at", "first_resolved_at", "resolved_at", "closed_at", "updated_at")
OPEN = ("new", "open", "pending", "on_hold")
DONE = ("solved", "closed")
NOISE = 1.0
"""Seconds by which an end may lie before its start: two clocks that differ, not an impossible ticket."""


def end_of(given: Given) -> pl.Expr:
    """The observation end as a constant."""
    return pl.lit(given.end, pl.Datetime("us"))


def happened(given: Given, *names: str) -> pl.Expr:
    """The first of some times that is known by the observation end; null where none is, or no field holds it."""
    known = [pl.when(pl.col(name) <= end_of(given)).then(pl.col(name)) for name in names if name in given.fields]
    return pl.coalesce(known) if known else pl.lit(None, pl.Datetime("us"))


def resolved(given: Given) -> pl.Expr:
    """When a ticket was resolved for good: the last resolution, or the closing where the export has no resolutions.

    Null where it was reopened since, which its status tells.
    """
    time = happened(given, "resolved_at" if "resolved_at" in given.fields else "closed_at")
    if "status" not in given.fields:
        return time
    return pl.when(~pl.col("status").is_in(list(OPEN)).fill_null(value=False)).then(time)


def gone(given: Given) -> pl.Expr:
    """When a ticket stopped waiting for an answer, whether it got one or not."""
    return happened(given, "resolved_at", "closed_at")


def elapsed(clock: Clock, start: pl.Expr, end: pl.Expr) -> pl.Expr:
    """Seconds between two instants, 0 within the noise of clocks, null where the end lies before the start."""
    calendar = (end - start).dt.total_microseconds() / 1e6
    possible = calendar >= -NOISE
    return pl.when(possible).then(clock.seconds(start, pl.max_horizontal(start, end)))


def impossible(start: pl.Expr, *ends: pl.Expr) -> pl.Expr:
    """Whether one of some ends lies before the start by more than noise."""
    early = [((end - start).dt.total_microseconds() / 1e6 < -NOISE).fill_null(value=False) for end in ends]
    return reduce(lambda one, other: one | other, early)
