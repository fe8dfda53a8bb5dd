"""A reading: what recognition settled of an export, and the canonical table it gives.

The table is built for one question, once the fast way (typed columns, times left as text) and, when that does not hold for the whole
export, once more the tolerant way. On the way from the export's rows to the table's: fields, rules for rows, entities, rules for
entities, all lazy.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import field, replace
from functools import cached_property, partial
from pathlib import PurePath
from typing import Any, TypeVar

import polars as pl

from cxm._record import Record
from cxm.errors import AmbiguousError, ExportError, Problem
from cxm.io import cells
from cxm.io.conditions import filtered, kept_none_told
from cxm.io.derive import Derived, Given, applied, moment
from cxm.io.entities import PLACE, PREPARATIONS, Lines, counted, entities
from cxm.io.evidence import answered, scale_of
from cxm.io.fields import Fields
from cxm.io.grain import IF_PROVEN, order_lines
from cxm.io.layout import Head, Layout
from cxm.io.margins import Margin
from cxm.io.money import Seen, amounts_of, exchanged, require, seen
from cxm.io.normal import FLAG
from cxm.io.options import Options
from cxm.io.parsed import Found, Parsed
from cxm.io.recognise import Claim
from cxm.io.roles import Columns, Role, direction_of, heading_of, score_role
from cxm.io.scan import Scan, scan
from cxm.io.signals import FILE, LINE, NeedsCleanCopy, NeedsText, careful, collecting
from cxm.io.source import Form, Source, Workspace
from cxm.io.spec import BECOMES, Reader
from cxm.metrics import FRAMES
from cxm.metrics.engine.table import EXPORT, MIXED, AssumptionFailed, Stored, Table, Time, to_local
from cxm.metrics.spec import UNREADABLE, Frame, Kind, Scale

T = TypeVar("T")

SHOWN = 5
FILE_SIZE = 1 << 40
"""More than any file has lines: the place of a row is its file times this, plus its line."""


class Reading(Record):
    """An export that was recognised.

    Args:
        claim: the reader that claims it, and where the table lies.
        columns: its columns with labels and a sample of cells, those of its margins included.
        roles: which column plays which part, the score excepted.
        heads: the parsed beginnings of text exports, in the order of the sources; empty for typed ones.
        schema: the types of typed exports.
        margins: columns that are made of what lies outside the table.
        units: field -> unit the user declares for its column.
        wanted: the frame asked for, where it is not the reader's.
        told: what recognition has to say: tables and files left aside.
        others: further tables of the same frame, whose rows are added.
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
    margins: tuple[Margin, ...] = ()
    units: Mapping[str, str] = field(default_factory=dict)
    wanted: str = ""
    told: tuple[str, ...] = ()
    others: tuple[Reading, ...] = ()

    @property
    def reader(self) -> Reader:
        """The reader that claims the export."""
        return self.claim.reader

    @property
    def frame(self) -> Frame:
        """The canonical frame its roles are fields of."""
        return FRAMES[self.reader.frame]

    @property
    def gives(self) -> Frame:
        """The canonical frame of its table."""
        return FRAMES[self.wanted or self.reader.frame]

    @property
    def where(self) -> str:
        """The export as messages name it."""
        return self.sources[0].name if len(self.sources) == 1 else f"{self.sources[0].name} and {len(self.sources) - 1} more"

    @property
    def facts(self) -> dict[str, object]:
        """What the provenance of a result says of the reading."""
        return {
            "exports": [source.name for one in (self, *self.others) for source in one.sources],
            "reader": self.reader.name.replace("_", "-"),
            "zone": self.options.zone,
        }

    @cached_property
    def preparation(self) -> str:
        """What makes entities of the rows, '' where rows are entities."""
        if self.gives.name != self.reader.frame:
            return BECOMES[self.reader.frame, self.gives.name]
        return order_lines(self.roles, self.units, self.columns, self.where) if self.reader.rows == IF_PROVEN else self.reader.rows

    @cached_property
    def fields(self) -> Fields:
        """How the fields are read."""
        made = frozenset(margin.name for margin in self.margins)
        return Fields(self.frame, self.reader, self.columns, self.options, self.schema, self.units, self._distinct, self._ends, made)

    def score(self, about: str | None, never: Collection[str] = ()) -> Role | None:
        """The column of the answers to a question, declared or found; `never` are questions that it does not answer."""
        if "score" in self.roles:
            return self.roles["score"]
        if "score" in self.options.roles or "score_label" in self.roles:
            return None
        taken = tuple(role.column for role in self.roles.values())
        # Many metrics ask for the same column, and to judge each heading of ten thousand takes a second.
        key = ("score", self.sources, self.reader.name, self.claim.data, self.columns.names, about, taken, tuple(never))
        return self.workspace.once(key, lambda: score_role(self.reader, self.columns, about, taken, self.where, never))

    # ── The table ───────────────────────────────────────────────────────────────────────────────────────────────────────────

    def table(
        self,
        about: str | None,
        *,
        timed: bool,
        never: Collection[str] = (),
        fast: bool = True,
        scored: bool = True,
        needs: Collection[str] | None = None,
    ) -> Table:
        """The canonical table for a metric that asks about something.

        Args:
            about: nps, csat, ces or None: decides which column holds the answers.
            never: questions that the answers are not to.
            timed: whether all times are needed; if not, dates that cannot be settled are left out instead of refused, but for those of `needs`.
            fast: read numbers typed and leave ISO times as text; the engine finds out if that does not hold.
            scored: whether the answers are needed; a metric that only counts rows must not fail for want of them.
            needs: fields that metrics use; a doubt about another one leaves it out instead of being refused. All by default.

        Raises:
            AmbiguousError: columns, dates or numbers could be read in two ways.
            ExportError: a declared column holds nothing of its kind.
        """
        roles = dict(self.roles)
        score = self.score(about, never) if scored and "score" in self.frame else None
        if score is not None:
            roles["score"] = score
        made = self._made(roles, timed=timed, fast=fast, needs=needs)
        return replace(self._declared(made.table, roles), notes=(*self.told, *made.notes, *self._repeated(needs or ())), left=made.left)

    def _made(self, roles: Mapping[str, Role], *, timed: bool, fast: bool, needs: Collection[str] | None) -> _Made:
        """The table of these roles, with what was derived on the way."""
        rows = self._rows(roles, timed=timed, fast=fast, needs=needs, together=bool(self.others))
        for other in self.others:
            rows = rows.with_rows_of(other._rows(other.roles, timed=timed, fast=fast, needs=needs, together=True))  # noqa: SLF001
        return rows.made(self, fast=fast)

    def _rows(self, roles: Mapping[str, Role], *, timed: bool, fast: bool, needs: Collection[str] | None, together: bool) -> _Rows:
        """The rows of the export with their fields, before they become entities."""
        found = self.fields.parse(roles, timed=timed, fast=fast, needs=needs)
        if found.problems or found.doubts:
            raise _gathered(found, self.where)
        self._partials(found)
        for name, one in found.fields.items():
            if one.unreadable is None and self.schema.get(name + FLAG) == pl.Boolean:
                # A file that cxm has normalised says itself which cells could not be read.
                found.fields[name] = replace(one, unreadable=pl.col(name + FLAG))
        placed = bool(self.preparation) or together or self.options.money is not None
        values = {name: one.value for name, one in found.fields.items()}
        values |= {name + UNREADABLE: one.unreadable for name, one in found.fields.items() if one.unreadable is not None}
        if placed or self.frame.family != "survey":
            values |= {moment(name): one.moment for name, one in found.fields.items() if one.moment is not None}
        if placed:
            values |= {PLACE: pl.col(PLACE), FILE: pl.col(FILE)}
        extras = {EXPORT + name: pl.col(name) for name in self.columns.names}
        files = tuple(PurePath(source.member or source.name).name for source in self.sources)
        scanned = self._scanned(found.typed, placed=placed)
        times = {name: one.time for name, one in found.fields.items() if one.time is not None}
        lazy = filtered(scanned.lazy, values, extras, times, self, found.typed)
        return _Rows(
            lazy, dict(found.fields), self.columns.names, files, self.frame, (*found.notes, *found.left, *_long(scanned)), left=scanned.left
        )

    def _scanned(self, typed: Mapping[str, pl.DataType], *, placed: bool = False) -> Scan:
        """The rows of the export, with the columns of its margins and, if asked, their place in it."""
        numbered = placed or any(margin.by_file for margin in self.margins)
        found = scan(self.sources, self.layouts, self.workspace, typed=typed, line_numbers=numbered)
        lazy = found.lazy
        if placed:
            lazy = lazy.with_columns((pl.col(FILE).cast(pl.Int64) * FILE_SIZE + pl.col(LINE)).alias(PLACE))
        leaves = {name: leaf for name, leaf in leaves_of(self.schema).items() if name in self.columns.names}
        lazy = lazy.with_columns(leaf.alias(name) for name, leaf in leaves.items()) if leaves else lazy
        made = [margin.expression(self.schema.get(margin.column), len(self.sources)).alias(margin.name) for margin in self.margins]
        return replace(found, lazy=lazy.with_columns(made) if made else lazy)

    def _partials(self, found: Found) -> None:
        """Rows without what the reader says every real answer has are partial."""
        for wanted in self.reader.filled:
            if name := heading_of(wanted, self.columns.names, self.reader):
                empty = cells.tidy(pl.col(name)).is_null()
                kind = found.fields["kind"].value if "kind" in found.fields else pl.lit("real")
                found.fields["kind"] = Parsed(pl.when(empty).then(pl.lit("partial")).otherwise(kind))

    def _declared(self, table: Table, roles: Mapping[str, Role]) -> Table:
        """Add the scale and the direction that the user, the vendor, the heading or the words declare."""
        scale = self.options.scale or (Scale(*self.reader.scale) if self.reader.scale else None)
        direction = self.options.direction
        if "score" in roles:
            form = self.fields.number_form(roles["score"].column)
            direction = direction or direction_of(roles["score"].column)
            if form is not None and form.table:
                limits, declared = scale_of(form.table)
                scale, direction = scale or Scale(*limits), direction or declared
        if not direction and "direction" in roles and "direction" in table.fields:
            direction = self._direction(table, roles["direction"].column)
        return replace(table, scale=scale, direction=direction)

    def _direction(self, table: Table, column: str) -> str:
        """The direction a column of the export declares row by row; MIXED if it declares both."""
        said = table.rows.select(pl.col("direction").filter(pl.col("direction").is_in(["ease", "effort"])).unique())
        key = ("direction", self.sources, column, self.options.where)
        found = self.workspace.once(key, partial(said.collect, engine="streaming"))["direction"].to_list()
        return found[0] if len(found) == 1 else MIXED if found else ""

    # ── What only all rows tell ─────────────────────────────────────────────────────────────────────────────────────────────

    def careful(self, signal: NeedsCleanCopy) -> Reading:
        """The same export, read more carefully after polars stumbled."""
        others = tuple(other.careful(signal) for other in self.others)
        return replace(self, layouts=careful(self.layouts, signal), others=others)

    @property
    def whole(self) -> Reading:
        """The same export for a query that reads all columns: a filter sees its blank lines, and nothing has to watch for them."""
        return self.careful(NeedsCleanCopy("all columns are read", blank=True))

    def scanned(self) -> Scan:
        """What a scan of the whole export keeps and leaves out: ragged rows, notes, totals."""
        return scan(self.sources, self.layouts, self.workspace, typed={})

    def at(self, place: int) -> tuple[str, int]:
        """The file, and the physical line in it, of the row at a place."""
        file, line = divmod(place, FILE_SIZE)
        for one in (self, *self.others):
            if file < len(one.sources):
                return one.sources[file].name, one.scanned().line_of(file, line)
            file -= len(one.sources)
        raise IndexError(place)

    def lines(self, cells: Collection[tuple[str, str]]) -> dict[tuple[str, str | None], int]:
        """The first line of one text export that each cell stands in, by its column and what it holds; of other exports none."""
        if self.others or len(self.sources) > 1 or self.sources[0].form is not Form.CSV or self.options.where is not None:
            return {}
        scanned = scan(self.sources, self.layouts, self.workspace, typed={}, line_numbers=True)
        wanted = {column: [value for name, value in cells if name == column] for column, _ in cells if column in scanned.names}
        found: dict[tuple[str, str | None], int] = {}
        for column, values in wanted.items():
            first = scanned.lazy.filter(pl.col(column).is_in(values)).group_by(column).agg(pl.col(LINE).min())
            rows = first.collect(engine="streaming").iter_rows()
            found |= {(column, value): scanned.line_of(0, line) for value, line in rows}
        return found

    def _distinct(self, column: str) -> Sequence[str]:
        """The different cells of a column."""
        key = ("distinct", self.sources, column)
        rows = self._scanned({}).lazy.select(pl.col(column).cast(pl.String).str.strip_chars())
        return self.workspace.once(key, lambda: rows.unique().collect(engine="streaming")[column].drop_nulls().sort().to_list())

    def _ends(self, column: str) -> tuple[str | None, str | None]:
        """The first and the last cell of a column that hold anything."""
        filled = self._scanned({}).lazy.select(pl.col(column).cast(pl.String)).filter(pl.col(column).str.strip_chars() != "")
        found = filled.select(pl.col(column).first().alias("first"), pl.col(column).last().alias("last")).collect(engine="streaming")
        return found["first"][0], found["last"][0]

    def grain(self) -> str:
        """How many rows became how many entities, in words; '' where rows are entities. Reads all rows once."""
        if not self.preparation:
            return ""
        made = self._made(self.roles, timed=False, fast=False, needs=())
        assert made.grouped is not None
        return counted(made.grouped, self.preparation)

    def unknown_words(self) -> dict[str, dict[str, int]]:
        """Words that no vocabulary knows, with the rows that hold them, by field. Reads all rows once."""
        table = self.table(None, timed=False, fast=False, scored=False, needs=())
        names = [name for name in sorted(table.fields) if name in table.frame and table.frame[name].words]
        if not names:
            return {}
        odd = [
            pl.col(name).filter(~pl.col(name).is_in(list(table.frame[name].words))).value_counts(sort=True).implode().alias(name)
            for name in names
        ]
        row = table.rows.select(odd).collect(engine="streaming").row(0, named=True)
        return {name: {one[name]: one["count"] for one in row[name]} for name in names if row[name]}

    def kept_none_told(self) -> str:
        """What to say where the condition holds for no row. Reads all rows once."""
        found = self.fields.parse(self.roles, timed=True, fast=False, needs=re.findall(r"\w+", self.options.where or ""))
        values = {name: one.value for name, one in found.fields.items()}
        times = {name: one.time for name, one in found.fields.items() if one.time is not None}
        return kept_none_told(self._scanned(found.typed).lazy, values, times, self, found.typed)

    # ── What is to be said ──────────────────────────────────────────────────────────────────────────────────────────────────

    @cached_property
    def notes(self) -> tuple[str, ...]:
        """What a user should know of the reading, the words nobody knows among the sample included."""
        return tuple(dict.fromkeys([*self.remarks, *self._unknown_in_sample()]))

    @cached_property
    def remarks(self) -> tuple[str, ...]:
        """What a user should know of the reading: zones assumed, ids that are odd, what was derived or left aside."""
        found = self.fields.parse(self.roles, timed=False, fast=False, needs=())
        told = [*self.told, *found.notes, *_long(self.scanned()), *self._repeated(self.columns.names)]
        if derived := self._made(self.roles, timed=False, fast=False, needs=()).derived.told:
            told.append("derived: " + "; ".join(f"{name} ({why})" for name, why in derived.items()))
        if self.preparation:
            how = PREPARATIONS[self.preparation]
            told.append(f"the rows are {how.row}; {how.entity} are made of them")
        return tuple(dict.fromkeys([*told, *(note for other in self.others for note in other.remarks)]))

    def _repeated(self, names: Collection[str]) -> list[str]:
        """What to say of headings that stand over several columns, of which a name means only the first."""
        told = []
        for name in dict.fromkeys(self.columns.repeated.values()):
            first, *others = self.columns.under(name)
            if name in names:
                told.append(f"{len(others) + 1} columns are headed '{first}': it means the first, and {', '.join(others)} the others")
        return told

    def _unknown_in_sample(self) -> list[str]:
        """Words of closed vocabularies that the sample shows and nobody declares."""
        told = []
        for name, role in self.roles.items():
            words = self.frame[name].words if name in self.frame and self.frame[name].kind is Kind.TEXT else ()
            known = (
                {word.casefold() for word in (*words, *self.reader.columns[name].words)} if words and name in self.reader.columns else words
            )
            said = Counter(cell.casefold() for cell in answered(self.columns.cells.get(role.column, ()), frozenset()))
            odd = [f"{word[:40]} ({count})" for word, count in said.most_common() if word not in known] if words else []
            if odd:
                more = f" and {len(odd) - SHOWN} more" if len(odd) > SHOWN else ""
                told.append(f"{name} holds words that are not known, which are kept as they are: {', '.join(odd[:SHOWN])}{more}")
        return told


