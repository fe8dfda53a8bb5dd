"""Sides: how many units two definitions of a share put on different sides.

A share sorts its units: those it counts, those it does not, and for a difference of shares those that count against it. Where two
definitions sort the same units, the same rows tell which units change sides, and which are in the base of one of them only.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import polars as pl

from cxm.metrics.engine.aggregate import clean
from cxm.metrics.engine.backends.polars import Polars
from cxm.metrics.engine.grain import Task, gathered_rows
from cxm.metrics.engine.plan import settings_of
from cxm.metrics.engine.units import apart, grained
from cxm.metrics.spec import Expr, Metric, Rows

COLUMNS = ("changed_sides", "only_here", "only_default")
"""Units that both definitions count, on different sides; units in the base of the definition only, and of the default only."""
SHARES = {"wilson": ("hits",), "nps_score": ("plus", "minus")}
"""Intervals of shares -> the states that sort their units."""


class EachRow(Rows):
    """Rows whose counts are not taken: what is counted is told of each row."""

    def count(self, condition: Expr) -> Expr:
        """Whether a row is counted."""
        kept = condition if self._kept is None else condition & self._kept
        return kept.fill_null(value=False)

    def size(self) -> Expr:
        """Every row that takes part is counted."""
        return self.x.lit(value=True) if self._kept is None else self._kept.fill_null(value=False)

    def total(self, amount: Expr) -> Expr:  # noqa: ARG002 - what is summed does not matter
        """Sums sort nothing.

        Raises:
            TypeError: always.
        """
        raise TypeError("a sum of amounts does not sort rows")

    def power(self, *amounts: Expr) -> Expr:
        """As `total`."""
        return self.total(amounts)


def sides(default: Metric, others: Sequence[Metric], task: Task) -> dict[int, pl.DataFrame]:
    """How the sides of other definitions differ from those of the default, in one pass a view.

    Args:
        task: what the default is computed from.

    Returns:
        place among `others` -> one row per cell: `period`, the segment columns, and `COLUMNS`. Those that sort other units are missing.
    """
    alike = {place: other for place, other in enumerate(others) if _sorts_alike(default, other, task)}
    if not alike:
        return {}
    settings = {one.name: one for metric in (default, *alike.values()) for one in metric.settings}
    # Sides of single units are compared where the rows are.
    task = replace(task, metric=default.but(settings=tuple(settings.values())), backend=Polars())
    grain = gathered_rows(task)
    pieces: dict[int, list[pl.DataFrame]] = {place: [] for place in alike}
    for view in task.views:
        rows, fields = grained(task, grain, view)
        cell = ["_period", *view]
        own = {place: f"_side{place}" for place in alike}
        sorted_rows = rows.select(
            *cell, _side(default, task, fields).alias("_side"), *(_side(other, task, fields).alias(own[at]) for at, other in alike.items())
        )
        counts = [count(name).alias(f"{name}|{kind}") for name in own.values() for kind, count in KINDS.items()]
        found = apart(task.backend.collect(sorted_rows.group_by(cell).agg(counts)), task, view)
        for place, name in own.items():
            pieces[place].append(found.select("period", *task.names, *(pl.col(f"{name}|{kind}").alias(kind) for kind in COLUMNS)))
    return {place: pl.concat(found) for place, found in pieces.items()}


def _changed(name: str) -> pl.Expr:
    return (pl.col(name) != pl.col("_side")).sum().cast(pl.Int64)


def _only_here(name: str) -> pl.Expr:
    return (pl.col(name).is_not_null() & pl.col("_side").is_null()).sum().cast(pl.Int64)


def _only_default(name: str) -> pl.Expr:
    return (pl.col(name).is_null() & pl.col("_side").is_not_null()).sum().cast(pl.Int64)


KINDS = dict(zip(COLUMNS, (_changed, _only_here, _only_default), strict=True))


def _sorts_alike(default: Metric, other: Metric, task: Task) -> bool:
    """Whether two definitions are shares of the same units."""
    request = task.request
    same = all(
        getattr(default, name) == getattr(other, name) for name in ("frame", "prepare", "per", "period_by", "maturity_days", "about")
    )
    plain = all(one.interval.method in SHARES and one.parts is None and one.estimate is None for one in (default, other))
    if not same or not plain or request.dedupe != "none" or request.suppress_below or task.table.frame.aggregated:
        return False
    mine, theirs = settings_of(default, request), settings_of(other, request)
    if any(mine[name] != theirs[name] for name in mine.keys() & theirs.keys()):
        return False
    try:
        for one in (default, other):
            one.states(_rows(one, task, task.table.fields))
    except TypeError:
        return False
    return True


def _rows(metric: Metric, task: Task, fields: frozenset[str]) -> EachRow:
    options: dict[str, Any] = dict(settings_of(metric, task.request))
    if metric.prepare or metric.per is not None:
        return EachRow(pl, fields, options=options)
    cleaned = clean(metric, task.table, task.request, pl)
    replaced = {} if cleaned.answer is None else {cleaned.answer: cleaned.valid}
    kept = cleaned.counted if cleaned.answer is None else None
    return EachRow(pl, fields, cleaned=replaced, kept=kept, skipped=cleaned.missing, options=options)


def _side(metric: Metric, task: Task, fields: frozenset[str]) -> pl.Expr:
    """The side of a unit: 1 counted, -1 counted against, 0 neither, null outside the base."""
    states = metric.states(_rows(metric, task, fields))
    ends = [states[metric.interval.states[role]] for role in SHARES[metric.interval.method]]
    side: Any = pl.lit(0, pl.Int8)
    for end, value in reversed(list(zip(ends, (1, -1), strict=False))):
        side = pl.when(end).then(pl.lit(value, pl.Int8)).otherwise(side)
    return pl.when(states[metric.base]).then(side)
