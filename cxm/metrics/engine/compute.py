"""Compute: the stages in their order, from a table to the cells of every metric asked."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

import polars as pl

from cxm._record import Record
from cxm.errors import AmbiguousError, NotEnoughData, UsageError
from cxm.metrics import METRICS
from cxm.metrics.benchmarks import band_set, band_sets
from cxm.metrics.engine.aggregate import PART, QUALITY, SEGMENT, Counted, aggregate, answer_of, is_weighted, less
from cxm.metrics.engine.backends.polars import Polars
from cxm.metrics.engine.chains import chains, shown
from cxm.metrics.engine.compare import compare, counterpart_notes, counterparts
from cxm.metrics.engine.first_days import FirstDays, first_days, guarded
from cxm.metrics.engine.grade import grade
from cxm.metrics.engine.grain import Held, Task
from cxm.metrics.engine.hold import held
from cxm.metrics.engine.instants import midnight
from cxm.metrics.engine.interval import CROWDED, interval
from cxm.metrics.engine.matched import with_matched
from cxm.metrics.engine.measure import measure
from cxm.metrics.engine.observation import Observation, observed
from cxm.metrics.engine.periods import Period
from cxm.metrics.engine.plan import CLOCK, Lacking, Request, by_business_hours, by_every_definition, chosen, is_gathered, tolerated
from cxm.metrics.engine.repeats import last_of_each, paired, repeats, with_clusters, without_duplicates
from cxm.metrics.engine.result import IS_DEFAULT, segment_columns
from cxm.metrics.engine.rollup import Span, cells, in_order, keep, largest, place, span_of, with_dispersion
from cxm.metrics.engine.sides import COLUMNS, sides
from cxm.metrics.engine.suppress import suppress
from cxm.metrics.engine.table import Table
from cxm.metrics.engine.units import LEFT_OUT, gathered_cells, whole
from cxm.metrics.spec import BandSet, Better, Metric, Unit

ENOUGH = 10
"""Answers of 0 and 1 alone that make a question of yes or no: fewer may be ratings by chance."""
IMPOSSIBLE = "impossible"
"""The reason of rows whose numbers or times cannot be."""
OVERLAPPING = "periods overlap: each is compared with the one that ends where it begins"
CALENDAR = "calendar"
"""The column of values in calendar time beside those in business hours."""


@dataclass
class Computed:
    """The cells of one metric, and what was left out on the way.

    Args:
        cells: one row per period, segment and part, with states, value, interval, grade and change.
        segments: columns of the request's segments -> columns of the cells.
        quality: rows left out, by reason.
        rows: rows seen.
        notes: what is to be said of the values.
        shared: what is to be said of the rows, whatever is computed from them.
        task: what it was computed from.
    """

    metric: Metric
    cells: pl.DataFrame
    span: Span
    segments: dict[str, str] = field(default_factory=dict)
    quality: dict[str, int] = field(default_factory=dict)
    rows: int = 0
    notes: list[str] = field(default_factory=list)
    shared: list[str] = field(default_factory=list)
    task: Task | None = None


def compute(
    names: Sequence[str],
    table: Table,
    request: Request,
    backend: Polars | None = None,
    *,
    sort: str = "",
    lacking: Lacking | None = None,
) -> list[Computed]:
    """Compute metrics of one frame from one table.

    Args:
        names: metrics, in the order they are printed.
        sort: a column of the cells that ranks segments, `-` in front for descending; by their base if empty.
        lacking: takes the errors of metrics that cannot be computed, and the others are; None to raise the first.

    Returns:
        One `Computed` per name. Segment columns keep their names, with `segment_` in front where the result or a state has it.

    Raises:
        AssumptionFailed: the table was read the fast way and that does not hold for all rows.
        UsageError, AmbiguousError, NotEnoughData: as the stages say.
    """
    own = Lacking()
    metrics = chosen(names, table, request, lacking)
    computed = _compute(metrics, table, request, backend, sort=sort, lacking=None if lacking is None else own)
    if lacking is not None:
        lacking |= {metric.name: own[metric.id] for metric in metrics if metric.id in own}
    return computed


def compare_definitions(
    name: str, table: Table, request: Request, backend: Polars | None = None, *, sort: str = "", lacking: Lacking
) -> list[Computed]:
    """Compute a metric by every definition that fits the data, the default first.

    Args:
        lacking: takes what is in the way of each other definition, by its id.

    Returns:
        As `compute`, with `is_default` and the columns of `sides.COLUMNS`: how many units change sides against the default, where
        both are shares of the same units, else null.

    Raises:
        AssumptionFailed, UsageError, AmbiguousError, NotEnoughData: as `compute`, for the default.
    """
    metrics = by_every_definition(name, table, request, lacking)
    own = Lacking()
    computed = _compute(metrics, table, request, backend, sort=sort, lacking=own)
    if metrics[0].id in own:
        raise own[metrics[0].id]
    lacking |= own
    default, *others = computed
    assert default.task is not None
    found = sides(default.metric, [one.metric for one in others], default.task)
    for at, one in enumerate(computed, -1):
        one.cells = one.cells.with_columns(pl.lit(one is default).alias(IS_DEFAULT))
        one.cells = _with_sides(one, found.get(at))
    return computed


def _with_sides(one: Computed, counts: pl.DataFrame | None) -> pl.DataFrame:
    """The cells of a definition with its sides; null where they are not those of the same units."""
    if counts is None:
        return one.cells.with_columns(pl.lit(None, pl.Int64).alias(column) for column in COLUMNS)
    named = counts.rename({SEGMENT + segment: column for segment, column in one.segments.items()})
    on = ["period", *one.segments.values()]
    joined = one.cells.join(named, on=on, how="left", nulls_equal=True, maintain_order="left")
    return joined.with_columns(pl.col(COLUMNS).fill_null(0))


def _compute(
    metrics: Sequence[Metric], table: Table, request: Request, backend: Polars | None, *, sort: str, lacking: Lacking | None
) -> list[Computed]:
    """Definitions of one frame from one table.

    Args:
        lacking: takes the errors of definitions that cannot be computed, by their ids; None to raise the first.
    """
    backend = backend or Polars()
    plain = request.segments
    request = replace(request, views=tuple(tuple(SEGMENT + name for name in view) for view in request.views))
    if sort.removeprefix("-") in plain:
        sort = sort[: sort.startswith("-")] + SEGMENT + sort.removeprefix("-")
    table = held(table, metrics, plain, request, backend)
    by_time: dict[str, list[Metric]] = {}
    for metric in metrics:
        by_time.setdefault(metric.period_by or table.frame.time, []).append(metric)
    done: dict[int, Computed] = {}
    units = _Units(table, backend)
    for group in by_time.values():
        found = _compute_group(group, table, request, backend, sort, lacking, units)
        done |= {id(metric): one for metric, one in zip(group, found, strict=True) if one is not None}
    computed = [done[id(metric)] for metric in metrics if id(metric) in done]
    _name_segments(computed, plain)
    return computed


def _name_segments(computed: Sequence[Computed], segments: Sequence[str]) -> None:
    """Give segment columns their names back; inside the engine they carry a prefix, since a column may be called `day` or `status`."""
    taken = {name for one in computed for name in (*one.cells.columns, one.metric.parts.name if one.metric.parts else "")}
    names = segment_columns(segments, taken)
    for one in computed:
        one.segments = names
        one.cells = one.cells.rename({SEGMENT + name: column for name, column in names.items()})


class _Pass(Record):
    """What metrics that share one time field share.

    Args:
        counted: what the base pass gave.
        lazy: the rows, without repeats of their key.
        repeated: units occur more than once, so that intervals widen.
        observation: what the rows tell of their times.
        held: rows that several counts are made of.
    """

    table: Table
    request: Request
    backend: Polars
    sort: str
    counted: Counted
    lazy: Any
    repeated: bool
    observation: Observation
    held: Held


class _Units:
    """Whether any unit of a table occurs more than once, looked up once for all metrics that ask."""

    def __init__(self, table: Table, backend: Polars) -> None:
        self._table = table
        self._backend = backend
        self._repeated: bool | None = None

    def repeated(self, lazy: Any) -> bool:
        """Whether one does among the rows left of the table."""
        if self._repeated is None:
            self._repeated = repeats(self._table, self._backend, lazy)
        return self._repeated


def _compute_group(
    metrics: list[Metric], table: Table, request: Request, backend: Polars, sort: str, lacking: Lacking | None, units: _Units
) -> list[Computed | None]:
    """Metrics that share one time field: one pass, more only where rows repeat. None for each that cannot be computed."""
    gathered = [metric for metric in metrics if is_gathered(metric)]
    seen = [whole(metric) if is_gathered(metric) else metric for metric in metrics]
    counted = aggregate(seen, table, request, backend)
    lazy = backend.scan(table)
    if counted.duplicates:
        rows, dropped = without_duplicates(table, backend)
        if dropped:
            lazy, every = rows, counted
            counted = aggregate(seen, table, request, backend, rows=lazy)
            counted.days = [less(before, after, metric) for before, after, metric in zip(every.days, counted.days, seen, strict=True)]
            counted.rows, counted.undated, counted.bad_times = every.rows, every.undated, every.bad_times
    if table.observed is not None:
        # Rows that were not chosen were observed all the same: their times say which days the export covers.
        every = aggregate([whole(metrics[0])], table.observed, request, backend, rows=backend.scan(table.observed))
        counted.first, counted.last = every.first, every.last
    # A row of a report stands for many units that were counted together: it is a cluster by itself.
    looked = request.dedupe == "none" and len(gathered) < len(metrics)
    repeated = table.frame.aggregated or (looked and units.repeated(lazy))
    times = [name for metric in gathered for name in (*metric.needs, *metric.uses)]
    observation = Observation(
        table.observed or table, request, backend, lazy if table.observed is None else backend.scan(table.observed), times
    )
    shared = _Pass(table, request, backend, sort, counted, lazy, repeated, observation, Held(gathered, request))
    out: list[Computed | None] = []
    for own, metric, days in zip(metrics, seen, counted.days, strict=True):
        found = None
        # Where the user set nothing, a preparation can only complain of what it is not given.
        also = (UsageError,) if is_gathered(own) and not request.settings else ()
        with tolerated(own.id, lacking, *also):
            found = _computed(own, metric, days, shared)
        shared.held.done(own)
        out.append(found)
    return out


def _computed(own: Metric, metric: Metric, days: pl.DataFrame, shared: _Pass) -> Computed:
    """One metric, from what the base pass saw of it.

    Args:
        metric: the metric as the base pass saw it.
    """
    table, request, backend, counted, lazy = shared.table, shared.request, shared.backend, shared.counted, shared.lazy
    _guard_scale(metric, days)
    gathered = is_gathered(own)
    span, end = observed(own, counted, request, shared.observation) if gathered else (span_of(counted, request), None)
    if request.dated:
        _check_span(span, counted, metric, table)
    runs = [_run(own, metric, days, shared, request, one, end) for one in chains(span, request.period)]
    frame, task = runs[0]
    placed = task.placed
    quality = _quality(placed.frame, counted, metric, table, request, frame if gathered else None)
    if request.period.step:
        # Periods of one chain hold every row once, those of all chains hold most rows several times.
        every = [one.filter(pl.col("period").is_in(shown(run.placed.periods, request.period))) for one, run in runs]
        frame = pl.concat(every, how="diagonal_relaxed")
    like = first_days(placed.periods, span, request)
    if like is not None:
        narrow = replace(request, start=like.first, end=like.last)
        # Like for like is what was known then: what has come about since would make the earlier days look better.
        then, known = Span(like.first, like.last, like.last), midnight(like.last + timedelta(1), request.zone)
        before, _ = _run(own, metric, days, shared, narrow, then, None if end is None else min(end, known), placed.largest)
        like = replace(like, cells=_measured(before, own, request))
    finished = _finish(frame, own, request, shared.sort, like)
    said = list(dict.fromkeys(note for _, run in runs for note in run.said))
    computed = Computed(own, finished, span, quality=quality, rows=counted.rows, notes=said, task=task)
    if own.untold and counted.rows and finished.height and (finished["status"] == "no_data").all():
        computed.notes.append(own.untold)
    # What has no weight is not counted either, on whatever scale it is.
    declared = bool(request.scale or request.definition) or is_weighted(own, request)
    if not declared:
        _guard_share(placed.frame, own)
    computed.notes += [*_doubtful(placed.frame, own), *([] if like is None else [like.note]), *_begun(placed.periods, span, own, request)]
    if request.population is not None and own.frame == "survey":
        crowded = finished["notes"].fill_null("").str.contains(CROWDED, literal=True).any()
        sample = f"the intervals of totals are those of a sample of {request.population:,} people"
        computed.notes.append(f"{CROWDED} of {request.population:,}" if crowded else sample)
    computed.notes += _period_notes(finished, request)
    if request.compare and not gathered:
        pairs = counterparts(computed.cells, request.compare)
        computed.notes += _alike(table) if paired(pairs, metric, table, request, backend, counted.keys, placed, lazy) else []
    if placed.after_end:
        computed.quality["after the observation end"] = placed.after_end
    return computed


def _run(
    own: Metric,
    metric: Metric,
    days: pl.DataFrame,
    shared: _Pass,
    request: Request,
    span: Span,
    end: datetime | None,
    kept: Mapping[str, pl.Series] | None = None,
) -> tuple[pl.DataFrame, Task]:
    """The cells of periods that do not overlap, with their states, and what they were counted from.

    Args:
        kept: the labels of segments that are kept; those of the largest if None.
    """
    table, backend, counted, lazy = shared.table, shared.backend, shared.counted, shared.lazy
    if request.dedupe == "respondent-period":
        days = _each_once(metric, days, table, request, backend, counted, span, lazy)
    placed = place(days, metric, request, span)
    placed = keep(placed, largest(placed, metric, request) if kept is None else kept)
    task = Task(own, table, request, placed, span, backend, lazy, shared.held, end, [])
    if is_gathered(own):
        frame = _gathered(task)
        return (frame if own.matched is None or not request.compare else with_matched(frame, task, own.matched)), task
    frame = cells(placed, metric, request, span)
    if own.interval.method == "garwood":
        frame = with_dispersion(frame, placed, metric, request, span)
    if shared.repeated and own.interval.cluster:
        frame = with_clusters(frame, metric, table, request, backend, counted.keys, placed, lazy)
    return frame, task


def _period_notes(finished: pl.DataFrame, request: Request) -> list[str]:
    """What to say of periods that overlap, leave days between them, or have nothing to be compared with."""
    period, found = request.period, []
    if period.step > period.days:
        found.append(f"periods of {period} every {period.step}d: {period.step - period.days} of {period.step} days are in none")
    if request.compare and 0 < period.step < period.days:
        found.append(OVERLAPPING)
    return [*found, *(counterpart_notes(finished, request.compare) if request.compare else [])]


def _alike(table: Table) -> list[str]:
    """What to say of periods that many units have in common."""
    units = f"{(table.frame.unit or '').removesuffix('_id')}s"
    return [f"paired data, test conservative: over 10% of the {units} occur in both periods"]


def _gathered(task: Task) -> pl.DataFrame:
    """The cells of a gathered metric; beside values in business hours what the calendar's clock says of each."""
    frame = gathered_cells(task)
    if not by_business_hours(task.metric, task.request):
        return frame
    settings = {name: value for name, value in task.request.settings.items() if name not in CLOCK}
    plain = gathered_cells(replace(task, request=replace(task.request, settings=settings), said=[]))
    measured = plain if task.metric.is_estimate else measure(plain, task.metric)
    on = ["period", "row_kind", *task.names, *([PART] if task.metric.parts is not None else [])]
    values = measured.select(*on, pl.col("value").cast(pl.Float64).alias(CALENDAR))
    return frame.join(values, on=on, how="left", nulls_equal=True, maintain_order="left")