class _Made(Record):
    """A table, what was derived for it, what is to be said of it, what it lacks, and its entities with the number of rows behind each."""

    table: Table
    derived: Derived
    notes: tuple[str, ...] = ()
    left: Mapping[str, int] = field(default_factory=dict)
    grouped: pl.LazyFrame | None = None


class _Rows(Record):
    """Rows with their fields, not yet entities.

    Args:
        extras: the export's own columns, behind `@` in the rows.
        files: the names of the files.
        frame: the frame the fields are of.
        notes: what is to be said of them: zones assumed, fields left out.
        held: fields, and columns of the export behind `@`, that only some of the files have -> these files.
        left: rows of the export that are not among them, by reason.
    """

    lazy: pl.LazyFrame
    fields: dict[str, Parsed]
    extras: tuple[str, ...]
    files: tuple[str, ...]
    frame: Frame
    notes: tuple[str, ...] = ()
    held: Mapping[str, frozenset[int]] = field(default_factory=dict)
    left: Mapping[str, int] = field(default_factory=dict)

    @property
    def holds(self) -> Mapping[str, frozenset[int]]:
        """Fields, and columns of the export behind `@` -> the files that have them."""
        every = frozenset(range(len(self.files)))
        names = (*self.fields, *(EXPORT + name for name in self.extras))
        return {name: self.held.get(name, every) for name in names}

    def with_rows_of(self, other: _Rows) -> _Rows:
        """The rows of two tables together; times as instants, for the two may hold them in different ways."""
        count = len(self.files)
        further = other.lazy.with_columns(
            (pl.col(FILE) + count).cast(pl.UInt32).alias(FILE), (pl.col(PLACE) + count * FILE_SIZE).alias(PLACE)
        )
        lazies = [_settled(self).lazy, _settled(replace(other, lazy=further)).lazy]
        lazy = pl.concat(lazies, how="diagonal_relaxed")
        fields = {**other.fields, **self.fields}
        extras = tuple(dict.fromkeys((*self.extras, *other.extras)))
        utc = {name: replace(one, time=Time(Stored.UTC)) if one.time is not None else one for name, one in fields.items()}
        notes = tuple(dict.fromkeys((*self.notes, *other.notes)))
        own, their = self.holds, {name: frozenset(count + file for file in files) for name, files in other.holds.items()}
        held = {name: own.get(name, frozenset()) | their.get(name, frozenset()) for name in {**own, **their}}
        left = dict(Counter(self.left) + Counter(other.left))
        return _Rows(lazy, utc, extras, self.files + other.files, self.frame, notes, held, left)

    def made(self, reading: Reading, *, fast: bool) -> _Made:
        """Rules, one currency, entities, rules; then the columns of the table."""
        reader, frame = reading.reader, reading.gives
        timed = frozenset(name for name, one in self.fields.items() if one.moment is not None)
        business = frozenset(name for name, one in self.fields.items() if one.business)
        given = Given(self.frame, frozenset(self.fields), timed)
        lazy, given, derived = applied(self.lazy, given, by_row=True, named=reader.rules, business=business)
        lazy, money = self._exchanged(lazy, given, reading, fast=fast)
        grouped = None
        if reading.preparation:
            some = {name: files for name, files in self.held.items() if len(files) < len(self.files)}
            lines = Lines(lazy, frame, given.fields, given.times, self.extras, reader.newest, self.files, some)
            grouped, names, times = entities(reading.preparation, lines)
            lazy, given = grouped, Given(frame, names, times)
        else:
            given = replace(given, frame=frame)
        lazy, given, more = applied(lazy, given, by_row=False, named=reader.rules, business=business)
        derived = derived | more
        table = self._table(lazy, given, derived.fields, reading)
        return _Made(table, derived, (*self.notes, *money.notes), {**self.left, **money.left}, grouped)

    def _exchanged(self, lazy: pl.LazyFrame, given: Given, reading: Reading, *, fast: bool) -> tuple[pl.LazyFrame, Seen]:
        """The rows in the one currency that is asked, and what they hold of others.

        Raises:
            ExportError: an amount has no rate.
            AssumptionFailed: perhaps only because the fast reading does not understand its time.
        """
        money, options = reading.options.money, reading.options
        if money is None:
            return lazy, Seen()
        if not require(given, money):
            return lazy, Seen(notes=(f"{reading.where} names no currency: its amounts are taken as {money.currency}",))
        rates = None if money.rates is None else (money.rates.name, money.rates.fixed)
        columns = tuple(sorted((name, role.column) for name, role in reading.roles.items()))
        key = ("money", reading.sources, self.files, options.where, options.zone, money.currency, rates, columns, fast)
        found = reading.workspace.once(key, lambda: seen(lazy, given, money, options.zone, PLACE))
        if found.gaps and fast:
            raise AssumptionFailed("amounts without a rate")
        if found.gaps:
            raise _unrated(found, reading)
        return exchanged(lazy, given, money, options.zone), found

    def _table(self, lazy: pl.LazyFrame, given: Given, derived: Collection[str], reading: Reading) -> Table:
        """The table with its columns; times that were derived or aggregated are local where all times of the export are."""
        frame = reading.gives
        local = all(one.time is None or one.time.stored is not Stored.UTC for one in self.fields.values())
        zone = reading.options.zone
        names = [one.name for one in frame.fields if one.name in given.fields]
        values: dict[str, pl.Expr] = {}
        times: dict[str, Time] = {}
        for name in names:
            own = self.fields.get(name)
            if name in given.times and (reading.preparation or name in derived):
                value = pl.col(moment(name))
                values[name] = to_local(value, zone) if local else value
                times[name] = Time(Stored.LOCAL if local else Stored.UTC)
            else:
                values[name] = pl.col(name)
                if own is not None and own.time is not None:
                    times[name] = own.time
        held = (
            lazy.collect_schema().names()
            if reading.preparation
            else [name + UNREADABLE for name, one in self.fields.items() if one.unreadable is not None]
        )
        flags = [name + UNREADABLE for name in names if name + UNREADABLE in held]
        whole = {
            name for name in names if name in self.fields and self.fields[name].whole and name not in derived and not reading.preparation
        } - amounts_of(frame, reading.options.money)
        extras = [EXPORT + name for name in self.extras]
        return Table(
            frame=frame,
            rows=lazy.select(*(value.alias(name) for name, value in values.items()), *flags, *extras),
            fields=frozenset([*names, *flags]),
            columns=self.extras,
            times=times,
            whole=frozenset(whole),
            business=frozenset(name for name, one in self.fields.items() if one.business and name in names),
        )


