"""Margin lives: what customers brought in the whole months of a period, as `customer_months` says, beside the lives of all until its end.

Rows of the second kind have `age` (months until the last end, or so far), `left` and `entry`, see `customer_lives`.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import polars as pl

from cxm.metrics.prepare import Given, Preparation
from cxm.metrics.prepare.customer_lives import at_each_end
from cxm.metrics.prepare.customer_months import PREPARE as MONTHS


def run(given: Given) -> Any:
    """Amounts and lives."""
    rows = pl.concat([MONTHS.run(given), at_each_end(given).rename({"months": "age"})], how="diagonal_relaxed")
    return rows.with_columns(pl.col(name).fill_null(value=False) for name in ("missing", "invalid"))


def notes(given: Given) -> Sequence[str]:
    """The currency, what was assumed, and how far the curve reaches."""
    said = list(MONTHS.notes(given))
    return said if given.settings.get("horizon") is not None else [*said, "lifespan restricted to the longest life seen"]


PREPARE = Preparation(run, MONTHS.fields | {"age", "left", "entry"}, observed=MONTHS.observed, notes=notes)
