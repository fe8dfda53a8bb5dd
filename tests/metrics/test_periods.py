"""Periods: which day lies where, what it is called, and which periods a report shows."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise

import polars as pl
import pytest
from build import cells, request, table
from hypothesis import given
from hypothesis import strategies as some

from cxm.errors import UsageError
from cxm.metrics.engine.backends.polars import Polars
from cxm.metrics.engine.periods import ALL, LENGTHS, Calendar, Length, Period, between, days_in, length, parse_day, period_of, weekday
from cxm.metrics.engine.table import Stored

PLAIN = Calendar()
JULY = Calendar(fiscal_start=7)
SUNDAY = Calendar(week_start=6)
FAR = date(2027, 12, 31)


def of(day: str, kind: str, calendar: Calendar = PLAIN, until: date = FAR) -> tuple[str, str, str]:
    """Label and half-open span of the period a day lies in."""
    found = period_of(date.fromisoformat(day), length(kind), calendar, until)
    return found.label, str(found.start), str(found.end)


@pytest.mark.parametrize(
    ("day", "kind", "label", "start", "end"),
    [
        ("2026-11-21", "day", "2026-11-21", "2026-11-21", "2026-11-22"),
        ("2026-12-31", "month", "2026-12", "2026-12-01", "2027-01-01"),
        ("2028-02-29", "month", "2028-02", "2028-02-01", "2028-03-01"),
        ("2026-11-21", "quarter", "2026-Q4", "2026-10-01", "2027-01-01"),
        ("2026-03-31", "quarter", "2026-Q1", "2026-01-01", "2026-04-01"),
        ("2026-11-21", "year", "2026", "2026-01-01", "2027-01-01"),
    ],
)
def test_calendar_periods_are_half_open(day: str, kind: str, label: str, start: str, end: str):
    assert of(day, kind) == (label, start, end)


@pytest.mark.parametrize(
    ("day", "label"),
    [
        ("2024-12-29", "2024-W52"),
        ("2024-12-30", "2025-W01"),
        ("2025-01-05", "2025-W01"),
        ("2027-01-01", "2026-W53"),
        ("2027-01-03", "2026-W53"),
        ("2027-01-04", "2027-W01"),
        ("2021-01-01", "2020-W53"),
    ],
)
def test_weeks_belong_to_the_year_of_their_thursday(day: str, label: str):
    assert of(day, "week")[0] == label


def test_a_week_that_starts_on_another_day_is_called_by_its_first_day():
    assert of("2026-01-03", "week", SUNDAY) == ("2025-12-28", "2025-12-28", "2026-01-04")
    assert of("2026-01-04", "week", SUNDAY) == ("2026-01-04", "2026-01-04", "2026-01-11")


@pytest.mark.parametrize(
    ("day", "year", "quarter", "start"),
    [
        ("2025-07-01", "FY2026", "FY2026-Q1", "2025-07-01"),
        ("2025-12-31", "FY2026", "FY2026-Q2", "2025-10-01"),
        ("2026-01-01", "FY2026", "FY2026-Q3", "2026-01-01"),
        ("2026-06-30", "FY2026", "FY2026-Q4", "2026-04-01"),
        ("2026-07-01", "FY2027", "FY2027-Q1", "2026-07-01"),
    ],
)
def test_a_fiscal_year_is_called_by_the_year_it_ends_in(day: str, year: str, quarter: str, start: str):
    assert of(day, "fiscal-year", JULY)[0] == year
    assert of(day, "fiscal-quarter", JULY)[:2] == (quarter, start)


@pytest.mark.parametrize(("day", "label"), [("2025-06-30", "FY2024-Q4"), ("2025-07-01", "FY2025-Q1"), ("2026-06-30", "FY2025-Q4")])
def test_a_fiscal_year_can_be_called_by_the_year_it_starts_in(day: str, label: str):
    start = Calendar(fiscal_start=7, fiscal_label="start")
    assert of(day, "fiscal-quarter", start)[0] == label
    assert of(day, "fiscal-quarter", start)[1:] == of(day, "fiscal-quarter", JULY)[1:]


def test_a_fiscal_year_from_january_is_the_calendar_year():
    assert of("2026-01-01", "fiscal-year") == ("FY2026", "2026-01-01", "2027-01-01")


def test_rolling_periods_end_with_the_last_observed_day():
    until = date(2026, 2, 10)
    assert of("2026-02-10", "7d", until=until) == ("7d@2026-02-10", "2026-02-04", "2026-02-11")
    assert of("2026-02-04", "7d", until=until)[0] == "7d@2026-02-10"
    assert of("2026-02-03", "7d", until=until) == ("7d@2026-02-03", "2026-01-28", "2026-02-04")


KINDS = some.sampled_from([*(Length(kind) for kind in LENGTHS if kind != "all"), Length("rolling", 7), Length("rolling", 28)])
DAYS = some.dates(date(1999, 1, 1), date(2040, 12, 31))
CALENDARS = some.builds(Calendar, some.integers(0, 6), some.integers(1, 12))


@given(DAYS, KINDS, CALENDARS, DAYS)
def test_a_day_lies_in_its_period_and_all_its_days_say_so(day: date, kind: Length, calendar: Calendar, until: date):
    found = period_of(day, kind, calendar, until)
    assert found.start is not None
    assert found.end is not None
    assert found.start <= day < found.end
    for other in (found.start, found.end - timedelta(1)):
        assert period_of(other, kind, calendar, until) == found
    for other in (found.start - timedelta(1), found.end):
        assert period_of(other, kind, calendar, until).label != found.label


@given(DAYS, some.integers(0, 900), KINDS, CALENDARS)
def test_periods_between_two_days_leave_no_gap(first: date, days: int, kind: Length, calendar: Calendar):
    last = first + timedelta(days)
    found = between(first, last, kind, calendar, last)
    assert found[0] == period_of(first, kind, calendar, last)
    assert found[-1] == period_of(last, kind, calendar, last)
    assert all(one.end == two.start for one, two in pairwise(found))
    assert sum(days_in(period, first, last) for period in found) == days + 1


@given(DAYS)
def test_iso_labels_are_those_of_the_standard_library(day: date):
    assert of(day.isoformat(), "week")[0] == f"{day:%G-W%V}"


def test_lengths_are_words_or_days():
    assert str(length("28d")) == "28d"
    assert length("fiscal-quarter").calendar == "quarter"
    for wrong in ("0d", "d", "-7d", "28 days", "monthly", "Month", "7w", ""):
        with pytest.raises(UsageError, match="unknown period"):
            length(wrong)
    with pytest.raises(UsageError, match="28d"):
        length("fortnightly")


def test_days_of_the_week_have_short_names():
    assert (weekday("monday"), weekday("Sun"), weekday("SUNDAY")) == (0, 6, 6)
    with pytest.raises(UsageError):
        weekday("someday")


def test_days_are_read_as_they_are_written_or_not_at_all():
    assert parse_day("2026-11-21", "--as-of") == date(2026, 11, 21)
    assert parse_day("2026-11-21T23:30:00", "--as-of") == date(2026, 11, 21)
    for wrong in ("21.11.2026", "2026-02-30", "2026-11-21 or so", "2026", ""):
        with pytest.raises(UsageError) as caught:
            parse_day(wrong, "--as-of")
        assert "--as-of" in str(caught.value)


# In a report


def at(*days: str, score: float = 10) -> list[dict[str, object]]:
    return [{"score": score, "responded_at": f"{day}T10:00:00"} for day in days]


def told(rows, **options) -> list[tuple[str, int, str]]:
    return [(row["period"], row["n"], row["status"]) for row in cells("nps", rows, **options)]


def test_periods_nobody_answered_in_are_rows_without_a_value():
    assert told(at("2026-01-31", "2026-03-31"), period="month") == [("2026-01", 1, "ok"), ("2026-02", 0, "no_data"), ("2026-03", 1, "ok")]
    assert [row["value"] for row in cells("nps", at("2026-01-31", "2026-03-31"), period="month")] == [100, None, 100]


def test_empty_periods_are_rows_of_every_segment():
    rows = [{**row, "region": region} for row, region in zip(at("2026-01-31", "2026-03-31"), ("EU", "US"), strict=True)]
    found = [(row["period"], row["region"], row["n"]) for row in cells("nps", rows, period="month", by="region")]
    months = {"2026-01": (1, 0, 1), "2026-02": (0, 0, 0), "2026-03": (0, 1, 1)}
    assert found == [(month, region, n) for month, counts in months.items() for region, n in zip(("EU", "US", None), counts, strict=True)]


def test_the_last_period_is_partial_until_its_last_day_is_seen():
    assert told(at("2026-01-31", "2026-02-27"), period="month")[-1] == ("2026-02", 1, "partial")
    assert told(at("2026-01-31", "2026-02-28"), period="month")[-1] == ("2026-02", 1, "ok")


def test_a_partial_period_keeps_its_value_and_loses_its_grade():
    *_, last = cells("nps", [*at("2026-01-31"), *at("2026-02-10") * 50], period="month")
    assert (last["value"], last["n"], last["grade"], last["grade_state"], last["days_observed"]) == (100, 50, None, "partial", 10)


def test_the_observation_end_can_be_stated():
    rows = at("2026-01-10", "2026-02-10", "2026-03-02")
    assert told(rows, period="month", as_of="2026-02-28") == [("2026-01", 1, "ok"), ("2026-02", 1, "ok")]
    assert told(rows, period="month", as_of="2026-02-27")[-1] == ("2026-02", 1, "partial")
    assert told(rows, period="month", as_of="2026-04-30")[-1] == ("2026-04", 0, "no_data")


def test_rows_after_the_observation_end_are_left_out_of_the_whole_too():
    assert told(at("2026-01-10", "2026-02-10"), as_of="2026-01-31") == [("all", 1, "ok")]


def test_from_and_to_choose_the_periods_and_cut_those_they_fall_into():
    rows = at("2026-01-10", "2026-01-20", "2026-02-10", "2026-03-10", "2026-03-31")
    assert told(rows, period="month", from_="2026-01-15", to="2026-03-15") == [
        ("2026-01", 1, "partial"),
        ("2026-02", 1, "ok"),
        ("2026-03", 1, "partial"),
    ]
    assert told(rows, period="month", from_="2026-02-01", to="2026-02-28") == [("2026-02", 1, "ok")]
    assert told(rows, from_="2026-01-15", to="2026-03-15") == [("all", 3, "ok")]


def test_days_observed_are_those_of_the_report():
    rows = at("2026-01-10", "2026-02-10", "2026-03-31")
    found = {row["period"]: row["days_observed"] for row in cells("nps", rows, period="month", from_="2026-01-05", to="2026-03-15")}
    assert found == {"2026-01": 27, "2026-02": 28, "2026-03": 15}


def test_rolling_periods_end_with_the_report():
    rows = at(*(f"2026-02-{day:02d}" for day in range(1, 28)))
    assert told(rows, period="7d", to="2026-02-10") == [("7d@2026-02-03", 3, "partial"), ("7d@2026-02-10", 7, "ok")]
    assert told(rows, period="7d")[-1] == ("7d@2026-02-27", 7, "ok")
    assert told(rows, period="7d", as_of="2026-03-01")[-1] == ("7d@2026-03-01", 5, "ok")


def test_a_rolling_period_that_begins_before_the_first_day_is_partial():
    assert [status for _, _, status in told(at(*(f"2026-02-{day:02d}" for day in range(1, 16))), period="7d")] == ["partial", "ok", "ok"]


def test_tests_and_spam_do_not_stretch_the_report():
    rows = [*at("2026-01-10", "2026-01-31"), {**at("2025-06-01")[0], "kind": "test"}, {**at("2030-01-01")[0], "kind": "spam"}]
    assert told(rows, period="month") == [("2026-01", 2, "ok")]
    assert sum(row["n_excluded"] for row in cells("nps", rows)) == 2


def test_dates_that_stand_for_no_date_do_not_stretch_the_report():
    rows = [*at("2026-01-10", "2026-01-31"), *at("9999-12-31", "0001-01-01", "2026-02-30")]
    assert told(rows, period="month") == [("2026-01", 2, "ok")]
    assert told(rows) == [("all", 5, "ok")]


def test_undated_rows_count_in_the_whole_and_in_no_period():
    rows = [*at("2026-01-31"), {"score": 10}, {"score": 0, "responded_at": "2026-02-30"}]
    assert told(rows) == [("all", 3, "ok")]
    assert told(rows, period="month") == [("2026-01", 1, "ok")]
    assert told(rows, from_="2026-01-01") == [("all", 1, "ok")]


# Time zones


def test_local_days_follow_the_clock_changes_of_the_zone():
    instants = [
        "2026-03-28T21:59:59",  # 23:59:59 in Vilnius, the night before the clock goes forward
        "2026-03-28T22:00:00",  # midnight, winter time
        "2026-03-29T20:59:59",  # 23:59:59, summer time: a day of 23 hours
        "2026-03-29T21:00:00",
        "2026-10-24T20:59:59",
        "2026-10-24T21:00:00",  # midnight, summer time
        "2026-10-25T21:59:59",  # 23:59:59, winter time: a day of 25 hours
        "2026-10-25T22:00:00",
    ]
    found = table([{"responded_at": instant} for instant in instants], stored=Stored.UTC)
    day, odd = Polars().local_day(found, "responded_at", "Europe/Vilnius")
    assert odd is None
    assert [str(local) for local in found.rows.select(day.alias("day")).collect()["day"]] == [
        "2026-03-28",
        "2026-03-29",
        "2026-03-29",
        "2026-03-30",
        "2026-10-24",
        "2026-10-25",
        "2026-10-25",
        "2026-10-26",
    ]


def test_an_answer_belongs_to_the_month_of_the_reporting_zone():
    rows = table([*at("2026-01-15"), {"score": 0, "responded_at": "2026-01-31T22:30:00"}], stored=Stored.UTC)
    assert told(rows, period="month") == [("2026-01", 2, "ok")]
    assert told(rows, period="month", tz="Europe/Vilnius") == [("2026-01", 1, "ok"), ("2026-02", 1, "partial")]


def test_dates_are_never_shifted():
    rows = table([{"score": 10, "responded_at": "2026-01-31T00:00:00"}], stored=Stored.LOCAL)
    assert told(rows, period="day", tz="America/Los_Angeles") == [("2026-01-31", 1, "ok")]


def test_texts_that_are_not_written_alike_are_left_to_the_tolerant_way():
    found = table([{"responded_at": "2026-01-31T10:00:00"}, {"responded_at": "31.1.2026"}])
    day, odd = Polars().local_day(found, "responded_at", "UTC")
    assert odd is not None
    assert found.rows.select(day.alias("day"), odd.alias("odd")).collect()["odd"].to_list() == [False, True]


def test_the_whole_span_has_no_days():
    assert period_of(date(2026, 1, 1), Length(), PLAIN, FAR) == ALL == Period("all")
    assert between(date(2026, 1, 1), date(2026, 2, 1), Length(), PLAIN, FAR) == [ALL]
    assert request().segments == ()
    assert pl.Series([ALL.start]).null_count() == 1
