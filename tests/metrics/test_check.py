"""Checks: certain only when the whole interval says so."""

from __future__ import annotations

import pytest

from cxm.errors import Exit, UsageError
from cxm.metrics.engine.check import check, on_grade, outcome

ROW = {
    "metric": "nps",
    "period": "all",
    "status": "ok",
    "value": 40.0,
    "low": 26.1,
    "high": 52.2,
    "n": 100,
    "change": None,
    "change_low": None,
    "change_high": None,
    "grade": None,
    "grade_state": "uncertain",
    "grade_label": "very good",
    "grade_tone": "good",
    "interval_method": "nps_score",
}


def row(**facts) -> dict[str, object]:
    return ROW | facts


@pytest.mark.parametrize(
    ("text", "missed"),
    [
        ("value < 20", False),
        ("value < 60", True),
        ("value < 30", None),
        ("value > 60", False),
        ("value > 20", True),
        ("value >= 26.1", True),
        ("value > 26.1", None),
        ("value <= 52.2", True),
        ("value < 52.2", None),
        ("value = 60", False),
        ("value == 40", None),
        ("value = 30", None),
        ("value != 30", None),
        ("value != 60", True),
        ("low < 30", True),
        ("high < 30", False),
        ("n < 100", False),
        ("n < 101", True),
        ("change < 0", None),
        ("  value<20", False),
    ],
)
def test_an_interval_decides(text: str, missed: object):
    assert check(text).tell(row()) is missed


def test_a_change_is_decided_by_its_own_interval():
    fallen = row(change=-20.0, change_low=-39.0, change_high=-0.2)
    assert check("change < 0").tell(fallen) is True
    assert check("change < -10").tell(fallen) is None
    assert check("change < -50").tell(fallen) is False


def test_a_complete_count_is_certain_and_an_estimate_without_an_interval_is_not():
    assert check("value < 30").tell(row(value=20.0, low=None, high=None, interval_method="census")) is True
    assert check("value < 30").tell(row(value=20.0, low=None, high=None, interval_method=None)) is None
    assert check("value < 30").tell(row(value=None, low=None, high=None)) is None


def test_a_grade_is_asserted_or_cannot_be_told():
    assert check("grade = 'not good'").tell(row(grade="not good", grade_state="asserted")) is True
    assert check("grade = bad").tell(row(grade="not good", grade_tone="bad", grade_state="asserted")) is True
    assert check("grade != excellent").tell(row(grade="Excellent", grade_state="asserted")) is False
    assert check("grade = bad").tell(row()) is None


def test_fail_on_counts_worse_tones_and_only_asserted_grades():
    bad = row(grade="not good", grade_tone="bad", grade_state="asserted")
    assert on_grade("bad").tell(bad) is True
    assert on_grade("warn").tell(bad) is True
    assert on_grade("bad").tell(row(grade_tone="warn", grade_state="asserted")) is False
    assert on_grade("bad").tell(row(grade_tone="bad", grade_state="uncertain")) is None
    assert on_grade("bad").tell(row()) is False
    assert on_grade("bad").tell(row(grade_tone=None)) is False


@pytest.mark.parametrize(
    "wrong", ["", "value", "value 30", "30 < value", "value < high", "value < nan", "value < inf", "nps < 30", "grade < 3", "value << 3"]
)
def test_what_is_no_check_is_refused(wrong: str):
    with pytest.raises(UsageError) as caught:
        check(wrong)
    assert "--fail-if" in str(caught.value)


def judged(text: str, *rows: dict[str, object]) -> tuple[Exit, list[str]]:
    said: list[str] = []
    return outcome([check(text)], rows, said.append), said


def test_a_certain_miss_outweighs_a_doubt():
    low, doubtful = row(value=10.0, low=5.0, high=15.0, period="2026-01"), row(period="2026-02")
    assert judged("value < 30", low, doubtful)[0] is Exit.THRESHOLD
    assert judged("value < 30", doubtful, low)[0] is Exit.THRESHOLD
    assert judged("value < 30", doubtful) == (Exit.NOT_ENOUGH_DATA, ["cxm: nps 2026-02: cannot tell whether value < 30"])
    assert judged("value < 5", row()) == (Exit.OK, [])


def test_each_miss_is_said_with_its_place():
    assert judged("value < 30", row(value=10.0, low=5.0, high=15.0))[1] == ["cxm: nps: value < 30"]


def test_no_rows_miss_nothing():
    assert judged("value < 30") == (Exit.OK, [])


def test_an_unfinished_or_empty_period_is_not_judged():
    good = row(value=60.0, low=50.0, high=70.0)
    for status in ("partial", "provisional", "immature", "no_data", "suppressed", "insufficient_history"):
        assert judged("value < 30", good, row(value=None if status == "no_data" else 10.0, low=5.0, high=15.0, status=status)) == (
            Exit.OK,
            [],
        )


def test_the_first_period_has_no_change_to_judge():
    risen = row(change=20.0, change_low=1.0, change_high=39.0)
    assert judged("change < 0", row(), risen) == (Exit.OK, [])


def test_when_nothing_is_left_to_judge_nothing_can_be_told():
    assert judged("value < 30", row(status="partial")) == (Exit.NOT_ENOUGH_DATA, ["cxm: nothing to judge by value < 30"])
    assert judged("change < 0", row()) == (Exit.NOT_ENOUGH_DATA, ["cxm: nothing to judge by change < 0"])


def test_numbers_that_contradict_each_other_cannot_be_told():
    assert judged("value < 30", row(value=10.0, low=5.0, high=15.0, status="inconsistent"))[0] is Exit.NOT_ENOUGH_DATA
