"""Roles: which column plays which part, and on what evidence. Standard library only.

Exact header names win over whole words, whole words over parts of words; a heading that asks another question is rejected, and
so is a column whose cells are no answers. Two columns that fit equally well are refused, never guessed between.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import field
from functools import cache

from cxm._record import Record
from cxm.errors import AmbiguousError, UsageError, nearest
from cxm.io.evidence import NumberForm, Undecided, answered, number_form
from cxm.io.recognise import is_vendor
from cxm.io.spec import Reader, loose, normal, spoken
from cxm.io.words import ASKS, NEVER, OPPOSITES, RATE_US, RATES, table_for

DECLARED, EXACT, WHOLE_WORD, PART_OF_WORD, GENERAL, POSSIBLE = 120, 100, 80, 60, 40, 20
TOLD = {
    DECLARED: "declared",
    EXACT: "header name",
    WHOLE_WORD: "whole word of the heading",
    PART_OF_WORD: "part of a word of the heading",
    GENERAL: "the heading asks for a rating",
    POSSIBLE: "nothing but its numbers speaks for it",
}
CHINESE = "[\u4e00-\u9fff]"
LETTER = "[a-z0-9\u00df-\u024f]"
ENOUGH = 10
"""Answers of 0 and 1 that make a question of yes or no: ten people who all answer 0 or 1 of 10 are no survey."""
EFFORT_NAMES = {"ease score": "ease", "ease": "ease", "effort score": "effort"}


class Role(Record):
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


class Columns(Record):
    """The columns of an export as recognition sees them.

    Args:
        names: unique header names.
        labels: further header text of a column, such as the question it asks.
        cells: the sample, by column.
        repeated: columns whose heading is that of one before them -> that one, under whose name they are numbered.
    """

    names: tuple[str, ...]
    labels: Mapping[str, str]
    cells: Mapping[str, Sequence[str | None]]
    repeated: Mapping[str, str] = field(default_factory=dict)

    def under(self, name: str) -> list[str]:
        """The columns that are headed as this one is, itself first."""
        return [name, *(other for other, first in self.repeated.items() if first == name)]

    def rivals(self, name: str) -> list[str]:
        """The columns of the same heading that hold something else than this one; nothing tells which of them is meant."""
        own = answered(self.cells.get(name, ()))
        return [other for other in self.under(name)[1:] if answered(self.cells.get(other, ())) not in ([], own)]

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
    for part, column in reader.columns.items():
        if part in declared or column.constant is not None or part == "score":
            continue
        for heading in column.names:
            # "May we email you?" fits the pattern of an e-mail address; its answers, words and ratings, tell it apart.
            loosely = heading.startswith(("re:.*", "re:(?!")) and column.kind == "text"
            names = [name for name in columns.names if not (loosely and _rates(columns.cells.get(name, ())))]
            if name := heading_of(heading, names, reader):
                roles[part] = Role(part, name, EXACT)
                break
    return roles


def _rates(cells: Sequence[str | None]) -> bool:
    """Whether the cells are ratings: small whole numbers, or words of a declared table."""
    said = answered(cells)
    return bool(said) and (table_for(said) is not None or all(re.fullmatch("[0-9]{1,3}", cell) for cell in said))


def heading_of(wanted: str, names: Sequence[str], reader: Reader) -> str | None:
    """The first column whose header is the one wanted, or matches the pattern behind `re:`."""
    if wanted.startswith("re:"):
        return next((name for name in names if re.fullmatch(wanted[3:], normal(name), re.IGNORECASE)), None)
    fit = loose if reader.signature.loose else normal if is_vendor(reader) else spoken
    return next((name for name in names if fit(name) == fit(wanted)), None)


class Candidate(Record):
    """A column that could hold the answers.

    Args:
        form: how its numbers are written; None when two readings are possible.
        note: why it was rejected, '' if it was not.
    """

    role: Role
    form: NumberForm | None
    note: str = ""


def candidates(
    reader: Reader, columns: Columns, about: str | None, taken: Sequence[str] = (), never: Collection[str] = ()
) -> list[Candidate]:
    """The columns that could hold the answers to a question, best first, the rejected ones last.

    Args:
        about: nps, csat or ces; None when any rating will do.
        taken: columns that play another part.
        never: questions whose answers these are not.
    """
    found = []
    for name in columns.names:
        heading = columns.repeated.get(name, name)
        if heading != name and name not in columns.rivals(heading):
            continue
        strength, note = _strength(reader, heading, columns.labels.get(name, ""), about, never)
        if strength == 0 or name in taken:
            continue
        said, why = answered(columns.cells.get(name, ())), ""
        form = _form(said)
        if not note and form is not None and said and not form.plausible:
            note = "its cells are no numbers and no declared words"
        if not note and not said and strength < EXACT:
            note = "it is empty"
        if about == "nps" and reader.scale is None and len(said) >= ENOUGH and set(said) <= {"0", "1"}:
            strength, why = POSSIBLE, "its answers are 0 and 1 only, as to a question of yes or no"
        found.append(Candidate(Role("score", name, strength, why), form, note))
    return sorted(found, key=lambda candidate: (bool(candidate.note), -candidate.role.strength))


def score_role(
    reader: Reader, columns: Columns, about: str | None, taken: Sequence[str], where: str, never: Collection[str] = ()
) -> Role | None:
    """The column of the answers; None when nothing could be it.

    Args:
        about, taken, never: as `candidates` has them.

    Raises:
        AmbiguousError: several could be, or the only one has too little evidence.
    """
    found = [candidate for candidate in candidates(reader, columns, about, taken, never) if not candidate.note]
    if not found:
        return None
    best = [candidate for candidate in found if candidate.role.strength == found[0].role.strength]
    proven = best[0].role.strength >= GENERAL
    if len(best) == 1 and proven:
        return best[0].role
    question = {"nps": "likelihood to recommend", "csat": "satisfaction", "ces": "effort", None: "rating"}[about]
    what = f"{len(best)} columns could hold the {question} score" if proven else f"nothing proves which column holds the {question} score"
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


def _form(cells: Sequence[str]) -> NumberForm | None:
    """How the numbers are written; None if they can be read in two ways, which is no reason to reject the column."""
    try:
        return number_form(cells)
    except Undecided:
        return None


def _strength(reader: Reader, name: str, label: str, about: str | None, never: Collection[str]) -> tuple[int, str]:
    """How much a heading speaks for a column of answers, and why it is rejected if it is."""
    heading, question = normal(name), normal(label)
    if any(re.fullmatch(pattern, heading, re.IGNORECASE) for pattern in reader.not_score):
        return 0, ""
    asks = _asked(heading) or _asked(question)
    if not asks.keys().isdisjoint(never):
        return POSSIBLE, _asks_about(asks)
    if _exact(reader, name) and (about is None or about in asks or not asks):
        return EXACT + (5 if about in asks else 0), ""
    if asks and about is not None and about not in asks:
        return POSSIBLE, _asks_about(asks)
    if asks:
        # A name such as nps_date is about the question without being its answer, and a question about two things answers neither.
        doubtful = _says(NEVER, heading) and not _is_question(heading)
        if doubtful or (about is not None and len(asks) > 1):
            return POSSIBLE, ""
        return asks.get(about or "", PART_OF_WORD), ""
    return _unasked(reader, heading, question, about), ""


def _asks_about(asks: Collection[str]) -> str:
    return f"it asks about {', '.join(sorted(asks))}"


def _unasked(reader: Reader, heading: str, question: str, about: str | None) -> int:
    """How much a heading that names no question speaks for a column of answers."""
    text = f"{heading} {question}"
    asked = _is_question(heading) or _is_question(question)
    never = _says(NEVER, text)
    if (asked and _says(RATE_US, text)) or (_says(RATES, text) and (asked or not never)):
        # Whoever is asked to rate the staff is asked how satisfied they are, not whether they would recommend.
        return GENERAL if not asked or about in (None, "csat") else POSSIBLE
    possible = not never and any(re.fullmatch(pattern, heading, re.IGNORECASE) for pattern in reader.candidates)
    return POSSIBLE if possible else 0


def _asked(text: str) -> dict[str, int]:
    """The questions a text asks, with how clearly it names them."""
    for word in OPPOSITES:
        if _may_say(word, text):
            text = re.sub(_pattern(word), " ", text)
    return {question: strength for question, words in ASKS.items() if (strength := _says(words, text))}


def asked_by(columns: Columns, name: str) -> frozenset[str]:
    """The questions that the name or the label of a column asks: nps, csat, ces."""
    return frozenset(_asked(normal(name)) or _asked(normal(columns.labels.get(name, ""))))


def _is_question(heading: str) -> bool:
    """Whether a heading is a sentence rather than a name."""
    return "?" in heading or "？" in heading or len(heading.split()) > 3 or len(re.findall(CHINESE, heading)) > 6


def _exact(reader: Reader, name: str) -> bool:
    column = reader.columns.get("score")
    return column is not None and any(heading_of(heading, [name], reader) for heading in column.names)


def _says(words: Sequence[str], text: str) -> int:
    """How clearly one of the words is there: whole, as the part of a word it declares to be, or not at all (0)."""
    found = [word for word in words if _may_say(word, text) and re.search(_pattern(word), text)]
    return max((PART_OF_WORD if "*" in word else WHOLE_WORD for word in found), default=0)


def _may_say(word: str, text: str) -> bool:
    """Whether the letters of a word are in a text at all: most are not, and need no pattern, whose compiling costs more than reading."""
    return word.strip("*") in text


@cache
def _pattern(word: str) -> str:
    """A whole word, `*` standing for further letters. Chinese is written without blanks, so any place is a whole word there."""
    if re.search(CHINESE, word):
        return re.escape(word)
    return rf"(?<!{LETTER}){re.escape(word).replace(re.escape('*'), LETTER + '*')}(?!{LETTER})"


def direction_of(column: str) -> str:
    """The direction a heading declares by itself: ease_score, effort_score."""
    return EFFORT_NAMES.get(spoken(column), "")
