"""Subscriber worth: who pays what at the end of each period, beside the lives of all customers until then.

Rows are of two kinds. Of those of `mrr_movements` the columns `closing` and `customers` count; the others are customers with `months`,
`left` and `entry` as in `customer_lives`, seen from the end of the period: whoever left later is still there. With the setting `lifespan`
every customer has that many months.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, time
from typing import Any

import polars as pl

from cxm.metrics.prepare import PERIOD, Given, Preparation
from cxm.metrics.prepare._lives import CUSTOMER, START, lives, observed
from cxm.metrics.prepare._orders import told
from cxm.metrics.prepare._spans import boundaries
from cxm.metrics.prepare.customer_lives import MONTH_US
from cxm.metrics.prepare.mrr_movements import run as movements


def run(given: Given) -> Any:
    """Amounts and lives."""
    rows = pl.concat([movements(given), _lives(given)], how="diagonal_relaxed")
    return rows.with_columns(
        *(pl.col(name).fill_null(value=False) for name in ("missing", "invalid")),
        *(pl.col(name).fill_null(0) for name in ("customers", "closing")),
    )


def _lives(given: Given) -> Any:
    """One row per customer and period end, of those who had come by then."""
    pieces = lives(given).pieces
    each = pieces.group_by(CUSTOMER, maintain_order=True).agg(
        pl.col(START).min(), pl.col("_over").last(), *(pl.col(name).first() for name in given.segments)
    )
    _, ends = boundaries(given)
    at = pl.DataFrame(
        {PERIOD: [label for label, _, _ in given.periods], "_end": ends}, schema={PERIOD: pl.String, "_end": pl.Datetime("us")}
    )
    watched = pl.lit(None if given.start is None else datetime.combine(given.start, time()), pl.Datetime("us"))
    gone = (pl.col("_over") <= pl.col("_end")).fill_null(value=False)
    until = pl.when(gone).then(pl.col("_over")).otherwise(pl.col("_end"))
    stated = given.settings.get("lifespan")
    months = (until - pl.col(START)).dt.total_microseconds() / MONTH_US
    rows = each.lazy().join(at.lazy(), how="cross").filter(pl.col(START) <= pl.col("_end"))
    return rows.select(
        PERIOD,
        *given.segments,
        (months if stated is None else pl.lit(12.0 * stated)).alias("months"),
        (gone if stated is None else pl.lit(value=True)).alias("left"),
        (
            pl.lit(0.0) if stated is not None else ((watched - pl.col(START)).dt.total_microseconds() / MONTH_US).clip(0.0).fill_null(0.0)
        ).alias("entry"),
    )


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
