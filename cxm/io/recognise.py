"""Recognise: which reader an export belongs to, where its header is, and how sure that is. Standard library only."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from cxm._registry import Registry
from cxm.errors import AmbiguousError
from cxm.io.spec import Evidence, Part, Reader, normal, spoken


class Readers(Registry[Reader]):
    """The readers by file name; each learns its name and family from where its file lies."""

    def load(self, key: str) -> Reader:
        """Import one declaration."""
        return replace(super().load(key), name=key, family=self.family(key))


READERS = Readers("cxm.io.readers", "READER", "reader", entry_points="cxm.readers")

HAND = "handmade"
SCAN_ROWS = 8


@dataclass(frozen=True)
class Claim:
    """A reader's claim on an export.

    Args:
        score: how well the header fits; the highest claim wins.
        header: index of the header among the parsed rows.
        data: index of the first row of data.
        hits: header names that were recognised.
    """

    reader: Reader
    score: int
    header: int
    data: int
    hits: tuple[str, ...] = ()


def recognise(rows: Sequence[Sequence[str]], *, family: str | None = None, file: str = "") -> list[Claim]:
    """The claims of all vendor readers on an export, best first; those of hand-made readers only if there is no other.

    Args:
        rows: the parsed beginning of the file.
        family: only readers of this family.
        file: the file's name, for formats that are known by it.
    """
    names = [name for name in READERS.names(family) if not name.startswith(HAND)]
    claims = [claim for name in names if (claim := claim_of(READERS[name], rows, file)) is not None]
    if not claims and READERS.plugins:
        plugins = [replace(reader, name=name) for name, reader in READERS.plugins.items() if family in (None, reader.frame)]
        claims = [claim for reader in plugins if (claim := claim_of(reader, rows, file)) is not None]
    if not claims:
        by_hand = [READERS[name] for name in READERS.names(family) if name.startswith(HAND)]
        claims = [claim for reader in by_hand if (claim := claim_by_hand(reader, rows)) is not None]
    return sorted(claims, key=lambda claim: (-claim.score, claim.reader.name))


def settle(claims: Sequence[Claim], where: str) -> Claim | None:
    """The winning claim, None if there is none.

    Raises:
        AmbiguousError: two claims are equally good.
    """
    if len(claims) > 1 and claims[0].score == claims[1].score:
        tied = [claim.reader for claim in claims if claim.score == claims[0].score]
        raise AmbiguousError(
            f"the header fits {' and '.join(reader.title for reader in tied)} equally well",
            where=where,
            cure=" or ".join(f"--reader {reader.name.replace('_', '-')}" for reader in tied),
        )
    return claims[0] if claims else None


def claim_of(reader: Reader, rows: Sequence[Sequence[str]], file: str = "") -> Claim | None:
    """One reader's claim, None if its signature is not there."""
    if reader.signature.file and not re.search(reader.signature.file, file):
        return None
    for at in _places(reader, rows):
        score = reader.signature.score(rows[at])
        if score is not None:
            known = {normal(name) for name in (*reader.signature.every, *reader.signature.some)}
            return Claim(reader, score, at, _data_row(reader, rows, at), tuple(name for name in rows[at] if normal(name) in known))
    return None


def claim_by_hand(reader: Reader, rows: Sequence[Sequence[str]]) -> Claim | None:
    """A hand-made file belongs to the family whose words its header holds most of; the first row that is not empty is the header."""
    at = _first(rows)
    if at is None:
        return None
    known = {spoken(name) for column in reader.columns.values() for name in column.names}
    hits = tuple(name for name in rows[at] if spoken(name) in known)
    return Claim(reader, len(hits), at, at + 1, hits)


def _first(rows: Sequence[Sequence[str]]) -> int | None:
    return next((at for at, cells in enumerate(rows) if any(cell.strip() for cell in cells)), None)


def _places(reader: Reader, rows: Sequence[Sequence[str]]) -> list[int]:
    """Indexes where the header of a reader may be."""
    first = _first(rows)
    if first is None:
        return []
    match reader.part:
        case Part.SCAN:
            return list(range(first, min(first + SCAN_ROWS, len(rows))))
        case Part.HASH:
            over = [at for at, cells in enumerate(rows) if cells and any(cells) and not cells[0].startswith("#")]
            marked = any(re.search(reader.mark, ",".join(cells)) for cells in rows[: over[0] if over else None])
            return over[:1] if marked else []
        case Part.TITLE:
            return [first + 1] if first + 1 < len(rows) else []
        case Part.SECTION:
            named = [at + 1 for at, cells in enumerate(rows) if cells and normal(cells[0]) == normal(reader.mark)]
            return [at for at in named if at < len(rows)]
        case Part.PAIRS:
            return []
        case _:
            return [first]


def _data_row(reader: Reader, rows: Sequence[Sequence[str]], header: int) -> int:
    """Index of the first row of data, after further header rows."""
    after = rows[header + 1 : header + 1 + reader.rows_after]
    if not reader.rows_after_mark or any(re.search(reader.rows_after_mark, cell) for cells in after for cell in cells):
        return header + 1 + reader.rows_after
    return header + 1


def is_vendor(reader: Reader) -> bool:
    """Whether the reader stands for a vendor's format rather than for words people use."""
    return reader.evidence is not Evidence.HAND


def header_words() -> frozenset[str]:
    """Every header name any reader knows, case folded: what a text must hold when its encoding is in doubt."""
    return frozenset(
        word
        for name in READERS
        for column in READERS[name].columns.values()
        for heading in column.names
        if not heading.startswith("re:")
        for word in (normal(heading), spoken(heading))
    )