def _each_once(
    metric: Metric, days: pl.DataFrame, table: Table, request: Request, backend: Polars, counted: Counted, span: Span, lazy: pl.LazyFrame
) -> pl.DataFrame:
    """The states of the last answer of each respondent in each period."""
    unit = table.frame.unit
    if unit is None or unit not in table.fields:
        raise UsageError("--dedupe respondent-period needs to know the respondents", cure="--respondent COLUMN")
    placed = place(days, metric, request, span)
    once = last_of_each(metric, table, request, backend, counted.keys, placed, lazy)
    return less(days, aggregate([metric], table, request, backend, rows=once).days[0], metric)


def _check_span(span: Span, counted: Counted, metric: Metric, table: Table) -> None:
    """Refuse a report over days the export says nothing about."""
    if span.first is None or span.last is None:
        time = metric.period_by or table.frame.time
        raise NotEnoughData(f"no row has a readable {time}, so that there are no periods", cure="name another column with --time")
    if span.first > span.last:
        covered = f"the export covers {counted.first} to {counted.last}" if counted.first else "the export has no dated row"
        raise NotEnoughData(f"no day to report: {covered}", cure="other days with --from, --to and --as-of")


def _measured(frame: pl.DataFrame, metric: Metric, request: Request) -> pl.DataFrame:
    """From states to values and their limits."""
    if metric.is_estimate:
        return _settle_status(frame, metric)
    if request.suppress_below > 1:
        # What one unit has is a number about fewer people than any number may be about.
        frame = frame.drop(metric.greatest, strict=False)
    measured = _settle_status(measure(frame, metric), metric)
    if request.population is not None:
        # Of how many people a segment is a sample nobody said.
        people = pl.when(pl.col("row_kind") == "total").then(pl.lit(request.population, pl.Float64))
        measured = measured.with_columns(people.alias("population"))
    return interval(measured, metric, level=request.level)


