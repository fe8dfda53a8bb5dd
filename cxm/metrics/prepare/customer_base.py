"""Customer base: everybody who has bought by the end of a period, whether in it or before, with what they brought in it.

Rows are of two kinds: the orders of named customers in the period (`net`, `missing`, see `_orders`), and one row for each customer and
period from the first purchase on (`base`). The segments are those of the first purchase.
"""

from __future__ import annotations

from datetime import datetime, time
from typing import Any

import polars as pl

from cxm.metrics.prepare import PERIOD, Given, Preparation, in_periods
from cxm.metrics.prepare._orders import UNIT, purchases, told
from cxm.metrics.prepare._spans import closings, first_at_or_after, unfolded
from cxm.metrics.prepare.first_orders import newcomers


def run(given: Given) -> Any:
    """Orders, and customers so far."""
    every = purchases(given)
    firsts = newcomers(given, every).select(UNIT, "day", *given.segments)
    ends = [datetime.combine(end, time()) for end in closings(given)]
    first = first_at_or_after(ends, pl.col("day").cast(pl.Datetime("us")), after=True)
    there = firsts.with_columns(first.alias("_first"), pl.lit(len(ends), pl.Int64).alias("_last")).drop("day")
    base = unfolded(given, there).with_columns(pl.lit(value=True).alias("base"))
    orders = in_periods(given, every.filter(pl.col("known"))).select(UNIT, PERIOD, "net", "missing")
    bought = orders.join(firsts.drop("day"), on=UNIT, how="inner")
    return pl.concat([base, bought], how="diagonal_relaxed").with_columns(
        pl.col(name).fill_null(value=False) for name in ("base", "missing")
    )


PREPARE = Preparation(run, frozenset({UNIT, "net", "missing", "base"}), notes=told)
