"""Fields: the expression of each canonical field, by the column that plays it and what its cells prove.

Nothing here reads rows, but for the two questions that only all rows answer: which zones they name, and what the last date is.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import field, replace
from functools import cached_property
from itertools import product

import polars as pl

from cxm._record import Record
from cxm.errors import ExportError, Problem
from cxm.io import cells
from cxm.io.amounts import GUARD, OWN, Amount, amount, amount_form, factor, in_major_units, unguarded
from cxm.io.evidence import NumberForm, TimeForm, Undecided, answered, number_form
from cxm.io.normal import FLAG
from cxm.io.options import Options
from cxm.io.parsed import Found, Parsed
from cxm.io.recognise import is_vendor
from cxm.io.roles import DECLARED, Columns, Role, heading_of, quoted
from cxm.io.spec import Column, Reader, spoken
from cxm.io.times import Asked, Times
from cxm.metrics.engine.table import Stored, Time
from cxm.metrics.spec import Frame, Kind

UNITS = (
    "us",
    "ms",
    "s",
    "min",
    "h",
    "d",
    "hms",
    "hm",
    "mmss",
    "percent",
    "fraction",
    "minor",
    "epoch_s",
    "epoch_ms",
    "epoch_us",
    "serial",
    "lines",
    "totals",
)
"""What may stand behind a column in `--map role=column@unit`."""
KINDS: Mapping[str, Kind] = {"number": Kind.NUMBER, "instant": Kind.INSTANT, "date": Kind.DATE, "flag": Kind.FLAG}
NORMALISED = "normalised"
"""Why a column of a normalised file plays its field."""
DATE_LIKE = r"^[0-9]{8,}(?:\.[0-9]+)?$|^[0-9]{5}(?:\.[0-9]+)?$|[0-9]{1,4}[-/.年 ][^0-9]{0,12}[0-9]|[A-Za-z]{3,} [0-9]"
"""What a date looks like, so that counts are not taken for one: separators, a month in letters, or very many digits."""
RUINED = r"^[0-9](?:\.[0-9]+)?E\+[0-9]{1,2}$"
"""An id that a spreadsheet has turned into a power of ten."""
NOTHING = ("?", "-", "--", "n/a", "#n/a", "null", "nan")
"""What systems write into a cell of text that holds nothing."""
NOTHING_IN_ANY_CASE = tuple(
    "".join(letters) for word in NOTHING for letters in product(*(sorted({letter, letter.upper()}) for letter in word))
)
"""The same in upper and lower case, of which there are few: to look a cell up costs a fifth of writing it small first."""


class Fields(Record):
    """The fields of one export.

    Args:
        schema: types of the columns that have one; the others are text.
        units: field -> unit the user declares for its column.
        distinct: the different cells of a column, and
        ends: the first and the last cell of a column, both of the whole export.
        made: columns that are made of others or of what lies outside the table, and so cannot be read typed.
    """

    frame: Frame
    reader: Reader
    columns: Columns
    options: Options
    schema: Mapping[str, pl.DataType] = field(default_factory=dict)
    units: Mapping[str, str] = field(default_factory=dict)
    distinct: Callable[[str], Sequence[str]] = lambda _: ()
    ends: Callable[[str], tuple[str | None, str | None]] = lambda _: (None, None)
    made: frozenset[str] = frozenset()

    def parse(self, roles: Mapping[str, Role], *, timed: bool, fast: bool, needs: Collection[str] | None = None) -> Found:
        """Every field's expression.

        Args:
            timed: whether times that cannot be settled are refused rather than left out, needed or not.
            fast: whether columns may be read typed, and ISO times left as text.
            needs: fields that must not be left out for a doubt; all by default.
        """
        found = Found()
        further = {name: self.further(name, role) for name, role in roles.items()}
        used = Counter(role.column for name, first in roles.items() for role in (first, *further[name]))
        for name, role in roles.items():
            kind = self.kind(name)
            quick = fast and not further[name]
            # Only text is read anew as numbers: a typed file, such as JSON is turned into, holds what it holds.
            free = quick and used[role.column] == 1 and role.column not in self.made and role.column not in self.schema
            try:
                one = self._one(name, role, found, kind, roles, fast=quick, free=free)
                if one is not None and further[name]:
                    others = [self._one(name, other, found, kind, roles, fast=False, free=False) for other in further[name]]
                    every = [one, *(other for other in others if other is not None)]
                    one = _joined(every) if self.column(name).joined else _one_after_another(every)
            except (Undecided, ExportError) as doubt:
                needed = needs is not None and name in needs
                declared = needs is None or role.strength >= DECLARED
                if not needed and not (declared and (timed or kind not in (Kind.INSTANT, Kind.DATE))):
                    found.left.append(f"{name} is left out: {doubt.what}")
                elif isinstance(doubt, Undecided):
                    found.doubts[role.column] = doubt
                else:
                    found.problems += doubt.problems
                continue
            if one is not None:
                flag = name + FLAG
                written = role.why == NORMALISED and flag in self.schema
                found.fields[name] = replace(one, unreadable=pl.col(flag)) if written else one
        for name, column in self.reader.columns.items():
            if column.constant is not None and name not in found.fields and (name in self.frame or name.startswith("_")):
                found.fields[name] = self._constant(name, column)
        if found.unzoned:
            zone = self.options.floating or self.options.zone
            found.notes.append(f"times without a zone are read as {zone} ({', '.join(found.unzoned)}); --input-tz names another")
        return found

    @cached_property
    def times(self) -> Times:
        """How times are read."""
        return Times(self.reader, self.columns, self.options, self.schema, self.distinct, self.ends)

    def time_form(self, name: str, role: Role) -> TimeForm:
        """How the times of a field are written.

        Raises:
            Undecided: nothing proves the order of day, month and year.
        """
        column = self.column(name)
        return self.times.form(role, column, self.unit_of(name, role, column))

    def looks_like_time(self, name: str, column: str) -> bool:
        """Whether a column holds what a field that is a time could be read from.

        Raises:
            Undecided: it does, and nothing proves the order of day and month.
        """
        held, said = self.schema.get(column), answered(self.cells_of(column))
        if held is not None and held != pl.String:
            return held.is_temporal()
        if not said or 2 * sum(re.search(DATE_LIKE, cell) is not None for cell in said) < len(said):
            return False
        return self.time_form(name, Role(name, column, DECLARED)).plausible

    def looks_like_number(self, name: str, column: str) -> bool:
        """Whether a column holds what a field that is a number could be read from.

        Raises:
            Undecided: it does, and nothing proves its unit or decimal separator.
        """
        role = Role(name, column, DECLARED)
        if not self._is_rating(name):
            form = self.amount_form(name, role)
            return form.cells == 0 or form.plausible
        rating = self.number_form(column)
        return rating is None or rating.plausible

    def further(self, name: str, role: Role) -> list[Role]:
        """Columns that stand in for the empty cells of the one that plays a field, or are joined to it."""
        column = self.column(name)
        if column.joined and role.strength < DECLARED:
            return [replace(role, column=other) for other in self.columns.under(role.column)[1:]]
        if role.strength >= DECLARED or not column.each:
            return []
        names = [heading_of(heading, self.columns.names, self.reader) for heading in column.names]
        taken = [role.column]
        for other in names:
            # An object in one cell is no value where one of its keys is meant.
            if other is not None and other not in taken and not any(before.startswith(other + ".") for before in taken):
                taken.append(other)
        return [replace(role, column=other) for other in taken[1:]]

    def column(self, name: str) -> Column:
        """What the reader declares of a field."""
        return self.reader.columns.get(name, Column())

    def kind(self, name: str) -> Kind:
        """What a field holds; one that only serves the reader holds what its column says."""
        return self.frame[name].kind if name in self.frame else KINDS.get(self.reader.columns[name].kind, Kind.TEXT)

    def unit(self, name: str) -> str:
        """The unit of a canonical field, '' where it has none."""
        return self.frame[name].unit if name in self.frame else ""

    def _one(self, name: str, role: Role, found: Found, kind: Kind, roles: Mapping[str, Role], *, fast: bool, free: bool) -> Parsed | None:
        column = self.column(name)
        if role.strength < DECLARED and not is_vendor(self.reader) and (rivals := self.columns.rivals(role.column)):
            raise self._repeated(name, role.column, rivals)
        typed = found.typed if free else None
        if kind in (Kind.INSTANT, Kind.DATE):
            asked = Asked(name, role, column, self.unit_of(name, role, column), day_only=kind is Kind.DATE, fast=fast)
            return self.times.parsed(asked, found)
        if kind is Kind.NUMBER:
            return self._number(role, typed) if self._is_rating(name) else self._amount(name, role, column, typed, roles)
        if kind is Kind.FLAG:
            return self._flag(role, column)
        return self._text(name, role, column, typed, found)

    def _repeated(self, name: str, column: str, rivals: Sequence[str]) -> Undecided:
        """The doubt about a field that several columns of one heading could be."""
        every = [column, *rivals]
        told = [f"{one}: {', '.join(answered(self.cells_of(one))[:5])}" for one in every]
        cure = " or ".join(f"--map {name}={quoted(one)}" for one in every[:3])
        return Undecided(f"{len(every)} columns are headed '{column}'", told, cure)

    def _constant(self, name: str, column: Column) -> Parsed:
        if self.kind(name) is Kind.FLAG:
            return Parsed(pl.lit(str(column.constant).casefold() in ("true", "1")))
        return Parsed(pl.lit(column.constant))

    def cells_of(self, column: str) -> Sequence[str | None]:
        """The sample of a column."""
        return self.columns.cells.get(column, ())

    def _source(self, column: str) -> pl.Expr:
        """A column as text."""
        kind = self.schema.get(column)
        if isinstance(kind, pl.List):
            joined = pl.col(column).list.eval(pl.element().cast(pl.String)).list.join(", ", ignore_nulls=True)
            return pl.when(pl.col(column).list.len() > 0).then(joined)
        return pl.col(column) if kind is None or kind == pl.String else pl.col(column).cast(pl.String)

    def _is_text(self, column: str) -> bool:
        return self.schema.get(column, pl.String()) == pl.String

    def described(self, name: str, role: Role) -> str:
        """How the cells of a field are written, in words.

        Raises:
            Undecided: two readings are possible.
        """
        held, kind = self.schema.get(role.column), self.kind(name)
        if held is not None and held != pl.String:
            return str(held)
        if kind in (Kind.INSTANT, Kind.DATE):
            return _time_words(self.time_form(name, role), self.options.year)
        if kind is Kind.FLAG:
            return "yes or no"
        if kind is not Kind.NUMBER:
            return "words" if name in self.frame and self.frame[name].words else "text"
        if self._is_rating(name):
            form = self.number_form(role.column)
            return _rating_words(form) if form is not None else "numbers"
        return _amount_words(self.amount_form(name, role), self.unit(name))

    # ── Text ────────────────────────────────────────────────────────────────────────────────────────────────────────────────

    def _text(self, name: str, role: Role, column: Column, typed: dict[str, pl.DataType] | None, found: Found) -> Parsed | None:
        words = self.frame[name].words if name in self.frame else ()
        if not self._is_text(role.column) and not (words or column.words):
            return Parsed(pl.col(role.column) if name == self.frame.key else self._source(role.column))
        said = answered(self.cells_of(role.column), frozenset())
        if name == self.frame.key and is_vendor(self.reader) and said and _ruined(said):
            found.notes.append(
                f"the ids in '{role.column}' were ruined by a spreadsheet (such as {said[0]}), so they tell no rows apart; "
                "export again, and do not open the file in a spreadsheet"
            )
            return None
        if name == self.frame.key and typed is not None and not column.take and _plain_ids(said):
            typed[role.column] = pl.Int64()
            return Parsed(pl.col(role.column))
        text = self._source(role.column)
        if any(re.search(GUARD, cell) for cell in said):
            text = unguarded(text.str.strip_chars())
        if column.take:
            text = pl.coalesce(text.str.extract(column.take, 1), text)
        text = cells.tidy(text, NOTHING_IN_ANY_CASE if self.frame.family != "survey" else ())
        if name == "currency":
            text = text.str.to_uppercase()
        if words or column.words:
            text = _worded(text, {**{word: word for word in words}, **column.words}, keep=not name.startswith("_"))
        return Parsed(text)

    def _flag(self, role: Role, column: Column) -> Parsed:
        kind = self.schema.get(role.column)
        source = pl.col(role.column)
        if kind == pl.Boolean:
            return Parsed(source)
        if kind is not None and kind.is_numeric() and not column.words:
            value = pl.when(source == 1).then(pl.lit(True)).when(source == 0).then(pl.lit(False))
            return Parsed(value, source.is_not_null() & value.is_null())
        return Parsed(*cells.flag(self._source(role.column), column.words, self.missing))

    # ── Numbers ─────────────────────────────────────────────────────────────────────────────────────────────────────────────

    @cached_property
    def missing(self) -> frozenset[str]:
        """Words that mean no answer, those the user declares included."""
        return self.options.no_answer

    def _is_rating(self, name: str) -> bool:
        """Whether a number is an answer on a scale, which may be a word or carry a label."""
        return self.unit(name) == "scale points" or self.frame.family == "survey"

    def number_form(self, column: str) -> NumberForm | None:
        """How the answers of a column are written, None where the export has typed numbers."""
        if column in self.schema and self.schema[column].is_numeric():
            return None
        return number_form(self.cells_of(column), decimal=self.options.decimal, missing=self.missing)

    def _number(self, role: Role, typed: dict[str, pl.DataType] | None) -> Parsed:
        """An answer on a scale, or a number of a survey."""
        kind = self.schema.get(role.column)
        if kind is not None and (kind.is_numeric() or kind == pl.Boolean):
            return self._typed_number(role.column, kind)
        form = self.number_form(role.column)
        if form is None or not form.cells:
            return Parsed(*cells.number(self._source(role.column), NumberForm(), self.missing))
        if not form.plausible:
            raise self._no_numbers(role, "holds text, no numbers and no declared words")
        if form.whole and typed is not None:
            typed[role.column] = pl.Int32()
            return Parsed(self._without_declared_missing(pl.col(role.column)), whole=True)
        return Parsed(*cells.number(pl.col(role.column), form, self.missing))

    def _typed_number(self, column: str, kind: pl.DataType, scale: float = 1) -> Parsed:
        """A number of an export that has types."""
        if kind == pl.Boolean:
            return Parsed(pl.col(column).cast(pl.Int64), whole=True)
        value = pl.col(column).fill_nan(None) if kind.is_float() else pl.col(column)
        value = self._without_declared_missing(value)
        return Parsed(value if scale == 1 else value * scale, whole=kind.is_integer() and scale == 1)

    def _amount(self, name: str, role: Role, column: Column, typed: dict[str, pl.DataType] | None, roles: Mapping[str, Role]) -> Parsed:
        """A count, an amount of money, a rate or a duration."""
        own, unit = self.unit(name), self.unit_of(name, role, column)
        form = self.amount_form(name, role)
        business = own in OWN and (column.business or "business" in spoken(role.column))
        kind = self.schema.get(role.column)
        minor = unit == "minor" and own == "major units"
        currency = self._source(roles["currency"].column) if "currency" in roles else None
        if kind is not None and (kind.is_numeric() or kind == pl.Boolean):
            one = self._typed_number(role.column, kind, 1 if minor else factor(own, form.unit))
            return replace(one, value=in_major_units(one.value, currency) if minor else one.value, business=business)
        if form.cells and not form.plausible:
            raise self._no_numbers(role, "holds text where amounts are asked for")
        if form.fast and typed is not None:
            typed[role.column] = pl.Int64() if form.fast == "whole" else pl.Float64()
            one = self._typed_number(role.column, typed[role.column], 1 if minor else factor(own, form.unit))
            return replace(one, value=in_major_units(one.value, currency) if minor else one.value, business=business)
        if minor:
            value, odd = amount(self._source(role.column), own, replace(form, unit=""), self.missing)
            return Parsed(in_major_units(value, currency), odd)
        return Parsed(*amount(self._source(role.column), own, form, self.missing), business=business)

    def amount_form(self, name: str, role: Role) -> Amount:
        """How the amounts of a field are written.

        Raises:
            Undecided: nothing proves their unit or their decimal separator.
        """
        column = self.column(name)
        return amount_form(
            self.cells_of(role.column),
            self.unit(name),
            unit=self.unit_of(name, role, column),
            heading="" if is_vendor(self.reader) else role.column,
            proven=is_vendor(self.reader) or spoken(role.column) == spoken(name),
            decimal=self.options.decimal or self.reader.decimal or None,
            missing=self.missing,
        )

    def unit_of(self, name: str, role: Role, column: Column) -> str:
        """The unit that the user or the reader declares for the column of a field."""
        if name in self.units:
            return self.units[name]
        for heading, unit in column.units.items():
            if heading_of(heading, [role.column], self.reader):
                return unit
        return column.unit

    def _no_numbers(self, role: Role, why: str) -> ExportError:
        shown = list(dict.fromkeys(answered(self.cells_of(role.column))))[:5]
        what = f"{why}: {', '.join(repr(cell[:30]) for cell in shown)}"
        return ExportError(what, problems=[Problem(what, column=role.column)])

    def _without_declared_missing(self, value: pl.Expr) -> pl.Expr:
        """Numbers the user declares to mean no answer (--missing -99) are null."""
        codes = [float(word) for word in self.options.missing if re.fullmatch(r"[-+]?\d+(\.\d+)?", word.strip())]
        return pl.when(~value.cast(pl.Float64).is_in(codes)).then(value) if codes else value


def _worded(text: pl.Expr, words: Mapping[str, str | None], *, keep: bool) -> pl.Expr:
    """Canonical words; unknown words are kept as they are written, so that they can be counted and shown.

    Args:
        keep: if not, unknown words are null: the field serves a rule that has nothing to say of them.
    """
    folded = text.str.to_lowercase()
    known = {word: canonical for word, canonical in words.items() if canonical is not None}
    silent = [word for word, canonical in words.items() if canonical is None]
    mapped = folded.replace_strict(known, default=None, return_dtype=pl.String)
    mapped = pl.coalesce(mapped, text) if keep else mapped
    return pl.when(~folded.is_in(silent)).then(mapped) if silent else mapped


def _one_after_another(parsed: Sequence[Parsed]) -> Parsed:
    """Columns of one field: the first that holds something counts. Times are instants if the columns hold them in different ways."""
    first = parsed[0]
    if len(parsed) == 1:
        return first
    stored = {one.time.stored for one in parsed if one.time is not None}
    moments = [one.moment for one in parsed if one.moment is not None]
    values = [one.value for one in parsed]
    time = first.time
    if len(stored) > 1 and len(moments) == len(parsed):
        values, time = moments, Time(Stored.UTC)
    value = pl.coalesce(*values)
    odd = [one.unreadable for one in parsed if one.unreadable is not None]
    return Parsed(
        value,
        unreadable=value.is_null() & pl.any_horizontal(*odd) if odd else None,
        time=time,
        moment=pl.coalesce(*moments) if moments else None,
        business=any(one.business for one in parsed),
    )


def _joined(parsed: Sequence[Parsed]) -> Parsed:
    """Columns of one field, each of which holds one of its texts."""
    text = pl.concat_str([one.value for one in parsed], separator=", ", ignore_nulls=True)
    return Parsed(pl.when(text != "").then(text))


def _ruined(said: Sequence[str]) -> bool:
    """Whether ids were turned into powers of ten: one in twenty is enough, for short ones stay as they are."""
    return 20 * sum(re.search(RUINED, cell) is not None for cell in said) >= len(said)


def _plain_ids(said: Sequence[str]) -> bool:
    """Whether ids are whole numbers without leading zeros, so that equal numbers are equal ids."""
    return bool(said) and all(re.fullmatch(r"[1-9]\d{0,17}|0", cell) for cell in said)


def _time_words(form: TimeForm, year: int | None) -> str:
    how = "ISO 8601" if form.iso else form.unit or ", ".join(form.formats) or ("no dates" if year is None else f"dates of {year}")
    return how + (", dates only" if form.dates else "") + (", with offset" if form.offset else "")


def _rating_words(form: NumberForm) -> str:
    if form.table:
        return form.table
    if form.whole:
        return "whole numbers"
    none = f"; {form.cells - form.good} of {form.cells} are none" if form.good < form.cells else ""
    return f"numbers, decimal {form.decimal}" + (", with labels" if form.labelled else "") + none


def _amount_words(form: Amount, own: str) -> str:
    """How amounts are written, and in which unit."""
    kinds = {"clock": "H:MM:SS", "short": "M:SS" if form.unit == "mmss" else "H:MM", "said": "words such as 3 minutes"}
    written = [kinds[kind] for kind in sorted(form.clocks)]
    if not written:
        written = ["whole numbers" if form.fast == "whole" else f"numbers, decimal {form.decimal or 'not shown'}"]
    unit = {"hms": "", "hm": "", "mmss": ""}.get(form.unit, form.unit or own)
    none = f"; {form.cells - form.good} of {form.cells} are none" if form.good < form.cells else ""
    return ", ".join(written) + (f" ({unit})" if unit else "") + none
