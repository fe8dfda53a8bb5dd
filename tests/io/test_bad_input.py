"""Every way a file goes wrong: a clear error with the place and the cure, or the right rows; never a traceback, never silence."""

from __future__ import annotations

import gzip
import io
import os
import random
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import polars as pl
import pyarrow as pa
import pytest

from cxm.errors import AmbiguousError, CxmError, ExportError, UsageError
from cxm.io import scan as module
from cxm.io.convert import ready
from cxm.io.layout import Head, layout, read_head
from cxm.io.scan import Scan, scan
from cxm.io.signals import NeedsCleanCopy, careful, collecting
from cxm.io.source import Workspace, open_exports

CSV = b"score,region\n9,EMEA\n6,APAC\n"


@pytest.fixture
def workspace() -> Iterator[Workspace]:
    with Workspace() as opened:
        yield opened


@pytest.fixture(params=["exact", "fast"])
def way(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """Small files take the exact way, large ones the fast way; the outcome may not depend on it."""
    monkeypatch.setattr(module, "EXACT_BELOW", 10**12 if request.param == "exact" else 0)
    return str(request.param)


def put(path: Path, data: bytes) -> Path:
    path.write_bytes(data)
    return path


def read(workspace: Workspace, path: Path, **named: Any) -> tuple[Head, Scan]:
    (source,) = ready(open_exports([str(path)], workspace), workspace)
    head = read_head(source, **named)
    return head, scan([source], [layout(head, 0)], workspace)


def rows(workspace: Workspace, path: Path, **named: Any) -> list[tuple[Any, ...]]:
    """Read as the callers do, with a second, more careful go."""
    (source,) = ready(open_exports([str(path)], workspace), workspace)
    layouts = (layout(read_head(source, **named), 0),)
    for _ in range(3):
        try:
            with collecting(source.name):
                return scan([source], layouts, workspace).lazy.collect(engine="streaming").rows()
        except NeedsCleanCopy as signal:
            layouts = careful(layouts, signal)
    raise AssertionError("signals do not end")


def fails(workspace: Workspace, path: Path, kind: type[CxmError] = ExportError, **named: Any) -> CxmError:
    with pytest.raises(kind) as caught:
        rows(workspace, path, **named)
    assert caught.value.where
    assert str(path.name) in caught.value.where
    return caught.value


# ── Files that cannot be opened ─────────────────────────────────────────────────────────────────────────────────────────────


def test_an_empty_file(tmp_path, workspace):
    error = fails(workspace, put(tmp_path / "a.csv", b""))
    assert (error.what, error.exit) == ("the file is empty", 3)
    assert "empty" in str(fails(workspace, put(tmp_path / "a.csv.gz", gzip.compress(b""))))


def test_a_file_of_blank_lines_only(tmp_path, workspace):
    assert "holds no rows" in str(fails(workspace, put(tmp_path / "a.csv", b"\n\r\n  \n")))


def test_a_file_that_is_not_there_names_its_neighbours(tmp_path, workspace):
    put(tmp_path / "survey.csv", CSV)
    error = fails(workspace, tmp_path / "surveys.csv")
    assert "no such file" in str(error)
    assert f"did you mean {tmp_path / 'survey.csv'}?" in str(error)
    assert f"there is no folder {tmp_path / 'no'}" in str(fails(workspace, tmp_path / "no" / "survey.csv"))
    assert "no file matches" in str(fails(workspace, tmp_path / "*.tsv"))
    assert "no such file" in str(fails(workspace, tmp_path / ("x" * 400)))
    with pytest.raises(UsageError, match="not a file name"):
        open_exports(["a\0b"], workspace)


def test_a_directory_without_exports(tmp_path, workspace):
    put(tmp_path / "notes.md", b"x")
    error = fails(workspace, tmp_path)
    assert "directory without exports" in str(error)
    assert ".csv" in str(error)


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_a_file_without_permission(tmp_path, workspace):
    path = put(tmp_path / "a.csv", CSV)
    path.chmod(0)
    assert "permission" in str(fails(workspace, path))


def test_permission_errors_are_explained(tmp_path, workspace, monkeypatch):
    path = put(tmp_path / "a.csv", CSV)
    original = Path.open

    def refused(self: Path, *args: Any, **named: Any) -> Any:
        if self == path:
            raise PermissionError(13, "Permission denied")
        return original(self, *args, **named)

    monkeypatch.setattr(Path, "open", refused)
    assert "cannot be read: permission denied" in str(fails(workspace, path))


@pytest.mark.parametrize("cut", [1, 8, 9, 30, 500])
def test_a_gzip_that_breaks_off(tmp_path, workspace, cut):
    packed = gzip.compress(b"".join(b"%d,x%d\n" % (n, n * n) for n in range(2_000)))
    error = fails(workspace, put(tmp_path / "a.csv.gz", packed[:-cut]))
    assert "gzip data break off or are damaged" in str(error)
    assert "download or copy the file again" in str(error)


def test_a_gzip_that_is_damaged(tmp_path, workspace):
    packed = bytearray(gzip.compress(b"".join(b"%d,x%d\n" % (n, n * n) for n in range(2_000))))
    packed[200:220] = b"\xff" * 20
    assert "damaged" in str(fails(workspace, put(tmp_path / "a.csv.gz", bytes(packed))))


def test_a_zstd_that_breaks_off(tmp_path, workspace):
    packed: bytes = pa.compress(b"".join(b"%d,x%d\n" % (n, n * n) for n in range(2_000)), codec="zstd", asbytes=True)
    assert "zstd data break off" in str(fails(workspace, put(tmp_path / "a.csv.zst", packed[: len(packed) // 2])))


def test_a_zip_that_breaks_off_or_is_damaged(tmp_path, workspace):
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a.csv", b"".join(b"%d,x%d\n" % (n, n * n) for n in range(2_000)))
    whole = packed.getvalue()
    assert "zip data break off" in str(fails(workspace, put(tmp_path / "a.zip", whole[:-30])))
    damaged = bytearray(whole)
    damaged[100:140] = b"\xff" * 40
    assert "damaged" in str(fails(workspace, put(tmp_path / "b.zip", bytes(damaged))))


def test_a_disk_that_is_full(tmp_path, workspace, monkeypatch):
    class Full(io.BytesIO):
        def read(self, *_: Any) -> bytes:
            raise OSError(28, "No space left on device")

    with pytest.raises(ExportError, match="no space left") as caught:
        open_exports(["-"], workspace, stdin=Full())
    assert "TMPDIR" in str(caught.value)


def test_a_wrong_suffix(tmp_path, workspace):
    pl.DataFrame({"score": [9]}).write_parquet(tmp_path / "a.csv")
    assert open_exports([str(tmp_path / "a.csv")], workspace)[0].form.value == "parquet"
    assert rows(workspace, put(tmp_path / "b.parquet", CSV)) == [("9", "EMEA"), ("6", "APAC")]
    assert "web page" in str(fails(workspace, put(tmp_path / "c.csv", b"<html><body>Please sign in</body></html>")))


# ── Bytes ───────────────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_nul_bytes(tmp_path, workspace, way):
    error = fails(workspace, put(tmp_path / "a.csv", b"score,region\n9,EM\0EA\n"))
    assert "not text" in str(error)
    assert error.problems[0].row == 2
    late = b"score,region\n" + b"9,EMEA\n" * 50_000 + b"9,EM\0EA\n"
    assert fails(workspace, put(tmp_path / "b.csv", late)).problems[0].row == 50_002


def test_a_byte_order_mark_is_not_part_of_the_first_name(tmp_path, workspace, way):
    head, found = read(workspace, put(tmp_path / "a.csv", b"\xef\xbb\xbf" + CSV))
    assert (head.bom, found.names) == (True, ("score", "region"))
    assert found.lazy.collect().height == 2


@pytest.mark.parametrize(("encoding", "mark"), [("utf-16-le", b"\xff\xfe"), ("utf-16-be", b"\xfe\xff"), ("utf-16-le", b"")])
def test_utf_16(tmp_path, workspace, way, encoding, mark):
    text = "score,city\r\n9,Köln\r\n6,客户\r\n"
    assert rows(workspace, put(tmp_path / "a.csv", mark + text.encode(encoding))) == [("9", "Köln"), ("6", "客户")]


def test_utf_16_that_breaks_off_within_a_character(tmp_path, workspace):
    data = b"\xff\xfe" + "score,city\n9,Köln\n".encode("utf-16-le")
    error = fails(workspace, put(tmp_path / "a.csv", data + b"\x41"))
    assert "line 3" in str(error)


@pytest.mark.parametrize(
    ("encoding", "text"),
    [
        ("cp1252", "note;comment\n9;très bon, déjà vu\n5;à l'équipe\n"),
        ("cp1257", "Balas;Pastabos\n5;ačiū už šaunų aptarnavimą\n4;ė ę įdomu\n"),
        ("gb18030", "评分,评论\n9,服务很好\n6,回复太慢\n"),
        ("big5", "評分,評論\n9,服務很好\n6,回覆太慢\n"),
    ],
)
def test_code_pages(tmp_path, workspace, way, encoding, text):
    expected = [tuple(line.replace(";", ",").split(",", 1)) for line in text.splitlines()[1:]]
    assert rows(workspace, put(tmp_path / "a.csv", text.encode(encoding))) == expected


def test_a_bad_byte_late_in_the_file(tmp_path, workspace, way):
    """The head is clean UTF-8, so only the whole file tells."""
    text = b"score,city\n" + b"9,Berlin\n" * 60_000
    error = fails(workspace, put(tmp_path / "a.csv", text + "6,Köln\n".encode("cp1252") + b"6,Berlin\n" * 10))
    assert "not UTF-8 throughout" in str(error)
    assert error.problems[0].row == 60_002
    assert f"byte 0xF6 at offset {len(text) + 3}" in str(error)
    assert error.cure == "--encoding cp1252"


def test_the_cure_of_a_bad_byte_works(tmp_path, workspace):
    text = "score,city\n" + "9,Berlin\n" * 60_000 + "6,Köln\n"
    path = put(tmp_path / "a.csv", text.encode("cp1252"))
    assert rows(workspace, path, encoding="cp1252")[-1] == ("6", "Köln")


def test_a_bad_byte_just_after_ten_kilobytes(tmp_path, workspace):
    text = "score,city\n" + "9,Berlin\n" * 1_500 + "6,trop coûteux à l'été\n"
    assert rows(workspace, put(tmp_path / "a.csv", text.encode("cp1252")))[-1] == ("6", "trop coûteux à l'été")


def test_a_named_encoding_that_is_wrong(tmp_path, workspace):
    late = b"score,city\n" + b"9,Berlin\n" * 60_000 + b"6,K\x81ln\n"
    error = fails(workspace, put(tmp_path / "a.csv", late), encoding="cp1252")
    assert error.problems[0].row == 60_002
    assert "0x81" in str(error)
    with pytest.raises(UsageError, match="unknown encoding"):
        rows(workspace, tmp_path / "a.csv", encoding="ut8-f")


def test_an_encoding_that_cannot_be_told(tmp_path, workspace):
    error = fails(workspace, put(tmp_path / "a.csv", "balas;įvertinimas\n5;x\n".encode("cp1257")), AmbiguousError)
    assert error.exit == 4
    assert len(error.problems) == 2
    assert "--encoding" in str(error)


# ── Lines, quotes, cells ────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r", "\r\r\n"])
def test_line_ends(tmp_path, workspace, way, newline):
    text = newline.join(["score,comment", '9,"two\nlines"', "6,x", ""])
    assert rows(workspace, put(tmp_path / "a.csv", text.encode())) == [("9", "two\nlines"), ("6", "x")]
    text = newline.join(["score,comment", "9,y", "6,x"])
    assert rows(workspace, put(tmp_path / "b.csv", text.encode())) == [("9", "y"), ("6", "x")]


def test_ragged_rows(tmp_path, workspace, way):
    path = put(tmp_path / "a.csv", b"score,region,comment\n9,EMEA\n6,APAC,fine, thanks\n5,EMEA,x,,\n4\n")
    assert rows(workspace, path) == [("9", "EMEA", None), ("5", "EMEA", "x"), ("4", None, None)]


def test_rows_that_are_all_too_long(tmp_path, workspace, way):
    error = fails(workspace, put(tmp_path / "a.csv", b"score\n9,EMEA\n6,APAC\n"))
    assert "every row has more cells than the header" in str(error)
    assert "--delimiter" in str(error)


def test_a_quote_that_is_never_closed(tmp_path, workspace, way):
    late = b"score,comment\n" + b'9,"fine, really"\n' * 30_000 + b'6,"oops\n' + b"5,x\n" * 100
    error = fails(workspace, put(tmp_path / "a.csv", late))
    assert "quotes do not match" in str(error)
    assert error.problems[0].row == 30_002
    assert error.problems[0].value == '6,"oops'


def test_a_quote_that_swallows_the_next_record(tmp_path, workspace, way):
    """A lenient parser would make one record of two here, with the right number of cells."""
    error = fails(workspace, put(tmp_path / "a.csv", b'id,comment,score\n1,"oops,9\n2,"fine",6\n3,x,5\n'))
    assert error.problems[0].row == 2
    assert "text follows it in line 3" in str(error)


def test_a_quote_that_swallows_megabytes_takes_no_more_memory(tmp_path, workspace, monkeypatch):
    monkeypatch.setattr("cxm.io.layout.LONGEST", 100_000)
    data = b"id,comment\n" + b"1,x\n" * 100_000 + b'2,"oops\n' + b"3,y\n" * 100_000
    error = fails(workspace, put(tmp_path / "a.csv", data))
    assert error.problems[0].row == 100_002
    assert "not closed within" in str(error)


def test_duplicate_headers_are_numbered(tmp_path, workspace, way):
    _, found = read(workspace, put(tmp_path / "a.csv", b"Comment,Comment,,Comment\n1,2,3,4\n"))
    assert found.names == ("Comment", "Comment_2", "column_3", "Comment_3")
    assert found.lazy.collect().rows() == [("1", "2", "3", "4")]


def test_seven_hundred_columns(tmp_path, workspace, way):
    names = [f"Q{n} How satisfied are you with\nit?" for n in range(700)]
    text = ",".join(f'"{name}"' for name in names) + "\n" + (",".join("5" for _ in names) + "\n") * 50
    _, found = read(workspace, put(tmp_path / "a.csv", text.encode()))
    assert found.names[699] == "Q699 How satisfied are you with it?"
    assert found.lazy.select(pl.len()).collect().item() == 50


def test_a_header_and_nothing_else(tmp_path, workspace, way):
    for data in (b"score,region\n", b"score,region", b'score,"reg\nion"\r\n\r\n'):
        assert rows(workspace, put(tmp_path / "a.csv", data)) == []


def test_semicolons_with_decimal_commas(tmp_path, workspace, way):
    path = put(tmp_path / "a.csv", b"weight;score\r\n1,5;9\r\n2,25;6\r\n")
    assert rows(workspace, path) == [("1,5", "9"), ("2,25", "6")]


def test_a_delimiter_that_cannot_be_told(tmp_path, workspace):
    error = fails(workspace, put(tmp_path / "a.csv", b"price, EUR;day\n1,5;x\n2,5;y\n"), AmbiguousError)
    assert "--delimiter" in str(error)


def test_blank_lines_are_no_rows(tmp_path, workspace, way):
    path = put(tmp_path / "a.csv", b"score,region\n\n9,EMEA\n\n   \n,,\n6,APAC\n\n\n")
    assert rows(workspace, path) == [("9", "EMEA"), ("6", "APAC")]


def test_a_damaged_parquet_file(tmp_path, workspace):
    pl.DataFrame({"score": list(range(1_000))}).write_parquet(tmp_path / "a.parquet")
    data = (tmp_path / "a.parquet").read_bytes()
    path = put(tmp_path / "a.parquet", data[: len(data) // 2])
    sources = open_exports([str(path)], workspace)
    with pytest.raises(ExportError, match=r"a\.parquet: cannot be read"):
        scan(sources, (), workspace)


BYTES = [bytes([byte]) for byte in b',;\t"\n\r\0ab19{}[]<:\xe9\xff\xfe\xc3\xa9\x1f\x8bPK'] + [
    b"\n",
    b",",
    b'"',
    b'{"a": ',
    b"PAR1",
    b"\xff\xfe",
]


def told(path: Path) -> CxmError | None:
    """The error reading a file ends with, None where it gives rows; anything else fails the test."""
    with Workspace() as workspace:
        try:
            (source,) = ready(open_exports([str(path)], workspace), workspace)
            where = (layout(read_head(source), 0),) if source.form.value == "csv" else ()
            with collecting(source.name):
                scan([source], where, workspace).lazy.collect()
        except CxmError as error:
            return error
        except NeedsCleanCopy:
            return None
    return None


@pytest.mark.parametrize("size", [1, 2, 3, 7, 50, 400])
def test_no_file_of_random_bytes_makes_anything_but_an_error_or_rows(tmp_path, size):
    chance = random.Random(size)
    for turn in range(60):
        path = put(tmp_path / f"{turn}.csv", b"".join(chance.choices(BYTES, k=size)))
        error = told(path)
        assert error is None or (error.exit in (2, 3, 4) and path.name in str(error))


@pytest.mark.parametrize("form", ["csv", "csv.gz", "zip", "json", "ndjson", "parquet", "arrow"])
def test_no_damage_to_a_file_makes_anything_but_an_error_or_rows(tmp_path, form):
    frame = pl.DataFrame({"score": list(range(50)), "comment": [f"fine, {n}" for n in range(50)]})
    path = tmp_path / f"a.{form}"
    if form == "zip":
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr("a.csv", frame.write_csv())
    else:
        text = {"csv": frame.write_csv, "csv.gz": frame.write_csv, "json": frame.write_json, "ndjson": frame.write_ndjson}
        if form in text:
            data = text[form]().encode()
            put(path, gzip.compress(data) if form == "csv.gz" else data)
        else:
            frame.write_parquet(path, compression="uncompressed") if form == "parquet" else frame.write_ipc(path)
    whole = path.read_bytes()
    chance = random.Random(form)
    binary = form in ("parquet", "arrow")  # polars may end the process over a wrong length within these
    for _ in range(40):
        data = bytearray(whole[: chance.randrange(len(whole))] if binary or chance.random() < 0.4 else whole)
        for place in chance.sample(range(len(data)), 0 if binary else min(len(data), chance.randint(0, 4))):
            data[place] = chance.randrange(256)
        error = told(put(path, bytes(data)))
        assert error is None or (error.exit in (2, 3, 4) and path.name in str(error))
