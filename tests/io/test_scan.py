"""Files become lazy frames: the fast way and the exact way give the same rows, and nothing goes wrong in silence."""

from __future__ import annotations

import http.server
import json
import os
import re
import threading
import zipfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cxm.errors import AmbiguousError, CxmError, ExportError, UsageError
from cxm.io import convert
from cxm.io import scan as module
from cxm.io.convert import ready
from cxm.io.layout import layout, read_head
from cxm.io.scan import Scan, clean_copy, scan
from cxm.io.signals import FILE, LINE, NeedsCleanCopy, NeedsText, careful, collecting
from cxm.io.source import Workspace, open_exports

FAST = 0
EXACT = 10**12


@pytest.fixture
def workspace() -> Iterator[Workspace]:
    with Workspace() as opened:
        yield opened


@pytest.fixture
def fast(monkeypatch: pytest.MonkeyPatch) -> None:
    """Leave even the smallest plain file to polars."""
    monkeypatch.setattr(module, "EXACT_BELOW", FAST)


def scanned(workspace: Workspace, *paths: Path, sheet: str | None = None, **options: Any) -> Scan:
    sources = ready(open_exports([str(path) for path in paths], workspace), workspace, sheet=sheet)
    layouts = [layout(read_head(source), 0) for source in sources] if sources[0].form.value == "csv" else []
    return scan(sources, layouts, workspace, **options)


def rows(workspace: Workspace, *paths: Path, **options: Any) -> list[tuple[Any, ...]]:
    with collecting():
        return scanned(workspace, *paths, **options).lazy.collect(engine="streaming").rows()


def written(path: Path, text: str | bytes) -> Path:
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    return path


def carried_out(path: Path, wanted: Sequence[str] | None, typed: dict[str, pl.DataType]) -> tuple[list[tuple[Any, ...]], list[str]]:
    """What the callers do: read, and read again more carefully after each signal."""
    signals: list[str] = []
    with Workspace() as workspace:
        sources = open_exports([str(path)], workspace)
        layouts = (layout(read_head(sources[0]), 0),)
        while True:
            try:
                with collecting():
                    lazy = scan(sources, layouts, workspace, typed=typed).lazy
                    return (lazy.select(wanted) if wanted else lazy).collect(engine="streaming").rows(), signals
            except NeedsText as signal:
                signals.append("text")
                typed = {name: kind for name, kind in typed.items() if name != signal.column}
            except NeedsCleanCopy as signal:
                signals.append("blank" if signal.blank else "clean")
                layouts = careful(layouts, signal)
                assert len(signals) < 5


# ── Both ways give the same rows ────────────────────────────────────────────────────────────────────────────────────────────

CELLS = ["a", "9", "10", " ", "", "x y", '"q"', '"a,b"', '"l\nm"', '"d""d"', '5"', '"u', "é", "中", '"a"b', "-1", '"', "1,2", "true"]


@st.composite
def exports(draw: Callable[..., Any]) -> tuple[bytes, list[str] | None]:
    """Text that is nearly a table, and the columns wanted of it."""
    width = draw(st.integers(1, 4))
    cells = st.sampled_from(CELLS[: draw(st.sampled_from([10, len(CELLS)]))])
    sizes = st.sampled_from([width] * 8 + [0, 1, width + 1])
    lines = [",".join(f"c{place}" for place in range(width))]
    lines += [",".join(draw(cells) for _ in range(size)) for size in draw(st.lists(sizes, max_size=8))]
    newline = draw(st.sampled_from(["\n", "\r\n"]))
    wanted = draw(st.sampled_from([None, ["c0"], [f"c{width - 1}"]]))
    return (newline.join(lines) + draw(st.sampled_from([newline, "", newline * 2]))).encode(), wanted


def outcome(path: Path, wanted: list[str] | None, below: int) -> object:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(module, "EXACT_BELOW", below)
        try:
            found, _ = carried_out(path, wanted, {})
        except CxmError as error:
            return str(error)
    return [tuple(cell or None for cell in row) for row in found]


@given(exports())
@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_the_fast_way_and_the_exact_way_agree(tmp_path, export):
    raw, wanted = export
    path = written(tmp_path / "a.csv", raw)
    assert outcome(path, wanted, FAST) == outcome(path, wanted, EXACT)


COMMENTS = ["great", '"slow, but ok"', '"said ""hi"""', "", '"two\nlines, ""x"" "']


