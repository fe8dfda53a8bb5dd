"""From files to lazy frames of text columns, some of them typed on request, in bounded memory.

Large plain files are left to polars. It is fast and checks much, yet not everything: of the columns that nobody asked for it
reads past long rows, blank lines and some broken quotes. So a column is added behind the last one that must stay empty, a
column that is never empty watches for blank lines, and pieces of the file are parsed strictly. Where anything is odd, and for
every small file, a clean copy is written by the exact parser of `layout`, which keeps a row, counts it as left out, or says in
which line the fault is.
"""

from __future__ import annotations

import csv
import http.client
import io
import json
import re
import urllib.error
import urllib.request
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from functools import partial
from importlib import import_module
from pathlib import Path
from typing import IO, Any, BinaryIO, cast

import polars as pl

from cxm.errors import AmbiguousError, ExportError, Problem, UsageError, unknown
from cxm.io.layout import (
    LONGEST,
    Layout,
    Mended,
    is_blank,
    known_encoding,
    layout,
    long_cells,
    nul_byte,
    read_head,
    records,
    undecodable,
    unique_names,
)
from cxm.io.source import Form, Source, Workspace, local_file, spool

EXACT_BELOW = 4 * 1024 * 1024
"""Bytes up to which every file takes the exact way; it costs a tenth of a second."""
MEMORY_BELOW = 32 * 1024 * 1024
BATCH = 5_000
SHOWN = 5
"""Rows left out that are shown with their line; the rest is counted."""

WINDOW = 64 * 1024
WINDOWS = 32
"""Two megabytes in all: parsing them takes 1 % of the time that the scan of a file of 1.4 GB takes."""

EXTRA = " extra"
FILE = " file"
LINE = " line"
"""Names that begin with a blank never collide with those of an export, which are stripped."""


# ── Signals ─────────────────────────────────────────────────────────────────────────────────────────────────────────────────


class NeedsText(Exception):  # noqa: N818 - not an error: the caller reads again
    """A typed column holds something that is not of its type: read it as text."""

    def __init__(self, column: str) -> None:
        self.column = column
        super().__init__(column)


class NeedsCleanCopy(Exception):  # noqa: N818 - not an error: the caller reads again
    """A file cannot be left to polars.

    Args:
        blank: only blank lines are in question, so reading all columns is enough.
    """

    def __init__(self, why: str, *, blank: bool = False) -> None:
        self.why = why
        self.blank = blank
        super().__init__(why)


def careful(layouts: Sequence[Layout], signal: NeedsCleanCopy) -> tuple[Layout, ...]:
    """The layouts for reading again after a signal; each signal is answered at most once per layout, so this ends."""
    if signal.blank:
        return tuple(replace(one, drop_blank=True) for one in layouts)
    return tuple(replace(one, plain=False) for one in layouts)


UNPARSED = re.compile(r"could not parse `.*` as dtype `(\w+)` at column '(.*)' \(column number \d+\)", re.DOTALL)
MALFORMED = (
    "CSV malformed",
    "invalid utf-8 sequence",
    "found more fields than defined",
    "CSV file contained column names not specified",
    "column names specified in schema not found in CSV",
    "could not parse",
)
BUGS = (
    pl.exceptions.ColumnNotFoundError,
    pl.exceptions.SchemaFieldNotFoundError,
    pl.exceptions.StructFieldNotFoundError,
    pl.exceptions.DuplicateError,
    pl.exceptions.InvalidOperationError,
    pl.exceptions.SchemaError,
    pl.exceptions.ShapeError,
)
"""What no export can cause: columns are checked before a query is made."""


@contextmanager
def collecting(where: str | None = None) -> Iterator[None]:
    """Around a collect: what polars raises becomes a signal to read again, or an error for the user.

    Raises:
        NeedsText: a typed column does not parse.
        NeedsCleanCopy: a file is not as plain as its beginning.
        ExportError: anything else that the data cause.
    """
    try:
        yield
    except BUGS:
        raise
    except pl.exceptions.PolarsError as error:
        raise _answer(str(error), where) from None
    except pl.exceptions.PanicException as error:
        raise _unreadable(str(error), where) from None
    except BrokenPipeError:
        raise
    except OSError as error:
        raise _unreadable(str(error), where) from None


