"""Plan: what was asked, which definition answers it, and which metrics can share a pass."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import field, replace
from datetime import date
from typing import Any

from cxm._record import Record
from cxm.errors import AmbiguousError, CxmError, IncompleteRequest, NotEnoughData, UsageError, unknown
from cxm.metrics import FRAMES, METRICS
from cxm.metrics.benchmarks import ANY, Choice
from cxm.metrics.engine.periods import Calendar, Length
from cxm.metrics.engine.table import MIXED, Table
from cxm.metrics.spec import BUSINESS_HOURS, Metric, Scale, View

CLOCK = tuple(one.name for one in BUSINESS_HOURS)
"""Settings of the clock: numbers of one report are all counted by the same."""

INTERVALS = {"adjusted-wald": "nps_adjusted_wald"}
"""Intervals of net shares the user may ask for, with the methods that carry them out."""
Lacking = dict[str, CxmError]
"""Metrics that were asked among others and cannot be computed, with what is in the way."""


class Request(Record):
    """What was asked of an export, whatever the metric.

    Args:
        views: columns to split by; each view is one cross of columns, () the whole.
        start, end: first and last day reported.
        as_of: last observed day; the latest of the export if None.
        zone: the reporting zone the days belong to.
        definition, scale, direction: what the user declares; a definition id, a scale, 'ease' or 'effort'.
        weighted: sums are of `weight`.
        dedupe: 'none', or 'respondent-period' to keep the last answer of each respondent in each period.
        min_grade_n: fewest units for a grade; the metric's own if None.
        grade_partial: rates of periods that are not over are graded too.
        suppress_below: cells with fewer units are hidden; 0 shows all.
        interval: 'adjusted-wald' for net shares in its place, '' for the interval each metric declares.
        population: how many people the answers are a sample of, None for more than matter.
        compare: 'previous', 'yoy' or ''.
        like_for_like: a period that is not over is compared with as many first days of its counterpart.
        total: whether rows over all segments are given beside the segments.
        benchmark: whose bands grade.
        settings: settings of metrics the user changed, by name.
        other: the table of a second frame (`--with`), None without.
        top: so many segments with the largest base are kept, the rest is `(other)`.
    """

    views: tuple[tuple[str, ...], ...] = ((),)
    period: Length = field(default_factory=Length)
    calendar: Calendar = field(default_factory=Calendar)
    start: date | None = None
    end: date | None = None
    as_of: date | None = None
    zone: str = "UTC"
    definition: str | None = None
    scale: Scale | None = None
    direction: str = ""
    weighted: bool = False
    dedupe: str = "none"
    min_grade_n: int | None = None
    grade_partial: bool = False
    suppress_below: int = 0
    level: float = 0.95
    interval: str = ""
    population: int | None = None
    compare: str = ""
    like_for_like: bool = False
    benchmark: Choice = ANY
    total: bool = True
    top: int | None = None
    settings: Mapping[str, Any] = field(default_factory=dict)
    other: Table | None = None

    def __post_init__(self) -> None:
        """Leave out what is asked twice: a column within a cross, and the same cross again."""
        crosses: dict[frozenset[str], tuple[str, ...]] = {}
        for view in self.views:
            crosses.setdefault(frozenset(view), tuple(dict.fromkeys(view)))
        object.__setattr__(self, "views", tuple(crosses.values()))

    @property
    def dated(self) -> bool:
        """Whether rows without a day are outside the report."""
        return self.period.kind != "all" or self.start is not None or self.end is not None

    @property
    def segments(self) -> tuple[str, ...]:
        """All columns of all views, each once."""
        return tuple(dict.fromkeys(column for view in self.views for column in view))


def choose(name: str, table: Table, request: Request) -> Metric:
    """The definition that answers: the one named, or the first that fits the fields, the scale and the direction.

    Raises:
        UsageError: the metric has no such definition, or none on this scale.
        NotEnoughData: the export lacks a field every definition needs.
        AmbiguousError: the definition depends on a direction nobody declared.
    """
    definitions = beside(from_frame(METRICS.definitions(name), table.frame.name), request.other)
    metric = _fitting(name, definitions, table, request) if request.definition is None else _named(definitions, request, table)
    _require(metric, table, request)
    return by_interval(metric, request)


def by_interval(metric: Metric, request: Request) -> Metric:
    """The metric with the interval asked for, where it has a choice."""
    if request.interval not in INTERVALS or metric.interval.method != "nps_score":
        return metric
    return metric.but(interval=replace(metric.interval, method=INTERVALS[request.interval]))


def chosen(names: Sequence[str], table: Table, request: Request, lacking: Lacking | None = None) -> list[Metric]:
    """The definitions that answer, one for each metric.

    Args:
        lacking: takes the errors of metrics that have none; None to raise the first.

    Raises:
        UsageError, NotEnoughData, AmbiguousError: as `choose`; or a setting changes nothing.
    """
    metrics = []
    for name in names:
        with tolerated(name, lacking, UsageError):
            metric = choose(name, table, request)
            if lacking is not None:
                _check_clock(metric, request)
            metrics.append(metric)
    check_settings(metrics, request, every=lacking is not None)
    fixed = [one for one in metrics if request.interval and one.interval.method not in INTERVALS.values()]
    if fixed and lacking is None:
        told = f"--interval {request.interval} changes nothing in {fixed[0].id}, which has one interval"
        raise UsageError(told, cure="it goes with net shares, such as nps and net-sentiment")
    return metrics


def by_every_definition(name: str, table: Table, request: Request, lacking: Lacking) -> list[Metric]:
    """The definitions that fit the data, that which answers by default first.

    Args:
        lacking: takes what is in the way of each of the others, by its id.

    Raises:
        UsageError, NotEnoughData, AmbiguousError: as `choose`, for the default; or a setting changes nothing in any definition.
    """
    default = choose(name, table, request)
    found = [default]
    definitions = METRICS.definitions(name)
    for key in dict.fromkeys(one.id for one in definitions if one.id != default.id):
        alike = [one for one in definitions if one.id == key]
        with tolerated(key, lacking):
            found.append(_beside(default, [one for one in alike if one.frame == table.frame.name], alike[0], table, request))
    check_settings(found, request, every=True)
    return found


def _beside(default: Metric, own: Sequence[Metric], first: Metric, table: Table, request: Request) -> Metric:
    """The definition of one id that fits the data beside the default."""
    if not own:
        raise NotEnoughData(f"needs an export of {FRAMES[first.frame].title.lower()}")
    metric = next((one for one in own if table.fields.issuperset(one.needs)), None)
    if metric is None:
        raise _lacking(own, table)
    if None not in (metric.scale, default.scale) and str(metric.scale) != str(default.scale):
        raise NotEnoughData(f"is on {metric.scale}, and the answers are read on {default.scale}", cure=f"--scale {metric.scale}")
    if metric.direction != default.direction and metric.direction and default.direction:
        words = {"ease": "easier", "effort": "harder"}
        what = f"is for answers of which a high one is {words[metric.direction]}"
        raise NotEnoughData(what, cure=f"--higher-is {words[metric.direction]}")
    _require(metric, table, request)
    return metric


@contextmanager
def tolerated(name: str, lacking: Lacking | None, *also: type[CxmError]) -> Iterator[None]:
    """Let a metric fail for want of data, or of a choice, while others are computed.

    Args:
        lacking: takes its error; None to raise it.
        also: further errors that are no fault of the request as a whole.
    """
    try:
        yield
    except CxmError as error:
        if lacking is None or not isinstance(error, (NotEnoughData, AmbiguousError, IncompleteRequest, *also)):
            raise
        lacking[name] = error


def is_gathered(metric: Metric) -> bool:
    """Whether the states of a metric are counted over units or prepared rows, so that no view is the sum of others."""
    return metric.per is not None or bool(metric.prepare) or metric.estimate is not None


def from_frame(definitions: Sequence[Metric], frame: str) -> Sequence[Metric]:
    """The definitions computed from a frame: one number may be counted from visits, from hits, or from a report of counts."""
    return [metric for metric in definitions if metric.frame == frame] or definitions


def beside(definitions: Sequence[Metric], other: Table | None) -> Sequence[Metric]:
    """The definitions that take the second export there is, in front; a metric that takes none is computed without it."""
    if other is None:
        return definitions
    return sorted(definitions, key=lambda metric: metric.other != other.frame.name)


def _require(metric: Metric, table: Table, request: Request) -> None:
    """Refuse what depends on fields the export lacks, whichever the definition."""
    if request.dedupe != "none" and is_gathered(metric):
        raise IncompleteRequest(
            f"--dedupe {request.dedupe} does not go with {metric.name.replace('_', '-')}, which looks at all rows of a unit"
        )
    time = metric.period_by or table.frame.time
    if request.dated and time not in table.fields:
        raise NotEnoughData(
            f"periods need {time}, which the export does not have",
            fields=[time],
            cure=f"name the column with --time or --map {time}=COLUMN",
        )
    if request.weighted and "weight" in metric.uses and "weight" not in table.fields:
        raise NotEnoughData(
            "weights need a column of them, which the export does not have",
            fields=["weight"],
            cure="name it with --weight or --map weight=COLUMN",
        )


def _fitting(name: str, definitions: Sequence[Metric], table: Table, request: Request) -> Metric:
    """The first definition that fits the fields, the direction and the scale."""
    fitting = [metric for metric in definitions if table.fields.issuperset(metric.needs) and not metric.by_name]
    if not fitting:
        raise _lacking(definitions, table)
    direction = request.direction or (table.direction if table.direction != MIXED else "")
    if table.direction == MIXED and any(metric.direction for metric in fitting):
        raise AmbiguousError(
            "the rows declare both directions: of some a high score is easy, of others it is hard",
            cure="one of them at a time, with --where on the column of the direction",
        )
    scale = request.scale or table.scale
    # A definition that ignores scale or direction (ratings as words) is not narrowed by them.
    fitting = [metric for metric in fitting if not metric.direction or metric.direction == direction or not direction] or fitting
    if direction:
        fitting = [metric for metric in fitting if metric.direction == direction] or fitting
    elif fitting[0].direction:
        raise AmbiguousError(
            f"{METRICS.metric(name).title} depends on what a high score means, and nothing says it",
            cure="--higher-is easier or --higher-is harder",
        )
    return _on_scale(fitting, scale)


def _named(definitions: Sequence[Metric], request: Request, table: Table) -> Metric:
    """The definition the user names, by its short or its full id, with or without its version."""
    wanted = request.definition or ""
    if named := called(definitions, wanted):
        metric = next((one for one in named if table.fields.issuperset(one.needs)), None)
        if metric is None:
            raise _lacking(named, table)
        _agree(metric, request)
        return metric
    raise unknown(
        f"definition of {definitions[0].name.replace('_', '-')}",
        wanted,
        [f"{metric.definition}@{metric.version}" for metric in definitions],
    )


def called(definitions: Sequence[Metric], wanted: str) -> list[Metric]:
    """The definitions of a short or a full id, with or without its version."""
    return [one for one in definitions if wanted in (one.id, one.id.rpartition("@")[0], f"{one.definition}@{one.version}", one.definition)]


def read_by(metric: Metric, *, dated: bool) -> set[str]:
    """The fields of its frame that a metric may read.

    Args:
        dated: whether rows are placed in periods.
    """
    frame = FRAMES[metric.frame]
    scale = ("scale_min", "scale_max") if metric.scale is not None else ()
    times = {metric.period_by or frame.time, frame.time, frame.latest}
    uses = {*metric.uses, *times} if dated else set(metric.uses) - times
    own = {frame.key, frame.unit, frame.question, *scale, *frame.left_out}
    return {name for name in {*metric.needs, *uses, *own} if name}


def _agree(metric: Metric, request: Request) -> None:
    """Refuse a definition together with a scale or a direction that contradicts it.

    Raises:
        UsageError: they cannot both hold.
    """
    if (
        request.scale is not None
        and metric.scale is not None
        and (request.scale.low, request.scale.high) != (metric.scale.low, metric.scale.high)
    ):
        raise UsageError(
            f"--definition {metric.definition} is on {metric.scale}, --scale says {request.scale}", cure="leave one of them out"
        )
    if request.direction and metric.direction and request.direction != metric.direction:
        raise UsageError(f"--definition {metric.definition} contradicts --higher-is", cure="leave one of them out")


def _on_scale(fitting: Sequence[Metric], scale: Scale | None) -> Metric:
    if scale is None or fitting[0].scale is None:
        return fitting[0]
    for metric in fitting:
        if metric.scale is not None and (metric.scale.low, metric.scale.high) == (scale.low, scale.high):
            return metric
    if (build := fitting[0].on_scale) is not None:
        made = build(scale)
        return made.but(name=fitting[0].name, family=fitting[0].family)
    scales = sorted({str(metric.scale) for metric in fitting if metric.scale is not None})
    raise UsageError(
        f"{fitting[0].name.replace('_', '-')} has no definition on the scale {scale}", cure=f"--scale {' or --scale '.join(scales)}"
    )


def _lacking(definitions: Sequence[Metric], table: Table) -> NotEnoughData:
    frame = FRAMES[definitions[0].frame]
    missing = [name for name in definitions[0].needs if name not in table.fields]
    told = [f"{name}: {frame[name].meaning}" for name in missing if name in frame]
    flags = " or ".join(f"--map {name}=COLUMN" for name in missing)
    return NotEnoughData(
        f"{definitions[0].name.replace('_', '-')} needs {' and '.join(missing)}, which the export does not have",
        fields=missing,
        problems=told,
        cure=f"name the column with {flags}; cxm inspect shows which columns could be it",
    )


def check_settings(metrics: Sequence[Metric], request: Request, *, every: bool = False) -> None:
    """Refuse settings that would change nothing of what was chosen.

    Args:
        every: the metrics are all that an export supports, and not all of them tell times.

    Raises:
        UsageError: no chosen definition has the setting; or one has not that would have to be counted by another clock.
    """
    for name in request.settings:
        having = [metric for metric in metrics if any(one.name == name for one in metric.settings)]
        if having and (every or name not in CLOCK):
            continue
        if missing := [metric for metric in metrics if metric not in having]:
            raise _changes_nothing(name, missing[0])


def _check_clock(metric: Metric, request: Request) -> None:
    """Refuse times by the calendar beside times in business hours."""
    for name in CLOCK:
        others = [one for one in METRICS.definitions(metric.name) if any(setting.name == name for setting in one.settings)]
        if name in request.settings and others and all(one.name != name for one in metric.settings):
            raise _changes_nothing(name, metric)


def _changes_nothing(name: str, metric: Metric) -> UsageError:
    others = [(one, found) for one in METRICS.definitions(metric.name) for found in one.settings if found.name == name]
    option = next(
        (found.option for _, found in others if found.option), f"--{name.replace('_', '-')}" if name in CLOCK else f"--set {name}"
    )
    cure = f"--definition {' or '.join(dict.fromkeys(one.definition for one, _ in others))}" if others else f"leave {option} out"
    return UsageError(f"{option} changes nothing in {metric.id}", cure=cure)


def by_business_hours(metric: Metric, request: Request) -> bool:
    """Whether the times of a metric are counted in working hours."""
    return bool(settings_of(metric, request).get(CLOCK[0]))


def settings_of(metric: Metric, request: Request) -> Mapping[str, Any]:
    """The settings of a metric: what the user set, its own defaults otherwise."""
    return {one.name: request.settings.get(one.name, one.default) for one in metric.settings}


def view_of(name: str) -> View | None:
    """The view of a name, None if it is a metric's own."""
    item = METRICS[METRICS.resolve(name)]
    return item if isinstance(item, View) else None
