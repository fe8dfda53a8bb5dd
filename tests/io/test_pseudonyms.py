"""Pseudonyms: the hash by an independent implementation, and the key."""

from __future__ import annotations

import polars as pl
import pytest

from cxm.errors import UsageError
from cxm.io.pseudonyms import key_from, pseudonym, pseudonyms

KEY = b"a key of more than sixteen characters"


def test_the_hash_is_that_of_openssl():
    # printf person-1 | openssl mac -macopt hexkey:... -macopt size:16 -in - BLAKE2BMAC
    assert pseudonym("person-1", KEY) == "2761a43baf2248117d99760b16ec01b5"


def test_a_key_longer_than_the_hash_takes_is_used_whole():
    long = b"k" * 65
    assert len(pseudonym("a", long)) == 32
    assert pseudonym("a", long) != pseudonym("a", long + b"k")


def test_a_column_is_hashed_cell_by_cell_and_blanks_stay_blank():
    frame = pl.DataFrame({"id": ["a", None, "b", "a"]}).lazy().select(pseudonyms(pl.col("id"), KEY)).collect(engine="streaming")
    assert frame["id"].to_list() == [pseudonym("a", KEY), None, pseudonym("b", KEY), pseudonym("a", KEY)]


def test_numbers_and_texts_of_one_id_have_one_pseudonym():
    numbers = pl.DataFrame({"id": [17]}).select(pseudonyms(pl.col("id"), KEY)).item()
    assert numbers == pseudonym("17", KEY)


def test_the_key_comes_from_a_file_or_the_environment(tmp_path):
    (tmp_path / "key").write_bytes(KEY + b"\n")
    assert key_from(str(tmp_path / "key"), {}) == KEY
    assert key_from(None, {"CXM_KEY": KEY.decode()}) == KEY
    assert key_from(str(tmp_path / "key"), {"CXM_KEY": "another key of sixteen and more"}) == KEY


@pytest.mark.parametrize("environment", [{}, {"CXM_KEY": ""}, {"CXM_KEY": "  "}, {"CXM_KEY": "fifteen letters"}])
def test_without_a_key_that_can_keep_a_secret_it_is_refused(environment):
    with pytest.raises(UsageError) as refused:
        key_from(None, environment)
    assert "openssl" in (refused.value.cure or "")


def test_a_key_file_that_is_not_there_is_refused(tmp_path):
    with pytest.raises(UsageError):
        key_from(str(tmp_path / "nowhere"), {"CXM_KEY": KEY.decode()})