def large(fault: str | None, rows: int = 20_000) -> str:
    lines = [f"{n},2024-01-{n % 28 + 1:02d},{n % 11},EMEA,{COMMENTS[n * n % 5]},x{n}" for n in range(rows)]
    if fault is not None:
        lines[rows // 3] = fault
    return "\n".join(["id,day,score,region,comment,last", *lines, ""])


FAULTS = {
    "nothing": None,
    "blank line": "",
    "line of blanks": "   ",
    "empty row of a spreadsheet": ",,,,,",
    "short": "7,2024-01-01",
    "long": "7,2024-01-01,5,EMEA,thanks, all,x",
    "long, of a word that could be a boolean": "7,2024-01-01,5,EMEA,a,x,true",
    "long, but empty": "7,2024-01-01,5,EMEA,a,x,,",
    "quote never closed": '7,2024-01-01,5,EMEA,"oops,x',
    "quote in a cell": '7,2024-01-01,5,EMEA,5"pipe,x',
    "quote at the end of a cell": '7,2024-01-01,5,EMEA,5",x',
    "quote within quotes": '7,2024-01-01,5,EMEA,"a 5" pipe",x',
    "decimal": "7,2024-01-01,5.0,EMEA,a,x",
    "word": "7,2024-01-01,n/a,EMEA,a,x",
}


@pytest.mark.parametrize("wanted", [["score"], ["day", "score"], ["id", "day", "score", "region", "last"]])
@pytest.mark.parametrize("fault", FAULTS)
def test_a_fault_late_in_a_large_file_is_never_silent(tmp_path, fault, wanted):
    path = written(tmp_path / "a.csv", large(FAULTS[fault]))
    assert path.stat().st_size > 8 * module.WINDOW
    assert outcome(path, wanted, FAST) == outcome(path, wanted, EXACT)


def test_a_quote_that_swallows_rows_of_a_column_nobody_reads_is_found(tmp_path, fast):
    """Polars alone answers 39 rows fewer, for the quote opens and closes in a column it does not read."""
    lines = [f"{n},{n % 11},fine,x" for n in range(4_000)]
    lines[100] = '100,5,"oops,x'
    lines[139] = '139,5,"oops,x'
    path = written(tmp_path / "a.csv", "\n".join(["id,score,comment,last", *lines, ""]))
    alone = pl.scan_csv(path, has_header=False, skip_lines=1, schema=dict.fromkeys(["id", "score", "comment", "last"], pl.String))
    assert alone.select("score").collect(engine="streaming").height == 3_961
    with pytest.raises(ExportError, match="line 141") as caught:
        carried_out(path, ["score"], {})
    assert caught.value.problems[0].row == 102


def test_only_what_is_asked_for_is_read(tmp_path, workspace, fast):
    """Of six columns one, and the one behind the last that has to be empty; this also proves that nothing is suspected."""
    plan = scanned(workspace, written(tmp_path / "a.csv", large(None))).lazy.select("score").explain(engine="streaming")
    assert "PROJECT 2/7 COLUMNS" in plan


# ── Typed columns ───────────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("below", [FAST, EXACT])
@pytest.mark.parametrize("cell", ["n/a", "9.5", "1e3", "9x", "300", "4 ", '"1,000"'])
def test_a_typed_column_that_does_not_hold_asks_for_text(tmp_path, monkeypatch, workspace, below, cell):
    monkeypatch.setattr(module, "EXACT_BELOW", below)
    path = written(tmp_path / "a.csv", f"score,region\n9,EMEA\n{cell},APAC\n")
    with pytest.raises(NeedsText) as caught:
        rows(workspace, path, typed={"score": pl.Int8()})
    assert caught.value.column == "score"
    assert rows(workspace, path)[1] == (cell.strip('"'), "APAC")


@pytest.mark.parametrize("below", [FAST, EXACT])
@pytest.mark.parametrize("cell", ["nan", "NaN", "inf", "-Infinity", "1e999"])
def test_no_cell_is_ever_infinite_or_not_a_number(tmp_path, monkeypatch, workspace, below, cell):
    monkeypatch.setattr(module, "EXACT_BELOW", below)
    with pytest.raises(NeedsText):
        rows(workspace, written(tmp_path / "a.csv", f"score,region\n9.5,EMEA\n{cell},APAC\n"), typed={"score": pl.Float64()})


@pytest.mark.parametrize("below", [FAST, EXACT])
def test_typed_columns_read_quoted_numbers_and_blanks_are_null(tmp_path, monkeypatch, workspace, below):
    monkeypatch.setattr(module, "EXACT_BELOW", below)
    path = written(tmp_path / "a.csv", 'score,region\n"9",a\n,b\n" ",c\n-3,d\n')
    assert rows(workspace, path, typed={"score": pl.Int64()}) == [(9, "a"), (None, "b"), (None, "c"), (-3, "d")]


def test_errors_of_polars_do_not_cross_the_border(tmp_path):
    with pytest.raises(ExportError, match="cannot be read"), collecting("a.csv"):
        pl.scan_csv(tmp_path / "gone.csv", schema={"a": pl.String}).collect()
    with pytest.raises(ExportError, match="no luck"), collecting():
        raise pl.exceptions.ComputeError("no luck\nmore")
    with pytest.raises(BrokenPipeError), collecting():
        raise BrokenPipeError
    with pytest.raises(pl.exceptions.ColumnNotFoundError), collecting():
        pl.LazyFrame({"a": [1]}).select("b").collect()


# ── Several files ───────────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("below", [FAST, EXACT])
def test_files_of_one_export_follow_one_another_in_any_order_of_columns(tmp_path, monkeypatch, workspace, below):
    monkeypatch.setattr(module, "EXACT_BELOW", below)
    first = written(tmp_path / "1.csv", "score,region\n9,EMEA\n")
    second = written(tmp_path / "2.csv", "region;score\nAPAC;6\n")
    assert rows(workspace, first, second) == [("9", "EMEA"), ("6", "APAC")]


def test_files_with_other_columns_are_refused_by_name(tmp_path, workspace):
    first = written(tmp_path / "1.csv", "score,region\n9,EMEA\n")
    second = written(tmp_path / "2.csv", "score,country\n9,DE\n")
    with pytest.raises(ExportError) as caught:
        rows(workspace, first, second)
    assert "lacks 'region' and adds 'country'" in str(caught.value)
    assert "2.csv" in str(caught.value)


def test_columns_can_be_chosen_and_unknown_ones_are_refused(tmp_path, workspace):
    path = written(tmp_path / "a.csv", "score,region\n9,EMEA\n")
    assert rows(workspace, path, columns=["region"]) == [("EMEA",)]
    with pytest.raises(UsageError, match="regoin") as caught:
        rows(workspace, path, columns=["regoin"])
    assert "region" in str(caught.value)


# ── Clean copies ────────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_long_rows_are_left_out_counted_and_shown(tmp_path, workspace):
    path = written(tmp_path / "a.csv", "score,comment\n9,a\n6,thanks, all\n5,b,,\n4\n")
    found = scanned(workspace, path)
    assert found.lazy.collect().rows() == [("9", "a"), ("5", "b"), ("4", None)]
    assert found.ragged == 1
    assert str(found.notes[0]) == "line 3, value '6,thanks, all': 3 cells under 2 headings: left out"


def test_long_rows_can_be_kept_by_their_first_cells(tmp_path, workspace):
    (source,) = open_exports([str(written(tmp_path / "a.csv", "score,comment\n9,a\n6,thanks, all\n"))], workspace)
    found = scan([source], [replace(layout(read_head(source), 0), surplus="keep")], workspace)
    assert (found.lazy.collect().rows(), found.ragged) == ([("9", "a"), ("6", "thanks")], 0)


def test_notes_and_totals_are_dropped_and_counted_and_nothing_is_read_behind_the_end(tmp_path, workspace):
    path = written(tmp_path / "a.csv", "score,comment\n9,a\nTotal,1,1\n6,b\n\nSecond table\nx,y\n")
    (source,) = open_exports([str(path)], workspace)
    where = layout(read_head(source), 0, skip="^Total", stop="^$")
    found = scan([source], [where], workspace)
    assert found.lazy.collect().rows() == [("9", "a"), ("6", "b")]
    assert (found.dropped, found.ragged) == (1, 0)


@pytest.mark.parametrize("below", [FAST, EXACT])
def test_rows_know_their_physical_line(tmp_path, monkeypatch, workspace, below):
    monkeypatch.setattr(module, "EXACT_BELOW", below)
    first = written(tmp_path / "1.csv", 'note\n\nscore,comment\n9,"two\nlines"\n6,b\n5,"x"\n')
    second = written(tmp_path / "2.csv", "score,comment\n4,c\n")
    sources = open_exports([str(first), str(second)], workspace)
    layouts = [layout(read_head(sources[0]), 1), layout(read_head(sources[1]), 0)]
    found = scan(sources, layouts, workspace, line_numbers=True)
    places = found.lazy.select(FILE, LINE).collect().rows()
    assert [(file, found.line_of(file, line)) for file, line in places] == [(0, 4), (0, 6), (0, 7), (1, 2)]


def test_a_large_copy_goes_to_the_disk_and_is_made_once(tmp_path, monkeypatch, workspace):
    monkeypatch.setattr("cxm.io.source.IN_MEMORY", 100)
    text = "id;city\n" + "".join(f"{n};Köln\n" for n in range(20_000))
    path = written(tmp_path / "a.csv", text.encode("cp1252"))
    with Workspace() as small:
        found = scanned(small, path).lazy.collect()
        again = scanned(small, path).lazy.collect()
        assert found.equals(again)
        assert found.rows()[19_999] == ("19999", "Köln")
        assert len(list(small.file().parent.iterdir())) == 1


def test_a_clean_copy_has_every_row_as_wide_as_the_header(tmp_path, workspace):
    path = written(tmp_path / "a.csv", 'a;b\n1\n"x;y";"q""r"\n;\n\n2;3;\n')
    (source,) = open_exports([str(path)], workspace)
    clean = clean_copy(source, layout(read_head(source, delimiter=";"), 0), workspace)
    assert clean.data == b'1,\r\nx;y,"q""r"\r\n2,3\r\n'
    assert (clean.rows, clean.ragged) == (3, 0)


def test_a_file_with_a_header_only_has_no_rows(tmp_path, workspace, fast):
    path = written(tmp_path / "a.csv", "score,region\n")
    assert rows(workspace, path, typed={"score": pl.Int8()}) == []


def test_a_file_of_one_column_keeps_what_is_there(tmp_path, workspace):
    assert rows(workspace, written(tmp_path / "a.csv", "score\n9\n\n6\n\n")) == [("9",), ("6",)]


# ── Parquet and Arrow ───────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("form", ["parquet", "arrow"])
def test_typed_files_keep_their_types(tmp_path, workspace, form):
    frame = pl.DataFrame({"score": [9, None], "region": pl.Series(["EMEA", "APAC"], dtype=pl.Categorical)})
    path = tmp_path / f"a.{form}"
    frame.write_parquet(path) if form == "parquet" else frame.write_ipc(path)
    found = scanned(workspace, path, line_numbers=True)
    assert found.lazy.collect_schema()["score"] == pl.Int64
    assert found.lazy.collect().rows() == [(9, "EMEA", 0, 1), (None, "APAC", 0, 2)]


def test_typed_files_of_other_kinds_meet_in_text_or_in_the_wider_number(tmp_path, workspace):
    pl.DataFrame({"id": [1], "score": [9]}).write_parquet(tmp_path / "1.parquet")
    pl.DataFrame({"score": [8.5], "id": ["x"]}).write_parquet(tmp_path / "2.parquet")
    assert rows(workspace, tmp_path / "1.parquet", tmp_path / "2.parquet") == [("1", 9.0), ("x", 8.5)]


@pytest.mark.parametrize("form", ["parquet", "arrow"])
def test_a_typed_file_that_breaks_off_is_an_error(tmp_path, workspace, form):
    path = tmp_path / f"a.{form}"
    frame = pl.DataFrame({"score": list(range(10_000))})
    frame.write_parquet(path) if form == "parquet" else frame.write_ipc(path)
    path.write_bytes(path.read_bytes()[:-500])
    with pytest.raises(ExportError, match="cannot be read"):
        rows(workspace, path)


# ── JSON ────────────────────────────────────────────────────────────────────────────────────────────────────────────────────

RECORDS: list[dict[str, Any]] = [
    {"id": 12345678901234567890, "score": 9.50, "user": {"name": "Ann", "tags": ["a", {"b": 1}]}, "ok": True},
    {"id": "x", "user": {"name": None, "plan": "pro"}, "new": 'q"é'},
]
FLAT = [
    ("12345678901234567890", "9.5", "Ann", '["a", {"b": 1}]', "true", None, None),
    ("x", None, None, None, None, "pro", 'q"é'),
]


@pytest.mark.parametrize(
    "text",
    [
        "\n".join(json.dumps(record) for record in RECORDS) + "\n\n",
        json.dumps(RECORDS),
        json.dumps(RECORDS, indent=2),
        json.dumps({"next": None, "count": 2, "empty": [], "tickets": RECORDS, "meta": {"a": [{}]}}, indent=1),
        "\ufeff" + json.dumps(RECORDS, ensure_ascii=False),
        "".join(json.dumps(record, indent=1) for record in RECORDS),
    ],
    ids=["lines", "array", "indented", "wrapped", "mark", "one after another"],
)
def test_json_of_every_shape_becomes_text_columns_with_dotted_names(tmp_path, workspace, text):
    found = scanned(workspace, written(tmp_path / "a.json", text))
    assert found.names == ("id", "score", "user.name", "user.tags", "ok", "user.plan", "new")
    assert found.lazy.collect().rows() == FLAT
    assert set(found.lazy.collect_schema().dtypes()) == {pl.String()}


def test_json_in_utf_16_is_read(tmp_path, workspace):
    assert rows(workspace, written(tmp_path / "a.json", b"\xff\xfe" + '[{"Ort": "Köln"}]'.encode("utf-16-le"))) == [("Köln",)]


def test_json_records_know_their_number_however_they_are_broken_into_lines(tmp_path, workspace):
    path = written(tmp_path / "a.json", '[\n{"a": 1},\n\n{"a":\n2},{"a": 3}]')
    found = scanned(workspace, path, line_numbers=True)
    assert found.lazy.collect().rows() == [("1", 0, 1), ("2", 0, 2), ("3", 0, 3)]


def test_json_is_taken_up_in_pieces(tmp_path, workspace, monkeypatch):
    monkeypatch.setattr("cxm.io.convert.DIGEST", 7)
    monkeypatch.setattr("cxm.io.convert.CHUNK", 3)
    records = [{"n": n, "text": "x" * n, "deep": {"even": n % 2 == 0}, **({f"late{n}": n} if n > 7 else {})} for n in range(10)]
    for name, text in (("a.json", json.dumps({"items": records, "count": 10})), ("b.ndjson", "\n".join(map(json.dumps, records)))):
        found = scanned(workspace, written(tmp_path / name, text)).lazy.collect()
        assert found["n"].to_list() == [str(n) for n in range(10)]
        assert found["late9"].to_list() == [None] * 9 + ["9"]


def test_names_that_collide_when_flattened_are_both_kept(tmp_path, workspace):
    found = scanned(workspace, written(tmp_path / "a.json", '[{"a": {"b": 1}, "a.b": 2, "": 3}]'))
    assert (found.names, found.lazy.collect().rows()) == (("a.b", "a.b_2", "column_3"), [("1", "2", "3")])


def test_half_a_character_does_not_break_the_rest(tmp_path, workspace):
    assert rows(workspace, written(tmp_path / "a.json", r'[{"a": "ok \ud83d"}]')) == [("ok ?",)]


@pytest.mark.parametrize(
    ("file", "line", "what"),
    [
        (("a.ndjson", '{"a": 1}\n{"a": 2\n'), 2, "damaged"),
        (("a.ndjson", '{"a": 1}\n[1]\n'), 2, "not a record"),
        (("a.ndjson", '{"a": 1}\n{"a": 2} x\n'), 2, "damaged"),
        (("a.json", '[{"a": 1},\n{"a": '), 2, "damaged"),
        (("a.json", '[{"a": 1},\n{"a": 2}\n'), 3, "damaged"),
        (("a.json", '[{"a": 1}]\n]'), 2, "damaged"),
        (("a.json", '[{"a": 1}, 7]'), 1, "not a record"),
        (("a.json", '{"a": [{"b": 1}],\n"c": [{"d": 1}]}'), None, "several tables: a and c"),
        (("a.json", "[]"), None, "no records"),
        (("a.json", '[{"a": ' + "[" * 100_000), 1, "damaged"),
    ],
)
def test_damaged_json_says_where(tmp_path, workspace, file, line, what):
    with pytest.raises(ExportError, match=what) as caught:
        rows(workspace, written(tmp_path / file[0], file[1]))
    assert line is None or caught.value.problems[0].row == line


# ── Workbooks ───────────────────────────────────────────────────────────────────────────────────────────────────────────────

DATE, MOMENT, HOURS = 1, 2, 3
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
SHEETS = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
STYLES = f"""<styleSheet xmlns="{SHEETS}"><numFmts count="2"><numFmt numFmtId="164" formatCode="yyyy\\-mm\\-dd\\ hh:mm:ss"/>
<numFmt numFmtId="165" formatCode="[h]:mm:ss"/></numFmts><fonts count="1"><font/></fonts><fills count="1"><fill/></fills>
<borders count="1"><border/></borders><cellStyleXfs count="1"><xf/></cellStyleXfs><cellXfs count="4"><xf numFmtId="0"/>
<xf numFmtId="14" applyNumberFormat="1"/><xf numFmtId="164" applyNumberFormat="1"/><xf numFmtId="165" applyNumberFormat="1"/></cellXfs>
</styleSheet>"""


def cell(place: str, value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, str):
        return f'<c r="{place}" t="inlineStr"><is><t>{escape(value)}</t></is></c>'
    if isinstance(value, bool):
        return f'<c r="{place}" t="b"><v>{int(value)}</v></c>'
    style, number = value if isinstance(value, tuple) else (0, value)
    return f'<c r="{place}" s="{style}"><v>{number}</v></c>'


def workbook(path: Path, sheets: dict[str, list[list[object]]]) -> Path:
    """A workbook as Excel writes it, as small as it gets."""
    relation = f'<Relationships xmlns="{PACKAGE}/relationships">'
    listed = "".join(f'<sheet name="{name}" sheetId="{n}" r:id="rId{n}"/>' for n, name in enumerate(sheets, 1))
    targets = "".join(
        f'<Relationship Id="rId{n}" Type="{OFFICE}/worksheet" Target="worksheets/sheet{n}.xml"/>' for n in range(1, len(sheets) + 1)
    )
    main = "application/vnd.openxmlformats-officedocument.spreadsheetml"
    parts = "".join(
        f'<Override PartName="/xl/worksheets/sheet{n}.xml" ContentType="{main}.worksheet+xml"/>' for n in range(1, len(sheets) + 1)
    )
    with zipfile.ZipFile(path, "w") as book:
        book.writestr(
            "[Content_Types].xml",
            f'<Types xmlns="{PACKAGE}/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
            f'<Override PartName="/xl/workbook.xml" ContentType="{main}.sheet.main+xml"/>{parts}'
            f'<Override PartName="/xl/styles.xml" ContentType="{main}.styles+xml"/></Types>',
        )
        book.writestr(
            "_rels/.rels", f'{relation}<Relationship Id="rId1" Type="{OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>'
        )
        book.writestr("xl/workbook.xml", f'<workbook xmlns="{SHEETS}" xmlns:r="{OFFICE}"><sheets>{listed}</sheets></workbook>')
        book.writestr(
            "xl/_rels/workbook.xml.rels",
            f'{relation}{targets}<Relationship Id="rId99" Type="{OFFICE}/styles" Target="styles.xml"/></Relationships>',
        )
        book.writestr("xl/styles.xml", STYLES)
        for n, grid in enumerate(sheets.values(), 1):
            body = "".join(
                f'<row r="{row}">{"".join(cell(f"{chr(65 + at)}{row}", value) for at, value in enumerate(line))}</row>'
                for row, line in enumerate(grid, 1)
            )
            book.writestr(f"xl/worksheets/sheet{n}.xml", f'<worksheet xmlns="{SHEETS}"><sheetData>{body}</sheetData></worksheet>')
    return path


GRID: list[list[object]] = [
    ["score", "day", "when", "duration", "ok", "comment"],
    [9, (DATE, 45001), (MOMENT, 45000.5), (HOURS, 1.5), True, 'a,b "q"\nx'],
    [8.5, (DATE, 45002), (MOMENT, 45000), (HOURS, 0.25), False, None],
]
READ = [
    ("9", "2023-03-16", "2023-03-15 12:00:00", "36:00:00", "true", 'a,b "q" x'),
    ("8.5", "2023-03-17", "2023-03-15 00:00:00", "6:00:00", "false", None),
]


def test_a_workbook_becomes_text_with_iso_dates_and_durations(tmp_path, workspace):
    pytest.importorskip("fastexcel")
    path = workbook(tmp_path / "a.xlsx", {"Data": GRID, "Legend": [["x"]], "Empty": []})
    assert rows(workspace, path) == READ
    assert rows(workspace, path, sheet="Data") == READ


def test_rows_of_a_sheet_keep_their_numbers(tmp_path, workspace):
    pytest.importorskip("fastexcel")
    path = workbook(tmp_path / "a.xlsx", {"Data": [[], [], ["score"], [9], [], [6]]})
    found = scanned(workspace, path, line_numbers=True)
    assert found.lazy.collect().rows() == [("9", 0, 4), ("6", 0, 6)]


def test_several_sheets_have_to_be_chosen_from(tmp_path, workspace):
    pytest.importorskip("fastexcel")
    path = workbook(tmp_path / "a.xlsx", {"May": GRID, "June": GRID})
    with pytest.raises(AmbiguousError, match="several sheets") as caught:
        rows(workspace, path)
    assert "--sheet 'May' or --sheet 'June'" in str(caught.value)
    with pytest.raises(UsageError, match="unknown sheet") as missed:
        rows(workspace, path, sheet="Juni")
    assert "June" in str(missed.value)


def test_sheets_are_refused_where_there_are_none(tmp_path, workspace):
    with pytest.raises(UsageError, match="only workbooks"):
        rows(workspace, written(tmp_path / "a.csv", "a\n1\n"), sheet="May")


def test_a_damaged_workbook_is_an_error(tmp_path, workspace):
    pytest.importorskip("fastexcel")
    with zipfile.ZipFile(tmp_path / "a.xlsx", "w") as book:
        book.writestr("xl/workbook.xml", "<workbook")
    with pytest.raises(ExportError, match="workbook cannot be read"):
        rows(workspace, tmp_path / "a.xlsx")


def test_workbooks_need_one_more_package(tmp_path, workspace, monkeypatch):
    monkeypatch.setitem(__import__("sys").modules, "fastexcel", None)
    with pytest.raises(UsageError, match="one more package") as caught:
        rows(workspace, workbook(tmp_path / "a.xlsx", {"Data": GRID}))
    assert "cxm[excel]" in str(caught.value)


# ── Addresses ───────────────────────────────────────────────────────────────────────────────────────────────────────────────


class Files(http.server.SimpleHTTPRequestHandler):
    """Files from a folder; parts of them too, unless `whole` is set, as with many servers."""

    whole = False
    protocol_version = "HTTP/1.1"

    def log_message(self, *parts: object) -> None:
        pass

    def do_GET(self) -> None:
        path = Path(self.translate_path(self.path))
        if path.name.startswith("secret"):
            self.send_error(403)
            return
        if not path.is_file():
            self.send_error(404)
            return
        data = path.read_bytes()
        part = re.fullmatch(r"bytes=(\d*)-(\d*)", self.headers.get("Range", "")) if not self.whole else None
        self.send_response(206 if part else 200)
        size = len(data)
        if part:
            start = int(part[1]) if part[1] else max(0, size - int(part[2]))
            end = min(int(part[2]), size - 1) if part[1] and part[2] else size - 1
            data = data[start : end + 1]
            self.send_header("Content-Range", f"bytes {start}-{end}/{size}")
        self.send_header("Content-Length", str(len(data) + (9 if path.name.startswith("cut") else 0)))
        self.send_header("ETag", '"1"')
        self.send_header("Last-Modified", "Mon, 05 Jan 2026 09:00:00 GMT")
        self.end_headers()
        self.wfile.write(data)
        self.close_connection = True


@pytest.fixture
def server(tmp_path: Path) -> Iterator[str]:
    served = http.server.ThreadingHTTPServer(("127.0.0.1", 0), partial(Files, directory=str(tmp_path)))
    thread = threading.Thread(target=served.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{served.server_port}"
    served.shutdown()
    served.server_close()
    thread.join(5)


def fetched(workspace: Workspace, address: str) -> list[tuple[Any, ...]]:
    sources = ready(open_exports([address], workspace), workspace)
    layouts = [layout(read_head(source), 0) for source in sources] if sources[0].form.value == "csv" else []
    with collecting():
        return scan(sources, layouts, workspace).lazy.collect().rows()


@pytest.mark.parametrize("whole", [False, True])
def test_an_address_is_read_like_a_file(tmp_path, server, workspace, monkeypatch, whole):
    monkeypatch.setattr(Files, "whole", whole)
    written(tmp_path / "a.csv", "score;city\n9;Köln\n".encode("cp1252"))
    written(tmp_path / "b.json", '[{"score": 9}]')
    pl.DataFrame({"score": [9]}).write_parquet(tmp_path / "c.parquet")
    assert fetched(workspace, f"{server}/a.csv") == [("9", "Köln")]
    assert fetched(workspace, f"{server}/b.json?token=x") == [("9",)]
    assert fetched(workspace, f"{server}/c.parquet") == [(9,)]


def test_an_address_that_fails_is_an_error(tmp_path, server, workspace):
    written(tmp_path / "cut.csv", "score\n9\n")
    with pytest.raises(ExportError, match="answers 404"):
        fetched(workspace, f"{server}/gone.csv")
    with pytest.raises(ExportError, match="nothing is at this address"):
        fetched(workspace, f"{server}/gone.parquet")
    with pytest.raises(ExportError, match="broke off"):
        fetched(workspace, f"{server}/cut.csv")
    with pytest.raises(ExportError, match="does not answer"):
        fetched(workspace, "http://127.0.0.1:9/a.csv")


@pytest.mark.parametrize(
    ("form", "cure"), [("csv", "AZURE_STORAGE_ACCOUNT_NAME"), ("parquet", "AZURE_STORAGE_ACCOUNT_NAME"), ("ndjson", "AZURE_STORAGE")]
)
def test_an_object_store_nobody_may_open_names_what_is_to_be_set(workspace, monkeypatch, form, cure):
    for name in [name for name in os.environ if name.startswith("AZURE")]:
        monkeypatch.delenv(name)
    with pytest.raises(ExportError, match="does not answer") as refused:
        fetched(workspace, f"az://container/export.{form}")
    assert cure in (refused.value.cure or "")


@pytest.fixture
def bucket(tmp_path, server, monkeypatch) -> str:
    """A bucket in a store that speaks the language of S3; its name is new, for polars remembers the stores it has met."""
    for name, value in {"ENDPOINT_URL": server, "ACCESS_KEY_ID": "key", "SECRET_ACCESS_KEY": "secret", "REGION": "us-east-1"}.items():
        monkeypatch.setenv(f"AWS_{name}", value)
    name = f"bucket{server.rpartition(':')[2]}"
    (tmp_path / name).mkdir()
    return name


def test_text_and_parquet_in_a_bucket_are_read_like_files(tmp_path, bucket, workspace):
    written(tmp_path / bucket / "a b.csv", "score,city\r\n9,Köln\r\n6,臺北\r\n")
    pl.DataFrame({"score": [9]}).write_parquet(tmp_path / bucket / "c.parquet")
    written(tmp_path / bucket / "d.jsonl", '{"score": 9}\n')
    assert fetched(workspace, f"s3://{bucket}/a b.csv") == [("9", "Köln"), ("6", "臺北")]
    assert fetched(workspace, f"s3://{bucket}/c.parquet") == [(9,)]
    assert fetched(workspace, f"s3://{bucket}/d.jsonl") == [("9",)]


def test_what_is_wrong_with_a_bucket_is_said_with_its_cure(tmp_path, bucket, workspace):
    written(tmp_path / bucket / "old.csv", "score;city\n9;Köln\n".encode("cp1252"))
    for address, what, cure in (
        ("gone.csv", "nothing is at this address", "check the address"),
        ("gone.parquet", "nothing is at this address", "check the address"),
        ("*.csv", "nothing is at this address", "name each address"),
        ("secret.csv", "access is denied", "AWS_ACCESS_KEY_ID"),
        ("secret.parquet", "access is denied", "AWS_ACCESS_KEY_ID"),
        ("old.csv", "not text in UTF-8", "copy the file here"),
    ):
        with pytest.raises(ExportError, match=what) as refused:
            fetched(workspace, f"s3://{bucket}/{address}")
        assert f"s3://{bucket}/{address}" in str(refused.value)
        assert cure in (refused.value.cure or "")
    with pytest.raises(UsageError, match="folders") as folder:
        fetched(workspace, f"s3://{bucket}/")
    assert "name each address" in (folder.value.cure or "")


def test_what_is_secret_in_an_address_is_shown_nowhere(server, workspace):
    secret = server.replace("http://", "http://ann:hunter2@")
    for address in (f"{server}/gone.csv?sig=hunter2", f"{server}/gone.parquet?sig=hunter2", f"{secret}/gone.csv"):
        with pytest.raises(ExportError) as refused:
            fetched(workspace, address)
        assert "/gone." in str(refused.value)
        assert "hunter2" not in str(refused.value)


def test_text_in_an_object_store_is_copied_line_by_line(tmp_path, server, workspace):
    """The way of s3:// and its kind, which the loopback server can stand in for."""
    written(tmp_path / "a.csv", '\ufeffscore,comment\r\n9,"two\r\nlines"\r\n6,""\r\n')
    (source,) = open_exports([f"{server}/a.csv"], workspace)
    path = convert._lines_of(source, workspace)
    assert path.read_bytes() == '\ufeffscore,comment\n9,"two\nlines"\n6,""\n'.encode()
