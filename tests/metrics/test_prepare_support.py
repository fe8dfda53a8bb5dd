"""Tickets: working time counted minute by minute, backlogs that add up, contacts that repeat."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from itertools import pairwise
from typing import Any
from zoneinfo import ZoneInfo

import polars as pl
import pytest
from build import cell, computed, request, table
from hypothesis import given, settings
from hypothesis import strategies as st

from cxm import errors
from cxm.metrics.engine.plan import choose
from cxm.metrics.engine.table import Stored
from cxm.metrics.prepare._business_hours import clock, parse
from cxm.metrics.prepare.sla import targets

WEEK = "Mon-Fri 09:00-17:00"
FIRST, LAST = date(2026, 3, 1), date(2026, 4, 30)


def worked(start: datetime, end: datetime, text: str = WEEK, zone: str = "UTC", holidays: tuple[date, ...] = ()) -> float:
    counting = clock({"business_hours": text, "holidays": holidays}, zone, FIRST, LAST)
    frame = pl.DataFrame({"start": [start], "end": [end]}, schema={"start": pl.Datetime("us"), "end": pl.Datetime("us")})
    return frame.select(counting.seconds(pl.col("start"), pl.col("end"))).item()


def minutes(start: datetime, end: datetime, text: str, zone: str, holidays: tuple[date, ...]) -> int:
    """Working minutes between two instants in UTC, looked at one by one."""
    week, closed, count = parse(text), set(holidays), 0
    while start < end:
        local = start.replace(tzinfo=ZoneInfo("UTC")).astimezone(ZoneInfo(zone)).replace(tzinfo=None)
        for back in (0, 1):
            day = local.date() - timedelta(back)
            at = (local - datetime.combine(day, datetime.min.time())).total_seconds() / 60
            if day not in closed and any(first <= at < last for first, last in week.get(day.weekday(), ())):
                count += 1
                break
        start += timedelta(minutes=1)
    return count


MOMENTS = st.integers(0, 50 * 24 * 60).map(lambda minute: datetime(2026, 3, 3) + timedelta(minutes=minute))
WEEKS = st.sampled_from(
    [WEEK, "Mon-Sun 00:00-24:00", "Mon-Fri 08:00-12:00, 13:00-17:00; Sat 10:00-14:00", "Fri-Mon 22:00-06:00", "Mon,Wed 09:00-18:00"]
)


@settings(max_examples=40, deadline=None)
@given(MOMENTS, st.integers(0, 6 * 24 * 60), WEEKS, st.sampled_from(["UTC", "Europe/Vilnius", "America/New_York"]))
def test_working_time_is_that_counted_minute_by_minute(start, length, text, zone):
    end = start + timedelta(minutes=length)
    holidays = (date(2026, 3, 11), date(2026, 4, 6))
    assert worked(start, end, text, zone, holidays) == 60.0 * minutes(start, end, text, zone, holidays)


@settings(max_examples=25, deadline=None)
@given(MOMENTS, MOMENTS, MOMENTS, WEEKS)
def test_working_time_adds_up(one, two, three, text):
    first, middle, last = sorted((one, two, three))
    assert worked(first, middle, text) + worked(middle, last, text) == pytest.approx(worked(first, last, text))
    assert worked(first, last, "Mon-Sun 00:00-24:00") == (last - first).total_seconds()


def test_friday_afternoon_to_monday_morning_is_two_hours():
    assert worked(datetime(2026, 3, 6, 16), datetime(2026, 3, 9, 10)) == 7200.0


def test_an_hour_the_clocks_skip_or_repeat_is_counted_as_it_passes():
    # In Vilnius clocks go from 3 to 4 on 29 March: a night from 22:00 to 6:00 has seven hours.
    assert worked(datetime(2026, 3, 28, 12), datetime(2026, 3, 29, 12), "Sat 22:00-06:00", "Europe/Vilnius") == 7 * 3600.0


@pytest.mark.parametrize(
    "text", ["", "always", "Mon-Fri", "Mon-Fri 9-17", "Mon-Fri 25:00-26:00", "Someday 09:00-17:00", "Mon 09:00-17:00 Tue 09:00-17:00"]
)
def test_hours_that_cannot_be_read_are_refused(text):
    with pytest.raises(errors.UsageError):
        parse(text)


def test_targets_are_seconds_by_priority():
    assert targets("4h") == {"": 14400.0}
    assert targets(90) == {"": 90.0}
    assert targets("urgent=1h, Normal=30min") == {"urgent": 3600.0, "normal": 1800.0}
    for wrong in ("soon", "1h,2h", "urgent=never"):
        with pytest.raises(errors.UsageError):
            targets(wrong)


TICKETS = st.lists(
    st.tuples(st.integers(0, 88 * 24), st.one_of(st.none(), st.integers(0, 60 * 24)), st.sampled_from("xy")), min_size=1, max_size=15
)


def rows_of(tickets: list[tuple[int, int | None, str]]) -> list[dict[str, Any]]:
    start = datetime(2026, 1, 1)
    rows = []
    for hour, taken, channel in tickets:
        created = start + timedelta(hours=hour)
        resolved = None if taken is None else (created + timedelta(hours=taken)).isoformat()
        rows.append({"created_at": created.isoformat(), "resolved_at": resolved, "channel": channel, "customer_id": channel})
    return rows


def cells(name: str, tickets: list[tuple[int, int | None, str]], **options: Any) -> list[dict[str, Any]]:
    given_options = {"period": "month", "from_": "2026-01-01", "as_of": "2026-03-31", **options}
    built = table(rows_of(tickets), frame="ticket", fields=("created_at", "resolved_at", "channel", "customer_id"))
    return computed(name, built, **given_options).cells.to_dicts()


@settings(max_examples=30)
@given(TICKETS)
def test_opening_and_what_moved_is_the_backlog_which_opens_the_next_month(tickets):
    rows = cells("backlog", tickets)
    for row in rows:
        assert row["opening"] + row["created"] - row["resolved"] == row["open"]
    for before, after in pairwise(rows):
        assert before["open"] == after["opening"]


@settings(max_examples=30)
@given(TICKETS)
def test_the_backlog_is_that_counted_one_by_one(tickets):
    for row, end in zip(cells("backlog", tickets), (datetime(2026, month, 1) for month in (2, 3, 4)), strict=True):
        made = [(datetime(2026, 1, 1) + timedelta(hours=hour), taken) for hour, taken, _ in tickets]
        still = [created for created, taken in made if created < end and (taken is None or created + timedelta(hours=taken) >= end)]
        assert row["value"] == len(still)
        ages = sorted((end - created).total_seconds() for created in still)
        middle = None if not ages else (ages[(len(ages) - 1) // 2] + ages[len(ages) // 2]) / 2
        assert row["median_age"] == middle


@settings(max_examples=20)
@given(TICKETS)
def test_segments_of_tickets_add_up(tickets):
    for name, counts in (("backlog", ("open", "created")), ("resolution-rate", ("tickets", "resolved"))):
        rows = cells(name, tickets, by="channel")
        for period in {row["period"] for row in rows}:
            same = [row for row in rows if row["period"] == period]
            for count in counts:
                assert sum(row[count] for row in same if row["row_kind"] == "segment") == sum(
                    row[count] for row in same if row["row_kind"] == "total"
                )


@settings(max_examples=20)
@given(TICKETS, st.randoms(use_true_random=False))
def test_order_of_rows_does_not_matter(tickets, random):
    shuffled = random.sample(tickets, len(tickets))
    for name in ("resolution-time", "backlog", "resolution-rate", "repeat-contact-rate"):
        assert cells(name, tickets) == cells(name, shuffled)


@settings(max_examples=20)
@given(TICKETS)
def test_whatever_the_time_is_stored_as_tickets_took_as_long(tickets):
    tables = [table(rows_of(tickets), frame="ticket", fields=("created_at", "resolved_at"), stored=stored) for stored in Stored]
    found = [computed("resolution-time", one, as_of="2026-03-31").cells.drop("notes") for one in tables]
    assert found[0].equals(found[1])
    assert found[0].equals(found[2])


@settings(max_examples=20)
@given(TICKETS)
def test_a_later_observation_end_never_makes_tickets_unresolved(tickets):
    early = cells("resolution-rate", tickets, as_of="2026-03-10")
    late = cells("resolution-rate", tickets, as_of="2026-03-31")
    assert early[0]["resolved"] <= late[0]["resolved"]


@settings(max_examples=20)
@given(TICKETS)
def test_within_a_window_no_ticket_is_told_before_its_time(tickets):
    rows = cells("resolution-rate", tickets, definition="within")
    whole = cells("resolution-rate", tickets)
    for row, all_of in zip(rows, whole, strict=True):
        assert row["tickets"] + row["n_immature"] == all_of["tickets"]


def test_repeats_widen_the_interval_of_a_rate_of_prepared_rows():
    rows = [
        {"customer_id": who, "created_at": f"2026-01-{day:02d}T10:00:00"}
        for who, days in (("a", (1, 2, 3, 4, 5)), ("b", (1,)), ("c", (1,)), ("d", (1,)))
        for day in days
    ]
    found = computed("repeat-contact-rate", table(rows, frame="ticket"), as_of="2026-01-31").cells.to_dicts()[0]
    # Per customer (hits, tickets): (4, 5), (0, 1) three times; p = 1/2. Deviations 1.5 and -0.5 three times: squares 3; 4/3 x 3/64 over 1/32.
    assert found["value"] == 50.0
    assert found["deff"] == pytest.approx(4 / 3 * 3 / 64 / (0.25 / 8))


def test_first_contact_resolution_of_a_survey_is_another_frame():
    built = table([{"score": 1.0}, {"score": 1.0}, {"score": 0.0}, {"score": 5.0}], frame="survey")
    found = computed("first-contact-resolution", built, definition="survey").cells.to_dicts()[0]
    assert found["value"] == pytest.approx(200 / 3)
    assert found["n_invalid"] == 1
    assert choose("first-contact-resolution", built, request(definition="survey")).definition == "survey"


def test_customers_of_the_period_are_counted_from_subscriptions():
    tickets = table(
        [{"created_at": "2026-01-05T10:00:00"}, {"created_at": "2026-02-05T10:00:00"}, {"created_at": "2026-02-06T10:00:00"}],
        frame="ticket",
    )
    subscriptions = table(
        [
            {"customer_id": "a", "started_at": "2025-12-05T10:00:00", "ended_at": "2026-01-20T10:00:00"},
            {"customer_id": "b", "started_at": "2026-02-10T10:00:00", "ended_at": None},
            {"customer_id": "c", "started_at": "2025-12-05T10:00:00", "ended_at": None},
        ],
        frame="subscription",
    )
    found = computed("contact-rate", tickets, period="month", as_of="2026-02-28", other=subscriptions).cells.to_dicts()
    assert [(row["n"], row["value"]) for row in found] == [(2, 50.0), (2, 100.0)]


def test_customers_of_a_local_month_are_those_of_local_days():
    """b begins at 20:00 UTC on the last of January, which in Tokyo is the first of February."""
    tickets = table([{"created_at": "2026-01-05T10:00:00"}], frame="ticket", stored=Stored.UTC)
    subscriptions = table(
        [
            {"customer_id": "a", "started_at": "2025-12-05T10:00:00", "ended_at": "2026-01-20T10:00:00"},
            {"customer_id": "b", "started_at": "2026-01-31T20:00:00", "ended_at": None},
        ],
        frame="subscription",
        stored=Stored.UTC,
    )
    asked = {"period": "month", "as_of": "2026-01-31", "other": subscriptions}
    assert [cell("contact-rate", tickets, tz=zone, **asked)["n"] for zone in ("UTC", "Asia/Tokyo")] == [2, 1]


def test_orders_of_the_period_are_counted_from_orders():
    tickets = table([{"created_at": "2026-01-05T10:00:00"}], frame="ticket")
    orders = table([{"order_id": str(at), "ordered_at": "2026-01-10T10:00:00"} for at in range(20)], frame="order")
    found = computed("contact-rate", tickets, definition="per_order", other=orders, as_of="2026-01-31").cells.to_dicts()[0]
    assert (found["n"], found["value"]) == (20, 5.0)
