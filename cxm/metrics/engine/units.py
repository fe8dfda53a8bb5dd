"""Units: states of metrics that count people, customers or visitors, rows at a grain of their own, or times until an end.

Such states do not add up over periods or segments, so every view is gathered from rows again. The base pass over the same rows
gives the grid of cells, what was left out of each, and how much of it was observed.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import reduce
from types import SimpleNamespace
from typing import Any

import polars as pl

from cxm._record import Record
from cxm.metrics.engine.aggregate import PART, QUALITY, ROWS
from cxm.metrics.engine.backends.polars import Polars
from cxm.metrics.engine.estimate import CELL, ENDED, ENTRY, FEW, TIME, UNITS, Times
from cxm.metrics.engine.grain import AT, Grain, Task
from cxm.metrics.engine.interval import DISPERSED
from cxm.metrics.engine.measure import HAIR
from cxm.metrics.engine.plan import settings_of
from cxm.metrics.engine.repeats import SUMS, UNIT, sums_of_clusters
from cxm.metrics.engine.rollup import cells, with_dispersion
from cxm.metrics.spec import Collapse, Estimate, Metric, Unit

SPAN = ("period", "period_start", "period_end", "days_observed", "status")
LISTED = frozenset({"model_bootstrap"})
"""Methods that keep a list of samples, which only polars has among its states."""
LEFT_OUT = (*QUALITY, "n_immature")
"""Counts that the states of a gathered metric may give as well; they are added to those of the base pass."""


def whole(metric: Metric) -> Metric:
    """The metric as the base pass sees it: rows are only placed and counted, their states come later."""
    return metric.but(per=None, prepare="", estimate=None, parts=None, base=ROWS, states=lambda rows: {ROWS: rows.size()})


def gathered_cells(task: Task) -> pl.DataFrame:
    """The cells of a metric that is gathered per unit, prepared, or estimated."""
    metric = task.metric
    if metric.interval.method in LISTED:
        task = replace(task, backend=Polars())
    grain, notes = task.held.rows_of(task), task.held.notes_of(task)
    gathered = {view: _gathered(task, grain, view) for view in task.views}
    frame = _joined(task, grain, gathered)
    if notes:
        task.said.extend(notes)
        frame = frame.with_columns(pl.lit(list(notes), pl.List(pl.String)).alias("notes"))
    if metric.interval.method in DISPERSED:
        frame = _dispersed(frame, task, grain)
    if metric.interval.cluster and metric.per is None:
        frame = _clustered(frame, task, grain)
    return frame if metric.estimate is None else _estimated(frame, task, grain, metric.estimate)


# States


class Gathered(Record):
    """The states of one view.

    Args:
        states: by cell and part.
        whole: by cell, over all parts: the base if it is one of the states, and what was left out.
    """

    states: pl.DataFrame
    whole: pl.DataFrame


def _gathered(task: Task, grain: Grain, view: Sequence[str]) -> Gathered:
    """States of one view: per unit first, if the metric asks for it."""
    metric, cell = task.metric, ["_period", *view]
    rows, fields = grained(task, grain, view)
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
    by_part, inner = grained(task, grain, view, parts=True)
    own = {name: state for name, state in metric.states(task.rows(inner)).items() if name not in over}
    parted = by_part.filter(~x.col(PART).is_null()).group_by([*cell, PART])
    found = task.backend.collect(parted.agg(state.alias(name) for name, state in own.items()))
    return Gathered(apart(found, task, view), apart(whole_cell, task, view))


def apart(frame: pl.DataFrame, task: Task, view: Sequence[str]) -> pl.DataFrame:
    """A view's frame with all segment columns, null where it is not split; rows that lie in no segment are of the whole only."""
    missing = [pl.lit(None, pl.String).alias(name) for name in task.names if name not in view]
    labelled = frame.filter(pl.all_horizontal(pl.col(name).is_not_null() for name in view)) if view else frame
    return labelled.rename({"_period": "period"}).with_columns(missing)


def grained(task: Task, grain: Grain, view: Sequence[str], *, parts: bool = False) -> tuple[Any, frozenset[str]]:
    """The rows states are counted over: those of the grain, or one per unit of each cell with what is gathered of it.

    They are in the terms of the engine that counts.
    """
    metric, rows, fields = task.metric, grain.rows, grain.fields
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


def _joined(task: Task, grain: Grain, gathered: Mapping[tuple[str, ...], Gathered]) -> pl.DataFrame:
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
        frame = _filled(frame, over, on, {metric.base: 0} | _nothing(task, grain))
        on = [*on, PART]
    frame = _filled(frame, states, on, _nothing(task, grain))
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


