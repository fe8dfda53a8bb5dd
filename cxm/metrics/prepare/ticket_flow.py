"""Ticket flow: one row for every ticket on the day it came in, and one for every ticket on the day it was resolved.

`created` and `resolved` tell the two kinds apart; a ticket that was reopened and is open is not resolved.
"""

from __future__ import annotations

from typing import Any

import polars as pl

from cxm.metrics.prepare import Given, Preparation, in_periods
from cxm.metrics.prepare._tickets import OBSERVED, resolved


def run(given: Given) -> Any:
    """Rows by the day of what happened."""
    rows = given.rows.with_columns(resolved(given).alias("_resolved"))
    created = in_periods(given, rows).with_columns(pl.lit(value=True).alias("created"), pl.lit(value=False).alias("resolved"))
    solved = rows.filter(pl.col("_resolved").is_not_null()).with_columns(given.local("_resolved").cast(pl.Date).alias("day"))
    solved = in_periods(given, solved).with_columns(pl.lit(value=False).alias("created"), pl.lit(value=True).alias("resolved"))
    return pl.concat([created, solved], how="diagonal_relaxed").drop("_resolved")


PREPARE = Preparation(run, frozenset({"created", "resolved"}), observed=OBSERVED)
