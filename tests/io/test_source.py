"""What the user names becomes files: globs, folders, archives, standard input; the content decides what a file is."""

from __future__ import annotations

import gzip
import io
import os
import subprocess
import sys
import threading
import zipfile
from pathlib import Path

import polars as pl
import pyarrow as pa
import pytest

from cxm.errors import ExportError, UsageError
from cxm.io.source import Form, Source, Workspace, open_exports

CSV = b"score,region\n9,EMEA\n6,APAC\n"


def opened(*names: str | Path, stdin: io.BytesIO | None = None) -> list[Source]:
    with Workspace() as workspace:
        return list(open_exports([str(name) for name in names], workspace, stdin=stdin))


def contents(*names: str | Path, stdin: io.BytesIO | None = None) -> list[bytes]:
    with Workspace() as workspace:
        return [source.path.read_bytes() for source in open_exports([str(name) for name in names], workspace, stdin=stdin) if source.path]


def zipped(path: Path, members: dict[str, bytes]) -> Path:
    with zipfile.ZipFile(path, "w") as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return path


def zstd(data: bytes) -> bytes:
    packed: bytes = pa.compress(data, codec="zstd", asbytes=True)
    return packed


def test_a_path_is_read_where_it_is(tmp_path):
    file = tmp_path / "a.csv"
    file.write_bytes(CSV)
    assert opened(file) == [Source(str(file), Form.CSV, file, None, len(CSV))]


def test_a_folder_gives_its_exports_sorted_and_nothing_else(tmp_path):
    for name in ("b.csv", "a.csv", "notes.pdf", ".hidden.csv", "~$book.xlsx"):
        (tmp_path / name).write_bytes(CSV)
    (tmp_path / "below").mkdir()
    (tmp_path / "below" / "c.csv").write_bytes(CSV)
    assert [Path(source.name).name for source in opened(tmp_path)] == ["a.csv", "b.csv"]


def test_a_glob_gives_its_files_sorted(tmp_path):
    for name in ("2.csv", "10.csv", "1.csv"):
        (tmp_path / name).write_bytes(CSV)
    assert [Path(source.name).name for source in opened(tmp_path / "*.csv")] == ["1.csv", "10.csv", "2.csv"]


def test_a_file_whose_name_looks_like_a_glob_is_that_file(tmp_path):
    file = tmp_path / "export [final].csv"
    file.write_bytes(CSV)
    assert [source.path for source in opened(file)] == [file]


def test_a_file_named_twice_is_read_once(tmp_path):
    file = tmp_path / "a.csv"
    file.write_bytes(CSV)
    (tmp_path / "b.csv").write_bytes(CSV)
    (tmp_path / "link.csv").symlink_to(file)
    assert len(opened(file, tmp_path / "*.csv", tmp_path)) == 2


def test_standard_input_is_spooled_and_named():
    sources = opened("-", stdin=io.BytesIO(CSV))
    assert [(source.name, source.form, source.size) for source in sources] == [("standard input", Form.CSV, len(CSV))]
    assert contents("-", stdin=io.BytesIO(gzip.compress(CSV))) == [CSV]


def test_a_keyboard_is_no_standard_input():
    class Keyboard(io.BytesIO):
        def isatty(self) -> bool:
            return True

    with pytest.raises(UsageError, match="keyboard"):
        opened("-", stdin=Keyboard())
    with pytest.raises(UsageError, match="only once"):
        opened("-", "-", stdin=io.BytesIO(CSV))
    with pytest.raises(UsageError, match="no export named"):
        opened()


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no named pipes here")
def test_a_named_pipe_is_spooled(tmp_path):
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    writer = threading.Thread(target=pipe.write_bytes, args=(CSV,), daemon=True)
    writer.start()
    assert contents(pipe) == [CSV]
    writer.join(5)


@pytest.mark.parametrize("name", ["a.csv.gz", "a.csv", "a"])
def test_gzip_is_known_by_its_content(tmp_path, name):
    (tmp_path / name).write_bytes(gzip.compress(CSV) + gzip.compress(b"8,EMEA\n"))
    assert contents(tmp_path / name) == [CSV + b"8,EMEA\n"]


def test_zstd_is_unpacked(tmp_path):
    (tmp_path / "a.csv.zst").write_bytes(zstd(CSV))
    assert contents(tmp_path / "a.csv.zst") == [CSV]


def test_a_zip_gives_its_exports_under_their_own_names(tmp_path):
    members = {
        "b.csv": CSV,
        "deep/a.csv": CSV,
        "__MACOSX/._b.csv": b"x",
        ".DS_Store": b"x",
        "readme.md": b"x",
        "c.csv.gz": gzip.compress(CSV),
    }
    path = zipped(tmp_path / "a.zip", members)
    assert [(source.name, source.member) for source in opened(path)] == [
        (f"{path}:b.csv", "b.csv"),
        (f"{path}:c.csv.gz", "c.csv.gz"),
        (f"{path}:deep/a.csv", "deep/a.csv"),
    ]
    assert contents(path) == [CSV, CSV, CSV]


