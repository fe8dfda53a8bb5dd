"""Windows: whether users came again in the days after, or fell silent in the days before.

With the setting `within`, one row per user and active day of the report:
    again     active on one of so many following days, or with the setting `exactly` on the last of them
    observed  so many following days have been observed
With the setting `inactivity`, one row per user active in the so many days before the last so many days of a period:
    silent    without an event in those last days
Periods whose two windows the file does not hold have no rows. Labels are those of the first event of the day, or of the window.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import polars as pl

from cxm.metrics.prepare import PERIOD, Given, Preparation, in_periods
from cxm.metrics.prepare.user_days import active


def run(given: Given) -> Any:
    """Rows of the kind the settings ask for."""
    return _pairs(given) if "within" in given.settings else _silence(given)


def _first_labels(given: Given) -> list[pl.Expr]:
    return [pl.col(name).sort_by("occurred_at", nulls_last=True).first() for name in given.segments]


def _pairs(given: Given) -> Any:
    """User-days and whether the user came again."""
    within = int(given.settings["within"])
    days = active(given).group_by("user_id", "day").agg(*_first_labels(given))
    if given.settings.get("exactly"):
        later = days.select("user_id", (pl.col("day") - pl.duration(days=within)).alias("day"), pl.lit(value=True).alias("again"))
        days = days.join(later, on=["user_id", "day"], how="left").with_columns(pl.col("again").fill_null(value=False))
    else:
        following = pl.col("day").shift(-1).over("user_id")
        days = days.sort("user_id", "day").with_columns(
            ((following - pl.col("day")).dt.total_days() <= within).fill_null(value=False).alias("again")
        )
    observed = (pl.lit(given.until, pl.Date) - pl.col("day")).dt.total_days() >= within
    return in_periods(given, days.with_columns(observed.alias("observed")))


def _silence(given: Given) -> Any:
    """Users of the window before, and whether they are silent in the last one."""
    length = timedelta(int(given.settings["inactivity"]))
    rows = active(given).select("user_id", "day", "occurred_at", *given.segments)
    begins = rows.select(pl.col("day").min()).collect().item()
    pieces = [_nobody(given, rows)]
    for label, _, stop in given.periods:
        if given.until is None or begins is None:
            continue
        end = stop or given.stop or given.until + timedelta(1)
        if end > given.until + timedelta(1) or end - 2 * length < begins:
            continue
        before = rows.filter(pl.col("day") >= end - 2 * length, pl.col("day") < end - length)
        now = (
            rows.filter(pl.col("day") >= end - length, pl.col("day") < end).select("user_id", pl.lit(value=False).alias("silent")).unique()
        )
        users = before.group_by("user_id").agg(*_first_labels(given)).join(now, on="user_id", how="left")
        pieces.append(
            users.with_columns(pl.col("silent").fill_null(value=True), pl.lit(label).alias(PERIOD)).select(
                pieces[0].collect_schema().names()
            )
        )
    return pl.concat(pieces)


def _nobody(given: Given, rows: Any) -> Any:
    """No rows, with the columns they would have."""
    return rows.head(0).select("user_id", *given.segments, pl.lit(value=True).alias("silent"), pl.lit("").alias(PERIOD))


PREPARE = Preparation(run, frozenset({"user_id", "again", "observed", "silent"}))
