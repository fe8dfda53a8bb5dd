"""First week: one row per user on the day of the sign-up, with what the user did in the days after it.

Day 0 is the local day of `signed_up_at`, or of the first event in the file where the user has none. A row has
    active_days   days 0 to 6 with a qualifying event (the setting `events`)
    came_back     an event on days 1 to 6
    on_day        an event on the day of the setting `day`, or from it to that of the setting `until`; `on_or_after`: on it or later
    activated     all events of the setting `activation_events` within the days of the setting `within`, day 0 being the first;
                  `activated_any`: one of them
    seen          days after day 0 that have been observed
With the setting `hours` a day is 24 hours from the very moment of the sign-up, or of the first event, whatever the calendar says.
With a second frame of users, those without any event are there too; their segments are `(none)`.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import polars as pl

from cxm.metrics.prepare import Given, Preparation, in_periods
from cxm.metrics.spec import NONE

DAY0 = "_day0"
MOMENT0 = "_moment0"
DAY_US = 86_400e6


def run(given: Given) -> Any:
    """New users of the report."""
    rows = given.rows.filter(pl.col("user_id").is_not_null())
    signed = given.local("signed_up_at").cast(pl.Date) if "signed_up_at" in given.fields else pl.lit(None, pl.Date)
    moment = pl.col("signed_up_at").cast(pl.Datetime("us")) if "signed_up_at" in given.fields else pl.lit(None, pl.Datetime("us"))
    at = pl.col("occurred_at").cast(pl.Datetime("us")) if "occurred_at" in given.fields else pl.lit(None, pl.Datetime("us"))
    rows = rows.with_columns(signed.alias("_signed"), moment.alias("_moment"), at.alias("_at"))
    labels = [pl.col(name).sort_by("occurred_at", nulls_last=True).first() for name in given.segments]
    users = rows.group_by("user_id").agg(
        pl.col("_signed").min(), pl.col("day").min().alias("_first"), pl.col("_moment").min(), pl.col("_at").min().alias("_begin"), *labels
    )
    if given.other is not None and "signed_up_at" in given.other_fields:
        table = (
            given.other.filter(pl.col("user_id").is_not_null())
            .group_by("user_id")
            .agg(pl.col("day").min().alias("_table"), pl.col("signed_up_at").cast(pl.Datetime("us")).min().alias("_since"))
        )
        users = users.join(table, on="user_id", how="full", coalesce=True)
        users = users.with_columns(
            pl.coalesce("_table", "_signed").alias("_signed"),
            pl.coalesce("_since", "_moment").alias("_moment"),
            *(pl.col(name).fill_null(NONE) for name in given.segments),
        )
    users = users.with_columns(pl.coalesce("_signed", "_first").alias(DAY0)).filter(pl.col(DAY0).is_not_null())
    users = users.with_columns(pl.coalesce("_moment", "_begin").alias(MOMENT0))
    seen = (pl.lit(given.until, pl.Date) - pl.col(DAY0)).dt.total_days()
    if given.settings.get("hours"):
        # A span of 24 hours has been observed when the next one has begun.
        seen = _spans_between(pl.col(MOMENT0), pl.lit(given.end, pl.Datetime("us"))) - 1
    found = users.join(_done(given, rows, users), on="user_id", how="left").with_columns(
        seen.alias("seen"),
        pl.col("active_days").fill_null(0),
        *(pl.col(name).fill_null(value=False) for name in ("came_back", "on_day", "on_or_after", "activated", "activated_any")),
        pl.col(DAY0).alias("day"),
    )
    return in_periods(given, found).drop("_signed", "_first", "_moment", "_begin", DAY0, MOMENT0)


def _spans_between(start: pl.Expr, end: pl.Expr) -> pl.Expr:
    """Whole spans of 24 hours from one instant to another."""
    return ((end - start).dt.total_microseconds() / DAY_US).floor().cast(pl.Int64)


def _done(given: Given, rows: Any, users: Any) -> Any:
    """What each user did, by days since the sign-up."""
    hours = given.settings.get("hours")
    age = _spans_between(pl.col(MOMENT0), pl.col("_at")) if hours else (pl.col("day") - pl.col(DAY0)).dt.total_days()
    rows = rows.join(users.select("user_id", DAY0, MOMENT0), on="user_id", how="inner").with_columns(age.alias("_age"))
    events = _words(given, "events")
    counts = (
        pl.col("event").str.to_lowercase().is_in(events).fill_null(value=False)
        if events and "event" in given.fields
        else pl.lit(value=True)
    )
    at, day = pl.col("_age"), int(given.settings.get("day", 1))
    goals = _words(given, "activation_events")
    early = (at >= 0) & (at < int(given.settings.get("within") or 7))
    reached = [(early & (pl.col("event").str.to_lowercase() == goal)).any() for goal in goals] if "event" in given.fields else []
    activated, some = (each(reached) if reached else pl.lit(value=False) for each in (pl.all_horizontal, pl.any_horizontal))
    return rows.group_by("user_id").agg(
        at.filter(counts & at.is_between(0, 6)).n_unique().alias("active_days"),
        (counts & at.is_between(1, 6)).any().alias("came_back"),
        (counts & at.is_between(day, max(day, int(given.settings.get("until") or 0)))).any().alias("on_day"),
        (counts & (at >= day)).any().alias("on_or_after"),
        activated.alias("activated"),
        some.alias("activated_any"),
    )


def _words(given: Given, name: str) -> list[str]:
    return [str(word).casefold() for word in given.settings.get(name) or ()]


def notes(given: Given) -> Sequence[str]:
    """What makes the numbers say something else than one may think."""
    said = []
    if given.other is None:
        said.append("users without any event are not known: --with users.csv")
    if "signed_up_at" not in given.fields and (given.other is None or "signed_up_at" not in given.other_fields):
        said.append("day 0 is that of the first event in the file")
    if "activation_events" in given.settings and not _words(given, "activation_events"):
        said.append("no activation event is named: --set activation_events=invited")
    return said


PREPARE = Preparation(
    run,
    frozenset({"user_id", "day", "active_days", "came_back", "on_day", "on_or_after", "activated", "activated_any", "seen"}),
    notes=notes,
)