def _answer(message: str, where: str | None) -> Exception:
    if found := UNPARSED.search(message):
        kind, column = found[1], found[2]
        if kind != "str" and column != EXTRA:
            return NeedsText(column)
        return NeedsCleanCopy("a row has more cells than the header" if column == EXTRA else "broken quotes")
    if any(words in message for words in MALFORMED):
        return NeedsCleanCopy(message.splitlines()[0])
    return _unreadable(message, where)


def _unreadable(message: str, where: str | None) -> ExportError:
    told = message.splitlines()[0][:200] if message else "no reason given"
    return ExportError(f"cannot be read: {told}", where=where, cure="export it again, or copy it again")


# ── The scan ────────────────────────────────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True)
class Scan:
    """Exports as one lazy frame.

    Args:
        lazy: columns of text, typed ones where asked; empty cells are null, or '' where they were quoted.
            With line numbers also FILE, the place of the export in `sources`, and LINE.
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


@dataclass(frozen=True)
class _Part:
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
        columns: those wanted; all by default. Unused columns are not read either way.

    Raises:
        ExportError: the files differ in their columns, a file is damaged, or its rows do not fit the header.
        UsageError: an unknown column.
        NeedsCleanCopy: never from here, only from a collect.
    """
    files = ready(sources, workspace)
    known = tuple(layouts) or tuple(_own_layout(source) for source in files)
    parts = [
        _part(source, where, workspace, typed or {}, place if line_numbers else None)
        for place, (source, where) in enumerate(zip(files, known, strict=True))
    ]
    _same_columns(files, parts)
    names = parts[0].names
    for name in columns or ():
        if name not in names:
            raise unknown("column", name, names)
    wanted = [*(columns or names), *((FILE, LINE) if line_numbers else ())]
    frames = _alike([part.lazy.select(wanted) for part in parts], files)
    return Scan(
        lazy=frames[0] if len(frames) == 1 else pl.concat(frames, how="vertical_relaxed"),
        names=names,
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
    with collecting(source.name):
        names = [name for name in _typed_file(source).collect_schema().names() if name != LINE]
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
    for source, part in zip(sources, parts, strict=True):
        lacks = [name for name in parts[0].names if name not in part.names]
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


def _typed_file(source: Source) -> pl.LazyFrame:
    address = source.url or source.path
    assert address is not None
    glob = source.url is not None and "*" in source.url
    return pl.scan_ipc(address, glob=glob) if source.form is Form.ARROW else pl.scan_parquet(address, glob=glob)


def _typed_part(source: Source, where: Layout, *, numbered: bool) -> _Part:
    """Parquet and Arrow keep their types; bytes and categories become text, which is what they stand for."""
    with collecting(source.name):
        lazy = _typed_file(source)
        schema = lazy.collect_schema()
    texts = (pl.Categorical, pl.Enum, pl.Binary)
    own = [pl.col(name).cast(pl.String) if isinstance(kind, texts) else pl.col(name) for name, kind in schema.items() if name != LINE]
    if len(own) != len(where.names):
        raise ValueError(f"{source.name} has {len(own)} columns, its layout {len(where.names)}")
    if numbered and LINE not in schema:
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
        schema={**schema, EXTRA: pl.Boolean()},
        missing_columns="insert",
        separator=where.delimiter,
        row_index_name=LINE if numbered else None,
        row_index_offset=where.first_line,
        glob=False,
    )
    if where.drop_blank or sample.blank or not sample.full:
        kept = _any_cell(schema)
    else:
        kept = _watched(_watchman(sample.full, where.names, typed))
    # The filter needs EXTRA, so it is read whatever is asked for: a row with a cell too many does not parse as a boolean.
    lazy = _finite(lazy.filter(pl.col(EXTRA).is_null() & kept), schema)
    lines = [pl.col(LINE).cast(pl.Int64)] if numbered else []
    return _Part(lazy.select(*where.names, *lines), where.names, where, exact=False)


def _any_cell(schema: Mapping[str, pl.DataType]) -> pl.Expr:
    """Whether a row holds anything; a line of blanks is one cell of blanks."""
    first, *others = schema
    start = pl.col(first).str.strip_chars() != "" if schema[first] == pl.String else pl.col(first).is_not_null()
    return pl.any_horizontal(start, *(pl.col(name).is_not_null() for name in others))


