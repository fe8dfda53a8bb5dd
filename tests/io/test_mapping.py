"""Mapping files as text: what is written can be read again, whatever an export is called and holds."""

from __future__ import annotations

import tomllib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cxm.io.evidence import number_form
from cxm.io.mapping import Saved, Seen, load, numbers, written

TEXT = st.text(st.characters(exclude_categories=("Cs",)), max_size=20)
NAMES = st.sampled_from(["score", "responded_at", "kind", "nps"])


@given(
    st.dictionaries(NAMES, TEXT, max_size=3),
    st.dictionaries(NAMES, st.lists(TEXT, max_size=4), max_size=3),
    st.one_of(st.none(), TEXT),
)
def test_what_is_written_is_read_again(tmp_path_factory, roles, words, delimiter):
    seen = {name: Seen(name, "words", {"words": found}) for name, found in words.items()}
    file = {"delimiter": delimiter} if delimiter is not None else {}
    path = tmp_path_factory.mktemp("mapping") / "m.toml"
    saved = Saved(
        "qualtrics",
        "survey",
        roles,
        {"nps": 'Q1 "recommend"\n'},
        {"x": "min"},
        {"skip_rows": 2, "missing": ["-", "99"]},
        file,
        seen,
        str(path),
    )
    path.write_text(written(saved), encoding="utf-8", newline="")
    assert load(str(path)) == saved


def test_numbers_decimals_and_lists_keep_their_kind():
    saved = Saved("x", "survey", {}, seen={"score": Seen("Q", "number", {"low": 0, "high": 4.5, "offset": False, "written": ["%d/%m/%Y"]})})
    held = tomllib.loads(written(saved))["seen"]["score"]
    assert held == {"column": "Q", "kind": "number", "low": 0, "high": 4.5, "offset": False, "written": ["%d/%m/%Y"]}


@pytest.mark.parametrize(
    ("cells", "decimal", "expected"),
    [
        (["1", "10", None, "n/a"], None, [1, 10]),
        (["4,5", "3,25"], None, [4.5, 3.25]),
        (["1,200.5", "3"], ".", [1200.5, 3]),
        (["1.200,5", "3"], ",", [1200.5, 3]),
        (["10 - Extremely likely", "0 - Not at all"], None, [10, 0]),
        (["12", "none of it"], None, [12]),
    ],
)
def test_numbers_are_read_as_the_evidence_reads_them(cells, decimal, expected):
    assert numbers(cells, number_form(cells, decimal=decimal)) == expected