def _finish(frame: pl.DataFrame, metric: Metric, request: Request, sort: str, like: FirstDays | None = None) -> pl.DataFrame:
    """From states to the finished cells.

    Args:
        like: what the period that is not over is compared with.
    """
    keys = [*request.segments, *([PART] if metric.parts else [])]
    states = [name for name in frame.columns if name not in (*keys, "period", "period_start", "period_end", "row_kind", "status", "notes")]
    frame = _measured(frame, metric, request)
    if isinstance(frame.schema.get("notes"), pl.List):
        frame = frame.with_columns(pl.col("notes").list.join("; ").replace("", None))
    if request.compare:
        like = None if like is None else guarded(like, frame, request.suppress_below, [*keys, "row_kind"])
        frame = compare(frame, metric, how=request.compare, level=request.level, keys=[*keys, "row_kind"], like=like)
    bands = bands_for(metric, request)
    undeclared = metric.better is Better.NEUTRAL and any(one.direction for one in METRICS.definitions(metric.name))
    comparable = bands is not None or not band_sets(metric.name, request.benchmark)
    frame = grade(
        frame,
        metric,
        bands=bands,
        min_grade_n=request.min_grade_n,
        partial=request.grade_partial,
        undeclared=undeclared,
        comparable=comparable,
    )
    if request.suppress_below:
        frame = suppress(frame, below=request.suppress_below, keys=list(request.segments), states=states)
    # Last: the place of a hidden row among shown ones would bound its value.
    return in_order(frame, metric, request, sort)


