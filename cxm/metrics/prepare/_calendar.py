"""Periods beyond those of the report: the ones before them, and complete months where the report is one span."""

from __future__ import annotations

from datetime import date, timedelta

from cxm.metrics.prepare import Given

Place = tuple[str, date, date]
"""Label, first day, day after the last."""

MONTHS = {"month": 1, "quarter": 3, "year": 12, "fiscal-quarter": 3, "fiscal-year": 12}
"""Months of the period lengths that are made of them; the others are made of days."""


def earlier(start: date, stop: date, length: str, steps: int = 1) -> tuple[date, date]:
    """First day, and day after the last, of the period so many periods before one.

    Args:
        length: the period length asked for.
    """
    months = MONTHS.get(length, 0) * steps
    if months:
        return _months_before(start, months), _months_before(stop, months)
    back = (stop - start) * steps
    return start - back, stop - back


def _months_before(day: date, months: int) -> date:
    """The first day of a month so many months before: periods made of months begin on it."""
    year, month = divmod(day.year * 12 + day.month - 1 - months, 12)
    return date(year, month + 1, 1)


def places(given: Given, history: int) -> list[Place]:
    """The periods of the report in their order, with so many before the first of them.

    Where the report is one span, it is the last complete calendar month of what was observed, and those before it are months;
    nothing if nothing was observed.
    """
    known = [(label, start, stop) for label, start, stop in given.periods if start is not None and stop is not None]
    length = given.length
    if not known:
        if given.until is None:
            return []
        stop = (given.until + timedelta(1)).replace(day=1)
        known, length = [(given.periods[0][0] if given.periods else "all", _months_before(stop, 1), stop)], "month"
    before = [("", *earlier(known[0][1], known[0][2], length, step)) for step in range(history, 0, -1)]
    return [*before, *known]
