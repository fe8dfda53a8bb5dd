"""Units: states of metrics that count people, customers or visitors, rows at a grain of their own, or times until an end.

Such states do not add up over periods or segments, so every view is gathered from rows again. The base pass over the same rows
gives the grid of cells, what was left out of each, and how much of it was observed.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import field, replace
from datetime import datetime, time, timedelta
from functools import reduce
from types import SimpleNamespace
from typing import Any

import polars as pl

from cxm._record import Record
from cxm.metrics.engine.aggregate import PART, QUALITY, ROWS, SEGMENT, Counted, amounts, clean, label
from cxm.metrics.engine.backends.polars import Polars
from cxm.metrics.engine.estimate import CELL, ENDED, ENTRY, FEW, TIME, UNITS, Times
from cxm.metrics.engine.instants import instant, midnight, typed
from cxm.metrics.engine.interval import DISPERSED
from cxm.metrics.engine.measure import HAIR
from cxm.metrics.engine.plan import Request, settings_of
from cxm.metrics.engine.repeats import SUMS, with_period
from cxm.metrics.engine.rollup import Placed, Span, among, cells, span_of, with_dispersion
from cxm.metrics.engine.table import AssumptionFailed, Stored, Table, to_local
from cxm.metrics.prepare import PREPARATIONS, Given
from cxm.metrics.spec import Collapse, Estimate, Kind, Metric, Rows, Unit

AT = "_at"
"""The instant of a placed row, by which the first of several is told."""
SPAN = ("period", "period_start", "period_end", "days_observed", "status")
LISTED = frozenset({"model_bootstrap"})
"""Methods that keep a list of samples, which only polars has among its states."""
LEFT_OUT = (*QUALITY, "n_immature")
"""Counts that the states of a gathered metric may give as well; they are added to those of the base pass."""


def whole(metric: Metric) -> Metric:
    """The metric as the base pass sees it: rows are only placed and counted, their states come later."""
    return metric.but(per=None, prepare="", estimate=None, parts=None, base=ROWS, states=lambda rows: {ROWS: rows.size()})


class Task(Record):
    """One gathered metric and what it is gathered from.

    Args:
        placed: the base pass, placed in the periods of the report.
        keys: physical day keys of the time field, with their days.
        lazy: the rows, without repeats.
        end: the observation end, a naive instant in UTC.
        said: filled with what must be said of all cells.
    """

    metric: Metric
    table: Table
    request: Request
    placed: Placed
    span: Span
    backend: Polars
    keys: pl.DataFrame
    lazy: Any
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

    def rows(self, fields: frozenset[str]) -> Rows:
        """What the functions of the metric see."""
        return Rows(self.backend.x, fields, options=settings_of(self.metric, self.request))


class Source(Record):
    """Rows placed in the periods of a report, under the names states are written over.

    Args:
        rows: a lazy frame with `_period`, the segment columns of the request as labels, and fields.
        fields: names `Rows.has` answers for.
        notes: what must be said beside every value.
    """

    rows: pl.LazyFrame
    fields: frozenset[str]
    notes: tuple[str, ...] = ()


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


def gathered_cells(task: Task) -> pl.DataFrame:
    """The cells of a metric that is gathered per unit, prepared, or estimated."""
    metric = task.metric
    if metric.interval.method in LISTED:
        task = replace(task, backend=Polars())
    source = gathered_rows(task)
    gathered = {view: _gathered(task, source, view) for view in task.views}
    frame = _joined(task, source, gathered)
    if source.notes:
        task.said.extend(source.notes)
        frame = frame.with_columns(pl.lit(list(source.notes), pl.List(pl.String)).alias("notes"))
    if metric.interval.method in DISPERSED:
        frame = _dispersed(frame, task, source)
    if metric.interval.cluster and metric.per is None:
        frame = _clustered(frame, task, source)
    return frame if metric.estimate is None else _estimated(frame, task, source, metric.estimate)


# Rows


def gathered_rows(task: Task) -> Source:
    """The rows a metric is gathered from, prepared where it asks for that."""
    return _merged(prepared_rows(task) if task.metric.prepare else placed_rows(task), task)


def placed_rows(task: Task) -> Source:
    """The rows that take part in the report, with their period, segments, local day and instant."""
    metric, table, request = task.metric, task.table, task.request
    mature = replace(task.placed, frame=task.placed.frame.filter(~pl.col("immature")))
    rows = with_period(task.lazy, metric, table, request, task.backend, task.keys, mature).filter(pl.col("_period").is_not_null())
    kept = clean(metric, table, request, pl).counted
    labelled = _labelled(rows if kept is None else rows.filter(kept), metric, table, request, task.backend)
    time = metric.period_by or table.frame.time
    if time not in table.times:
        return Source(labelled, table.fields | {"day"})
    return Source(labelled.with_columns(pl.col(time).alias(AT)), table.fields | {"day", AT})


def prepared_rows(task: Task) -> Source:
    """Rows at the grain of the metric, made by its preparation."""
    metric, table, request, span = task.metric, task.table, task.request, task.span
    preparation = PREPARATIONS[metric.prepare]
    kept = clean(metric, table, request, pl).counted
    ends = [day for day in (request.end, request.as_of) if day is not None]
    second = request.other if request.other is not None and request.other.frame.name == metric.other else None
    dates = {one.name for one in table.frame.fields if one.kind is Kind.DATE}
    given = Given(
        frame=table.frame,
        rows=_labelled(task.lazy if kept is None else task.lazy.filter(kept), metric, table, request, task.backend),
        fields=table.fields,
        periods=tuple((period.label, period.start, period.end) for period in task.placed.periods),
        first=span.first,
        until=span.until,
        segments=request.segments,
        zone=request.zone,
        local=lambda name: to_local(pl.col(name).cast(pl.Datetime("us")), "UTC" if name in dates else request.zone),
        settings=settings_of(metric, request),
        other=None if second is None else _second(second, request, task.backend),
        start=request.start,
        stop=min(ends) + timedelta(1) if ends else None,
        end=task.end,
        length=request.period.kind,
        other_fields=frozenset() if second is None else second.fields,
        dated=request.dated,
        business=table.business,
    )
    rows = preparation.run(given)
    return Source(rows, preparation.fields | frozenset(rows.collect_schema().names()), tuple(preparation.notes(given)))


def _labelled(rows: Any, metric: Metric, table: Table, request: Request, backend: Polars) -> pl.LazyFrame:
    """Rows with typed times and wide numbers, the local day of their time field and the labels of their segments."""
    time = metric.period_by or table.frame.time
    time = time if time in table.fields else table.frame.time
    day = local_day(table, time, request, backend) if time in table.fields else pl.lit(None, pl.Date)
    segments = [label(pl.col(table.column(name.removeprefix(SEGMENT)))).alias(name) for name in request.segments]
    labelled: pl.LazyFrame = rows.with_columns(*segments, *typed(table, request.zone), day.alias("day"))
    return labelled.with_columns(amount.alias(name) for name, amount in amounts(table, pl, metric.needs).items())


def _second(table: Table, request: Request, backend: Polars) -> pl.LazyFrame:
    """The real rows of the second frame, with typed times, their local day, and the labels of the segments it has, too."""
    day = local_day(table, table.frame.time, request, backend) if table.frame.time in table.fields else pl.lit(None, pl.Date)
    rows = backend.scan(table)
    left_out = [pl.col(name).is_in(list(words)) for name, words in table.frame.left_out.items() if name in table.fields]
    rows = rows.filter(~pl.any_horizontal(left_out).fill_null(value=False)) if left_out else rows
    numbers = [one.alias(name) for name, one in amounts(table, pl).items()]
    known = {name.casefold() for name in (*table.columns, *table.fields)}
    segments = [name for name in request.segments if name.removeprefix(SEGMENT).casefold() in known]
    labels = [label(pl.col(table.column(name.removeprefix(SEGMENT)))).alias(name) for name in segments]
    return rows.with_columns(*typed(table, request.zone), *numbers, day.alias("day"), *labels)


def local_day(table: Table, time: str, request: Request, backend: Polars) -> pl.Expr:
    """The local day of a time field, as a date."""
    day, _ = backend.local_day(table, time, request.zone)
    return day.str.to_date("%Y-%m-%d", strict=False) if table.times[time].stored is Stored.LOCAL_TEXT else day.cast(pl.Date)


def _merged(source: Source, task: Task) -> Source:
    """Labels beyond the largest segments of the report become `(other)`, as in the base pass."""
    merged = [among(pl.col(name), labels).alias(name) for name, labels in task.placed.largest.items()]
    return replace(source, rows=source.rows.with_columns(merged)) if merged else source


# States


class Gathered(Record):
    """The states of one view.

    Args:
        states: by cell and part.
        whole: by cell, over all parts: the base if it is one of the states, and what was left out.
    """

    states: pl.DataFrame
    whole: pl.DataFrame


def _gathered(task: Task, source: Source, view: Sequence[str]) -> Gathered:
    """States of one view: per unit first, if the metric asks for it."""
    metric, cell = task.metric, ["_period", *view]
    rows, fields = grained(task, source, view)
    states = metric.states(task.rows(fields))
    named = [state.alias(name) for name, state in states.items()]
    if metric.parts is None:
        found = task.backend.collect(rows.group_by(cell).agg(named))
        return Gathered(apart(found, task, view), pl.DataFrame())
    # Parts with a base of their own, such as ages, have left out what they left out.
    own_base = metric.base == metric.parts.counts
    over = [] if own_base else [name for name in (metric.base, *LEFT_OUT) if name in states and name != metric.parts.counts]
    x = task.backend.x
    base = [x.len().cast(x.Int64).alias(metric.base)] if metric.per is not None and metric.base not in states else []
    whole_cell = task.backend.collect(rows.group_by(cell).agg(*(states[name].alias(name) for name in over), *base))
    by_part, inner = grained(task, source, view, parts=True)
    own = {name: state for name, state in metric.states(task.rows(inner)).items() if name not in over}
    parted = by_part.filter(~x.col(PART).is_null()).group_by([*cell, PART])
    found = task.backend.collect(parted.agg(state.alias(name) for name, state in own.items()))
    return Gathered(apart(found, task, view), apart(whole_cell, task, view))


def apart(frame: pl.DataFrame, task: Task, view: Sequence[str]) -> pl.DataFrame:
    """A view's frame with all segment columns, null where it is not split; rows that lie in no segment are of the whole only."""
    missing = [pl.lit(None, pl.String).alias(name) for name in task.names if name not in view]
    labelled = frame.filter(pl.all_horizontal(pl.col(name).is_not_null() for name in view)) if view else frame
    return labelled.rename({"_period": "period"}).with_columns(missing)


