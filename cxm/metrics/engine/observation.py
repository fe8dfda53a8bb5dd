"""Observation: until when an export tells what happened, which its times say.

A gathered metric needs to know it: what has not ended by then is open, and a period that is not over is unfinished.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, time, timedelta
from typing import Any

import polars as pl

from cxm.metrics.engine.aggregate import Counted, clean
from cxm.metrics.engine.backends.polars import Polars
from cxm.metrics.engine.instants import instant, midnight, typed
from cxm.metrics.engine.plan import Request
from cxm.metrics.engine.rollup import Span, span_of
from cxm.metrics.engine.table import AssumptionFailed, Stored, Table, to_local
from cxm.metrics.prepare import PREPARATIONS
from cxm.metrics.spec import Metric


class Observation:
    """What the rows tell of their times, looked up once for all metrics that ask: how they are written, and which is the latest.

    Args:
        rows: the rows, without repeats.
        names: time fields that any of the metrics reads; they are all looked at in the first pass.
    """

    def __init__(self, table: Table, request: Request, backend: Polars, rows: Any, names: Sequence[str]) -> None:
        self._table = table
        self._request = request
        self._backend = backend
        self._rows = rows
        self._names = [name for name in dict.fromkeys(names) if name in table.times]
        self._seen: dict[tuple[object, ...], datetime | None] = {}
        self._maxima: dict[str | None, dict[str, Any]] = {}

    def latest(self, metric: Metric) -> datetime | None:
        """The latest time that tells until when the export was observed, a naive instant in UTC; None where no time does.

        Raises:
            AssumptionFailed: a time is not written as the fast reading takes it to be.
        """
        wanted = PREPARATIONS[metric.prepare].observed if metric.prepare else ()
        key = (wanted, metric.about)
        if key not in self._seen:
            maxima = self._looked(metric)
            if callable(wanted):
                times = list(wanted(self._table.fields))
            else:
                held = [name for name in wanted if name in self._table.times]
                known = [maxima.get(name) for name in held]
                if all(name in maxima for name in held):
                    self._seen[key] = max((one for one in known if one is not None), default=None)
                    return self._seen[key]
                times = [pl.col(name) for name in held]
            self._seen[key] = self._parsed(metric, times) if times else None
        return self._seen[key]

    def _looked(self, metric: Metric) -> dict[str, datetime | None]:
        """The latest of each time field that can be told without parsing every row, after a look at how they are all written."""
        about = metric.about
        if about not in self._maxima:
            kept = clean(metric, self._table, self._request, pl).kept
            texts = {name: self._table.times[name].widths for name in self._names if self._table.times[name].stored is Stored.LOCAL_TEXT}
            odd = [(~pl.col(name).str.len_bytes().is_in(list(widths))).any() for name, widths in texts.items()]
            alike = [name for name, widths in texts.items() if len(widths) == 1]
            found: dict[str, datetime | None] = {}
            if odd:
                columns = [pl.col(name) if kept is None else pl.col(name).filter(kept) for name in alike]
                # A scan takes a row for blank if no column it is asked for holds anything.
                filled = [
                    pl.col(name).is_not_null().any().alias(f"_{name}") for name in (self._table.frame.key,) if name in self._table.fields
                ]
                first = self._rows.select(
                    pl.any_horizontal(odd).fill_null(value=False).alias("_odd"),
                    *(column.str.replace("T", " ", literal=True).max() for column in columns),
                    *filled,
                )
                row = self._backend.collect(first)
                if row["_odd"].item():
                    raise AssumptionFailed("the times are not all written alike")
                read = row.select(instant(self._table, name, self._request.zone).cast(pl.Datetime("us")).alias(name) for name in alike)
                # The greatest text may be none of a time: then the rows must be read.
                every = read.row(0, named=True) if alike else {}
                found = {name: one for name, one in every.items() if one is not None or row[name].item() is None}
            self._maxima[about] = found
        return self._maxima[about]

    def _parsed(self, metric: Metric, times: Sequence[pl.Expr]) -> datetime | None:
        """The latest of times that every row must be read for."""
        kept = clean(metric, self._table, self._request, pl).kept
        rows = (self._rows if kept is None else self._rows.filter(kept)).with_columns(typed(self._table, self._request.zone))
        latest = self._backend.collect(rows.select(pl.max_horizontal(time.cast(pl.Datetime("us")).max() for time in times))).item()
        return latest if isinstance(latest, datetime) else None


def observed(metric: Metric, counted: Counted, request: Request, observation: Observation) -> tuple[Span, datetime | None]:
    """The span of days a gathered metric covers, and the instant its observation ends.

    Raises:
        AssumptionFailed: a time is not written as the fast reading takes it to be.
    """
    latest = observation.latest(metric)
    if latest is not None:
        local = pl.select(to_local(pl.lit(latest, pl.Datetime("us")), request.zone)).item()
        counted = replace(counted, last=max(filter(None, (counted.last, local.date()))))
    span = span_of(counted, request)
    if span.until is None:
        return span, latest
    closing = midnight(span.until + timedelta(1), request.zone)
    if request.as_of is not None or latest is None:
        return span, closing
    # A latest time at midnight is a day without a time of day: all of it was observed.
    local = pl.select(to_local(pl.lit(latest, pl.Datetime("us")), request.zone)).item()
    return span, closing if local.time() == time() else min(latest, closing)
