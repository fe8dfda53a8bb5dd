"""Periods: which day belongs to which half-open `[start, end)`, and what it is called.

Days are local dates of the reporting zone. Weeks are ISO weeks unless they start on another day; fiscal years are named by
the calendar year they end in, unless by the one they start in. A rolling period of k days is cut backwards from the observation end.
"""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from cxm._record import Record
from cxm.errors import UsageError, unknown

if TYPE_CHECKING:
    from collections.abc import Iterable

LENGTHS = ("day", "week", "month", "quarter", "year", "fiscal-quarter", "fiscal-year", "all")
EARLIEST, LATEST = date(1900, 1, 1), date(2199, 12, 31)
"""Days an answer can have; what lies outside, such as 9999-12-31, stands for no day at all."""

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


class Length(Record):
    """A period length: one of `LENGTHS`, or `rolling` with its number of days.

    Args:
        step: days from the end of one rolling period to the end of the next; their own number of days if 0.
    """

    kind: str = "all"
    days: int = 0
    step: int = 0

    def __str__(self) -> str:
        return f"{self.days}d" if self.kind == "rolling" else self.kind

    @property
    def calendar(self) -> str:
        """The length benchmarks know it by: a fiscal quarter is a quarter."""
        return self.kind.removeprefix("fiscal-")


class Calendar(Record):
    """The reporting calendar.

    Args:
        week_start: 0 for Monday to 6 for Sunday.
        fiscal_start: first month of the fiscal year.
        fiscal_label: whether a fiscal year is named by the calendar year of its 'end' or of its 'start'.
    """

    week_start: int = 0
    fiscal_start: int = 1
    fiscal_label: str = "end"


class Period(Record):
    """One period: its label and its half-open span of days; the whole span has none."""

    label: str
    start: date | None = None
    end: date | None = None


ALL = Period("all")


def length(text: str) -> Length:
    """A period length from its name, or `28d`.

    Raises:
        UsageError: no such length.
    """
    if found := re.fullmatch(r"([1-9]\d{0,3})d", text):
        return Length("rolling", int(found[1]))
    if text not in LENGTHS:
        raise unknown("period", text, LENGTHS, cure=f"one of {', '.join(LENGTHS)}, or a number of days such as 28d")
    return Length(text)


def weekday(text: str) -> int:
    """0 for Monday to 6 for Sunday, from an English name or its first three letters."""
    for number, name in enumerate(WEEKDAYS):
        if text.lower() in (name, name[:3]):
            return number
    raise unknown("day of the week", text, WEEKDAYS)


def period_of(day: date, span: Length, calendar: Calendar, until: date) -> Period:
    """The period a day lies in.

    Args:
        until: last observed day, where rolling periods end.
    """
    match span.kind:
        case "all":
            return ALL
        case "day":
            return Period(day.isoformat(), day, day + timedelta(1))
        case "week":
            start = day - timedelta((day.weekday() - calendar.week_start) % 7)
            iso = start.isocalendar()
            label = f"{iso.year}-W{iso.week:02d}" if calendar.week_start == 0 else start.isoformat()
            return Period(label, start, start + timedelta(7))
        case "month":
            return Period(f"{day:%Y-%m}", day.replace(day=1), _months_on(day.replace(day=1), 1))
        case "rolling":
            steps = (until - day).days // span.days
            last = until - timedelta(steps * span.days)
            return Period(f"{span.days}d@{last.isoformat()}", last - timedelta(span.days - 1), last + timedelta(1))
    first = calendar.fiscal_start if span.kind.startswith("fiscal") else 1
    year_start = _months_on(day.replace(day=1), -((day.month - first) % 12))
    names = year_start if calendar.fiscal_label == "start" else _months_on(year_start, 11)
    named = f"FY{names.year}" if span.kind.startswith("fiscal") else str(year_start.year)
    if span.calendar == "year":
        return Period(named, year_start, _months_on(year_start, 12))
    quarter = (day.month - first) % 12 // 3
    start = _months_on(year_start, 3 * quarter)
    return Period(f"{named}-Q{quarter + 1}", start, _months_on(start, 3))


def between(first: date, last: date, span: Length, calendar: Calendar, until: date) -> list[Period]:
    """All periods from the one that holds `first` to the one that holds `last`, without gaps."""
    periods = [period_of(first, span, calendar, until)]
    while (end := periods[-1].end) is not None and end <= last:
        periods.append(period_of(end, span, calendar, until))
    return periods


def parse_day(text: str, option: str) -> date:
    """A day given as an option, ISO 8601; the time of day, if any, is cut.

    Raises:
        UsageError: it is no date.
    """
    try:
        return datetime.fromisoformat(text).date()
    except ValueError:
        raise UsageError(f"{option} {text!r} is not a date", cure="write it as 2026-11-21") from None


def days_in(period: Period, first: date, last: date) -> int:
    """How many days of a period lie within [first, last]."""
    if period.start is None or period.end is None:
        return (last - first).days + 1
    return max(0, (min(period.end, last + timedelta(1)) - max(period.start, first)).days)


def distinct(days: Iterable[date | None]) -> list[date]:
    """The days that are known, sorted."""
    return sorted({day for day in days if day is not None})


def _months_on(day: date, months: int) -> date:
    """The first of the month so many months later."""
    at = day.year * 12 + day.month - 1 + months
    return date(at // 12, at % 12 + 1, 1)
