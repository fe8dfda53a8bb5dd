"""Recognition: each vendor's export is claimed by its reader alone, a file made by hand by no vendor, and a tie by nobody."""

from __future__ import annotations

import csv
from io import StringIO
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as some

from cxm.errors import AmbiguousError
from cxm.io.recognise import HAND, READERS, Claim, claim_by_hand, claim_of, header_words, is_vendor, recognise, settle
from cxm.io.spec import Evidence, Part, Signature, normal, spoken

SAMPLES = Path(__file__).parent / "samples" / "survey"
ENCODINGS = {"handmade__zh_cn": "gb18030", "handmade__lt": "cp1257"}
EXPORTS = sorted(path for path in SAMPLES.glob("*.csv") if not path.name.endswith(".expected.csv"))
VENDORS = [path for path in EXPORTS if not path.name.startswith(HAND)]
BY_HAND = [path for path in EXPORTS if path.name.startswith(HAND)]


def name(path: Path) -> str:
    return path.name.removesuffix(".csv").split("__")[0]


def rows(path: Path) -> list[list[str]]:
    """The records of a sample that hold anything."""
    text = path.read_bytes().decode(ENCODINGS.get(path.name.removesuffix(".csv"), "utf-8-sig"))
    delimiter = ";" if text.split("\n", 1)[0].count(";") > 3 else ","
    return [record for record in csv.reader(StringIO(text, newline=""), delimiter=delimiter) if any(record)]


def winner(records: list[list[str]], **how) -> Claim:
    claim = settle(recognise(records, **how), "survey.csv")
    assert claim is not None
    return claim


@pytest.mark.parametrize("path", EXPORTS, ids=lambda path: path.stem)
def test_each_sample_is_claimed_by_its_reader_alone(path):
    claims = recognise(rows(path), file=path.name)
    assert [claim.reader.name for claim in claims] == [name(path)]


@pytest.mark.parametrize("path", VENDORS, ids=lambda path: path.stem)
def test_a_sample_is_known_by_its_header_not_by_its_name_or_family(path):
    assert winner(rows(path)).reader.name == name(path)
    assert winner(rows(path), family="survey").reader.name == name(path)
    assert not [claim for claim in recognise(rows(path), family="ticket") if is_vendor(claim.reader)]


@pytest.mark.parametrize("path", BY_HAND, ids=lambda path: path.stem)
def test_no_vendor_claims_a_file_made_by_hand(path):
    header = rows(path)[:1]
    assert [reader for reader in READERS if is_vendor(READERS[reader]) and claim_of(READERS[reader], header, path.name)] == []


@pytest.mark.parametrize(
    ("sample", "header", "data"),
    [
        ("qualtrics", 0, 3),
        ("qualtrics_legacy", 1, 2),
        ("surveymonkey", 0, 2),
        ("typeform", 0, 1),
        ("limesurvey", 0, 1),
        ("chatwoot_csat", 0, 1),
    ],
)
def test_the_header_and_the_first_answer_are_found(sample, header, data):
    claim = winner(rows(SAMPLES / f"{sample}.csv"))
    assert (claim.header, claim.data) == (header, data)


def test_qualtrics_with_one_header_row_keeps_its_first_answer():
    header, _, _, *answers = rows(SAMPLES / "qualtrics.csv")
    assert winner([header, *answers]).data == 1


def test_legacy_qualtrics_with_names_in_the_first_row_loses_texts_and_import_ids():
    _, header, *answers = rows(SAMPLES / "qualtrics_legacy.csv")
    texts, ids = ["Question text"] * len(header), ['{"ImportId":"x"}'] * len(header)
    claim = winner([header, texts, ids, *answers])
    assert (claim.reader.name, claim.header, claim.data) == ("qualtrics_legacy", 0, 3)


def test_surveymonkey_without_a_row_of_options_keeps_its_first_answer():
    header, options, *answers = rows(SAMPLES / "surveymonkey.csv")
    assert options[:2] == ["", ""]
    assert winner([header, *answers]).data == 1


@pytest.mark.parametrize("path", VENDORS, ids=lambda path: path.stem)
def test_columns_of_the_user_behind_the_vendors_do_not_matter(path):
    records = rows(path)
    longer = [[*record, "extra", "Account Tier"] for record in records]
    assert winner(longer).reader.name == name(path)


@pytest.mark.parametrize("path", VENDORS, ids=lambda path: path.stem)
@pytest.mark.parametrize(
    "change",
    [str.upper, str.lower, lambda cell: f" {cell} ", lambda cell: cell.replace(" ", "\u00a0 ")],
    ids=["upper", "lower", "padded", "blanks"],
)
def test_case_and_blanks_of_a_header_do_not_matter(path, change):
    records = rows(path)
    at = winner(records).header
    records[at] = [change(cell) for cell in records[at]]
    assert winner(records).reader.name == name(path)


@pytest.mark.parametrize("path", VENDORS, ids=lambda path: path.stem)
def test_a_header_that_lacks_a_required_name_is_not_the_vendors(path):
    reader = READERS[name(path)]
    records = rows(path)
    at = winner(records).header
    for wanted in reader.signature.every:
        shorter = [cell for cell in records[at] if normal(cell) != normal(wanted)]
        assert claim_of(reader, [*records[:at], shorter]) is None


