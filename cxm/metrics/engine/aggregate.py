"""Aggregate: from rows to states by day and segment, in one lazy pass for all metrics that share a time field.

Everything after it is plain polars on a few thousand rows: days are rolled up to periods, segments to totals.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import polars as pl

from cxm.metrics.engine.backends.polars import DAY, KeyWatch, Polars
from cxm.metrics.engine.plan import Request
from cxm.metrics.engine.table import UNREADABLE, AssumptionFailed, Stored, Table
from cxm.metrics.spec import Expr, Metric, Rows

QUALITY = ("n_missing", "n_invalid", "n_excluded", "n_duplicate")
NONE = "(none)"
OTHER = "(other)"
PART = "_part"


@dataclass
class Counted:
    """What one pass gives.

    Args:
        days: per metric, states by `day` (null: undated), segment columns, part; segments are clean labels.
        rows: rows seen.
        undated: rows without a readable time, of them `bad_times` with an unreadable one.
        keys: physical day key -> day, for passes that must place rows again.
    """

    days: list[pl.DataFrame]
    rows: int = 0
    undated: int = 0
    bad_times: int = 0
    duplicates: int = 0
    keys: pl.DataFrame = field(default_factory=pl.DataFrame)


@dataclass(frozen=True)
class Cleaned:
    """Expressions a metric's states are written over.

    Args:
        valid: the answers that count, others null.
        counted, kept: rows that take part, and rows that are not left out as tests or the like; None when all are.
        missing, invalid: rows kept whose answer is not there, or cannot be.
    """

    answer: str | None
    valid: Expr | None
    counted: Expr | None
    kept: Expr | None
    missing: Expr | None
    invalid: Expr | None


def answer_of(metric: Metric, table: Table) -> str | None:
    """The field that holds what was answered; its blanks are missing and its impossible values invalid."""
    if metric.scale is not None:
        return "score"
    return next((name for name in metric.needs if name in table.fields and table.frame[name].words), None)


def clean(metric: Metric, table: Table, request: Request, x: Any) -> Cleaned:
    """What counts for a metric, and what does not and why."""
    kept = kept_rows(metric, table, x)
    answer = answer_of(metric, table)
    heavy = (x.col("weight") > 0).fill_null(value=False) if request.weighted else None
    if answer is None:
        return Cleaned(None, None, _both(kept, heavy), kept, None, None if heavy is None else _both(~heavy, kept))
    given = x.col(answer)
    if metric.scale is None:
        fits = given.is_in(list(table.frame[answer].words))
    else:
        low, high = Rows(x, table.fields).edges(metric.scale)
        fits = (given >= low) & (given <= high)
        if metric.scale.whole and answer not in table.whole:
            fits = fits & (given == given.cast(x.Int64))
    missing, invalid = given.is_null(), ~given.is_null() & ~fits
    if answer + UNREADABLE in table.fields:
        unreadable = x.col(answer + UNREADABLE)
        missing, invalid = missing & ~unreadable, invalid | unreadable
    if heavy is not None:
        # A row without a weight cannot be counted, whatever it answers.
        missing, invalid = missing & heavy, invalid | ~heavy
    valid = x.when(_both(_both(fits, heavy), kept)).then(given)
    return Cleaned(answer, valid, _both(kept, heavy), kept, _both(missing, kept), _both(invalid, kept))


def _both(one: Expr | None, other: Expr | None) -> Expr | None:
    if one is None or other is None:
        return one if other is None else other
    return one & other


def kept_rows(metric: Metric, table: Table, x: Any) -> Expr | None:
    """Rows that are no test, partial or spam, and not marked as another metric's question; None if all are."""
    conditions = [~x.col(name).is_in(list(words)) for name, words in table.frame.left_out.items() if name in table.fields]
    if metric.about is not None and "metric" in table.fields:
        conditions.append(x.col("metric") == metric.about)
    kept = None
    for condition in conditions:
        known = condition.fill_null(value=True)
        kept = known if kept is None else kept & known
    return kept


def states_of(metric: Metric, cleaned: Cleaned, table: Table, request: Request, x: Any) -> dict[str, Expr]:
    """The states of a metric and its quality counts, as aggregations."""
    replaced = {} if cleaned.answer is None else {cleaned.answer: cleaned.valid}
    kept = cleaned.counted if cleaned.answer is None else None
    plain = Rows(x, table.fields, cleaned=replaced, kept=kept)
    states = metric.states(plain)
    if request.weighted:
        weight = x.col("weight").cast(x.Float64)
        weighted = metric.states(Rows(x, table.fields, cleaned=replaced, weight=weight, kept=kept))
        squares = metric.states(Rows(x, table.fields, cleaned=replaced, weight=weight * weight, kept=kept))
        base = metric.parts.counts if metric.parts else metric.base
        states = weighted | {"n_raw": states[base], "weight_squares": squares[base]}
    count = Rows(x, table.fields).count
    if cleaned.kept is not None:
        states["n_excluded"] = count(~cleaned.kept)
    states |= {name: count(rows) for name, rows in (("n_missing", cleaned.missing), ("n_invalid", cleaned.invalid)) if rows is not None}
    if metric.scale is not None and metric.scale.high < 10 and not (request.scale or table.scale or request.definition):
        given = x.col("score")
        beyond = (given > metric.scale.high) & (given <= 10)
        states["n_above"] = count(beyond if cleaned.kept is None else beyond & cleaned.kept)
    return states