def grained(task: Task, source: Source, view: Sequence[str], *, parts: bool = False) -> tuple[Any, frozenset[str]]:
    """The rows states are counted over: those of the source, or one per unit of each cell with what is gathered of it.

    They are in the terms of the engine that counts.
    """
    metric, rows, fields = task.metric, source.rows, source.fields
    per = metric.per
    if per is not None:
        rows = rows.filter(pl.all_horizontal(pl.col(name).is_not_null() for name in per.by))
        rows = _in_first(rows, fields, per, view) if per.segment == "first" and view else rows
    counted, _ = task.backend.hand(rows, {})
    part = metric.parts if parts else None
    if part is not None and not part.of_units:
        counted = counted.with_columns(part.of(task.rows(fields)).cast(task.backend.x.String).alias(PART))
    if per is None:
        return counted, fields
    keys = ["_period", *view, *([PART] if part is not None and not part.of_units else [])]
    aggregations = per.of(task.rows(fields))
    gathered = counted.group_by([*keys, *per.by]).agg(one.alias(name) for name, one in aggregations.items())
    fields = frozenset(aggregations) | frozenset(per.by)
    if part is not None and part.of_units:
        gathered = gathered.with_columns(part.of(task.rows(fields)).cast(task.backend.x.String).alias(PART))
    return gathered, fields


