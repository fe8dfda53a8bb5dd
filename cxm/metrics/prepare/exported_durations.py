"""Exported durations: how long each ticket waited, as the help desk that exported it counted.

One row is one ticket, with its own fields and the columns of `durations`. A duration below 0 is impossible. What is open has waited
until now, in calendar time: where the help desk counted working hours, what is open cannot be told in its clock and is left out of
the times, so that the two are never mixed.
"""

from __future__ import annotations

from typing import Any

import polars as pl

from cxm.metrics.prepare import Given, Preparation, in_periods
from cxm.metrics.prepare._business_hours import Clock
from cxm.metrics.prepare._tickets import OBSERVED, elapsed, end_of, gone
from cxm.metrics.prepare.durations import FIELDS, duration

FIELD_OF = {"response": "first_response_s", "resolution": "resolution_s", "first_resolution": "first_resolution_s"}


def run(given: Given) -> Any:
    """Rows of the ticket frame with their durations."""
    created, end = pl.col("created_at"), end_of(given)
    age = elapsed(Clock(), created, end)
    waiting = {
        "response": elapsed(Clock(), created, pl.min_horizontal(end, pl.coalesce(gone(given), end))),
        "resolution": age,
        "first_resolution": age,
    }
    columns = [age.alias("age_s")]
    for what, name in FIELD_OF.items():
        done = pl.col(name).cast(pl.Float64) if name in given.fields else pl.lit(None, pl.Float64)
        so_far = pl.lit(None, pl.Float64) if name in given.business else waiting[what]
        invalid = (done < 0).fill_null(value=False)
        ended = done.is_not_null() & ~invalid
        columns += [*duration(what, pl.when(ended).then(done), so_far, invalid), invalid.alias(f"{what}_invalid")]
        if what == "resolution":
            columns.append(ended.alias("resolved"))
    return in_periods(given, given.rows).with_columns(columns)


def _notes(given: Given) -> tuple[str, ...]:
    """Whose clock counted."""
    if given.business & set(FIELD_OF.values()):
        return ("durations as exported, in the help desk's business hours; open tickets are left out of them",)
    return ("durations as exported",)


PREPARE = Preparation(run, FIELDS, observed=OBSERVED, notes=_notes, judged=tuple(FIELD_OF.values()))
