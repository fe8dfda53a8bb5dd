"""The beginning of a text export: encodings proven, delimiters by consistency, headers made unique, quotes taken exactly."""

from __future__ import annotations

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cxm.errors import AmbiguousError, ExportError, UsageError
from cxm.io.layout import Head, Row, layout, long_cells, parse_head, read_head, records, unique_names
from cxm.io.source import Form, Source

LITHUANIAN = "Kliento ID;Pasitenkinimo įvertinimas;Pastabos\n1;5;Labai greitas aptarnavimas, ačiū už šaunų žmogų\n2;4;ė ę ū ų į\n"
FRENCH = "id;note;commentaire\n1;9;très bon, merci à l'équipe\n2;5;trop coûteux, déjà vu\n"
GERMAN = "ID;Bewertung;Kommentar\n1;9;Größe paßt, schöne Übersicht\n"
POLISH = "id;ocena;komentarz\n1;5;bardzo szybka obsługa, dziękuję\n2;3;źle, żółć, często się zawiesza\n"
RUSSIAN = "ид;оценка;комментарий\n1;5;очень быстро, спасибо\n2;3;долго ждал ответа\n"
CHINESE = "客户编号,评分,评论\n1,9,服务很好，推荐给朋友\n2,6,价格有点高，回复太慢\n"
TAIWANESE = "客戶編號,評分,評論\n1,9,服務很好，推薦給朋友\n2,6,價格有點高，回覆太慢\n"
JAPANESE = "顧客番号,評価,コメント\n1,9,とても良いサービスでした\n2,6,返信が遅い\n"
KOREAN = "고객번호,평점,의견\n1,9,서비스가 아주 좋았습니다 친구에게 추천하고 싶어요\n2,6,답변이 늦다 가격이 비싸다\n"
TURKISH = "kimlik;puan;yorum\n1;9;çok iyi, teşekkürler\n2;5;ağır işliyor, bağlantı kırıldı\n"


def head(raw: bytes, **options: object) -> Head:
    return parse_head(raw, "export.csv", whole=True, **options)  # type: ignore[arg-type]


def cells(found: Head) -> list[tuple[str, ...]]:
    return [row.cells for row in found.rows]


@pytest.mark.parametrize(
    ("encoding", "mark"),
    [("utf-8", b"\xef\xbb\xbf"), ("utf-16-le", b"\xff\xfe"), ("utf-16-be", b"\xfe\xff"), ("utf-8", b"")],
)
def test_a_byte_order_mark_decides_and_is_gone(encoding, mark):
    found = head(mark + "score,Ort\n9,Köln\n".encode(encoding))
    assert (found.encoding, found.bom, cells(found)) == (encoding, bool(mark), [("score", "Ort"), ("9", "Köln")])


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
def test_utf_16_without_a_mark_is_known_by_its_nul_bytes(encoding):
    assert head("score,region\n9,EMEA\n".encode(encoding)).encoding == encoding


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        (LITHUANIAN, "cp1257"),
        (FRENCH, "cp1252"),
        (GERMAN, "cp1252"),
        (CHINESE, "gb18030"),
        (TAIWANESE, "big5"),
        (POLISH, "cp1250"),
        (RUSSIAN, "cp1251"),
        (JAPANESE, "cp932"),
        (KOREAN, "cp949"),
        (TURKISH, "cp1254"),
        (FRENCH, "mac_roman"),
        ("score;comment\n9;it’s “great” – thanks…\n", "cp1252"),
    ],
)
def test_a_code_page_is_known_by_the_letters_of_its_language(text, encoding):
    found = head(text.encode(encoding))
    assert found.encoding == encoding
    assert "".join(line + "\n" for line in found.lines) == text


@pytest.mark.parametrize("text", [LITHUANIAN, FRENCH, GERMAN, CHINESE, TAIWANESE, POLISH, RUSSIAN, JAPANESE, KOREAN, TURKISH])
def test_utf_8_is_never_taken_for_anything_else(text):
    assert head(text.encode()).encoding == "utf-8"


def test_lithuanian_is_valid_gb18030_and_known_words_decide():
    text = "Pasitenkinimo įvertinimas;Kanalas\n5;web\n"
    raw = text.encode("cp1257")
    raw.decode("gb18030")
    with pytest.raises(AmbiguousError) as caught:
        head(raw)
    assert "--encoding cp1252 or --encoding cp1257" in str(caught.value)
    assert "įvertinimas" in str(caught.value)
    assert caught.value.exit == 4
    assert head(raw, words=frozenset({"pasitenkinimo įvertinimas"})).encoding == "cp1257"
    assert head(raw, words=frozenset({"pasitenkinimo ávertinimas"})).encoding == "cp1252"


