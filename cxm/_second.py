"""Second: the further export that some metrics are computed with, such as the costs beside the orders, given with --with."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import BinaryIO

from cxm._open import opened
from cxm._record import Record
from cxm._settle import Asked
from cxm._strict import check_second as check_strictly
from cxm.errors import AmbiguousError, CxmError, ExportError, NotEnoughData, UsageError
from cxm.io.beside import of_the_second
from cxm.io.evidence import answered
from cxm.io.options import ANYTHING, Wanted
from cxm.io.proposals import proposals
from cxm.io.read import Reading, read
from cxm.io.reading import attempt
from cxm.io.source import Workspace
from cxm.metrics import FRAMES, METRICS
from cxm.metrics.engine.backends.polars import Polars
from cxm.metrics.engine.plan import called
from cxm.metrics.engine.repeats import without_duplicates
from cxm.metrics.engine.table import Table
from cxm.metrics.spec import Metric


class Second(Record):
    """A second export, read.

    Args:
        table: its rows, held in memory.
        mapping: `frame.field` -> column, for the provenance.
        notes: what it is, how much of it there is, and what is to be said of how it was read.
    """

    table: Table
    exports: tuple[str, ...]
    mapping: Mapping[str, str]
    notes: tuple[str, ...]


def turned_round(asked: Asked, exports: Sequence[str], workspace: Workspace, wanted: Wanted) -> bool:
    """Whether the exports are what the metric takes with --with, and what stands there is what it is computed from."""
    takes = {FRAMES[one.other].family for one in METRICS.definitions(asked.metrics[0]) if one.other}
    families = {FRAMES[frame].family for frame in wanted.frames}
    told = asked.options.reader or asked.mapping or asked.beside.reader or asked.beside.roles or asked.mapping_beside
    if not asked.others or not takes or told or "-" in (*exports, *asked.others):
        return False
    main, other = (_family(names, asked, workspace) for names in (exports, asked.others))
    return main not in families and main in takes and other in families


def _family(names: Sequence[str], asked: Asked, workspace: Workspace) -> str:
    """The family of an export nothing is known about, '' where nobody recognises it."""
    try:
        return read(names, asked.beside, workspace).frame.family
    except CxmError:
        return ""


def second(asked: Asked, reading: Reading, workspace: Workspace, *, stdin: BinaryIO | None = None) -> Second | None:
    """The second export, read as what the metrics take beside the first; None if there is none.

    Args:
        reading: the first export.

    Raises:
        UsageError: no metric asked takes one.
        AmbiguousError: it is another export than they take.
        NotEnoughData: it lacks what its rows cannot be counted without.
    """
    if not asked.others:
        return None
    wanted = _wanted(asked, reading)
    with of_the_second():
        found = _opened(asked, wanted, workspace, stdin)
        if found.frame.name not in wanted:
            raise _other_export(asked, found, wanted)
        table, rows, dropped = attempt(found, lambda reading, _: _held(reading, asked))
    repeated = f", {dropped:,} {'duplicate' if dropped == 1 else 'duplicates'} left out" if dropped else ""
    return Second(
        table,
        tuple(source.name for source in found.sources),
        {f"{found.frame.name}.{name}": role.column for name, role in found.roles.items()},
        (f"together with {found.where}: {found.frame.title.lower()}, {rows:,} rows{repeated}", *table.notes),
    )


def _wanted(asked: Asked, reading: Reading) -> dict[str, Metric]:
    """Frames the metrics take beside the frame of the first export -> a definition that does."""
    every = [one for name in asked.metrics for one in METRICS.definitions(name)]
    if asked.request.definition is not None:
        every = called(every, asked.request.definition) or every
    takes = [one for one in every if one.other]
    if not takes:
        names = " and ".join(name.replace("_", "-") for name in asked.metrics)
        raise UsageError(f"{names} takes no second export", cure="leave --with out; cxm explain METRIC tells what a metric takes")
    return {one.other: one for one in reversed(takes) if one.frame in (reading.frame.name, reading.gives.name)} or {
        one.other: one for one in reversed(takes)
    }


def _opened(asked: Asked, wanted: Mapping[str, Metric], workspace: Workspace, stdin: BinaryIO | None) -> Reading:
    """The second export as what it is; where that cannot be told, or columns are named for fields, as what is wanted."""
    as_wanted = Wanted(tuple(wanted))
    first = as_wanted if asked.beside.roles else ANYTHING
    try:
        return opened(asked.others, asked.beside, asked.mapping_beside, workspace, wanted=first, stdin=stdin)
    except (ExportError, AmbiguousError):
        if first is as_wanted or asked.mapping_beside is not None:
            raise
        return opened(asked.others, asked.beside, None, workspace, wanted=as_wanted, stdin=stdin)


def _other_export(asked: Asked, found: Reading, wanted: Mapping[str, Metric]) -> AmbiguousError:
    names = " and ".join(name.replace("_", "-") for name in asked.metrics)
    frames = " or ".join(FRAMES[frame].title.lower() for frame in wanted)
    return AmbiguousError(
        f"holds {found.frame.title.lower()} ({found.reader.title}), and {names} takes {frames} with --with",
        where=found.where,
        cure=f"--with another file, one of {frames}",
    )


def _held(reading: Reading, asked: Asked) -> tuple[Table, int, int]:
    """The rows of an export in memory, with the columns metrics and segments use; how many there are, and how many repeats were dropped."""
    table = reading.table(None, timed=True, fast=False, scored=False)
    if asked.fold_case:
        table = table.folded([name for name in asked.request.segments if _column(table, name) is not None])
    _check_fields(reading, table)
    if asked.strict:
        check_strictly(reading, table)
    rows, dropped = without_duplicates(table, Polars())
    segments = [column for name in asked.request.segments if (column := _column(table, name)) is not None]
    fields = [name for name in rows.collect_schema().names() if name in table.frame]
    frame = rows.select(list(dict.fromkeys([*fields, *segments]))).collect(engine="streaming")
    return replace(table, rows=frame.lazy()), frame.height, dropped


def _check_fields(reading: Reading, table: Table) -> None:
    """Refuse rows that lack what they cannot be counted without.

    Raises:
        NotEnoughData: with the columns that could be it, as flags.
    """
    frame = table.frame
    missing = [name for name in frame.beside if name not in table.fields]
    if not missing:
        return
    could = proposals(reading, missing)
    flags = " and ".join(" or ".join(could.get(name) or [f"--map {name}=COLUMN"]) for name in missing)
    raise NotEnoughData(
        f"{frame.title.lower()} beside another export need {' and '.join(missing)}, which it does not have",
        fields=missing,
        where=reading.where,
        problems=[_lacking(name, reading) for name in missing],
        cure=f"name the column with {flags}; it has: {', '.join(reading.columns.names[:20])}",
    )


def _lacking(name: str, reading: Reading) -> str:
    """What a field is; or that the column of its name holds nothing that could be it."""
    column = next((one for one in reading.columns.names if one.casefold() == name), None)
    said = answered(reading.columns.cells.get(column or "", ()))
    if column is not None and said:
        return f"column {column!r} holds no {reading.frame[name].kind.value}, but such as {said[0][:40]!r}"
    return f"{name}: {reading.frame[name].meaning}"


def _column(table: Table, name: str) -> str | None:
    """The column of a segment, None where the export does not have it."""
    try:
        return table.column(name)
    except UsageError:
        return None
