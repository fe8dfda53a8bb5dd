"""Read: from exports to a canonical table: recognise, assign roles, settle how cells are written, and all problems at once.

A `Reading` is what recognition settled. Its `table` is built for one question, once the fast way (typed columns, times left as
text) and, when that does not hold for the whole export, once more the tolerant way.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING, BinaryIO

import polars as pl

from cxm.errors import AmbiguousError, ExportError, Problem, UsageError, unknown
from cxm.io import cells
from cxm.io.evidence import NumberForm, TimeForm, Undecided, answered, number_form, scale_of, time_form
from cxm.io.layout import Head, Layout, layout, read_head, unique_names
from cxm.io.recognise import READERS, Claim, claim_by_hand, claim_of, header_words, is_vendor, recognise, settle
from cxm.io.roles import Columns, Role, assign, direction_of, heading_of, score_role
from cxm.io.convert import ready
from cxm.io.scan import NeedsCleanCopy, Scan, careful, scan
from cxm.io.source import Form, Source, Workspace, open_exports
from cxm.io.spec import Column, Reader
from cxm.io.words import MISSING
from cxm.metrics import FRAMES
from cxm.metrics.engine.table import EXPORT, UNREADABLE, Stored, Table, Time
from cxm.metrics.spec import Frame, Kind, Scale

if TYPE_CHECKING:
    from pathlib import Path

SAMPLE = 500


@dataclass(frozen=True)
class Options:
    """How the user wants an export read; what is not given is proven from the export or refused.

    Args:
        roles: canonical field -> column, '-' to leave a field out.
        scale: the scale the user declares; a vendor's own otherwise.
        direction: 'ease' or 'effort'.
        zone: reporting zone; input_zone is that of times that carry none (the reporting zone if None).
        missing: further words that mean no answer.
        where: a condition on columns; rows it does not hold for are not read.
    """

    reader: str | None = None
    roles: Mapping[str, str] = field(default_factory=dict)
    scale: Scale | None = None
    direction: str = ""
    date_order: str | None = None
    decimal: str | None = None
    encoding: str | None = None
    delimiter: str | None = None
    skip_rows: int = 0
    header_rows: int | None = None
    sheet: str | None = None
    missing: tuple[str, ...] = ()
    zone: str = "UTC"
    input_zone: str | None = None
    where: str | None = None


@dataclass(frozen=True)
class Parsed:
    """One field of the table: its expression, a flag of unreadable cells, and how a time is stored."""

    value: pl.Expr
    unreadable: pl.Expr | None = None
    time: Time | None = None


@dataclass(frozen=True)
class Reading:
    """An export that was recognised.

    Args:
        claim: the reader that claims it, and where the table lies.
        columns: its columns with labels and a sample of cells.
        roles: which column plays which part, the score excepted.
        heads: the parsed beginnings of text exports, in the order of the sources; empty for typed ones.
    """

    sources: tuple[Source, ...]
    claim: Claim
    columns: Columns
    roles: Mapping[str, Role]
    options: Options
    workspace: Workspace
    heads: tuple[Head, ...] = ()
    layouts: tuple[Layout, ...] = ()
    schema: Mapping[str, pl.DataType] = field(default_factory=dict)

    @property
    def reader(self) -> Reader:
        """The reader that claims the export."""
        return self.claim.reader

    @property
    def frame(self) -> Frame:
        """The canonical frame it is read into."""
        return FRAMES[self.reader.frame]

    @property
    def where(self) -> str:
        """The export as messages name it."""
        return self.sources[0].name if len(self.sources) == 1 else f"{self.sources[0].name} and {len(self.sources) - 1} more"

    def score(self, about: str | None) -> Role | None:
        """The column of the answers to a question, declared or found."""
        if "score" in self.roles:
            return self.roles["score"]
        if "score" in self.options.roles or "score_label" in self.roles:
            return None
        taken = [role.column for role in self.roles.values()]
        return score_role(self.reader, self.columns, about, taken, self.where)

    def table(self, about: str | None, *, timed: bool, fast: bool = True, scored: bool = True) -> Table:
        """The canonical table for a metric that asks about something.

        Args:
            about: nps, csat, ces or None: decides which column holds the answers.
            timed: whether times are needed; if not, dates that cannot be settled are left out instead of refused.
            fast: read numbers typed and leave ISO times as text; the engine finds out if that does not hold.
            scored: whether the answers are needed; a metric that only counts rows must not fail for want of them.

        Raises:
            AmbiguousError: columns, dates or numbers could be read in two ways.
            ExportError: a declared column holds nothing of its kind.
        """
        roles = dict(self.roles)
        score = self.score(about) if scored and "score" in self.frame else None
        if score is not None:
            roles["score"] = score
        parsed, typed, problems = self._parse(roles, timed=timed, fast=fast)
        if problems:
            raise _gathered(problems, self.where)
        rows = self._scan(typed).lazy
        fields = {name: one.value for name, one in parsed.items()}
        fields |= {name + UNREADABLE: one.unreadable for name, one in parsed.items() if one.unreadable is not None}
        extras = {EXPORT + name: pl.col(name) for name in self.columns.names}
        rows = _filtered(rows, fields, extras, self, typed)
        table = Table(
            frame=self.frame,
            rows=rows,
            fields=frozenset(fields),
            columns=self.columns.names,
            times={name: one.time for name, one in parsed.items() if one.time is not None},
            whole=frozenset(name for name in parsed if self._is_whole(name, roles, typed)),
        )
        return self._declared(table, roles)

    def _declared(self, table: Table, roles: Mapping[str, Role]) -> Table:
        """Add the scale and the direction that the user, the vendor, the heading or the words declare."""
        scale = self.options.scale or (Scale(*self.reader.scale) if self.reader.scale else None)
        direction = self.options.direction
        if "score" in roles:
            form = self._number_form(roles["score"].column)
            direction = direction or direction_of(roles["score"].column)
            if form is not None and form.table:
                limits, declared = scale_of(form.table)
                scale, direction = scale or Scale(*limits), direction or declared
        return replace(table, scale=scale, direction=direction)

    def _is_whole(self, name: str, roles: Mapping[str, Role], typed: Mapping[str, pl.DataType]) -> bool:
        if name not in roles:
            return False
        column = roles[name].column
        return column in typed or (column in self.schema and self.schema[column].is_integer())

    def _parse(
        self, roles: Mapping[str, Role], *, timed: bool, fast: bool
    ) -> tuple[dict[str, Parsed], dict[str, pl.DataType], list[Undecided | Problem]]:
        """Every field's expression; the columns to read typed; and what stands in the way."""
        parsed: dict[str, Parsed] = {}
        typed: dict[str, pl.DataType] = {}
        problems: list[Undecided | Problem] = []
        for name, role in roles.items():
            column = self.reader.columns.get(name, Column())
            kind = self.frame[name].kind
            try:
                if kind in (Kind.INSTANT, Kind.DATE):
                    one = self._time(role, column, fast=fast)
                elif kind is Kind.NUMBER:
                    one = self._number(role, typed if fast else None)
                else:
                    one = Parsed(self._text(role, column, name, typed if fast else None))
            except Undecided as doubt:
                if kind in (Kind.INSTANT, Kind.DATE) and not timed:
                    continue
                problems.append(doubt)
                continue
            except ExportError as error:
                problems.extend(error.problems)
                continue
            if one is not None:
                parsed[name] = one
        for name, column in self.reader.columns.items():
            if column.constant is not None and name not in parsed and name in self.frame:
                parsed[name] = Parsed(pl.lit(column.constant))
        self._partials(parsed)
        return parsed, typed, problems

    def _partials(self, parsed: dict[str, Parsed]) -> None:
        """Rows without what the reader says every real answer has are partial."""
        for wanted in self.reader.filled:
            if name := heading_of(wanted, self.columns.names, self.reader):
                empty = cells.tidy(pl.col(name)).is_null()
                kind = parsed["kind"].value if "kind" in parsed else pl.lit("real")
                parsed["kind"] = Parsed(pl.when(empty).then(pl.lit("partial")).otherwise(kind))

    def _text(self, role: Role, column: Column, name: str, typed: dict[str, pl.DataType] | None) -> pl.Expr:
        source = pl.col(role.column)
        if role.column in self.schema and self.schema[role.column] != pl.String:
            return source if name == self.frame.key else source.cast(pl.String)
        if column.kind == "words" or self.frame[name].words:
            return cells.word(source, column.words)
        if name == self.frame.key and typed is not None and self._plain_ids(role.column):
            typed[role.column] = pl.Int64()
            return source
        return cells.tidy(source)

    def _plain_ids(self, column: str) -> bool:
        """Whether ids are whole numbers without leading zeros, so that equal numbers are equal ids."""
        found = answered(self.columns.cells.get(column, ()), frozenset())
        return bool(found) and all(re.fullmatch(r"[1-9]\d{0,17}|0", cell) for cell in found)

    @cached_property
    def _missing(self) -> frozenset[str]:
        return MISSING | {word.strip().casefold() for word in self.options.missing}

    def _number_form(self, column: str) -> NumberForm | None:
        if column in self.schema and self.schema[column].is_numeric():
            return None
        return number_form(self.columns.cells.get(column, ()), decimal=self.options.decimal, missing=self._missing)

    def _number(self, role: Role, typed: dict[str, pl.DataType] | None) -> Parsed | None:
        source = pl.col(role.column)
        kind = self.schema.get(role.column)
        if kind is not None and kind.is_numeric():
            value = source.fill_nan(None) if kind.is_float() else source
            return Parsed(self._without_declared_missing(value))
        if kind is not None and kind == pl.Boolean:
            return Parsed(source.cast(pl.Int64))
        form = self._number_form(role.column)
        if form is None or not form.cells:
            return Parsed(*cells.number(source.cast(pl.String), NumberForm(), self._missing))
        if not form.plausible:
            shown = list(dict.fromkeys(answered(self.columns.cells[role.column])))[:5]
            what = f"holds text, no numbers and no declared words: {', '.join(repr(cell[:30]) for cell in shown)}"
            raise ExportError(what, problems=[Problem(what, column=role.column)])
        if form.whole and typed is not None:
            typed[role.column] = pl.Int32()
            return Parsed(self._without_declared_missing(source))
        return Parsed(*cells.number(source, form, self._missing))

    def _without_declared_missing(self, value: pl.Expr) -> pl.Expr:
        """Numbers the user declares to mean no answer (--missing -99) are null."""
        codes = [float(word) for word in self.options.missing if re.fullmatch(r"[-+]?\d+(\.\d+)?", word.strip())]
        return pl.when(~value.is_in(codes)).then(value) if codes else value

    def _time_form(self, column: str, declared: Column) -> TimeForm:
        return time_form(self.columns.cells.get(column, ()), formats=declared.formats, unit=declared.unit, order=self.options.date_order)

    def _time(self, role: Role, declared: Column, *, fast: bool) -> Parsed | None:
        source = pl.col(role.column)
        kind = self.schema.get(role.column)
        zone = self._zone(declared)
        if kind is not None and kind.is_temporal():
            return self._typed_time(source, kind, zone)
        source = source.cast(pl.String) if kind is not None and kind != pl.String else source
        form = self._time_form(role.column, declared)
        if not form.plausible:
            if role.strength >= 120:
                what = "holds no dates: " + ", ".join(repr(cell[:30]) for cell in answered(self.columns.cells[role.column])[:5])
                raise ExportError(what, problems=[Problem(what, column=role.column)])
            return None
        if form.dates:
            day = source.str.slice(0, 10) if fast and form.iso else cells.local_time(source, form)
            return Parsed(day, time=Time(Stored.LOCAL_TEXT, (10,)) if fast and form.iso else Time(Stored.LOCAL))
        local = (not form.offset and zone == self.options.zone) or (form.utc and self.options.zone == "UTC")
        if fast and form.iso and local:
            return Parsed(source, time=Time(Stored.LOCAL_TEXT, form.widths))
        if form.offset:
            return Parsed(cells.utc_time(source, form), time=Time(Stored.UTC))
        return self._settled(cells.local_time(source, form), "UTC" if form.unit else zone)

    def _typed_time(self, source: pl.Expr, kind: pl.DataType, zone: str) -> Parsed:
        if isinstance(kind, pl.Date):
            return Parsed(source, time=Time(Stored.LOCAL))
        if isinstance(kind, pl.Datetime) and kind.time_zone is not None:
            return Parsed(source.dt.convert_time_zone("UTC").dt.replace_time_zone(None), time=Time(Stored.UTC))
        return self._settled(source, zone)

    def _settled(self, local: pl.Expr, zone: str) -> Parsed:
        """Naive times of a zone: left alone when it is the reporting zone, else brought to UTC."""
        if zone == self.options.zone:
            return Parsed(local, time=Time(Stored.LOCAL))
        return Parsed(cells.to_utc(local, zone), time=Time(Stored.UTC))

    def _zone(self, declared: Column) -> str:
        """The zone of times that carry none: the user's word, the file's, the vendor's, else the reporting zone."""
        if self.options.input_zone is not None:
            return self.options.input_zone
        if declared.zone == "importid":
            return self._import_zone() or self.options.zone
        return declared.zone or self.options.zone

    def _import_zone(self) -> str:
        """The zone in the ImportId row of Qualtrics."""
        for label in self.columns.labels.values():
            if found := re.search(r"[\"']timeZone[\"']\s*:\s*[\"']([^\"']+)[\"']", label):
                return "UTC" if found[1] in ("Z", "UTC") else found[1]
        return ""

    def _scan(self, typed: Mapping[str, pl.DataType]) -> Scan:
        return scan(self.sources, self.layouts, self.workspace, typed=typed)

    def careful(self, signal: NeedsCleanCopy) -> Reading:
        """The same export, read more carefully after polars stumbled."""
        return replace(self, layouts=careful(self.layouts, signal))

    def scanned(self) -> Scan:
        """What a scan of the whole export keeps and leaves out: ragged rows, notes, totals."""
        return self._scan({})

    @property
    def facts(self) -> dict[str, object]:
        """What the provenance of a result says of the reading."""
        return {
            "exports": [source.name for source in self.sources],
            "reader": self.reader.name.replace("_", "-"),
            "zone": self.options.zone,
        }