def _watchman(full: Sequence[str], names: Sequence[str], typed: Mapping[str, pl.DataType]) -> str:
    """The column that watches for blank lines: an untyped one, and not the first, where a line of blanks would be a cell."""
    return min(full, key=lambda name: (name in typed, name == names[0]))


def _watched(name: str) -> pl.Expr:
    return pl.col(name).map_batches(_present, return_dtype=pl.Boolean, is_elementwise=True)


def _present(cells: pl.Series) -> pl.Series:
    if cells.null_count():
        raise NeedsCleanCopy("blank lines, or a column that is empty for once", blank=True)
    return cells.is_not_null()


def _finite(lazy: pl.LazyFrame, schema: Mapping[str, pl.DataType]) -> pl.LazyFrame:
    """Polars reads 'nan', 'inf' and '1e999' as floats; no answer is any of these."""
    floats = [name for name, kind in schema.items() if kind.is_float()]
    return lazy.with_columns(
        pl.col(name).map_batches(partial(_all_finite, name), return_dtype=schema[name], is_elementwise=True) for name in floats
    )


def _all_finite(name: str, cells: pl.Series) -> pl.Series:
    if not cells.is_finite().all():
        raise NeedsText(name)
    return cells


@dataclass(frozen=True)
class _Sample:
    """What pieces of a file show: a reason to distrust it, blank lines, and columns that are never empty."""

    doubt: str = ""
    blank: bool = False
    full: tuple[str, ...] = ()


