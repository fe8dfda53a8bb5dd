"""Writers of data: what comes out is what went in, and nothing an export says can do harm."""

from __future__ import annotations

import csv
import io
import json
import os
import stat
import threading
from dataclasses import replace
from datetime import date
from pathlib import Path

import polars as pl
import pyarrow as pa
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from polars.testing import assert_frame_equal

from cxm._registry import Registry
from cxm.errors import UsageError
from cxm.io.writers._cells import clean, guard
from cxm.io.writers._writer import Options, Writer, format_of, publish
from cxm.metrics.engine.result import CORE, Facts, Result, assemble

WRITERS: Registry[Writer] = Registry("cxm.io.writers", "WRITER", "format")
TEXTS = [name for name in WRITERS if WRITERS[name].text]
EVIL = "\x1b[31m=HYPERLINK(1)\x1b]0;title\x07\u202e\x9b|`[a](b)`\r\nnext\tcell"


def result(labels=("North", "South"), values=(40.0, -12.5), **changes):
    rows = [
        {
            "metric": "nps",
            "definition": "nps.0_10@1",
            "period": "2026-01",
            "period_start": date(2026, 1, 1),
            "period_end": date(2026, 2, 1),
            "row_kind": "segment",
            "region": label,
            "status": "ok",
            "value": value,
            "unit": "points",
            "n": 10,
            "low": value,
            "high": value,
            "grade": "good",
            "grade_state": "asserted",
            "change_real": False,
            "change": 1.5,
            "promoters": 4,
        }
        for label, value in zip(labels, values, strict=True)
    ]
    schema = {"region": pl.String, "value": pl.Float64, "low": pl.Float64, "high": pl.Float64}
    where = {"exports": ["a.csv"], "reader": "hand", "mapping": {}, "zone": "UTC", "cxm_version": "1.0"}
    frame = assemble([pl.DataFrame(rows, schema_overrides=schema).with_row_index("order")], segments=["region"], provenance=where)
    said = {
        "exports": ["a.csv"],
        "quality": {"missing": 7},
        "examples": {"missing": ["N/A"]},
        "version": "1.0",
        "rows_read": 17,
        "rows_used": 10,
    }
    return Result(frame=frame, segments={"region": "region"}, metrics=[Facts(name="nps", title="NPS", unit="points")], **(said | changes))


def written(name, given_result, **options):
    out = io.StringIO() if WRITERS[name].text else io.BytesIO()
    WRITERS[name].write(given_result, out, Options(**options))
    return out.getvalue()


finite = st.floats(allow_nan=False, allow_infinity=False)
labels = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=12)


def test_every_file_in_the_folder_is_a_format():
    assert {"arrow", "csv", "json", "markdown", "ndjson", "parquet", "table", "tsv"} <= set(WRITERS)
    endings = [ending for name in WRITERS for ending in WRITERS[name].suffixes]
    assert len(endings) == len(set(endings))


def test_the_ending_of_a_file_picks_its_format():
    found = {ending: format_of(f"out.v1{ending.upper()}", WRITERS) for name in WRITERS for ending in WRITERS[name].suffixes}
    assert found == {ending: name for name in WRITERS for ending in WRITERS[name].suffixes}


@pytest.mark.parametrize("path", ["out", "out.docx", ".csv"])
def test_an_unknown_ending_names_the_known_ones(path):
    with pytest.raises(UsageError, match="ending") as caught:
        format_of(path, WRITERS)
    assert ".parquet" in str(caught.value)


@given(st.lists(finite, min_size=1, max_size=6))
@example([0.1 + 0.2, 1e16, 5e-324, 1.7976931348623157e308, 100 / 3, 40.0])
def test_numbers_come_back_to_the_bit_from_csv_and_tsv(values):
    one = result(labels=[f"s{place}" for place in range(len(values))], values=values)
    for name, separator in (("csv", ","), ("tsv", "\t")):
        back = pl.read_csv(io.StringIO(written(name, one, full=True)), separator=separator, schema=one.frame.schema)
        assert_frame_equal(back, one.frame, check_exact=True)


@given(st.lists(st.tuples(labels, finite), min_size=1, max_size=6))
def test_json_and_ndjson_hold_every_row_and_column(rows):
    one = result(*zip(*rows, strict=True))
    whole = json.loads(written("json", one), parse_constant=pytest.fail)
    lines = [json.loads(line, parse_constant=pytest.fail) for line in written("ndjson", one).split("\n")[:-1]]
    assert whole["results"] == lines
    expected = one.frame.with_columns(pl.col(pl.Date).cast(pl.String)).to_dicts()
    assert lines == [row | {"region": clean(row["region"])} for row in expected]
    assert list(lines[0]) == one.frame.columns


