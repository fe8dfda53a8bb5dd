"""First orders: one row per named customer in the period of the first purchase, with what came of it until the observation end.

Columns: `customer`, `net` (all money so far), `orders` and `day` (that of the first purchase), and `missing` for rows without an
amount. The first purchase is that in all of the export. The segments are those of the first purchase.
"""

from __future__ import annotations

from typing import Any

import polars as pl

from cxm.metrics.prepare import PERIOD, Given, Preparation, exact_sum, in_periods
from cxm.metrics.prepare._orders import PLACE, UNIT, purchases, told


def run(given: Given) -> Any:
    """Customers, and rows that say what could not be used."""
    every = purchases(given)
    missing = in_periods(given, every.filter(pl.col("missing"))).select(PERIOD, *given.segments, "missing")
    rows = pl.concat([in_periods(given, newcomers(given, every)), missing], how="diagonal_relaxed")
    return rows.with_columns(pl.col(name).fill_null(value=False) for name in ("customer", "missing"))


def newcomers(given: Given, every: Any) -> pl.LazyFrame:
    """One row per named customer who bought: `unit`, `day` of the first purchase, `net` and `orders` so far, segments.

    Args:
        every: the rows of `purchases`.
    """
    ends = pl.lit(value=True) if given.until is None else (pl.col("day") <= given.until).fill_null(value=True)
    named: pl.LazyFrame = every.filter(pl.col("known"), ends)
    bought = named.filter(pl.col("order")).group_by(UNIT)
    firsts = bought.agg(
        pl.col("day").min(), *(pl.col(name).sort_by(given.frame.time, PLACE, nulls_last=True).first() for name in given.segments)
    )
    money = named.group_by(UNIT).agg(exact_sum("net"), pl.col("order").sum().cast(pl.Int64).alias("orders"))
    return firsts.join(money, on=UNIT, how="inner").with_columns(pl.lit(value=True).alias("customer"))


PREPARE = Preparation(run, frozenset({"customer", "net", "orders", "missing", "day"}), notes=told)
