"""Subscriber worth: who pays what at the end of each period, beside the lives of all customers until then.

Rows are of two kinds. Of those of `mrr_movements` the columns `closing` and `customers` count; the others are customers with `months`,
`left` and `entry` as in `customer_lives`, seen from the end of the period: whoever left later is still there. With the setting `lifespan`
every customer has that many months.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import polars as pl

from cxm.metrics.prepare import Given, Preparation
from cxm.metrics.prepare._lives import observed
from cxm.metrics.prepare._orders import told
from cxm.metrics.prepare.customer_lives import at_each_end
from cxm.metrics.prepare.mrr_movements import run as movements


def run(given: Given) -> Any:
    """Amounts and lives."""
    rows = pl.concat([movements(given), _lives(given)], how="diagonal_relaxed")
    return rows.with_columns(
        *(pl.col(name).fill_null(value=False) for name in ("missing", "invalid")),
        *(pl.col(name).fill_null(0) for name in ("customers", "closing")),
    )


def _lives(given: Given) -> Any:
    """Lives as the export shows them, or all of the length that is stated."""
    rows = at_each_end(given)
    stated = given.settings.get("lifespan")
    if stated is None:
        return rows
    return rows.with_columns(pl.lit(12.0 * stated).alias("months"), pl.lit(value=True).alias("left"), pl.lit(0.0).alias("entry"))


def notes(given: Given) -> Sequence[str]:
    """The currency, and where the lifespan comes from."""
    said = told(given, "mrr")
    stated = given.settings.get("lifespan")
    if stated is not None:
        return [*said, f"lifespan of {stated:g} years as stated"]
    horizon = given.settings.get("horizon")
    return [*said, f"lifespan restricted to {horizon:g} months" if horizon else "lifespan restricted to the longest life seen"]


PREPARE = Preparation(
    run, frozenset({"closing", "customers", "months", "left", "entry", "missing", "invalid"}), observed=observed, notes=notes
)
