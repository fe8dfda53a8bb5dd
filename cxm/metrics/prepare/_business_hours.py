"""Business hours: working time between two instants, over a weekly schedule with holidays, exact across clock changes.

A schedule is text such as `Mon-Fri 09:00-17:00; Sat 10:00-14:00`, in local time of the reporting zone. Its working intervals
are laid out as instants in UTC once; the working time before any instant is then one search in a sorted list, so that the
working time between two instants is a difference of two numbers.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import polars as pl

from cxm._record import Record
from cxm.errors import UsageError
from cxm.metrics.prepare import Given

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
EXAMPLE = '--business-hours "Mon-Fri 09:00-17:00"'
Schedule = Mapping[int, Sequence[tuple[int, int]]]
"""Weekday, 0 for Monday -> working intervals in minutes from midnight; past 1,440 they go on into the next day."""


def parse(text: str) -> Schedule:
    """A weekly schedule from text.

    Raises:
        UsageError: it is none.
    """
    week: dict[int, list[tuple[int, int]]] = {}
    for part in filter(None, (one.strip() for one in re.split(r"[;\n]", text))):
        found = re.fullmatch(r"([A-Za-z ,-]+?)\s+(\d{1,2}:\d{2}\s*-\s*\d{1,2}:\d{2}(?:\s*,\s*\d{1,2}:\d{2}\s*-\s*\d{1,2}:\d{2})*)", part)
        if not found:
            raise UsageError(f"business hours {part!r} cannot be read", cure=EXAMPLE)
        hours = [_hours(one, part) for one in found[2].split(",")]
        for day in _days(found[1], part):
            week.setdefault(day, []).extend(hours)
    if not week:
        raise UsageError("business hours without a working day", cure=EXAMPLE)
    return {day: sorted(hours) for day, hours in week.items()}


def _days(text: str, part: str) -> Iterable[int]:
    for one in (piece.strip() for piece in text.split(",")):
        ends = [name.strip()[:3].lower() for name in one.split("-")]
        if len(ends) > 2 or any(name not in DAYS for name in ends):
            raise UsageError(f"business hours {part!r}: {one!r} is no day of the week", cure=EXAMPLE)
        first, last = DAYS.index(ends[0]), DAYS.index(ends[-1])
        yield from ((first + step) % 7 for step in range((last - first) % 7 + 1))


def _hours(text: str, part: str) -> tuple[int, int]:
    start, end = (_minutes(one.strip(), part) for one in text.split("-"))
    # 22:00-06:00 ends on the next day, 09:00-09:00 is a whole day.
    return start, end if end > start else end + 1440


def _minutes(text: str, part: str) -> int:
    hours, minutes = (int(one) for one in text.split(":"))
    if hours > 24 or minutes > 59 or hours * 60 + minutes > 1440:
        raise UsageError(f"business hours {part!r}: {text!r} is no time of day", cure=EXAMPLE)
    return hours * 60 + minutes


class Clock(Record):
    """Counts the time between instants: all of it, or what lies within working intervals.

    Args:
        starts, lengths: working intervals in order, in microseconds since 1970 in UTC and in seconds; None counts all time.
    """

    starts: tuple[int, ...] | None = None
    lengths: tuple[float, ...] = ()

    def seconds(self, start: pl.Expr, end: pl.Expr) -> pl.Expr:
        """Seconds from one naive instant in UTC to another; negative where they are the other way round."""
        if self.starts is None:
            return (end - start).dt.total_microseconds() / 1e6
        return self._worked(end) - self._worked(start)

    def _worked(self, instant: pl.Expr) -> pl.Expr:
        """Working seconds before an instant, from the first interval on."""
        starts = pl.Series(self.starts, dtype=pl.Int64)
        lengths = pl.Series(self.lengths, dtype=pl.Float64)
        before = lengths.cum_sum() - lengths

        def worked(instants: pl.Series) -> pl.Series:
            at = instants.cast(pl.Datetime("us")).cast(pl.Int64)
            known = at.fill_null(0)
            place = starts.search_sorted(known, side="right").cast(pl.Int64) - 1
            held = place.clip(0)
            within = ((known - starts.gather(held)) / 1e6).clip(0.0)
            total = before.gather(held) + pl.select(pl.min_horizontal(within, lengths.gather(held))).to_series()
            return pl.select(pl.when(at.is_not_null()).then(pl.when(place < 0).then(0.0).otherwise(total))).to_series()

        return instant.map_batches(worked, return_dtype=pl.Float64, is_elementwise=True)


def clock(settings: Mapping[str, Any], zone: str, first: date | None, last: date | None) -> Clock:
    """The clock the settings ask for.

    Args:
        first, last: days the instants lie on.
    """
    text = str(settings.get("business_hours") or "")
    if not text:
        return Clock()
    week, closed = parse(text), set(settings.get("holidays") or ())
    intervals: list[tuple[int, int]] = []
    day = (first or date(1970, 1, 1)) - timedelta(2)
    while day <= (last or day) + timedelta(2):
        if day not in closed:
            intervals += [(_instant(day, start, zone), _instant(day, end, zone)) for start, end in week.get(day.weekday(), ())]
        day += timedelta(1)
    merged = _merged(sorted(intervals))
    return Clock(tuple(start for start, _ in merged), tuple((end - start) / 1e6 for start, end in merged))


def given_clock(given: Given) -> Clock:
    """The clock of a preparation."""
    return clock(given.settings, given.zone, given.first, given.until)


def notes(given: Given) -> tuple[str, ...]:
    """Which clock counted, where it is not the calendar's."""
    text, closed = str(given.settings.get("business_hours") or ""), len(given.settings.get("holidays") or ())
    off = f" without {closed} {'holiday' if closed == 1 else 'holidays'}" if closed else ""
    return (f"business hours {text} {given.zone}{off}",) if text else ()


def _instant(day: date, minutes: int, zone: str) -> int:
    """Microseconds since 1970 of a local time of day; a skipped one is read with the offset before the clocks change."""
    local = datetime.combine(day, time()) + timedelta(minutes=minutes)
    return int(local.replace(tzinfo=ZoneInfo(zone)).timestamp() * 1_000_000)


def _merged(intervals: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """Intervals that overlap or touch as one, so that no time is counted twice."""
    merged: list[tuple[int, int]] = []
    for start, end in intervals:
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(merged[-1][1], end))
        elif end > start:
            merged.append((start, end))
    return merged
