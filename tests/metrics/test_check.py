"""Checks: certain only when the whole interval says so."""

from __future__ import annotations

import pytest

from cxm.errors import Exit, UsageError
from cxm.metrics.engine.check import Check, check, on_grade, outcome
from cxm.metrics.spec import Band

BANDS = (
    Band("not good", high=0, high_included=True, tone="bad"),
    Band("so so", low=0, high=20, high_included=True, tone="warn"),
    Band("very good", low=20, high=50, high_included=True, tone="good"),
    Band("excellent", low=50, tone="great"),
)
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
    "bands": BANDS,
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
    assert check(text, compared=True).tell(row()) is missed


def test_a_change_is_decided_by_its_own_interval():
    fallen = row(change=-20.0, change_low=-39.0, change_high=-0.2)
    assert check("change < 0", compared=True).tell(fallen) is True
    assert check("change < -10", compared=True).tell(fallen) is None
    assert check("change < -50", compared=True).tell(fallen) is False


def test_a_complete_count_is_certain_and_an_estimate_without_an_interval_is_not():
    assert check("value < 30").tell(row(value=20.0, low=None, high=None, interval_method="census")) is True
    assert check("value < 30").tell(row(value=20.0, low=None, high=None, interval_method=None)) is None
    assert check("value < 30").tell(row(value=None, low=None, high=None)) is None


def between(low: float | None, high: float | None, state: str = "uncertain") -> dict[str, object]:
    """A row whose value lies in the middle of its interval, graded by BANDS."""
    value = 40.0 if low is None or high is None else (low + high) / 2
    band = next(one for one in BANDS if one.holds(value))
    grade = band.label if state in ("asserted", "census") else None
    return row(value=value, low=low, high=high, grade=grade, grade_state=state, grade_label=band.label, grade_tone=band.tone)


@pytest.mark.parametrize(
    ("text", "low", "high", "missed"),
    [
        ("grade = 'not good'", -30, -10, True),
        ("grade = NOT GOOD", -30, -10, True),
        ("grade = bad", -30, -10, True),
        ("grade = bad", 5, 15, False),
        ("grade != excellent", 60, 70, False),
        ("grade != excellent", 5, 15, True),
        ("grade = bad", -7, 16, None),  # the value is "so so", and may be "not good"
        ("grade = bad", 1, 45, False),  # which of two grades is not known, but none of them is bad
        ("grade != bad", -7, 16, None),
        ("grade != bad", 1, 45, True),
        ("grade = good", 26, 52, None),
        ("grade = bad", 0, 30, None),  # 0 itself is "not good"
        ("grade = bad", 0.1, 30, False),
    ],
)
def test_a_grade_is_told_when_all_the_bands_its_interval_touches_say_the_same(text: str, low: float, high: float, missed: object):
    whole = len({one.label for one in BANDS if one.meets(low, high)}) == 1
    assert check(text, BANDS).tell(between(low, high, "asserted" if whole else "uncertain")) is missed


@pytest.mark.parametrize(
    ("tone", "low", "high", "missed"),
    [
        ("bad", -30, -10, True),
        ("warn", -30, -10, True),
        ("bad", 5, 15, False),
        ("warn", 5, 15, True),
        ("bad", -7, 16, None),
        ("warn", -7, 16, True),  # "not good" or "so so": a warning either way
        ("warn", 5, 30, None),
        ("warn", 21, 60, False),
    ],
)
def test_fail_on_counts_worse_tones_wherever_the_interval_reaches(tone: str, low: float, high: float, missed: object):
    whole = len({one.label for one in BANDS if one.meets(low, high)}) == 1
    assert on_grade(tone, BANDS).tell(between(low, high, "asserted" if whole else "uncertain")) is missed


def test_few_answers_may_be_bad_but_are_never_certainly_so():
    assert on_grade("bad", BANDS).tell(between(-90, -10, "small_n")) is None
    assert on_grade("bad", BANDS).tell(between(-20, 30, "small_n")) is None
    assert on_grade("bad", BANDS).tell(between(21, 90, "small_n")) is False


def test_without_an_interval_only_a_complete_count_has_a_grade_to_tell():
    assert on_grade("bad", BANDS).tell(between(None, None, "census")) is False
    assert on_grade("bad", BANDS).tell(between(None, None)) is None


def test_rows_that_nobody_grades_are_not_judged():
    ungraded = row(grade_label=None, grade_tone=None, grade_state="no_benchmark", bands=())
    for one in (on_grade("bad", BANDS), check("grade = bad", BANDS)):
        assert said_of(one, ungraded, between(60, 70, "asserted")) == (Exit.OK, [])
        assert said_of(one, ungraded) == (Exit.NOT_ENOUGH_DATA, [f"cxm: nothing to judge by {one.text}"])