def _in_first(rows: pl.LazyFrame, fields: frozenset[str], per: Collapse, view: Sequence[str]) -> pl.LazyFrame:
    """Rows in the segment that the first row of their unit lies in, so that the segments add up to the whole."""
    order = [name for name in (AT, "day") if name in fields]
    unit = ["_period", *per.by]
    # Of several first rows the label decides, never their place in the file.
    first = rows.group_by(unit).agg(pl.col(name).sort_by([*order, name]).first() for name in view)
    return rows.drop(list(view)).join(first, on=unit, how="left", nulls_equal=True)


def _joined(task: Task, source: Source, gathered: Mapping[tuple[str, ...], Gathered]) -> pl.DataFrame:
    """The grid of cells with their states; where nothing fell in, what the states of no rows are."""
    metric = task.metric
    states = pl.concat([one.states for one in gathered.values()], how="diagonal_relaxed")
    frame = _grid(task, gathered)
    on = ["period", *task.names]
    if metric.parts is not None:
        labels = list(metric.parts.labels) or _labels(states)
        frame = frame.join(pl.DataFrame({PART: labels}, schema={PART: pl.String}), how="cross")
        over = pl.concat([one.whole for one in gathered.values()], how="diagonal_relaxed")
        # A base that is no state is a number of units.
        frame = _filled(frame, over, on, {metric.base: 0} | _nothing(task, source))
        on = [*on, PART]
    frame = _filled(frame, states, on, _nothing(task, source))
    if metric.parts is not None and metric.base not in frame.columns:
        frame = frame.with_columns(pl.col(metric.parts.counts).sum().over(["period", "row_kind", *task.names]).alias(metric.base))
    return frame


