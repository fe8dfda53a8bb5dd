"""What the engine is given: a canonical frame as rows of some backend, and what is known about it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import field, replace
from enum import Enum
from typing import Any

import polars as pl

from cxm._record import Record
from cxm.errors import UsageError, unknown
from cxm.metrics.spec import Frame, Scale

EXPORT = "@"
"""Prefix of the export's own columns in the rows, so that they never collide with canonical fields."""

MIXED = "mixed"
"""The direction of an export whose rows declare both."""
FOLDED = "~"
"""Prefix of columns of labels in small letters."""


class Stored(Enum):
    """How the rows hold a time, from the cheapest to the dearest to bring to a local day."""

    LOCAL_TEXT = "text whose first ten characters are the local day"
    LOCAL = "a date, or an instant in local time"
    UTC = "an instant in UTC"


class AssumptionFailed(Exception):
    """A fast reading does not hold for the whole export; the caller reads again the tolerant way."""


class Time(Record):
    """A time field of the rows.

    Args:
        widths: character counts all texts must have for LOCAL_TEXT to be trusted.
    """

    stored: Stored
    widths: tuple[int, ...] = ()


class Table(Record):
    """Rows of one canonical frame.

    Args:
        rows: a lazy frame: canonical fields by name, the export's columns behind `@`, flags of unreadable cells behind `!`.
        fields: canonical fields it holds.
        columns: the export's own columns.
        times: how each instant is held.
        whole: numeric fields known to hold whole numbers only.
        scale, direction: what the format, or the user, says about the question.
        business: durations the export counted in working hours, not in calendar time.
        notes: what a user should know of how it was read.
        labels: segment -> column of the rows with its labels, where they are not those of the export.
        observed: the export before rows were chosen of it, whose times tell what was observed; None where none were chosen.
        left: rows of the export that did not become rows of the table, by reason, in words that fit "7 notes or totals".
    """

    frame: Frame
    rows: Any
    fields: frozenset[str]
    columns: tuple[str, ...] = ()
    times: Mapping[str, Time] = field(default_factory=dict)
    whole: frozenset[str] = frozenset()
    scale: Scale | None = None
    direction: str = ""
    business: frozenset[str] = frozenset()
    notes: tuple[str, ...] = ()
    left: Mapping[str, int] = field(default_factory=dict)
    observed: Table | None = None
    labels: Mapping[str, str] = field(default_factory=dict)

    def folded(self, segments: Sequence[str]) -> Table:
        """The same rows with the labels of segments in small letters, so that `EMEA` and `Emea` are one."""
        columns = {name: self.column(name) for name in segments}
        small = [pl.col(column).cast(pl.String).str.to_lowercase().alias(FOLDED + name) for name, column in columns.items()]
        labels = {name: FOLDED + name for name in columns}
        return replace(self, rows=self.rows.with_columns(small), labels=labels) if small else self

    def column(self, name: str) -> str:
        """The column of the rows a user means: the export's own name first, then a canonical field, then without case.

        Raises:
            UsageError: there is none; the cure gives the nearest names.
        """
        if name in self.labels:
            return self.labels[name]
        if name in self.columns:
            return EXPORT + name
        if name in self.fields:
            return name
        folded = [column for column in self.columns if column.casefold() == name.casefold()]
        if len(folded) == 1:
            return EXPORT + folded[0]
        if folded:
            raise UsageError(f"column {name!r} fits {' and '.join(map(repr, folded))}", cure="write it with its capitals")
        known = [*self.columns, *sorted(self.fields)]
        raise unknown("column", name, known, cure=f"the export has: {', '.join(known[:20])}")


def to_utc(local: pl.Expr, zone: str) -> pl.Expr:
    """Naive local instants of a zone in UTC: a time that occurs twice is its first, one that the clocks skip moves forward."""
    if zone == "UTC":
        return local
    day = pl.duration(days=1)
    # What the clocks skip is read with the offset of the day before, which moves it forward by as much as was skipped.
    return pl.coalesce(_from_zone(local, zone), _from_zone(local - day, zone) + day)


def to_local(utc: pl.Expr, zone: str) -> pl.Expr:
    """Naive instants in UTC as naive local ones of a zone."""
    if zone == "UTC":
        return utc
    return utc.dt.replace_time_zone("UTC").dt.convert_time_zone(zone).dt.replace_time_zone(None)


def _from_zone(local: pl.Expr, zone: str) -> pl.Expr:
    aware = local.dt.replace_time_zone(zone, ambiguous="earliest", non_existent="null")
    return aware.dt.convert_time_zone("UTC").dt.replace_time_zone(None)