def bands_for(metric: Metric, request: Request) -> BandSet | None:
    """The bands that apply to a definition in this period length."""
    clock = "business" if by_business_hours(metric, request) else "calendar"
    return band_set(metric.name, metric.definition, period=request.period.calendar, clock=clock, choice=request.benchmark)


def _settle_status(frame: pl.DataFrame, metric: Metric) -> pl.DataFrame:
    """Why a value is null: nothing there, or nothing old enough."""
    empty = pl.col("value").is_null()
    why = pl.when(pl.col("n_immature") > 0).then(pl.lit("immature")).otherwise(pl.lit("no_data"))
    status = pl.when(empty).then(why).otherwise(pl.col("status"))
    if metric.bounds[1] is not None:
        # More hits than there were chances: the export contradicts itself, and nothing is clipped.
        status = pl.when(pl.col("value") > metric.bounds[1] + 1e-9).then(pl.lit("inconsistent")).otherwise(status)
    return frame.with_columns(status.alias("status"))


def _quality(
    days: pl.DataFrame, counted: Counted, metric: Metric, table: Table, request: Request, gathered: pl.DataFrame | None
) -> dict[str, int]:
    """Rows left out over the whole report, by reason in words.

    Args:
        gathered: the cells of a metric that leaves out more than the base pass does.
    """
    young, days = days.filter("immature"), days.filter(~pl.col("immature"))
    counts = {name: int(days[name].sum()) for name in QUALITY} | {
        "n_immature": sum(int(young[name].sum()) for name in ("n_rows", "n_duplicate"))
    }
    if gathered is not None:
        totals = gathered.filter(pl.col("row_kind") == "total").unique("period")
        counts = {name: max(counts[name], int(totals[name].sum())) for name in LEFT_OUT}
    excluded = [(name, words) for name, words in table.frame.left_out.items() if name in table.fields]
    of_words = gathered is None and answer_of(metric, table) is not None
    other = ["about another question"] if metric.about and "metric" in table.fields else []
    left_out = " or ".join([*(f"{name} {word}" if word == "no" else word for name, words in excluded for word in words), *other])
    reasons = {
        "missing": counts["n_missing"],
        f"off the {metric.scale} scale" if metric.scale else "of no known kind" if of_words else IMPOSSIBLE: counts["n_invalid"],
        left_out or "that do not count": counts["n_excluded"],
        "duplicates": counts["n_duplicate"],
        "too young to tell": counts["n_immature"],
        "without a time": counted.undated - counted.bad_times if request.dated else 0,
        "with an unreadable time": counted.bad_times if request.dated else 0,
    }
    return {reason: count for reason, count in reasons.items() if count}


