"""First days: what a period that is not over is compared with, like for like: as many first days of its counterpart."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta

import polars as pl

from cxm._record import Record
from cxm.metrics.engine.periods import Period
from cxm.metrics.engine.plan import Request
from cxm.metrics.engine.rollup import Span


class FirstDays(Record):
    """The period that is not over, and the first days of the one it is compared with.

    Args:
        start, days: its first day, and how many of its days are reported.
        first, last: first and last of the days it is compared with: as many, or all there are.
        cells: what is measured over these.
        note: what to say of it.
    """

    start: date
    days: int
    first: date
    last: date
    note: str
    cells: pl.DataFrame | None = None

    @property
    def days_before(self) -> int:
        """How many days it is compared with."""
        return (self.last - self.first).days + 1


def first_days(periods: Sequence[Period], span: Span, request: Request) -> FirstDays | None:
    """What the last period is compared with if it is not over; None if it is, or begins before the report, or has no counterpart in it."""
    if not request.like_for_like or not periods or span.last is None:
        return None
    now = periods[-1]
    if now.start is None or now.end is None or span.last >= now.end - timedelta(1) or (request.start or now.start) > now.start:
        return None
    before = next((one for one in periods if _is_counterpart(one, now, request.compare)), None)
    if before is None or before.start is None or before.end is None or (request.start or before.start) > before.start:
        return None
    days = (span.last - now.start).days + 1
    last = min(before.start + timedelta(days), before.end) - timedelta(1)
    count = "day" if days == 1 else f"{days} days"
    return FirstDays(now.start, days, before.start, last, f"{now.label} so far is compared with the first {count} of {before.label}")


def guarded(like: FirstDays, cells: pl.DataFrame, below: int, keys: Sequence[str]) -> FirstDays:
    """Without the groups of fewer than `below` people that a comparison would reveal: among the first days, or among those after them.

    Args:
        cells: what the report shows, the counterpart among it.
        keys: columns that tell one series from another.
    """
    if like.cells is None or below <= 1:
        return like
    whole = cells.filter(pl.col("period_start") == like.first).select(*keys, pl.col("n").alias("_whole"))
    after = pl.col("_whole").fill_null(0) - pl.col("n")
    joined = like.cells.join(whole, on=list(keys), how="left", nulls_equal=True, maintain_order="left")
    return replace(like, cells=joined.filter(pl.col("n") >= below, (after == 0) | (after >= below)).drop("_whole"))


def _is_counterpart(one: Period, now: Period, how: str) -> bool:
    """Whether a period is the one before, or the same one a year before: 52 weeks for weeks, the same date for any other."""
    if now.start is None or now.end is None or one.start is None:
        return False
    if how == "previous":
        return one.end == now.start
    if (now.end - now.start).days == 7:
        return one.start == now.start - timedelta(weeks=52)
    return (one.start.year, one.start.month, one.start.day) == (now.start.year - 1, now.start.month, now.start.day)
