"""The words readers are declared in: signatures, columns, readers. Standard library only.

A reader file holds one frozen `Reader`: the header it is known by, one `Column` per canonical field, what to drop. Reading
itself is done by `io/read.py` for all of them.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import field
from enum import Enum
from functools import lru_cache

from cxm._record import Record

NAMES = 10_000
"""Header names that are remembered in the forms they are compared in: every reader asks for those of the same export."""

BECOMES: Mapping[tuple[str, str], str] = {("mail_event", "campaign"): "recipient_events"}
"""Frame that an export is read into, frame that is wanted -> the preparation of `io/entities.py` that leads from one to the other."""

HISTORY: Mapping[str, str] = {"agent": "assignee_id", "group": "group_id", "priority": "priority", "type": "type", "channel": "via_channel"}
"""Canonical field -> the name a history gives it."""

MAKES: Mapping[str, tuple[str, ...]] = {
    "recipient_events": (
        "sent", "delivered", "bounces", "opens", "unique_opens", "clicks", "unique_clicks", "unsubscribes", "complaints", "conversions",
        "forwards", "sent_at",
    ),
    "field_history": ("created_at", "updated_at", "status", "resolved_at", "closed_at", "reopens", *HISTORY),
}  # fmt: skip
"""Preparation -> fields that it makes of others, and that no column plays."""


def made_of(frame: str) -> tuple[str, ...]:
    """The frames that rows of a frame give: their own, and those that are made of them."""
    return (frame, *(after for before, after in BECOMES if before == frame))


@lru_cache(NAMES)
def normal(name: str) -> str:
    """A header name as it is compared: without byte order mark and outer blanks, inner blanks single, case folded."""
    return re.sub(r"\s+", " ", name.replace("\ufeff", "").strip()).casefold()


@lru_cache(NAMES)
def loose(name: str) -> str:
    """A header name by its letters and digits alone, so that `Open_Rate`, `Open Rate` and `openrate` are one."""
    return re.sub(r"[^0-9a-z]", "", normal(name))


@lru_cache(NAMES)
def spoken(name: str) -> str:
    """A header name as people write it by hand: `_`, `-` and blanks alike, no question mark."""
    return re.sub(r"[\s_\-]+", " ", name.replace("\ufeff", "").strip().strip('"').rstrip("?？")).casefold().strip()


class Evidence(Enum):
    """How far the format of a reader is proven."""

    FILE = "a real exported file was opened"
    VENDOR = "the vendor's own exporter writes these headers"
    CONNECTOR = "a connector declares these fields: the API's or a warehouse's, not the dashboard's"
    PARSER = "independent import code reads these headers"
    DOCUMENTED = "documentation only"
    HAND = "made by hand, known by its words"


class Part(Enum):
    """Where the table lies in the file."""

    TOP = "the header is the first row that is not empty"
    HASH = "lines that start with # come first"
    TITLE = "a sep= line and a quoted title come first"
    SCAN = "the header is the first of the top rows that fits"
    SECTION = "the header follows the row that names the section"
    PAIRS = "no table: label and value on each line"


class Column(Record):
    """Where a canonical field comes from and how its cells are read.

    A name may also lie outside the cells of the table: `meta:LABEL` is a value that stands above it, `title:TITLE` the one column
    of values of a file with this title, `file:NAME` the named group of the signature's file pattern, `file:KIND:COLUMN` a column in
    the files whose first such group is KIND, `param:KEY` one of the parameters in the cells of the reader's `params`, and `column.key` a key of the JSON objects in the cells of a
    column.

    Args:
        names: header names in order of preference, of which the first that the export has is read; `re:` starts a pattern that must
            match a whole header.
        kind: how cells are read: text, number, instant, date, words, flag.
        formats: strptime formats an instant may have; ISO is always understood.
        zone: zone of instants without one: an IANA name; 'importid', 'header:<pattern>' (its first group, in the column's own header)
            or 'column:<name>' where the file says it; 'clock:<name>' of counted seconds that some exports count on a clock of
            another zone than this one; '' where the file does not say it.
        words: source word (case folded) -> canonical word.
        unit: unit of the cells when it is not the field's own. Of durations us, ms, s, min, h, d, hms, hm; of rates percent, fraction;
            of money minor; of instants epoch_s, epoch_ms, epoch_us, and `days_since:META` for day numbers.
        constant: the same value in every row.
        units: header name, one of `names` -> unit, where it is not `unit`.
        clock: header of the time of day, where date and time are two columns.
        take: a pattern whose first group is what is read of a cell; cells that it does not find are read whole.
        each: further names that the export has stand in for empty cells of the first, row by row.
        joined: all columns under the name, which a vendor repeats for each of several values, are read, their texts joined by ", ".
        business: a duration counted in hours of business, from which no instant follows.
    """

    names: tuple[str, ...] = ()
    kind: str = "text"
    formats: tuple[str, ...] = ()
    zone: str = ""
    words: Mapping[str, str | None] = field(default_factory=dict)
    unit: str = ""
    constant: str | float | None = None
    units: Mapping[str, str] = field(default_factory=dict)
    clock: str = ""
    take: str = ""
    each: bool = False
    joined: bool = False
    business: bool = False


def text(*names: str, take: str = "", each: bool = False, joined: bool = False) -> Column:
    """A text field; ids are always read as text."""
    return Column(names, take=take, each=each, joined=joined)


def number(*names: str, unit: str = "", units: Mapping[str, str] | None = None, each: bool = False, business: bool = False) -> Column:
    """A numeric field."""
    return Column(names, "number", unit=unit, units=units or {}, each=each, business=business)


def instant(
    *names: str,
    formats: Sequence[str] = (),
    zone: str = "",
    unit: str = "",
    units: Mapping[str, str] | None = None,
    clock: str = "",
    take: str = "",
    each: bool = False,
) -> Column:
    """A point in time."""
    return Column(names, "instant", tuple(formats), zone, unit=unit, units=units or {}, clock=clock, take=take, each=each)


def words(mapping: Mapping[str, str | None], *names: str, each: bool = False) -> Column:
    """A text field with a closed vocabulary: vendor word (case folded) -> canonical word, None for no answer."""
    return Column(names, "words", words=mapping, each=each)


def flag(mapping: Mapping[str, bool], *names: str) -> Column:
    """A yes-or-no field: vendor word (case folded) -> whether; the usual words for yes and no are known anyway."""
    return Column(names, "flag", words={word: "true" if value else "false" for word, value in mapping.items()})


def constant(value: str | float) -> Column:
    """A field every row of this format has the same value in."""
    return Column(constant=value)


class Signature(Record):
    """What a format is known by. Header names are compared by `normal`, or by `loose` where a vendor varies them.

    Args:
        every: names that must all be there.
        some: names that raise the score; at least `least` of them must be there.
        none: names that must not be there.
        first: the first name must be one of these.
        patterns: each must match a whole header.
        width: the exact number of columns.
        file: a pattern the file's name must match.
        priority: added to the score, for formats that contain another.
    """

    every: tuple[str, ...] = ()
    some: tuple[str, ...] = ()
    least: int = 0
    none: tuple[str, ...] = ()
    first: tuple[str, ...] = ()
    patterns: tuple[str, ...] = ()
    width: int | None = None
    file: str = ""
    loose: bool = False
    priority: int = 0

    def score(self, header: Sequence[str]) -> int | None:
        """How well a header fits, None if it does not. Twice the names that must be there, plus the others found."""
        fit = loose if self.loose else normal
        names = {fit(name) for name in header}
        if not header or not all(fit(name) in names for name in self.every) or any(fit(name) in names for name in self.none):
            return None
        if self.first and normal(header[0]) not in {normal(name) for name in self.first}:
            return None
        if not all(any(re.fullmatch(pattern, normal(name), re.IGNORECASE) for name in header) for pattern in self.patterns):
            return None
        if self.width is not None and len(header) != self.width:
            return None
        hits = sum(fit(name) in names for name in self.some)
        if hits < self.least or not (self.every or self.patterns or self.first or hits):
            return None
        return 2 * (len(self.every) + len(self.patterns) + bool(self.first)) + hits + self.priority


class Reader(Record):
    """One export format. `name` and `family` come from the file's place.

    Args:
        frame: the canonical frame it produces.
        columns: canonical field -> where it comes from. Fields that begin with `_` only serve the preparation of `rows`.
        part: where the table lies, with `mark` (pattern of a preamble line, name of a section) and `ends` (names of other
            sections, after which the table is over).
        rows_after: rows under the header that are not data, dropped if `rows_after_mark` (a pattern) hits one of their cells,
            or always without it.
        footer, stop, totals: patterns of joined rows that are notes, that end the table, and of first cells of totals rows.
        gaps: blank lines lie between the rows.
        candidates: patterns of headers that may be the score, where one must be chosen.
        not_score: patterns of headers that never are.
        scale: lowest and highest answer, where the vendor fixes them.
        filled: fields a row must have to be a real answer; rows without are partial and left out.
        rows: what a row of the export is, when it is not a row of the frame: the name of a preparation of `io/entities.py`.
        newest: fields that order the rows of one entity, of which the last counts; fields that begin with `_` serve only this.
        rules: rules of `io/derive.py` that hold for this vendor only.
        params: header of the column whose cells hold pairs of key and value.
        decimal: the decimal separator, where the vendor fixes it.
        whole: its rows add up to the whole; of several tables in one archive such a one is taken.
        together: tables of one vendor that bear this name and give one frame are read together.
        only: header -> the one word its cells may hold; an export with another one is of another grain, and refused.
        needs: for files made by hand, groups of fields: one of each group must be there.
    """

    title: str
    frame: str
    signature: Signature
    columns: Mapping[str, Column]
    evidence: Evidence
    part: Part = Part.TOP
    mark: str = ""
    ends: tuple[str, ...] = ()
    rows_after: int = 0
    rows_after_mark: str = ""
    footer: str = ""
    stop: str = ""
    totals: str = ""
    gaps: bool = False
    delimiters: tuple[str, ...] = (",",)
    candidates: tuple[str, ...] = ()
    not_score: tuple[str, ...] = ()
    scale: tuple[float, float] | None = None
    filled: tuple[str, ...] = ()
    rows: str = ""
    newest: tuple[str, ...] = ()
    rules: tuple[str, ...] = ()
    params: str = ""
    decimal: str = ""
    whole: bool = False
    together: str = ""
    only: Mapping[str, str] = field(default_factory=dict)
    needs: tuple[tuple[str, ...], ...] = ()
    name: str = ""
    family: str = ""