def read(
    names: Sequence[str], options: Options, workspace: Workspace, *, family: str | None = None, stdin: BinaryIO | None = None
) -> Reading:
    """Recognise exports of one format and settle which column is what.

    Args:
        names: paths, globs, directories, URLs or `-`.
        family: the frame wanted; readers of others do not claim.

    Raises:
        ExportError: nothing can be read there, or nothing recognises it.
        AmbiguousError: two formats fit.
    """
    sources = tuple(ready(open_exports(names, workspace, stdin=stdin), workspace))
    if sources[0].form is Form.CSV:
        return _read_text(sources, options, workspace, family)
    return _read_typed(sources, options, workspace, family)


def _read_text(sources: tuple[Source, ...], options: Options, workspace: Workspace, family: str | None) -> Reading:
    heads = tuple(
        read_head(
            source,
            encoding=options.encoding,
            delimiter=options.delimiter,
            words=header_words() if not _is_utf8(source.path) else frozenset(),
        )
        for source in sources
    )
    claims = [_claim(head, source, options, family) for head, source in zip(heads, sources, strict=True)]
    claim = claims[0]
    layouts = tuple(_layout(head, one) for head, one in zip(heads, claims, strict=True))
    head = heads[0]
    names = layouts[0].names
    data = [row.cells for row in head.rows[claim.data :] if any(row.cells)]
    if not data and len(sources) == 1:
        raise ExportError("has a header and no rows", where=sources[0].name, cure="export again with the answers in it")
    sample = {name: [cell[at] if at < len(cell) else None for cell in data[:SAMPLE]] for at, name in enumerate(names)}
    further = [row.cells for row in head.rows[claim.header + 1 : claim.data]]
    labels = {name: " ".join(cells[at] for cells in further if at < len(cells)) for at, name in enumerate(names)}
    columns = Columns(names, labels, sample)
    roles = _roles(claim.reader, columns, options)
    return Reading(sources, claim, columns, roles, options, workspace, heads, layouts)


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


