"""Ticket states: the tickets open at the end of each period, and what came in and was resolved between.

Rows stand for `tickets` tickets and are of four kinds, told apart by flags: `closing` (open at the end of the period, with `age_s`), `opening` (open at its start),
`created` and `resolved` (within it), so that opening + created - resolved = closing; each has the `seconds` of its period. A period that is not over ends now. How long
a ticket stays open is a span of periods, which is unfolded while rows pass by.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import polars as pl

from cxm.metrics.prepare import PERIOD, Given, Preparation
from cxm.metrics.prepare._spans import boundaries, first_at_or_after, tallied, unfolded
from cxm.metrics.prepare._tickets import OBSERVED, resolved
from cxm.metrics.prepare.ticket_flow import run as flow

FLAGS = ("closing", "opening", "created", "resolved")


def run(given: Given) -> Any:
    """Rows of the four kinds."""
    starts, ends = boundaries(given)
    rows = given.rows.with_columns(resolved(given).alias("_end")).filter(pl.col("created_at").is_not_null())
    rows = rows.with_columns(given.local("created_at").alias("_from"), given.local("_end").alias("_until"))
    closing = _aged(_open(rows, ends, given.segments), ends, given).with_columns(pl.lit(value=True).alias("closing"))
    counted = _open(rows, starts, given.segments).drop("_from").group_by(pl.all()).agg(pl.len().cast(pl.Int64).alias("tickets"))
    opening = tallied(given, counted, "tickets").with_columns(pl.lit(value=True).alias("opening"))
    moved = flow(given).select(PERIOD, *given.segments, "created", "resolved")
    every = pl.concat([closing, opening, moved], how="diagonal_relaxed")
    lengths = [(end - start).total_seconds() for start, end in zip(starts, ends, strict=True)]
    spans = pl.DataFrame(
        {PERIOD: [label for label, _, _ in given.periods], "seconds": lengths}, schema={PERIOD: pl.String, "seconds": pl.Float64}
    )
    every = every.join(spans.lazy(), on=PERIOD, how="left")
    return every.with_columns(*(pl.col(name).fill_null(value=False) for name in FLAGS), pl.col("tickets").fill_null(1))


def _open(rows: Any, at: Sequence[datetime], segments: Sequence[str]) -> pl.DataFrame:
    """The boundaries each ticket is open at, as places: it came in before, and was not resolved before."""
    first, last = (first_at_or_after(at, pl.col(name), after=True) for name in ("_from", "_until"))
    spans = rows.select(*segments, "_from", first.alias("_first"), last.fill_null(len(at)).alias("_last"))
    found: pl.DataFrame = spans.filter(pl.col("_first") < pl.col("_last")).collect(engine="streaming")
    return found


def _aged(spans: pl.DataFrame, at: Sequence[datetime], given: Given) -> Any:
    """One row for each boundary a ticket is open at, with its age there."""
    labels = [label for label, _, _ in given.periods]
    moments = pl.DataFrame({PERIOD: labels, "_at": list(at)}, schema={PERIOD: pl.String, "_at": pl.Datetime("us")})
    age = (pl.col("_at") - pl.col("_from")).dt.total_microseconds() / 1e6
    held = unfolded(given, spans.lazy()).join(moments.lazy(), on=PERIOD, how="left")
    return held.with_columns(age.alias("age_s")).drop("_at", "_from")


PREPARE = Preparation(run, frozenset({*FLAGS, "age_s", "tickets", "seconds"}), observed=OBSERVED)