def _labels(states: pl.DataFrame) -> list[str]:
    """The parts that occur anywhere in the report: numbers by size, words by the alphabet."""
    found = states.select(pl.col(PART).unique()).drop_nulls()
    return found.sort(pl.col(PART).cast(pl.Float64, strict=False), PART, nulls_last=True)[PART].to_list()


def _filled(frame: pl.DataFrame, states: pl.DataFrame, on: Sequence[str], nothing: Mapping[str, Any]) -> pl.DataFrame:
    """Join states to cells; counts of what was left out are added to those of the base pass."""
    own = [name for name in states.columns if name not in on]
    joined = frame.join(states.rename({name: f"+{name}" for name in own}), on=list(on), how="left", nulls_equal=True, maintain_order="left")
    filled = {
        name: pl.col(f"+{name}").fill_null(nothing.get(name)) if nothing.get(name) is not None else pl.col(f"+{name}") for name in own
    }
    added = [(pl.col(name) + filled[name] if name in LEFT_OUT and name in frame.columns else filled[name]).alias(name) for name in own]
    return joined.with_columns(added).drop(f"+{name}" for name in own)


def _nothing(task: Task, source: Source) -> dict[str, Any]:
    """What each state is over no rows: 0 for counts and sums, nothing for medians."""
    rows, fields = grained(task, replace(source, rows=source.rows.head(0)), ())
    states = task.metric.states(task.rows(fields))
    found = task.backend.collect(rows.select(state.alias(name) for name, state in states.items()))
    return found.row(0, named=True) if found.height else {}


