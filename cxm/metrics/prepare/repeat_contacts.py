"""Repeat contacts: whether a ticket was followed by another of the same customer about the same thing.

One row is one ticket with its own fields and
    followed    another ticket came within the window from its creation, or it was reopened
    came_back   another ticket came within the window from its resolution, or it was reopened
    observed    the window from its creation is over; `settled`: that from its resolution is
    resolved    it is resolved for good, as far as the observation end tells
The window is the setting `within`, in days. The same thing is the same category where the export has one, unless the setting
`any_category` says otherwise. A follow-up begins a window of its own.
"""

from __future__ import annotations

from typing import Any

import polars as pl

from cxm.metrics.prepare import Given, Preparation, in_periods
from cxm.metrics.prepare._runs import in_runs, same_unit
from cxm.metrics.prepare._tickets import OBSERVED, end_of, resolved


def run(given: Given) -> Any:
    """Rows of the ticket frame with what came after them."""
    window = pl.duration(microseconds=round(float(given.settings["within"]) * 86_400e6))
    rows = given.rows.filter(pl.col("created_at") <= end_of(given)).with_columns(resolved(given).alias("_resolved"))
    if "customer_id" in given.fields:
        about = ["customer_id"]
        if "category" in given.fields and not given.settings.get("any_category"):
            about.append("category")
        following = pl.when(same_unit(-1), pl.col("customer_id").is_not_null()).then(pl.col("created_at").shift(-1))
        rows = in_runs(rows, about, "created_at").with_columns(following.alias("_next"))
    else:
        rows = rows.with_columns(pl.lit(None, pl.Datetime("us")).alias("_next"))
    reopened = (pl.col("reopens") > 0).fill_null(value=False) if "reopens" in given.fields else pl.lit(value=False)
    marked = rows.with_columns(
        ((pl.col("_next") <= pl.col("created_at") + window).fill_null(value=False) | reopened).alias("followed"),
        ((pl.col("_next") <= pl.col("_resolved") + window).fill_null(value=False) | reopened).alias("came_back"),
        (pl.col("created_at") + window <= end_of(given)).alias("observed"),
        (pl.col("_resolved") + window <= end_of(given)).fill_null(value=False).alias("settled"),
        pl.col("_resolved").is_not_null().alias("resolved"),
    )
    return in_periods(given, marked).drop("_next", "_resolved")


PREPARE = Preparation(run, frozenset({"followed", "came_back", "observed", "settled", "resolved"}), observed=OBSERVED)
