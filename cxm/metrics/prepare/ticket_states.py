"""Ticket states: the tickets open at the end of each period, and what came in and was resolved between.

Rows are of four kinds, told apart by flags: `closing` (open at the end of the period, with `age_s`), `opening` (open at its start),
`created` and `resolved` (within it), so that opening + created - resolved = closing. A period that is not over ends now. How long
a ticket stays open is a span of periods, which is unfolded while rows pass by.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import polars as pl

from cxm.metrics.prepare import PERIOD, Given, Preparation
from cxm.metrics.prepare._spans import boundaries, first_at_or_after, unfolded
from cxm.metrics.prepare._tickets import OBSERVED, resolved
from cxm.metrics.prepare.ticket_flow import run as flow

FLAGS = ("closing", "opening", "created", "resolved")


def run(given: Given) -> Any:
    """Rows of the four kinds."""
    starts, ends = boundaries(given)
    created = given.local("created_at")
    rows = given.rows.with_columns(resolved(given).alias("_end")).filter(pl.col("created_at").is_not_null())
    rows = rows.with_columns(created.alias("_from"), given.local("_end").alias("_until"))
    kept = [*given.segments, "_from"]
    closing = _open(rows, ends, given, kept).with_columns(pl.lit(value=True).alias("closing"))
    opening = _open(rows, starts, given, kept).with_columns(pl.lit(value=True).alias("opening"))
    moved = flow(given).select(PERIOD, *given.segments, "created", "resolved")
    every = pl.concat([closing.drop("_from"), opening.drop("_from", "age_s"), moved], how="diagonal_relaxed")
    return every.with_columns(pl.col(name).fill_null(value=False) for name in FLAGS)


def _open(rows: Any, at: Sequence[datetime], given: Given, kept: Sequence[str]) -> Any:
    """One row for each boundary a ticket is open at: it came in before, and was not resolved before."""
    first, last = first_at_or_after(at, pl.col("_from"), after=True), first_at_or_after(at, pl.col("_until"), after=True)
    spans = rows.select(*kept, first.alias("_first"), last.fill_null(len(at)).alias("_last"))
    held = unfolded(given, spans)
    moments = pl.DataFrame(
        {PERIOD: [label for label, _, _ in given.periods], "_at": list(at)}, schema={PERIOD: pl.String, "_at": pl.Datetime("us")}
    )
    age = (pl.col("_at") - pl.col("_from")).dt.total_microseconds() / 1e6
    return held.join(moments.lazy(), on=PERIOD, how="left").with_columns(age.alias("age_s")).drop("_at")


PREPARE = Preparation(run, frozenset({*FLAGS, "age_s"}), observed=OBSERVED)
