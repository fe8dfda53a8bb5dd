"""Suppress: hide what too few people stand behind, and what would give it away by subtraction.

A cell is one period x segments of one metric; a cell not split by a column (a total) has null there, and the whole span is the
period `all`. Every cell is the sum of the cells it splits into: the total of a month is the sum of its segments, the whole span
of a segment the sum of its months, a margin of two crossed columns the sum of its row. Whoever reads the table can subtract
along each of these sums, so that after hiding the cells with fewer than k units, each sum must satisfy:

    1. its total and its parts have no single hidden cell between them: that one would be the difference of the others;
    2. the hidden parts of a shown total hold at least k units together: their difference is a group, too.

Until all sums do, the smallest shown part of a sum that does not is hidden as well (ties by label), the total itself when no
part is left. Each step hides one cell, so it ends. Cells of 0 units hide nobody and count for nothing.

What it does not protect against: combinations of several sums of a table with two or more crossed columns (linear programming
finds some), and an earlier report of the same people.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import combinations, pairwise

import polars as pl
import polars.selectors as cs

from cxm.metrics.engine.periods import ALL

HIDDEN, NOTE = "_hidden", "_note"
Cell = tuple[str | None, ...]
"""Where a cell lies: its period and segments, None where it is the total of them."""

KEPT = ("level", "days_observed")
"""Numbers that say nothing about the people of a cell."""
TEXTS = ("grade", "grade_state", "grade_label", "grade_tone", "grade_span", "benchmark", "change_real")
CHANGE = ("change", "change_low", "change_high", "change_least", "change_p", "change_real")
YEAR_BEFORE = (364, 365, 366)
"""Days from the start of a day, week, month, quarter or year back to the start of the same one a year before."""


def suppress(cells: pl.DataFrame, *, below: int, keys: Sequence[str], states: Sequence[str]) -> pl.DataFrame:
    """Hide the cells with fewer than `below` units, and those that would reveal them.

    A hidden row has the status `suppressed` and keeps only where it lies: value, interval, grade, change, counts and states are
    null. Its note is `<k`; or `<k or its complement`, on all hidden rows of the metric alike, as soon as one is hidden for the sake
    of another, since to tell them apart would bound the small ones. A shown row loses its change if the row it is compared with,
    the one before or the one a year before, is hidden.

    Args:
        cells: rows with `period`, `period_start`, `n`, `value`, `status` and the keys; of several metrics if they have `metric` and
            `definition`. Rows that share metric, definition, period and keys are the parts of one distribution and hidden together.
        below: fewest units for a cell to be shown; 0 or 1 hides nothing.
        keys: the segment columns, null where a row is the total over them. A column of parts is not one of them.
        states: the columns of states.

    Returns:
        The same rows in the same order.
    """
    if below <= 1 or cells.is_empty():
        return cells
    scope = [name for name in ("metric", "definition") if name in cells.columns]
    hidden = [False] * cells.height
    notes: list[str | None] = [None] * cells.height
    for rows, sizes in _placed(cells, scope, keys):
        small = {cell for cell, size in sizes.items() if 0 < size < below}
        gone = withheld(sizes, small, below)
        note = f"<{below}" if gone == small else f"<{below} or its complement"
        for row in (row for cell in gone for row in rows[cell]):
            hidden[row], notes[row] = True, note
    marked = cells.with_columns(pl.Series(HIDDEN, hidden, pl.Boolean), pl.Series(NOTE, notes, pl.String))
    return _blank(_without_change(marked, [*scope, *keys]), keys, states).drop(HIDDEN, NOTE)


def _placed(cells: pl.DataFrame, scope: Sequence[str], keys: Sequence[str]) -> Iterator[tuple[dict[Cell, list[int]], dict[Cell, float]]]:
    """For each metric, the rows of every cell and its units, the fewest that any of its rows has."""
    known = pl.col("n").cast(pl.Float64)
    # A value without a number of units cannot be shown to have enough of them.
    units = pl.when(known.is_null() & pl.col("value").is_not_null()).then(pl.lit(0.5)).otherwise(known.fill_null(0.0))
    period = pl.when(pl.col("period") != ALL.label).then(pl.col("period"))
    places = cells.select(units, period, *(pl.col(name).cast(pl.String) for name in keys)).rows()
    scopes = cells.select(scope).rows() if scope else [()] * cells.height
    found: dict[tuple[str, ...], tuple[dict[Cell, list[int]], dict[Cell, float]]] = {}
    for row, (of, (size, *place)) in enumerate(zip(scopes, places, strict=True)):
        rows, sizes = found.setdefault(of, ({}, {}))
        cell = tuple(place)
        rows.setdefault(cell, []).append(row)
        sizes[cell] = min(filter(None, (size, sizes.get(cell))), default=0.0)
    yield from found.values()


def withheld(sizes: Mapping[Cell, float], small: set[Cell], below: float) -> set[Cell]:
    """All cells to hide: the small ones and those that would reveal them.

    Args:
        sizes: units of every cell of one metric.
        small: cells that must be hidden.
        below: fewest units a difference may be about.
    """
    sums = _sums(sizes)
    touched: dict[Cell, list[_Sum]] = {}
    for one in sums:
        for cell in (one.total, *one.parts):
            touched.setdefault(cell, []).append(one)
    hidden: set[Cell] = set()

    def hide(cell: Cell) -> None:
        hidden.add(cell)
        for one in touched.get(cell, ()):
            if cell != one.total:
                one.gone += 1
                one.units += sizes[cell]

    for cell in small:
        hide(cell)
    waiting = deque(sums)
    while waiting:
        if (found := waiting.popleft().next(hidden, below)) is not None:
            hide(found)
            waiting.extend(touched[found])
    return hidden


@dataclass
class _Sum:
    """A total, the parts it is the sum of (smallest first, none empty), and how many of them are hidden with how many units."""

    total: Cell
    parts: list[Cell]
    gone: int = 0
    units: float = 0.0
    looked: int = 0

    def next(self, hidden: set[Cell], below: float) -> Cell | None:
        """Give the next cell to hide, None if nothing can be found by subtraction."""
        if self.total in hidden:
            return self.parts[0] if self.parts and not self.gone else None
        if not self.gone or (self.gone > 1 and self.units >= below):
            return None
        while self.looked < len(self.parts) and self.parts[self.looked] in hidden:
            self.looked += 1
        return self.parts[self.looked] if self.looked < len(self.parts) else self.total


def _sums(sizes: Mapping[Cell, float]) -> list[_Sum]:
    """Every total with its parts: along each column, and along several at once, in an order that the order of rows does not change.

    Several at once is needed when a table gives no margins, and when a margin is hidden itself.
    """
    parts: dict[tuple[Cell, tuple[int, ...]], list[Cell]] = {}
    for cell in sizes:
        split = [axis for axis, label in enumerate(cell) if label is not None]
        for count in range(1, len(split) + 1):
            for axes in combinations(split, count):
                total = tuple(None if axis in axes else label for axis, label in enumerate(cell))
                if total in sizes:
                    parts.setdefault((total, axes), []).append(cell)
    order = sorted(parts, key=lambda key: (len(key[1]), key[1], [label or "" for label in key[0]]))
    return [_Sum(key[0], sorted((cell for cell in parts[key] if sizes[cell] > 0), key=lambda cell: (sizes[cell], cell))) for key in order]


def _blank(cells: pl.DataFrame, keys: Sequence[str], states: Sequence[str]) -> pl.DataFrame:
    """Take everything a hidden row says about its people. Numbers go unless they are known to be harmless, not the other way round."""
    hidden = pl.col(HIDDEN)
    numbers = cs.expand_selector(cells, cs.numeric() | cs.boolean())
    taken = {*numbers, *states, *TEXTS}.difference(keys, KEPT, (HIDDEN,)).intersection(cells.columns)
    notes = pl.col("notes") if "notes" in cells.columns else pl.lit(None, pl.String)
    return cells.with_columns(
        *(pl.when(~hidden).then(pl.col(name)).alias(name) for name in cells.columns if name in taken),
        pl.when(hidden).then(pl.lit("suppressed")).otherwise(pl.col("status")).alias("status"),
        pl.when(hidden).then(pl.col(NOTE)).otherwise(notes).alias("notes"),
    )


def _without_change(cells: pl.DataFrame, series: Sequence[str]) -> pl.DataFrame:
    """Take the change of each row whose period before, or the one a year before, is hidden in its own series of periods."""
    changes = [name for name in CHANGE if name in cells.columns]
    if not changes:
        return cells
    rows = list(cells.select("period_start", HIDDEN, *series).iter_rows())
    starts: dict[tuple[object, ...], dict[date, bool]] = {}
    for start, hidden, *place in rows:
        if start is not None:
            starts.setdefault(tuple(place), {})[start] = hidden
    lost = {place: _after_hidden(of) for place, of in starts.items()}
    kept = pl.Series("kept", [start not in lost.get(tuple(place), ()) for start, _, *place in rows], pl.Boolean)
    return cells.with_columns(pl.when(kept).then(pl.col(name)).alias(name) for name in changes)


def _after_hidden(starts: Mapping[date, bool]) -> set[date]:
    """The starts of the periods that follow a hidden one, at once or a year later."""
    ordered = sorted(starts)
    hidden = {day.toordinal() for day in ordered if starts[day]}
    at_once = {later for earlier, later in pairwise(ordered) if starts[earlier]}
    return at_once | {day for day in ordered if any(day.toordinal() - back in hidden for back in YEAR_BEFORE)}
