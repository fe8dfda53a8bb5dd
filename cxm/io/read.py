"""Read: from what the user names to a reading: recognise each file, choose among several tables, assign roles.

Files of one format are one export. Where an archive or a folder holds several tables, those that give the frame that is wanted are
taken, and the others are left aside and named.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Mapping, Sequence
from dataclasses import field, replace
from typing import TYPE_CHECKING, BinaryIO

import polars as pl

from cxm._record import Record
from cxm.errors import AmbiguousError, CxmError, ExportError, Problem, unknown
from cxm.io import margins as margin
from cxm.io import tables
from cxm.io.cells import FLAGS
from cxm.io.convert import ready
from cxm.io.derive import derivable
from cxm.io.evidence import Undecided, answered
from cxm.io.fields import UNITS, Fields
from cxm.io.layout import Head, Layout, joined, layout, read_head, tidied, unique_names
from cxm.io.normal import normalised
from cxm.io.options import ANYTHING, Options, Wanted
from cxm.io.reading import Reading, leaves_of
from cxm.io.recognise import READERS, Claim, claim_by_hand, claim_of, header_words, is_vendor, recognise, settle
from cxm.io.roles import DECLARED, Columns, Role, assign, heading_of
from cxm.io.scan import scan
from cxm.io.signals import collecting
from cxm.io.source import Form, Source, Workspace, open_exports
from cxm.io.spec import BECOMES, MAKES, Column, Part, Reader, normal
from cxm.io.words import TOTALS
from cxm.metrics import FRAMES
from cxm.metrics.spec import Kind

if TYPE_CHECKING:
    from pathlib import Path

__all__ = ["Options", "Reading", "read"]

SAMPLE = 500
FEWEST = 5
"""Rows of each file, at least, that a sample over several files has."""
LAST = 4096
"""Bytes at the end of a file that are looked at for a row of totals."""
ADDED_UP = rf"(?i)^[\s,]*(?:{'|'.join(map(re.escape, TOTALS))})\s*[:：]?\s*(?:,|$)"
"""A row, joined, whose first filled cell says that it adds the others up."""
VALUE = r"[-+]?[0-9]+(?:[.,:/ T+-][0-9]+)*Z?"
"""A date or a number."""
NAMED = 8
"""Files that a note names; the rest is counted."""


class _File(Record):
    """One file, recognised.

    Args:
        names: its columns.
        schema: their types, of a typed file.
        doubt: why nobody claims it.
    """

    source: Source
    claim: Claim | None
    names: tuple[str, ...]
    head: Head | None = None
    layout: Layout | None = None
    schema: Mapping[str, pl.DataType] = field(default_factory=dict)
    doubt: CxmError | None = None

    @property
    def table(self) -> tuple[object, ...]:
        """What files of one export have in common: the reader, the columns, and what their names say they hold."""
        if self.claim is None:
            return (None, frozenset(self.names))
        pattern = self.claim.reader.signature.file
        match = re.search(pattern, _file_name(self.source), re.IGNORECASE) if pattern else None
        return (self.claim.reader.name, frozenset(self.names), match[1] if match and match.groups() else "")


def read(
    names: Sequence[str],
    options: Options,
    workspace: Workspace,
    *,
    wanted: Wanted = ANYTHING,
    stdin: BinaryIO | None = None,
) -> Reading:
    """Recognise exports and settle which column is what.

    Args:
        names: paths, globs, directories, URLs or `-`.
        wanted: what they are wanted for: readers of other families do not claim, and of several tables those that serve are taken.

    Raises:
        ExportError: nothing can be read there, or nothing recognises it.
        AmbiguousError: two formats fit, or several tables.
    """
    sources = ready(open_exports(names, workspace, stdin=stdin), workspace, sheet=options.sheet, encoding=options.encoding)
    if (found := _normalised(sources, options, workspace)) is not None:
        return found
    if sources[0].form is Form.CSV:
        files = _text_files(sources, options, workspace, wanted)
    else:
        files = [_typed_file(source, options, workspace, wanted) for source in sources]
    groups: dict[tuple[object, ...], list[_File]] = {}
    for file in files:
        groups.setdefault(file.table, []).append(file)
    if len(groups) == 1:
        return _turned(_reading(files, options, workspace), wanted)
    if all(source.member is None and source.name in names for source in sources):
        raise _different(files)
    return _chosen(list(groups.values()), options, workspace, wanted)


# ── One file ────────────────────────────────────────────────────────────────────────────────────────────────────────────────


def _text_files(sources: Sequence[Source], options: Options, workspace: Workspace, wanted: Wanted) -> list[_File]:
    """Text files with their claims; a file whose first rows are those of the one before it is claimed as that one was."""
    files: list[_File] = []
    for source in sources:
        last = files[-1] if files else None
        files.append(_text_file(source, options, workspace, wanted, last, alone=len(sources) == 1))
    return files


def _text_file(source: Source, options: Options, workspace: Workspace, wanted: Wanted, last: _File | None, *, alone: bool) -> _File:
    source, head = _opened(source, options, workspace)
    try:
        claim = _same(last, source, head) or _claim(head, source, options, wanted, alone=alone)
    except CxmError as doubt:
        if alone:
            raise
        return _File(source, None, unique_names(head.rows[0].cells), head, doubt=doubt)
    if claim.reader.part is Part.PAIRS:
        source = tables.paired(source, head, claim.reader, workspace)
        head = read_head(source, delimiter=",")
    where = _layout(head, claim, options, source)
    return _File(source, claim, where.names, head, where)


def _opened(source: Source, options: Options, workspace: Workspace) -> tuple[Source, Head]:
    """A text file and its beginning; columns that are parted by blanks become CSV first."""
    words = header_words() if not _is_utf8(source.path) else frozenset()
    delimiter = options.delimiter if options.delimiter != " " else ","
    head = read_head(source, encoding=options.encoding, delimiter=delimiter, words=words)
    blanks = options.delimiter is None and tables.looks_blank_separated(head)
    blanks = blanks and (options.header_rows == 0 or tables.is_blank_separated(head, header_words()))
    if options.delimiter == " " or blanks:
        source = workspace.once(("unblanked", source), lambda: tables.unblanked(source, head, workspace))
        head = read_head(source, delimiter=",")
    return source, head


def _same(last: _File | None, source: Source, head: Head) -> Claim | None:
    """The claim on the file before, if this one begins in the same way: the same columns under the same kind of preamble."""
    if last is None or last.claim is None or last.head is None or last.claim.reader.part is Part.PAIRS:
        return None
    at = last.claim.header
    if at or len(head.rows) <= at or head.rows[at].cells != last.head.rows[at].cells or last.claim.data != at + 1:
        return None
    reader = last.claim.reader
    if reader.signature.file and not re.search(reader.signature.file, _file_name(source), re.IGNORECASE):
        return None
    return last.claim


def _is_utf8(path: Path | None) -> bool:
    """Whether the beginning of a file is UTF-8: then no words are needed to tell its encoding."""
    if path is None:
        return True
    with path.open("rb") as file:
        start = file.read(65_536)
    try:
        start.decode("utf-8")
    except UnicodeDecodeError as error:
        return error.start > len(start) - 4
    return True


def _file_name(source: Source) -> str:
    return (source.member or source.name).rpartition("/")[2]


def _claim(head: Head, source: Source, options: Options, wanted: Wanted, *, alone: bool) -> Claim:
    """The reader of a text export, declared or recognised; among several files, words that do not suffice are no claim."""
    rows = [row.cells for row in head.rows[options.skip_rows :]]
    if not rows:
        what = f"--skip-rows {options.skip_rows} leaves nothing that could be a header"
        raise ExportError(what, where=source.name, cure="skip the rows above the header only")
    if options.header_rows == 0:
        rows = [_positions(head), *rows]
    file = _file_name(source)
    if options.reader:
        claim: Claim | None = _declared_claim(options, rows, file)
    else:
        claim = settle(_claims(rows, wanted, options, file, sure=not alone), source.name)
    if claim is None or (options.header_rows is None and not is_vendor(claim.reader) and not options.roles and _is_data(claim, rows)):
        raise _nobody(source, rows[0] if options.header_rows != 0 else ())
    if options.header_rows is not None:
        claim = replace(claim, data=claim.header + options.header_rows)
    return replace(claim, header=claim.header + options.skip_rows, data=claim.data + options.skip_rows)


def _claims(rows: Sequence[Sequence[str]], wanted: Wanted, options: Options, file: str, *, sure: bool = False) -> list[Claim]:
    """The claims of the family that is wanted; where none is sure, vendors of others can still say what the file is."""
    frames = frozenset([*wanted.frames, *(before for before, after in BECOMES if after in wanted.frames)]) or None
    if wanted.family is not None and not options.roles:
        if found := recognise(rows, family=wanted.family, file=file, frames=frames, sure=True):
            return found
        if strangers := [claim for claim in recognise(rows, file=file, sure=True) if is_vendor(claim.reader)]:
            return strangers
    claims = recognise(rows, family=wanted.family, file=file, frames=frames, sure=sure)
    # Of hand-made files the fields the user names columns for tell the frame as well.
    named = [claim for claim in claims if is_vendor(claim.reader) or all(name in FRAMES[claim.reader.frame] for name in options.roles)]
    return named or claims


def _renamed(reader: Reader, first: Sequence[str]) -> bool:
    """Whether a header is that of a format whose files are known by their names."""
    known = replace(reader, signature=replace(reader.signature, file=""))
    return bool(reader.signature.file) and claim_of(known, [first]) is not None


def _is_data(claim: Claim, rows: Sequence[Sequence[str]]) -> bool:
    """Whether what should be the header of a file made by hand is a row of its data: it names no field, and holds dates or numbers."""
    return not claim.fields and _valued(rows[claim.header])


def _valued(cells: Sequence[str]) -> bool:
    """Whether a third of the filled cells are dates or numbers."""
    filled = [cell.strip() for cell in cells if cell.strip()]
    return 3 * sum(re.fullmatch(VALUE, cell) is not None for cell in filled) >= len(filled) > 0


def _by_name(reader: Reader) -> str:
    """The cure for a renamed file of a format that is known by its name."""
    pattern = re.sub(r"\?P<\w+>|\\", "", reader.signature.file)
    kind, maps = _kind(reader)
    declared = f"--reader {reader.name.replace('_', '-')}" + "".join(f" --map {field}={column}" for field, column in maps)
    return f"name it {pattern} again, or say what it is: {declared}" + (f", if it is {kind}" if kind else "")


def _kind(reader: Reader) -> tuple[str, list[tuple[str, str]]]:
    """A kind of file that only its name tells, and which field each of its columns is; '' where every file says itself what it is."""
    told = [(field, name.split(":")) for field, column in reader.columns.items() for name in column.names if name.startswith("file:")]
    maps = [(field, parts[1], parts[2]) for field, parts in told if len(parts) > 2]
    kind = maps[0][1] if maps else ""
    return kind, [(field, column) for field, one, column in maps if one == kind]


def _positions(head: Head) -> tuple[str, ...]:
    """The columns of a file without a header: their places, from 1."""
    return tuple(str(place) for place in range(1, 1 + max(len(row.cells) for row in head.rows)))


def _nobody(source: Source, first: Sequence[str] = ()) -> ExportError:
    """The error for a file that nobody claims.

    Args:
        first: the row that should be its header.
    """
    if named := next((reader for reader in map(READERS.__getitem__, READERS.names()) if _renamed(reader, first)), None):
        return ExportError(f"could be {named.title}, which is known by its name", where=source.name, cure=_by_name(named))
    if first and (_valued(first) or not any(re.search(r"[^\W\d_]", cell) for cell in first)):
        cure = "if there is none: --header-rows 0, and --map ROLE=POSITION, such as --map customer_id=1"
        told = " ".join(" ".join(first).split())
        return ExportError(f"its first row is no header: {told[:60]}", where=source.name, cure=cure)
    hands = ", ".join(name.replace("_", "-") for name in READERS.names() if name.startswith("handmade"))
    cure = f"name what it holds: --reader with one of {hands}, and --map ROLE=COLUMN"
    return ExportError("no reader recognises this export", where=source.name, cure=cure)


def _declared_claim(options: Options, rows: Sequence[Sequence[str]], file: str) -> Claim:
    name = (options.reader or "").replace("-", "_")
    if name not in READERS and name not in READERS.plugins:
        raise unknown("reader", options.reader or "", READERS.shown())
    reader = READERS[name]
    if is_vendor(reader):
        claim = claim_of(reader, rows, file) or claim_of(replace(reader, signature=replace(reader.signature, file="")), rows, file)
    else:
        claim = claim_by_hand(reader, rows)
    if claim is not None and _kind(reader)[0] and not options.roles and not re.search(reader.signature.file, file, re.IGNORECASE):
        raise ExportError("only the name of such a file tells what its columns are", where=file, cure=_by_name(reader))
    if claim is None:
        wanted = ", ".join(reader.signature.every) or "its preamble"
        raise ExportError(
            f"is no {reader.title} export: it lacks {wanted}", where=file, cure="leave --reader out, or use --reader handmade with --map"
        )
    return replace(claim, reader=reader)


def _layout(head: Head, claim: Claim, options: Options, source: Source) -> Layout:
    """Where the data lie, with the patterns of rows that end them and of rows that are none."""
    reader = claim.reader
    stop, skip = _stop(reader), _skip(reader)
    if not is_vendor(reader) and _adds_up(head, claim, source):
        skip = ADDED_UP
    names = _positions(head) if options.header_rows == 0 else None
    return layout(
        head,
        claim.header,
        data_index=claim.data,
        names=names,
        drop_blank=reader.gaps,
        stop=stop or None,
        skip=skip or None,
        surplus=options.surplus,
    )


def _adds_up(head: Head, claim: Claim, source: Source) -> bool:
    """Whether one of the first or last rows of a file made by hand, of several columns, adds the others up.

    Only then is every row looked at, for a large file is left to polars otherwise.
    """
    assert source.path is not None
    width = len(head.rows[claim.header].cells)
    rows = [row.cells for row in head.rows[claim.data :]]
    if not head.complete:
        with source.path.open("rb") as file:
            file.seek(max(0, source.size - LAST) // 2 * 2)
            lines = file.read().decode(head.encoding, errors="ignore").splitlines()[1:]
        rows += [tuple(cells) for cells in csv.reader(lines, delimiter=head.delimiter)]
    return width > 1 and any(re.search(ADDED_UP, joined(cells)) for cells in rows)


def _stop(reader: Reader) -> str:
    """What ends a table: the vendor's pattern, the name of another section, the title of another block."""
    patterns = [reader.stop] if reader.stop else []
    if reader.ends:
        patterns.append(rf"^\s*(?:{'|'.join(map(re.escape, reader.ends))})\s*(?:,|$)")
    if reader.part is Part.TITLE:
        patterns.append(r"^[^,0-9][^,]*$")  # a row of data, which begins with its day, may have no value
    return "|".join(f"(?:{pattern})" for pattern in patterns)