def _nothing(task: Task, grain: Grain) -> dict[str, Any]:
    """What each state is over no rows: 0 for counts and sums, nothing for medians."""
    rows, fields = grained(task, replace(grain, rows=grain.rows.head(0)), ())
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


def _dispersed(frame: pl.DataFrame, task: Task, grain: Grain) -> pl.DataFrame:
    """Add how much more the counts of each day vary than Poisson counts would; unknown where rows have no day."""
    if "day" not in grain.fields:
        return frame.with_columns(pl.lit(None, pl.Float64).alias("dispersion"))
    frame = frame.with_row_index("_row")
    pieces = []
    for view in dict.fromkeys((*task.views, ())):
        # A unit of a day may lie in several segments: the counts of each view are its own.
        own = [pl.col(name).is_not_null() if name in view else pl.col(name).is_null() for name in task.names]
        rows = frame.filter(pl.all_horizontal(own)) if own else frame
        placed = replace(task.placed, frame=_daily(task, grain, view))
        pieces.append(with_dispersion(rows, placed, task.metric, replace(task.request, views=(view,)), task.span))
    return pl.concat(pieces).sort("_row").drop("_row")


def _daily(task: Task, grain: Grain, view: Sequence[str]) -> pl.DataFrame:
    """What the interval counts, by day and the segments of a view."""
    metric, fields, per = task.metric, grain.fields, task.metric.per
    known, by = grain.rows.filter(pl.col("day").is_not_null()), ["_period", "day", *view]
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


def _clustered(frame: pl.DataFrame, task: Task, grain: Grain) -> pl.DataFrame:
    """Add the sums over units whose rows repeat, as `repeats.with_clusters` does for rows of an export."""
    unit, metric = task.table.frame.unit, task.metric
    if unit is None or unit not in grain.fields:
        return frame
    ns = task.backend.x
    row = pl.concat_str(pl.lit("\u0000"), pl.int_range(pl.len()).cast(pl.String))
    own = pl.when(pl.col(unit).is_null()).then(row).otherwise(pl.col(unit).cast(pl.String))
    rows, named = task.backend.hand(grain.rows, {UNIT: own})
    seen = task.rows(grain.fields)
    states = metric.states(seen)
    base = metric.parts.counts if metric.parts and metric.base not in states else metric.base
    form = reduce(lambda total, one: total + one[1] * states[one[0]], metric.interval.cluster.items(), ns.lit(0.0))
    keys = [ns.col("_period").alias("period"), *(ns.col(name) for name in task.names), named[UNIT].alias(UNIT)]
    if metric.parts is not None:
        keys.append(metric.parts.of(seen).cast(ns.String).alias(PART))
    per_unit = rows.group_by(keys).agg(form.cast(ns.Float64).alias("_y"), states[base].cast(ns.Float64).alias("_x"))
    sums = sums_of_clusters(per_unit, metric, task.request, task.backend, frame)
    if sums is None or not (sums[SUMS[3]] > sums[SUMS[0]]).any():
        return frame
    on = ["period", *task.names, *([PART] if metric.parts else [])]
    return frame.join(sums, on=on, how="left", nulls_equal=True, maintain_order="left")


# Estimates


def _estimated(frame: pl.DataFrame, task: Task, grain: Grain, estimate: Estimate) -> pl.DataFrame:
    """Add value, n, limits and method of an estimate, and what else the same times tell; or the state it becomes, with its limits."""
    metric, settings = task.metric, settings_of(task.metric, task.request)
    found = [_estimates(task, _times(task, grain, view), settings) for view in task.views]
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
    joined = numbered.join(first, on="_row", how="left", maintain_order="left").with_columns(months.alias(estimate.into))
    short = needed.is_finite() & pl.col(estimate.into).is_null()
    said = pl.when(short).then(pl.concat_list(pl.format("not reached in the {} months seen", pl.col("value").list.len().fill_null(0))))
    before = [pl.col("notes")] if "notes" in frame.columns else []
    notes = pl.concat_list([*(one.fill_null([]) for one in before), said.fill_null([])])
    return joined.with_columns(notes.alias("notes")).drop("_row", "_month", "value")


def _times(task: Task, grain: Grain, view: Sequence[str]) -> Times:
    """The times of one view, counted by cell and distinct time."""
    estimate = task.metric.estimate
    assert estimate is not None
    rows, fields = grained(task, grain, view)
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
