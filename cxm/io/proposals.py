"""Proposals: columns that could play a field nobody plays, as the flags that would say so. Nothing is read by them unasked."""

from __future__ import annotations

import re
from collections.abc import Collection

from cxm.io.evidence import Undecided, answered
from cxm.io.reading import Reading
from cxm.io.recognise import HAND, READERS
from cxm.io.roles import quoted
from cxm.io.spec import spoken
from cxm.metrics.spec import Kind

IDLE = frozenset({"id", "at", "date", "time", "of", "the", "a", "in", "no", "number", "name", "is", "total", "count", "s", "type"})
"""Words that many fields share, and that therefore say nothing about one."""
MOST = 3


def proposals(reading: Reading, wanted: Collection[str]) -> dict[str, list[str]]:
    """For each field that is wanted and lacking, the flags that would name a column for it, the likeliest first.

    A heading has to share a word with what people call the field, and the cells have to be what it holds.
    """
    taken = {role.column for role in reading.roles.values()}
    free = [name for name in reading.columns.names if name not in taken and answered(reading.columns.cells.get(name, ()))]
    found: dict[str, list[str]] = {}
    for field in wanted:
        if field in reading.roles or field not in reading.frame:
            continue
        words = _words_of(field, reading)
        ranked = sorted(((len(words & _words(name)), name) for name in free), key=lambda pair: -pair[0])
        flags = [f"--map {quoted(f'{field}={name}')}" for shared, name in ranked if shared and _could_be(field, name, reading)]
        if flags:
            found[field] = flags[:MOST]
    return found


def _words_of(field: str, reading: Reading) -> frozenset[str]:
    """Words in what people call a field, in the hand-made readers of the frame."""
    names = [field]
    for name in READERS.names(reading.reader.family):
        if name.startswith(HAND) and READERS[name].frame == reading.frame.name:
            names += READERS[name].columns[field].names if field in READERS[name].columns else ()
    return frozenset(word for name in names for word in _words(name))


def _words(name: str) -> frozenset[str]:
    apart = re.sub(r"([a-z0-9])([A-Z])", r"\1 \2", name)
    return frozenset(re.split(r"[^\w]+", spoken(apart))) - IDLE - {""}


def _could_be(field: str, column: str, reading: Reading) -> bool:
    """Whether the cells of a column are what a field holds."""
    fields, said = reading.fields, answered(reading.columns.cells.get(column, ()))
    try:
        match fields.kind(field):
            case Kind.INSTANT | Kind.DATE:
                return fields.looks_like_time(field, column)
            case Kind.NUMBER:
                return fields.looks_like_number(field, column)
            case Kind.FLAG:
                return len({cell.casefold() for cell in said}) <= MOST
            case _:
                return True
    except Undecided:
        return True
