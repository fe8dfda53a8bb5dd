"""Roll up: days to periods, segments to views and totals, empty periods and parts filled in, unfinished ones labelled.

Totals come from the states of the whole, never from the rows above them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import field, replace
from datetime import date, timedelta

import polars as pl

from cxm._record import Record
from cxm.errors import unknown
from cxm.metrics.engine.aggregate import OTHER, PART, QUALITY, Counted, as_one, without_nulls
from cxm.metrics.engine.interval import dispersion
from cxm.metrics.engine.periods import ALL, LATEST, Period, between, days_in, period_of
from cxm.metrics.engine.plan import Request
from cxm.metrics.spec import NONE, Metric

PERIOD = ("period", "period_start", "period_end")


class Span(Record):
    """The days a report covers.

    Args:
        first, last: first and last day reported; last is at most the observation end.
        until: last observed day.
        stated: whether the observation end was given, not taken from the export.
    """

    first: date | None
    last: date | None
    until: date | None
    stated: bool = False


def span_of(counted: Counted, request: Request) -> Span:
    """The span of days the report of these states covers."""
    # An export without a single dated row still has the periods the user names.
    until = request.as_of or counted.last or request.end
    first = request.start or counted.first
    if until is None:
        return Span(first, None, None)
    until = min(until, LATEST)
    return Span(first, min(until, request.end or until), until, stated=request.as_of is not None)


class Placed(Record):
    """States by period: the rows that take part in the report, and how many did not.

    Args:
        largest: the labels of each segment that are kept, where those of the smaller ones are merged.
    """

    frame: pl.DataFrame
    periods: tuple[Period, ...]
    after_end: int = 0
    largest: Mapping[str, pl.Series] = field(default_factory=dict)


def place(days: pl.DataFrame, metric: Metric, request: Request, span: Span) -> Placed:
    """Attach the period to each day; drop what is outside the report; tell immature days apart (`immature`)."""
    # Only what the user states is a limit: tests before the first answer are still counted among the rows left out.
    limits = [pl.col("day") >= request.start] if request.start is not None else []
    limits += [pl.col("day") <= day for day in (request.end, request.as_of) if day is not None]
    within = pl.all_horizontal(pl.col("day").is_not_null(), *limits) if request.dated else pl.all_horizontal(pl.lit(value=True), *limits)
    within = within.fill_null(value=not request.dated)
    late = 0
    if span.until is not None and span.stated:
        beyond = days.filter(pl.col("day") > span.until)
        late = sum(int(beyond[name].sum()) for name in ("n_rows", "n_duplicate"))
    days = days.filter(within)
    immature = pl.lit(value=False)
    if metric.maturity_days and span.until is not None:
        immature = (pl.col("day") > span.until - timedelta(metric.maturity_days)).fill_null(value=False)
    days = days.with_columns(immature.alias("immature"))
    if request.period.kind == "all":
        return Placed(_with_period(days, {}), (ALL,), late)
    if span.first is None or span.last is None:
        return Placed(_with_period(days, {}), (), late)
    periods = between(span.first, span.last, request.period, request.calendar, span.last) if span.first <= span.last else []
    of_day = {day: period_of(day, request.period, request.calendar, span.last) for day in days["day"].unique() if day is not None}
    return Placed(_with_period(days, of_day), tuple(periods), late)


def _with_period(days: pl.DataFrame, of_day: dict[date, Period]) -> pl.DataFrame:
    if not of_day:
        return days.with_columns(pl.lit(ALL.label).alias("period"))
    calendar = pl.DataFrame(
        {"day": list(of_day), "period": [period.label for period in of_day.values()]}, schema={"day": pl.Date, "period": pl.String}
    )
    return days.join(calendar, on="day", how="left")


def largest(placed: Placed, metric: Metric, request: Request) -> dict[str, pl.Series]:
    """The labels of each segment with the `top` largest bases of the whole report; none where all are kept."""
    if request.top is None:
        return {}
    base = metric.base if metric.parts is None else metric.parts.counts
    sizes = {name: placed.frame.group_by(name).agg(pl.col(base).sum()) for name in request.segments}
    return {name: one.sort([base, name], descending=[True, False])[name].head(request.top) for name, one in sizes.items()}


def keep(placed: Placed, labels: Mapping[str, pl.Series]) -> Placed:
    """Merge the segments that are not among the labels to keep into `(other)`, in every view alike."""
    if not labels:
        return placed
    kept = [among(pl.col(name), one).alias(name) for name, one in labels.items()]
    return replace(placed, frame=placed.frame.with_columns(kept), largest=labels)


def among(column: pl.Expr, labels: pl.Series) -> pl.Expr:
    """A segment whose other labels are merged into `(other)`."""
    return pl.when(column.is_in(labels.implode())).then(column).otherwise(pl.lit(OTHER))


def cells(placed: Placed, metric: Metric, request: Request, span: Span) -> pl.DataFrame:
    """States of every cell: each view's segments in each period, and the totals.

    Returns:
        columns period, period_start, period_end, row_kind, the segment columns (null where a row is not split by them), the
        part, the states, the quality counts, n_immature, days_observed, status.
    """
    names = list(request.segments)
    pieces = [_cells_of(placed, metric, view, names) for view in request.views if view]
    if request.total or not pieces:
        pieces.append(_cells_of(placed, metric, (), names))
    frame = pl.concat(pieces, how="vertical_relaxed")
    if metric.parts is not None and metric.base not in frame.columns:
        base = pl.col(metric.parts.counts).sum().over([*PERIOD[:1], "row_kind", *names], mapping_strategy="group_to_rows")
        frame = frame.with_columns(base.alias(metric.base))
        if "n_raw" in frame.columns:
            for name in ("n_raw", "weight_squares"):
                frame = frame.with_columns(pl.col(name).sum().over([*PERIOD[:1], "row_kind", *names]))
    return _with_status(frame, placed, request, span)


def _cells_of(placed: Placed, metric: Metric, view: Sequence[str], names: Sequence[str]) -> pl.DataFrame:
    """One view: states by period, segments and part, with the cells nothing fell into."""
    frame = placed.frame
    parts = [PART] if metric.parts is not None else []
    skipped = ("day", "period", "immature", "n_rows", *QUALITY, *names, PART)
    states = [name for name in frame.columns if name not in skipped]
    base = metric.base if metric.parts is None else metric.parts.counts
    # A base of its own is counted over the whole cell, rows that belong to no part included.
    over = [metric.base] if metric.parts is not None and base != metric.base and metric.base in states else []
    states = [name for name in states if name not in over]
    cell, keys = ["period", *view], ["period", *view, *parts]
    old = frame.filter(~pl.col("immature"))
    mature = old.group_by(keys).agg(as_one(states, metric))
    # What was left out belongs to no part: it is said beside each of them.
    faults = old.group_by(cell).agg(pl.col([*QUALITY, *over]).sum())
    young = frame.filter(pl.col("immature")).group_by(cell).agg(pl.col(base).sum().cast(pl.Int64).alias("n_immature"))
    joined = _grid(placed, frame, view, metric).join(mature, on=keys, how="left", nulls_equal=True)
    for counts in (faults, young):
        joined = joined.join(counts, on=cell, how="left", nulls_equal=True)
    columns = [pl.col(name) if name in view else pl.lit(None, pl.String).alias(name) for name in names]
    kind = pl.lit("segment" if view else "total").alias("row_kind")
    return joined.select("period", kind, *columns, *parts, *without_nulls([*states, *over, *QUALITY, "n_immature"], metric))


def _grid(placed: Placed, frame: pl.DataFrame, view: Sequence[str], metric: Metric) -> pl.DataFrame:
    """Every period x every segment of the view x every part, so that empty cells are rows too."""
    grid = pl.DataFrame({"period": [period.label for period in placed.periods]}, schema={"period": pl.String})
    if view:
        grid = grid.join(frame.select(list(view)).unique(maintain_order=True), how="cross")
    if metric.parts is not None:
        labels = list(metric.parts.labels) or sorted(frame[PART].drop_nulls().unique())
        grid = grid.join(pl.DataFrame({PART: labels}, schema={PART: pl.String}), how="cross")
    return grid


def _with_status(frame: pl.DataFrame, placed: Placed, request: Request, span: Span) -> pl.DataFrame:
    """Add the span of each period, how much of it was observed, and whether it is finished."""
    rows = []
    for period in placed.periods:
        observed = 0 if span.first is None or span.last is None else days_in(period, span.first, span.last)
        rows.append((period.label, period.start, period.end, observed, _unfinished(period, request, span)))
    schema = {"period": pl.String, "period_start": pl.Date, "period_end": pl.Date, "days_observed": pl.Int64, "unfinished": pl.Boolean}
    spans = pl.DataFrame(rows, schema=schema, orient="row")
    frame = frame.join(spans, on="period", how="left", maintain_order="left")
    status = pl.when(pl.col("unfinished")).then(pl.lit("partial")).otherwise(pl.lit("ok"))
    return frame.with_columns(status.alias("status")).drop("unfinished")


def _unfinished(period: Period, request: Request, span: Span) -> bool:
    """Whether the observation ends within the period, or the report begins or ends within it.

    The first rolling window is cut where the days fall, so it nearly always reaches back before the first of them.
    """
    if period.start is None or period.end is None or span.until is None:
        return False
    final = period.end - timedelta(1)
    cut = (request.start is not None and request.start > period.start) or (request.end is not None and request.end < final)
    short = request.period.kind == "rolling" and span.first is not None and span.first > period.start
    return cut or short or span.until < final


DISPERSION = ("dispersion", "dispersion_df")


def with_dispersion(frame: pl.DataFrame, placed: Placed, metric: Metric, request: Request, span: Span) -> pl.DataFrame:
    """Add how much more the daily counts of each cell vary than a Poisson count would, null when unknown.

    Returns:
        The frame with `dispersion` and `dispersion_df`, the degrees of freedom it was estimated with, if it was.
    """
    if span.first is None or span.until is None:
        return frame.with_columns(pl.lit(None, pl.Float64).alias(name) for name in DISPERSION)
    state = metric.interval.states["count"]
    spans = {period.label: period for period in placed.periods}
    daily: dict[tuple[object, ...], dict[date, int]] = {}
    names = list(request.segments)
    for view in {*request.views, ()}:
        sums = placed.frame.filter(pl.col("day").is_not_null()).group_by("period", "day", *view).agg(pl.col(state).sum())
        for row in sums.iter_rows(named=True):
            key = (row["period"], *(row[name] if name in view else None for name in names))
            daily.setdefault(key, {})[row["day"]] = row[state]
    values = []
    for place in frame.select("period", *names).iter_rows():
        period = spans[place[0]]
        first = max(span.first, period.start or span.first)
        last = min(span.until, span.last or span.until, (period.end - timedelta(1)) if period.end else span.until)
        counts = daily.get(place, {})
        days = [first + timedelta(step) for step in range(max(0, (last - first).days + 1))]
        values.append(dispersion([counts.get(day, 0) for day in days], [day.weekday() for day in days]) if days else None)
    found = pl.DataFrame([value or (None, None) for value in values], dict.fromkeys(DISPERSION, pl.Float64), orient="row")
    return frame.with_columns(found.get_columns())


def in_order(frame: pl.DataFrame, metric: Metric, request: Request, by: str = "") -> pl.DataFrame:
    """Rows in reading order: by period; within it segments by their base over the whole report, `(other)` and `(none)` late, totals last."""
    names = list(request.segments)
    sizes = frame.group_by(names).agg(pl.col(metric.base).sum().alias("_size")) if names else None
    if sizes is not None:
        frame = frame.join(sizes, on=names, how="left", nulls_equal=True, maintain_order="left")
    else:
        frame = frame.with_columns(pl.lit(0).alias("_size"))
    late = [
        (pl.col(name) == OTHER).fill_null(value=False).cast(pl.Int8) + 2 * (pl.col(name) == NONE).fill_null(value=False).cast(pl.Int8)
        for name in names
    ]
    total = (pl.col("row_kind") == "total").cast(pl.Int8)
    keys = [pl.col("period_start").fill_null(date.min), total, *(pl.col(name).is_null() for name in names), *late]
    descending = [False] * len(keys)
    keys, descending = _sorted_by(keys, descending, frame, by)
    order = [*keys, *(pl.col(name) for name in names)]
    descending += [False] * len(names)
    if metric.parts is not None:
        if metric.parts.labels:
            places = {text: place for place, text in enumerate(metric.parts.labels)}
            order.append(pl.col(PART).replace_strict(places, default=len(places), return_dtype=pl.Int64))
            descending.append(False)
        else:
            # Parts that are found, not declared: numbers by size, words by how often they occur.
            order += [pl.col(PART).cast(pl.Float64, strict=False), pl.col(metric.parts.counts), pl.col(PART)]
            descending += [False, True, False]
    return frame.sort(order, descending=descending, nulls_last=True, maintain_order=True).drop("_size")


def _sorted_by(keys: list[pl.Expr], descending: list[bool], frame: pl.DataFrame, by: str) -> tuple[list[pl.Expr], list[bool]]:
    """The key that ranks segments: their base by default, or a result column the user names, `-` in front for descending.

    Raises:
        UsageError: the result has no such column.
    """
    if not by:
        return [*keys, pl.col("_size")], [*descending, True]
    name = by.removeprefix("-")
    if name not in frame.columns or name.startswith("_"):
        raise unknown("column for --sort", name, [column for column in frame.columns if not column.startswith("_")])
    return [*keys, pl.col(name)], [*descending, by.startswith("-")]
