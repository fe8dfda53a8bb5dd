"""What people write: themes and terms counted as plain Python counts them, tones without a language they cannot have."""

from __future__ import annotations

import math
import re
import sys
from collections import Counter

import polars as pl
import pytest
from build import cells, computed, table
from hypothesis import given, settings
from hypothesis import strategies as some

from cxm.errors import UsageError
from cxm.metrics.prepare import lexicon
from cxm.metrics.prepare._texts import patterns, terms

WORDS = ["late", "later", "Late!", "delay", "refund", "translate", "送貨太慢", "太慢", "kaina", "kainą", "don't", "a", "-"]
COMMENTS = some.lists(some.lists(some.sampled_from(WORDS), max_size=5).map(" ".join), min_size=1, max_size=30)
THEMES = {"delivery": ["late*", "送貨"], "price": ["kaina", "refund"], "both": ["太慢", "delay refund"]}


def mentions(comment: str, words: list[str]) -> bool:
    """By the standard library's expressions, which know lookarounds."""
    for word in words:
        body = re.escape(word).replace(r"\*", r"\w*").replace(r"\ ", r"\s+")
        whole = body if "\u3400" <= word[0] <= "\u9fff" else rf"(?<!\w){body}(?!\w)"
        if re.search(whole, comment.lower()):
            return True
    return False


@settings(max_examples=60)
@given(COMMENTS)
def test_themes_are_counted_as_plain_python_counts_them(comments: list[str]):
    declared = [f"{theme}: {', '.join(words)}" for theme, words in THEMES.items()]
    found = cells("feedback-themes", table([{"comment": one} for one in comments]), settings={"themes": declared})
    filled = [one for one in comments if one.strip()]
    hits = {theme: sum(mentions(one, words) for one in filled) for theme, words in THEMES.items()}
    assert {row["_part"]: (row["hits"], row["comments"]) for row in found} == {
        theme: (count, len(filled)) for theme, count in hits.items() if count
    }


@settings(max_examples=60)
@given(some.lists(some.sampled_from(WORDS), max_size=6).map(" ".join))
def test_terms_are_words_and_pairs_of_neighbouring_characters(text: str):
    text = text.lower()
    wanted = set(re.findall(r"[a-ząčęėįšųūž0-9][a-ząčęėįšųūž0-9'’]+", text))
    wanted |= {run[at : at + 2] for run in re.findall("[\u3400-\u9fff]+", text) for at in range(len(run) - 1)}
    found = pl.DataFrame({"text": [text]}).select(terms(pl.col("text"))).item().to_list()
    assert set(found) == wanted
    assert len(found) == len(set(found))


def test_no_term_tells_segments_apart_that_differ_by_chance_alone():
    # 60 words drawn alike for both: at 5 % hardly one of a hundred such exports shows a term.
    shown = 0
    for seed in range(40):
        state, rows = seed * 7919 + 1, []
        for at in range(200):
            picked = []
            for _ in range(4):
                state = (state * 1103515245 + 12345) % 2**31
                picked.append(f"word{state // 7 % 60:02d}")
            rows.append({"comment": " ".join(picked), "way": "a" if at % 2 else "b"})
        shown += bool(len(computed("feedback-terms", rows, by="way").cells))
    assert shown <= 6


def test_the_clearest_terms_come_by_their_odds():
    """The z of `late` and `slow` by hand: both are told, and with one term a segment the clearer stays."""
    rows = [{"comment": "late", "way": "a"}] * 20 + [{"comment": "slow", "way": "a"}] * 12 + [{"comment": "fine", "way": "b"}] * 60

    def z(hits: int, inside: int, others: int, outside: int) -> float:
        a, b, c, d = hits + 0.5, inside - hits + 0.5, others + 0.5, outside - others + 0.5
        return math.log(a * d / (b * c)) / math.sqrt(1 / a + 1 / b + 1 / c + 1 / d)

    assert z(20, 32, 0, 60) > z(12, 32, 0, 60) > 2
    one = computed("feedback-terms", rows, by="way", settings={"top": 1}).cells
    two = computed("feedback-terms", rows, by="way", settings={"top": 2}).cells
    assert set(one["_part"]) == {"late", "fine"}
    assert set(two["_part"]) == {"late", "slow", "fine"}


@pytest.mark.parametrize("lines", [[], ["# only a comment"], ["late"], ["a:"], [": late"], ["a: late", "a: slow"], ["a: *"]])
def test_themes_that_say_nothing_are_refused(lines: list[str]):
    with pytest.raises(UsageError):
        patterns(lines)


def test_without_the_lexicon_the_cure_is_told(monkeypatch: pytest.MonkeyPatch):
    lexicon._analyzer.cache_clear()
    monkeypatch.setitem(sys.modules, "vaderSentiment.vaderSentiment", None)
    with pytest.raises(UsageError, match="cxm\\[sentiment\\]"):
        computed("feedback-sentiment", [{"comment": "great"}])
    lexicon._analyzer.cache_clear()


def test_equal_texts_have_equal_tones():
    texts = ["great", "awful", None, "great", "it is a table"]
    found = lexicon._tones(pl.Series(texts)).to_list()
    assert Counter(found) == {"positive": 2, "negative": 1, "neutral": 1, None: 1}
