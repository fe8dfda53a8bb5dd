"""Acquired lives: who became a customer in each period and what was spent on them, see `acquisition`, beside the lives of all until its end.

Rows of the second kind have `age` (months until the last end, or so far), `left` and `entry`, see `customer_lives`.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import polars as pl

from cxm.metrics.prepare import Given, Preparation
from cxm.metrics.prepare.acquisition import PREPARE as ACQUIRED
from cxm.metrics.prepare.customer_lives import at_each_end


def run(given: Given) -> Any:
    """New customers, costs and lives."""
    rows = pl.concat([ACQUIRED.run(given), at_each_end(given).rename({"months": "age"})], how="diagonal_relaxed")
    return rows.with_columns(pl.col(name).fill_null(value=False) for name in ("customer", "missing"))


def notes(given: Given) -> Sequence[str]:
    """Which money was counted, and how far the curve reaches."""
    return [*ACQUIRED.notes(given), "lifespan restricted to the longest life seen"]


PREPARE = Preparation(run, ACQUIRED.fields | {"age", "left", "entry"}, observed=ACQUIRED.observed, notes=notes)