def test_an_encoding_that_is_named_wins_and_errs_when_wrong():
    assert cells(head("Größe\n1\n".encode("cp1252"), encoding="latin-1"))[0] == ("Größe",)
    assert head(b"score\n9\n", encoding="UTF8").encoding == "utf-8"
    assert head("\ufeffscore\n9\n".encode(), encoding="utf-8-sig").encoding == "utf-8"
    with pytest.raises(ExportError) as caught:
        head("score,city\n9,Köln\n".encode("cp1252"), encoding="utf-8")
    assert "line 2" in str(caught.value)
    assert "0xF6 at offset 14" in str(caught.value)
    with pytest.raises(ExportError, match="byte order mark of UTF-8"):
        head("\ufeffscore\n".encode(), encoding="cp1252")
    for nonsense in ("utf-9", "hex", "rot13"):
        with pytest.raises(UsageError, match="unknown encoding"):
            head(b"score\n9\n", encoding=nonsense)


def test_a_character_cut_by_the_end_of_the_head_is_no_error():
    raw = b"score,city\n9,K" + "ö".encode()[:1]
    assert parse_head(raw, "x", whole=False).encoding == "utf-8"


@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
def test_every_line_end_is_known_outside_quotes(newline):
    text = newline.join(["score,comment", '9,"one\ntwo\r\nthree"', "6,x", ""])
    found = head(text.encode())
    assert found.newline == newline
    assert cells(found)[1:] == [("9", "one\ntwo\r\nthree"), ("6", "x")]


def test_rows_know_the_physical_line_they_start_in():
    found = head(b'score,comment\n9,"one\ntwo"\n\n6,x\n')
    assert found.rows == (Row(1, ("score", "comment")), Row(2, ("9", "one\ntwo")), Row(5, ("6", "x")))
    assert found.lines == ("score,comment", '9,"one', 'two"', "", "6,x")
    assert found.blank


@pytest.mark.parametrize(
    ("text", "delimiter"),
    [
        ("score,region\n9,EMEA\n", ","),
        ("weight;score\n1,5;9\n2,25;6\n", ";"),
        ("a\tb\n1,2\t3,4\n5,6\t7\n", "\t"),
        ("a|b|c\n1|2|3\n", "|"),
        ("comment\nfine, thanks\nslow\ngood, fast, cheap\nok\n", ","),
        ("score\n9\n6\n", ","),
        ('title of the report, June\n\nscore;region;"a;b"\n9;EMEA;x\n6;APAC;y\n', ";"),
        ('"a;b";c\n1;2\n', ";"),
        ("id;comment\n1;a, b\n2;c, d\n3;e\n", ";"),
        ("Satisfaction, overall;When\n5;a, b\n4;c, d\n3;e, f, g\n", ";"),
    ],
)
def test_the_delimiter_is_what_makes_the_rows_equally_wide(text, delimiter):
    assert head(text.encode()).delimiter == delimiter


def test_two_delimiters_that_fit_equally_well_are_asked_about():
    raw = b"price, EUR;day\n1,5;x\n2,5;y\n"
    with pytest.raises(AmbiguousError) as caught:
        head(raw)
    assert "--delimiter" in str(caught.value)
    assert head(raw, delimiter=";").delimiter == ";"
    assert head(raw, words=frozenset({"price, eur", "day"})).delimiter == ";"


def test_a_declared_delimiter_is_honoured_and_its_line_skipped():
    found = head(b"sep=;\nscore;region\n9;a,b\n")
    assert (found.delimiter, found.rows[0]) == (";", Row(2, ("score", "region")))
    assert head('\ufeffsep=,\n"Title"\na,b\n'.encode("utf-16-le")).rows[0] == Row(2, ("Title",))


def test_delimiters_have_names_too():
    assert head(b"a\tb\n", delimiter="tab").rows[0].cells == ("a", "b")
    with pytest.raises(UsageError, match="not a delimiter"):
        head(b"a\tb\n", delimiter="::")


def test_a_stray_quote_within_a_line_is_text():
    found = head(b'size,comment\n5" pipe,fine\n2,"said "hi" twice"\n3,"x" \n')
    assert cells(found) == [("size", "comment"), ('5" pipe', "fine"), ("2", 'said hi" twice"'), ("3", "x ")]
    assert not found.tidy


