"""Preparations: rows of a frame turned into rows at a metric's own grain. One file each, found by file name.

A preparation holds `PREPARE`: a function of a `Given` that returns lazy rows with `_period` (label of the period a row belongs
to), the segment columns of the request as labels, and the columns the states of its metrics are written over. Files that begin
with an underscore are shared by preparations and are none themselves.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any

import polars as pl

from cxm._record import Record
from cxm._registry import Registry
from cxm.errors import IncompleteRequest
from cxm.metrics.spec import Frame

PERIOD = "_period"


class Given(Record):
    """What a preparation works from.

    Args:
        rows: lazy rows of the frame: fields by name, times as naive instants in UTC (date fields as dates); `day` is the local
            day of the time field; segment columns are labels. Rows outside the report are there too: history counts.
        fields: canonical fields the rows have.
        periods: (label, first day, day after the last) of each period of the report; both days None for the whole span.
        first, until: first day of the report, last observed day.
        segments: segment columns.
        zone: reporting zone.
        local: expression of a time field as a local naive instant.
        settings: settings of the metric.
        other: lazy rows of the second frame, if there is one, with its `day` and the labels of the segment columns it has.
        start, stop: first day reported and the day after the last one, None where the report has no such edge.
        end: the observation end as a naive instant in UTC: nothing later is known. None when no row has a time.
        length: the period length asked for: day, week, month, quarter, year, fiscal-quarter, fiscal-year, rolling or all.
        other_fields: canonical fields of the second frame.
        dated: whether rows without a day are outside the report.
        business: durations the export counted in working hours.
    """

    frame: Frame
    rows: Any
    fields: frozenset[str]
    periods: tuple[tuple[str, date | None, date | None], ...]
    first: date | None
    until: date | None
    segments: tuple[str, ...]
    zone: str
    local: Callable[[str], Any]
    settings: Mapping[str, Any]
    other: Any = None
    start: date | None = None
    stop: date | None = None
    end: datetime | None = None
    length: str = "all"
    other_fields: frozenset[str] = frozenset()
    dated: bool = False
    business: frozenset[str] = frozenset()


class Preparation(Record):
    """One preparation.

    Args:
        run: from what is given to the prepared rows.
        fields: columns the prepared rows have for `states`; columns of the rows themselves need not be named.
        observed: time fields whose latest value tells until when the export was observed, besides the frame's own; or a function
            of the fields there are that gives expressions of such times.
        judged: numbers of which the preparation says itself what one below 0 means; of others that are needed they are nothing.
        notes: what must be said beside every value it leads to.
    """

    run: Callable[[Given], Any]
    fields: frozenset[str]
    observed: tuple[str, ...] | Callable[[frozenset[str]], Sequence[pl.Expr]] = ()
    notes: Callable[[Given], Sequence[str]] = lambda _: ()
    judged: tuple[str, ...] = ()


PREPARATIONS: Registry[Preparation] = Registry("cxm.metrics.prepare", "PREPARE", "preparation")


def needed(given: Given, what: str, cure: str) -> Any:
    """The rows of the second frame.

    Args:
        what: what is not known without it, as the beginning of a sentence; cure: the options that tell it.

    Raises:
        IncompleteRequest: there is none.
    """
    if given.other is None:
        raise IncompleteRequest(f"{what} is not known from this export alone", cure=cure)
    return given.other


def exact_sum(name: str) -> pl.Expr:
    """The sum of a column of amounts, exact to the cent and the same in whatever order the rows come."""
    return pl.col(name).cast(pl.Decimal(38, 12)).sum().cast(pl.Float64)


def in_periods(given: Given, rows: Any, day: str = "day") -> Any:
    """Rows with the label of the period a day column lies in (`_period`); rows outside the report are dropped.

    Args:
        day: a column of local days.
    """
    labels = [label for label, start, _ in given.periods if start is None]
    if labels:
        limits = [pl.col(day) >= given.start] if given.start is not None else []
        limits += [pl.col(day) < given.stop] if given.stop is not None else []
        limits += [pl.col(day).is_not_null()] if given.dated else []
        kept = rows.filter(pl.all_horizontal(limits).fill_null(value=not given.dated)) if limits else rows
        return kept.with_columns(pl.lit(labels[0]).alias(PERIOD))
    return rows.join(calendar(given).rename({"day": day}).lazy(), on=day, how="inner")


def calendar(given: Given) -> pl.DataFrame:
    """Every day of the report with the label of its period: columns day, _period."""
    days: list[date] = []
    labels: list[str] = []
    for label, start, stop in given.periods:
        if start is None or stop is None:
            continue
        first, last = max(start, given.start or start), min(stop, given.stop or stop)
        count = max(0, (last - first).days)
        days += [first + timedelta(step) for step in range(count)]
        labels += [label] * count
    return pl.DataFrame({"day": days, PERIOD: labels}, schema={"day": pl.Date, PERIOD: pl.String})