def _skip(reader: Reader) -> str:
    """What rows are no data: notes by the whole row, totals by their first cell."""
    patterns = [reader.footer] if reader.footer else []
    if reader.totals:
        patterns.append(rf"^\s*(?:{reader.totals.removeprefix('^').removesuffix('$')})\s*(?:,|$)")
    return "|".join(f"(?:{pattern})" for pattern in patterns)


def _data(file: _File) -> list[tuple[str, ...]]:
    """The rows of data in the head of a text file."""
    assert file.head is not None
    assert file.layout is not None
    assert file.claim is not None
    rows = []
    for row in file.head.rows[file.claim.data :]:
        told = joined(row.cells)
        if file.layout.stop and re.search(file.layout.stop, told):
            break
        if not (file.layout.skip and re.search(file.layout.skip, told)) and any(row.cells):
            rows.append(row.cells)
    return rows


def _typed_file(source: Source, options: Options, workspace: Workspace, wanted: Wanted) -> _File:
    """A Parquet, Arrow or JSON file: its columns have names and types already, nested ones dotted names."""
    with collecting(source.name):
        schema = dict(scan([source], (), workspace).lazy.collect_schema())
    flat = [name for name, kind in schema.items() if not isinstance(kind, pl.Struct)] + list(leaves_of(schema))
    names = unique_names(flat)
    if options.reader:
        claim: Claim | None = _declared_claim(options, [names], _file_name(source))
    else:
        claim = settle(_claims([names], wanted, options, _file_name(source)), source.name)
    if claim is None:
        raise _nobody(source)
    return _File(source, claim, names, schema=schema)


