"""Compute: the stages in their order, from a table to the cells of every metric asked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import polars as pl

from cxm.errors import AmbiguousError, UsageError
from cxm.metrics import METRICS
from cxm.metrics.benchmarks import band_set, band_sets
from cxm.metrics.engine.aggregate import PART, QUALITY, Counted, aggregate
from cxm.metrics.engine.backends.polars import Polars
from cxm.metrics.engine.compare import compare
from cxm.metrics.engine.grade import grade
from cxm.metrics.engine.interval import interval
from cxm.metrics.engine.measure import measure
from cxm.metrics.engine.plan import Request, choose
from cxm.metrics.engine.repeats import last_of_each, repeats, with_clusters, without_duplicates
from cxm.metrics.engine.rollup import Span, cells, in_order, keep_top, place, span_of, with_dispersion
from cxm.metrics.engine.suppress import suppress
from cxm.metrics.engine.table import Table
from cxm.metrics.spec import BandSet, Better, Metric


@dataclass
class Computed:
    """The cells of one metric, and what was left out on the way.

    Args:
        cells: one row per period, segment and part, with states, value, interval, grade and change.
        quality: rows left out, by reason.
        rows: rows seen.
    """

    metric: Metric
    cells: pl.DataFrame
    span: Span
    quality: dict[str, int] = field(default_factory=dict)
    rows: int = 0
    notes: list[str] = field(default_factory=list)


def compute(names: Sequence[str], table: Table, request: Request, backend: Polars | None = None, *, sort: str = "") -> list[Computed]:
    """Compute metrics of one frame from one table.

    Args:
        names: metrics, in the order they are printed.

    Raises:
        AssumptionFailed: the table was read the fast way and that does not hold for all rows.
        UsageError, AmbiguousError, NotEnoughData: as the stages say.
    """
    backend = backend or Polars()
    metrics = [choose(name, table, request) for name in names]
    by_time: dict[str, list[Metric]] = {}
    for metric in metrics:
        by_time.setdefault(metric.period_by or table.frame.time, []).append(metric)
    done: dict[str, Computed] = {}
    for group in by_time.values():
        for computed in _compute_group(group, table, request, backend, sort):
            done[computed.metric.id] = computed
    return [done[metric.id] for metric in metrics]


def _compute_group(metrics: list[Metric], table: Table, request: Request, backend: Polars, sort: str) -> list[Computed]:
    """Metrics that share one time field: one pass, more only where rows repeat."""
    rows = None
    counted = aggregate(metrics, table, request, backend)
    if counted.duplicates:
        rows, dropped = without_duplicates(table, backend)
        if dropped:
            counted = aggregate(metrics, table, request, backend, rows=rows)
        counted.duplicates = dropped
    if request.dedupe == "respondent-period":
        counted, rows = _each_once(metrics, table, request, backend, counted, rows)
    span = span_of(counted.days, request)
    lazy = backend.scan(table) if rows is None else rows
    repeated = request.dedupe == "none" and repeats(table, backend, lazy)
    out = []
    for metric, days in zip(metrics, counted.days, strict=True):
        _guard_scale(metric, days, table, request)
        days = keep_top(days, metric, request)
        placed = place(days, metric, request, span)
        frame = cells(placed, metric, request, span)
        if metric.interval.method == "garwood":
            frame = with_dispersion(frame, placed, metric, request, span)
        if repeated and metric.interval.cluster:
            frame = with_clusters(frame, metric, table, request, backend, counted.keys, placed, lazy)
        computed = Computed(
            metric, _finish(frame, metric, request, sort), span, _quality(placed.frame, counted, metric, table, request), counted.rows
        )
        if placed.after_end:
            computed.quality["after the observation end"] = placed.after_end
        out.append(computed)
    return out


def _each_once(
    metrics: list[Metric], table: Table, request: Request, backend: Polars, counted: Counted, rows: pl.LazyFrame | None
) -> tuple[Counted, pl.LazyFrame | None]:
    """The last answer of each respondent in each period."""
    unit = table.frame.unit
    if unit is None or unit not in table.fields:
        raise UsageError("--dedupe respondent-period needs to know the respondents", cure="--respondent COLUMN")
    lazy = backend.scan(table) if rows is None else rows
    placed = place(counted.days[0], metrics[0], request, span_of(counted.days, request))
    once, dropped = last_of_each(table, request, backend, counted.keys, placed, lazy)
    again = aggregate(metrics, table, request, backend, rows=once)
    again.duplicates = counted.duplicates + dropped
    return again, once


def _finish(frame: pl.DataFrame, metric: Metric, request: Request, sort: str) -> pl.DataFrame:
    """From states to the finished cells."""
    keys = [*request.segments, *([PART] if metric.parts else [])]
    states = [name for name in frame.columns if name not in (*keys, "period", "period_start", "period_end", "row_kind", "status")]
    frame = _settle_status(measure(frame, metric))
    frame = interval(frame, metric, level=request.level)
    if isinstance(frame.schema.get("notes"), pl.List):
        frame = frame.with_columns(pl.col("notes").list.join("; ").replace("", None))
    frame = in_order(frame, metric, request, sort)
    if request.compare:
        frame = compare(frame, metric, how=request.compare, level=request.level, keys=[*keys, "row_kind"])
    bands = bands_for(metric, request)
    undeclared = metric.better is Better.NEUTRAL and any(one.direction for one in METRICS.definitions(metric.name))
    comparable = bands is not None or not band_sets(metric.name, publisher=request.benchmark)
    frame = grade(frame, metric, bands=bands, min_grade_n=request.min_grade_n, undeclared=undeclared, comparable=comparable)
    if request.suppress_below:
        frame = suppress(frame, below=request.suppress_below, keys=list(request.segments), states=states)
    return frame


def bands_for(metric: Metric, request: Request) -> BandSet | None:
    """The bands that apply to a definition in this period length."""
    return band_set(metric.name, metric.definition, period=request.period.calendar, publisher=request.benchmark)


def _settle_status(frame: pl.DataFrame) -> pl.DataFrame:
    """Why a value is null: nothing there, or nothing old enough."""
    empty = pl.col("value").is_null()
    why = pl.when(pl.col("n_immature") > 0).then(pl.lit("immature")).otherwise(pl.lit("no_data"))
    return frame.with_columns(pl.when(empty).then(why).otherwise(pl.col("status")).alias("status"))


def _quality(days: pl.DataFrame, counted: Counted, metric: Metric, table: Table, request: Request) -> dict[str, int]:
    """Rows left out over the whole report, by reason in words."""
    counts = {name: int(days[name].sum()) for name in QUALITY if name in days.columns}
    dated = request.period.kind != "all" or request.start is not None or request.end is not None
    excluded = [(name, words) for name, words in table.frame.left_out.items() if name in table.fields]
    other = ["about another question"] if metric.about and "metric" in table.fields else []
    reasons = {
        "missing": counts["n_missing"],
        f"off the {metric.scale} scale" if metric.scale else "of no known kind": counts["n_invalid"],
        " or ".join([*(f"{name} {word}" if word == "no" else word for name, words in excluded for word in words), *other]): counts[
            "n_excluded"
        ],
        "duplicates": counted.duplicates,
        "without a time": counted.undated - counted.bad_times if dated else 0,
        "with an unreadable time": counted.bad_times if dated else 0,
    }
    return {reason: count for reason, count in reasons.items() if count}


def _guard_scale(metric: Metric, days: pl.DataFrame, table: Table, request: Request) -> None:
    """Answers above an assumed scale: a longer scale read as a shorter one would silently lose its best answers."""
    if "n_above" not in days.columns:
        return
    above = int(days["n_above"].sum())
    if above and metric.scale is not None:
        raise AmbiguousError(
            f"{above:,} answers lie above {metric.scale}, the scale assumed for {metric.name.replace('_', '-')}",
            cure=f"--scale {metric.scale.low:g}-10 (or what the question allows), or --scale {metric.scale} to leave them out",
        )
