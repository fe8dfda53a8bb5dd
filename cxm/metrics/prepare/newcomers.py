"""Newcomers: the first purchase of each customer in all of the export, one row per customer in the period it lies in.

A row has what the order has, and
    seen     days after the day of the order that have been observed
    second   days until the day of the second order, null without one; two orders of one day are two
Orders without a customer are nobody's first. Orders paid back in full are no purchases.
"""

from __future__ import annotations

from typing import Any

import polars as pl

from cxm.metrics.prepare import Given, Preparation, in_periods
from cxm.metrics.prepare._orders import PLACE, bought, guests


def run(given: Given) -> Any:
    """First purchases of the report."""
    # Orders that name a day alone are told apart by their place; of equal times the first row comes first.
    rows = bought(given).filter(pl.col("customer_id").is_not_null(), pl.col("day").is_not_null()).sort("customer_id", "ordered_at", PLACE)
    following = pl.col("day").shift(-1).over("customer_id")
    rows = rows.with_columns(
        (following - pl.col("day")).dt.total_days().alias("second"),
        (pl.lit(given.until, pl.Date) - pl.col("day")).dt.total_days().alias("seen"),
        pl.int_range(pl.len()).over("customer_id").alias("_number"),
    )
    return in_periods(given, rows.filter(pl.col("_number") == 0).drop("_number"))


PREPARE = Preparation(run, frozenset({"seen", "second"}), notes=guests)
