"""Repeats: one row per answer, and what people who answer again do to an interval."""

from __future__ import annotations

import polars as pl
import pytest
from build import cell, cells, computed, request, scores, table
from hypothesis import given, settings
from hypothesis import strategies as some

from cxm.errors import AmbiguousError, UsageError
from cxm.metrics.engine.backends.polars import KeyWatch, Polars
from cxm.metrics.engine.compute import compute
from cxm.metrics.engine.repeats import repeats, without_duplicates
from cxm.metrics.engine.table import Stored
from cxm.metrics.spec import Scale


def left(rows, **options) -> list[dict[str, object]]:
    found, _ = without_duplicates(table(rows, **options), Polars())
    return sorted(found.collect().to_dicts(), key=str)


# Duplicates of an answer


def test_the_last_by_time_is_kept_then_the_last_by_place():
    times = ("2026-01-02T10:00:00", "2026-01-03T10:00:00", "2026-01-03T10:00:00")
    rows = [{"response_id": "a", "score": score, "responded_at": at} for score, at in zip((1, 2, 3), times, strict=True)]
    assert [row["score"] for row in left(rows)] == [3]
    assert [row["score"] for row in left(rows[::-1])] == [2]


def test_without_times_the_last_by_place_is_kept():
    assert [row["score"] for row in left([{"response_id": "a", "score": score} for score in (3, 1, 2)])] == [2]


def test_a_row_without_a_time_is_older_than_any():
    rows = [{"response_id": "a", "score": 1, "responded_at": "2026-01-02T10:00:00"}, {"response_id": "a", "score": 2}]
    assert [row["score"] for row in left(rows)] == [1]


def test_a_later_row_replaces_the_whole_earlier_one():
    rows = [
        {"response_id": "a", "score": 9, "comment": "fine", "responded_at": "2026-01-02T10:00:00"},
        {"response_id": "a", "responded_at": "2026-01-03T10:00:00"},
    ]
    assert [(row["score"], row["comment"]) for row in left(rows)] == [(None, None)]


def test_blank_ids_are_no_id():
    assert len(left([{"response_id": None, "score": 1}, {"response_id": None, "score": 2}, {"response_id": "a", "score": 3}])) == 3


def test_an_id_may_answer_each_question_once():
    rows = [
        {"response_id": "a", "metric": question, "score": score}
        for question, score in (("nps", 1), ("csat", 2), (None, 3), ("nps", 4), (None, 5))
    ]
    assert sorted(row["score"] for row in left(rows)) == [2, 4, 5]


def test_rows_seen_and_dropped_are_those_of_the_export():
    found = computed("nps", [{"response_id": str(at % 3), "score": 9, "region": "EU" if at % 2 else "US"} for at in range(9)], by="region")
    assert (found.rows, found.quality["duplicates"]) == (9, 6)
    counted = {row["region"]: (row["n"], row["n_duplicate"]) for row in found.cells.to_dicts()}
    assert counted == {"EU": (1, 3), "US": (2, 3), None: (3, 6)}


def test_duplicates_are_counted_where_they_were_dropped():
    rows = [
        {"response_id": "a", "score": 0, "responded_at": "2026-01-31T10:00:00"},
        {"response_id": "a", "score": 9, "responded_at": "2026-02-28T10:00:00"},
    ]
    found = [(row["period"], row["n"], row["n_duplicate"]) for row in cells("nps", rows, period="month", from_="2026-01-01")]
    assert found == [("2026-01", 0, 1), ("2026-02", 1, 0)]
    assert [row["period"] for row in cells("nps", rows, period="month")] == ["2026-02"]
    assert computed("nps", rows, period="month", from_="2026-02-01").quality == {}


@settings(max_examples=50)
@given(some.lists(some.integers(0, 30), max_size=40), some.integers(1, 7))
def test_keys_that_are_said_to_be_unique_are(keys: list[int], size: int):
    watch = KeyWatch("key")
    for start in range(0, len(keys), size):
        watch(pl.Series(keys[start : start + size], dtype=pl.Int64))
    assert not watch.unique or len(set(keys)) == len(keys)


def test_rising_keys_are_seen_to_be_unique_whatever_chunk_comes_first():
    watch = KeyWatch("key")
    for chunk in ([5, 6], [1, 2, 4], [], [9]):
        watch(pl.Series(chunk, dtype=pl.Int64))
    assert watch.unique


def test_keys_with_blanks_or_texts_are_looked_at():
    watch = KeyWatch("key")
    for chunk in (["a", None], [None], ["b"]):
        watch(pl.Series(chunk, dtype=pl.String))
    assert not watch.unique


def test_duplicates_are_found_in_files_whose_keys_do_not_rise():
    rows = [{"response_id": key, "score": 9} for key in ("b", "a", "c", "a")]
    assert cell("nps", rows)["n"] == 3
    assert computed("nps-distribution", rows).quality["duplicates"] == 1


