"""Intervals that are asked for: of a sample of people whose number is known, and of net shares by another method."""

from __future__ import annotations

from math import sqrt

import pytest
from build import cell, cells, computed, scores

from cxm._settle import settle
from cxm.errors import UsageError
from cxm.metrics.engine.distributions import critical

ANSWERS = scores(*[10] * 60, *[8] * 20, *[0] * 20)
"""60 promoters and 20 detractors of 100: 40."""


@pytest.mark.parametrize("name", ["nps", "dsat"])
def test_both_sides_shrink_by_the_share_that_was_not_asked(name: str):
    """100 of 150 people answered: sqrt(50 / 149) of the way from the value."""
    rows = ANSWERS if name == "nps" else scores(*[5] * 60, *[3] * 20, *[1] * 20)
    plain, drawn = cell(name, rows), cell(name, rows, population=150)
    left = sqrt(50 / 149)
    assert drawn["value"] == plain["value"]
    assert drawn["low"] == pytest.approx(plain["value"] - left * (plain["value"] - plain["low"]))
    assert drawn["high"] == pytest.approx(plain["value"] + left * (plain["high"] - plain["value"]))


def test_where_everybody_answered_nothing_is_uncertain_and_where_few_did_nothing_changes():
    whole, few = cell("nps", ANSWERS, population=100), cell("nps", ANSWERS, population=2000)
    assert (whole["low"], whole["high"]) == (pytest.approx(40), pytest.approx(40))
    assert (few["low"], few["high"]) == (cell("nps", ANSWERS)["low"], cell("nps", ANSWERS)["high"])


def test_people_count_once_however_often_they_answer():
    """Ten people who answer ten times each are ten of the forty, not a hundred."""
    rows = [row | {"respondent_id": f"r{at % 10}"} for at, row in enumerate(ANSWERS)]
    plain, drawn = cell("nps", rows), cell("nps", rows, population=40)
    assert drawn["high"] - 40 == pytest.approx(sqrt(30 / 39) * (plain["high"] - 40))


def test_segments_keep_their_intervals_for_nobody_said_how_many_they_are():
    rows = [row | {"region": "EU" if at % 2 else "US"} for at, row in enumerate(ANSWERS)]
    plain, drawn = (cells("nps", rows, by="region", **more) for more in ({}, {"population": 120}))
    assert [row["low"] for row in plain[:2]] == [row["low"] for row in drawn[:2]]
    assert plain[2]["low"] < drawn[2]["low"]


def test_what_is_taken_for_the_population_is_said():
    assert "the intervals of totals are those of a sample of 1,500 people" in computed("nps", ANSWERS, population=1500).notes
    crowded = computed("nps", ANSWERS, population=80)
    assert "more answers than the population of 80" in crowded.notes
    assert crowded.cells["low"][0] == cell("nps", ANSWERS)["low"]


def test_the_adjusted_wald_interval_adds_three_answers():
    """60.75 and 20.75 of 103, by hand."""
    found = cell("nps", ANSWERS, interval="adjusted-wald")
    p, d = 60.75 / 103, 20.75 / 103
    middle, half = p - d, critical(0.95) * sqrt((p + d - (p - d) ** 2) / 103)
    assert (found["low"], found["high"]) == (pytest.approx(100 * (middle - half)), pytest.approx(100 * (middle + half)))
    assert (found["value"], found["interval_method"]) == (40, "nps_adjusted_wald")


def test_it_is_refused_where_it_would_change_nothing():
    with pytest.raises(UsageError, match="--interval adjusted-wald changes nothing in csat"):
        cell("csat", scores(5, 4), interval="adjusted-wald")


@pytest.mark.parametrize(
    ("options", "told"),
    [
        ({"population": 0}, "--population 0 is nobody"),
        ({"interval": "wald"}, "unknown value for --interval: 'wald'"),
    ],
)
def test_what_cannot_be_is_refused(options: dict[str, object], told: str):
    with pytest.raises(UsageError, match=told):
        settle(["nps"], options)
    with pytest.raises(UsageError, match="--population changes nothing in aov"):
        settle(["aov"], {"population": 5})