def test_json_says_what_was_left_out_and_where_the_numbers_come_from():
    whole = json.loads(written("json", result(notes=["a note"], mapping={"score": "Q1"})))
    assert list(whole) == ["cxm", "results", "not_computed", "quality", "provenance"]
    assert whole["cxm"] == "1.0"
    assert whole["quality"] == {"rows_read": 17, "rows_used": 10, "left_out": {"missing": 7}, "examples": {"missing": ["N/A"]}}
    assert whole["provenance"]["mapping"] == {"score": "Q1"}
    assert whole["provenance"]["definitions"] == ["nps.0_10@1"]


def test_json_goes_through_any_encoding():
    latin = io.TextIOWrapper(io.BytesIO(), encoding="latin-1")
    WRITERS["ndjson"].write(result(labels=["华东", "é"]), latin, Options())
    latin.seek(0)
    assert [json.loads(line)["region"] for line in latin] == ["华东", "é"]


@given(st.lists(st.tuples(labels, finite), min_size=1, max_size=6))
def test_typed_files_give_the_same_frame_back(rows):
    one = result(*zip(*rows, strict=True))
    assert_frame_equal(pl.read_parquet(io.BytesIO(written("parquet", one))), one.frame, check_exact=True)
    assert_frame_equal(pl.read_ipc(io.BytesIO(written("arrow", one))), one.frame, check_exact=True)


def test_typed_files_carry_provenance_in_their_metadata():
    one = result(labels=["华东", "b"])
    arrow = pa.ipc.open_file(io.BytesIO(written("arrow", one))).schema.metadata
    parquet = pl.read_parquet_metadata(io.BytesIO(written("parquet", one)))
    assert json.loads(parquet["cxm.provenance"]) == json.loads(arrow[b"cxm.provenance"]) == one.provenance
    assert json.loads(parquet["cxm.quality"]) == one.left_out


def test_csv_has_the_core_columns_and_all_on_request():
    core = next(csv.reader(io.StringIO(written("csv", result()))))
    assert core[:8] == ["metric", "definition", "period", "period_start", "period_end", "row_kind", "region", "status"]
    assert len(core) == len(CORE) + 1
    assert next(csv.reader(io.StringIO(written("csv", result(), full=True)))) == result().frame.columns


def test_csv_spells_null_booleans_and_dates_plainly():
    row = next(csv.DictReader(io.StringIO(written("csv", result()))))
    assert (row["period_end"], row["change_real"], row["change_low"], row["value"], row["n"]) == ("2026-02-01", "false", "", "40.0", "10")


@pytest.mark.parametrize("name", list(WRITERS))
def test_the_same_result_is_the_same_bytes(name):
    assert written(name, result()) == written(name, result())


@pytest.mark.parametrize("name", TEXTS)
def test_no_control_character_of_an_export_reaches_a_text(name):
    one = result(labels=[EVIL, "b"], exports=[EVIL], quality={EVIL: 1}, examples={EVIL: [EVIL]}, notes=[EVIL])
    one = replace(one, frame=one.frame.rename({"region": EVIL}), segments={EVIL: EVIL}, metrics=[Facts(name="nps", title=EVIL)])
    text = written(name, one, full=True, terminal=True, width=200, color="never")
    separators = "\n\t" if name == "tsv" else "\n"
    assert all(character.isprintable() or character in separators for character in text)
    assert "HYPERLINK" in text


@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=20))
@example(EVIL)
def test_cleaning_leaves_nothing_to_clean(text):
    once = clean(text)
    assert clean(once) == once
    assert not any(ord(character) < 32 or 127 <= ord(character) < 160 for character in once)