def test_several_metrics_look_at_the_keys_once(monkeypatch: pytest.MonkeyPatch):
    looks: list[int] = []
    look = KeyWatch.__call__
    monkeypatch.setattr(KeyWatch, "__call__", lambda watch, keys: looks.append(len(keys)) or look(watch, keys))
    compute(["nps", "csat", "nps-distribution"], table([{"response_id": str(at), "score": 5} for at in range(5)]), request())
    assert sum(looks) == 5


# People who answer again


def answers(*of: tuple[str | None, float], **fields) -> list[dict[str, object]]:
    return [{"respondent_id": person, "score": score, **fields} for person, score in of]


TWICE = answers(*((person, score) for person, score in (("a", 10), ("b", 10), ("c", 7), ("d", 0)) for _ in range(2)))


def test_whether_people_repeat_is_seen_past_blanks():
    for rows, told in (
        (answers(("a", 1), ("b", 1)), False),
        (answers(("a", 1), ("a", 1)), True),
        (answers((None, 1), (None, 1), ("a", 1)), False),
    ):
        found = table(rows)
        assert repeats(found, Polars(), found.rows) is told


def test_repeats_widen_the_interval_and_not_the_value():
    once = cell("nps", [{key: value for key, value in row.items() if key != "respondent_id"} for row in TWICE])
    twice = cell("nps", TWICE)
    assert (twice["value"], twice["n"]) == (once["value"], once["n"])
    assert twice["low"] < once["low"]
    assert twice["high"] > once["high"]
    assert twice["deff"] == pytest.approx(8 / 3)


def test_the_design_effect_is_that_of_the_sums_per_person():
    # Per person: a 2 answers worth +2, b 1 worth -1, c 1 worth 0; net share 1/4. Residuals 1.5, -1.25, -0.25: squares 3.875.
    # 3/2 x 3.875 / 16 = 0.36328; plain: (0.5 + 0.25 - 0.0625) / 4 = 0.171875.
    found = cell("nps", answers(("a", 10), ("a", 9), ("b", 3), ("c", 7)))
    assert found["deff"] == pytest.approx(0.36328125 / 0.171875)
    assert found["n_eff"] == pytest.approx(4 * 0.171875 / 0.36328125)


def test_people_are_told_apart_within_each_cell():
    rows = [{**row, "region": region} for region in ("EU", "US") for row in TWICE[::2]]
    by_region = {row["region"]: row["deff"] for row in cells("nps", rows, by="region")}
    assert by_region == {"EU": 1.0, "US": 1.0, None: pytest.approx(8 / 3)}


def test_people_are_told_apart_within_each_period():
    rows = [{**row, "responded_at": f"2026-0{month}-28T10:00:00"} for month in (1, 2) for row in TWICE[::2]]
    assert [row["deff"] for row in cells("nps", rows, period="month", as_of="2026-02-28")] == [1.0, 1.0]
    assert cell("nps", rows)["deff"] == pytest.approx(8 / 3)


def test_the_other_segments_are_one_cell_of_people():
    rows = [{**row, "region": region} for region in ("EU", "US") for row in TWICE[::2]] + scores(*[9] * 9, region="APAC")
    found = {row["region"]: row["deff"] for row in cells("nps", rows, by="region", top=1)}
    assert found["(other)"] == pytest.approx(8 / 3)


def test_rows_without_a_person_are_people_of_their_own():
    assert cell("nps", answers((None, 10), (None, 10), (None, 0), ("a", 7), ("b", 7)))["deff"] == 1.0
    plain = cell("nps", answers(*((str(at), row["score"]) for at, row in enumerate(TWICE))))
    assert plain["deff"] == 1.0


def test_answers_that_do_not_count_are_no_repeats():
    rows = answers(("a", 10), ("b", 9), ("c", 0), ("d", 7))
    noise = answers(("a", 99), ("b", 8.5), kind="real") + answers(("c", 9), kind="test") + answers(("d", 1), metric="csat")
    assert cell("nps", rows + noise)["deff"] == 1.0


def test_unanimous_repeats_keep_the_interval_on_the_scale():
    found = cell("csat", answers(("a", 5), ("a", 5), ("b", 5)))
    assert (found["value"], found["high"]) == (100, 100)
    assert found["low"] < cell("csat", scores(5, 5, 5))["low"] + 1e-9


def test_invitations_of_one_person_are_placed_by_their_own_day():
    base = {"responded_at": "2026-03-05T10:00:00", "score": 9}
    rows = [
        {"respondent_id": person, "invited_at": f"2026-0{month}-05T10:00:00", **(base if month == 1 else {})}
        for person in "abcd"
        for month in (1, 2)
    ]
    found = cells("survey-response-rate", rows, period="month", as_of="2026-03-31")
    assert [(row["value"], row["deff"]) for row in found[:2]] == [(100, 1.0), (0, 1.0)]
    assert cell("survey-response-rate", rows, as_of="2026-03-31")["deff"] == 1.0  # each has one of each: the spread between people is 0


def test_immature_invitations_are_no_repeats():
    rows = [{"respondent_id": person, "invited_at": f"2026-0{month}-20T10:00:00"} for person in "abcd" for month in (1, 2)]
    rows += [{"respondent_id": person, "invited_at": "2026-01-20T10:00:00", "responded_at": "2026-02-20T10:00:00"} for person in "ef"]
    found = cell("survey-response-rate", rows, as_of="2026-02-28")
    assert (found["n"], found["n_immature"], found["deff"]) == (6, 4, 1.0)