def _begun(periods: Sequence[Period], span: Span, metric: Metric, request: Request) -> list[str]:
    """What to say where counts are compared with that of a period the export begins in: nothing tells whether it saw all of it."""
    if not request.compare or request.start is not None or metric.unit is not Unit.COUNT or not periods or span.first is None:
        return []
    first = periods[0]
    if first.start is None or first.start >= span.first or request.period.kind == "rolling":
        return []
    return [f"the export begins on {span.first}, within {first.label}: its count may be of part of it"]


def _off_scale(days: pl.DataFrame) -> tuple[int, int]:
    """Answers that cannot be, and answers."""
    return int(days["n_invalid"].sum()), int((days["n_rows"] - days["n_missing"] - days["n_excluded"]).sum())


def _doubtful(days: pl.DataFrame, metric: Metric) -> list[str]:
    """What to say where so many answers are impossible that the column or the scale may be the wrong one."""
    invalid, given = _off_scale(days)
    if metric.scale is None or 20 * invalid <= given:
        return []
    return [f"{100 * invalid / given:.0f}% of the answers are off the {metric.scale} scale: is it the right column, and the right scale?"]


def _guard_share(days: pl.DataFrame, metric: Metric) -> None:
    """More answers off a scale that nobody declared than on it: what is left of them is no sample of anything."""
    invalid, given = _off_scale(days)
    if metric.scale is not None and 2 * invalid > given:
        raise AmbiguousError(
            f"{invalid:,} of {given:,} answers are off the {metric.scale} scale of {metric.name.replace('_', '-')}",
            cure=f"--score COLUMN if another column holds them, --scale {metric.scale} to leave them out",
        )


def _guard_scale(metric: Metric, days: pl.DataFrame) -> None:
    """Answers that belie an assumed scale: another one read as it would silently lose its best, or its worst, answers."""
    if "n_off" not in days.columns or metric.scale is None:
        return
    off, binary = int(days["n_off"].sum()), int(days["n_binary"].sum())
    name, low = metric.name.replace("_", "-"), metric.scale.low
    fit = int((days["n_rows"] - days["n_missing"] - days["n_excluded"] - days["n_invalid"]).sum())
    # Ten lowest answers of five may be ten angry customers; a 0 among them, or nothing above 1 of ten, may not.
    if metric.scale.high > 1 and binary >= ENOUGH and binary == fit + off and (off or low <= 0):
        raise AmbiguousError(
            f"all {binary:,} answers are 0 or 1, as to a question of yes or no; {name} is of ratings on {metric.scale}",
            cure=f"--score COLUMN if another holds the ratings, or --scale {metric.scale} if these are on it",
        )
    if off:
        raise AmbiguousError(
            f"{off:,} answers are not on {metric.scale}, the scale assumed for {name}",
            cure=f"--scale {low:g}-10 (or what the question allows), or --scale {metric.scale} to leave them out",
        )