def test_a_zip_with_one_file_needs_no_suffix(tmp_path):
    assert contents(zipped(tmp_path / "a.zip", {"export": CSV})) == [CSV]
    with pytest.raises(ExportError, match="zip archive without exports"):
        opened(zipped(tmp_path / "b.zip", {"a.pdf": b"%PDF", "b.pdf": b"%PDF"}))


def test_the_content_wins_over_a_wrong_suffix(tmp_path):
    frame = pl.DataFrame({"score": [9, 6]})
    frame.write_parquet(tmp_path / "a.csv")
    frame.write_ipc(tmp_path / "b.csv")
    (tmp_path / "c.parquet").write_bytes(CSV)
    (tmp_path / "d.csv").write_bytes(b'{"score": 9}\n{"score": 6}\n')
    (tmp_path / "e.txt").write_bytes(b'[{"score": 9}]')
    (tmp_path / "f.csv").write_bytes(b'\xef\xbb\xbf {\n "tickets": []}')
    zipped(tmp_path / "g.csv", {"xl/workbook.xml": b"<workbook/>"})
    forms = [opened(tmp_path / name)[0].form for name in ("a.csv", "b.csv", "c.parquet", "d.csv", "e.txt", "f.csv", "g.csv")]
    assert forms == [Form.PARQUET, Form.ARROW, Form.CSV, Form.NDJSON, Form.JSON, Form.JSON, Form.XLSX]


def test_a_bracket_in_a_title_row_is_not_json(tmp_path):
    (tmp_path / "a.csv").write_bytes(b"[Survey] answers of May\nscore\n9\n")
    assert opened(tmp_path / "a.csv")[0].form is Form.CSV


@pytest.mark.parametrize(
    ("data", "what"),
    [
        (b"%PDF-1.7 ...", "PDF"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "old Excel workbook"),
        (b"SQLite format 3\0...", "SQLite"),
        (b"<!DOCTYPE html><html><body>Sign in</body></html>", "web page"),
        (b"\xef\xbb\xbf\r\n<HTML><table>", "web page"),
        (b'<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet">', "XML spreadsheet"),
        (b'<?xml version="1.0"?><rows/>', "XML"),
        (b"BZh91AY", "bzip2"),
        (b"PAREx", "encrypted Parquet"),
    ],
)
def test_what_is_no_export_is_named_with_a_cure(tmp_path, data, what):
    (tmp_path / "export.csv").write_bytes(data)
    with pytest.raises(ExportError, match=what) as caught:
        opened(tmp_path / "export.csv")
    assert caught.value.cure
    assert caught.value.exit == 3


def test_office_documents_are_not_taken_for_archives(tmp_path):
    for inside, what in (("xl/workbook.bin", "xlsb"), ("word/document.xml", "Word")):
        with pytest.raises(ExportError, match=what):
            opened(zipped(tmp_path / "a.xlsx", {inside: b"x"}))


def test_addresses_are_kept_and_not_opened():
    names = ["s3://bucket/a.parquet", "abfss://c@x.dfs.core.windows.net/a.parquet", "https://example.org/b.PARQUET?sig=1"]
    assert [(source.url, source.form, source.path, source.size) for source in opened(*names)] == [
        (name, Form.PARQUET, None, 0) for name in names
    ]
    assert opened("https://example.org/export?format=csv")[0].form is Form.CSV
    with pytest.raises(UsageError, match="ftp://"):
        opened("ftp://example.org/a.csv")


def test_forms_do_not_mix(tmp_path):
    (tmp_path / "a.csv").write_bytes(CSV)
    pl.DataFrame({"score": [9]}).write_parquet(tmp_path / "b.parquet")
    with pytest.raises(UsageError, match="different forms") as caught:
        opened(tmp_path)
    assert "a.csv is CSV" in str(caught.value)


def test_the_workspace_is_made_when_needed_and_always_removed(tmp_path):
    with Workspace() as workspace:
        assert not workspace.used
        folder = workspace.file().parent
        assert folder.is_dir()
        (folder / "x").write_text("x")
    assert not folder.exists()
    (tmp_path / "cut.csv.gz").write_bytes(gzip.compress(CSV * 100)[:-20])
    workspace = Workspace()
    with pytest.raises(ExportError), workspace:
        open_exports([str(tmp_path / "cut.csv.gz")], workspace)
    assert not workspace.used


def test_the_workspace_keeps_what_was_made():
    made: list[int] = []
    with Workspace() as workspace:
        for _ in range(3):
            assert workspace.once("key", lambda: made.append(1) or "value") == "value"
    assert made == [1]


def test_opening_a_file_imports_neither_polars_nor_pyarrow(tmp_path):
    (tmp_path / "a.csv").write_bytes(CSV)
    code = (
        "import sys; from cxm.io.source import Workspace, open_exports; from cxm.io.layout import read_head\n"
        f"with Workspace() as w: read_head(open_exports([{str(tmp_path / 'a.csv')!r}], w)[0])\n"
        "assert not {'polars', 'pyarrow', 'numpy'} & set(sys.modules)"
    )
    subprocess.run([sys.executable, "-c", code], check=True, cwd=Path(__file__).parents[2])
