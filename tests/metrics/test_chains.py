"""Chains: rolling periods that overlap are what each of them is when it is computed alone."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise

import pytest
from build import Row, cells, computed
from hypothesis import given
from hypothesis import strategies as some

from cxm.metrics.engine.chains import chains, shown
from cxm.metrics.engine.periods import Length, between
from cxm.metrics.engine.rollup import Span

FIRST = date(2026, 1, 5)
SCORES = (0, 9, 10, 7, 3, 10, 9, 8, 10, 6, 9)


def answers(days: int = 70) -> list[Row]:
    """One to three answers a day, of seven respondents who come again and again."""
    return [
        {
            "score": SCORES[(day * 3 + part) % 11],
            "responded_at": f"{FIRST + timedelta(day)}T10:00:00",
            "region": "EU" if (day + part) % 3 else "US",
            "respondent_id": f"r{(day * part + day) % 7}",
        }
        for day in range(days)
        for part in range(1 + day % 3)
    ]


def subscriptions() -> list[Row]:
    """A customer begins every third day and stays from 20 to 59 days; some are still there."""
    return [
        {
            "customer_id": f"c{day}",
            "plan": "big" if day % 2 else "small",
            "started_at": f"{FIRST + timedelta(day)}T00:00:00",
            "ended_at": f"{FIRST + timedelta(day + 20 + (day * 7) % 40)}T00:00:00" if day % 5 else None,
        }
        for day in range(0, 90, 3)
    ]


# Which periods there are


@given(some.integers(1, 40), some.integers(1, 40), some.integers(0, 120))
def test_chains_hold_every_step_back_from_the_end_once_and_no_two_periods_of_one_overlap(days: int, step: int, length: int) -> None:
    span = Span(FIRST, FIRST + timedelta(length), FIRST + timedelta(length))
    period = Length("rolling", days, 0 if days == step else step)
    ends: list[date] = []
    for chain in chains(span, period):
        periods = between(span.first, chain.last, period, None, chain.last)
        assert all(one.end == other.start for one, other in pairwise(periods))
        ends += [one.end - timedelta(1) for one in periods if one.label in shown(periods, period)]
    assert len(ends) == len(set(ends))
    # Every step back that touches the days there are; an end before the first of them touches none.
    assert set(ends) == {span.last - timedelta(step * count) for count in range(200) if span.last - timedelta(step * count) >= span.first}


# What they hold


@pytest.mark.parametrize("step", [7, 4, 28, 30])
@pytest.mark.parametrize("by", [(), "region"])
def test_every_row_is_the_promoters_less_the_detractors_of_its_own_days(step: int, by: object) -> None:
    rows = answers()
    for row in cells("nps", rows, period="28d", step=step, by=by):
        own = [
            one["score"]
            for one in rows
            if row["period_start"] <= date.fromisoformat(one["responded_at"][:10]) < row["period_end"]
            and row.get("region") in (None, one["region"])
        ]
        share = 100 * (sum(score >= 9 for score in own) - sum(score <= 6 for score in own)) / len(own) if own else None
        assert (row["n"], row["value"]) == (len(own), None if share is None else pytest.approx(share))


@pytest.mark.parametrize("step", [7, 12])
@pytest.mark.parametrize(
    ("name", "rows", "options"),
    [
        ("nps", answers(), {"by": "region", "dedupe": "respondent-period"}),
        ("churn-rate", subscriptions(), {"by": "plan"}),
        ("feedback-volume", answers(), {"by": "region", "top": 1}),
    ],
)
def test_every_row_is_that_of_the_report_that_ends_with_it(name: str, rows: list[Row], options: dict[str, object], step: int) -> None:
    """A report to an earlier day ends its rolling periods there: its last row is one of ours, whatever the metric looks at."""
    frame = "survey" if name != "churn-rate" else "subscription"
    found = cells(name, table_of(rows, frame), period="28d", step=step, **options)
    ends = sorted({row["period_end"] for row in found})
    assert len(ends) > 4
    for end in ends:
        to = (end - timedelta(1)).isoformat()
        alone = cells(name, table_of(rows, frame), period="28d", to=to, **options)
        mine = [row for row in found if row["period_end"] == end and row["n"]]
        theirs = [row for row in alone if row["period_end"] == end and row["n"]]
        facts = ("period", "region", "plan", "row_kind", "status", "value", "n", "low", "high")
        assert by_label(mine, facts) == by_label(theirs, facts)


def by_label(rows: list[dict[str, object]], facts: tuple[str, ...]) -> list[str]:
    """Facts of rows in an order of their own: a shorter report may rank its segments in another way."""
    return sorted(repr([row.get(name) for name in facts]) for row in rows)


def table_of(rows: list[Row], frame: str) -> object:
    from build import table

    return table(rows, frame=frame)


def test_rows_left_out_are_counted_once_though_they_lie_in_several_periods() -> None:
    rows = [*answers(), {"score": 99, "responded_at": f"{FIRST + timedelta(40)}T10:00:00"}]
    assert computed("nps", rows, period="28d", step=7).quality == {"off the 0-10 scale": 1}


def test_a_period_is_tested_against_the_one_that_ends_where_it_begins() -> None:
    found = {row["period_end"]: row for row in cells("nps", answers(), period="28d", step=7, compare="previous")}
    compared = {end: row for end, row in found.items() if row["change"] is not None}
    assert len(compared) == 3
    for end, row in compared.items():
        before = found[end - timedelta(28)]
        assert (row["status"], before["status"]) == ("ok", "ok")
        assert row["change"] == pytest.approx(row["value"] - before["value"])


def test_overlapping_periods_are_said_to_overlap() -> None:
    note = "periods overlap: each is compared with the one that ends where it begins"
    assert note in computed("nps", answers(), period="28d", step=7, compare="previous").notes
    assert note not in computed("nps", answers(), period="28d", compare="previous").notes
