"""Repeats: rows of the same key, of the same respondent in a period, and what repeats do to an interval."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import polars as pl

from cxm.metrics.engine.aggregate import PART, clean, label, states_of
from cxm.metrics.engine.backends.polars import DAY, Polars
from cxm.metrics.engine.plan import Request
from cxm.metrics.engine.rollup import Placed
from cxm.metrics.engine.table import Table
from cxm.metrics.spec import Metric, Rows

SUMS = ("cluster_units", "cluster_yy", "cluster_xy", "cluster_xx")


def without_duplicates(table: Table, backend: Polars, lazy: Any = None) -> tuple[Any, int]:
    """Rows with each key once: the last by time, then by place in the file. Rows without a key are all kept.

    Returns:
        the rows, and how many were dropped.
    """
    rows = backend.scan(table) if lazy is None else lazy
    key = table.frame.key
    if key is None or key not in table.fields:
        return rows, 0
    x = backend.x
    sizes = rows.filter(~x.col(key).is_null()).group_by(key).agg(x.len().alias("_times")).filter(x.col("_times") > 1)
    repeated = backend.collect(sizes)
    dropped = int(repeated["_times"].sum()) - repeated.height
    if not dropped:
        return rows, 0
    chosen = repeated.select(key)
    alone = rows.join(backend.table(chosen), on=key, how="anti", nulls_equal=False)
    several = rows.join(backend.table(chosen), on=key, how="semi")
    return pl.concat([alone, _last_of(several, [key], table)], how="vertical"), dropped


def last_of_each(table: Table, request: Request, backend: Polars, keys: pl.DataFrame, placed: Placed, lazy: Any) -> tuple[Any, int]:
    """Rows with each respondent once per period, the last answer kept. Rows without a respondent are all kept."""
    unit = table.frame.unit
    if unit is None or unit not in table.fields:
        return lazy, 0
    placed_rows = lazy if request.period.kind == "all" else _with_period(lazy, table, request, backend, keys, placed)
    by = [unit] if request.period.kind == "all" else [unit, "_period"]
    known = placed_rows.filter(pl.col(unit).is_not_null())
    kept = _last_of(known, by, table)
    counts = backend.collect(known.select(pl.len().alias("all"), pl.struct(by).n_unique().alias("kept")))
    names = lazy.collect_schema().names()
    rows = pl.concat([placed_rows.filter(pl.col(unit).is_null()).select(names), kept.select(names)], how="vertical")
    return rows, int(counts["all"][0]) - int(counts["kept"][0])


def _last_of(rows: pl.LazyFrame, by: Sequence[str], table: Table) -> pl.LazyFrame:
    """The last row of each group, by time and then by place."""
    names = rows.collect_schema().names()
    rows = rows.with_row_index("_place")
    order = [table.frame.time, "_place"] if table.frame.time in table.fields else ["_place"]
    last = rows.group_by(by).agg(pl.all().exclude(by).sort_by(order, nulls_last=False).last())
    return last.select(names)


def repeats(table: Table, backend: Polars, lazy: Any) -> bool:
    """Whether any unit (respondent) occurs more than once."""
    unit = table.frame.unit
    if unit is None or unit not in table.fields:
        return False
    column = backend.x.col(unit)
    facts = backend.collect(lazy.select(column.count().alias("rows"), column.n_unique().alias("units"), column.null_count().alias("blank")))
    return bool(facts["rows"][0] > facts["units"][0] - (facts["blank"][0] > 0))


def with_clusters(
    cells: pl.DataFrame, metric: Metric, table: Table, request: Request, backend: Polars, keys: pl.DataFrame, placed: Placed, lazy: Any
) -> pl.DataFrame:
    """Add the sums over units that widen the interval: their number, and the sums of y*y, x*y and x*x over them.

    y is the linear form of the interval, x the base, both per unit within the cell (METRICS C1).
    """
    unit = table.frame.unit
    if unit is None or not metric.interval.cluster:
        return cells
    per_unit = _per_unit(metric, table, request, backend, keys, placed, lazy)
    names = list(request.segments)
    pieces = []
    for view in {*request.views, ()}:
        by = ["period", *view, *([PART] if metric.parts else [])]
        cell = ["period", *view]
        x, y = pl.col("_x"), pl.col("_y")
        whole = per_unit.group_by([*cell, unit]).agg(x.sum()).filter(x > 0)
        units = whole.group_by(cell).agg(pl.len().cast(pl.Int64).alias(SUMS[0]), (x * x).sum().alias(SUMS[3]))
        # A unit without a row in a part counts there with y = 0, so only y comes from the part.
        own = per_unit.group_by([*by, unit]).agg(y.sum()).join(whole, on=[*cell, unit], how="inner", nulls_equal=True)
        products = own.group_by(by).agg((y * y).sum().alias(SUMS[1]), (x * y).sum().alias(SUMS[2]))
        frame = backend.collect(products.join(units, on=cell, how="inner", nulls_equal=True))
        pieces.append(frame.with_columns([pl.lit(None, pl.String).alias(name) for name in names if name not in view]))
    joined = pl.concat(pieces, how="diagonal_relaxed")
    on = ["period", *names, *([PART] if metric.parts else [])]
    return cells.join(joined, on=on, how="left", nulls_equal=True, maintain_order="left")


def _per_unit(
    metric: Metric, table: Table, request: Request, backend: Polars, keys: pl.DataFrame, placed: Placed, lazy: Any
) -> pl.LazyFrame:
    """y and x of every unit in every period, segment and part. A row without a unit is a unit of its own."""
    x = backend.x
    unit = table.frame.unit
    rows = _with_period(lazy, table, request, backend, keys, placed).with_row_index("_place")
    cleaned = clean(metric, table, request, x)
    states = states_of(metric, cleaned, table, request, x)
    base = metric.parts.counts if metric.parts else metric.base
    form = sum((coefficient * states[name] for name, coefficient in metric.interval.cluster.items()), pl.lit(0.0))
    own = (
        pl.when(pl.col(unit).is_null())
        .then(pl.concat_str(pl.lit("\u0000"), pl.col("_place").cast(pl.String)))
        .otherwise(pl.col(unit).cast(pl.String))
    )
    group: dict[str, pl.Expr] = {"period": pl.col("_period"), unit or "": own}
    group |= {name: label(pl.col(table.column(name))) for name in request.segments}
    if request.top is not None:
        kept = {name: placed.frame[name].unique().implode() for name in request.segments}
        group |= {
            name: pl.when(column.is_in(kept[name])).then(column).otherwise(pl.lit("(other)"))
            for name, column in group.items()
            if name in kept
        }
    if metric.parts is not None:
        replaced = {} if cleaned.answer is None else {cleaned.answer: cleaned.valid}
        group[PART] = metric.parts.of(Rows(x, table.fields, cleaned=replaced)).cast(pl.String)
    named = [column.alias(name) for name, column in group.items()]
    return (
        rows.filter(pl.col("_period").is_not_null())
        .group_by(named)
        .agg(form.cast(pl.Float64).alias("_y"), states[base].cast(pl.Float64).alias("_x"))
    )


def _with_period(lazy: Any, table: Table, request: Request, backend: Polars, keys: pl.DataFrame, placed: Placed) -> pl.LazyFrame:
    """Rows with the label of their period (`_period`), null outside the report."""
    time = table.frame.time
    if time not in table.fields:
        rows: pl.LazyFrame = lazy.with_columns(pl.lit("all").alias("_period"))
        return rows
    periods = placed.frame.select("day", "period").unique()
    calendar = keys.join(periods, on="day", how="inner", nulls_equal=True).select(pl.col(DAY), pl.col("period").alias("_period"))
    day, _ = backend.local_day(table, time, request.zone)
    return lazy.with_columns(day.alias(DAY)).join(backend.table(calendar), on=DAY, how="left", nulls_equal=True).drop(DAY)
