"""Grain: the rows a gathered metric is counted from, as they are or as its preparation makes them.

Several counts of one report are often made of the same rows: views, parts, days, and metrics that share a preparation. Such rows
are worked out once and held, as narrow as the counts allow; rows that are counted once, or are too many to hold, pass by.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import field, replace
from datetime import datetime, timedelta
from typing import Any

import polars as pl

from cxm._record import Record
from cxm.metrics.engine.aggregate import SEGMENT, amounts, clean, is_weighted, label
from cxm.metrics.engine.backends.polars import Polars
from cxm.metrics.engine.hold import family, fitting
from cxm.metrics.engine.instants import local_day, typed
from cxm.metrics.engine.interval import DISPERSED
from cxm.metrics.engine.plan import Request, settings_of
from cxm.metrics.engine.rollup import Placed, Span, among
from cxm.metrics.engine.table import Table, to_local
from cxm.metrics.prepare import PERIOD, PREPARATIONS, Given
from cxm.metrics.spec import Kind, Metric, Rows

AT = "_at"
"""The instant of a placed row, by which the first of several is told."""


class Task(Record):
    """One gathered metric and what it is gathered from.

    Args:
        placed: the base pass, placed in the periods of the report.
        lazy: the rows, without repeats.
        held: rows that several counts of the report are made of.
        end: the observation end, a naive instant in UTC.
        said: filled with what must be said of all cells.
    """

    metric: Metric
    table: Table
    request: Request
    placed: Placed
    span: Span
    backend: Polars
    lazy: Any
    held: Held
    end: datetime | None = None
    said: list[str] = field(default_factory=list)

    @property
    def names(self) -> list[str]:
        """All segment columns."""
        return list(self.request.segments)

    @property
    def views(self) -> list[tuple[str, ...]]:
        """The views asked for, and the whole unless it is not wanted."""
        return list(dict.fromkeys([*self.request.views, *([()] if self.request.total else [])]))

    @property
    def time(self) -> str:
        """The time field that places rows in periods."""
        own = self.metric.period_by or self.table.frame.time
        return own if own in self.table.fields else self.table.frame.time

    def rows(self, fields: frozenset[str]) -> Rows:
        """What the functions of the metric see."""
        return Rows(self.backend.x, fields, options=settings_of(self.metric, self.request))


class Grain(Record):
    """Rows placed in the periods of a report, under the names states are written over.

    Args:
        rows: a lazy frame with `_period`, the segment columns of the request as labels, and fields.
        fields: names `Rows.has` answers for.
    """

    rows: pl.LazyFrame
    fields: frozenset[str]


def gathered_rows(task: Task) -> Grain:
    """The rows a metric is gathered from, prepared where it asks for that."""
    rows, settings = typed_rows(task), settings_of(task.metric, task.request)
    return _merged(prepared_rows(task, rows, settings) if task.metric.prepare else placed_rows(task, rows), task)


def typed_rows(task: Task) -> pl.LazyFrame:
    """The rows with typed times, the local day of their time field and the labels of their segments."""
    table, request, time = task.table, task.request, task.time
    day = local_day(table, time, request.zone, task.backend) if time in table.fields else pl.lit(None, pl.Date)
    segments = [label(pl.col(table.column(name.removeprefix(SEGMENT)))).alias(name) for name in request.segments]
    rows: pl.LazyFrame = task.lazy.with_columns(*segments, *typed(table, request.zone), day.alias("day"))
    return rows


def _counted_rows(task: Task, rows: pl.LazyFrame) -> pl.LazyFrame:
    """Typed rows that take part in a metric, with its numbers wide."""
    kept = clean(task.metric, task.table, task.request, pl).counted
    counted = rows if kept is None else rows.filter(kept)
    return counted.with_columns(amount.alias(name) for name, amount in amounts(task.table, pl, _bounded(task.metric)).items())


def _bounded(metric: Metric) -> list[str]:
    """Fields that are nothing where they are below 0: those needed, but for the ones a preparation judges itself."""
    judged = PREPARATIONS[metric.prepare].judged if metric.prepare else ()
    return [name for name in metric.needs if name not in judged]


def placed_rows(task: Task, rows: pl.LazyFrame) -> Grain:
    """The rows that take part in the report, with their period, segments, local day and instant.

    Args:
        rows: typed rows.
    """
    fields, time = task.table.fields | {"day"}, task.time
    counted = _counted_rows(task, rows)
    if time not in task.table.fields:
        return Grain(counted.with_columns(pl.lit("all").alias(PERIOD)), fields)
    mature = task.placed.frame.filter(~pl.col("immature")).select("day", pl.col("period").alias(PERIOD)).unique()
    placed = counted.join(task.backend.table(mature), on="day", how="inner", nulls_equal=True)
    return Grain(placed.with_columns(pl.col(time).alias(AT)), fields | {AT})


def prepared_rows(task: Task, rows: pl.LazyFrame, settings: Mapping[str, Any]) -> Grain:
    """Rows at the grain of the metric, made by its preparation.

    Args:
        rows: typed rows.
        settings: those of the metric.
    """
    preparation = PREPARATIONS[task.metric.prepare]
    prepared = preparation.run(_given(task, rows, settings))
    return Grain(prepared, preparation.fields | frozenset(prepared.collect_schema().names()))


def _given(task: Task, rows: pl.LazyFrame, settings: Mapping[str, Any]) -> Given:
    """What a preparation works from."""
    metric, table, request, span = task.metric, task.table, task.request, task.span
    ends = [day for day in (request.end, request.as_of) if day is not None]
    second = request.other if request.other is not None and request.other.frame.name == metric.other else None
    dates = {one.name for one in table.frame.fields if one.kind is Kind.DATE}
    return Given(
        frame=table.frame,
        rows=_counted_rows(task, rows),
        fields=table.fields,
        periods=tuple((period.label, period.start, period.end) for period in task.placed.periods),
        first=span.first,
        until=span.until,
        segments=request.segments,
        zone=request.zone,
        local=lambda name: to_local(pl.col(name).cast(pl.Datetime("us")), "UTC" if name in dates else request.zone),
        settings=settings,
        other=None if second is None else _second(second, request, task.backend),
        start=request.start,
        stop=min(ends) + timedelta(1) if ends else None,
        end=task.end,
        length=request.period.kind,
        other_fields=frozenset() if second is None else second.fields,
        dated=request.dated,
        business=table.business,
    )


def _second(table: Table, request: Request, backend: Polars) -> pl.LazyFrame:
    """The real rows of the second frame, with typed times, their local day, and the labels of the segments it has, too."""
    day = local_day(table, table.frame.time, request.zone, backend) if table.frame.time in table.fields else pl.lit(None, pl.Date)
    rows = backend.scan(table)
    left_out = [pl.col(name).is_in(list(words)) for name, words in table.frame.left_out.items() if name in table.fields]
    rows = rows.filter(~pl.any_horizontal(left_out).fill_null(value=False)) if left_out else rows
    numbers = [one.alias(name) for name, one in amounts(table, pl).items()]
    known = {name.casefold() for name in (*table.columns, *table.fields)}
    segments = [name for name in request.segments if name.removeprefix(SEGMENT).casefold() in known]
    labels = [label(pl.col(table.column(name.removeprefix(SEGMENT)))).alias(name) for name in segments]
    return rows.with_columns(*typed(table, request.zone), *numbers, day.alias("day"), *labels)


def _merged(grain: Grain, task: Task) -> Grain:
    """Labels beyond the largest segments of the report become `(other)`, as in the base pass."""
    merged = [among(pl.col(name), labels).alias(name) for name, labels in task.placed.largest.items()]
    return replace(grain, rows=grain.rows.with_columns(merged)) if merged else grain


# Holding


class Noted(dict[str, Any]):
    """Settings that note what was read of them, so that other settings can be told to lead to the same rows."""

    def __init__(self, settings: Mapping[str, Any]) -> None:
        super().__init__(settings)
        self._read: list[tuple[Callable[[Mapping[str, Any]], Any], Any]] = []

    def _note(self, read: Callable[[Mapping[str, Any]], Any]) -> Any:
        answer = read(dict(self))
        self._read.append((read, answer))
        return answer

    def __getitem__(self, name: str) -> Any:
        """A setting that the metric has."""
        return self._note(lambda settings: settings.get(name))

    def __contains__(self, name: object) -> bool:
        """Whether the metric has a setting."""
        return bool(self._note(lambda settings: name in settings))

    def get(self, name: str, default: Any = None) -> Any:
        """A setting, or a default where the metric has none of this name."""
        return self._note(lambda settings: settings.get(name, default))

    def tell_apart(self, settings: Mapping[str, Any]) -> bool:
        """Whether other settings answer anything that was read differently."""
        return any(read(settings) != answer for read, answer in self._read)


class Held:
    """Rows that are counted several times in one report, worked out once and held while metrics that can use them are to come.

    Args:
        metrics: the gathered metrics of the report that share one time field.
    """

    def __init__(self, metrics: Sequence[Metric], request: Request) -> None:
        self._metrics = list(metrics)
        self._views = len({*request.views, ()}) if request.total else len(request.views)
        self._kept: dict[tuple[object, ...], list[tuple[Noted, Grain]]] = {}
        self._said: dict[tuple[object, ...], list[tuple[Noted, tuple[str, ...]]]] = {}

    def rows_of(self, task: Task) -> Grain:
        """The rows a metric is gathered from."""
        return _merged(self._found(task), task)

    def notes_of(self, task: Task) -> tuple[str, ...]:
        """What must be said beside every value of a metric that is prepared; some of it is looked up in the rows."""
        if not task.metric.prepare:
            return ()
        said, settings = self._said.setdefault(_key(task), []), settings_of(task.metric, task.request)
        for noted, notes in said:
            if not noted.tell_apart(settings):
                return notes
        noted = Noted(settings)
        said.append((noted, tuple(PREPARATIONS[task.metric.prepare].notes(_given(task, typed_rows(task), noted)))))
        return said[-1][1]

    def done(self, metric: Metric) -> None:
        """Let go of rows that no metric to come is counted from."""
        self._metrics = [one for one in self._metrics if one is not metric]
        wanted = {family(one) for one in self._metrics}
        self._kept = {key: held for key, held in self._kept.items() if key[0] in wanted}

    def _found(self, task: Task) -> Grain:
        metric, settings = task.metric, settings_of(task.metric, task.request)
        held = self._kept.setdefault(_key(task), [])
        for noted, grain in held:
            if not noted.tell_apart(settings):
                return grain
        noted = Noted(settings)
        rows = typed_rows(task)
        grain = prepared_rows(task, rows, noted) if metric.prepare else placed_rows(task, rows)
        alike = [one for one in self._metrics if family(one) == family(metric)]
        if sum(_counts(one, self._views) for one in alike) > 1:
            columns = set().union(*(_columns(replace(task, metric=one), grain.fields) for one in alike))
            grain = replace(grain, rows=_in_memory(grain.rows, columns, task.backend))
            held.append((noted, grain))
        return grain


def _key(task: Task) -> tuple[object, ...]:
    """What the rows of a metric depend on besides its settings; the base pass, the table and the time field are those of the report."""
    metric, frame = task.metric, task.table.frame
    bounded = frozenset(name for name in _bounded(metric) if name in frame and frame[name].from_zero)
    return (
        family(metric),
        is_weighted(metric, task.request),
        bounded,
        task.placed.periods,
        task.request.start,
        task.request.end,
        task.span,
        task.end,
    )


def _counts(metric: Metric, views: int) -> int:
    """How many times rows are counted for a metric."""
    several = (metric.parts is not None, metric.estimate is not None, metric.per is None and bool(metric.interval.cluster))
    return views * (1 + sum(several)) + (views if metric.interval.method in DISPERSED else 0)


def _columns(task: Task, fields: frozenset[str]) -> set[str]:
    """Columns of the rows that anything said of a metric is counted from."""
    metric = task.metric
    seen = Rows(pl, fields, options=settings_of(metric, task.request))
    names = {PERIOD, *task.names}
    if metric.interval.method in DISPERSED:
        names.add("day")
    read = [] if metric.parts is None or metric.parts.of_units else [metric.parts.of(seen)]
    if metric.per is not None:
        names |= {*metric.per.by, *((AT, "day") if metric.per.segment == "first" else ())}
        read += metric.per.of(seen).values()
    else:
        read += metric.states(seen).values()
        names |= {task.table.frame.unit or ""} if metric.interval.cluster else set()
        if metric.estimate is not None:
            estimate = metric.estimate
            read += [estimate.time(seen), estimate.ended(seen), *([] if estimate.entry is None else [estimate.entry(seen)])]
    return names.union(*(one.meta.root_names() for one in read))


def _in_memory(rows: pl.LazyFrame, columns: AbstractSet[str], backend: Polars) -> pl.LazyFrame:
    """Rows with some columns, in memory if they fit."""
    narrow = rows.select(name for name in rows.collect_schema() if name in columns)
    frame = fitting(narrow, backend)
    return narrow if frame is None else frame.lazy()
