"""Declared words: each means one thing, in whatever case it is written, and nothing means an answer and no answer at once."""

from __future__ import annotations

from itertools import combinations

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as some

from cxm.io import cells
from cxm.io.evidence import number_form
from cxm.io.words import MISSING, SCALES, table_for

TABLES = sorted(SCALES)
EVERY_WORD = [(name, word, score) for name in TABLES for word, score in SCALES[name][0].items()]


def read(*said: str | None) -> list[float | None]:
    form = number_form(said)
    column = pl.DataFrame({"cell": list(said)}, schema={"cell": pl.String})
    return column.select(cells.number(pl.col("cell"), form)[0]).to_series().to_list()


@pytest.mark.parametrize("name", TABLES)
def test_every_point_of_a_scale_has_words_and_no_word_lies_off_it(name):
    words, (low, high), _ = SCALES[name]
    assert set(words.values()) == set(range(low, high + 1))


@pytest.mark.parametrize("name", TABLES)
def test_no_word_is_an_answer_and_no_answer_at_once(name):
    assert not SCALES[name][0].keys() & MISSING


@pytest.mark.parametrize(("one", "other"), list(combinations(TABLES, 2)))
def test_words_that_scales_share_stand_for_the_same_score(one, other):
    first, second = SCALES[one][0], SCALES[other][0]
    assert {word: first[word] for word in first.keys() & second.keys()} == {word: second[word] for word in first.keys() & second.keys()}


@pytest.mark.parametrize("word", sorted({word for _, word, _ in EVERY_WORD} | MISSING))
def test_python_and_polars_fold_a_word_to_the_same_letters(word):
    folded = pl.select(pl.lit(word.upper()).str.to_lowercase()).item()
    assert folded == word.upper().lower() == word.upper().casefold() == word


@given(
    some.lists(some.sampled_from(EVERY_WORD), min_size=1),
    some.sampled_from([str.upper, str.title, str.lower]),
    some.sampled_from(["{}", " {} ", "\t{}\n"]),
)
def test_words_of_one_table_read_as_their_scores_in_any_case(chosen, case, dressed):
    table = chosen[0][0]
    chosen = [one for one in chosen if one[0] == table]
    assert read(*(dressed.format(case(word)) for _, word, _ in chosen)) == [float(score) for _, _, score in chosen]


@pytest.mark.parametrize(
    ("best", "worst"),
    [
        ("Very satisfied", "Very dissatisfied"),
        ("非常滿意", "非常不滿意"),
        ("非常满意", "非常不满意"),
        ("Sangat puas hati", "Sangat tidak puas hati"),
        ("Labai patenkintas", "Labai nepatenkintas"),
        ("😀", "😡"),
        ("😍", "😢"),
    ],
)
def test_satisfaction_is_told_in_five_languages_and_in_smileys(best, worst):
    assert read(best, worst, best) == [5.0, 1.0, 5.0]


@pytest.mark.parametrize("mark", ["\ufeff", "\u200b", "\u200e", "\u00a0", "\u3000", "\u2060"])
def test_what_is_not_seen_at_the_ends_of_a_cell_does_not_matter(mark):
    assert read(f"{mark}0 - Not at all satisfied", "10", f"5{mark}") == [0.0, 10.0, 5.0]
    assert read(f"{mark}Satisfied{mark}", f"{mark}N/A") == [4.0, None]


@pytest.mark.parametrize("words", [("Yes", "No"), ("是", "否"), ("Ya", "Tidak"), ("Taip", "Ne"), ("👍", "👎")])
def test_yes_and_no_span_0_to_1(words):
    assert read(*words) == [1.0, 0.0]
    assert SCALES[table_for(words)][1] == (0, 1)


@pytest.mark.parametrize(
    ("word", "opposite"),
    [("satisfied", "dissatisfied"), ("滿意", "不滿意"), ("puas hati", "tidak puas hati"), ("patenkintas", "nepatenkintas")],
)
def test_a_word_and_its_negation_lie_on_opposite_sides_of_the_middle(word, opposite):
    high, low = read(word, opposite)
    assert high > 3 > low
    assert high + low == 6


def test_a_smiley_is_known_with_and_without_its_variation_mark():
    assert read("☹\ufe0f", "☹", "🙂") == [2.0, 2.0, 4.0]


def test_ease_words_say_that_high_is_easy():
    assert SCALES[table_for(["Very easy", "Difficult"])][2] == "ease"


def test_a_column_of_words_from_two_tables_is_not_mapped():
    assert table_for(["Very satisfied", "Strongly agree"]) is None
    assert read("Very satisfied", "Strongly agree") == [None, None]


@pytest.mark.parametrize("stranger", ["satisfied-ish", "very  satisfied", "5", "sehr zufrieden", "🫠", "satisfied."])
def test_one_unknown_word_keeps_a_column_from_being_mapped(stranger):
    said = ["Very satisfied", "Neutral", stranger]
    assert table_for(said) is None
    assert not number_form(said).plausible


def test_a_word_the_evidence_never_saw_is_unreadable_and_counted():
    form = number_form(["Very satisfied", "Neutral"])
    value, unreadable = cells.number(pl.col("cell"), form)
    said = pl.DataFrame({"cell": ["satisfied", "meh", "N/A", None, "5"]})
    assert said.select(value.alias("v"), unreadable.alias("u")).rows() == [
        (4.0, False),
        (None, True),
        (None, False),
        (None, False),
        (None, True),
    ]


@pytest.mark.parametrize(
    "silence", ["", "N/A", "n/a", "NULL", "-", "?", "Prefer not to say", "不適用", "不适用", "tidak berkenaan", "Netaikoma"]
)
def test_no_answer_is_missing_in_words_and_in_numbers(silence):
    assert read("Satisfied", silence) == [4.0, None]
    assert read("7", silence) == [7.0, None]
    assert number_form(["7", silence]).cells == 1


def test_words_nobody_said_make_no_table():
    assert table_for([]) is None
    assert table_for(["", "N/A"]) is None