# Only the last answer of each


def test_only_the_last_answer_of_each_person_is_kept_when_asked():
    rows = answers(("a", 0), responded_at="2026-01-01T10:00:00") + answers(("a", 10), ("b", 10), responded_at="2026-01-02T10:00:00")
    found = cell("nps", rows, dedupe="respondent-period")
    assert (found["value"], found["n"], found["n_duplicate"], found["deff"]) == (100, 2, 1, 1.0)


def test_the_last_answer_is_that_within_the_report():
    rows = answers(("a", 10), responded_at="2026-01-01T10:00:00") + answers(("a", 0), responded_at="2026-05-01T10:00:00")
    for options in ({"to": "2026-03-01"}, {"as_of": "2026-03-01"}, {"period": "month", "to": "2026-01-31"}):
        (found,) = cells("nps", rows, dedupe="respondent-period", **options)
        assert (found["value"], found["n"], found["n_duplicate"]) == (100, 1, 0)


def test_each_period_has_its_own_last_answer():
    rows = answers(("a", 10), responded_at="2026-01-31T10:00:00") + answers(("a", 0), responded_at="2026-02-28T10:00:00")
    assert [row["value"] for row in cells("nps", rows, period="month", dedupe="respondent-period")] == [100, -100]
    assert cell("nps", rows, dedupe="respondent-period")["value"] == -100


@pytest.mark.parametrize("later", [{}, {"score": 99}, {"score": 8.5}, {"score": 0, "kind": "test"}, {"score": 0, "metric": "csat"}])
def test_what_does_not_count_does_not_take_the_place_of_an_answer(later: dict[str, object]):
    rows = [*answers(("a", 10), responded_at="2026-01-01T10:00:00"), {"respondent_id": "a", "responded_at": "2026-01-02T10:00:00", **later}]
    found = cell("nps", rows, dedupe="respondent-period")
    assert (found["value"], found["n"], found["n_duplicate"]) == (100, 1, 0)


def test_people_who_are_not_known_are_all_kept():
    assert cell("nps", answers((None, 10), (None, 0), ("a", 7)), dedupe="respondent-period")["n"] == 3


def test_the_last_answer_needs_to_know_the_people():
    with pytest.raises(UsageError, match="--respondent"):
        cell("nps", scores(9), dedupe="respondent-period")


def test_the_last_answer_is_found_however_times_are_stored():
    rows = answers(("a", 0), responded_at="2026-01-01T10:00:00") + answers(("a", 10), responded_at="2026-01-02T10:00:00")
    for stored in (Stored.UTC, Stored.LOCAL, Stored.LOCAL_TEXT):
        assert cells("nps", table(rows, stored=stored), dedupe="respondent-period", period="month")[0]["value"] == 100


@pytest.mark.parametrize(("again", "told"), [(1, False), (2, True)])
def test_people_who_answer_in_both_periods_are_told(again: int, *, told: bool):
    # Ten people a month: one of 19 in both is 5 %, two of 18 are 11 %.
    january = [{"respondent_id": f"p{at}", "score": at, "responded_at": "2026-01-10T10:00:00"} for at in range(10)]
    february = [{"respondent_id": f"p{at - again}", "score": at - 10, "responded_at": "2026-02-10T10:00:00"} for at in range(10, 20)]
    rows = [*january, *february, {"score": 5, "responded_at": "2026-02-28T10:00:00"}]
    notes = computed("nps", rows, period="month", compare="previous").notes
    assert notes == (["paired data, test conservative: over 10% of the respondents occur in both periods"] if told else [])
    assert computed("nps", rows, period="month").notes == []


@pytest.mark.parametrize(("off", "told"), [(1, False), (2, True)])
def test_many_answers_off_the_scale_are_told(off: int, *, told: bool):
    rows = [*({"score": 9} for _ in range(20 - off)), *({"score": 11} for _ in range(off)), *({} for _ in range(50))]
    notes = computed("nps", rows).notes
    assert notes == (["10% of the answers are off the 0-10 scale: is it the right column, and the right scale?"] if told else [])


@pytest.mark.parametrize(("off", "refused"), [(10, False), (11, True)])
def test_more_answers_off_the_scale_than_on_it_are_refused_unless_the_scale_is_declared(off: int, *, refused: bool):
    # Blanks are no answers: they say nothing about the scale.
    rows = [*({"score": 9} for _ in range(20 - off)), *({"score": 90} for _ in range(off)), *({} for _ in range(50))]
    if refused:
        with pytest.raises(AmbiguousError, match="11 of 20 answers are off the 0-10 scale") as caught:
            cell("nps", rows)
        assert "--scale 0-10" in (caught.value.cure or "")
    else:
        assert cell("nps", rows)["n"] == 10
    declared = computed("nps", rows, scale=Scale(0, 10))
    assert declared.cells["n"].to_list() == [20 - off]
    assert declared.notes == [f"{5 * off}% of the answers are off the 0-10 scale: is it the right column, and the right scale?"]
