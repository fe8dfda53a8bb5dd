"""Roles: which column plays which part, and on what evidence. Standard library only.

Exact header names win over whole words, whole words over parts of words; a heading that asks another question is rejected, and
so is a column whose cells are no answers. Two columns that fit equally well are refused, never guessed between.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from cxm.errors import AmbiguousError, UsageError, nearest
from cxm.io.evidence import NumberForm, Undecided, answered, number_form
from cxm.io.recognise import is_vendor
from cxm.io.spec import Reader, loose, normal, spoken
from cxm.io.words import ASKS, NEVER, RATES

DECLARED, EXACT, WHOLE_WORD, PART_OF_WORD, GENERAL, POSSIBLE = 120, 100, 80, 60, 40, 20
TOLD = {
    DECLARED: "declared",
    EXACT: "header name",
    WHOLE_WORD: "whole word of the heading",
    PART_OF_WORD: "part of a word of the heading",
    GENERAL: "the heading asks for a rating",
    POSSIBLE: "a column of numbers this format keeps answers in",
}
EFFORT_NAMES = {"ease score": "ease", "ease": "ease", "effort score": "effort"}


@dataclass(frozen=True)
class Role:
    """One column in one part.

    Args:
        field: the canonical field it plays.
        column: its header name, unique within the export.
        strength: how good the evidence is; see `TOLD`.
    """

    field: str
    column: str
    strength: int
    why: str = ""

    @property
    def evidence(self) -> str:
        """The evidence in words."""
        return self.why or next((told for strength, told in TOLD.items() if self.strength >= strength), "")


@dataclass(frozen=True)
class Columns:
    """The columns of an export as recognition sees them.

    Args:
        names: unique header names.
        labels: further header text of a column, such as the question it asks.
        cells: the sample, by column.
    """

    names: tuple[str, ...]
    labels: Mapping[str, str]
    cells: Mapping[str, Sequence[str | None]]

    def find(self, wanted: str, option: str) -> str:
        """A column the user named: exactly, or without regard to case.

        Raises:
            UsageError: there is none; the cure gives the nearest.
        """
        if wanted in self.names:
            return wanted
        folded = [name for name in self.names if normal(name) == normal(wanted)]
        if len(folded) == 1:
            return folded[0]
        near = nearest(wanted, self.names)
        cure = f"did you mean {' or '.join(map(repr, near))}?" if near else f"the export has: {', '.join(self.names[:20])}"
        raise UsageError(f"{option}: no column {wanted!r}", cure=cure)


def assign(reader: Reader, columns: Columns, declared: Mapping[str, str]) -> dict[str, Role]:
    """The columns of all fields but the score, which depends on the question asked. `-` as column leaves a field out."""
    roles = {field: Role(field, columns.find(name, f"--map {field}"), DECLARED) for field, name in declared.items() if name != "-"}
    for field, column in reader.columns.items():
        if field in declared or column.constant is not None or field == "score":
            continue
        for heading in column.names:
            if name := heading_of(heading, columns.names, reader):
                roles[field] = Role(field, name, EXACT)
                break
    return roles


def heading_of(wanted: str, names: Sequence[str], reader: Reader) -> str | None:
    """The first column whose header is the one wanted, or matches the pattern behind `re:`."""
    if wanted.startswith("re:"):
        return next((name for name in names if re.fullmatch(wanted[3:], normal(name), re.IGNORECASE)), None)
    fit = loose if reader.signature.loose else normal if is_vendor(reader) else spoken
    return next((name for name in names if fit(name) == fit(wanted)), None)


@dataclass(frozen=True)
class Candidate:
    """A column that could hold the answers.

    Args:
        form: how its numbers are written; None when two readings are possible.
        note: why it was rejected, '' if it was not.
    """

    role: Role
    form: NumberForm | None
    note: str = ""


def candidates(reader: Reader, columns: Columns, about: str | None, taken: Sequence[str] = ()) -> list[Candidate]:
    """The columns that could hold the answers to a question, best first, the rejected ones last.

    Args:
        about: nps, csat or ces; None when any rating will do.
        taken: columns that play another part.
    """
    found = []
    for name in columns.names:
        strength, note = _strength(reader, name, columns.labels.get(name, ""), about)
        if strength == 0 or name in taken:
            continue
        form, doubt = _form(columns.cells.get(name, ()))
        cells = len(answered(columns.cells.get(name, ())))
        if not note and form is not None and cells and not form.plausible:
            note = "its cells are no numbers and no declared words"
        if not note and not cells and strength < EXACT:
            note = "it is empty"
        found.append(Candidate(Role("score", name, strength), form, note or doubt if note else ""))
    return sorted(found, key=lambda candidate: (bool(candidate.note), -candidate.role.strength))


def score_role(reader: Reader, columns: Columns, about: str | None, taken: Sequence[str], where: str) -> Role | None:
    """The column of the answers; None when nothing could be it.

    Raises:
        AmbiguousError: several could be, or the only one has too little evidence.
    """
    found = [candidate for candidate in candidates(reader, columns, about, taken) if not candidate.note]
    if not found:
        return None
    best = [candidate for candidate in found if candidate.role.strength == found[0].role.strength]
    if len(best) == 1 and best[0].role.strength >= GENERAL:
        return best[0].role
    question = {"nps": "likelihood to recommend", "csat": "satisfaction", "ces": "effort", None: "rating"}[about]
    what = (
        f"{len(best)} columns could hold the {question} score"
        if len(best) > 1
        else f"nothing proves which column holds the {question} score"
    )
    raise AmbiguousError(
        what,
        where=where,
        problems=[_described(candidate, columns) for candidate in best[:12]],
        cure=" or ".join(f"--score {quoted(candidate.role.column)}" for candidate in best[:3]),
    )


def quoted(name: str) -> str:
    """A column name as it is written on a command line."""
    return name if re.fullmatch(r"[\w.-]+", name) else "'" + name.replace("'", "'\\''") + "'"


def _described(candidate: Candidate, columns: Columns) -> str:
    name = candidate.role.column
    cells = list(dict.fromkeys(answered(columns.cells.get(name, ()))))[:6]
    label = columns.labels.get(name, "")
    asked = f" ({label[:60]})" if label else ""
    return f"'{name[:80]}'{asked}: {candidate.role.evidence}; answers such as {', '.join(cell[:20] for cell in cells) or 'none'}"


def _form(cells: Sequence[str | None]) -> tuple[NumberForm | None, str]:
    try:
        return number_form(cells), ""
    except Undecided as doubt:
        return None, doubt.what


def _strength(reader: Reader, name: str, label: str, about: str | None) -> tuple[int, str]:
    """How much a heading speaks for a column of answers, and why it is rejected if it is."""
    heading = normal(name)
    if any(re.fullmatch(pattern, heading, re.IGNORECASE) for pattern in reader.not_score):
        return 0, ""
    exact = _exact(reader, name)
    text = f"{heading} {normal(label)}".strip()
    asks = {question for question, parts in ASKS.items() if any(_within(part, text) for part in parts)}
    if exact and (about is None or about in asks or not asks):
        return EXACT + (5 if about in asks else 0), ""
    if about is None and asks:
        return PART_OF_WORD, ""
    if about in asks:
        strength = WHOLE_WORD if any(_whole(part, text) for part in ASKS[about or ""]) else PART_OF_WORD
        return strength, "" if len(asks) == 1 or strength == WHOLE_WORD else f"it also asks about {', '.join(sorted(asks - {about}))}"
    if asks:
        return POSSIBLE, f"it asks about {', '.join(sorted(asks))}"
    if any(_whole(word, text) for word in NEVER):
        return 0, ""
    if any(part in text for part in RATES):
        return GENERAL, ""
    if any(re.fullmatch(pattern, heading, re.IGNORECASE) for pattern in reader.candidates):
        return POSSIBLE, ""
    return 0, ""


def _exact(reader: Reader, name: str) -> bool:
    column = reader.columns.get("score")
    return column is not None and any(heading_of(heading, [name], reader) for heading in column.names)


def _within(part: str, text: str) -> bool:
    """Whether a part of a word is there; short Latin ones must be whole words, so that `ces` is not found in `services`."""
    return part in text if len(part) > 4 or not part.isascii() else _whole(part, text)


def _whole(word: str, text: str) -> bool:
    # Chinese is written without blanks, so any place is a whole word there.
    return word in text if not word.isascii() else re.search(rf"(?<![a-z0-9]){re.escape(word)}(?![a-z0-9])", text) is not None


def direction_of(column: str) -> str:
    """The direction a heading declares by itself: ease_score, effort_score."""
    return EFFORT_NAMES.get(spoken(column), "")