def _grid(task: Task, gathered: Mapping[tuple[str, ...], Gathered]) -> pl.DataFrame:
    """Cells of the base pass, and those of segments only the gathered rows have: a customer may have come before the report began."""
    base = cells(task.placed, whole(task.metric), task.request, task.span).drop(ROWS)
    total = replace(task.request, views=((),), total=True)
    unsplit = replace(task.placed, frame=task.placed.frame.drop(task.names))
    spans = cells(unsplit, whole(task.metric), total, task.span).select(SPAN)
    pieces = [base]
    for view, found in gathered.items():
        if not view:
            continue
        frames = [one.select(view) for one in (found.states, found.whole) if one.width]
        combos = pl.concat(frames).drop_nulls().unique(maintain_order=True)
        known = base.filter(pl.col("row_kind") == "segment").select(view).unique()
        missing = combos.join(known, on=list(view), how="anti").join(spans, how="cross")
        others = [pl.lit(None, pl.String).alias(name) for name in task.names if name not in view]
        counts = [pl.lit(0, pl.Int64).alias(name) for name in LEFT_OUT]
        pieces.append(missing.with_columns(pl.lit("segment").alias("row_kind"), *others, *counts).select(base.columns))
    return pl.concat(pieces, how="vertical_relaxed")


# Certainty


def _dispersed(frame: pl.DataFrame, task: Task, source: Source) -> pl.DataFrame:
    """Add how much more the counts of each day vary than Poisson counts would; unknown where rows have no day."""
    if "day" not in source.fields:
        return frame.with_columns(pl.lit(None, pl.Float64).alias("dispersion"))
    frame = frame.with_row_index("_row")
    pieces = []
    for view in dict.fromkeys((*task.views, ())):
        # A unit of a day may lie in several segments: the counts of each view are its own.
        own = [pl.col(name).is_not_null() if name in view else pl.col(name).is_null() for name in task.names]
        rows = frame.filter(pl.all_horizontal(own)) if own else frame
        placed = replace(task.placed, frame=_daily(task, source, view))
        pieces.append(with_dispersion(rows, placed, task.metric, replace(task.request, views=(view,)), task.span))
    return pl.concat(pieces).sort("_row").drop("_row")


def _daily(task: Task, source: Source, view: Sequence[str]) -> pl.DataFrame:
    """What the interval counts, by day and the segments of a view."""
    metric, fields, per = task.metric, source.fields, task.metric.per
    known, by = source.rows.filter(pl.col("day").is_not_null()), ["_period", "day", *view]
    if per is not None:
        known = known.filter(pl.all_horizontal(pl.col(name).is_not_null() for name in per.by))
    daily, _ = task.backend.hand(known, {})
    if per is not None:
        aggregations = per.of(task.rows(fields))
        daily = daily.group_by(list(dict.fromkeys([*by, *per.by]))).agg(one.alias(name) for name, one in aggregations.items())
        fields = frozenset(aggregations) | frozenset(per.by)
    state = metric.interval.states["count"]
    counts = metric.states(task.rows(fields))[state]
    return apart(task.backend.collect(daily.group_by(by).agg(counts.alias(state))), task, view)