def _normalised(sources: tuple[Source, ...], options: Options, workspace: Workspace) -> Reading | None:
    """Files that cxm has written: nothing has to be recognised."""
    normal_form = normalised(sources)
    if normal_form is None:
        return None
    every, schema = _typed_columns(sources, workspace)
    # Canonical fields and flags are no columns of the export.
    columns = Columns(normal_form.columns, {}, every.cells)
    options = replace(options, direction=options.direction or normal_form.direction)
    roles = {name: role for name, role in normal_form.roles.items() if options.roles.get(name) != "-"}
    declared = _roles(normal_form.declaration, columns, options, schema)[0] if options.roles else {}
    roles |= {name: role for name, role in declared.items() if name in options.roles}
    return Reading(sources, normal_form.claim, columns, roles, options, workspace, schema=schema)


# ── One export ──────────────────────────────────────────────────────────────────────────────────────────────────────────────


def _reading(files: Sequence[_File], options: Options, workspace: Workspace, told: Sequence[str] = ()) -> Reading:
    """Files of one table as one export.

    Raises:
        CxmError: nobody claims it, or it has no rows.
    """
    claim = files[0].claim
    if claim is None:
        raise files[0].doubt or _nobody(files[0].source)
    sources = tuple(file.source for file in files)
    schema: Mapping[str, pl.DataType] = {}
    if files[0].head is None:
        columns, schema = _typed_columns(sources, workspace)
        counts = [len(next(iter(columns.cells.values()), ()))] + [0] * (len(files) - 1)
    else:
        columns, counts = _text_columns(files)
    asked = margin.asked(claim.reader, options.roles)
    tops = [margin.rows_above(file.head, file.claim) for file in files if file.head is not None and file.claim is not None]
    made = (
        margin.margins(
            asked, claim.reader, {name: columns.cells[name] for name in columns.names}, [_file_name(source) for source in sources], tops
        )
        if asked
        else ()
    )
    further = {one.name: one.cells(columns.cells, counts) for one in made}
    columns = replace(columns, names=(*columns.names, *further), cells={**columns.cells, **further})
    _check_grain(claim.reader, columns, sources[0])
    roles, units = _roles(claim.reader, columns, options, schema)
    heads = tuple(file.head for file in files if file.head is not None)
    layouts = tuple(file.layout for file in files if file.layout is not None)
    notes = (*told, *_further_tables(files))
    return Reading(sources, claim, columns, roles, options, workspace, heads, layouts, schema, made, units, told=notes)


