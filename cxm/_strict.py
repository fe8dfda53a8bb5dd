"""Strict: a result only of exports in which every value that a metric reads is what it should be."""

from __future__ import annotations

from collections.abc import Sequence

from cxm._settle import Asked
from cxm.errors import ExportError, Problem
from cxm.io.reading import Reading, attempt
from cxm.metrics import METRICS
from cxm.metrics.engine.compute import IMPOSSIBLE, Computed
from cxm.metrics.engine.faults import BELOW, Fault, faults_of, unreadable
from cxm.metrics.engine.plan import read_by
from cxm.metrics.engine.table import Table
from cxm.metrics.spec import Metric


def check(asked: Asked, reading: Reading, computed: Sequence[Computed]) -> None:
    """Refuse an export with values that the metrics computed cannot use.

    Raises:
        ExportError: there are some; with the column, the first line and the number of rows of each.
    """
    faults: dict[Fault, None] = {}
    others: dict[str, int] = {}
    for one in computed:
        own = attempt(reading, lambda reading, _, metric=one.metric: _faults(asked, reading, metric))  # type: ignore[misc]
        faults |= dict.fromkeys(own)
        # What a preparation finds impossible it counts, and does not name row by row.
        rest = one.quality.get(IMPOSSIBLE, 0) - sum(fault.rows for fault in own if fault.what == BELOW)
        if rest > 0:
            others[f"{rest:,} impossible: {one.metric.left_out}"] = rest
    scanned = attempt(reading, lambda reading, _: reading.scanned())
    problems = [*_named(reading, list(faults)), *map(Problem, others), *scanned.notes]
    _refuse(reading, problems, sum(fault.rows for fault in faults) + sum(others.values()) + scanned.ragged)


def check_second(reading: Reading, table: Table) -> None:
    """Refuse a second export with cells that cannot be read.

    Raises:
        ExportError: there are some.
    """
    faults = unreadable(table, table.fields, {name: role.column for name, role in reading.roles.items()})
    _refuse(reading, _named(reading, faults), sum(fault.rows for fault in faults))


def _faults(asked: Asked, reading: Reading, metric: Metric) -> list[Fault]:
    """The values of an export that one metric cannot use."""
    scored = any("score" in one.needs for one in METRICS.definitions(metric.name))
    fields = read_by(metric, dated=True) | {*metric.uses}
    table = reading.table(metric.about, never=metric.not_about, timed=True, fast=False, scored=scored, needs=fields)
    columns = {name: role.column for name, role in reading.roles.items()}
    if scored and (role := reading.score(metric.about, metric.not_about)) is not None:
        columns["score"] = role.column
    found = faults_of(metric, table, asked.request, columns)
    named = {fault.column for fault in found}
    return [*found, *unreadable(table, {name for name in fields if columns.get(name, name) not in named}, columns)]


def _named(reading: Reading, faults: Sequence[Fault]) -> list[Problem]:
    """Faults with the first line each stands in."""
    lines = reading.lines({(fault.column, fault.value) for fault in faults if fault.value is not None})
    told = []
    for fault in faults:
        rows = f" ({fault.rows:,} rows)" if fault.rows > 1 else ""
        told.append(Problem(f"{fault.what}{rows}", fault.column, lines.get((fault.column, fault.value)), fault.value))
    return told


def _refuse(reading: Reading, problems: Sequence[Problem], rows: int) -> None:
    if not problems:
        return
    what = f"{rows:,} {'value' if rows == 1 else 'values'} cannot be used, and --strict allows none"
    cure = "mend the export; or leave --strict out, and they are left out and counted"
    raise ExportError(what, where=reading.where, problems=problems, cure=cure)