def _clustered(frame: pl.DataFrame, task: Task, source: Source) -> pl.DataFrame:
    """Add the sums over units whose rows repeat, as `repeats.with_clusters` does for rows of an export."""
    unit, metric = task.table.frame.unit, task.metric
    if unit is None or unit not in source.fields:
        return frame
    ns = task.backend.x
    row = pl.concat_str(pl.lit("\u0000"), pl.int_range(pl.len()).cast(pl.String))
    own = pl.when(pl.col(unit).is_null()).then(row).otherwise(pl.col(unit).cast(pl.String))
    rows, named = task.backend.hand(source.rows, {"_unit": own})
    rows, states = rows.with_columns(named["_unit"].alias("_unit")), metric.states(task.rows(source.fields))
    base = metric.parts.counts if metric.parts and metric.base not in states else metric.base
    form = reduce(lambda total, one: total + one[1] * states[one[0]], metric.interval.cluster.items(), ns.lit(0.0))
    if metric.parts is not None:
        rows = rows.with_columns(metric.parts.of(task.rows(source.fields)).cast(ns.String).alias(PART))
    x, y = pl.col("_x"), pl.col("_y")
    pieces = []
    for view in task.views:
        cell, by = ["_period", *view], ["_period", *view, *([PART] if metric.parts else [])]
        each = task.backend.collect(
            rows.group_by([*by, "_unit"]).agg(form.cast(ns.Float64).alias("_y"), states[base].cast(ns.Float64).alias("_x"))
        )
        if metric.parts is not None and metric.base == metric.parts.counts:
            # Each part has a base of its own: a unit counts there with what it has there.
            cell = by
        in_cell = each.group_by([*cell, "_unit"]).agg(x.sum()).filter(x > 0)
        units = in_cell.group_by(cell).agg(pl.len().cast(pl.Int64).alias(SUMS[0]), (x * x).sum().alias(SUMS[3]))
        of_part = each.drop("_x").join(in_cell, on=[*cell, "_unit"], how="inner", nulls_equal=True)
        products = of_part.group_by(by).agg((y * y).sum().alias(SUMS[1]), (x * y).sum().alias(SUMS[2]))
        pieces.append(apart(products.join(units, on=cell, how="inner", nulls_equal=True), task, view))
    on = ["period", *task.names, *([PART] if metric.parts else [])]
    sums = pl.concat(pieces, how="diagonal_relaxed")
    repeated = bool((sums[SUMS[3]] > sums[SUMS[0]]).any())
    return frame.join(sums, on=on, how="left", nulls_equal=True, maintain_order="left") if repeated else frame


# Estimates


def _estimated(frame: pl.DataFrame, task: Task, source: Source, estimate: Estimate) -> pl.DataFrame:
    """Add value, n, limits and method of an estimate, and what else the same times tell; or the state it becomes, with its limits."""
    metric, settings = task.metric, settings_of(task.metric, task.request)
    found = [_estimates(task, _times(task, source, view), settings) for view in task.views]
    on = ["period", *task.names, *([PART] if metric.parts is not None else [])]
    pieces = [apart(one, task, view) for one, view in zip(found, task.views, strict=True)]
    if estimate.kind == "survival" and metric.unit is Unit.PERCENT:
        pieces = [piece.with_columns(pl.col("value", "low", "high") * 100.0) for piece in pieces]
    if estimate.reach is not None:
        return _reached(frame.join(pl.concat(pieces, how="diagonal_relaxed"), on=on, how="left", nulls_equal=True), estimate)
    if estimate.into:
        names = {"value": estimate.into, "low": f"{estimate.into}_low", "high": f"{estimate.into}_high"}
        pieces = [piece.rename(names).select(*on, *names.values()) for piece in pieces]
        return frame.join(pl.concat(pieces, how="diagonal_relaxed"), on=on, how="left", nulls_equal=True, maintain_order="left")
    joined = frame.join(pl.concat(pieces, how="diagonal_relaxed"), on=on, how="left", nulls_equal=True, maintain_order="left")
    told = joined["notes"].to_list() if "notes" in joined.columns else [None] * joined.height
    notes = [[*(before or ()), *_remarks(metric, row)] for before, row in zip(told, joined.iter_rows(named=True), strict=True)]
    return joined.with_columns(
        pl.col("n").fill_null(0),
        pl.col("n").cast(pl.Float64).alias("n_eff"),
        pl.lit(None, pl.Float64).alias("deff"),
        pl.Series("notes", notes, dtype=pl.List(pl.String)),
    )


