"""User-days: one row per user and day with at least one qualifying event (the setting `events`; all without it).

A row has the labels of its first event of the day in each combination of segments, so that distinct users are counted by gathering
rows again, and
    days                observed days of the period, those without events too
    is_new              the day is that of the sign-up, or without sign-ups, or with the setting `first_event`, that of the user's first
                        event in the file
    week, weeks         first day of the calendar week, and the number of complete weeks in the period
    month, months, month_days  the same of the calendar month, and its days
In a window, a week, or a month that is not over, the whole period is the one week or month. Both are null in periods too short to
hold one, and `week` and `month` on days outside the complete ones. With the setting `workdays` there are no days but Monday to Friday.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import polars as pl

from cxm.metrics.prepare import PERIOD, Given, Preparation, in_periods

SHORT = {"week": ("day",), "month": ("day", "week")}
"""Period lengths that cannot hold a week, or a month."""
WORKDAYS = 5
"""Days of a week that are worked, from Monday."""


def active(given: Given) -> Any:
    """Rows of known users with a qualifying event and a day."""
    rows = given.rows.filter(pl.col("user_id").is_not_null(), pl.col("day").is_not_null())
    events = [str(word).casefold() for word in given.settings.get("events") or ()]
    if events and "event" in given.fields:
        rows = rows.filter(pl.col("event").str.to_lowercase().is_in(events))
    return rows


def run(given: Given) -> Any:
    """User-days of the report, with what their weeks and months are."""
    days = found(given)
    return days.join(_spans(given).lazy(), on=PERIOD, how="left").join(_buckets(given).lazy(), on=[PERIOD, "day"], how="left")


def found(given: Given) -> Any:
    """User-days of the report."""
    rows = active(given)
    new = pl.col("day").min().over("user_id")
    if "signed_up_at" in given.fields and not given.settings.get("first_event"):
        new = pl.coalesce(given.local("signed_up_at").cast(pl.Date), new)
    rows = rows.with_columns((pl.col("day") == new).alias("is_new"))
    if given.settings.get("workdays"):
        rows = rows.filter(pl.col("day").dt.weekday() <= WORKDAYS)
    return in_periods(given, rows).group_by(PERIOD, "day", "user_id", *given.segments).agg(pl.col("is_new").any())


def span(given: Given, start: date | None, stop: date | None) -> tuple[date, date]:
    """First day of a period and the day after its last observed one; of the whole span, from the first day with an event."""
    first, after = given.first or date.min, (given.until or date.min) + timedelta(1)
    begins = max(filter(None, (start, given.start))) if start or given.start else first
    return begins, min(filter(None, (stop, given.stop, after)))


def observed_days(given: Given) -> pl.DataFrame:
    """Every observed day of each period."""
    days = [(label, day) for label, start, stop in given.periods for day in _days(given, *span(given, start, stop))]
    return pl.DataFrame(days, schema={PERIOD: pl.String, "day": pl.Date}, orient="row")


def _spans(given: Given) -> pl.DataFrame:
    """How many days of each period were observed."""
    return observed_days(given).group_by(PERIOD).agg(pl.len().cast(pl.Int64).alias("days"))


def _buckets(given: Given) -> pl.DataFrame:
    """The week and the month each day of the report counts in."""
    rows = []
    for label, start, stop in given.periods:
        first, after = span(given, start, stop)
        days = _days(given, first, after)
        weeks, months = ([start_of(kind, day) for day in days] for kind in ("week", "month"))
        week = _complete(given, "week", dict.fromkeys(weeks), first, after)
        month = _complete(given, "month", dict.fromkeys(months), first, after)
        for day, of_week, of_month in zip(days, weeks, months, strict=True):
            rows.append((label, day, *_placed(week, of_week), *_placed(month, of_month), month.get(of_month, month.get(None))))
    schema = {
        PERIOD: pl.String,
        "day": pl.Date,
        "week": pl.Date,
        "weeks": pl.Int64,
        "month": pl.Date,
        "months": pl.Int64,
        "month_days": pl.Int64,
    }
    return pl.DataFrame(rows, schema=schema, orient="row")


def _placed(complete: dict[date | None, int], bucket: date) -> tuple[date | None, int | None]:
    """The bucket a day counts in and how many there are; of one that stands for the whole period, any day does."""
    if None in complete:
        return date.min, 1
    return (bucket if bucket in complete else None), len(complete) or None


def _complete(given: Given, kind: str, buckets: dict[date, None], first: date, after: date) -> dict[date | None, int]:
    """Complete weeks or months within the observed days, with their length; the whole period is one if none is."""
    if given.length in SHORT[kind]:
        return {}
    complete: dict[date | None, int] = {}
    for bucket in buckets if given.length != "rolling" else ():
        end = start_of(kind, bucket + timedelta(7 if kind == "week" else 31))
        if bucket >= first and end <= after:
            complete[bucket] = len(_days(given, bucket, end))
    return complete or {None: len(_days(given, first, after))}


def _days(given: Given, first: date, after: date) -> list[date]:
    """The days that count from one to before another."""
    days = [first + timedelta(step) for step in range((after - first).days)]
    return [day for day in days if day.isoweekday() <= WORKDAYS] if given.settings.get("workdays") else days


def start_of(kind: str, day: date) -> date:
    """First day of the calendar week or month of a day."""
    return day.replace(day=1) if kind == "month" else day - timedelta(day.weekday())


PREPARE = Preparation(run, frozenset({"user_id", "day", "days", "is_new", "week", "weeks", "month", "months", "month_days"}))
