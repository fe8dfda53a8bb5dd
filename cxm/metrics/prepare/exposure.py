"""Exposure: tickets beside the number of customers active, or of orders placed, in the same period.

One row is one ticket with its own fields, `is_complaint` where something tells it, and `exposure`, the number for its period: the
settings `customers` or `orders`, or counted from the second frame. One further row for each period (`is_ticket` false) holds
the number where no ticket came in. The number is that of the whole: segments of tickets share it.
"""

from __future__ import annotations

from datetime import date
from typing import Any

import polars as pl

from cxm.metrics.prepare import PERIOD, Given, Preparation, in_periods, needed
from cxm.metrics.prepare._spans import edges
from cxm.metrics.prepare.complaints import complaint


def run(given: Given) -> Any:
    """Rows of the ticket frame with the exposure of their period."""
    numbers = _numbers(given)
    rows = in_periods(given, given.rows).with_columns(pl.lit(value=True).alias("is_ticket"))
    if "complaint_categories" in given.settings:
        rows = rows.with_columns(complaint(given).alias("is_complaint"))
    rows = rows.join(numbers.lazy(), on=PERIOD, how="left")
    alone = numbers.lazy().with_columns(pl.lit(value=False).alias("is_ticket"), pl.lit(value=False).alias("is_complaint"))
    return pl.concat([rows, alone], how="diagonal_relaxed")


def _numbers(given: Given) -> pl.DataFrame:
    """The exposure of each period."""
    labels = [label for label, _, _ in given.periods]
    for name in ("customers", "orders"):
        stated = given.settings.get(name)
        if stated:
            return pl.DataFrame(
                {PERIOD: labels, "exposure": [float(stated)] * len(labels)}, schema={PERIOD: pl.String, "exposure": pl.Float64}
            )
    wanted, source = ("orders", "orders") if "orders" in given.settings else ("customers", "subscriptions")
    rows = needed(given, f"the number of {wanted} of the period", f"--set {wanted}=4000, or --with {source}.csv")
    reported = {label: (first, after) for label, _, first, after in edges(given)}
    found = [(label, float(_count(given, rows, *reported.get(label, (None, None))))) for label in labels]
    return pl.DataFrame(found, schema={PERIOD: pl.String, "exposure": pl.Float64}, orient="row")


def _count(given: Given, rows: Any, first: date | None, last: date | None) -> int:
    """Customers with a subscription that runs within [first, last), or orders placed within it; of all days where none is known."""
    if "started_at" not in given.other_fields:
        day = pl.col("day")
        within = rows if first is None else rows.filter(day >= first, day < last)
        return int(within.select(pl.len()).collect().item())
    begun = given.local("started_at").cast(pl.Date) < last
    runs = (
        pl.col("ended_at").is_null() | (given.local("ended_at").cast(pl.Date) >= first)
        if "ended_at" in given.other_fields
        else pl.lit(value=True)
    )
    return int(rows.filter(begun & runs).select(pl.col("customer_id").n_unique()).collect().item())


PREPARE = Preparation(run, frozenset({"is_ticket", "exposure"}))