@pytest.mark.parametrize(
    "header",
    [
        ["timestamp", "customer id", "score"],
        ["Timestamp", "Email Address", "NPS"],
        ["Timestamp", "Score", "Comment"],
        ["時間戳記", "電子郵件地址", "滿意度評分"],
        ["时间戳记", "客户编号", "推荐分数", "反馈"],
        ["id", "score", "created_at"],
        ["id", "date", "person", "score"],
        ["ID", "Name", "Email", "NPS"],
        ["Response ID", "Timestamp", "NPS", "Comment"],
        ["Agent name", "Rating", "Comment", "Date"],
        ["RespondentID", "NPS", "Date"],
        ["Respondent ID", "Start Date", "End Date", "Satisfaction"],
        ["#", "Date", "Score"],
        ["StartDate", "EndDate", "Score"],
        ["Data", "Kliento ID", "Balas"],
        ["Tarikh", "ID Pelanggan", "Skor NPS"],
    ],
    ids="-".join,
)
def test_a_header_of_common_words_is_made_by_hand(header):
    claims = recognise([header, ["1"] * len(header)], family="survey")
    assert [claim.reader.name for claim in claims] == [HAND]


def test_a_form_of_google_is_known_by_its_timestamp_and_a_question():
    assert winner([["Timestamp", "How was it?"], ["1/5/2026 9:00:00", "5"]]).reader.name == "google_forms"
    assert winner([["時間戳記", "您對本次服務的滿意度如何"], ["2026/1/5", "5"]]).reader.name == "google_forms"
    assert winner([["How was it?", "Timestamp"], ["5", "1/5/2026 9:00:00"]], family="survey").reader.name == HAND


def test_a_hand_made_file_claims_by_the_number_of_its_words():
    reader = READERS[HAND]
    claim = claim_by_hand(reader, [["", ""], ["Date", "CUSTOMER_ID", "nps", "region"], ["2026-01-05", "C1", "10", "north"]])
    assert claim is not None
    assert (claim.header, claim.data, claim.score) == (1, 2, 3)
    assert claim.hits == ("Date", "CUSTOMER_ID", "nps")


def test_nothing_claims_nothing():
    assert recognise([]) == []
    assert recognise([["", ""], []]) == []
    assert settle([], "survey.csv") is None


def test_two_claims_that_are_equally_good_are_refused_by_name():
    first, second = READERS["qualtrics"], READERS["typeform"]
    with pytest.raises(AmbiguousError) as refused:
        settle([Claim(first, 9, 0, 1), Claim(second, 9, 0, 1)], "survey.csv")
    assert refused.value.cure == "--reader qualtrics or --reader typeform"
    assert first.title in refused.value.what
    assert second.title in refused.value.what
    assert settle([Claim(first, 9, 0, 1), Claim(second, 8, 0, 1)], "survey.csv").reader == first


@given(some.data())
def test_order_of_columns_does_not_matter_where_no_name_must_come_first(data):
    path = data.draw(some.sampled_from([path for path in VENDORS if not READERS[name(path)].signature.first]))
    records = rows(path)
    at = winner(records).header
    places = data.draw(some.permutations(range(len(records[at]))))
    shuffled = [records[at][place] for place in places]
    assert winner([*records[:at], shuffled], family="survey").reader.name == name(path)


# ── Declarations ────────────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("reader", READERS.names("survey"))
def test_a_declaration_can_be_found_by_what_it_asks_for(reader):
    declaration = READERS[reader]
    assert (declaration.name, declaration.family) == (reader, "survey")
    assert (
        declaration.signature.every
        or declaration.signature.patterns
        or declaration.signature.first
        or declaration.evidence is Evidence.HAND
    )
    assert declaration.part in (Part.TOP, Part.SCAN)


def test_every_survey_format_has_a_sample_and_files_made_by_hand_one_in_each_language():
    assert {name(path) for path in EXPORTS} == {
        reader for reader in READERS.names("survey") if not (reader.startswith(HAND) and reader != HAND)
    }
    assert {path.stem for path in BY_HAND} >= {f"{HAND}__{language}" for language in ("en", "zh_tw", "zh_cn", "ms", "lt")}


def test_header_words_settle_an_encoding_in_five_languages():
    words = header_words()
    assert {"responseid", "提交时间", "填寫時間", "tarikh", "užpildyta", "pasitenkinimo įvertinimas"} <= words
    assert not any(word.startswith("re:") for word in words)


def test_names_are_compared_as_people_write_them():
    assert spoken("\ufeffCustomer_ID ") == spoken("customer-id") == spoken("Customer  ID") == "customer id"
    assert spoken("How likely?") == spoken("how likely？") == "how likely"
    assert normal(" Respondent\u00a0 ID ") == "respondent id"


def test_a_signature_needs_what_it_says():
    signature = Signature(every=("a",), some=("b", "c"), least=1, none=("x",), width=2)
    assert signature.score(["a", "b"]) == 3
    assert signature.score(["A ", " B"]) == 3
    assert [signature.score(header) for header in (["a", "z"], ["b", "c"], ["a", "b", "c"], ["a", "x"], [])] == [None] * 5