@pytest.mark.parametrize(
    ("rows", "line", "what"),
    [
        ('1,fine\n2,"open\n3,x\n4,y\n', 3, "never closed"),
        ('1,fine\n2,"open\n3,"x"\n4,y\n', 3, "text follows it in line 4"),
        ('1,"two\nlines"\n2,"open\n3,x\n', 4, "never closed"),
        ('1,"a","b\n', 2, "never closed"),
    ],
)
def test_a_quote_that_joins_records_is_an_error_in_the_line_it_opens(rows, line, what):
    with pytest.raises(ExportError, match=what) as caught:
        head(b"id,comment\n" + rows.encode())
    assert caught.value.problems[0].row == line
    assert f"line {line}" in (caught.value.cure or "")


def test_the_head_never_cuts_its_last_record(tmp_path):
    row = "1," + '"' + "long\n" * 2000 + '"\n'
    (tmp_path / "a.csv").write_text("id,comment\n" + row * 60)
    found = read_head(Source("a.csv", Form.CSV, tmp_path / "a.csv", None, 1))
    assert not found.complete
    assert 5 < len(found.rows) < 60
    assert all(len(row.cells) == 2 for row in found.rows)
    assert {row.cells[1] for row in found.rows[1:]} == {"long\n" * 2000}


def test_the_head_grows_for_a_header_of_many_long_questions(tmp_path):
    names = [f"Question {place}: " + "how satisfied are you with it? " * 20 for place in range(700)]
    text = ",".join(names) + "\n" + (",".join("5" for _ in names) + "\n") * 20
    assert len(text) > 400_000
    (tmp_path / "a.csv").write_text(text)
    found = read_head(Source("a.csv", Form.CSV, tmp_path / "a.csv", None, 1))
    assert (len(found.rows), len(found.rows[0].cells), found.complete) == (21, 700, True)


def test_the_head_stops_after_five_hundred_records(tmp_path):
    (tmp_path / "a.csv").write_text("score\n" + "9\n" * 2000)
    found = read_head(Source("a.csv", Form.CSV, tmp_path / "a.csv", None, 1))
    assert (len(found.rows), len(found.lines), found.complete) == (500, 500, False)


def test_names_are_tidied_and_made_unique():
    assert unique_names(["\ufeffScore ", "Com\n ment", "", "Comment", "Comment", "comment", ""]) == (
        "Score",
        "Com ment",
        "column_3",
        "Comment",
        "Comment_2",
        "comment",
        "column_7",
    )
    assert unique_names(["a", "a", "a_2", "a"]) == ("a", "a_3", "a_2", "a_4")


@given(st.lists(st.text(alphabet="aA _2\n\t", max_size=5), max_size=12))
def test_names_are_always_as_many_unique_and_stable(names):
    found = unique_names(names)
    assert len(found) == len(names)
    assert len(set(found)) == len(found)
    assert unique_names(found) == found
    assert all(name == name.strip() and name for name in found)


def test_a_layout_tells_where_the_data_are():
    found = head(b"Report of May\n\nscore,comment\n9,x\n6,y\n")
    made = layout(found, 1)
    assert (made.names, made.header_line, made.first_line, made.plain) == (("score", "comment"), 3, 4, True)
    assert layout(found, 1, data_index=3).first_line == 5
    assert not layout(found, 1, stop="^Total").plain
    assert layout(head(b'score,"com\nment"\n'), 0).first_line == 3
    assert layout(found, 1, names=["a", "b"]).names == ("a", "b")
    assert not layout(head("Größe;x\n1;ä\n".encode("cp1252")), 0).plain
    assert not layout(head(b"a,b\r1,2\r"), 0).plain
    assert layout(head(b"a,b\n1,2\n\n3,4\n"), 0).drop_blank


@given(
    st.lists(st.lists(st.text(alphabet="ab ,;\"\n\r'", max_size=6), min_size=2, max_size=4), min_size=1, max_size=6),
    st.sampled_from(["\n", "\r\n"]),
)
def test_what_a_writer_quotes_comes_back_cell_by_cell(rows, newline):
    text = io.StringIO(newline="")
    csv.writer(text, lineterminator=newline, quoting=csv.QUOTE_ALL).writerows(rows)
    written = text.getvalue()
    lines = [line + "\n" for line in written.split("\n")[:-1]]
    assert [found for _, found in records(lines, ",", "x")] == rows


def test_cells_of_several_megabytes_are_read():
    with long_cells():
        ((_, row),) = records(['1,"' + "x" * 3_000_000 + '"\n'], ",", "x")
    assert len(row[1]) == 3_000_000
