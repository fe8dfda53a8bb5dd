"""Rejects: the rows a metric left out, each with its reason."""

from __future__ import annotations

from datetime import date, timedelta

import polars as pl

from cxm.metrics.engine.aggregate import HEAVIEST, aggregate, clean, is_weighted, real_rows
from cxm.metrics.engine.backends.polars import Polars
from cxm.metrics.engine.instants import local_day
from cxm.metrics.engine.plan import Request
from cxm.metrics.engine.repeats import keys_of, with_period
from cxm.metrics.engine.rollup import place, span_of
from cxm.metrics.engine.table import EXPORT, Table
from cxm.metrics.spec import Metric


def rejected(metric: Metric, table: Table, request: Request, backend: Polars) -> pl.LazyFrame:
    """The rows that are not in the base: `row` (data rows counted from 1), `metric`, `reason`, then the export's columns.

    Each row has the first reason that applies, in the order in which the engine leaves rows out, so that the rows of a reason are
    as many as the counts beside the result say.
    """
    rows = backend.scan(table).with_row_index("_place")
    if request.dedupe == "respondent-period":
        rows = _with_periods(rows, metric, table, request, backend)
    reasons = [*_misplaced(metric, table, request, backend), *_repeated(table), *_cleaned(metric, table, request)]
    reason = pl.coalesce(*(pl.when(condition).then(pl.lit(why)) for condition, why in reasons)) if reasons else pl.lit(None, pl.String)
    rows = rows.with_columns(reason.alias("_reason"))
    if request.dedupe == "respondent-period":
        rows = rows.with_columns(_answered_later(table).alias("_reason"))
    own = [pl.col(EXPORT + name).alias(name if name not in ("row", "metric", "reason") else f"export_{name}") for name in table.columns]
    number = (pl.col("_place") + 1).cast(pl.Int64).alias("row")
    named = pl.lit(metric.name.replace("_", "-")).alias("metric")
    return rows.filter(pl.col("_reason").is_not_null()).select(number, named, pl.col("_reason").alias("reason"), *own).sort("row")


def _with_periods(rows: pl.LazyFrame, metric: Metric, table: Table, request: Request, backend: Polars) -> pl.LazyFrame:
    """Rows with the label of their period (`_period`), as the report cuts it."""
    counted = aggregate([metric], table, request, backend)
    placed = place(counted.days[0], metric, request, span_of(counted, request))
    return with_period(rows, metric, table, request, backend, counted.keys, placed)


def _answered_later(table: Table) -> pl.Expr:
    """The reason of a row; of those without one, whether its respondent answers again later in the period."""
    unit = table.frame.unit or ""
    if unit not in table.fields:
        return pl.col("_reason")
    stands = pl.col("_reason").is_null() & pl.col(unit).is_not_null() & pl.col("_period").is_not_null()
    earlier = stands & (pl.col("_place") != _last(table).over(unit, "_period", stands))
    return pl.when(earlier).then(pl.lit(f"{unit} answers again later in the period")).otherwise(pl.col("_reason"))


def _repeated(table: Table) -> list[tuple[pl.Expr, str]]:
    key = table.frame.key
    if key is None or key not in table.fields:
        return []
    return [(pl.col(key).is_not_null() & (pl.col("_place") != _last(table).over(keys_of(table))), f"duplicate: {key} occurs again later")]


def _last(table: Table) -> pl.Expr:
    """The place of the last row of a group: by time, then by place, as the engine takes it."""
    order = [pl.col(name) for name in (table.frame.latest, table.frame.time) if name in table.fields]
    return pl.col("_place").sort_by([*order, pl.col("_place")], nulls_last=False).last()


def _cleaned(metric: Metric, table: Table, request: Request) -> list[tuple[pl.Expr, str]]:
    cleaned = clean(metric, table, request, pl)
    found = []
    for name, words in table.frame.left_out.items():
        if name in table.fields:
            found += [(pl.col(name) == word, f"{name} is {word}") for word in words]
    question = table.frame.question
    if metric.about is not None and question is not None and question in table.fields:
        found.append(((pl.col(question) != metric.about).fill_null(value=False), f"another question than {metric.about}"))
    if is_weighted(metric, request):
        fits = (pl.col("weight") > 0) & (pl.col("weight") <= HEAVIEST)
        found.append((~fits.fill_null(value=False), "weight missing or not above 0"))
    if cleaned.missing is not None and cleaned.invalid is not None:
        off = f"no {'whole ' if metric.scale.whole else ''}answer on {metric.scale}" if metric.scale is not None else "unknown word"
        found += [(cleaned.missing, "missing answer"), (cleaned.invalid, off)]
    return found


def _misplaced(metric: Metric, table: Table, request: Request, backend: Polars) -> list[tuple[pl.Expr, str]]:
    """Rows outside the days reported, and those too young to tell."""
    time = metric.period_by or table.frame.time
    if time not in table.fields:
        return []
    day = local_day(table, time, request.zone, backend)
    found = [(day.is_null(), "no readable time")] if request.dated else []
    if request.start is not None:
        found.append((day < request.start, f"before {request.start}"))
    if request.end is not None:
        found.append((day > request.end, f"after {request.end}"))
    if request.as_of is not None:
        found.append((day > request.as_of, f"after the observation end, {request.as_of}"))
    if metric.maturity_days and (until := request.as_of or _last_day(metric, table, request, backend)) is not None:
        found.append((day > until - timedelta(metric.maturity_days), f"younger than {metric.maturity_days} days at {until}"))
    return found


def _last_day(metric: Metric, table: Table, request: Request, backend: Polars) -> date | None:
    """The observation end where nobody states it."""
    real = real_rows(table, pl)
    rows = backend.scan(table) if real is None else backend.scan(table).filter(real)
    times = [name for name in dict.fromkeys((metric.period_by, table.frame.time)) if name is not None and name in table.fields]
    latest = pl.max_horizontal(local_day(table, name, request.zone, backend).max() for name in times)
    found = backend.collect(rows.select(latest.alias("last")))["last"][0]
    return found if isinstance(found, date) else None
