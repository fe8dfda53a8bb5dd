"""Times: the expression of each instant and day, by how its cells are written and by the zone somebody names for them.

The zone of a time that carries none is the user's word, the file's (in a header, in another column), the vendor's, else the reporting
zone, and then a note says so. A day is never shifted.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from functools import cached_property
from itertools import pairwise

import polars as pl

from cxm._record import Record
from cxm.errors import ExportError, Problem
from cxm.io import cells, zones
from cxm.io.amounts import GUARD, unguarded
from cxm.io.evidence import TimeForm, Undecided, answered, time_form, undressed
from cxm.io.options import Options
from cxm.io.parsed import Found, Parsed
from cxm.io.roles import DECLARED, Columns, Role, heading_of
from cxm.io.spec import Column, Reader
from cxm.metrics.engine.table import Stored, Time

ORDER_OF: Mapping[str, str] = {"%d%m": "dmy", "%m%d": "mdy"}
PACKED = r"^((?:19|20)[0-9]{2})(0[1-9]|1[0-2])(0[1-9]|[12][0-9]|3[01])$"
"""A day without separators, of this century or the last."""
MONTH = r"^[0-9]{4}-(?:0[1-9]|1[0-2])$"
OFFSET_END = r"([0-9])\s*(?:Z|(?:GMT|UTC)?[-+][0-9]{1,2}:?(?:[0-9]{2})?|GMT|UTC)$"
SINCE = "days_since:"


class ByRow(Record):
    """Zones that each row names: the column, and what its cells stand for."""

    column: str
    found: Mapping[str, str]


class Asked(Record):
    """One field that is a time.

    Args:
        day_only: the field is a day, which no zone shifts.
        fast: whether ISO text may be left as it stands.
    """

    name: str
    role: Role
    column: Column
    unit: str
    day_only: bool = False
    fast: bool = False


class Times(Record):
    """The times of one export.

    Args:
        schema: types of the columns that have one; the others are text.
        distinct: the different cells of a column, and
        ends: the first and the last cell of a column, both of the whole export.
    """

    reader: Reader
    columns: Columns
    options: Options
    schema: Mapping[str, pl.DataType]
    distinct: Callable[[str], Sequence[str]]
    ends: Callable[[str], tuple[str | None, str | None]]

    def parsed(self, asked: Asked, found: Found) -> Parsed | None:
        """A time or a date; None if the column holds none.

        Raises:
            Undecided: two readings are possible.
            ExportError: a column that the user declares holds no dates.
        """
        role, declared = asked.role, asked.column
        if asked.unit.startswith(SINCE):
            return self._numbered_day(role, "meta:" + asked.unit.removeprefix(SINCE))
        kind = self.schema.get(role.column)
        zone = self.options.zone if asked.day_only else self._zone(asked, found)
        if kind is not None and kind.is_temporal():
            return self._typed(asked, kind, zone, found)
        source, sample, bare = self._text(role, declared)
        if yearless := _without_year(sample, declared.formats):
            return self._without_year(role, yearless)
        form = self._form(sample, declared, asked.unit)
        if not form.plausible:
            if role.strength >= DECLARED:
                what = "holds no dates: " + ", ".join(repr(cell[:30]) for cell in answered(self._sample(role.column))[:5])
                raise ExportError(what, problems=[Problem(what, column=role.column)])
            return None
        asked = replace(asked, fast=asked.fast and bare)
        return self._day(source, form, asked) if asked.day_only or form.dates else self._instant(source, form, zone, asked, found)

    def form(self, role: Role, column: Column, unit: str) -> TimeForm:
        """How the times of a column are written.

        Raises:
            Undecided: nothing proves the order of day, month and year.
        """
        return self._form(self._text(role, column)[1], column, unit)

    # ── Forms ───────────────────────────────────────────────────────────────────────────────────────────────────────────────

    def _form(self, sample: Sequence[str | None], column: Column, unit: str) -> TimeForm:
        """How times are written; where one column leaves the order of day and month open, another one of the export may prove it.

        Raises:
            Undecided: none does.
        """
        try:
            return time_form(sample, formats=column.formats, unit=unit, order=self.options.date_order)
        except Undecided:
            if (order := self._order) is None:
                raise
            return time_form(sample, formats=column.formats, unit=unit, order=order)

    @cached_property
    def _order(self) -> str | None:
        """The order of day and month that the columns of times prove together, None if they prove none, or two."""
        found: set[str] = set()
        for name, column in self.reader.columns.items():
            known = [heading_of(heading, self.columns.names, self.reader) for heading in column.names if column.kind == "instant"]
            for heading in known:
                if heading is None:
                    continue
                try:
                    form = time_form(self._text(Role(name, heading, DECLARED), column)[1], formats=column.formats)
                except Undecided:
                    continue
                starts = [re.sub(r"[^%dmyY]", "", text)[:4].lower() for text in form.formats]
                found |= {ORDER_OF[start] for start in starts if start in ORDER_OF}
        return found.pop() if len(found) == 1 else None

    def _sample(self, column: str) -> Sequence[str | None]:
        return self.columns.cells.get(column, ())

    def _source(self, column: str) -> pl.Expr:
        """A column as text."""
        return pl.col(column) if self._is_text(column) else pl.col(column).cast(pl.String)

    def _is_text(self, column: str) -> bool:
        return self.schema.get(column, pl.String()) == pl.String

    def _text(self, role: Role, declared: Column) -> tuple[pl.Expr, Sequence[str | None], bool]:
        """The text of a time and its sample: guard off, date and clock joined, the part that counts, a day behind a bare month.

        Returns:
            the text, the sample, and whether the text is the column as it stands.
        """
        whole = source = self._source(role.column)
        sample = list(self._sample(role.column))
        if declared.clock and (clock := heading_of(declared.clock, self.columns.names, self.reader)):
            source = pl.concat_str(source.str.strip_chars(), self._source(clock).str.strip_chars(), separator=" ")
            sample = [f"{day} {hour}" if day and hour else day for day, hour in zip(sample, self._sample(clock), strict=False)]
        if any(re.search(GUARD, cell) for cell in sample if cell):
            source = unguarded(source)
            sample = [re.sub(GUARD, r"\1", cell) if cell else cell for cell in sample]
        if declared.take:
            source = pl.coalesce(source.str.extract(declared.take, 1), source)
            taken = [re.search(declared.take, cell) if cell else None for cell in sample]
            sample = [match[1] if match else cell for match, cell in zip(taken, sample, strict=True)]
        said = answered(sample)
        if said and all(re.search(MONTH, cell) for cell in said):
            source = pl.concat_str(source.str.strip_chars(), pl.lit("-01"))
            sample = [f"{cell.strip()}-01" if cell and cell.strip() else cell for cell in sample]
        elif said and all(re.search(PACKED, cell) for cell in said):
            source = source.str.strip_chars().str.replace(PACKED, "$1-$2-$3")
            sample = [re.sub(PACKED, r"\1-\2-\3", cell.strip()) if cell else cell for cell in sample]
        return source, sample, source is whole and self._is_text(role.column)

    # ── Expressions ─────────────────────────────────────────────────────────────────────────────────────────────────────────

    def _day(self, source: pl.Expr, form: TimeForm, asked: Asked) -> Parsed:
        """A day, or the day of a time as it is written."""
        text = source.str.replace(OFFSET_END, "$1") if form.offset else source
        local = cells.local_time(text, form)
        local = local if form.dates else local.dt.truncate("1d")
        days = Parsed(local, time=Time(Stored.LOCAL), moment=self._moment(local, self.options.zone))
        if asked.fast and form.iso and form.dates and not form.offset:
            return replace(days, value=source.str.slice(0, 10), time=Time(Stored.LOCAL_TEXT, (10,)))
        return replace(days, unreadable=self._unreadable(source, local))

    def _instant(self, source: pl.Expr, form: TimeForm, zone: str | ByRow, asked: Asked, found: Found) -> Parsed:
        """An instant of text cells."""
        if form.offset:
            utc = cells.utc_time(source, form)
            plain = asked.fast and form.iso and form.utc and self.options.zone == "UTC"
            if plain:
                return Parsed(source, time=Time(Stored.LOCAL_TEXT, form.widths), moment=utc)
            return Parsed(utc, self._unreadable(source, utc), Time(Stored.UTC), utc)
        local = cells.local_time(source, form)
        unreadable = self._unreadable(source, local)
        if form.unit:
            counted = form.unit.startswith("epoch") and not self._note_clock(asked, found)
            return replace(self._settled(local, "UTC" if counted else zone), unreadable=unreadable)
        self._note_zone(asked, found)
        if asked.fast and form.iso and zone == self.options.zone:
            return Parsed(source, time=Time(Stored.LOCAL_TEXT, form.widths), moment=self._moment(local, zone))
        return replace(self._settled(local, zone), unreadable=unreadable)

    def _unreadable(self, source: pl.Expr, time: pl.Expr) -> pl.Expr:
        """Flags cells that hold something else than a time. Only they are looked at again, for there are few of them."""
        return cells.is_answered(pl.when(time.is_null()).then(source), self.options.no_answer)

    def _typed(self, asked: Asked, kind: pl.DataType, zone: str | ByRow, found: Found) -> Parsed:
        """A time of an export that has types."""
        source = pl.col(asked.role.column)
        if isinstance(kind, pl.Date):
            return Parsed(source, time=Time(Stored.LOCAL), moment=self._moment(source.cast(cells.INSTANT), self.options.zone))
        if isinstance(kind, pl.Datetime) and kind.time_zone is not None:
            if asked.day_only:
                return Parsed(source.dt.replace_time_zone(None), time=Time(Stored.LOCAL))
            utc = source.dt.convert_time_zone("UTC").dt.replace_time_zone(None)
            return Parsed(utc, time=Time(Stored.UTC), moment=utc.cast(cells.INSTANT))
        if not asked.day_only:
            self._note_zone(asked, found)
        return self._settled(source.cast(cells.INSTANT) if isinstance(kind, pl.Datetime) else source, zone)

    def _settled(self, local: pl.Expr, zone: str | ByRow) -> Parsed:
        """Naive times of a zone: left alone when it is the reporting zone, else brought to UTC."""
        moment = self._moment(local, zone)
        if zone == self.options.zone:
            return Parsed(local, time=Time(Stored.LOCAL), moment=moment)
        return Parsed(moment, time=Time(Stored.UTC), moment=moment)

    def _moment(self, local: pl.Expr, zone: str | ByRow) -> pl.Expr:
        return zones.to_utc(local, zone) if isinstance(zone, str) else zones.to_utc_by_row(local, pl.col(zone.column), zone.found)

    def _numbered_day(self, role: Role, start: str) -> Parsed | None:
        """Day numbers that count from a date above the table."""
        if start not in self.columns.names:
            return None
        form = time_form(self._sample(start))
        first = cells.local_time(pl.col(start), form)
        number = self._source(role.column).str.strip_chars().cast(pl.Int64, strict=False)
        day = first + pl.duration(days=number)
        return Parsed(day, time=Time(Stored.LOCAL), moment=self._moment(day, self.options.zone))

    def _without_year(self, role: Role, form: str) -> Parsed:
        """Dates without a year: the one the user names is that of the newest; months after it belong to the year before.

        Raises:
            Undecided: the user names none.
        """
        year, said = self.options.year, answered(self._sample(role.column))
        if year is None:
            told = f"{said[0]} is in a year the export does not tell"
            raise Undecided("dates have no year", (told,), "--year YEAR, that of the newest date")
        first, last = self.ends(role.column)
        days = [_dated(cell, form, year) for cell in said]
        steps = Counter(before < after for before, after in pairwise(days) if before and after and before != after)
        newest = _dated((last if steps[True] >= steps[False] else first) or "", form, year)
        text = pl.concat_str(pl.col(role.column).str.strip_chars(), pl.lit(f" {year}"))
        day = text.str.to_date(f"{form} %Y", strict=False)
        if newest is not None:
            day = pl.when(day > newest).then(day.dt.offset_by("-1y")).otherwise(day)
        day = day.cast(cells.INSTANT)
        return Parsed(day, time=Time(Stored.LOCAL), moment=self._moment(day, self.options.zone))

    # ── Zones ───────────────────────────────────────────────────────────────────────────────────────────────────────────────

    @property
    def _assumed(self) -> str:
        """The zone of times nobody says a zone of."""
        return self.options.floating or self.options.zone

    def _note_zone(self, asked: Asked, found: Found) -> None:
        if not asked.column.zone and self.options.input_zone is None:
            found.unzoned.append(asked.name)

    def _note_clock(self, asked: Asked, found: Found) -> bool:
        """Whether seconds may be counted on another clock than that of UTC, which is said unless the user names its zone."""
        how, _, zone = asked.column.zone.partition(":")
        if how == "clock" and self.options.input_zone is None:
            found.notes.append(
                f"'{asked.role.column}' counts seconds, here taken for those of {zone}; older projects of the vendor count them on a clock "
                "of their own zone, which --input-tz names"
            )
        return how == "clock"

    def _zone(self, asked: Asked, found: Found) -> str | ByRow:
        """The zone of times that carry none: the user's word, the file's, the vendor's, else the reporting zone."""
        declared = asked.column.zone
        if self.options.input_zone is not None:
            return self.options.input_zone
        how, _, what = declared.partition(":")
        if how == "clock":
            return what
        if declared == "importid":
            return self._import_zone() or self._assumed
        if how == "header":
            match = re.search(what, asked.role.column)
            said = zones.known_zone(match[1]) if match else None
            if match and said is None:
                found.notes.append(f"the zone {match[1]!r} in '{asked.role.column}' is not known; its times are read as {self._assumed}")
            return said or self._assumed
        if how == "column":
            column = heading_of(what, self.columns.names, self.reader)
            return self._by_row(asked.name, column, found) if column else self._assumed
        return declared or self._assumed

    def _by_row(self, name: str, column: str, found: Found) -> ByRow:
        """The zones a column names."""
        named = {cell: zones.known_zone(cell) for cell in self.distinct(column)}
        if unknown := [cell for cell, zone in named.items() if zone is None]:
            found.notes.append(f"'{column}' names zones that are not known: {', '.join(unknown[:5])}; {name} of these rows is not read")
        return ByRow(column, {cell: zone for cell, zone in named.items() if zone is not None})

    def _import_zone(self) -> str:
        """The zone in the ImportId row of Qualtrics."""
        for label in self.columns.labels.values():
            if found := re.search(r"[\"']timeZone[\"']\s*:\s*[\"']([^\"']+)[\"']", label):
                return "UTC" if found[1] in ("Z", "UTC") else found[1]
        return ""


def _without_year(sample: Sequence[str | None], formats: Sequence[str]) -> str:
    """The format of dates that have no year, '' if they have one."""
    bare = [text for text in formats if "%y" not in text.casefold() and "%d" in text]
    said = [undressed(cell) for cell in answered(sample)] if bare else []
    return next((text for text in bare if said and all(_dated(cell, text, 2024) for cell in said)), "")


def _dated(cell: str, form: str, year: int) -> date | None:
    try:
        return datetime.strptime(f"{cell.strip()} {year}", f"{form} %Y").date()  # noqa: DTZ007 - a day, not a time
    except ValueError:
        return None