def _check_grain(reader: Reader, columns: Columns, source: Source) -> None:
    """Refuse an export whose rows are of another grain than the reader's, for they would pass for repeats.

    Raises:
        ExportError: a column that must hold one word holds another.
    """
    for heading, word in reader.only.items():
        name = heading_of(heading, columns.names, reader)
        odd = next((cell for cell in answered(columns.cells.get(name or "", ())) if normal(cell) != normal(word)), None)
        if odd is not None:
            problem = Problem(f"{word} is expected", column=name, value=odd)
            what = f"breaks its counts down by {heading.lower()}, so that its rows are no {FRAMES[reader.frame].title.lower()}"
            raise ExportError(what, where=source.name, problems=[problem], cure=f"export it again with totals: {heading} is {word} then")


def _text_columns(files: Sequence[_File]) -> tuple[Columns, list[int]]:
    """The columns of text files with a sample of each, and how many rows of the sample each file gave."""
    first = files[0]
    assert first.head is not None
    assert first.claim is not None
    names = first.names
    most = SAMPLE if len(files) == 1 else max(FEWEST, 2 * SAMPLE // len(files))
    places = [{name: at for at, name in enumerate(file.names)} for file in files]
    rows = [_data(file)[:most] for file in files]
    if not any(rows) and len(files) == 1:
        raise ExportError("has a header and no rows", where=first.source.name, cure="export again with the answers in it")
    sample: dict[str, list[str | None]] = {name: [] for name in names}
    for place, data in zip(places, rows, strict=True):
        for name, cells in sample.items():
            at = place.get(name, len(names))
            cells.extend(row[at] if at < len(row) else None for row in data)
    further = [row.cells for row in first.head.rows[first.claim.header + 1 : first.claim.data]]
    labels = {name: " ".join(cells[at] for cells in further if at < len(cells)) for at, name in enumerate(names)}
    header = [] if len(first.head.rows) <= first.claim.header else [tidied(cell) for cell in first.head.rows[first.claim.header].cells]
    repeated = {name: heading for name, heading in zip(names, header, strict=False) if heading in names and heading != name}
    return Columns(names, labels, sample, repeated), [len(data) for data in rows]


def _typed_columns(sources: Sequence[Source], workspace: Workspace) -> tuple[Columns, dict[str, pl.DataType]]:
    """The columns of typed files, nested ones by their dotted names, with a sample of each; and their types."""
    lazy = scan(sources, (), workspace).lazy
    with collecting(sources[0].name):
        schema = dict(lazy.collect_schema())
        leaves = leaves_of(schema)
        head = lazy.with_columns(leaf.alias(name) for name, leaf in leaves.items()).head(SAMPLE).collect()
    if not head.height:
        raise ExportError("has columns and no rows", where=sources[0].name)
    names = tuple(name for name in head.columns if not isinstance(head.schema[name], pl.Struct))
    sample = {name: _as_text(head[name]) for name in names}
    return Columns(names, {}, sample), {**schema, **{name: head.schema[name] for name in leaves}}


def _as_text(cells: pl.Series) -> list[str | None]:
    return cells.cast(pl.String, strict=False).to_list() if not cells.dtype.is_nested() else []


def _further_tables(files: Sequence[_File]) -> list[str]:
    """Notes on tables that follow the first one in the same file."""
    told = []
    for file in files:
        if file.head is None or file.layout is None or file.claim is None or not file.layout.stop:
            continue
        rows = [row.cells for row in file.head.rows[file.claim.data :]]
        ends = next((at for at, cells in enumerate(rows) if re.search(file.layout.stop, joined(cells))), len(rows))
        rest = [cells for cells in rows[ends:] if cells and not cells[0].startswith("#")]
        wide = [cells for before, cells in zip([()], rest, strict=False) if len(cells) > 1] if rest else []
        headers = wide + [cells for before, cells in zip(rows[ends:], rows[ends + 1 :], strict=False) if _opens(before, cells)]
        names = list(dict.fromkeys(", ".join(cell for cell in cells[:3] if cell) for cells in headers if any(cells)))
        if names:
            told.append(f"{file.source.name} holds further tables, which are not read: {'; '.join(names[:NAMED])}")
    return told


def _opens(before: Sequence[str], cells: Sequence[str]) -> bool:
    """Whether a row is the header of another table: it follows a comment or a title."""
    alone = before[0].startswith("#") or sum(map(bool, before)) == 1
    return alone and len(cells) > 1 and not cells[0].startswith("#")


# ── Roles ───────────────────────────────────────────────────────────────────────────────────────────────────────────────────


def _roles(reader: Reader, columns: Columns, options: Options, schema: Mapping[str, pl.DataType]) -> tuple[dict[str, Role], dict[str, str]]:
    """The columns of all fields but the score, and the units the user declares."""
    frame = FRAMES[reader.frame]
    declared: dict[str, str] = {}
    units: dict[str, str] = {}
    for name, column in options.roles.items():
        if name not in frame:
            raise unknown("role", name, [one.name for one in frame.fields])
        declared[name], units[name] = _with_unit(column, columns)
    roles = assign(reader, columns, declared)
    if "metric" in roles and roles["metric"].strength < DECLARED:
        known = set(reader.columns["metric"].words) | set(frame["metric"].words)
        said = {cell.casefold() for cell in answered(columns.cells.get(roles["metric"].column, ()))}
        if not said & known:
            # A column called "type" or "survey" says something else here.
            del roles["metric"]
    if not is_vendor(reader) and frame.name != "survey":
        fields = Fields(frame, reader, columns, options, schema, units)
        roles = _one_part_each({name: role for name, role in roles.items() if role.strength >= DECLARED or _fits(role, fields)})
    kept = {name: role for name, role in roles.items() if name in frame or name.startswith("_")}
    return kept, {name: unit for name, unit in units.items() if unit}


def _one_part_each(roles: Mapping[str, Role]) -> dict[str, Role]:
    """Roles in which a column of a hand-made file plays one part: what the user declares, else the field its reader names first."""
    taken = {role.column for role in roles.values() if role.strength >= DECLARED}
    kept: dict[str, Role] = {}
    for name, role in roles.items():
        if role.strength >= DECLARED or role.column not in taken:
            kept[name] = role
            taken.add(role.column)
    return kept


def _with_unit(column: str, columns: Columns) -> tuple[str, str]:
    """A column and the unit behind it, '' if none is: `Length@min`."""
    stem, mark, unit = column.rpartition("@")
    if mark and unit in UNITS and column not in columns.names and normal(column) not in map(normal, columns.names):
        return stem, unit
    return column, ""


def _fits(role: Role, fields: Fields) -> bool:
    """Whether the cells of a column are what a field holds; a word such as `registered` may call a time or a count."""
    said = answered(fields.cells_of(role.column))
    kind = fields.kind(role.field)
    if not said or kind is Kind.TEXT:
        return True
    if kind is Kind.FLAG:
        words = {word.casefold() for word in fields.reader.columns.get(role.field, Column()).words}
        return 2 * sum(cell.casefold() in words or cell.casefold() in FLAGS for cell in said) >= len(said)
    try:
        looks = fields.looks_like_number if kind is Kind.NUMBER else fields.looks_like_time
        return looks(role.field, role.column)
    except Undecided:
        return True


# ── Several tables ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def _turned(reading: Reading, wanted: Wanted) -> Reading:
    """A reading that gives a frame wanted, or one of its family.

    Raises:
        ExportError: it is of another family.
    """
    if not wanted.frames:
        return reading
    if (frame := _given(reading.reader.frame, wanted)) is not None:
        return reading if frame == reading.reader.frame else replace(reading, wanted=frame)
    if FRAMES[reading.reader.frame].family in {FRAMES[frame].family for frame in wanted.frames}:
        return reading
    what = f"holds {FRAMES[reading.reader.frame].title.lower()} ({reading.reader.title}), not {_titles(wanted)}"
    raise ExportError(what, where=reading.where, cure="cxm inspect shows what it can feed")


def _different(files: Sequence[_File]) -> ExportError:
    """The error for files of different formats that were named one by one."""
    doubt = next((file.doubt for file in files if file.doubt is not None), None)
    if doubt is not None and (all(file.claim is None for file in files) or isinstance(doubt, AmbiguousError)):
        raise doubt
    shown = [f"{file.source.name}: {file.claim.reader.title if file.claim else 'no reader recognises it'}" for file in files[:NAMED]]
    first = frozenset(files[0].names)
    for at, file in enumerate(files[:NAMED]):
        lacks, adds = sorted(first - set(file.names)), sorted(set(file.names) - first)
        if lacks or adds:
            told = [f"{word} {', '.join(map(repr, names[:5]))}" for word, names in (("lacks", lacks), ("adds", adds)) if names]
            shown[at] += f"; {' and '.join(told)}"
    what = f"the files do not have the columns of {files[0].source.name}"
    return ExportError(what, problems=shown, cure="compute files of different exports one at a time")


def _chosen(groups: Sequence[Sequence[_File]], options: Options, workspace: Workspace, wanted: Wanted) -> Reading:
    """The tables of an archive or a folder that give what is wanted; the others are left aside and named.

    Raises:
        ExportError: none does.
        AmbiguousError: several do, and nothing tells them apart.
    """
    claimed = [group for group in groups if group[0].claim is not None]
    if not claimed:
        raise groups[0][0].doubt or _nobody(groups[0][0].source)
    vendors = [group for group in claimed if is_vendor(_reader(group))]
    fitting = [group for group in vendors or claimed if not wanted.frames or _given(_reader(group).frame, wanted) is not None]
    if not fitting:
        fitting = [group for group in claimed if _given(_reader(group).frame, wanted) is not None]
        if not fitting:
            shown = [f"{group[0].source.name}: {FRAMES[_reader(group).frame].title.lower()}" for group in claimed[:NAMED]]
            raise ExportError(f"no file holds {_titles(wanted)}", problems=shown, cure="name the file that does")
    readings = [_reading(group, options, workspace) for group in fitting]
    ranks = [_rank(reading, wanted) for reading in readings]
    best = [at for at, rank in enumerate(ranks) if rank == min(ranks)]
    together = readings[best[0]].reader.together
    if together:
        best = [at for at, reading in enumerate(readings) if reading.reader.together == together and ranks[at][0] == ranks[best[0]][0]]
    elif len(best) > 1:
        raise _several([readings[at] for at in best])
    taken = [readings[at] for at in best]
    kept = {id(file) for at in best for file in fitting[at]}
    aside = [file for group in groups for file in group if id(file) not in kept]
    first = replace(taken[0], others=tuple(_turned(one, wanted) for one in taken[1:]), told=(*taken[0].told, *_left_aside(aside, wanted)))
    return _turned(first, wanted)


def _reader(group: Sequence[_File]) -> Reader:
    assert group[0].claim is not None
    return group[0].claim.reader


def _given(has: str, wanted: Wanted) -> str | None:
    """The frame wanted that a table of a frame gives: its own, or one that is made of it."""
    made = [frame for frame in wanted.frames if (has, frame) in BECOMES]
    return has if has in wanted.frames else next(iter(made), None)


def _titles(wanted: Wanted) -> str:
    return " or ".join(FRAMES[frame].title.lower() for frame in wanted.frames)


def _rank(reading: Reading, wanted: Wanted) -> tuple[int, bool, int, bool, bool]:
    """How far a table is from what is wanted: what it lacks, by way of another frame, which frame, whether the whole, and dated."""
    reader = reading.reader
    frame = _given(reader.frame, wanted)
    fields = {*reading.roles, *(name for name, column in reader.columns.items() if column.constant is not None)}
    prepared = BECOMES.get((reader.frame, frame or ""), reader.rows)
    fields = derivable(frame or reader.frame, fields | set(MAKES.get(prepared, ())), reader.rules)
    place = wanted.frames.index(frame) if frame is not None else 0
    lacking = wanted.lacking(frame or reader.frame, fields, reading.columns.names)
    return (lacking, frame not in (None, reader.frame), place, not reader.whole, FRAMES[reader.frame].time not in fields)


def _several(readings: Sequence[Reading]) -> AmbiguousError:
    shown = [f"{reading.where}: {reading.reader.title} ({FRAMES[reading.reader.frame].title.lower()})" for reading in readings]
    names = list(dict.fromkeys(reading.reader.name.replace("_", "-") for reading in readings))
    inside = any(source.member is not None for reading in readings for source in reading.sources)
    one = "unpack it, and name one of the files" if inside else "name one of the files"
    cure = " or ".join(f"--reader {name}" for name in names[:4]) if len(names) > 1 else one
    return AmbiguousError("several tables could be meant", problems=shown[:NAMED], cure=cure)


def _left_aside(files: Sequence[_File], wanted: Wanted) -> list[str]:
    """A note on the files that were not read: exports by name, what nobody recognises by number where there is much of it."""
    told = {id(file): file.claim.reader.title if file.claim else _of_another_kind(file, wanted) for file in files}
    known = [f"{_file_name(file.source)} ({told[id(file)]})" for file in files if told[id(file)]]
    others = [f"{_file_name(file.source)} (not recognised)" for file in files if not told[id(file)]]
    if len(known) + len(others) > NAMED and len(others) > 1:
        others = [f"{len(others)} files that are not recognised"]
    if len(known) > NAMED:
        known = [*known[:NAMED], f"{len(known) - NAMED} more exports"]
    return [f"left aside: {', '.join([*known, *others])}"] if files else []


def _of_another_kind(file: _File, wanted: Wanted) -> str:
    """What a file is that does not hold what is wanted: `tickets, not survey answers`; '' if nobody recognises it."""
    rows = [row.cells for row in file.head.rows] if file.head is not None else []
    frames = {claim.reader.frame for claim in recognise(rows, file=_file_name(file.source), sure=True)} if rows else set()
    if len(frames) != 1 or not wanted.frames:
        return ""
    return f"{FRAMES[frames.pop()].title.lower()}, not {_titles(wanted)}"
