"""Measure: values from states. The only place where anything is divided, and the guard against empty bases."""

from __future__ import annotations

from types import SimpleNamespace

import polars as pl

from cxm.metrics.spec import Metric, Unit

HAIR = 1e-9
"""What division may be off by."""


def measure(cells: pl.DataFrame, metric: Metric) -> pl.DataFrame:
    """Add `value` (Float64) and `n`.

    A value is null where the base is 0: "no data" is a fact of its own, never 0. Only counts are 0 when nothing was counted.

    Args:
        cells: one row per cell with the states of the metric.
    """
    states = SimpleNamespace(**{name: pl.col(name) for name in cells.columns})
    value = metric.value(states).cast(pl.Float64)
    known = pl.col(metric.base) > 0 if metric.unit is not Unit.COUNT else pl.lit(value=True)
    value = _within_bounds(pl.when(known & value.is_finite()).then(value), metric)
    base = pl.col("n_raw") if "n_raw" in cells.columns else pl.col(metric.base)
    # The mean of two counts may be half a customer: a base that is there is never shown as 0.
    return cells.with_columns(value.alias("value"), (base - HAIR).ceil().cast(pl.Int64).alias("n"))


def _within_bounds(value: pl.Expr, metric: Metric) -> pl.Expr:
    """Put what division left a hair outside the bounds onto them; what is truly outside stays, for it says that the export is wrong."""
    for bound in metric.bounds:
        if bound is not None:
            value = pl.when((value - bound).abs() < HAIR).then(pl.lit(float(bound))).otherwise(value)
    return value
