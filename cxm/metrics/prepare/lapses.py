"""Lapses: customers without a contract who were active at the start of a period, and whether they still are at its end.

Active at an instant is who placed an order in so many days before it (the setting `inactivity`): by default twice the gap that nine in
ten gaps between the days a customer bought on do not exceed, rounded up to whole days. One row is one customer active at the start,
with `lapsed`. A period with fewer days before it in the export has no rows. The segments are those of the last order before the start.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from math import ceil
from typing import Any

import polars as pl

from cxm.errors import IncompleteRequest, UsageError
from cxm.metrics.prepare import PERIOD, Given, Preparation
from cxm.metrics.prepare._orders import PLACE, bought, guests
from cxm.metrics.prepare._spans import EPOCH, closings, first_at_or_after, unfolded

CUSTOMER = "customer_id"
USUAL = 0.9
"""The share of gaps that are as long as the usual one, or shorter."""


def run(given: Given) -> Any:
    """Customers active at the start.

    Raises:
        IncompleteRequest: the report is the whole of the export, before which nobody bought.
    """
    begins = _begins(given)
    if given.length == "all" and given.start is None and begins is not None:
        raise IncompleteRequest("nobody is a customer before the first order, so that churn needs periods", cure="--period month")
    days = window(given)
    starts = _starts(given)
    # Periods are in order, so that those the export cannot answer for are the first ones.
    short = len(starts) if begins is None else sum(start - timedelta(days) < begins for start in starts)
    rows = _orders(given)
    seen = _active(given, rows, starts, days, short).group_by(CUSTOMER, PERIOD)
    opening = seen.agg(pl.col(name).sort_by(given.frame.time, PLACE, nulls_last=True).last() for name in given.segments)
    still = _active(given, rows, closings(given), days, short).select(CUSTOMER, PERIOD).unique()
    rows = opening.join(still.with_columns(pl.lit(value=False).alias("lapsed")), on=[CUSTOMER, PERIOD], how="left")
    return rows.select(PERIOD, *given.segments, pl.col("lapsed").fill_null(value=True))


def window(given: Given) -> int:
    """Days without an order after which a customer has left.

    Raises:
        UsageError: a customer would have left on the day of the order.
        IncompleteRequest: nobody bought on two days, so that no gap tells it.
    """
    stated = given.settings.get("inactivity")
    if stated is not None:
        if int(stated) < 1:
            raise UsageError("--set inactivity is at least one day", cure="--set inactivity=90")
        return int(stated)
    days = _orders(given).select(CUSTOMER, "day").unique().sort(CUSTOMER, "day")
    gaps = (pl.col("day") - pl.col("day").shift(1).over(CUSTOMER)).dt.total_days()
    usual = days.select(gaps.quantile(USUAL, interpolation="linear")).collect(engine="streaming").item()
    if usual is None:
        raise IncompleteRequest(
            "nobody bought on two days, so that nothing tells after how long a customer has left", cure="--set inactivity=90"
        )
    return ceil(2 * float(usual))


def _orders(given: Given) -> Any:
    """Purchases of customers who are named."""
    return bought(given).filter(pl.col(CUSTOMER).is_not_null(), pl.col("day").is_not_null())


def _starts(given: Given) -> list[date]:
    """The first day of each period."""
    return [max(filter(None, (start, given.start)), default=given.first or EPOCH) for _, start, _ in given.periods]


def _begins(given: Given) -> date | None:
    """The first day the export has an order on."""
    found: date | None = given.rows.select(pl.col("day").min()).collect(engine="streaming").item()
    return found


def _active(given: Given, rows: Any, at: Sequence[date], days: int, short: int) -> Any:
    """Orders in each period at whose instant they keep their customer active: placed in the days before it."""
    instants = [datetime.combine(day, time()) for day in at]
    day = pl.col("day").cast(pl.Datetime("us"))
    first = pl.max_horizontal(first_at_or_after(instants, day, after=True), short)
    last = first_at_or_after(instants, day + pl.duration(days=days), after=True)
    kept = rows.select(CUSTOMER, PLACE, given.frame.time, *given.segments, first.alias("_first"), last.alias("_last"))
    return unfolded(given, kept)


def notes(given: Given) -> Sequence[str]:
    """How long a customer may stay away, and periods the export does not tell of."""
    days, begins = window(given), _begins(given)
    said = [f"left after {days} days without an order"]
    if given.settings.get("inactivity") is None:
        said = [f"left after {days} days without an order, twice the 90th percentile of the gaps between them"]
    if begins is not None and any(start - timedelta(days) < begins for start in _starts(given)):
        said.append(f"the file begins on {begins}: periods that begin before {begins + timedelta(days)} have no {days} days before them")
    return [*said, *guests(given)]


PREPARE = Preparation(run, frozenset({"lapsed"}), notes=notes)