def _sample(source: Source, where: Layout) -> _Sample:
    """Parse pieces spread over a file strictly, the beginning and the end among them."""
    assert source.path is not None
    full = [True] * len(where.names)
    blank = False
    last = max(0, source.size - WINDOW)
    with source.path.open("rb") as file, long_cells():
        for place in range(WINDOWS):
            file.seek(last * place // (WINDOWS - 1))
            piece = _Piece(file.read(WINDOW), first=where.first_line if place == 0 else 0, final=place == WINDOWS - 1)
            if doubt := piece.check(where):
                return _Sample(doubt)
            blank = blank or piece.blank
            full = [seen and here for seen, here in zip(full, piece.full, strict=True)] if piece.full else full
    return _Sample("", blank, tuple(name for name, always in zip(where.names, full, strict=True) if always))


@dataclass
class _Piece:
    """A few kilobytes out of the middle of a file, which may begin within a cell.

    Args:
        first: the number of the first line of data, if the piece is the beginning of the file.
        final: the piece is the end of the file.
    """

    raw: bytes
    first: int
    final: bool
    blank: bool = False
    full: list[bool] = field(default_factory=list)

    def check(self, where: Layout) -> str:
        """What is odd about the piece, '' if nothing is."""
        if b"\0" in self.raw:
            return "NUL bytes"
        lines = self.raw.split(b"\n")
        lines = lines[self.first - 1 if self.first else 1 :]
        if not self.final or not lines[-1:] or not lines[-1]:
            lines = lines[:-1]
        try:
            text = [line.decode("utf-8") + "\n" for line in lines]
        except UnicodeDecodeError:
            return "bytes that are not UTF-8"
        if b'"' in self.raw and re.search(rf'[^{re.escape(where.delimiter)}\r\n"]"[^{re.escape(where.delimiter)}\r\n"]', "".join(text)):
            return "quotes within cells"
        return self._parse(text, where)

    def _parse(self, lines: list[str], where: Layout) -> str:
        """Strictly; up to the first whole record the piece may lie within a cell, so faults do not count there."""
        width = len(where.names)
        begun = bool(self.first)
        while lines:
            reader = csv.reader(lines, delimiter=where.delimiter, strict=True)
            rows: list[list[str]] = []
            try:
                rows.extend(reader)
            except csv.Error as error:
                cut = not self.final and "unexpected end of data" in str(error)
                begun = begun or any(len(row) == width for row in rows)
                if begun and not cut:
                    return "broken quotes"
                if not cut:
                    lines = lines[reader.line_num :]
                    continue
            if not begun:
                del rows[:1]
            return self._judge(rows, lines, width, reader.line_num)
        return ""

    def _judge(self, rows: list[list[str]], lines: list[str], width: int, taken: int) -> str:
        self.blank = any(is_blank(row) for row in rows)
        held = [row for row in rows if not is_blank(row)]
        if any(len(row) > width and any(row[width:]) for row in held):
            return "rows of more cells than the header"
        if len(rows) == taken and any(line.count('"') % 2 for line in lines):
            return "quotes at the end of cells"
        wide = [row for row in held if len(row) >= width]
        self.full = [all(column) for column in zip(*(row[:width] for row in wide), strict=True)] if wide else []
        if len(wide) < len(held):
            self.full = [False] * width
        return ""


# ── The exact way ───────────────────────────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True)
class Clean:
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

    A row with more cells than the header is kept if they are empty; a shorter one is filled up with empty cells.

    Args:
        numbered: put the physical line of each record in front.

    Raises:
        ExportError: a byte that the encoding does not have, a quote that is never closed, a NUL byte; with line and cure.
    """
    counts = _Counts()
    mended = Mended()
    room = source.size < MEMORY_BELOW
    path = None if room else workspace.file(".csv")
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
        raise ExportError(
            f"no clean copy can be written: {error.strerror}", where=source.name, cure="let TMPDIR name a larger disk"
        ) from None
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
    lines = _without_nul(text, source.name, where.first_line)
    for line, cells in records(lines, where.delimiter, source.name, first=where.first_line, mended=mended):
        if stop or skip:
            joined = where.delimiter.join(cells)
            if stop and stop.search(joined):
                return
            if skip and cells and skip.search(joined):
                counts.dropped += 1
                continue
        if not (cells and cells[0].strip()) and is_blank(cells):
            continue
        if len(cells) == width:
            yield line, cells
        elif len(cells) < width:
            yield line, cells + [""] * (width - len(cells))
        elif not any(cell.strip() for cell in cells[width:]):
            yield line, cells[:width]
        else:
            counts.ragged += 1
            if len(counts.notes) < SHOWN:
                what = f"{len(cells)} cells under {width} headings: left out"
                counts.notes.append(Problem(what, row=line, value=where.delimiter.join(cells)))


def _nothing_fits(source: Source, where: Layout, counts: _Counts) -> ExportError:
    cure = f"is {where.delimiter!r} the delimiter (--delimiter), and line {where.header_line} the header?"
    return ExportError("every row has more cells than the header", where=source.name, problems=counts.notes, cure=cure)


def _without_nul(text: IO[str], name: str, first: int) -> Iterator[str]:
    for number, line in enumerate(text, first):
        if "\0" in line:
            raise nul_byte(line, name, first=number)
        yield line


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
        _finite(lazy, schema), where.names, where, ragged=clean.ragged, dropped=clean.dropped, mended=clean.mended, notes=clean.notes
    )


# ── Making ready: addresses, JSON, workbooks ────────────────────────────────────────────────────────────────────────────────


def ready(sources: Sequence[Source], workspace: Workspace, *, sheet: str | None = None, encoding: str | None = None) -> tuple[Source, ...]:
    """Sources that are local text, or Parquet or Arrow wherever they are; what is so already is handed back.

    Remote text is copied into the workspace. JSON becomes Parquet of text columns with dotted names, a sheet of a workbook CSV
    in UTF-8 whose lines are the rows of the sheet.

    Args:
        sheet: the sheet of a workbook that has several.
        encoding: of JSON that is not UTF-8.

    Raises:
        ExportError: an address does not answer, or the content is damaged.
        AmbiguousError: a workbook has several sheets with rows.
        UsageError: no such sheet, or a package is missing.
    """
    if sheet is not None and not any(source.form is Form.XLSX or source.url for source in sources):
        raise UsageError("only workbooks have sheets", where=sources[0].name, cure="leave --sheet out")
    found: list[Source] = []
    for source in sources:
        found.extend(workspace.once(("ready", source, sheet, encoding), partial(_ready, source, workspace, sheet, encoding)))
    forms = {source.form: source.name for source in found}
    if len(forms) > 1:
        shown = [f"{name} is {form.name}" for form, name in forms.items()]
        raise UsageError("the files are of different forms", problems=shown, cure="compute one form at a time")
    return tuple(found)


def _ready(source: Source, workspace: Workspace, sheet: str | None, encoding: str | None) -> tuple[Source, ...]:
    if source.url is not None:
        local = _fetched(source, workspace)
        return tuple(one for found in local for one in (_ready(found, workspace, sheet, encoding) if found.url is None else (found,)))
    if source.form is Form.XLSX:
        return (_sheet(source, workspace, sheet),)
    if source.form in (Form.JSON, Form.NDJSON):
        path = _parquet_of(_json_records(source, encoding), source, workspace)
        return (Source(source.name, Form.PARQUET, path, None, path.stat().st_size, source.member),)
    return (source,)


def _fetched(source: Source, workspace: Workspace) -> tuple[Source, ...]:
    """A remote source, brought here unless it is Parquet or Arrow on a server that gives parts of a file."""
    assert source.url is not None
    web = source.url.lower().startswith("http")
    if source.form in (Form.PARQUET, Form.ARROW):
        try:
            _typed_file(source).collect_schema()
        except OSError as error:
            if not web or "Range request not supported" not in str(error):
                raise _unreadable(str(error), source.name) from None
        except pl.exceptions.PolarsError as error:
            raise _unreadable(str(error), source.name) from None
        else:
            return (source,)
    if web:
        return local_file(_download(source.url, workspace), source.name, workspace)
    return local_file(_lines_of(source, workspace), source.name, workspace)


def _download(url: str, workspace: Workspace) -> Path:
    request = urllib.request.Request(url, headers={"User-Agent": "cxm", "Accept-Encoding": "identity"})  # noqa: S310 - http(s) only
    try:
        with urllib.request.urlopen(request, timeout=60) as answer:  # noqa: S310 - http(s) only
            promised = answer.headers.get("Content-Length")
            path = spool(cast("BinaryIO", answer), workspace, url, what="web")
    except urllib.error.HTTPError as error:
        cure = "sign in and download it in the browser" if error.code in (401, 403) else "check the address"
        raise ExportError(f"the server answers {error.code} {error.reason}", where=url, cure=cure) from None
    except (urllib.error.URLError, http.client.HTTPException, TimeoutError, ValueError) as error:
        told = getattr(error, "reason", None) or error
        raise ExportError(f"the address does not answer: {told}", where=url, cure="check the address and the network") from None
    if promised and promised.isdigit() and path.stat().st_size != int(promised):
        raise ExportError("the download broke off", where=url, cure="try again")
    return path


def _lines_of(source: Source, workspace: Workspace) -> Path:
    """Text in an object store, copied line by line."""
    if source.form is Form.XLSX:
        raise UsageError("workbooks cannot be read from an object store", where=source.name, cure="copy the file here and name the copy")
    path = workspace.file(".txt")
    with collecting(source.name):
        lines = pl.scan_lines(cast("str", source.url), glob=False)
        lines.sink_csv(path, include_header=False, quote_style="never", line_terminator="\n")
    return path


# ── JSON ────────────────────────────────────────────────────────────────────────────────────────────────────────────────────

CHUNK = 20_000
FIELDS_AT_MOST = 5_000
DIGEST = 1024 * 1024
"""Characters of JSON text taken up at a time."""


class _Literal(str):
    """A number or constant of JSON as it is written, so that 64517.0 and 12345678901234567890 stay what they are."""

    __slots__ = ()


DECODER = json.JSONDecoder(parse_float=_Literal, parse_int=_Literal, parse_constant=_Literal)
SPACE = re.compile(r"[ \t\r\n]*")
BETWEEN = re.compile(r"[ \t\r\n,]*")


def _json_records(source: Source, encoding: str | None) -> Iterator[tuple[int, dict[str, Any]]]:
    """The records of a file with the line each begins in."""
    assert source.path is not None
    page = _json_encoding(source, encoding)
    try:
        with source.path.open(encoding=page, newline="\n") as file:
            yield from _one_per_line(file, source.name) if source.form is Form.NDJSON else _document(file, source.name)
    except UnicodeDecodeError:
        raise undecodable(source.path, page.removesuffix("-sig"), "\n", source.name) from None


def _json_encoding(source: Source, encoding: str | None) -> str:
    assert source.path is not None
    with source.path.open("rb") as file:
        mark = file.read(3)
    if mark.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "utf-16"
    page = known_encoding(encoding) if encoding else "utf-8"
    return "utf-8-sig" if page == "utf-8" else page


def _one_per_line(lines: Iterable[str], name: str) -> Iterator[tuple[int, dict[str, Any]]]:
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            value, end = DECODER.raw_decode(line, cast("re.Match[str]", SPACE.match(line)).end())
        except (ValueError, RecursionError) as error:
            raise _not_json(error, name, number, line) from None
        if line[end:].strip():
            raise _not_json(ValueError("text follows the record"), name, number, line[end:])
        yield number, _record(value, name, number)


def _record(value: object, name: str, line: int) -> dict[str, Any]:
    if not isinstance(value, dict):
        shown = _text_of(value) or "null"
        raise ExportError("not a record", where=name, problems=[Problem("a JSON object is expected", row=line, value=shown)])
    return value


def _not_json(error: Exception, name: str, line: int, text: str) -> ExportError:
    told = getattr(error, "msg", None) or str(error) or "nested too deeply"
    problem = Problem(f"not JSON: {told}", row=line, value=text.strip())
    return ExportError("the JSON is damaged or breaks off", where=name, problems=[problem], cure="export it again, or copy it again")


class _Digest:
    """JSON text taken up piece by piece: values are decoded as soon as they are whole, and forgotten."""

    def __init__(self, file: IO[str], name: str) -> None:
        self._file = file
        self._name = name
        self._text = ""
        self._place = 0
        self._ended = False
        self.line = 1

    def peek(self, between: re.Pattern[str] = SPACE) -> str:
        """The next character that is not skipped, '' at the end."""
        while True:
            self._go(cast("re.Match[str]", between.match(self._text, self._place)).end())
            if self._place < len(self._text) or not self._more():
                return self._text[self._place : self._place + 1]

    def skip(self, character: str) -> None:
        """Go past a character that has to be there."""
        if self.peek() != character:
            raise self.damage(ValueError(f"{character!r} is expected"))
        self._go(self._place + 1)

    def value(self) -> Any:
        """The next value."""
        while True:
            try:
                value, end = DECODER.raw_decode(self._text, self._place)
            except (ValueError, RecursionError) as error:
                whole = isinstance(error, RecursionError) or len(self._text) - self._place > LONGEST
                if whole or not self._more():
                    raise self.damage(error) from None
                continue
            if end == len(self._text) and self._more():
                continue  # a number may go on
            self._go(end)
            return value

    def damage(self, error: Exception) -> ExportError:
        """The error for text that is not JSON at this place."""
        line = self.line + (self._text.count("\n", self._place, error.pos) if isinstance(error, json.JSONDecodeError) else 0)
        start = error.pos if isinstance(error, json.JSONDecodeError) else self._place
        return _not_json(error, self._name, line, self._text[max(0, start - 20) : start + 40])

    def _go(self, place: int) -> None:
        self.line += self._text.count("\n", self._place, place)
        self._place = place

    def _more(self) -> bool:
        """Take up as much again as is left undecoded, so that a long value costs no more than twice its length."""
        rest = self._text[self._place :]
        fresh = self._file.read(max(DIGEST, len(rest)))
        if fresh:
            self._text, self._place = rest + fresh, 0
        return bool(fresh)


def _document(file: IO[str], name: str) -> Iterator[tuple[int, dict[str, Any]]]:
    """An array of records, an object that holds one, or records after one another."""
    text = _Digest(file, name)
    if text.peek() == "[":
        yield from _items(text, name)
        if text.peek():
            raise text.damage(ValueError("text follows the array"))
        return
    while text.peek():
        yield from _object(text, name)


def _items(text: _Digest, name: str) -> Iterator[tuple[int, dict[str, Any]]]:
    text.skip("[")
    while (character := text.peek(BETWEEN)) != "]":
        if not character:
            raise text.damage(ValueError("the array is not closed"))
        line = text.line
        yield line, _record(text.value(), name, line)
    text.skip("]")


def _object(text: _Digest, name: str) -> Iterator[tuple[int, dict[str, Any]]]:
    """The records of the one array of an object, or the object itself."""
    start = text.line
    own: dict[str, Any] = {}
    held: str | None = None
    text.skip("{")
    while text.peek(BETWEEN) != "}":
        key = text.value()
        text.skip(":")
        if text.peek() == "[":
            first = True
            values = []
            text.skip("[")
            while (character := text.peek(BETWEEN)) != "]":
                if not character:
                    raise text.damage(ValueError("the array is not closed"))
                if first and character == "{":
                    if held is not None:
                        cure = f"keep one of them, such as: jq '.{held}' {name}"
                        raise ExportError(f"the file holds several tables: {held} and {key}", where=name, cure=cure)
                    held = str(key)
                first = False
                line, value = text.line, text.value()
                if held == key:
                    yield line, _record(value, name, line)
                else:
                    values.append(value)
            text.skip("]")
            if held != key:
                own[key] = values
        else:
            own[key] = text.value()
    text.skip("}")
    if held is None:
        yield start, own


def _flat(value: Mapping[str, Any], before: str, into: dict[str, str | None]) -> None:
    """Nested objects become dotted names; lists stay JSON text."""
    for key, inner in value.items():
        name = f"{before}.{key}" if before else key
        if isinstance(inner, dict):
            _flat(inner, name, into)
            continue
        count, free = 1, name
        while free in into:
            count += 1
            free = f"{name}_{count}"
        into[free] = _text_of(inner)


def _text_of(value: object) -> str | None:
    """A value as the text of a cell."""
    if value is None:
        return None
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value) if isinstance(value, str) else _json_text(value)


def _json_text(value: object) -> str:
    """JSON again, with numbers as they were written."""
    if isinstance(value, _Literal):
        return str(value)
    if isinstance(value, list):
        return f"[{', '.join(_json_text(inner) for inner in value)}]"
    if isinstance(value, dict):
        return f"{{{', '.join(f'{json.dumps(key, ensure_ascii=False)}: {_json_text(inner)}' for key, inner in value.items())}}}"
    return json.dumps(value, ensure_ascii=False)


def _parquet_of(found: Iterable[tuple[int, dict[str, Any]]], source: Source, workspace: Workspace) -> Path:
    """Records as Parquet of text columns, written in chunks; later chunks may have further columns."""
    names: dict[str, None] = {}
    parts: list[Path] = []
    rows: list[dict[str, Any]] = []
    for line, record in found:
        row: dict[str, Any] = {LINE: line}
        _flat(record, "", row)
        names.update(dict.fromkeys(row))
        rows.append(row)
        if len(names) > FIELDS_AT_MOST:
            what = f"the records have more than {FIELDS_AT_MOST} different fields"
            raise ExportError(what, where=source.name, cure="some of its keys are data, such as ids: turn them into values first")
        if len(rows) == CHUNK:
            parts.append(_written(rows, names, workspace))
            rows = []
    if rows:
        parts.append(_written(rows, names, workspace))
    own = [name for name in names if name != LINE]
    if not parts or not own:
        raise ExportError("the file holds no records", where=source.name, cure="export it again")
    held: dict[str, pl.DataType] = {name: pl.Int64() if name == LINE else pl.String() for name in names}
    path = workspace.file(".parquet")
    whole = pl.scan_parquet(parts, schema=held, missing_columns="insert", glob=False)
    columns = [pl.col(old).alias(new) for old, new in zip(own, unique_names(own), strict=True)]
    with collecting(source.name):
        whole.select(*columns, pl.col(LINE)).sink_parquet(path, compression="lz4")
    for part in parts:
        part.unlink()
    return path


def _written(rows: Sequence[Mapping[str, Any]], names: Iterable[str], workspace: Workspace) -> Path:
    columns = {name: [row.get(name) for row in rows] for name in names}
    path = workspace.file(".parquet")
    try:
        frame = _texts(columns)
    except UnicodeEncodeError:  # half of a surrogate pair, which JSON allows and no encoding can write
        frame = _texts({name: [_whole_characters(cell) for cell in cells] for name, cells in columns.items()})
    frame.write_parquet(path, compression="lz4")
    return path


def _texts(columns: Mapping[str, Sequence[Any]]) -> pl.DataFrame:
    return pl.DataFrame([pl.Series(name, cells, dtype=pl.Int64 if name == LINE else pl.String) for name, cells in columns.items()])


def _whole_characters(cell: object) -> object:
    return cell.encode("utf-8", errors="replace").decode() if isinstance(cell, str) else cell


# ── Workbooks ───────────────────────────────────────────────────────────────────────────────────────────────────────────────

MOMENT = r"^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d(\.\d+)?$"
MIDNIGHT = " 00:00:00"
TIME_OF_DAY = r"^(1899-12-3[01]|1900-0[12]-\d\d) "


def _sheet(source: Source, workspace: Workspace, sheet: str | None) -> Source:
    """One sheet as CSV in the workspace: dates in ISO form, one line per row."""
    name = _chosen_sheet(source, sheet)
    frame = _sheet_cells(source, name)
    path = workspace.file(".csv")
    tidy = [_tidy_column(frame[column]) for column in frame.columns]
    pl.DataFrame(tidy).write_csv(path, include_header=False)
    return Source(f"{source.name}:{name}" if sheet is not None else source.name, Form.CSV, path, None, path.stat().st_size, source.member)


def _chosen_sheet(source: Source, sheet: str | None) -> str:
    try:
        book = import_module("fastexcel").read_excel(str(source.path))
    except ImportError:
        raise UsageError(
            "Excel workbooks need one more package", where=source.name, cure="pip install 'cxm[excel]', or save it as CSV"
        ) from None
    except Exception as error:  # noqa: BLE001 - the reader's own errors share no base
        raise _damaged(error, source) from None
    names: list[str] = book.sheet_names
    if sheet is not None:
        if sheet not in names:
            raise unknown("sheet", sheet, names)
        return sheet
    filled = names if len(names) == 1 else [name for name in names if _sheet_cells(source, name).height > 1]
    if not filled:
        raise ExportError("the workbook holds no rows", where=source.name)
    if len(filled) > 1:
        cure = "choose with " + " or ".join(f"--sheet {name!r}" for name in filled[:8])
        raise AmbiguousError("several sheets hold rows", where=source.name, cure=cure)
    return filled[0]


def _sheet_cells(source: Source, name: str) -> pl.DataFrame:
    """All cells of a sheet as text, its empty rows included so that rows keep their numbers."""
    assert source.path is not None
    try:
        return pl.read_excel(
            source.path,
            sheet_name=name,
            engine="calamine",
            has_header=False,
            infer_schema_length=0,
            drop_empty_rows=False,
            raise_if_empty=False,
            read_options={"skip_rows": 0},
        )
    except Exception as error:  # noqa: BLE001 - the reader's own errors share no base
        raise _damaged(error, source) from None


def _damaged(error: Exception, source: Source) -> ExportError:
    told = str(error).splitlines()[0] if str(error) else type(error).__name__
    return ExportError(f"the workbook cannot be read: {told}", where=source.name, cure="save it again as .xlsx, or as CSV")


def _tidy_column(cells: pl.Series) -> pl.Series:
    """Dates without the midnight Excel has no other way to write; durations, which are dates of 1900 to Excel, as H:MM:SS."""
    cells = cells.cast(pl.String).str.replace_all(r"\s*[\r\n]+\s*", " ")
    moments = cells.filter(cells.str.contains(MOMENT))
    if moments.len() == 0:
        return cells
    if moments.str.ends_with(MIDNIGHT).all() and not moments.str.contains(TIME_OF_DAY).any():
        return cells.str.replace(MIDNIGHT + "$", "")
    old = [cell for cell in moments.unique().to_list() if re.match(TIME_OF_DAY, cell)]
    return cells.replace(old, [_duration(cell) for cell in old]) if old else cells


def _duration(cell: str) -> str:
    day, clock = cell.split(" ")
    days = {"1899-12-30": 0, "1899-12-31": 0}.get(day, int(day[8:]) + (31 if day[5:7] == "02" else 0))
    hours, rest = clock.split(":", 1)
    return f"{days * 24 + int(hours)}:{rest}"
