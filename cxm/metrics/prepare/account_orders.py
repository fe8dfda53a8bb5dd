"""Account orders: what named customers bought in each period, and in the one it is compared with (see `growth`).

A row is an order, with the label of the later period, and
    now, before                what it is worth net of what was paid back, on the side it lies on, 0 on the other
    bought_now, bought_before  whether it is a purchase of that side
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import polars as pl

from cxm.metrics.prepare import Given, Preparation
from cxm.metrics.prepare._orders import UNIT, purchases, told
from cxm.metrics.prepare.growth import sides


def run(given: Given) -> Any:
    """Orders of both sides."""
    later, order = pl.col("_later"), pl.col("order")
    return (
        purchases(given)
        .filter(pl.col("known"))
        .join(sides(given), on="day", how="inner")
        .with_columns(
            pl.when(later).then(pl.col("net")).otherwise(0.0).alias("now"),
            pl.when(later).then(0.0).otherwise(pl.col("net")).alias("before"),
            (order & later).alias("bought_now"),
            (order & ~later).alias("bought_before"),
        )
    )


def notes(given: Given) -> Sequence[str]:
    """The currency, and what is compared."""
    year = given.settings.get("against") == "year"
    return [*told(given), "complete periods only, against the same a year before" if year else "complete periods only"]


PREPARE = Preparation(run, frozenset({UNIT, "now", "before", "bought_now", "bought_before", "missing"}), notes=notes)
