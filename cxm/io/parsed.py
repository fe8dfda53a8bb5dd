"""What parsing fields gives: expressions, the columns to read typed, and what stands in the way."""

from __future__ import annotations

from dataclasses import dataclass, field

import polars as pl

from cxm._record import Record
from cxm.errors import Problem
from cxm.io.evidence import Undecided
from cxm.metrics.engine.table import Time


class Parsed(Record):
    """One field of the table.

    Args:
        value: its expression over the columns of the export.
        unreadable: flags cells that hold something else.
        time: how a time is stored.
        moment: a time as an instant in UTC, whatever `value` is.
        whole: known to hold whole numbers only.
        business: a duration in hours of business, from which no instant follows.
    """

    value: pl.Expr
    unreadable: pl.Expr | None = None
    time: Time | None = None
    moment: pl.Expr | None = None
    whole: bool = False
    business: bool = False


@dataclass
class Found:
    """What parsing the fields gave.

    Args:
        typed: columns to read as numbers.
        problems: cells that are none of what they should be.
        doubts: column -> readings between which nothing decides. Doubts and problems of fields that nobody asked for are only
            noted, and the fields left out.
        unzoned: times that carry no zone and whose zone nobody declares.
    """

    fields: dict[str, Parsed] = field(default_factory=dict)
    typed: dict[str, pl.DataType] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    doubts: dict[str, Undecided] = field(default_factory=dict)
    left: list[str] = field(default_factory=list)
    unzoned: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
