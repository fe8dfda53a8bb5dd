"""Working time on the command line: the zone's own weekends, holidays, which clock counted, and what refuses it."""

from __future__ import annotations

import csv
import io
import json

import pytest

HOURS = ("--business-hours", "Mon-Fri 09:00-17:00")
VILNIUS = ("--tz", "Europe/Vilnius")

# From Friday 16:00 to Monday 10:00 over three weekends in Vilnius, and one answer within a day.
WEEKENDS = """ticket_id,created_at,first_response_at,season
1,2026-03-27 16:00:00,2026-03-30 10:00:00,spring
2,2026-10-23 16:00:00,2026-10-26 10:00:00,autumn
3,2026-11-06 16:00:00,2026-11-09 10:00:00,winter
"""


@pytest.fixture
def tickets(tmp_path):
    path = tmp_path / "tickets.csv"
    path.write_text(WEEKENDS, encoding="utf-8")
    return str(path)


def rows_of(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text)))


def test_a_weekend_with_a_clock_change_has_the_same_working_hours(cxm, tickets):
    done = cxm("compute", "first-response-time", tickets, *VILNIUS, *HOURS, "--by", "season", "--no-total", "--full")
    found = {row["season"]: (float(row["value"]), float(row["calendar"])) for row in rows_of(done.stdout)}
    # An hour on Friday and one on Monday each time; the weekend itself is 65 hours long when the clocks go forward on
    # 29 March at 3:00, 67 when they go back on 25 October at 4:00, and 66 otherwise.
    assert found == {"spring": (7200.0, 65 * 3600.0), "autumn": (7200.0, 67 * 3600.0), "winter": (7200.0, 66 * 3600.0)}


def test_working_time_is_that_of_the_zone_asked(cxm, tickets):
    # In Vilnius winter 16:00 is 14:00 UTC and 10:00 is 8:00 UTC: of 9 to 17 UTC that is three hours on Friday and none on Monday.
    done = cxm("compute", "first-response-time", tickets, "--input-tz", "Europe/Vilnius", *HOURS, "--where", "season = 'winter'")
    [row] = rows_of(done.stdout)
    assert float(row["value"]) == 3 * 3600.0


def test_hours_through_the_night_of_a_clock_change_are_seven(cxm, tmp_path):
    path = tmp_path / "night.csv"
    path.write_text("ticket_id,created_at,first_response_at\n1,2026-03-28 21:00:00,2026-03-29 09:00:00\n", encoding="utf-8")
    [row] = rows_of(cxm("compute", "first-response-time", str(path), *VILNIUS, "--business-hours", "Sat 22:00-06:00").stdout)
    assert float(row["value"]) == 7 * 3600.0


def test_holidays_are_dates_or_a_file_of_them(cxm, tickets, tmp_path):
    (tmp_path / "free.txt").write_text("2026-03-27  # a Friday\n2026-11-06\n", encoding="utf-8")
    done = cxm(
        "compute", "first-response-time", tickets, *VILNIUS, *HOURS, "--holidays", "free.txt", "--holidays", "2026-10-26", "--by", "season", "-f", "json",
    )  # fmt: skip
    found = {row["season"]: row for row in json.loads(done.stdout)["results"]}
    # One of the two working days is free each time, which leaves one hour.
    assert [found[season]["value"] for season in ("spring", "autumn", "winter")] == [3600.0] * 3
    assert found["spring"]["notes"] == "business hours Mon-Fri 09:00-17:00 Europe/Vilnius without 3 holidays"


def test_a_table_says_which_clock_counted_and_shows_the_calendar_beside(cxm, tickets):
    done = cxm("compute", "first-response-time", tickets, *VILNIUS, *HOURS, "-f", "table", "--by", "season")
    assert "calendar time" in done.stdout
    assert "2d 18:00" in done.stdout
    assert "business hours Mon-Fri 09:00-17:00 Europe/Vilnius" in done.stdout
    assert "calendar" not in cxm("compute", "first-response-time", tickets, *VILNIUS, "-f", "table", "--by", "season").stdout


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("ticket-volume", *HOURS), "changes nothing in ticket-volume"),
        (("first-response-time,ticket-volume", *HOURS), "changes nothing in ticket-volume"),
        (("resolution-rate", *HOURS), "changes nothing in resolution-rate.cohort@1"),
        (("first-response-time", "--holidays", "2026-12-25"), "goes with --business-hours"),
        (("first-response-time", "--business-hours", "nine to five"), "cannot be read"),
        (("first-response-time", *HOURS, "--holidays", "Christmas"), "no date and no file"),
        (("first-response-time", "--set", "business_hours=Mon 09:00-17:00"), "--business-hours"),
        (("resolution-rate", "--set", "within=24h"), "changes nothing in resolution-rate.cohort@1"),
    ],
)
def test_what_would_change_nothing_or_cannot_be_read_is_refused(cxm, tmp_path, arguments, said):
    path = tmp_path / "tickets.csv"
    path.write_text(
        "ticket_id,created_at,first_response_at,resolved_at\n1,2026-03-27 16:00,2026-03-30 10:00,2026-03-31 10:00\n", encoding="utf-8"
    )
    done = cxm("compute", arguments[0], str(path), *arguments[1:])
    assert done.returncode == 2
    assert said in done.stderr


FRESHDESK = """Ticket ID,Status,Created time,Resolved time,First response time (in hrs),Agent interactions
1,Open,2026-03-27 16:00:00,,02:00:00,1
2,Open,2026-03-27 16:00:00,,04:00:00,1
3,Open,2026-03-27 16:00:00,,,0
"""


def test_durations_a_help_desk_counted_in_its_business_hours_are_labelled_and_not_mixed_with_calendar_time(cxm, tmp_path):
    path = tmp_path / "freshdesk.csv"
    path.write_text(FRESHDESK, encoding="utf-8")
    done = cxm("compute", "first-response-time", str(path), "-f", "json")
    [row] = json.loads(done.stdout)["results"]
    # Two and four hours: the ticket without an answer has waited in a clock nobody knows, and would be a calendar time among them.
    assert (row["definition"], row["value"], row["n"], row["unanswered"]) == ("first-response-time.median_exported@1", 3 * 3600.0, 2, 1)
    assert "business hours" in row["notes"]
    done = cxm("compute", "first-response-time", str(path), *HOURS)
    assert done.returncode == 2
    assert "changes nothing in first-response-time.median_exported@1" in done.stderr