@pytest.mark.parametrize(
    ("wrong", "cure"),
    [
        ("grade = bda", "did you mean bad"),
        ("grade = excelent", "did you mean excellent"),
        ("grade != 17", "one of not good, bad, so so, warn"),
    ],
)
def test_a_grade_that_cannot_be_is_refused(wrong: str, cure: str):
    with pytest.raises(UsageError) as caught:
        check(wrong, BANDS)
    assert wrong in str(caught.value)
    assert cure in str(caught.value)


def test_a_tone_that_no_band_has_is_refused():
    mild = [band for band in BANDS if band.tone != "bad"]
    assert on_grade("warn", mild).tell(between(5, 15, "asserted")) is True
    with pytest.raises(UsageError, match="--fail-on warn"):
        on_grade("bad", mild)
    for refused in (lambda: on_grade("warn", mild[1:]), lambda: on_grade("bad", ()), lambda: check("grade = bad", ())):
        with pytest.raises(UsageError, match="--benchmark-file"):
            refused()
    with pytest.raises(UsageError, match="did you mean warn"):
        on_grade("warm", BANDS)


def test_a_change_needs_a_comparison():
    with pytest.raises(UsageError, match="--compare previous"):
        check("change < -5")


@pytest.mark.parametrize(
    "wrong", ["", "value", "value 30", "30 < value", "value < high", "value < nan", "value < inf", "nps < 30", "grade < 3", "value << 3"]
)
def test_what_is_no_check_is_refused(wrong: str):
    with pytest.raises(UsageError) as caught:
        check(wrong)
    assert "--fail-if" in str(caught.value)


def said_of(one: Check, *rows: dict[str, object]) -> tuple[Exit, list[str]]:
    said: list[str] = []
    return outcome([one], rows, said.append, lambda row, of: f"{row['period']} {row[of]}"), said


def judged(text: str, *rows: dict[str, object]) -> tuple[Exit, list[str]]:
    return said_of(check(text, BANDS, compared=True), *rows)


def test_a_certain_miss_outweighs_a_doubt():
    low, doubtful = row(value=10.0, low=5.0, high=15.0, period="2026-01"), row(period="2026-02")
    assert judged("value < 30", low, doubtful)[0] is Exit.THRESHOLD
    assert judged("value < 30", doubtful, low)[0] is Exit.THRESHOLD
    assert judged("value < 30", doubtful) == (Exit.NOT_ENOUGH_DATA, ["cxm: 2026-02 40.0: cannot tell whether value < 30"])
    assert judged("value < 5", row()) == (Exit.OK, [])


def test_each_miss_is_said_with_its_place():
    assert judged("value < 30", row(value=10.0, low=5.0, high=15.0))[1] == ["cxm: all 10.0: value < 30"]


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


def test_a_grade_is_said_by_itself_and_a_doubt_by_what_would_fire():
    assert said_of(on_grade("warn", BANDS), between(-43.5, -22.3, "asserted")) == (Exit.THRESHOLD, ["cxm: all not good"])
    doubt = ["cxm: all so so: cannot tell whether grade bad", 'cxm: a doubt ends with 5, not 1; --fail-if "low <= 0" fires on it too']
    assert said_of(on_grade("bad", BANDS), between(-7, 16)) == (Exit.NOT_ENOUGH_DATA, doubt)
    assert said_of(check("grade = bad", BANDS), between(-7, 16))[1][1] == doubt[1]


def test_what_fires_on_a_doubt_lies_on_the_side_of_the_bad_grades():
    slow = (Band("good", high=3600, tone="good"), Band("slow", low=3600, low_included=True, tone="bad"))
    may_be_slow = row(value=3000.0, low=2000.0, high=4000.0, grade_label="good", bands=slow)
    assert said_of(on_grade("bad", slow), may_be_slow)[1][1] == 'cxm: a doubt ends with 5, not 1; --fail-if "high >= 3600" fires on it too'
    assert check("high >= 3600").tell(may_be_slow) is True


def test_what_fires_on_a_doubt_is_not_said_beside_a_certain_miss():
    said = said_of(on_grade("bad", BANDS), between(-7, 16), between(-30, -10, "asserted"))
    assert said == (Exit.THRESHOLD, ["cxm: all not good", "cxm: all so so: cannot tell whether grade bad"])


def test_misses_are_said_first_and_many_doubts_are_counted():
    doubtful = [row(period=f"day {at}") for at in range(23)]
    status, said = judged("value < 30", *doubtful, row(value=10.0, low=5.0, high=15.0, period="last"))
    assert status is Exit.THRESHOLD
    assert [said[0], said[1], said[20], *said[21:]] == [
        "cxm: last 10.0: value < 30",
        "cxm: day 0 40.0: cannot tell whether value < 30",
        "cxm: day 19 40.0: cannot tell whether value < 30",
        "cxm: 3 more that cannot be told",
    ]
