"""Order counts: the orders of `purchases` for what counts them and adds up no amounts, in whatever currency they are.

`date` is the number of the day, so that days between orders are a difference.
"""

from __future__ import annotations

from typing import Any

import polars as pl

from cxm.metrics.prepare import PERIOD, Given, Preparation, in_periods
from cxm.metrics.prepare._orders import cut, lengths, priced
from cxm.metrics.prepare.purchases import PREPARE as PURCHASES


def run(given: Given) -> Any:
    """One row per order."""
    rows = in_periods(given, priced(given)).join(lengths(given), on=PERIOD, how="left")
    return rows.with_columns(pl.col("day").to_physical().cast(pl.Int64).alias("date"))


PREPARE = Preparation(run, PURCHASES.fields | {"date"}, notes=cut)
