"""Rejects: each row that was left out, with the first reason that applies; as many as the counts beside the result say."""

from __future__ import annotations

from collections import Counter
from random import Random

from build import computed, request, table
from hypothesis import given, settings
from hypothesis import strategies as some

from cxm.metrics.engine.backends.polars import Polars
from cxm.metrics.engine.plan import choose
from cxm.metrics.engine.rejects import rejected
from cxm.metrics.engine.table import Stored, Table


def left_out(name: str, rows, **options) -> list[tuple[int, str]]:
    found = rows if isinstance(rows, Table) else table(rows)
    asked = request(**options)
    frame = rejected(choose(name, found, asked), found, asked, Polars()).collect()
    assert frame.columns[:3] == ["row", "metric", "reason"]
    assert set(frame["metric"]) <= {name}
    return list(zip(frame["row"].to_list(), frame["reason"].to_list(), strict=True))


def test_rows_that_count_are_no_rejects():
    assert left_out("nps", [{"score": 9}, {"score": 0}]) == []


def test_each_reason_is_named():
    rows = [
        {"score": 9, "score!": False},
        {"score!": False},
        {"score": 11, "score!": False},
        {"score!": True},
        {"score": 9, "score!": False, "kind": "spam"},
        {"score": 9, "score!": False, "metric": "csat"},
    ]
    assert left_out("nps", rows) == [
        (2, "missing answer"),
        (3, "no whole answer on 0-10"),
        (4, "no whole answer on 0-10"),
        (5, "kind is spam"),
        (6, "another question than nps"),
    ]


def test_half_stars_are_not_asked_to_be_whole():
    assert left_out("review-score", [{"score": 0.5}, {"score": 4.5}]) == [(1, "no answer on 1-5")]


def test_unknown_words_are_named():
    assert left_out("csat", [{"score_label": "satisfied"}, {"score_label": "meh"}, {}]) == [(2, "unknown word"), (3, "missing answer")]


def test_the_earlier_rows_of_an_answer_are_duplicates():
    rows = [
        {"response_id": "a", "score": 9, "responded_at": "2026-01-03T10:00:00"},
        {"response_id": "a", "score": 9, "responded_at": "2026-01-02T10:00:00"},
        {"score": 9, "responded_at": "2026-01-02T10:00:00"},
    ]
    ((row, why),) = left_out("nps", rows)
    assert (row, why.partition(":")[0]) == (2, "duplicate")


def test_respondents_stand_with_their_last_answer_of_each_period():
    rows = [
        {"respondent_id": "ann", "score": 9, "responded_at": "2026-01-03T10:00:00"},
        {"respondent_id": "ann", "score": 8, "responded_at": "2026-01-20T10:00:00"},
        {"respondent_id": "ann", "responded_at": "2026-01-25T10:00:00"},
        {"respondent_id": "ann", "score": 7, "responded_at": "2026-02-01T10:00:00"},
        {"score": 7, "responded_at": "2026-01-01T10:00:00"},
    ]
    again = "respondent_id answers again later in the period"
    assert left_out("nps", rows, dedupe="respondent-period", period="month") == [(1, again), (3, "missing answer")]
    assert left_out("nps", rows, dedupe="respondent-period") == [(1, again), (2, again), (3, "missing answer")]


def test_answers_to_two_questions_are_no_duplicates():
    rows = [{"response_id": "a", "score": 9, "metric": "nps"}, {"response_id": "a", "score": 5, "metric": "csat"}]
    assert left_out("nps", rows) == [(2, "another question than nps")]


def test_days_outside_the_report_are_named_with_its_end():
    rows = [{"score": 9, "responded_at": f"2026-01-{day:02d}T10:00:00"} for day in (1, 10, 20)] + [
        {"score": 9, "responded_at": "2026-02-30"}
    ]
    assert left_out("nps", rows, from_="2026-01-05", to="2026-01-15") == [
        (1, "before 2026-01-05"),
        (3, "after 2026-01-15"),
        (4, "no readable time"),
    ]
    assert left_out("nps", rows, as_of="2026-01-15") == [(3, "after the observation end, 2026-01-15")]
    assert left_out("nps", rows) == []


def test_days_are_those_of_the_reporting_zone():
    rows = table([{"score": 9, "responded_at": "2026-01-31T22:30:00"}], stored=Stored.UTC)
    assert left_out("nps", rows, from_="2026-02-01", tz="Europe/Vilnius") == []
    assert left_out("nps", rows, from_="2026-02-01") == [(1, "before 2026-02-01")]


def test_young_invitations_are_named_with_the_observation_end():
    rows = [{"invited_at": "2026-01-01T10:00:00", "responded_at": "2026-01-20T10:00:00"}, {"invited_at": "2026-01-18T10:00:00"}]
    assert left_out("survey-response-rate", rows) == [(2, "younger than 14 days at 2026-01-20")]
    assert left_out("survey-response-rate", rows, as_of="2026-02-28") == []


def test_weights_are_named_only_where_they_are_used():
    rows = [{"score": 9, "weight": 1}, {"score": 9, "weight": 0}, {"score": 9}]
    assert left_out("nps", rows, weighted=True) == [(2, "weight missing or not above 0"), (3, "weight missing or not above 0")]
    assert left_out("nps", rows) == []
    assert left_out("feedback-volume", rows, weighted=True) == []


def test_the_columns_of_the_export_follow():
    rows = table([{"score": 99, "row": "7", "Region": "EU"}])
    asked = request()
    frame = rejected(choose("nps", rows, asked), rows, asked, Polars()).collect()
    assert frame.drop("metric", "reason").to_dicts() == [{"row": 1, "export_row": "7", "Region": "EU"}]


@settings(max_examples=40)
@given(
    some.integers(0, 2**32),
    some.integers(0, 40),
    some.sampled_from(["nps", "csat", "survey-response-rate", "feedback-volume"]),
    some.sampled_from([False, True]),
    some.sampled_from(["none", "respondent-period"]),
)
def test_there_are_as_many_as_the_counts_say(seed: int, size: int, name: str, weighted: object, dedupe: str):
    chance = Random(seed)
    rows = [
        {
            "response_id": chance.choice([None, "a", "b", "c", str(at)]),
            "respondent_id": chance.choice([None, "ann", "bob", "eve"]),
            "score": chance.choice([None, 1, 5, 8.5, 99]),
            "kind": chance.choice([None, "real", "test"]),
            "completed": chance.choice([None, "yes", "no"]),
            "metric": chance.choice([None, "nps", "csat"]),
            "weight": chance.choice([None, 0, 1, 2]),
            "responded_at": chance.choice([None, "2026-02-30", "2026-01-05", "2026-01-15", "2026-02-25"]),
            "invited_at": chance.choice([None, "2026-01-02", "2026-01-12", "2026-02-20", "9999-12-31"]),
        }
        for at in range(size)
    ]
    export = table([*rows, {"respondent_id": None, "score": 5, "weight": 1, "responded_at": "2026-01-16", "invited_at": "2026-01-16"}])
    scale = {"nps": "0-10", "csat": "1-5"}.get(name)  # declared, since most answers may be off it
    options = {"scale": scale, "weighted": weighted, "period": "month", "as_of": "2026-02-26", "dedupe": dedupe}
    found = computed(name, export, **options)
    reasons = Counter(why for _, why in left_out(name, export, **options))
    assert sum(found.quality.values()) == sum(reasons.values())
    if name != "survey-response-rate":  # rows that were never invited are in no base, and no fault of theirs
        assert sum(found.cells["n"]) + sum(reasons.values()) == size + 1
