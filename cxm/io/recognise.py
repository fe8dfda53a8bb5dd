"""Recognise: which reader an export belongs to, where its header is, and how sure that is. Standard library only."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import replace
from functools import cache

from cxm._record import Record
from cxm._registry import Registry
from cxm.errors import AmbiguousError
from cxm.io.layout import joined
from cxm.io.spec import Evidence, Part, Reader, normal, spoken
from cxm.io.words import ASKS


class Readers(Registry[Reader]):
    """The readers by file name; each learns its name and family from where its file lies."""

    def load(self, key: str) -> Reader:
        """Import one declaration."""
        return replace(super().load(key), name=key, family=self.family(key))


READERS = Readers("cxm.io.readers", "READER", "reader", entry_points="cxm.readers")

HAND = "handmade"
SCAN_ROWS = 8


class Claim(Record):
    """A reader's claim on an export.

    Args:
        score: how well the header fits; the highest claim wins.
        header: index of the header among the parsed rows.
        data: index of the first row of data.
        hits: header names that were recognised.
        fields: canonical fields a hand-made file has a word for.
    """

    reader: Reader
    score: int
    header: int
    data: int
    hits: tuple[str, ...] = ()
    fields: tuple[str, ...] = ()


def recognise(
    rows: Sequence[Sequence[str]],
    *,
    family: str | None = None,
    file: str = "",
    frames: Collection[str] | None = None,
    sure: bool = False,
) -> list[Claim]:
    """The claims of all vendor readers on an export, best first; those of hand-made readers only if there is no other.

    Args:
        rows: the parsed beginning of the file.
        family: only readers of this family.
        file: the file's name, for formats that are known by it.
        frames: only readers of these frames, if any of them claims the export.
        sure: only those hand-made readers that have what they need.
    """
    names = [name for name in READERS.names(family) if not name.startswith(HAND)]
    claims = [claim for name in names if (claim := claim_of(READERS[name], rows, file)) is not None]
    if not claims and READERS.plugins:
        plugins = [replace(reader, name=name) for name, reader in READERS.plugins.items() if family in (None, reader.frame)]
        claims = [claim for reader in plugins if (claim := claim_of(reader, rows, file)) is not None]
    if not claims:
        claims = _claims_by_hand(rows, family, frames, sure=sure)
    wanted = [claim for claim in claims if frames is None or claim.reader.frame in frames]
    return sorted(wanted or claims, key=lambda claim: (-claim.score, claim.reader.name))


def _claims_by_hand(rows: Sequence[Sequence[str]], family: str | None, frames: Collection[str] | None, *, sure: bool) -> list[Claim]:
    """The hand-made readers that could be meant: those that have what they need, and of them the ones that know most fields.

    A difference of one field proves nothing, for people name columns as they like. Where the family is known and no reader has what
    it needs, all of the family are left, so that the user can name the columns.
    """
    readers = [READERS[name] for name in READERS.names(family) if name.startswith(HAND)]
    readers = [reader for reader in readers if frames is None or reader.frame in frames] or readers
    claims = [claim for reader in readers if (claim := claim_by_hand(reader, rows)) is not None]
    fitting = [claim for claim in claims if _has_what_it_needs(claim, rows)]
    if not fitting:
        most = max((claim.score for claim in claims if () not in claim.reader.needs), default=0)
        open_to_all = [claim for claim in claims if claim.score == most and () not in claim.reader.needs]
        return open_to_all if not sure and (family is not None or frames is not None) else []
    most = max(claim.score for claim in fitting)
    return [claim for claim in fitting if claim.score >= most - (1 if most > 1 else 0)]


def _has_what_it_needs(claim: Claim, rows: Sequence[Sequence[str]]) -> bool:
    """Whether a hand-made file has a column for one field of each group its reader needs; a survey, a column that asks something."""
    names = rows[claim.header]
    if claim.reader.frame == "survey":
        return "score" in claim.fields or any(re.search(_asks(), spoken(name)) for name in names)
    return all(any(field in claim.fields for field in group) for group in claim.reader.needs)


@cache
def _asks() -> str:
    """A pattern of the words by which a heading asks one of the questions of a survey."""
    said = {re.escape(word).replace(r"\*", r"\w*") for words in ASKS.values() for word in words}
    return "|".join(word if re.search("[\u4e00-\u9fff]", word) else rf"(?<!\w){word}(?!\w)" for word in sorted(said))


def settle(claims: Sequence[Claim], where: str) -> Claim | None:
    """The winning claim, None if there is none.

    Raises:
        AmbiguousError: two claims are equally good, or two readings of a hand-made file nearly are.
    """
    if not claims:
        return None
    margin = 0 if is_vendor(claims[0].reader) or claims[0].score < 2 else 1
    tied = [claim.reader for claim in claims if claim.score >= claims[0].score - margin]
    if len(tied) > 1:
        raise AmbiguousError(
            f"the header fits {' and '.join(reader.title for reader in tied)} {'equally well' if not margin else 'about equally well'}",
            where=where,
            cure=" or ".join(f"--reader {reader.name.replace('_', '-')}" for reader in tied),
        )
    return claims[0]


def claim_of(reader: Reader, rows: Sequence[Sequence[str]], file: str = "") -> Claim | None:
    """One reader's claim, None if its signature is not there."""
    if reader.signature.file and not re.search(reader.signature.file, file, re.IGNORECASE):
        return None
    if reader.part is Part.PAIRS:
        return _claim_of_labels(reader, rows)
    for at in _places(reader, rows):
        score = reader.signature.score(rows[at])
        if score is not None:
            known = {normal(name) for name in (*reader.signature.every, *reader.signature.some)}
            return Claim(reader, score, at, _data_row(reader, rows, at), tuple(name for name in rows[at] if normal(name) in known))
    return None


