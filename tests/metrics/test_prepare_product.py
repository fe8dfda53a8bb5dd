"""User-days, first weeks and windows: laws that hold whatever the events are."""

from __future__ import annotations

import random

import pytest
from build import cell, cells, table

RANDOM = random.Random(11)
EVENTS = [
    {
        "user_id": f"u{RANDOM.randint(1, 30)}",
        "occurred_at": f"2026-{RANDOM.randint(1, 2):02d}-{RANDOM.randint(1, 28):02d}T{RANDOM.randint(0, 23):02d}:00:00",
        "feature": RANDOM.choice(["search", "export", None]),
        "platform": RANDOM.choice(["web", "app"]),
    }
    for _ in range(400)
]
EVENTS += [{"user_id": "u1", "occurred_at": f"2026-{day}T12:00:00"} for day in ("01-01", "01-31", "02-28")]


def events(rows=None):
    return table(EVENTS if rows is None else rows, frame="product_event")


def active(month: str) -> tuple[int, int]:
    """User-days and users of a month, by hand."""
    rows = [(row["user_id"], row["occurred_at"][:10]) for row in EVENTS if row["occurred_at"].startswith(month)]
    return len(set(rows)), len({user for user, _ in rows})


@pytest.mark.parametrize(("place", "month", "days"), [(0, "2026-01", 31), (1, "2026-02", 28)])
def test_stickiness_is_dau_over_mau(place, month, days):
    found = {name: cells(name, events(), period="month")[place]["value"] for name in ("dau", "mau", "stickiness")}
    user_days, users = active(month)
    assert found["dau"] == pytest.approx(user_days / days)
    assert found["mau"] == users
    assert found["stickiness"] == pytest.approx(100 * found["dau"] / found["mau"])


def test_new_and_returning_are_the_daily_users():
    new, back = cells("dau-new-returning", events())
    assert new["value"] + back["value"] == pytest.approx(cell("dau", events())["value"])


@pytest.mark.parametrize("name", ["dau", "stickiness", "n-day-retention", "first-week-engagement", "dau-retention", "dau-churn"])
def test_order_of_rows_does_not_matter(name):
    shuffled = random.Random(1).sample(EVENTS, len(EVENTS))
    kept = ("value", "n", "low", "high")
    assert [cell(name, events())[key] for key in kept] == pytest.approx([cell(name, events(shuffled))[key] for key in kept])


@pytest.mark.parametrize("name", ["dau", "mau", "dau-retention", "n-day-retention"])
def test_the_total_does_not_depend_on_the_segments_beside_it(name):
    kept = ("value", "n", "low", "high")
    total = cells(name, events(), by="platform")[-1]
    assert [total[key] for key in kept] == pytest.approx([cell(name, events())[key] for key in kept])


def test_coming_again_within_more_days_is_no_rarer():
    days = range(1, 29, 5)
    again = [cell("dau-retention", events(), settings={"within": within}, to="2026-01-31", as_of="2026-02-28")["value"] for within in days]
    assert again == sorted(again)


def test_every_new_user_is_old_enough_or_too_young():
    row = cell("n-day-retention", events(), settings={"day": 30})
    assert row["n"] + row["n_immature"] == len({row["user_id"] for row in EVENTS})


def test_users_without_any_event_are_known_from_a_table_of_users():
    users = table(
        [{"user_id": "u1", "signed_up_at": "2026-01-01T10:00:00"}, {"user_id": "idle", "signed_up_at": "2026-01-01T10:00:00"}], frame="user"
    )
    own = [row for row in EVENTS if row["user_id"] == "u1"]
    row = cell("first-week-abandonment", events(own), other=users)
    assert (row["n"], row["gone"] >= 1) == (2, True)
