"""Users of days: user-days, and one row without a user for every observed day of a period that has any.

So that days on which nobody came are days too. A row has
    last    whether it is the last observed day of the period
"""

from __future__ import annotations

from typing import Any

import polars as pl

from cxm.metrics.prepare import PERIOD, Given, Preparation
from cxm.metrics.prepare.user_days import found, observed_days


def run(given: Given) -> Any:
    """User-days of the report, and the days themselves in each combination of segments."""
    rows = found(given).select(PERIOD, "day", "user_id", *given.segments)
    every = rows.select(PERIOD, *given.segments).unique().join(observed_days(given).lazy(), on=PERIOD, how="inner")
    both = pl.concat([rows, every.select(PERIOD, "day", pl.lit(None, pl.String).alias("user_id"), *given.segments)])
    return both.with_columns((pl.col("day") == pl.col("day").max().over(PERIOD)).alias("last"))


PREPARE = Preparation(run, frozenset({"user_id", "day", "last"}))