def _claim_of_labels(reader: Reader, rows: Sequence[Sequence[str]]) -> Claim | None:
    """The claim on a file of labels and values: its labels are the header it would have."""
    first = _first(rows)
    if first is None or not re.search(reader.mark, rows[first][0]):
        return None
    labels = [cells[0].strip() for cells in rows if len(cells) > 1 and cells[0].strip()]
    score = reader.signature.score(labels)
    known = {normal(name) for name in (*reader.signature.every, *reader.signature.some)}
    hits = tuple(dict.fromkeys(label for label in labels if normal(label) in known))
    return None if score is None else Claim(reader, score, 0, 1, hits)


def claim_by_hand(reader: Reader, rows: Sequence[Sequence[str]]) -> Claim | None:
    """A hand-made file belongs to the family whose words its header holds most of; the first row that is not empty is the header.

    The score is the number of fields that one of the columns is called by.
    """
    at = _first(rows)
    if at is None:
        return None
    said = {spoken(name) for name in rows[at]}
    found = {name: {spoken(word) for word in column.names} & said for name, column in reader.columns.items()}
    known = {word for words in found.values() for word in words}
    fields = tuple(name for name, words in found.items() if words)
    return Claim(reader, len(known), at, at + 1, tuple(name for name in rows[at] if spoken(name) in known), fields)


def _first(rows: Sequence[Sequence[str]]) -> int | None:
    return next((at for at, cells in enumerate(rows) if any(cell.strip() for cell in cells)), None)


def _places(reader: Reader, rows: Sequence[Sequence[str]]) -> list[int]:
    """Indexes where the header of a reader may be."""
    first = _first(rows)
    if first is None:
        return []
    match reader.part:
        case Part.SCAN:
            places = list(range(first, first + SCAN_ROWS))
        case Part.HASH:
            over = [at for at, cells in enumerate(rows) if cells and any(cells) and not cells[0].startswith("#")]
            marked = any(re.search(reader.mark, joined(cells)) for cells in rows[: over[0] if over else None])
            places = over[:1] if marked else []
        case Part.TITLE:
            places = [first + 1]
        case Part.SECTION:
            places = [at + 1 for at, cells in enumerate(rows) if cells and normal(cells[0]) == normal(reader.mark)]
        case Part.PAIRS:
            places = []
        case _:
            places = [first]
    return [at for at in places if at < len(rows)]


def _data_row(reader: Reader, rows: Sequence[Sequence[str]], header: int) -> int:
    """Index of the first row of data, after further header rows: their mark is in a cell, or in the row joined by commas."""
    after = rows[header + 1 : header + 1 + reader.rows_after]
    if not reader.rows_after_mark or any(re.search(reader.rows_after_mark, text) for cells in after for text in (*cells, joined(cells))):
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