def _claim(head: Head, source: Source, options: Options, family: str | None) -> Claim:
    """The reader of a text export, declared or recognised."""
    rows = [row.cells for row in head.rows[options.skip_rows :]]
    file = (source.member or source.name).rpartition("/")[2]
    claim = _declared_claim(options, rows, file) if options.reader else settle(recognise(rows, family=family, file=file), source.name)
    if claim is None:
        raise ExportError(
            "no reader recognises this export", where=source.name, cure="cxm inspect shows what is in it; --reader NAME settles it"
        )
    if options.header_rows is not None:
        claim = replace(claim, data=claim.header + options.header_rows)
    return replace(claim, header=claim.header + options.skip_rows, data=claim.data + options.skip_rows)


def _declared_claim(options: Options, rows: Sequence[Sequence[str]], file: str) -> Claim:
    name = (options.reader or "").replace("-", "_")
    if name not in READERS and name not in READERS.plugins:
        raise unknown("reader", options.reader or "", READERS.shown())
    reader = READERS[name]
    claim = (
        claim_of(replace(reader, signature=replace(reader.signature, file="")), rows, file)
        if is_vendor(reader)
        else claim_by_hand(reader, rows)
    )
    if claim is None:
        wanted = ", ".join(reader.signature.every) or "its preamble"
        raise ExportError(f"is no {reader.title} export: it lacks {wanted}", cure="leave --reader out, or use --reader handmade with --map")
    return claim


