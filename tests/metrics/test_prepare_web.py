"""Visits built from hits, and page views: laws that hold whatever the hits are."""

from __future__ import annotations

import random
from itertools import pairwise

import pytest
from build import cell, cells, table

RANDOM = random.Random(7)
HITS = [
    {
        "visitor_id": RANDOM.choice("abcde"),
        "viewed_at": f"2026-01-{RANDOM.randint(1, 9):02d}T{RANDOM.randint(0, 23):02d}:{RANDOM.randint(0, 59):02d}:00",
        "page": RANDOM.choice(["/", "/x", "/y"]),
        "event": RANDOM.choice(["page_view", "page_view", "click"]),
        "device": RANDOM.choice(["desktop", "mobile"]),
    }
    for _ in range(300)
]


def hits(rows=None):
    return table(HITS if rows is None else rows, frame="hit")


def visits(gap: float) -> int:
    """Visits counted by hand: a visitor's hits in order, and the silences longer than the gap."""
    total = 0
    for visitor in {row["visitor_id"] for row in HITS}:
        times = sorted(minutes(row["viewed_at"]) for row in HITS if row["visitor_id"] == visitor)
        total += 1 + sum(later - earlier > gap / 60 for earlier, later in pairwise(times))
    return total


def minutes(text: str) -> int:
    return int(text[8:10]) * 1440 + int(text[11:13]) * 60 + int(text[14:16])


@pytest.mark.parametrize("gap", [0, 600, 1800, 86_400, 10_000_000])
def test_a_silence_longer_than_the_gap_begins_a_visit(gap):
    assert cell("sessions", hits(), settings={"session_gap": gap})["value"] == visits(gap)


@pytest.mark.parametrize("name", ["sessions", "bounce-rate", "pages-per-session", "session-duration", "time-on-page", "visit-frequency"])
def test_order_of_rows_does_not_matter(name):
    shuffled = random.Random(1).sample(HITS, len(HITS))
    kept = ("value", "n", "low", "high")
    assert [cell(name, hits())[key] for key in kept] == pytest.approx([cell(name, hits(shuffled))[key] for key in kept])


def test_hits_with_exported_visits_give_what_the_visits_give():
    marked = [{**row, "session_id": f"s{row['viewed_at'][8:10]}"} for row in HITS]
    assert cell("sessions", hits(marked))["value"] == len({(row["visitor_id"], row["session_id"]) for row in marked})


def test_segments_of_visits_add_up_to_the_whole():
    *parts, total = cells("sessions", hits(), by="device")
    assert sum(part["value"] for part in parts) == total["value"]


def test_exit_shares_add_up_to_a_hundred():
    assert sum(row["value"] for row in cells("exit-share", hits())) == pytest.approx(100)


def test_the_return_of_visitors_is_what_the_new_ones_leave():
    options = {"period": "day", "settings": {"lookback": 3}}
    new, back = (cells(name, hits(), **options) for name in ("new-visitor-share", "returning-visitor-share"))
    pairs = [(one["value"], other["value"]) for one, other in zip(new, back, strict=True)]
    assert all(one is None and other is None if None in (one, other) else one + other == pytest.approx(100) for one, other in pairs)
    assert [one is None for one, _ in pairs[:4]] == [True, True, True, False]


def test_the_zone_decides_the_day_of_a_visit():
    rows = table([{"visitor_id": "a", "viewed_at": "2026-01-01T23:30:00"}], frame="hit", stored=_utc())
    assert [row["period"] for row in cells("sessions", rows, period="day", tz="Asia/Taipei")] == ["2026-01-02"]


def _utc():
    from cxm.metrics.engine.table import Stored

    return Stored.UTC
