"""Rejects: the rows a metric left out, each with its reason."""

from __future__ import annotations

import polars as pl

from cxm.metrics.engine.aggregate import clean
from cxm.metrics.engine.backends.polars import Polars
from cxm.metrics.engine.plan import Request
from cxm.metrics.engine.table import EXPORT, Stored, Table
from cxm.metrics.spec import Metric


def rejected(metric: Metric, table: Table, request: Request, backend: Polars) -> pl.LazyFrame:
    """The rows that are not in the base: `row` (data rows counted from 1), `metric`, `reason`, then the export's columns."""
    rows = backend.scan(table).with_row_index("_place")
    reasons = [*_repeated(table), *_cleaned(metric, table, request), *_undated(metric, table, request)]
    reason = pl.coalesce(*(pl.when(condition).then(pl.lit(why)) for condition, why in reasons)) if reasons else pl.lit(None, pl.String)
    own = [pl.col(EXPORT + name).alias(name if name not in ("row", "metric", "reason") else f"export_{name}") for name in table.columns]
    place = (pl.col("_place") + 1).cast(pl.Int64).alias("row")
    named = pl.lit(metric.name.replace("_", "-")).alias("metric")
    return (
        rows.with_columns(reason.alias("_reason"))
        .filter(pl.col("_reason").is_not_null())
        .select(place, named, pl.col("_reason").alias("reason"), *own)
    )


def _repeated(table: Table) -> list[tuple[pl.Expr, str]]:
    key = table.frame.key
    if key is None or key not in table.fields:
        return []
    order = [pl.col(table.frame.time)] if table.frame.time in table.fields else []
    last = pl.col("_place").sort_by([*order, pl.col("_place")], nulls_last=False).last().over(key)
    return [(pl.col(key).is_not_null() & (pl.col("_place") != last), f"duplicate: {key} occurs again later")]


def _cleaned(metric: Metric, table: Table, request: Request) -> list[tuple[pl.Expr, str]]:
    cleaned = clean(metric, table, request, pl)
    found = []
    for name, words in table.frame.left_out.items():
        if name in table.fields:
            found += [(pl.col(name) == word, f"{name} is {word}") for word in words]
    if metric.about is not None and "metric" in table.fields:
        found.append(((pl.col("metric") != metric.about).fill_null(value=False), f"another question than {metric.about}"))
    if request.weighted:
        found.append((~(pl.col("weight") > 0).fill_null(value=False), "weight missing or not above 0"))
    if cleaned.missing is not None and cleaned.invalid is not None:
        off = f"no whole answer on {metric.scale}" if metric.scale is not None else "unknown word"
        found += [(cleaned.missing, "missing answer"), (cleaned.invalid, off)]
    return found


def _undated(metric: Metric, table: Table, request: Request) -> list[tuple[pl.Expr, str]]:
    time = metric.period_by or table.frame.time
    dated = request.period.kind != "all" or request.start is not None or request.end is not None
    if time not in table.fields or not dated:
        return []
    column = pl.col(time)
    day = column.str.slice(0, 10).str.to_date(strict=False) if table.times[time].stored is Stored.LOCAL_TEXT else column.cast(pl.Date)
    found = [(day.is_null(), "no readable time")]
    if request.start is not None:
        found.append((day < request.start, f"before {request.start}"))
    if request.end is not None:
        found.append((day > request.end, f"after {request.end}"))
    return found
