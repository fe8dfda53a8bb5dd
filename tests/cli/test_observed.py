"""What an export was observed of: its own times say it, whichever of its rows are chosen or compared."""

from __future__ import annotations

import csv
import io
from datetime import date, timedelta
from pathlib import Path

TICKETS = """ticket_id,created_at,resolved_at,channel
1,2026-01-05T10:00:00,2026-01-06T10:00:00,a
2,2026-02-10T10:00:00,,b
3,2026-03-10T10:00:00,2026-03-11T10:00:00,b
"""
SUBSCRIPTIONS = """subscription_id,customer_id,started_at,ended_at,mrr,currency
1,c1,2026-01-01,,10,EUR
2,c2,2026-01-01,2026-04-15,20,USD
"""


def rows(done) -> list[dict[str, str]]:
    assert done.returncode == 0, done.stderr
    return list(csv.DictReader(io.StringIO(done.stdout)))


def test_rows_chosen_by_a_condition_are_reported_over_the_days_of_the_export(cxm, tmp_path: Path):
    (tmp_path / "tickets.csv").write_text(TICKETS)
    for metric in ("ticket-volume", "resolution-rate"):
        split = rows(cxm("compute", metric, "tickets.csv", "--period", "month", "--by", "channel", "--no-total"))
        chosen = rows(cxm("compute", metric, "tickets.csv", "--period", "month", "--where", "channel = 'a'"))
        alike = [(row["period"], row["status"], row["value"]) for row in split if row["channel"] == "a"]
        assert [(row["period"], row["status"], row["value"]) for row in chosen] == alike
        assert [row["period"] for row in chosen] == ["2026-01", "2026-02", "2026-03"]


def test_a_condition_on_times_chooses_the_days_too(cxm, tmp_path: Path):
    (tmp_path / "tickets.csv").write_text(TICKETS)
    done = cxm("compute", "ticket-volume", "tickets.csv", "--period", "month", "--where", "created_at < '2026-03-01'")
    assert [(row["period"], row["status"]) for row in rows(done)] == [("2026-01", "ok"), ("2026-02", "partial")]


def test_amounts_of_one_currency_are_reported_over_the_days_of_the_export(cxm, tmp_path: Path):
    (tmp_path / "subscriptions.csv").write_text(SUBSCRIPTIONS)
    found = rows(cxm("compute", "mrr", "subscriptions.csv", "--period", "month", "--currency", "EUR"))
    assert [(row["period"], row["value"]) for row in found] == [(f"2026-0{month}", "10.0") for month in (1, 2, 3, 4)]


def test_the_first_days_of_the_period_before_are_seen_as_they_were_then(cxm, tmp_path: Path):
    """Every ticket is resolved after ten days: of those of the first twenty days ten are, whenever one looks after the twentieth."""
    days = [date(2026, 5, 1) + timedelta(day) for day in range(51)]
    lines = [f"{day},{day}T09:00:00,{day + timedelta(10)}T09:00:00" for day in days if day + timedelta(10) <= days[-1]]
    lines += [f"{day},{day}T09:00:00," for day in days if day + timedelta(10) > days[-1]]
    (tmp_path / "tickets.csv").write_text("\n".join(["ticket_id,created_at,resolved_at", *lines]))
    june = rows(cxm("compute", "resolution-rate", "tickets.csv", "--period", "month", "--compare", "previous", "--like-for-like"))[-1]
    assert (june["period"], june["value"], june["change"]) == ("2026-06", "50.0", "0.0")


def test_a_count_of_a_period_the_export_begins_in_may_be_of_part_of_it(cxm, tmp_path: Path):
    (tmp_path / "tickets.csv").write_text(TICKETS)
    told = "the export begins on 2026-01-05, within 2026-01: its count may be of part of it"
    asked = ("compute", "ticket-volume", "tickets.csv", "--period", "month", "-f", "table")
    assert told in " ".join(cxm(*asked, "--compare", "previous").stdout.split())
    assert told not in " ".join(cxm(*asked, "--compare", "previous", "--from", "2026-01-05").stdout.split())
    assert told not in " ".join(cxm(*asked).stdout.split())
