"""Errors: one tree with exit statuses, each saying what is wrong, where, and the cure."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as some

from cxm import errors
from cxm.errors import (
    AmbiguousError,
    CxmError,
    Exit,
    ExportError,
    IncompleteRequest,
    NotEnoughData,
    PartialError,
    Problem,
    UsageError,
    fold,
    nearest,
    unknown,
)

TREE = (UsageError, ExportError, AmbiguousError, NotEnoughData, PartialError)


def test_every_error_has_its_own_exit_status():
    assert {error: error.exit for error in TREE} == {UsageError: 2, ExportError: 3, AmbiguousError: 4, NotEnoughData: 5, PartialError: 6}
    assert [int(status) for status in (Exit.OK, Exit.THRESHOLD, Exit.BUG, Exit.INTERRUPTED)] == [0, 1, 70, 130]


def test_a_request_that_lacks_something_is_a_request_that_cannot_be_carried_out():
    assert issubclass(IncompleteRequest, UsageError)
    assert IncompleteRequest("growth needs periods").exit == 2


def test_all_errors_can_be_caught_as_one():
    found = [item for item in vars(errors).values() if isinstance(item, type) and issubclass(item, Exception)]
    assert set(found) == {CxmError, IncompleteRequest, *TREE}
    assert all(issubclass(error, CxmError) for error in found)


def test_an_error_says_what_where_every_problem_and_the_cure():
    error = ExportError(
        "cannot be read", where="a.csv", problems=[Problem("no number", column="Score", row=3, value="x"), "too short"], cure="export again"
    )
    assert str(error) == "a.csv: cannot be read\n  column 'Score', line 3, value 'x': no number\n  too short\n  cure: export again"
    assert (error.what, error.where, error.cure, len(error.problems)) == ("cannot be read", "a.csv", "export again", 2)


def test_an_error_may_say_only_what():
    assert str(UsageError("no metric named")) == "no metric named"


def test_long_values_are_cut():
    told = str(Problem("no number", value="x" * 100))
    assert len(told) < 90
    assert "..." in told


def test_a_row_of_zero_is_a_place_too():
    assert str(Problem("empty", row=0)) == "line 0: empty"


def test_names_are_compared_without_case_and_hyphens():
    assert fold(" Churn-Rate ") == fold("churn_rate") == fold("churn rate") == "churn_rate"


def test_the_nearest_names_come_first():
    assert nearest("nsp", ["nps", "csat", "ces"])[0] == "nps"
    assert nearest("churn-rte", ["churn_rate", "clv"]) == ["churn_rate"]
    assert nearest("xyz", ["nps", "csat"]) == []


@given(some.text(max_size=20))
def test_any_word_has_an_error_of_its_own(word: str):
    error = unknown("metric", word, ["nps", "csat", "feedback-volume"])
    assert isinstance(error, UsageError)
    assert repr(word) in str(error)


@pytest.mark.parametrize(("word", "cure"), [("npss", "did you mean nps?"), ("zzz", "cxm metrics lists them")])
def test_the_cure_is_the_nearest_name_or_what_was_given(word: str, cure: str):
    assert unknown("metric", word, ["nps", "csat"], cure="cxm metrics lists them").cure == cure
