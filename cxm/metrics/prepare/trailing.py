"""Trailing windows: the users of so many days that end with a day (the setting `window`).

With the setting `recent`, one row per user and day of the report whose window has him, and
    recent  whether he was active in the last so many days of it
Without it, one row per user of the window that ends with the last observed day of each period; without a day, for days outside the
window tell nothing of how much daily counts vary. Windows that begin before the export does are left out: of them too little is known.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import polars as pl

from cxm.metrics.prepare import PERIOD, Given, Preparation
from cxm.metrics.prepare.user_days import active, observed_days

DAYS_ON = "_days_on"


def run(given: Given) -> Any:
    """Rows of the kind the settings ask for."""
    rows = active(given).select("user_id", "day", *given.segments).unique()
    begins = rows.select(pl.col("day").min()).collect().item()
    window = int(given.settings["window"])
    days = observed_days(given)
    whole = days.filter(pl.col("day") >= (begins or date.max - timedelta(window)) + timedelta(window - 1))
    return _every_day(given, rows, whole, window) if "recent" in given.settings else _last_day(given, rows, days, whole, window)


def _last_day(given: Given, rows: Any, days: pl.DataFrame, whole: pl.DataFrame, window: int) -> Any:
    """Users of the windows that end with the last day of a period."""
    last = days.group_by(PERIOD).agg(pl.col("day").max()).join(whole, on=[PERIOD, "day"], how="semi")
    in_window = last.select(PERIOD, pl.date_ranges(pl.col("day") - pl.duration(days=window - 1), pl.col("day")).alias("day"))
    return rows.join(in_window.explode("day").lazy(), on="day", how="inner").select(PERIOD, "user_id", *given.segments).unique()


def _every_day(given: Given, rows: Any, whole: pl.DataFrame, window: int) -> Any:
    """Users of the window that ends with each day."""
    recent = int(given.settings["recent"])
    later = rows.with_columns(pl.int_ranges(0, window).alias(DAYS_ON)).explode(DAYS_ON)
    later = later.with_columns((pl.col("day") + pl.duration(days=pl.col(DAYS_ON))).alias("day"), (pl.col(DAYS_ON) < recent).alias("recent"))
    return later.join(whole.lazy(), on="day", how="inner").group_by(PERIOD, "day", "user_id", *given.segments).agg(pl.col("recent").any())


PREPARE = Preparation(run, frozenset({"user_id", "recent"}))