def _layout(head: Head, claim: Claim) -> Layout:
    reader = claim.reader
    skip = "|".join(f"(?:{pattern})" for pattern in (reader.footer, f"^{reader.totals}" if reader.totals else "") if pattern)
    return layout(head, claim.header, data_index=claim.data, drop_blank=reader.gaps, stop=reader.stop or None, skip=skip or None)


def _read_typed(sources: tuple[Source, ...], options: Options, workspace: Workspace, family: str | None) -> Reading:
    """Parquet, Arrow and JSON: the columns have names and types already."""
    lazy = scan(sources, (), workspace).lazy
    schema = lazy.collect_schema()
    names = unique_names(schema.names())
    rows = [tuple(schema.names())]
    if options.reader:
        claim: Claim | None = _declared_claim(options, rows, sources[0].name)
    else:
        claim = settle(recognise(rows, family=family, file=sources[0].name), sources[0].name)
    if claim is None:
        raise ExportError("no reader recognises this export", where=sources[0].name, cure="--reader NAME, or --reader handmade with --map")
    head = lazy.head(SAMPLE).collect()
    if not head.height:
        raise ExportError("has columns and no rows", where=sources[0].name)
    sample = {name: head[name].cast(pl.String, strict=False).to_list() if not head[name].dtype.is_nested() else [] for name in names}
    columns = Columns(names, {}, sample)
    return Reading(sources, claim, columns, _roles(claim.reader, columns, options), options, workspace, schema=dict(schema))


