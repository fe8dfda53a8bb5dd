"""The public functions, and the one way from exports to a result that the command line takes as well."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from os import PathLike
from typing import Any, BinaryIO

import polars as pl

from cxm._doubled import check as refuse_doubled
from cxm._open import opened
from cxm._panel import panel_of, side_by_side
from cxm._scope import narrowed, not_computed, refusal
from cxm._second import Second, second, turned_round
from cxm._settle import Asked, check_options, settle
from cxm._strict import check as check_strictly
from cxm.errors import CxmError, UsageError
from cxm.io import mapping as mappings
from cxm.io.memory import memory
from cxm.io.normalise import Written, lay_out, suffix_of, write
from cxm.io.options import ANYTHING, Wanted
from cxm.io.read import Reading
from cxm.io.reading import attempt
from cxm.io.source import Workspace
from cxm.io.writers._writer import publish
from cxm.metrics import ALL, FRAMES, METRICS
from cxm.metrics.benchmarks import incomparable_told
from cxm.metrics.engine.aggregate import PART
from cxm.metrics.engine.backends import backend_of
from cxm.metrics.engine.backends.polars import Polars
from cxm.metrics.engine.compare import over_all, tested
from cxm.metrics.engine.compute import CALENDAR, Computed, bands_for, compare_definitions
from cxm.metrics.engine.compute import compute as compute_table
from cxm.metrics.engine.plan import Lacking, by_business_hours, called, is_gathered, read_by, tolerated
from cxm.metrics.engine.result import INTERNAL, IS_DEFAULT, Facts, Result, assemble
from cxm.metrics.engine.sides import COLUMNS
from cxm.metrics.engine.table import Table
from cxm.metrics.spec import Kind, Metric, View

Exports = str | PathLike[str] | Sequence[str | PathLike[str]]

SHARE = 8
"""Rows of one kind may take this part of the memory there is."""
TRIED_BYTES = 20 << 20
"""Of exports up to this size `inspect` tries what it promises: it is asked often, and answers at once."""


def compute(metrics: str | Sequence[str], exports: Exports, **options: Any) -> pl.DataFrame:
    """Compute metrics from exports.

    Args:
        metrics: a name such as "nps", several with commas, or a list; "all" for every metric that the export supports, those of
            one family with `family="support"`.
        exports: a path, a glob, a folder, a URL, or a list of those; several files of one format are one export.
        options: those of `cxm compute` by their long names with underscores; --from and --to are `start` and `end`, --map is
            `roles={"touchpoint": "Stage"}`, --set is `settings={"within": 14}`, --with is `with_`, --with-map and --with-option are
            `with_map={"amount": "Spend"}` and `with_options={"decimal": ","}`. `by` and `with_` may be lists.

    Returns:
        The result frame: one row per metric, period and segment with value, interval, n, grade and change; see the page on
        results in the documentation.

    Raises:
        CxmError: UsageError, ExportError, AmbiguousError or NotEnoughData, with what, where and the cure.
    """
    check_options(options)
    names = [metrics] if isinstance(metrics, str) else list(metrics)
    with Workspace() as workspace:
        return run(names, paths(exports), options, workspace).frame


def read(exports: Exports, *, metric: str | None = None, **options: Any) -> pl.DataFrame:
    """Read exports into their canonical frame, times as instants in UTC, with the export's own columns behind it.

    Args:
        metric: the metric whose question the score column must answer, when an export holds several questions.
        options: reading options of `cxm compute`.

    Returns:
        canonical fields first, then the export's columns as text; `<field>_unreadable` flags cells that hold something else.

    Raises:
        CxmError: as `compute`.
    """
    check_options(options)
    about = METRICS.metric(metric).about if metric else None
    asked = settle([metric or "feedback-volume"], options)
    if asked.options.zone != "UTC":
        # What is returned is UTC: the reporting zone only says what times without a zone are meant in.
        asked = replace(asked, options=replace(asked.options, zone="UTC", floating=asked.options.zone))
    with Workspace() as workspace:
        reading = opened(paths(exports), asked.options, asked.mapping, workspace, wanted=wanted(asked) if metric else ANYTHING)
        return attempt(reading, lambda reading, _: _canonical(reading.table(about, timed=True, fast=False)))


def _canonical(table: Table) -> pl.DataFrame:
    rows = table.rows
    names = rows.collect_schema().names()
    order = [field.name for field in table.frame.fields if field.name in names]
    renamed = {name: name[1:] if name[1:] not in order else f"export_{name[1:]}" for name in names if name.startswith("@")}
    flags = {name: f"{name[:-1]}_unreadable" for name in names if name.endswith("!")}
    frame: pl.DataFrame = rows.select(*order, *flags, *renamed).collect(engine="streaming").rename(renamed | flags)
    return frame


def metrics(family: str | None = None) -> list[Metric | View]:
    """The catalogue: every metric and view, or those of one family (a folder such as "survey").

    Raises:
        UsageError: no such family.
    """
    families = METRICS.families()
    if family is not None and family not in families:
        raise UsageError(f"unknown family: {family!r}", cure=f"one of {', '.join(families)}")
    return [METRICS[name] for name in METRICS.names(family)]


def paths(exports: Exports) -> list[str]:
    """Exports as a list of names."""
    return [str(exports)] if isinstance(exports, (str, PathLike)) else [str(export) for export in exports]


def run(
    names: Sequence[str],
    exports: Sequence[str],
    values: Mapping[str, Any],
    workspace: Workspace,
    *,
    stdin: BinaryIO | None = None,
    seen: Callable[[int], None] | None = None,
) -> Result:
    """From names and exports to a result: settle, read, compute, assemble.

    Args:
        values: options by their Python names.
        seen: told how many rows passed, again and again.
    """
    if (panel := panel_of(names)) is not None:
        return side_by_side(panel, exports, values, workspace, lambda name, files, own: run([name], files, own, workspace, seen=seen))
    asked = settle(names, values)
    use = wanted(asked)
    if not asked.every and turned_round(asked, exports, workspace, use):
        # The costs were named first, and the orders after --with: which is which, the files tell.
        asked, exports = replace(asked, others=tuple(exports)), asked.others
    reading = opened(exports, asked.options, asked.mapping, workspace, wanted=use, stdin=stdin)
    lacking = Lacking()
    if asked.every:
        asked, reading, lacking = narrowed(asked, reading)
    else:
        asked = _with_view(asked, reading)
    other = second(asked, reading, workspace, stdin=stdin)
    if other is not None:
        asked = replace(asked, request=replace(asked.request, other=other.table))
    backend = backend_of(asked.engine)(seen, memory() // SHARE)
    try:
        if asked.definitions:
            computed, lacking = _definitions(asked, reading, backend)
        else:
            computed = compute_all(asked, reading, backend, lacking if asked.every else None)
    finally:
        backend.close()
    if asked.strict:
        check_strictly(asked, reading, computed)
    if not computed:
        raise refusal(lacking, reading.where)
    if asked.options.where is not None and not any(one.rows for one in computed):
        computed[0].shared.append(reading.kept_none_told())
    asked = replace(asked, metrics=tuple(dict.fromkeys(one.metric.name for one in computed)))
    compared = (IS_DEFAULT, *COLUMNS) if asked.definitions else ()
    return replace(assembled(asked, reading, computed, other), not_computed=not_computed(lacking), compared=compared)


def _definitions(asked: Asked, reading: Reading, backend: Polars) -> tuple[list[Computed], Lacking]:
    """One metric by all its definitions, and what is in the way of those that cannot be computed."""
    [name] = asked.metrics
    metric, scored = METRICS.metric(name), _scored(name)

    def build(reading: Reading, fast: bool) -> tuple[list[Computed], Lacking]:  # noqa: FBT001
        lacking = Lacking()
        needs = _read([name], asked, reading.gives.name)
        table = _table(asked, reading, backend, metric, fast=fast, scored=scored, needs=needs)
        computed = compare_definitions(name, table, asked.request, backend, sort=asked.sort, lacking=lacking)
        computed[0].shared += table.notes
        computed[0].quality |= table.left
        return computed, lacking

    return attempt(reading, build)


def wanted(asked: Asked) -> Wanted:
    """What an export is wanted for: frames from which all metrics asked can be computed, and what they need there."""
    if asked.every:
        family = [one.frame for name in asked.metrics for one in METRICS.definitions(name)] if asked.family else []
        return Wanted(tuple(dict.fromkeys(family)), columns=asked.request.segments)
    every: list[Sequence[Metric]] = [METRICS.definitions(name) for name in asked.metrics]
    if asked.request.definition:
        every = [called(definitions, asked.request.definition) or definitions for definitions in every]
    frames = dict.fromkeys(one.frame for one in every[0])
    shared = [frame for frame in frames if all(any(one.frame == frame for one in definitions) for definitions in every)]
    views: list[tuple[str, ...]] = [(column,) for column in asked.views] or [()]
    needs = {
        frame: [[{*one.needs, *view} for one in definitions if one.frame == frame for view in views] for definitions in every]
        for frame in frames
    }
    return Wanted(tuple(shared or frames), needs, asked.request.segments)


def _is_dated(asked: Asked) -> bool:
    """Whether times are needed to place rows in the report."""
    return asked.request.dated or asked.request.as_of is not None


def _read(names: Sequence[str], asked: Asked, frame: str) -> set[str]:
    """The fields that computing metrics from a frame may read."""
    definitions = [one for name in names for one in METRICS.definitions(name) if one.frame == frame]
    own = re.findall(r"\w+", asked.options.where or "")
    fields = {name for one in definitions for name in read_by(one, dated=_is_dated(asked))}
    if asked.options.money is not None:
        fields |= {"currency", FRAMES[frame].time}
    return fields | {*asked.request.segments, *own} | ({"weight"} if asked.request.weighted else set())


def normalise(
    exports: Sequence[str],
    values: Mapping[str, Any],
    workspace: Workspace,
    path: str,
    *,
    metric: str | None = None,
    frame: str | None = None,
    key: bytes | None = None,
    stdin: BinaryIO | None = None,
    seen: Callable[[int], None] | None = None,
) -> Written:
    """Write the canonical frame of exports to a file, in bounded memory.

    Args:
        values: reading options by their Python names.
        path: its ending tells the form: Parquet, CSV or NDJSON.
        metric: the metric whose question the answers belong to, when an export holds several.
        frame: the frame wanted, where it is not the one of the export's own rows: campaigns of mail events.
        key: replaces personal ids by keyed hashes and leaves out what else is personal.

    Raises:
        CxmError: as `compute`.
    """
    from cxm import __version__

    form = suffix_of(path)
    asked = settle([metric or "feedback-volume"], values)
    about = METRICS.metric(metric).about if metric else None
    reading = opened(exports, asked.options, asked.mapping, workspace, wanted=Wanted((frame,)) if frame else ANYTHING, stdin=stdin)

    def build(reading: Reading, _: bool) -> Written:  # noqa: FBT001
        laid = lay_out(reading, about, key, __version__)
        mended = {"rows with mended quotes": reading.scanned().mended}
        with publish(path, text=False) as out:
            return write(laid, out, form, {**laid.left, **mended}, seen)

    return attempt(reading.whole, build)


def _with_view(asked: Asked, reading: Reading) -> Asked:
    """A view splits by the first of its columns that the export has."""
    if not asked.views:
        return asked
    known = {name.casefold(): name for name in reading.columns.names} | {name: name for name in reading.roles}
    for column in asked.views:
        if column in known:
            return replace(asked, request=replace(asked.request, views=((known[column],),)))
    raise UsageError(f"this view splits by {' or '.join(asked.views)}, which the export does not have", cure="--by COLUMN")


def compute_all(asked: Asked, reading: Reading, backend: Polars, lacking: Lacking | None = None) -> list[Computed]:
    """All metrics asked, those that share the column of the answers in one pass.

    Args:
        lacking: takes the errors of metrics that cannot be computed, and the others are; None to raise the first.
    """
    groups: dict[tuple[str | None, str | None], list[str]] = {}
    for name in asked.metrics:
        metric = METRICS.metric(name)
        scored = _scored(name)
        with tolerated(name, lacking):
            role = reading.score(metric.about, metric.not_about) if scored else None
            key = (role.column if role else None, metric.about if scored else None)
            shared = next((other for other in groups if other[0] == key[0] and key[0] is not None), key)
            groups.setdefault(shared, []).append(name)
    done: dict[str, Computed] = {}
    for (column, _), names in groups.items():
        computed, own = _together(names, asked, reading, backend, scored=column is not None, every=lacking is not None)
        done |= {one.metric.name: one for one in computed}
        if lacking is not None:
            lacking |= own
    computed = [done[name] for name in asked.metrics if name in done]
    if asked.request.compare and computed:
        for one, judged in zip(computed, over_all([one.cells for one in computed], asked.request.level), strict=True):
            one.cells = judged
    return computed


def _together(
    names: Sequence[str], asked: Asked, reading: Reading, backend: Polars, *, scored: bool, every: bool
) -> tuple[list[Computed], Lacking]:
    """Metrics that ask about the same, from one table; and the errors of those that cannot be computed.

    Args:
        every: a metric that cannot be computed is not in the way of the others.
    """

    def build(reading: Reading, fast: bool) -> tuple[list[Computed], Lacking]:  # noqa: FBT001
        lacking = Lacking()
        able = _readable(names, lacking, asked, reading, scored=scored) if every else names
        needs = _read(able, asked, reading.gives.name)
        table = _table(asked, reading, backend, METRICS.metric(names[0]), fast=fast, scored=scored, needs=needs)
        computed = compute_table(able, table, asked.request, backend, sort=asked.sort, lacking=lacking if every else None)
        for one in computed:
            one.shared += table.notes
            one.quality |= table.left
        return computed, lacking

    return attempt(reading, build)


def _table(asked: Asked, reading: Reading, backend: Polars, metric: Metric, *, fast: bool, scored: bool, needs: set[str]) -> Table:
    """The table that metrics of the same column of answers are computed from.

    Args:
        metric: one of them.
    """

    def build(one: Reading) -> Table:
        return one.table(metric.about, never=metric.not_about, timed=_is_dated(asked), fast=fast, scored=scored, needs=needs)

    table = build(reading)
    if (whole := _unchosen(reading)) is not None:
        table = replace(table, observed=build(whole))
    if not asked.sum_duplicates:
        refuse_doubled(table, backend, reading.where)
    return table.folded(asked.request.segments) if asked.fold_case else table


def _unchosen(reading: Reading) -> Reading | None:
    """The reading of all rows, where those of a condition or a currency are chosen; None where none are, or by their times."""
    options = reading.options
    of_currency = options.money is not None and options.money.rates is None
    if options.where is None and not of_currency:
        return None
    times = {name for name in reading.roles if name in reading.frame and reading.frame[name].kind in (Kind.INSTANT, Kind.DATE)}
    told = (options.where or "").casefold()
    if any(name.casefold() in told for time in times for name in (time, reading.roles[time].column)):
        return None

    def plain(one: Reading) -> Reading:
        return replace(one, options=replace(one.options, where=None, money=None if of_currency else one.options.money))

    return replace(plain(reading), others=tuple(map(plain, reading.others)))


def _readable(names: Sequence[str], lacking: Lacking, asked: Asked, reading: Reading, *, scored: bool) -> list[str]:
    """The metrics whose fields can be read: a date that fits two ways is in the way of those that need it."""
    found = []
    for name in names:
        metric = METRICS.metric(name)
        with tolerated(name, lacking):
            needs = _read([name], asked, reading.gives.name)
            reading.table(metric.about, never=metric.not_about, timed=_is_dated(asked), scored=scored, needs=needs)
            found.append(name)
    return found


def mapping_of(asked: Asked, reading: Reading) -> dict[str, str]:
    """Which column played which part, that of the answers included."""
    mapping = {name: role.column for name, role in reading.roles.items()}
    scores = {
        METRICS.metric(name).name: role.column
        for name in asked.metrics
        if _scored(name) and (role := reading.score(METRICS.metric(name).about, METRICS.metric(name).not_about))
    }
    if len(set(scores.values())) == 1:
        mapping["score"] = next(iter(scores.values()))
    else:
        mapping |= {f"score of {name.replace('_', '-')}": column for name, column in scores.items()}
    return mapping


def _scored(name: str) -> bool:
    """Whether a metric needs the answers at all."""
    return any("score" in one.needs for one in METRICS.definitions(name))


def assembled(asked: Asked, reading: Reading, computed: Sequence[Computed], other: Second | None = None) -> Result:
    """The result that writers get."""
    from cxm import __version__

    parts = list(dict.fromkeys(one.metric.parts.name for one in computed if one.metric.parts is not None))
    # Metrics of different questions are computed apart; where one of them needs a prefix, all get it.
    segments = {name: max((one.segments[name] for one in computed), key=len) for name in asked.request.segments}
    frames = [_named(one, asked, segments) for one in computed]
    mapping = mapping_of(asked, reading)
    exports = [source.name for source in reading.sources]
    if other is not None:
        mapping |= other.mapping
        exports += other.exports
    if (money := asked.options.money) is not None and money.rates is not None:
        exports.append(money.rates.name)
    provenance = reading.facts | {"mapping": mapping, "cxm_version": __version__, "exports": exports}
    frame = assemble(frames, segments=[*segments.values(), *parts], provenance=provenance)
    quality: dict[str, int] = {}
    for one in computed:
        for reason, count in one.quality.items():
            quality[reason] = max(count, quality.get(reason, 0))
    # Customers of twelve months are no rows of the export, so only metrics of rows tell how many were used.
    # So are the clicks that a row of a report stands for; a base larger than the export counts something that its rows tell of.
    plain = [one for one in computed if one.metric.parts is None and not FRAMES[one.metric.frame].aggregated]
    of_rows = [one for one in plain if not is_gathered(one.metric)]
    bases = [(int(one.cells.filter(pl.col("row_kind") == "total")["n"].sum()), one.rows) for one in of_rows]
    used = max((base for base, rows in bases if base <= rows), default=None)
    # Where another metric counts more units than rows are said to be used, those of it were not looked at.
    if used is not None and any(used < base <= one.rows for one in plain for base in one.cells.filter(pl.col("row_kind") == "total")["n"]):
        used = None
    return Result(
        frame=frame,
        segments={column: name for name, column in segments.items()},
        parts=parts,
        metrics=[facts(one.metric, asked) for one in computed],
        quality=quality,
        exports=exports,
        reader=reading.reader.title,
        mapping=mapping,
        zone=asked.request.zone,
        period=str(asked.request.period),
        rows_read=max((one.rows for one in computed), default=None),
        rows_used=used,
        level=asked.request.level,
        compare=asked.request.compare,
        suppress_below=asked.request.suppress_below,
        tested=sum(tested(one.cells) for one in computed) if asked.request.compare else 0,
        notes=_notes(computed, other),
        version=__version__,
    )


def _notes(computed: Sequence[Computed], other: Second | None) -> list[str]:
    """What is said of exports and metrics; a note of only one of several metrics begins with its name."""
    shared = [*(other.notes if other is not None else ()), *(note for one in computed for note in one.shared)]
    said: dict[str, list[str]] = {}
    for one in computed:
        for note in one.notes:
            said.setdefault(note, []).append(one.metric.name.replace("_", "-"))
    several = len({one.metric.name for one in computed}) > 1
    own = [f"{names[0]}: {note}" if several and len(set(names)) == 1 else note for note, names in said.items()]
    return [*dict.fromkeys([*shared, *own])]


def _named(one: Computed, asked: Asked, segments: Mapping[str, str]) -> pl.DataFrame:
    """The cells of a metric with its name and units, its segments in the columns they have in the result."""
    metric = one.metric
    numerator = sum((coefficient * pl.col(name) for name, coefficient in metric.interval.cluster.items()), pl.lit(0.0))
    frame = (
        one.cells.drop(INTERNAL, strict=False)
        .rename({column: segments[name] for name, column in one.segments.items()})
        .with_row_index("order")
        .with_columns(
            (numerator if metric.interval.cluster else pl.lit(None)).cast(pl.Float64).alias("numerator"),
            pl.lit(metric.name.replace("_", "-")).alias("metric"),
            pl.lit(metric.id).alias("definition"),
            pl.lit(metric.unit.value).alias("unit"),
            pl.lit(asked.request.level).alias("level"),
            pl.col(metric.base).cast(pl.Float64).alias("denominator"),
        )
    )
    return frame.rename({PART: metric.parts.name}) if metric.parts is not None else frame


def facts(metric: Metric, asked: Asked) -> Facts:
    """What a table needs to know of a metric."""
    clocked = by_business_hours(metric, asked.request)
    found: Facts = {
        "name": metric.name.replace("_", "-"),
        "title": metric.title,
        "names": metric.names,
        "definition": metric.id,
        "unit": metric.unit.value,
        "better": metric.better.value,
        "bounds": metric.bounds,
        "detail": {name: name.replace("_", " ") for name in metric.shown} | ({CALENDAR: "calendar time"} if clocked else {}),
        "figures": {name: unit.value for name, unit in metric.shown_as.items()} | ({CALENDAR: metric.unit.value} if clocked else {}),
        "interval": metric.interval.method,
        "formula": metric.formula,
    }
    if asked.options.money is not None:
        found["currency"] = asked.options.money.currency
    if (bands := bands_for(metric, asked.request)) is not None:
        publisher = asked.request.benchmark.load(bands.publisher)
        found |= {"benchmark": f"{publisher.title}, {publisher.year}", "bands": bands.bands}
    clock = "business" if clocked else "calendar"
    period, choice = asked.request.period.calendar, asked.request.benchmark
    if why := incomparable_told(metric.name, metric.definition, period=period, clock=clock, choice=choice):
        found["incomparable"] = why
    return found


def inspect(
    exports: Sequence[str], values: Mapping[str, Any], workspace: Workspace, *, save: str | None = None, stdin: BinaryIO | None = None
) -> dict[str, Any]:
    """What an export is and what it can feed, as plain data.

    Args:
        save: write how it is read to this mapping file.
    """
    from cxm._inspect import described

    asked = settle(["feedback-volume"], values)
    reading = opened(exports, asked.options, asked.mapping, workspace, stdin=stdin)
    found = described(reading, asked.request, _refused(values, reading))
    if save is not None:
        mappings.save(reading, save, values)
    return found


def _refused(values: Mapping[str, Any], reading: Reading) -> Lacking:
    """The metrics of an export that cannot be computed, which only computing them can tell; of a large one nothing is tried."""
    from cxm.io.spec import made_of

    lacking = Lacking()
    if sum(source.size for one in (reading, *reading.others) for source in one.sources) > TRIED_BYTES:
        return lacking
    asked = settle([ALL], values)
    backend = backend_of(asked.engine)(None, memory() // SHARE)
    try:
        for frame in made_of(reading.frame.name):
            names = tuple(name for name in asked.metrics if any(one.frame == frame for one in METRICS.definitions(name)))
            if names:
                compute_all(replace(asked, metrics=names), replace(reading, wanted=frame), backend, lacking)
    except CxmError:
        pass  # what is in the way of all stands among the problems
    finally:
        backend.close()
    return lacking


def rejects(
    names: Sequence[str],
    exports: Sequence[str],
    values: Mapping[str, Any],
    workspace: Workspace,
    path: str,
    *,
    stdin: BinaryIO | None = None,
) -> None:
    """Write the rows that metrics left out, each with its reason; the format by the ending of the path."""
    from cxm.metrics.engine.plan import choose
    from cxm.metrics.engine.rejects import rejected

    asked = settle(names, values)
    reading = opened(exports, asked.options, asked.mapping, workspace, wanted=wanted(asked), stdin=stdin)
    backend = Polars()
    pieces = []
    for name in asked.metrics:
        metric = METRICS.metric(name)
        scored = _scored(name)

        def build(reading: Reading, _: bool, name: str = name, metric: Metric = metric, scored: bool = scored) -> pl.DataFrame:  # noqa: FBT001
            needs = _read([name], asked, reading.gives.name)
            table = reading.table(metric.about, never=metric.not_about, timed=True, fast=False, scored=scored, needs=needs)
            return backend.collect(rejected(choose(name, table, asked.request), table, asked.request, backend))

        pieces.append(attempt(reading, build))
    frame = pl.concat(pieces, how="diagonal_relaxed")
    suffix = path.rpartition(".")[2].lower()
    with publish(path, text=False) as out:
        if suffix == "parquet":
            frame.write_parquet(out)
        elif suffix == "arrow":
            frame.write_ipc(out)
        elif suffix in ("ndjson", "jsonl"):
            frame.write_ndjson(out)
        else:
            texts = [name for name, dtype in frame.schema.items() if dtype == pl.String]
            guarded = frame.with_columns(pl.col(name).str.replace(r"^([=+\-@\t\r])", "'$1") for name in texts)
            guarded.write_csv(out, separator="\t" if suffix == "tsv" else ",")
