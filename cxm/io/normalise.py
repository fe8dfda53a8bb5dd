"""Normalise: a canonical table written to a file as it streams by, in bounded memory."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import field, fields, replace
from pathlib import Path
from threading import Lock
from typing import IO

import polars as pl

from cxm._record import Record
from cxm.errors import CxmError, UsageError
from cxm.io.evidence import Undecided
from cxm.io.normal import FLAG, Normal
from cxm.io.options import Options
from cxm.io.personal import personal, shows, without_addresses
from cxm.io.pseudonyms import pseudonyms
from cxm.io.reading import Reading
from cxm.io.roles import PART_OF_WORD, Role
from cxm.io.spec import normal
from cxm.metrics.engine.table import EXPORT, Stored, Table
from cxm.metrics.spec import UNREADABLE, Field, Frame, Kind

SUFFIXES = {".parquet": "parquet", ".pq": "parquet", ".csv": "csv", ".ndjson": "ndjson", ".jsonl": "ndjson"}
NOWHERE = "Etc/GMT+12"
"""A zone nobody reports in: times that are still local in it are those whose zone nobody knows."""

QUESTIONS = ("nps", "csat", "ces")
UNSEEN = "empty as far as it was looked through"
"""Of a column without a cell in the sample nobody knows what it holds further down."""


class Laid(Record):
    """What is going to be written.

    Args:
        rows: the lazy rows, canonical fields first.
        normal: what the file will say of itself, counts excepted.
        local: instants no zone is known of.
        dropped: columns left out because they are personal -> why; hashed ones -> `ids`.
        left: rows of the export left out before, by reason.
    """

    rows: pl.LazyFrame
    normal: Normal
    local: tuple[str, ...] = ()
    dropped: Mapping[str, str] = field(default_factory=dict)
    hashed: tuple[str, ...] = ()
    left: Mapping[str, int] = field(default_factory=dict)

    @property
    def kept(self) -> tuple[str, ...]:
        """The columns that are passed on as they are."""
        return tuple(name for name in (*self.normal.fields, *self.normal.columns) if name not in self.hashed)


class Written(Record):
    """What was written: its layout, and the counts that are known at the end."""

    laid: Laid
    counts: Mapping[str, int]


def suffix_of(path: str) -> str:
    """The form a file name asks for.

    Raises:
        UsageError: none that canonical rows are written in.
    """
    ending = Path(path).suffix.lower()
    if ending not in SUFFIXES:
        raise UsageError(
            f"no form is known by the ending {ending!r}", where=path, cure=f"end the name in one of {', '.join(sorted(SUFFIXES))}"
        )
    return SUFFIXES[ending]


def lay_out(reading: Reading, about: str | None = None, key: bytes | None = None, version: str = "") -> Laid:
    """The canonical rows of an export, times settled.

    Args:
        about: nps, csat or ces, where an export holds several questions.
        key: replaces personal ids by pseudonyms, and leaves out what else is personal.

    Raises:
        UsageError: a question is named for an export that holds no answers.
        CxmError: as reading the export for a metric would.
    """
    floating = replace(reading, options=replace(reading.options, zone=NOWHERE))
    table = floating.table(about, timed=True, fast=False)
    if about is not None and "score" not in table.frame:
        raise UsageError(f"--for goes with answers to questions; this is an export of {table.frame.name}s", where=reading.where)
    kept = [one for one in table.frame.fields if one.name in table.fields]
    roles = _roles(reading, about, table)
    columns = {one.name: _canonical(one, table, roles, reading) for one in kept}
    question = _question(reading, about, roles)
    if question and "metric" not in columns:
        columns["metric"] = pl.lit(question)
    flags = {one.name + FLAG: pl.col(one.name + UNREADABLE) for one in kept if one.name + UNREADABLE in table.fields}
    taken = {*columns, *flags}
    own = {name if name not in taken else f"export_{name}": pl.col(EXPORT + name) for name in table.columns}
    dropped: dict[str, str] = {}
    hashed: list[str] = []
    if key is not None:
        safe = _Safe(reading, table.frame, roles, key, dropped, hashed)
        columns, own = safe.fields(columns), safe.others(own)
        flags = {name: flag for name, flag in flags.items() if name.removesuffix(FLAG) in columns}
    facts = replace(
        _facts(reading, table),
        fields=tuple(columns),
        columns=tuple(own),
        flagged=tuple(name.removesuffix(FLAG) for name in flags),
        mapping={name: role.column for name, role in sorted(roles.items()) if name in columns},
        pseudonymised=key is not None,
        version=version,
    )
    selected = [expression.alias(name) for name, expression in (columns | flags | own).items()]
    local = tuple(one.name for one in kept if one.name in columns and _is_local(one, table, roles, reading))
    return Laid(table.rows.select(selected), facts, local, dropped, tuple(hashed), table.left)


def _facts(reading: Reading, table: Table) -> Normal:
    """What the file will say of the export it was made of."""
    return Normal(
        frame=table.frame.name,
        reader=reading.reader.name,
        fields=(),
        columns=(),
        scale=(table.scale.low, table.scale.high) if table.scale is not None else None,
        direction=table.direction,
        options=given(reading.options),
        exports=tuple(source.name for source in reading.sources),
    )


def write(laid: Laid, out: IO[bytes], form: str, left: Mapping[str, int], seen: Callable[[int], None] | None = None) -> Written:
    """Stream the rows into a file.

    Args:
        form: parquet, csv or ndjson.
        left: what was left out before there were rows, by reason.
        seen: told how many rows passed, again and again.
    """
    tally = _Tally(laid.normal.flagged, left, seen)
    rows = laid.rows.map_batches(
        tally.look, predicate_pushdown=False, projection_pushdown=False, slice_pushdown=False, streamable=True, validate_output_schema=False
    )
    if form == "parquet":
        rows.sink_parquet(out, metadata=lambda _: replace(laid.normal, counts=tally.counts()).metadata(), engine="streaming")
    elif form == "csv":
        schema = laid.rows.collect_schema()
        # A spreadsheet would carry out a cell that begins like a formula.
        texts = [pl.col(name).str.replace(r"^([=+\-@\t\r])", "'$1") for name, kind in schema.items() if kind == pl.String]
        times = [_iso(name, kind) for name, kind in schema.items() if isinstance(kind, pl.Datetime)]
        rows.with_columns(*texts, *times).sink_csv(out, engine="streaming")
    else:
        rows.sink_ndjson(out, engine="streaming")
    return Written(laid, tally.counts())


def _iso(name: str, kind: pl.Datetime) -> pl.Expr:
    """Instants as ISO 8601, those in UTC with a Z behind them."""
    text = pl.col(name).dt.to_string("%Y-%m-%dT%H:%M:%S%.f")
    return (text + "Z" if kind.time_zone else text).alias(name)


def given(options: Options) -> dict[str, object]:
    """The reading options that differ from their defaults, as plain data."""
    found: dict[str, object] = {}
    for one in fields(Options):
        value = getattr(options, one.name)
        if value != getattr(Options(), one.name) and one.name != "zone":
            found[one.name] = str(value) if one.name == "scale" else dict(value) if isinstance(value, Mapping) else value
    return found


class _Tally:
    """Counts what streams by; batches may come from several threads."""

    def __init__(self, flagged: tuple[str, ...], left: Mapping[str, int], seen: Callable[[int], None] | None) -> None:
        self._flagged = flagged
        self._found: Counter[str] = Counter({reason: count for reason, count in left.items() if count})
        self._seen = seen
        self._lock = Lock()

    def look(self, batch: pl.DataFrame) -> pl.DataFrame:
        """Count one batch and hand it on."""
        bad = {name: int(batch[name + FLAG].sum() or 0) for name in self._flagged}
        with self._lock:
            self._found["rows"] += batch.height
            self._found.update({f"{name} unreadable": count for name, count in bad.items() if count})
        if self._seen is not None:
            self._seen(batch.height)
        return batch

    def counts(self) -> dict[str, int]:
        """The counts by reason, rows first."""
        return {"rows": self._found["rows"]} | {reason: self._found[reason] for reason in sorted(self._found) if reason != "rows"}


def _roles(reading: Reading, about: str | None, table: Table) -> dict[str, Role]:
    """The columns behind the fields of the table, that of the answers included."""
    roles = dict(reading.roles)
    if "score" in table.fields and "score" not in roles and (role := reading.score(about)) is not None:
        roles["score"] = role
    return roles


def _question(reading: Reading, about: str | None, roles: Mapping[str, Role]) -> str:
    """The one question the answers answer, so that a file with the column of one of them cannot feed the others."""
    if about is not None or "score" not in roles:
        return about or ""
    found = {}
    for question in QUESTIONS:
        try:
            role = reading.score(question)
        except CxmError:
            continue
        if role is not None and role.column == roles["score"].column and role.strength >= PART_OF_WORD:
            found[question] = role
    return next(iter(found)) if len(found) == 1 else ""


def _canonical(one: Field, table: Table, roles: Mapping[str, Role], reading: Reading) -> pl.Expr:
    """A field with the type it is stored in."""
    value = pl.col(one.name)
    if one.kind in (Kind.INSTANT, Kind.DATE) and one.name in table.times:
        if table.times[one.name].stored is Stored.UTC:
            return value.dt.replace_time_zone("UTC")
        return value.cast(pl.Date) if one.kind is Kind.DATE or _is_day(one.name, roles, reading) else value
    return value.cast(pl.String) if one.kind is Kind.TEXT and one.name != table.frame.key else value


def _is_day(name: str, roles: Mapping[str, Role], reading: Reading) -> bool:
    """Whether the cells of a time are days without a time of day; a day is never shifted to another zone."""
    if name not in roles or name not in reading.frame:
        return False
    kind = reading.schema.get(roles[name].column, pl.String())
    if not isinstance(kind, pl.String):
        return isinstance(kind, pl.Date)
    try:
        return reading.fields.time_form(name, roles[name]).dates
    except Undecided:
        return False


def _is_local(one: Field, table: Table, roles: Mapping[str, Role], reading: Reading) -> bool:
    timed = one.kind is Kind.INSTANT and one.name in table.times and table.times[one.name].stored is not Stored.UTC
    return timed and not _is_day(one.name, roles, reading)


class _Safe(Record):
    """What may be passed on: ids as pseudonyms, nothing that names a person or was written freely.

    Args:
        dropped, hashed: filled with the columns left out and why, and with those that are pseudonyms.
    """

    reading: Reading
    frame: Frame
    roles: Mapping[str, Role]
    key: bytes
    dropped: dict[str, str]
    hashed: list[str]

    def fields(self, columns: Mapping[str, pl.Expr]) -> dict[str, pl.Expr]:
        """The canonical fields that may be passed on."""
        kept: dict[str, pl.Expr] = {}
        for name, value in columns.items():
            cells = self.reading.columns.cells.get(self.roles[name].column, ()) if name in self.roles else ()
            identifies, written = self.frame[name].identifies, personal(name, ()) == "free text"
            why = "free text" if identifies and written else shows(cells)
            if self.frame[name].kind is not Kind.TEXT:
                kept[name] = value
            elif (identifies and not written) or (name.endswith("_id") and (why or personal(name, ()) == "ids")):
                kept[name] = pseudonyms(value, self.key)
                self.hashed.append(name)
            elif why:
                self.dropped[name] = why
            else:
                kept[name] = without_addresses(value)
        return kept

    def others(self, own: Mapping[str, pl.Expr]) -> dict[str, pl.Expr]:
        """The export's own columns that may be passed on."""
        gone = (*self.dropped, *self.hashed)
        frame = self.reading.frame
        behind = {role.column: name for name, role in self.roles.items() if name in gone or (name in frame and frame[name].identifies)}
        known = {role.column for role in self.roles.values()}
        # The reader may know several columns for one person, and take only the first that is there.
        spare = {
            normal(heading)
            for name, one in self.reading.reader.columns.items()
            if name in frame and frame[name].identifies
            for heading in one.names
        }
        kept: dict[str, pl.Expr] = {}
        for name, value in own.items():
            column = value.meta.root_names()[0].removeprefix(EXPORT)
            cells = self.reading.columns.cells.get(column, ())
            # What a canonical field comes from is known to be no name; of any other column its heading and its cells must tell.
            text = column not in self.reading.schema or isinstance(self.reading.schema[column], pl.String)
            why = shows(cells) if column in known else personal(column, cells) or (UNSEEN if text and not any(cells) else "")
            if column in behind:
                why = self.dropped.get(behind[column], f"it is {behind[column]}")
            if why == "ids" or (not why and normal(column) in spare):
                kept[name] = pseudonyms(value, self.key)
                self.hashed.append(name)
            elif why:
                self.dropped[name] = why
            else:
                kept[name] = without_addresses(value) if text else value
        return kept
