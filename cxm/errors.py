"""Every error cxm raises on purpose, each with the exit status the command line ends with.

CxmError
├── UsageError        2  the request: unknown names, options that cannot combine
│   └── IncompleteRequest   one metric needs more: a second export, periods
├── ExportError       3  the export cannot be read or used
├── AmbiguousError    4  two readings fit the export: choose with the flag named
├── NotEnoughData     5  the request is fine, the data cannot answer it
└── PartialError      6  some inputs of a batch failed

Anything else that escapes is a bug in cxm (70). A missed threshold (1) is an answer, not an error.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from enum import IntEnum
from typing import Any

from cxm._record import Record


class Exit(IntEnum):
    """Exit statuses of the command line; a promise to scripts."""

    OK = 0
    THRESHOLD = 1
    USAGE = 2
    EXPORT = 3
    AMBIGUOUS = 4
    NOT_ENOUGH_DATA = 5
    PARTIAL = 6
    BUG = 70
    INTERRUPTED = 130


class Problem(Record):
    """One thing wrong, with its place. `row` counts lines of the file from 1, the header included."""

    what: str
    column: str | None = None
    row: int | None = None
    value: str | None = None

    def __str__(self) -> str:
        place = [f"column '{self.column}'"] if self.column is not None else []
        if self.row is not None:
            place.append(f"line {self.row}")
        if self.value is not None:
            shown = self.value if len(self.value) <= 60 else self.value[:57] + "..."
            place.append(f"value {shown!r}")
        return f"{', '.join(place)}: {self.what}" if place else self.what


class CxmError(Exception):
    """Base of all errors meant for the user: what is wrong, where, and the cure.

    Args:
        what: one sentence.
        where: the export or option it is about.
        problems: every problem found, so that the user can mend them in one go.
        cure: what to do, naming the flag.
    """

    exit = Exit.BUG

    def __init__(self, what: str, *, where: str | None = None, problems: Sequence[Problem | str] = (), cure: str | None = None) -> None:
        self.what = what
        self.where = where
        self.problems = tuple(problem if isinstance(problem, Problem) else Problem(problem) for problem in problems)
        self.cure = cure
        super().__init__(what)

    def __str__(self) -> str:
        lines = [f"{self.where}: {self.what}" if self.where else self.what]
        lines += [f"  {problem}" for problem in self.problems]
        if self.cure:
            lines.append(f"  cure: {self.cure}")
        return "\n".join(lines)


class UsageError(CxmError):
    """The request cannot be carried out as it stands."""

    exit = Exit.USAGE


class IncompleteRequest(UsageError):
    """The request lacks what one metric cannot be computed without: a second export, periods, a setting."""


class ExportError(CxmError):
    """The export is unreadable or unusable."""

    exit = Exit.EXPORT


class AmbiguousError(CxmError):
    """More than one reading of the export is possible; the cure names the flags that settle it."""

    exit = Exit.AMBIGUOUS


class NotEnoughData(CxmError):
    """The export is fine and holds too little to answer.

    Args:
        fields: the canonical fields that are missing.
    """

    exit = Exit.NOT_ENOUGH_DATA

    def __init__(self, what: str, *, fields: Sequence[str] = (), **more: Any) -> None:
        self.fields = tuple(fields)
        super().__init__(what, **more)


class PartialError(CxmError):
    """Some inputs of a batch failed; the others were done."""

    exit = Exit.PARTIAL


def nearest(word: str, known: Iterable[str], *, most: int = 3) -> list[str]:
    """The names of `known` most like `word`, best first; compared without case, hyphens and underscores."""
    from difflib import get_close_matches  # only ever needed on the way to an error

    folded = {fold(name): name for name in known}
    return [folded[match] for match in get_close_matches(fold(word), folded, n=most, cutoff=0.5)]


def fold(name: str) -> str:
    """A name as it is compared: lower case, hyphens and blanks as underscores."""
    return name.strip().lower().replace("-", "_").replace(" ", "_")


MOST = 20
"""Names an error lists; the others are counted."""


def unknown(kind: str, word: str, known: Iterable[str], *, cure: str | None = None) -> UsageError:
    """The error for a name that is not known, with the nearest names as its cure, or the names there are."""
    names = list(known)
    near = nearest(word, names)
    if near:
        cure = f"did you mean {' or '.join(near)}?"
    elif cure is None and names:
        cure = f"one of {', '.join(names[:MOST])}" + (f" and {len(names) - MOST:,} more" if len(names) > MOST else "")
    return UsageError(f"unknown {kind}: {word!r}", cure=cure)
