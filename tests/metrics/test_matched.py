"""Changes of shares of the same units, against scipy and a count by hand over keywords nobody chose."""

from __future__ import annotations

from datetime import date
from random import Random

import pytest
from build import cells, computed, request, table
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from cxm.metrics.engine.backends.duckdb import DuckDB
from cxm.metrics.engine.compute import compute
from cxm.metrics.engine.matched import NOTE, mcnemar
from cxm.metrics.engine.table import Table

CHANCE = Random(5)
QUERIES = [f"k{number}" for number in range(200)]
WEEKS = {"2026-01-05": 0, "2026-01-12": 1, "2026-01-25": 2}
SEEN = [
    {"date": day, "query": query, "position": CHANCE.choice((3, 9, 10, 10.5, 30)), "device": CHANCE.choice(("DESKTOP", "MOBILE"))}
    for day in WEEKS
    for query in CHANCE.sample(QUERIES, 160)
]


def rows() -> Table:
    """Three weeks of keywords."""
    return table([row | {"date": date.fromisoformat(row["date"])} for row in SEEN], frame="search_row")


def by_hand(day: str, before: str, device: str | None, names: list[str] | None) -> float:
    """The exact p-value of the keywords of two weeks."""
    held = [
        {row["query"]: row["position"] <= 10 for row in SEEN if row["date"] == one and device in (None, row["device"])}
        for one in (day, before)
    ]
    now, then = held
    both = names if names is not None else sorted(now.keys() & then.keys())
    gained = sum(now.get(name, False) and not then.get(name, False) for name in both)
    lost = sum(then.get(name, False) and not now.get(name, False) for name in both)
    assert gained + lost > 4
    return float(stats.binomtest(gained, gained + lost).pvalue)


@given(gained=st.integers(0, 200), lost=st.integers(0, 200))
def test_mcnemar_is_the_exact_binomial_test_of_the_units_that_changed(gained, lost):
    expected = stats.binomtest(gained, gained + lost).pvalue if gained + lost else 1.0
    assert mcnemar(gained, lost) == pytest.approx(expected, rel=1e-9)


@pytest.mark.parametrize("names", [None, QUERIES])
def test_the_change_of_every_segment_is_told_by_its_own_keywords(names):
    settings = {"keywords": names} if names else {}
    found = cells("keyword-top10", rows(), period="week", by="device", compare="previous", settings=settings)
    tested = {(row["period_start"].isoformat(), row["device"]): row["change_p"] for row in found if row["change_p"] is not None}
    days = {"2026-01-12": ("2026-01-12", "2026-01-05"), "2026-01-19": ("2026-01-25", "2026-01-12")}
    assert tested.keys() == {(start, device) for start in days for device in ("DESKTOP", "MOBILE", None)}
    for (start, device), p in tested.items():
        assert p == pytest.approx(by_hand(*days[start], device, names), rel=1e-9), (start, device)


def test_what_was_tested_is_said_and_only_then():
    assert computed("keyword-top10", rows(), period="week", compare="previous").notes == [
        "of the keywords seen: name yours with --set keywords=@FILE", "positions unweighted: the export has no impressions", NOTE
    ]  # fmt: skip
    assert NOTE not in computed("keyword-top10", rows(), period="week").notes


def test_the_test_is_the_same_on_another_engine():
    asked = request(period="week", compare="previous", by="device")
    backend = DuckDB()
    try:
        (one,), (other,) = compute(["keyword-top10"], rows(), asked), compute(["keyword-top10"], rows(), asked, backend)
    finally:
        backend.close()
    assert one.cells["change_p"].to_list() == other.cells["change_p"].to_list()
