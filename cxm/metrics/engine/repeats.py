"""Repeats: rows of the same key, of the same respondent in a period, and what repeats do to an interval."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import polars as pl

from cxm.metrics.engine.aggregate import PART, SEGMENT, clean, label, states_of
from cxm.metrics.engine.backends.polars import DAY, Polars
from cxm.metrics.engine.plan import Request, settings_of
from cxm.metrics.engine.rollup import Placed, among
from cxm.metrics.engine.table import Table
from cxm.metrics.spec import Metric, Rows

UNIT = "_unit"
FEWEST_DAYS = 14
FEWEST_CAMPAIGNS = 2
SUMS = ("cluster_units", "cluster_yy", "cluster_xy", "cluster_xx")


def without_duplicates(table: Table, backend: Polars, lazy: Any = None) -> tuple[Any, int]:
    """Rows with each key once: the last by time, then by place in the file. Rows without a key are all kept.

    Where rows say which question they answer, a key may occur once for each.

    Returns:
        the rows, and how many were dropped.
    """
    rows = backend.scan(table) if lazy is None else lazy
    key = table.frame.key
    if key is None or key not in table.fields:
        return rows, 0
    by = keys_of(table)
    sizes = rows.filter(pl.col(key).is_not_null()).group_by(by).agg(pl.len().alias("_times")).filter(pl.col("_times") > 1)
    repeated = backend.collect(sizes)
    dropped = int(repeated["_times"].sum()) - repeated.height
    if not dropped:
        return rows, 0
    chosen = repeated.select(by)
    # A question left blank is one of its own; keys that are blank are not among those chosen.
    alone = rows.join(backend.table(chosen), on=by, how="anti", nulls_equal=True)
    several = rows.join(backend.table(chosen), on=by, how="semi", nulls_equal=True)
    return pl.concat([alone, _last_of(several, by, table)], how="vertical"), dropped


def keys_of(table: Table) -> list[str]:
    """The fields that tell one row from another: its key, and the question it answers."""
    return [name for name in (table.frame.key, table.frame.question) if name is not None and name in table.fields]


def last_of_each(
    metric: Metric, table: Table, request: Request, backend: Polars, keys: pl.DataFrame, placed: Placed, lazy: Any
) -> pl.LazyFrame:
    """Rows with the last answer of each respondent in each period.

    Only answers that count for the metric stand for a respondent: a blank, a test or an answer to another question does not
    take the place of an earlier answer. Those rows, and rows without a respondent, stay for what they are.
    """
    unit = table.frame.unit or ""
    names = lazy.collect_schema().names()
    cleaned = clean(metric, table, request, pl)
    counts = cleaned.valid.is_not_null() if cleaned.valid is not None else cleaned.counted
    stands = pl.col(unit).is_not_null() & pl.col("_period").is_not_null()
    stands = stands if counts is None else stands & counts
    rows = with_period(lazy, metric, table, request, backend, keys, placed).with_columns(stands.alias("_stands"))
    last = _last_of(rows.filter(pl.col("_stands")), [unit, "_period"], table)
    return pl.concat([rows.filter(~pl.col("_stands")).select(names), last.select(names)], how="vertical")


def _last_of(rows: pl.LazyFrame, by: Sequence[str], table: Table) -> pl.LazyFrame:
    """The last row of each group, by time and then by place."""
    names = rows.collect_schema().names()
    rows = rows.with_row_index("_place")
    order = [*(name for name in (table.frame.latest, table.frame.time) if name in table.fields), "_place"]
    last = rows.group_by(by).agg(pl.all().exclude(by).sort_by(order, nulls_last=False).last())
    return last.select(names)


def repeats(table: Table, backend: Polars, lazy: Any) -> bool:
    """Whether any unit (respondent) occurs more than once."""
    unit = table.frame.unit
    if unit is None or unit not in table.fields:
        return False
    column = pl.col(unit)
    facts = backend.collect(lazy.select(column.count().alias("rows"), column.n_unique().alias("units"), column.null_count().alias("blank")))
    return bool(facts["rows"][0] > facts["units"][0] - (facts["blank"][0] > 0))


def paired(
    pairs: Sequence[tuple[str, str]],
    metric: Metric,
    table: Table,
    request: Request,
    backend: Polars,
    keys: pl.DataFrame,
    placed: Placed,
    lazy: Any,
) -> bool:
    """Whether over a tenth of the units of two periods occur in both, which makes a test for independent samples conservative.

    Args:
        pairs: labels of the periods compared, the later first.
    """
    unit = table.frame.unit
    if unit is None or unit not in table.fields or not pairs:
        return False
    rows = with_period(lazy, metric, table, request, backend, keys, placed)
    seen = rows.filter(pl.col(unit).is_not_null() & pl.col("_period").is_not_null()).select(unit, "_period").unique()
    compared = backend.table(pl.DataFrame(pairs, schema={"_period": pl.String, "_before": pl.String}, orient="row"))
    again = seen.join(compared, on="_period").join(seen, left_on=[unit, "_before"], right_on=[unit, "_period"])
    sizes, both = (dict(backend.collect(units.group_by("_period").len()).iter_rows()) for units in (seen, again))
    return any(10 * both.get(after, 0) > sizes.get(after, 0) + sizes.get(before, 0) - both.get(after, 0) for after, before in pairs)


def with_clusters(
    cells: pl.DataFrame, metric: Metric, table: Table, request: Request, backend: Polars, keys: pl.DataFrame, placed: Placed, lazy: Any
) -> pl.DataFrame:
    """Add the sums over units that widen the interval: their number, and the sums of y*y, x*y and x*x over them.

    y is the linear form of the interval, x the base, both per unit within the cell (METRICS C1).
    """
    if not metric.interval.cluster:
        return cells
    per_unit = _per_unit(metric, table, request, backend, keys, placed, lazy)
    joined = sums_of_clusters(per_unit, metric, request, backend, cells)
    if joined is None:
        return cells
    on = ["period", *request.segments, *([PART] if metric.parts else [])]
    if table.frame.aggregated:
        # One campaign, or too few days, tell nothing of how they differ: units are then taken as independent.
        fewest = FEWEST_DAYS if table.frame.unit is None else FEWEST_CAMPAIGNS
        joined = joined.with_columns(pl.when(pl.col(SUMS[0]) >= fewest).then(pl.col(name)).alias(name) for name in SUMS)
    return cells.join(joined, on=on, how="left", nulls_equal=True, maintain_order="left")


def sums_of_clusters(per_unit: Any, metric: Metric, request: Request, backend: Polars, cells: pl.DataFrame) -> pl.DataFrame | None:
    """The sums over units of every cell, None where there is no part to sum up.

    Args:
        per_unit: `_x` and `_y` by `period`, the segments, the unit (`_unit`), and the part if there are parts.
    """
    names = list(request.segments)
    # Parts that are found, not declared, are those of the cells.
    parts: tuple[str | None, ...] = (
        (None,) if metric.parts is None else metric.parts.labels or tuple(sorted(cells[PART].drop_nulls().unique()))
    )
    if not parts:
        return None
    pieces = []
    for view in dict.fromkeys([*request.views, ()]):
        absent = [pl.lit(None, pl.String).alias(name) for name in names if name not in view]
        own = metric.parts is not None and metric.base == metric.parts.counts
        finest = metric.parts is None and set(view) == set(names)
        sums = [_sums_of_parts(per_unit, view, backend)] if own else _cluster_sums(per_unit, view, parts, backend, finest=finest)
        # What lies in no segment is of the whole only.
        known = [pl.col(name).is_not_null() for name in view]
        pieces += [(frame.filter(known) if known else frame).with_columns(absent) for frame in sums]
    return pl.concat(pieces, how="diagonal_relaxed")


def _cluster_sums(per_unit: Any, view: Sequence[str], parts: Sequence[str | None], backend: Polars, *, finest: bool) -> list[pl.DataFrame]:
    """The sums of one view, a frame for each part.

    One pass without a join: rows without a unit have no name that a second pass would find again. A unit without a row in a
    part counts there with y = 0.

    Args:
        finest: a unit has one row in each cell of the view already.
    """
    ns = backend.x
    x, y = ns.col("_x"), ns.col("_y")
    own = [y if part is None else ns.when(ns.col(PART) == part).then(y).otherwise(ns.lit(0.0)) for part in parts]
    if finest:
        summed = per_unit.with_columns(y.alias("_y0"))
    else:
        summed = per_unit.group_by(["period", *view, UNIT]).agg(
            _exact(x, ns).alias("_x"), *(_exact(one, ns).alias(f"_y{at}") for at, one in enumerate(own))
        )
    products = []
    for at in range(len(parts)):
        y = ns.col(f"_y{at}")
        products += [_exact(y * y, ns).alias(f"{SUMS[1]}{at}"), _exact(x * y, ns).alias(f"{SUMS[2]}{at}")]
    sums = (
        summed.filter(x > 0)
        .group_by(["period", *view])
        .agg(ns.len().cast(ns.Int64).alias(SUMS[0]), *products, _exact(x * x, ns).alias(SUMS[3]))
    )
    found = backend.collect(sums)
    return [
        found.select(
            "period", *view, SUMS[0], pl.col(f"{SUMS[1]}{at}").alias(SUMS[1]), pl.col(f"{SUMS[2]}{at}").alias(SUMS[2]), SUMS[3],
            *([] if part is None else [pl.lit(part).alias(PART)]),
        )
        for at, part in enumerate(parts)
    ]  # fmt: skip


def _sums_of_parts(per_unit: Any, view: Sequence[str], backend: Polars) -> pl.DataFrame:
    """The sums of one view where each part has a base of its own: a unit counts in the parts it has rows in, and only with those."""
    ns = backend.x
    x, y = ns.col("_x"), ns.col("_y")
    cell = ["period", *view, PART]
    each = per_unit.filter(~ns.col(PART).is_null()).group_by([*cell, UNIT]).agg(_exact(x, ns).alias("_x"), _exact(y, ns).alias("_y"))
    products = [_exact(one, ns).alias(name) for name, one in zip(SUMS[1:], (y * y, x * y, x * x), strict=True)]
    return backend.collect(each.filter(x > 0).group_by(cell).agg(ns.len().cast(ns.Int64).alias(SUMS[0]), *products))


def _exact(amount: Any, x: Any) -> Any:
    """A sum that does not depend on the order of rows."""
    return amount.cast(x.Decimal(38, 12)).sum().cast(x.Float64)


def _per_unit(metric: Metric, table: Table, request: Request, backend: Polars, keys: pl.DataFrame, placed: Placed, lazy: Any) -> Any:
    """The y and x of every unit in every period, segment and part."""
    x = backend.x
    mature = replace(placed, frame=placed.frame.filter(~pl.col("immature")))
    rows = with_period(lazy, metric, table, request, backend, keys, mature).with_row_index("_place")
    cleaned = clean(metric, table, request, x)
    states = states_of(metric, cleaned, table, request, backend)
    base = metric.parts.counts if metric.parts else metric.base
    form = sum((coefficient * states[name] for name, coefficient in metric.interval.cluster.items()), x.lit(0.0))
    group: dict[str, pl.Expr] = {"period": pl.col("_period"), UNIT: _unit_of(metric, table, request, backend)}
    group |= {name: label(pl.col(table.column(name.removeprefix(SEGMENT)))) for name in request.segments}
    group |= {name: among(column, placed.largest[name]) for name, column in group.items() if name in placed.largest}
    handed, keys_of_group = backend.hand(rows.filter(pl.col("_period").is_not_null()), group)
    if metric.parts is not None:
        replaced = {} if cleaned.answer is None else {cleaned.answer: cleaned.valid}
        seen = Rows(x, table.fields, cleaned=replaced, options=settings_of(metric, request))
        keys_of_group[PART] = metric.parts.of(seen).cast(x.String)
    named = [column.alias(name) for name, column in keys_of_group.items()]
    return handed.group_by(named).agg(form.cast(x.Float64).alias("_y"), states[base].cast(x.Float64).alias("_x"))


def _unit_of(metric: Metric, table: Table, request: Request, backend: Polars) -> pl.Expr:
    """What is independent: the unit of the frame, a row without one by itself; of report rows without a unit their day."""
    unit, time = table.frame.unit, metric.period_by or table.frame.time
    own = pl.concat_str(pl.lit("\u0000"), pl.col("_place").cast(pl.String))
    if unit is not None and unit in table.fields:
        return pl.when(pl.col(unit).is_null()).then(own).otherwise(pl.col(unit).cast(pl.String))
    if table.frame.aggregated and unit is None and time in table.fields:
        day, _ = backend.local_day(table, time, request.zone)
        return pl.when(day.is_null()).then(own).otherwise(day.cast(pl.String))
    return own


def with_period(
    lazy: Any, metric: Metric, table: Table, request: Request, backend: Polars, keys: pl.DataFrame, placed: Placed
) -> pl.LazyFrame:
    """Rows with the label of their period (`_period`), null outside the report."""
    rows: pl.LazyFrame
    time = metric.period_by or table.frame.time
    if time not in table.fields:
        rows = lazy.with_columns(pl.lit("all").alias("_period"))
        return rows
    periods = placed.frame.select("day", "period").unique()
    calendar = keys.join(periods, on="day", how="inner", nulls_equal=True).select(pl.col(DAY), pl.col("period").alias("_period"))
    day, _ = backend.local_day(table, time, request.zone)
    rows = lazy.with_columns(day.alias(DAY)).join(backend.table(calendar), on=DAY, how="left", nulls_equal=True).drop(DAY)
    return rows
