"""From files to lazy frames of text columns, some of them typed on request, in bounded memory.

Large plain files are left to polars. It is fast and checks much, yet not everything: of the columns that nobody asked for it
reads past long rows, blank lines and some broken quotes. So a column is added behind the last one that must stay empty, a
column that is never empty watches for blank lines, and pieces of the file are parsed strictly. Where anything is odd, and for
every small file, a clean copy is written by the exact parser of `layout`, which keeps a row, counts it as left out, or says in
which line the fault is.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from typing import IO, Any

import polars as pl

from cxm._record import Record
from cxm.errors import ExportError, Problem, unknown
from cxm.io.convert import ready, typed_file
from cxm.io.layout import (
    Layout,
    Mended,
    is_blank,
    joined,
    layout,
    long_cells,
    read_head,
    records,
    undecodable,
    unique_names,
)
from cxm.io.signals import EXTRA, FILE, LINE, NeedsCleanCopy, NeedsText, reading
from cxm.io.source import Form, Source, Workspace

EXACT_BELOW = 4 * 1024 * 1024
"""Bytes up to which every file takes the exact way; it costs a tenth of a second."""
BATCH = 5_000
SHOWN = 5
"""Rows left out that are shown with their line; the rest is counted."""

WINDOW = 64 * 1024
WINDOWS = 24
"""A megabyte and a half in all: parsing it takes 2 % of the time that polars needs for a file of 1.4 GB."""

NOTHING = pl.Enum(["\x01"])
"""The kind of the column behind the last one: nothing but an empty cell parses as it."""


# ── The scan ────────────────────────────────────────────────────────────────────────────────────────────────────────────────


class Scan(Record):
    """Exports as one lazy frame.

    Args:
        lazy: columns of text, typed ones where asked; empty cells are null, or '' where they were quoted.
            With line numbers also FILE, the place of the export in `sources`, and LINE, which counts the records of typed files.
        names: its columns, in the order of the first export.
        ragged: rows left out because they have more cells than the header; counted only where files were read exactly.
        dropped: rows left out because the layout says that they are notes or totals.
        mended: rows whose quotes are not as they should be, read all the same.
        notes: the first few rows left out, with their lines.
        exact: whether all files were read exactly; if not, LINE counts records and `line_of` knows the physical line.
    """

    lazy: pl.LazyFrame
    names: tuple[str, ...]
    sources: tuple[Source, ...]
    layouts: tuple[Layout, ...]
    ragged: int = 0
    dropped: int = 0
    mended: int = 0
    notes: tuple[Problem, ...] = ()
    exact: bool = True

    @property
    def left(self) -> dict[str, int]:
        """Rows left out, by reason."""
        counts = {"with more cells than the header": self.ragged, "notes or totals": self.dropped}
        return {reason: count for reason, count in counts.items() if count}

    def line_of(self, file: int, line: int) -> int:
        """The physical line of a row from what FILE and LINE say of it; reads the file up to there if it has to."""
        source, where = self.sources[file], self.layouts[file]
        if source.form is not Form.CSV or _is_exact(source, where):
            return line
        assert source.path is not None
        with _opened(source, where) as text, long_cells():
            for count, (start, _) in enumerate(records(text, where.delimiter, source.name, first=where.first_line), where.first_line):
                if count == line:
                    return start
        raise IndexError(line)


class _Part(Record):
    lazy: pl.LazyFrame
    names: tuple[str, ...]
    layout: Layout
    exact: bool = True
    ragged: int = 0
    dropped: int = 0
    mended: int = 0
    notes: tuple[Problem, ...] = ()


def scan(
    sources: Sequence[Source],
    layouts: Sequence[Layout],
    workspace: Workspace,
    *,
    typed: Mapping[str, pl.DataType] | None = None,
    columns: Sequence[str] | None = None,
    line_numbers: bool = False,
) -> Scan:
    """The rows of exports that have the same columns, perhaps in another order, one after another.

    Nothing large is read here unless a clean copy has to be written, which happens once per workspace.

    Args:
        sources: what `open_exports` and `ready` gave; other forms than text are made ready here.
        layouts: of each source; none for Parquet, Arrow and JSON, which say themselves.
        typed: columns of text exports to read as numbers; a collect raises NeedsText where one does not hold.
        columns: those wanted; all by default. Columns that a query does not use are not read either way.
        line_numbers: add FILE and LINE.

    Raises:
        ExportError: the files differ in their columns, a file is damaged, or its rows do not fit the header.
        UsageError: an unknown column.
    """
    files = ready(sources, workspace)
    known = tuple(layouts) or tuple(_own_layout(source) for source in files)
    parts = [
        _part(source, where, workspace, typed or {}, place if line_numbers else None)
        for place, (source, where) in enumerate(zip(files, known, strict=True))
    ]
    _same_columns(files, parts)
    names = parts[0].names
    if strange := next((name for name in columns or () if name not in names), None):
        raise unknown("column", strange, names)
    wanted = [*(columns or names), *((FILE, LINE) if line_numbers else ())]
    return _one_after_another(files, parts, _alike([part.lazy.select(wanted) for part in parts], files))


def _one_after_another(files: Sequence[Source], parts: Sequence[_Part], frames: Sequence[pl.LazyFrame]) -> Scan:
    return Scan(
        lazy=frames[0] if len(frames) == 1 else pl.concat(frames, how="vertical_relaxed"),
        names=parts[0].names,
        sources=tuple(files),
        layouts=tuple(part.layout for part in parts),
        ragged=sum(part.ragged for part in parts),
        dropped=sum(part.dropped for part in parts),
        mended=sum(part.mended for part in parts),
        notes=tuple(note for part in parts for note in part.notes)[:SHOWN],
        exact=all(part.exact for part in parts),
    )


def _own_layout(source: Source) -> Layout:
    """The layout of a file that needs none, or whose first row is the header."""
    if source.form is Form.CSV:
        return layout(read_head(source), 0)
    with reading(source.name):
        names = typed_file(source).collect_schema().names()
    return Layout("", "", "", unique_names(names), 0, 1)


def _part(source: Source, where: Layout, workspace: Workspace, typed: Mapping[str, pl.DataType], file: int | None) -> _Part:
    numbered = file is not None
    if source.form is not Form.CSV:
        part = _typed_part(source, where, numbered=numbered)
    elif _is_exact(source, where):
        part = _exact_part(source, where, workspace, typed, numbered=numbered)
    else:
        part = _fast_part(source, where, workspace, typed, numbered=numbered)
    if file is None:
        return part
    return replace(part, lazy=part.lazy.with_columns(pl.lit(file, pl.UInt32).alias(FILE)))


def _is_exact(source: Source, where: Layout) -> bool:
    return not where.plain or source.size <= EXACT_BELOW


def _same_columns(sources: Sequence[Source], parts: Sequence[_Part]) -> None:
    """Files of one export have the same columns; silently filling in nulls would make every base wrong."""
    first = set(parts[0].names)
    problems = []
    for source, part in zip(sources[1:], parts[1:], strict=True):
        own = set(part.names)
        lacks = [name for name in parts[0].names if name not in own]
        adds = [name for name in part.names if name not in first]
        told = [f"{word} {', '.join(repr(name) for name in names[:SHOWN])}" for word, names in (("lacks", lacks), ("adds", adds)) if names]
        if told:
            problems.append(f"{source.name} {' and '.join(told)}")
    if problems:
        cure = "compute files of different exports one at a time"
        raise ExportError(f"the files do not have the columns of {sources[0].name}", problems=problems[:10], cure=cure)


def _alike(frames: list[pl.LazyFrame], sources: Sequence[Source]) -> list[pl.LazyFrame]:
    """Where files hold a column in kinds that have no common one, such as number and text, it is read as text."""
    if len(frames) == 1 or sources[0].form is Form.CSV:
        return frames
    schemas = [frame.collect_schema() for frame in frames]
    mixed = []
    for name in schemas[0]:
        kinds = {schema[name] for schema in schemas} - {pl.Null()}
        same = all(kind.is_numeric() for kind in kinds) or all(isinstance(kind, pl.Datetime | pl.Date) for kind in kinds)
        if len(kinds) > 1 and not same:
            mixed.append(name)
    return [frame.with_columns(pl.col(mixed).cast(pl.String)) for frame in frames] if mixed else frames


# ── Typed files ─────────────────────────────────────────────────────────────────────────────────────────────────────────────


def _typed_part(source: Source, where: Layout, *, numbered: bool) -> _Part:
    """Parquet and Arrow keep their types; bytes and categories become text, which is what they stand for."""
    with reading(source.name):
        lazy = typed_file(source)
        schema = lazy.collect_schema()
    texts = (pl.Categorical, pl.Enum, pl.Binary)
    own = [pl.col(name).cast(pl.String) if isinstance(kind, texts) else pl.col(name) for name, kind in schema.items()]
    if len(own) != len(where.names):
        raise ValueError(f"{source.name} has {len(own)} columns, its layout {len(where.names)}")
    if numbered:
        lazy = lazy.with_row_index(LINE, 1)
    lines = [pl.col(LINE).cast(pl.Int64)] if numbered else []
    return _Part(lazy.select(*(column.alias(name) for column, name in zip(own, where.names, strict=True)), *lines), where.names, where)


# ── Large plain files, left to polars ───────────────────────────────────────────────────────────────────────────────────────


def _fast_part(source: Source, where: Layout, workspace: Workspace, typed: Mapping[str, pl.DataType], *, numbered: bool) -> _Part:
    sample = workspace.once(("sample", source.path, where), partial(_sample, source, where))
    if sample.doubt:
        return _exact_part(source, replace(where, plain=False), workspace, typed, numbered=numbered)
    assert source.path is not None
    schema = {name: typed.get(name, pl.String()) for name in where.names}
    lazy = pl.scan_csv(
        source.path,
        has_header=False,
        skip_lines=where.first_line - 1,
        schema={**schema, EXTRA: NOTHING},
        missing_columns="insert",
        separator=where.delimiter,
        row_index_name=LINE if numbered else None,
        row_index_offset=where.first_line,
        glob=False,
    )
    blank = where.drop_blank or sample.blank
    # The filter needs EXTRA, so it is read whatever is asked for, and a row with a cell too many does not parse.
    lazy = lazy.filter(pl.col(EXTRA).is_null() & _any_cell(schema) if blank else pl.col(EXTRA).is_null())
    lines = [pl.col(LINE).cast(pl.Int64)] if numbered else []
    return _Part(_watched(lazy.select(*where.names, *lines), schema, blank=not blank), where.names, where, exact=False)


def _any_cell(schema: Mapping[str, pl.DataType]) -> pl.Expr:
    """Whether a row holds anything; a line of blanks is one cell of blanks."""
    first, *others = schema
    held = pl.any_horizontal(False, *(pl.col(name).is_not_null() for name in others))
    if schema[first] != pl.String:
        return held | pl.col(first).is_not_null()
    # The first cell is looked into only where the others leave it open: hardly ever.
    return held | (pl.when(~held).then(pl.col(first)).str.strip_chars() != "").fill_null(value=False)


def _watched(lazy: pl.LazyFrame, schema: Mapping[str, pl.DataType], *, blank: bool) -> pl.LazyFrame:
    """Look through the columns that are read, batch by batch: where one has no null there was no blank line.

    A stream goes through such a look in single file, so there is none where there is nothing to look for.
    """
    if not blank and not any(kind.is_float() for kind in schema.values()):
        return lazy
    look = partial(_looked_through, first=next(iter(schema)), blank=blank)
    return lazy.map_batches(
        look, predicate_pushdown=False, slice_pushdown=False, streamable=True, validate_output_schema=False, projection_pushdown=True
    )


def _looked_through(batch: pl.DataFrame, first: str, *, blank: bool) -> pl.DataFrame:
    cells = [column for column in batch.get_columns() if column.name not in (LINE, FILE)]
    for column in cells:
        # Polars reads 'nan', 'inf' and '1e999' as floats; no answer is any of these.
        if column.dtype.is_float() and not column.is_finite().all():
            raise NeedsText(column.name)
    # A line of blanks is a first cell of blanks, which is looked into only if the other columns leave it open.
    if blank and cells and all(column.null_count() for column in cells if column.name != first):
        empty = pl.all_horizontal(pl.all().is_null())
        if first in batch.columns and batch.schema[first] == pl.String:
            empty = pl.all_horizontal(pl.exclude(first).is_null(), pl.col(first).str.strip_chars().fill_null("") == "")
        if pl.DataFrame(cells).select(empty.any()).item():
            raise NeedsCleanCopy("blank lines, or rows without any of the cells asked for", blank=True)
    return batch


class _Sample(Record):
    """What pieces of a file show: a reason to distrust it, and blank lines."""

    doubt: str = ""
    blank: bool = False


def _sample(source: Source, where: Layout) -> _Sample:
    """Parse pieces spread over a file strictly, the beginning and the end among them."""
    assert source.path is not None
    blank = False
    last = max(0, source.size - WINDOW)
    with source.path.open("rb") as file, long_cells():
        for start in sorted({last * place // (WINDOWS - 1) for place in range(WINDOWS)}):
            file.seek(start)
            piece = _Piece(file.read(WINDOW), where, begins=start == 0, ends=start == last)
            if doubt := piece.check():
                return _Sample(doubt)
            blank = blank or piece.blank
    return _Sample("", blank)


@dataclass
class _Piece:
    """A few kilobytes out of the middle of a file; unless it is the beginning, it may start within a cell."""

    raw: bytes
    where: Layout
    begins: bool
    ends: bool
    blank: bool = False

    def check(self) -> str:
        """What is odd about the piece, '' if nothing is."""
        if b"\0" in self.raw:
            return "NUL bytes"
        if b"\r\r\n" in self.raw:
            return "lines that end in CR CR LF"
        lines = self.raw.split(b"\n")
        lines = lines[self.where.first_line - 1 if self.begins else 1 :]
        if lines and not (self.ends and lines[-1]):
            lines.pop()
        try:
            text = (b"\n".join(lines) + b"\n").decode("utf-8")
        except UnicodeDecodeError:
            return "bytes that are not UTF-8"
        return self._parse([line + "\n" for line in text.split("\n")[:-1]])

    def _parse(self, lines: list[str]) -> str:
        """Strictly; up to the first record that is whole beyond doubt the piece may lie within a cell."""
        whole = self.begins
        while lines:
            reader = csv.reader(lines, delimiter=self.where.delimiter, strict=True)
            rows: list[tuple[list[str], int]] = []
            broken = False
            try:
                rows.extend((row, reader.line_num) for row in reader)
            except csv.Error as error:
                broken = self.ends or "unexpected end of data" not in str(error)
            doubt, whole = self._judge(rows, lines, whole=whole)
            if doubt or not broken:
                return doubt
            if whole:
                return "broken quotes"
            lines = lines[reader.line_num :]
        return ""

    def _judge(self, rows: list[tuple[list[str], int]], lines: list[str], *, whole: bool) -> tuple[str, bool]:
        """What is odd about the records, and whether one of them was whole."""
        width = len(self.where.names)
        taken = 0
        for row, after in rows:
            before, taken = taken, after
            quoted = '"' not in "".join(row) or _is_quoted(row, "".join(lines[before:after]))
            whole = whole or (len(row) == width and quoted)
            if not whole:
                continue
            if not row or (not row[0].strip() and is_blank(row)):
                self.blank = True
            elif len(row) > width and any(cell.strip() for cell in row[width:]):
                return "rows of more cells than the header", whole
            elif not quoted:
                return "quotes within cells that are not quoted", whole
        return "", whole


def _is_quoted(row: Sequence[str], raw: str) -> bool:
    """Whether every cell with a quote in it is quoted, and the quote doubled."""
    return all('"' not in cell or '"' + cell.replace('"', '""') + '"' in raw for cell in row)


# ── The exact way ───────────────────────────────────────────────────────────────────────────────────────────────────────────


class Clean(Record):
    """A copy of a text export in UTF-8 with commas and CRLF, every row as wide as the header; without a header.

    Args:
        data: the copy: a file in the workspace, or the bytes where it is small.
        rows: records kept.
        ragged: records left out because they have more cells than the header, and these not empty.
        dropped: records left out as notes or totals.
        mended: records kept whose quotes are not as RFC 4180 wants them.
        notes: the first few ragged records.
    """

    data: Path | bytes
    rows: int
    ragged: int
    dropped: int
    mended: int
    notes: tuple[Problem, ...]


def clean_copy(source: Source, where: Layout, workspace: Workspace, *, numbered: bool = False) -> Clean:
    """Copy the data of a text export record by record, exactly.

    A row with more cells than the header is kept if they are empty, or the layout says so; a shorter one is filled up with empty
    cells.

    Args:
        numbered: put the physical line of each record in front.

    Raises:
        ExportError: a byte that the encoding does not have, a quote that is never closed, a NUL byte; with line and cure.
    """
    counts = _Counts()
    mended = Mended()
    path = None if workspace.holds(2 * source.size) else workspace.file(".csv")
    try:
        with _opened(source, where) as text, long_cells(), _target(path) as out:
            writer = csv.writer(out, lineterminator="\r\n")
            batch: list[list[Any]] = []
            for line, cells in _kept(text, source, where, counts, mended):
                batch.append([line, *cells] if numbered else cells)
                if len(batch) == BATCH:
                    writer.writerows(batch)
                    counts.rows += BATCH
                    batch.clear()
            writer.writerows(batch)
            counts.rows += len(batch)
            data = path or out.getvalue().encode()  # type: ignore[attr-defined]  # without a path it is a StringIO
    except UnicodeDecodeError:
        assert source.path is not None
        raise undecodable(source.path, where.encoding, where.newline, source.name) from None
    except OSError as error:
        cure = "let TMPDIR name a folder on a larger disk"
        raise ExportError(f"cannot be copied: {error.strerror}", where=source.name, cure=cure) from None
    if counts.ragged and not counts.rows:
        raise _nothing_fits(source, where, counts)
    return Clean(data, counts.rows, counts.ragged, counts.dropped, mended.count, tuple(counts.notes))


@dataclass
class _Counts:
    rows: int = 0
    ragged: int = 0
    dropped: int = 0
    notes: list[Problem] = field(default_factory=list)


def _kept(text: IO[str], source: Source, where: Layout, counts: _Counts, mended: Mended) -> Iterator[tuple[int, list[str]]]:
    """The records of data, each as wide as the header."""
    width = len(where.names)
    stop = re.compile(where.stop) if where.stop else None
    skip = re.compile(where.skip) if where.skip else None
    for line, cells in records(text, where.delimiter, source.name, first=where.first_line, mended=mended):
        if stop or skip:
            row = joined(cells)
            if stop and stop.search(row):
                return
            if skip and cells and skip.search(row):
                counts.dropped += 1
                continue
        if not (cells and cells[0].strip()) and is_blank(cells):
            continue
        if len(cells) == width:
            yield line, cells
        elif len(cells) < width:
            yield line, cells + [""] * (width - len(cells))
        elif where.surplus == "keep" or not any(cell.strip() for cell in cells[width:]):
            yield line, cells[:width]
        else:
            counts.ragged += 1
            if len(counts.notes) < SHOWN:
                what = f"{len(cells)} cells under {width} headings: left out"
                counts.notes.append(Problem(what, row=line, value=where.delimiter.join(cells)))


def _nothing_fits(source: Source, where: Layout, counts: _Counts) -> ExportError:
    cure = f"is {where.delimiter!r} the delimiter (--delimiter), and line {where.header_line} the header?"
    return ExportError("every row has more cells than the header", where=source.name, problems=counts.notes, cure=cure)


@contextmanager
def _opened(source: Source, where: Layout) -> Iterator[IO[str]]:
    """The text of a file from its first line of data on; lines end as the layout says and nowhere else."""
    assert source.path is not None
    with source.path.open(encoding=where.encoding, newline="\r" if where.newline == "\r" else "\n") as text:
        for _ in range(where.first_line - 1):
            text.readline()
        yield text


@contextmanager
def _target(path: Path | None) -> Iterator[IO[str]]:
    if path is None:
        yield io.StringIO(newline="")
        return
    with path.open("w", encoding="utf-8", newline="") as file:
        yield file


def _exact_part(source: Source, where: Layout, workspace: Workspace, typed: Mapping[str, pl.DataType], *, numbered: bool) -> _Part:
    clean = workspace.once(("clean", source.path, where, numbered), partial(clean_copy, source, where, workspace, numbered=numbered))
    schema = {name: typed.get(name, pl.String()) for name in where.names}
    held = {LINE: pl.Int64(), **schema} if numbered else schema
    lazy = pl.scan_csv(clean.data, has_header=False, schema=held, glob=False) if clean.rows else pl.LazyFrame(schema=held)
    return _Part(
        _watched(lazy, schema, blank=False),
        where.names,
        where,
        ragged=clean.ragged,
        dropped=clean.dropped,
        mended=clean.mended,
        notes=clean.notes,
    )