@pytest.mark.parametrize("cell", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", " =1", "＝1", "\x1b[0m=1"])
@pytest.mark.parametrize("name", ["csv", "tsv"])
def test_text_that_a_spreadsheet_would_compute_is_guarded(name, cell):
    one = result(labels=[cell, "b"])
    one = replace(one, frame=one.frame.rename({"region": cell}), segments={cell: cell})
    rows = list(csv.reader(io.StringIO(written(name, one)), delimiter="\t" if name == "tsv" else ","))
    assert rows[0][6] == rows[1][6] == guard(cell)
    assert guard(cell).startswith("'")


def test_numbers_and_plain_text_are_not_guarded():
    rows = list(csv.DictReader(io.StringIO(written("csv", result(labels=["a=b", "1-2"])))))
    assert [(row["region"], row["value"]) for row in rows] == [("a=b", "40.0"), ("1-2", "-12.5")]


def test_markdown_cells_bring_no_markup_of_their_own():
    one = result(labels=["a|b", "<i>*x*</i> [l](http://u) `c` www.u"], exports=["1. # x"])
    lines = written("markdown", one).splitlines()
    assert "| a\\|b | 40.0 |" in lines[5]
    assert "\\<i\\>\\*x\\*\\</i\\> \\[l\\](http\\://u) \\`c\\` www\\.u" in lines[6]
    assert lines[1].startswith("1\\. \\# x")


def test_markdown_is_a_table_of_equal_columns():
    lines = [line for line in written("markdown", result(labels=["a|b", "c"])).splitlines() if line.startswith("|")]
    assert len({line.replace("\\|", "").count("|") for line in lines}) == 1
    assert len(lines) == 4


def test_a_file_appears_whole(tmp_path):
    target = tmp_path / "报告.csv"
    with publish(target, text=True) as out:
        out.write("华\n")
        assert not target.exists()
    assert target.read_bytes() == "华\n".encode()
    assert [path.name for path in tmp_path.iterdir()] == [target.name]


@pytest.mark.parametrize("error", [ValueError, KeyboardInterrupt])
def test_after_an_error_nothing_is_left_and_the_old_file_stands(tmp_path, error):
    target = tmp_path / "out.json"
    for before in (None, "old"):
        if before is not None:
            target.write_text(before)
        with pytest.raises(error), publish(target, text=True) as out:
            raise error(out.write("half"))
        assert [path.read_text() for path in tmp_path.iterdir()] == ([] if before is None else [before])


def test_a_new_file_has_the_usual_permissions_and_an_old_one_keeps_its_own(tmp_path):
    (tmp_path / "plain").touch()
    (tmp_path / "old.csv").touch()
    (tmp_path / "old.csv").chmod(0o600)
    for name in ("new.csv", "old.csv"):
        with publish(tmp_path / name, text=True) as out:
            out.write("x")
    modes = {path.name: stat.S_IMODE(path.stat().st_mode) for path in tmp_path.iterdir()}
    assert modes["new.csv"] == modes["plain"]
    assert modes["old.csv"] == 0o600


def test_a_link_stays_a_link(tmp_path):
    (tmp_path / "real").mkdir()
    target = tmp_path / "real" / "out.csv"
    target.touch()
    (tmp_path / "link.csv").symlink_to(target)
    with publish(tmp_path / "link.csv", text=False) as out:
        out.write(b"x")
    assert (tmp_path / "link.csv").is_symlink()
    assert target.read_bytes() == b"x"


def test_a_missing_folder_a_folder_and_a_forbidden_place_are_the_users_fault(tmp_path):
    (tmp_path / "file").touch()
    for path, words in (("no/out.csv", "no folder"), (".", "folder"), ("file/out.csv", "no folder")):
        with pytest.raises(UsageError, match=words), publish(tmp_path / path, text=True):
            pytest.fail("nothing should be computed for a file that cannot be written")


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no named pipes here")
def test_a_pipe_is_written_straight(tmp_path):
    fifo = tmp_path / "pipe"
    os.mkfifo(fifo)
    read: list[str] = []
    reader = threading.Thread(target=lambda: read.append(fifo.read_text()))
    reader.start()
    with publish(fifo, text=True) as out:
        out.write("through")
    reader.join(5)
    assert read == ["through"]
    assert stat.S_ISFIFO(fifo.stat().st_mode)


@pytest.mark.skipif(not Path("/dev/fd").exists(), reason="descriptors have no names here")
def test_a_descriptor_is_written_on_not_truncated(tmp_path):
    log = tmp_path / "log"
    with log.open("ab") as handle:
        handle.write(b"before ")
        handle.flush()
        with publish(f"/dev/fd/{handle.fileno()}", text=True) as out:
            out.write("after")
    assert log.read_text() == "before after"


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no full device here")
def test_a_full_disk_is_told_in_one_line():
    with pytest.raises(UsageError, match="no space left"), publish("/dev/full", text=True) as out:
        out.write("x")
