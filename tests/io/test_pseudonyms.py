"""Pseudonyms: the hash by an independent implementation, and which columns are personal."""

from __future__ import annotations

import polars as pl
import pytest

from cxm.errors import UsageError
from cxm.io.pseudonyms import key_from, personal, pseudonym, pseudonyms, without_addresses

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


def test_cells_further_down_that_hold_an_address_are_emptied():
    cells = ["north", None, "ask ona@example.com", "from 192.0.2.7", "version 1.2.3", "12:30:00", "2001:db8:0:1:1:1:1:1"]
    found = pl.DataFrame({"text": cells}).select(without_addresses(pl.col("text")))["text"].to_list()
    assert found == ["north", None, None, None, "version 1.2.3", "12:30:00", None]


@pytest.mark.parametrize(
    ("heading", "cells", "why"),
    [
        ("whatever", ["north", "a.b@example.co.uk"], "e-mail addresses"),
        ("whatever", ["192.0.2.255"], "IP addresses"),
        ("whatever", ["+44 20 7946 0000"], "phone numbers"),
        ("Mobile number", ["600 11 222"], "phone numbers"),
        ("First Name", ["Ona"], "names"),
        ("recipientLastName", [None], "names"),
        ("姓名", ["王"], "names"),
        ("Vardas", ["Ona"], "names"),
        ("Assignee", ["Ana"], "names"),
        ("Latitude", ["54.69"], "places"),
        ("Date of birth", ["1990-01-01"], "birthdays"),
        ("Comments", ["all fine", "bad"], "free text"),
        ("What could be better?", ["The queue is long", "Nothing at all", None, "please open earlier"], "free text"),
        ("意见", ["服務很慢"], "free text"),
        ("user_id", ["u1"], "ids"),
        ("customerId", ["17"], "ids"),
        ("ID", ["17"], "ids"),
    ],
)
def test_what_is_personal_is_recognised_by_its_heading_or_its_cells(heading, cells, why):
    assert personal(heading, cells) == why


@pytest.mark.parametrize(
    ("heading", "cells"),
    [
        ("Campaign Name", ["Spring sale", "Spring sale", "Spring sale"]),
        ("Region", ["North America", "Asia Pacific", "North America", "Asia Pacific", "Asia Pacific"]),
        ("Submitted At", ["2026-01-05 09:00:00", "2026-01-06 10:00:00"]),
        ("Score", ["10", "9", "-"]),
        ("Version", ["1.2.3", "10.4.0"]),
        ("Amount", ["1,200.50", "-3"]),
        ("Plan", ["free", "pro"]),
        ("Order total", ["20260105"]),
        ("Likely to recommend", ["10", "9"]),
        ("Feedback", ["5", "4"]),
        ("campaign_id", ["c1"]),
    ],
)
def test_what_is_not_personal_is_kept(heading, cells):
    assert personal(heading, cells) == ""


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