def _settled(rows: _Rows) -> _Rows:
    """Rows whose times are instants in UTC."""
    times = [pl.col(moment(name)).alias(name) for name, one in rows.fields.items() if one.moment is not None]
    return replace(rows, lazy=rows.lazy.with_columns(times) if times else rows.lazy)


def _long(scanned: Scan) -> list[str]:
    """What to say of rows with more cells than the header."""
    if not scanned.ragged:
        return []
    rows = "1 row has" if scanned.ragged == 1 else f"{scanned.ragged:,} rows have"
    at = f" (line {scanned.notes[0].row})" if scanned.notes else ""
    return [f"{rows} more cells than the header and may have slipped{at}; --surplus keep reads the first {len(scanned.names)} cells"]


def leaves_of(schema: Mapping[str, pl.DataType]) -> dict[str, pl.Expr]:
    """The fields of nested columns by their dotted names, as exports in JSON and CSV call them."""
    found: dict[str, pl.Expr] = {}

    def walk(name: str, value: pl.Expr, kind: Any) -> None:
        if isinstance(kind, pl.Struct):
            for inner in kind.fields:
                walk(f"{name}.{inner.name}", value.struct.field(inner.name), inner.dtype)
        else:
            found[name] = value

    for name, kind in schema.items():
        if isinstance(kind, pl.Struct):
            walk(name, pl.col(name), kind)
    return found


