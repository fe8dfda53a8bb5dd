"""How the user wants an export read, and what it is wanted for. Standard library only."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import field
from typing import TYPE_CHECKING

from cxm._record import Record
from cxm.io.words import MISSING
from cxm.metrics import FRAMES
from cxm.metrics.spec import Scale

if TYPE_CHECKING:
    from cxm.io.money import Money


class Options(Record):
    """How the user wants an export read; what is not given is proven from the export or refused.

    Args:
        roles: canonical field -> column, '-' to leave a field out; `column@unit` declares the unit of its cells.
        scale: the scale the user declares; a vendor's own otherwise.
        direction: 'ease' or 'effort'.
        zone: reporting zone; input_zone is that of times that carry none, whatever the vendor says of them; floating that of
            times nobody says a zone of (the reporting zone if None).
        missing: further words that mean no answer.
        where: a condition on columns; rows it does not hold for are not read.
        year: the year of the newest date, where dates have none.
        header_rows: how many rows the header takes; 0: there is none, and columns are called by their positions from 1.
        surplus: 'drop' leaves rows with more cells than the header out and counts them, 'keep' reads their first cells.
        money: the one currency of the amounts; None where they are taken as they are.
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
    floating: str | None = None
    where: str | None = None
    year: int | None = None
    surplus: str = "drop"
    money: Money | None = None

    @property
    def no_answer(self) -> frozenset[str]:
        """Words that mean no answer, in any language, and those the user declares."""
        return MISSING | {word.strip().casefold() for word in self.missing}


Needs = Mapping[str, Collection[Collection[Collection[str]]]]
"""Frame -> for each metric, what each of its definitions needs."""


class Wanted(Record):
    """What an export is wanted for.

    Args:
        frames: the frames that would do, in order of preference; none: whatever the export holds.
        needs: what tells among tables of one frame, and lets a doubt about another field leave it out.
        columns: columns to split by.
    """

    frames: tuple[str, ...] = ()
    needs: Needs = field(default_factory=dict)
    columns: tuple[str, ...] = ()

    @property
    def family(self) -> str | None:
        """The one family of the frames, None where there is none or are several."""
        families = {FRAMES[frame].family for frame in self.frames}
        return families.pop() if len(families) == 1 else None

    def lacking(self, frame: str, fields: Collection[str], columns: Collection[str]) -> int:
        """How many of the fields and columns that are wanted of a frame a table lacks, by the definitions it serves best."""
        fewest = (min(len(set(needs) - set(fields)) for needs in definitions) for definitions in self.needs.get(frame, ()) if definitions)
        return sum(fewest) + sum(column not in columns and column not in fields for column in self.columns)


ANYTHING = Wanted()