def _reached(frame: pl.DataFrame, estimate: Estimate) -> pl.DataFrame:
    """Add the first month by which the sum of the curve reaches what the states say is needed; null where it ends before."""
    assert estimate.reach is not None
    numbered = frame.with_row_index("_row")
    needed = estimate.reach(SimpleNamespace(**{name: pl.col(name) for name in frame.columns}))
    each = numbered.select("_row", pl.col("value"), needed.cast(pl.Float64).alias("_needed")).explode("value")
    each = each.with_columns(pl.int_range(1, pl.len() + 1).over("_row").alias("_month"))
    first = (
        each.filter(pl.col("_needed").is_finite() & (pl.col("value") >= pl.col("_needed") - HAIR))
        .group_by("_row")
        .agg(pl.col("_month").min())
    )
    months = pl.when(needed > 0).then(pl.col("_month")).when(needed == 0).then(0).cast(pl.Float64)
    joined = numbered.join(first, on="_row", how="left", maintain_order="left")
    return joined.with_columns(months.alias(estimate.into)).drop("_row", "_month", "value")


def _times(task: Task, source: Source, view: Sequence[str]) -> Times:
    """The times of one view, counted by cell and distinct time."""
    estimate = task.metric.estimate
    assert estimate is not None
    rows, fields = grained(task, source, view)
    seen = task.rows(fields)
    x = task.backend.x
    columns = {TIME: estimate.time(seen).cast(x.Float64), ENDED: estimate.ended(seen)}
    if estimate.entry is not None:
        columns[ENTRY] = estimate.entry(seen).cast(x.Float64)
    keys = ["_period", *view]
    placed = rows.select(*keys, *(column.alias(name) for name, column in columns.items()))
    known = placed.filter(~x.col(TIME).is_null(), ~x.col(ENDED).is_null())
    return Times(task.backend.collect(known.group_by([*keys, *columns]).agg(x.len().alias(UNITS))), keys)


def _estimates(task: Task, times: Times, settings: Mapping[str, Any]) -> pl.DataFrame:
    """Value, limits and further figures by cell, and by age where the metric has parts."""
    metric, level = task.metric, task.request.level
    estimate = metric.estimate
    assert estimate is not None
    at = float(settings.get("at") or estimate.at)
    sizes = times.sizes.select(CELL, "n")
    if estimate.reach is not None:
        return times.named(times.monthly_sums())
    if metric.parts is not None:
        ages = [times.survival(float(age), level).with_columns(pl.lit(age).alias(PART)) for age in metric.parts.labels]
        return times.named(pl.concat(ages).join(sizes, on=CELL, how="left"))
    match estimate.kind:
        case "quantile":
            more = {"median": times.quantile(0.5, level), "p90": times.quantile(0.9, level)}
            found = times.quantile(at, level).join(times.sizes.select(CELL, "mean"), on=CELL, how="left")
        case "survival":
            more, found = {}, times.survival(at, level)
        case "restricted_mean":
            horizon = settings.get("horizon") or estimate.horizon
            more, found = {"median": times.quantile(0.5, level)}, times.restricted_mean(None if horizon is None else float(horizon), level)
        case "discounted_months":
            horizon = settings.get("horizon")
            more, found = {}, times.discounted_months(None if horizon is None else float(horizon), float(settings["discount"]), level)
        case _:
            raise ValueError(f"{metric.id}: nothing is estimated by {estimate.kind!r}")
    for name, frame in more.items():
        found = found.join(frame.select(CELL, pl.col("value").alias(name)), on=CELL, how="left")
    return times.named(found.join(sizes, on=CELL, how="left"))


def _remarks(metric: Metric, row: Mapping[str, Any]) -> list[str]:
    """What must be said of one estimate."""
    if not row["n"]:
        return []
    assert metric.estimate is not None
    said = []
    if metric.estimate.kind == "quantile" and row["value"] is None:
        said.append("not reached: too many are open")
    if metric.estimate.kind == "restricted_mean" and row["median"] is None:
        said.append("median not reached")
    if row.get("at_risk") is not None and row["at_risk"] < FEW:
        said.append(f"{row['at_risk']} at risk")
    return said
