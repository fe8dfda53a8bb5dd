"""How the user wants an export read. Standard library only."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from cxm.io.words import MISSING
from cxm.metrics.spec import Scale


@dataclass(frozen=True)
class Options:
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

    @property
    def no_answer(self) -> frozenset[str]:
        """Words that mean no answer, in any language, and those the user declares."""
        return MISSING | {word.strip().casefold() for word in self.missing}