def _gathered(found: Found, where: str) -> ExportError | AmbiguousError:
    """One error for everything in the way."""
    if found.problems:
        cure = "name other columns with --score, --time or --map"
        return ExportError("cannot be read as it is", where=where, problems=found.problems, cure=cure)
    told = [Problem("; ".join(doubt.readings), column=column) for column, doubt in found.doubts.items()]
    doubts = list(found.doubts.values())
    return AmbiguousError(doubts[0].what, where=where, problems=told, cure="; ".join(dict.fromkeys(doubt.cure for doubt in doubts)))


def _unrated(found: Seen, reading: Reading) -> ExportError:
    """The error for amounts that cannot be brought to the currency asked: the first of each of theirs."""
    money = reading.options.money
    assert money is not None
    assert money.rates is not None
    column = reading.roles["currency"].column if "currency" in reading.roles else None
    problems = []
    for gap in found.gaps[:SHOWN]:
        lacks = "no currency" if gap.currency is None else f"no rate on or before {gap.day}" if gap.day is not None else "no rate"
        lacks = "no day, which a rate needs" if gap.currency is not None and gap.day is None and not money.rates.fixed else lacks
        file, line = reading.at(gap.place)
        rows = f"{gap.rows:,} {'row' if gap.rows == 1 else 'rows'}"
        rows = rows if file == reading.where else f"{rows}, the first in {file}"
        problems.append(Problem(f"{lacks} ({rows})", column=column, row=line, value=gap.currency))
    named = next((gap for gap in found.gaps if gap.currency is not None), None)
    rate = f"{named.day or 'DAY'},{named.currency},RATE" if named is not None else ""
    cure = f"add a line such as {rate} to {money.rates.name}" if rate else "--map currency=COLUMN"
    cure += ', or leave such rows out with --where "currency is not null"' if any(gap.currency is None for gap in found.gaps) else ""
    return ExportError(f"amounts cannot be brought to {money.currency}", where=reading.where, problems=problems, cure=cure)


def attempt(reading: Reading, build: Callable[[Reading, bool], T]) -> T:
    """Do a piece of work the fast way; again with more care each time the export turns out not to allow it.

    Args:
        build: does the work; told whether the fast way may be tried.
    """
    fast = True
    while True:
        try:
            with collecting(reading.where):
                return build(reading, fast)
        except (AssumptionFailed, NeedsText):
            if not fast:
                raise
            fast = False
        except NeedsCleanCopy as signal:
            reading = reading.careful(signal)