def aggregate(metrics: Sequence[Metric], table: Table, request: Request, backend: Polars, *, rows: Any = None) -> Counted:
    """States of all metrics by day and segment, in one pass for those without parts and one for each with.

    Args:
        metrics: metrics of the table's frame that share one time field.
        rows: rows to take instead of the table's own, such as those left after removing duplicates.

    Raises:
        AssumptionFailed: a fast reading of the times does not hold for all rows.
    """
    lazy = backend.scan(table) if rows is None else rows
    watch = None
    if rows is None and table.frame.key in table.fields:
        watch = KeyWatch(table.frame.key)
        lazy = backend.watch(lazy, watch)
    together = [metric for metric in metrics if metric.parts is None]
    counted: dict[int, pl.DataFrame] = {}
    facts = Counted([])
    groups = [together] if together else []
    for group in [*groups, *([metric] for metric in metrics if metric.parts is not None)]:
        frames, seen = _pass(group, table, request, backend, lazy)
        facts.rows, facts.undated, facts.bad_times, facts.keys = seen.rows, seen.undated, seen.bad_times, seen.keys
        counted |= {id(metric): frame for metric, frame in zip(group, frames, strict=True)}
    facts.days = [counted[id(metric)] for metric in metrics]
    facts.duplicates = -1 if watch is not None and not watch.unique else 0
    return facts


def _pass(metrics: Sequence[Metric], table: Table, request: Request, backend: Polars, lazy: Any) -> tuple[list[pl.DataFrame], Counted]:
    x = backend.x
    keys, odd = _keys(metrics[0], table, request, backend)
    part = metrics[0].parts
    states: dict[str, Expr] = {"rows": x.len().cast(x.Int64)}
    if odd is not None:
        states["odd"] = Rows(x, table.fields).count(odd)
    for number, metric in enumerate(metrics):
        cleaned = clean(metric, table, request, x)
        states |= {f"{number}|{name}": state for name, state in states_of(metric, cleaned, table, request, x).items()}
        if part is not None:
            replaced = {} if cleaned.answer is None else {cleaned.answer: cleaned.valid}
            keys[PART] = part.of(Rows(x, table.fields, cleaned=replaced))
    grouped = lazy.group_by(*(key.alias(name) for name, key in keys.items())).agg(*(state.alias(name) for name, state in states.items()))
    frame = backend.collect(grouped)
    if odd is not None and frame["odd"].sum():
        raise AssumptionFailed("the times are not all written alike")
    frame, seen = _placed(frame, table, metrics[0], request)
    by = ["day", *request.segments, *([PART] if part else [])]
    return [_own(frame, number, by) for number in range(len(metrics))], seen


def _keys(metric: Metric, table: Table, request: Request, backend: Polars) -> tuple[dict[str, Expr], Expr | None]:
    """The group keys of a pass: the local day, and each segment column."""
    time = metric.period_by or table.frame.time
    day, odd = backend.local_day(table, time, request.zone) if time in table.fields else (None, None)
    keys: dict[str, Expr] = {} if day is None else {DAY: day}
    for name in request.segments:
        keys[name] = backend.x.col(table.column(name))
    if not keys:
        keys[DAY] = backend.x.lit(None).cast(backend.x.Date)
    return keys, odd


def _placed(frame: pl.DataFrame, table: Table, metric: Metric, request: Request) -> tuple[pl.DataFrame, Counted]:
    """Parse the few day keys and tidy the few segment labels."""
    if DAY not in frame.columns:
        frame = frame.with_columns(pl.lit(None, pl.Date).alias(DAY))
    key = frame[DAY]
    day = key.str.to_date("%Y-%m-%d", strict=False) if key.dtype == pl.String else key.cast(pl.Date)
    blank = key.is_null() if key.dtype != pl.String else key.is_null() | (key.str.strip_chars() == "")
    frame = frame.with_columns(day.alias("day"))
    segments = [label(pl.col(name)).alias(name) for name in request.segments]
    seen = Counted(
        [],
        rows=int(frame["rows"].sum()),
        undated=int(frame.filter(day.is_null())["rows"].sum()),
        bad_times=int(frame.filter(day.is_null() & ~blank)["rows"].sum()),
        keys=frame.select(DAY, "day").unique(maintain_order=True),
    )
    return frame.with_columns(segments), seen


def label(column: pl.Expr) -> pl.Expr:
    """A segment label: text without outer blanks, `(none)` where there is none."""
    trimmed = column.cast(pl.String).str.strip_chars()
    return pl.when(trimmed == "").then(pl.lit(NONE)).otherwise(trimmed).fill_null(NONE)


def _own(frame: pl.DataFrame, number: int, by: Sequence[str]) -> pl.DataFrame:
    """The states of one metric out of a shared pass."""
    prefix = f"{number}|"
    states = {name: name.removeprefix(prefix) for name in frame.columns if name.startswith(prefix)}
    own = frame.select(*by, *(pl.col(name).alias(short) for name, short in states.items()))
    own = own.group_by(by, maintain_order=True).agg(pl.all().sum())
    absent = [pl.lit(0, pl.Int64).alias(name) for name in QUALITY if name not in own.columns]
    return own.with_columns(absent)


def last_day(days: Sequence[pl.DataFrame]) -> date | None:
    """The latest day any row has."""
    latest = [day for frame in days if (day := frame["day"].max()) is not None]
    return max(latest) if latest else None  # type: ignore[type-var]