def _roles(reader: Reader, columns: Columns, options: Options) -> dict[str, Role]:
    frame = FRAMES[reader.frame]
    for name in options.roles:
        if name not in frame:
            raise unknown("role", name, [field.name for field in frame.fields])
    roles = assign(reader, columns, options.roles)
    if "metric" in roles and roles["metric"].strength < 120:
        known = {word for word in reader.columns["metric"].words} | set(frame["metric"].words)
        said = {cell.casefold() for cell in answered(columns.cells.get(roles["metric"].column, ()))}
        if not said & known:
            # A column called "type" or "survey" says something else here.
            del roles["metric"]
    return {name: role for name, role in roles.items() if name in frame}


def _filtered(
    rows: pl.LazyFrame, fields: Mapping[str, pl.Expr], extras: Mapping[str, pl.Expr], reading: Reading, typed: Mapping[str, pl.DataType]
) -> pl.LazyFrame:
    """Canonical fields and the export's columns, of the rows the condition holds for."""
    every = [value.alias(name) for name, value in fields.items()] + [value.alias(name) for name, value in extras.items()]
    if reading.options.where is None:
        return rows.select(every)
    try:
        condition = pl.sql_expr(reading.options.where)
        roots = list(dict.fromkeys(condition.meta.root_names()))
    except pl.exceptions.PolarsError as error:
        raise UsageError(
            f"--where is no condition: {str(error).splitlines()[0]}", cure="write it as SQL, such as \"country = 'DE' and score >= 9\""
        ) from error
    held = {f"${name}": value for name, value in (*fields.items(), *extras.items())}
    named = [_operand(root, fields, reading, typed).alias(root) for root in roots]
    return (
        rows.select([*(value.alias(name) for name, value in held.items()), *named])
        .filter(condition)
        .select([pl.col(name).alias(name[1:]) for name in held])
    )


def _operand(name: str, fields: Mapping[str, pl.Expr], reading: Reading, typed: Mapping[str, pl.DataType]) -> pl.Expr:
    """A column as a condition compares it: numbers as numbers, times as local times, anything else as trimmed text."""
    if name not in reading.columns.names and name in fields:
        return fields[name]
    column = reading.columns.find(name, "--where")
    if column in typed or (column in reading.schema and reading.schema[column] != pl.String):
        return pl.col(column)
    try:
        form = number_form(reading.columns.cells.get(column, ()), decimal=reading.options.decimal)
    except Undecided:
        form = NumberForm()
    if form.cells and form.good == form.cells and not form.table and not form.labelled:
        return cells.number(pl.col(column), form)[0]
    return pl.col(column).str.strip_chars()


def _gathered(problems: Sequence[Undecided | Problem], where: str) -> ExportError | AmbiguousError:
    """One error for everything in the way."""
    doubts = [problem for problem in problems if isinstance(problem, Undecided)]
    plain = [problem for problem in problems if isinstance(problem, Problem)]
    if plain:
        return ExportError("cannot be read as it is", where=where, problems=plain, cure="name other columns with --score, --time or --map")
    told = [Problem("; ".join(doubt.readings)) for doubt in doubts]
    return AmbiguousError(doubts[0].what, where=where, problems=told, cure="; ".join(dict.fromkeys(doubt.cure for doubt in doubts)))
