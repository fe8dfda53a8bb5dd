"""Mapping files: how an export was read, written down, so that a job that runs every night notices when the export changes.

A mapping file is TOML that a person may read and mend: which column plays which part, how its cells are written, which words and
which scores were seen. `drift` says what is different now. Standard library only; what was seen is what the beginning of an export
shows, some 500 rows.
"""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cxm._record import Record
from cxm.errors import AmbiguousError, CxmError, ExportError, UsageError
from cxm.io.evidence import NumberForm, TimeForm, Undecided, answered, number_form, time_form, unlabelled
from cxm.io.recognise import READERS
from cxm.io.roles import DECLARED, Role
from cxm.io.spec import Column
from cxm.io.words import SCALES
from cxm.io.writers._writer import publish
from cxm.metrics.spec import Kind

if TYPE_CHECKING:
    from cxm.io.reading import Reading

VERSION = 1
QUESTIONS = ("nps", "csat", "ces")
USUAL = ((0, 1), (1, 3), (1, 4), (1, 5), (1, 6), (1, 7), (0, 10), (1, 10), (0, 100))
"""Scales answers are usually given on: a file in which nobody chose 10 is not on another scale than one in which somebody did."""

COMMON = (0, 10)
"""What holds the answers of nearly all scales; the few beyond it are mistyped."""

ORDERS = {"%d": "dmy", "%m": "mdy", "%y": "ymd", "%Y": "ymd"}
MOST_WORDS = 200
SENTINELS = frozenset((-99, 99, -999, 999, 9999))
"""Codes that stand for no answer; they say nothing about the scale."""

TOLERATED = 0.05
"""Share of scores off the scale up to which they are bad answers, left out and counted as ever, and not another scale."""

OPTIONS = (
    "input_tz",
    "date_order",
    "decimal",
    "encoding",
    "delimiter",
    "skip_rows",
    "header_rows",
    "surplus",
    "sheet",
    "missing",
    "scale",
    "higher_is",
)
"""The reading options a mapping file keeps."""

HEAD = """\
# How cxm reads this export: which column plays which part, how its cells are written, and what was seen in them.
# Made by cxm inspect EXPORT --save FILE. Mend it by hand where it is wrong, and use it with --mapping FILE:
# a later export that differs is refused with what changed (exit 4) rather than read another way.
"""


class Seen(Record):
    """What one column showed.

    Args:
        kind: number, time or words.
        facts: how it is written, as plain data.
    """

    column: str
    kind: str
    facts: Mapping[str, Any] = field(default_factory=dict)


class Saved(Record):
    """A mapping file.

    Args:
        roles: canonical field -> column.
        questions: question -> column of its answers, where an export holds several.
        units: canonical field -> unit that was declared for its column.
        options: reading options by their Python names.
        file: encoding, delimiter and the like.
        seen: canonical field, or question, -> what its column showed.
    """

    reader: str
    frame: str
    roles: Mapping[str, str]
    questions: Mapping[str, str] = field(default_factory=dict)
    units: Mapping[str, str] = field(default_factory=dict)
    options: Mapping[str, Any] = field(default_factory=dict)
    file: Mapping[str, Any] = field(default_factory=dict)
    seen: Mapping[str, Seen] = field(default_factory=dict)
    where: str = ""


# ── What an export shows ────────────────────────────────────────────────────────────────────────────────────────────────────


def mapping_of(reading: Reading, options: Mapping[str, Any] | None = None) -> Saved:
    """The mapping of an export as it is read now.

    Args:
        options: the reading options given, by their Python names.
    """
    roles = {name: role.column for name, role in sorted(reading.roles.items())}
    questions = {} if "score" in roles else _questions(reading)
    seen = {name: one for name, column in (roles | questions).items() if (one := _seen(reading, name, column)) is not None}
    file: dict[str, Any] = {"form": reading.sources[0].form.value}
    if reading.heads:
        file["delimiter"] = reading.heads[0].delimiter
        if not all(line.isascii() for head in reading.heads for line in head.lines):
            file["encoding"] = reading.heads[0].encoding  # plain ASCII reads the same in all of them
    kept = {name: value for name, value in (options or {}).items() if name in OPTIONS and value}
    return Saved(reading.reader.name, reading.reader.frame, roles, questions, dict(reading.units), kept, file, seen)


def _questions(reading: Reading) -> dict[str, str]:
    """The columns of the answers, by question; those of questions an export does not ask are left out."""
    found: dict[str, str] = {}
    for question in (*QUESTIONS, None):
        try:
            role = reading.score(question) if "score" in reading.frame else None
        except CxmError:
            continue
        if role is not None and (question is not None or not found):
            found[question or "score"] = role.column
    return {"score": found["nps"]} if all(found.get(question) == found.get("nps") for question in QUESTIONS) and found else found


def _seen(reading: Reading, name: str, column: str) -> Seen | None:
    """What a column shows; None for text of any kind, which may change as it likes."""
    one = reading.frame["score" if name in QUESTIONS else name]
    cells = reading.columns.cells.get(column, ())
    declared = reading.reader.columns.get(name, Column())
    try:
        if one.kind in (Kind.INSTANT, Kind.DATE):
            form = time_form(cells, formats=declared.formats, unit=declared.unit, order=reading.options.date_order)
            return Seen(column, "time", _time_facts(form)) if form.plausible else None
        if one.kind is Kind.NUMBER:
            facts = _number_facts(cells, reading, scored=one.name == "score")
            return Seen(column, "number", facts) if facts else None
    except Undecided:
        return None
    if one.words or declared.kind == "words":
        words = sorted({cell.casefold() for cell in answered(cells, frozenset())})
        return Seen(column, "words", {"words": words}) if len(words) <= MOST_WORDS else None
    return None


def _time_facts(form: TimeForm) -> dict[str, Any]:
    """How times are written: ISO, a unit they are counted in, or formats; and their order of day and month."""
    facts: dict[str, Any] = {"written": "iso" if form.iso else form.unit or list(form.formats), "offset": form.offset, "days": form.dates}
    orders = {ORDERS[text[:2]] for text in form.formats if text[:2] in ORDERS and re.match(r"%[dmyY][/.-]", text)}
    return facts | ({"order": orders.pop()} if len(orders) == 1 else {})


def _number_facts(cells: Sequence[str | None], reading: Reading, *, scored: bool) -> dict[str, Any]:
    form = number_form(cells, decimal=reading.options.decimal or reading.reader.decimal or None)
    if not form.plausible:
        return {}  # durations and rates are no plain numbers
    facts: dict[str, Any] = {"words": form.table} if form.table else {"decimal": form.decimal}
    limits = _limits(cells, form, reading) if scored else None
    return facts | ({"low": limits[0], "high": limits[1]} if limits else {})


def _limits(cells: Sequence[str | None], form: NumberForm, reading: Reading) -> tuple[float, float] | None:
    """The scale of the answers: declared by the user, the vendor or the words, else the usual one that holds what was seen."""
    if reading.options.scale is not None:
        return reading.options.scale.low, reading.options.scale.high
    if reading.reader.scale is not None:
        return reading.reader.scale
    if form.table:
        return SCALES[form.table][1]
    found = [number for number in numbers(cells, form) if number not in SENTINELS]
    if not found:
        return None
    points = [number for number in found if COMMON[0] <= number <= COMMON[1]]
    if len(found) - len(points) <= TOLERATED * len(found):
        found = points  # a stray 11 would make it a scale of a hundred points, on which nothing is out of place any more
    low, high = min(found), max(found)
    fits = [(a, b) for a, b in USUAL if a <= low and high <= b]
    return fits[0] if fits and all(number.is_integer() for number in found) else (low, high)


def numbers(cells: Iterable[str | None], form: NumberForm) -> list[float]:
    """The numbers of cells that are written in a form."""
    found = []
    for cell in answered(cells):
        text = unlabelled(cell)
        if re.search(form.pattern, text):
            bare = re.sub(r"[.\s]" if form.decimal == "," else r"[,\s]", "", text) if form.grouped else text
            found.append(float(bare.replace(",", ".") if form.decimal == "," else bare))
    return found


# ── The file ────────────────────────────────────────────────────────────────────────────────────────────────────────────────


def written(saved: Saved) -> str:
    """A mapping as TOML."""
    lines = [HEAD, f"version = {VERSION}", f"reader = {_toml(saved.reader)}", f"frame = {_toml(saved.frame)}"]
    lines += _table("file", saved.file) + _table("options", saved.options) + _table("roles", saved.roles)
    lines += _table("questions", saved.questions) + _table("units", saved.units)
    for name, one in saved.seen.items():
        lines += _table(f"seen.{name}", {"column": one.column, "kind": one.kind} | dict(one.facts))
    return "\n".join(lines) + "\n"


def save(reading: Reading, path: str, options: Mapping[str, Any] | None = None) -> None:
    """Write how an export is read to a mapping file, whole or not at all.

    Raises:
        UsageError: the file cannot be written.
    """
    with publish(path, text=True) as out:
        out.write(written(mapping_of(reading, options)))


def load(path: str) -> Saved:
    """A mapping file.

    Raises:
        UsageError: there is none, or it is not one.
    """
    cure = f"cxm inspect EXPORT --save {path} writes one"
    try:
        held = tomllib.loads(Path(path).read_text(encoding="utf-8"))
    except OSError as error:
        raise UsageError(f"cannot be read: {(error.strerror or str(error)).lower()}", where=path, cure=cure) from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise UsageError(f"is no TOML: {error}", where=path, cure=cure) from None
    if held.get("version") != VERSION:
        raise UsageError(f"is no mapping file of version {VERSION}", where=path, cure=cure)
    problems = _faults(held)
    if problems:
        raise UsageError("is no mapping file", where=path, problems=problems, cure=cure)
    seen = {
        name: Seen(one["column"], one["kind"], {key: value for key, value in one.items() if key not in ("column", "kind")})
        for name, one in held.get("seen", {}).items()
    }
    tables = {name: held.get(name, {}) for name in ("roles", "questions", "units", "file")}
    options = {name: value for name, value in held.get("options", {}).items() if name in OPTIONS}
    return Saved(held["reader"], held["frame"], **tables, options=options, seen=seen, where=path)


def _faults(held: Mapping[str, Any]) -> list[str]:
    """What is wrong with the parts of a mapping file."""
    problems = [f"{name} = ... is missing" for name in ("reader", "frame") if not isinstance(held.get(name), str)]
    for name in ("roles", "questions", "units"):
        table = held.get(name, {})
        bad = not isinstance(table, dict) or any(not isinstance(column, str) for column in table.values())
        problems += [f"[{name}] must hold a text for each entry"] if bad else []
    problems += [f"[{name}] must be a table" for name in ("options", "file", "seen") if not isinstance(held.get(name, {}), dict)]
    if isinstance(held.get("seen", {}), dict):
        bare = [name for name, one in held.get("seen", {}).items() if not isinstance(one, dict) or not {"column", "kind"} <= one.keys()]
        problems += [f"[seen.{name}] lacks column or kind" for name in bare]
    return problems


def _table(name: str, held: Mapping[str, Any]) -> list[str]:
    return ["", f"[{name}]", *(f"{_key(key)} = {_toml(value)}" for key, value in held.items())] if held else []


def _key(key: str) -> str:
    return key if re.fullmatch(r"[A-Za-z0-9_-]+", key) else _toml(key)


def _toml(value: object) -> str:
    """A value as TOML writes it; strings of JSON are strings of TOML, but for DEL."""
    if isinstance(value, (list, tuple)):
        return f"[{', '.join(_toml(inner) for inner in value)}]"
    if isinstance(value, Mapping):
        return f"{{{', '.join(f'{_key(str(key))} = {_toml(inner)}' for key, inner in value.items())}}}"
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")


# ── What changed ────────────────────────────────────────────────────────────────────────────────────────────────────────────


def drift(saved: Saved, reading: Reading) -> list[str]:
    """What is different in an export from what its mapping file says, one sentence each; empty if nothing is."""
    now = mapping_of(reading)
    found = [] if saved.reader == now.reader else [f"the reader is {_shown(now.reader)}, it was {_shown(saved.reader)}"]
    for what in ("form", "encoding", "delimiter"):
        was, new = saved.file.get(what), now.file.get(what)
        if was is not None and new is not None and was != new:
            found.append(f"the {what} is {_shown(new)}, it was {_shown(was)}")
    declared = {name: role.column for name, role in reading.roles.items() if role.strength >= DECLARED}
    columns = {name: column for name, column in {**saved.roles, **saved.questions}.items() if name not in declared}
    if "score" in declared:
        columns = {name: column for name, column in columns.items() if name not in saved.questions}
    gone = dict.fromkeys(column for column in columns.values() if column not in reading.columns.names)
    for column in gone:
        parts = ", ".join(name for name, own in columns.items() if own == column)
        found.append(f"column {column!r} ({parts}) is gone")
    for question, column in saved.questions.items():
        if question in columns and column not in (*gone, *declared.values()) and (new := now.questions.get(question)) != column:
            asked = "answers" if question == "score" else f"{question} answers"
            found.append(f"the {asked} are in {'no column' if new is None else f'column {new!r}'} now, they were in {column!r}")
    for name, one in saved.seen.items():
        if name in columns and one.column in reading.columns.names:
            found += [f"column {one.column!r}: {told}" for told in _changed(name, one, reading)]
    return list(dict.fromkeys(found))


def settled(saved: Saved, reading: Reading) -> Reading:
    """The export read by its mapping file: the columns it names play the parts it says, and what the user declares comes first.

    Raises:
        AmbiguousError: the export is not what it was; every change is named.
    """
    if changes := drift(saved, reading):
        raise drifted(saved, reading.where, changes)
    declared = {name: role for name, role in reading.roles.items() if role.strength >= DECLARED}
    roles = {name: Role(name, column, DECLARED, "mapping file") for name, column in saved.roles.items() if name in reading.frame}
    return replace(reading, roles=roles | declared, units={**saved.units, **reading.units})


def drifted(saved: Saved, where: str, changes: Sequence[str]) -> AmbiguousError:
    """The error for an export that changed."""
    cure = f"if that is right, cxm inspect EXPORT --save {saved.where} writes the mapping anew; without --mapping it is read as it is"
    return AmbiguousError(f"the export is not what {saved.where} says", where=where, problems=changes, cure=cure)


def unfit(saved: Saved, error: ExportError) -> bool:
    """Whether an export could not be read because it is not of the reader's format any more."""
    return saved.reader in READERS and READERS[saved.reader].title in error.what


def _changed(name: str, was: Seen, reading: Reading) -> list[str]:
    if name not in reading.frame and name not in QUESTIONS:
        return []
    cells = reading.columns.cells.get(was.column, ())
    if not answered(cells):
        return []
    declared = reading.reader.columns.get(name, Column())
    if was.kind == "words":
        field_words = reading.frame[name].words if name in reading.frame else ()
        known = {word.casefold() for word in (*was.facts.get("words", ()), *declared.words, *field_words)}
        fresh = sorted({cell for cell in answered(cells, frozenset()) if cell.casefold() not in known})
        return [f"new {'word' if len(fresh) == 1 else 'words'} {', '.join(map(_shown, fresh[:5]))}"] if fresh else []
    if was.kind == "time":
        return _changed_time(was, cells, declared)
    return _changed_number(was, cells, reading)


def _changed_time(was: Seen, cells: Sequence[str | None], declared: Column) -> list[str]:
    """Another order of day and month is a change where the cells prove it; formats may differ in width, not in kind."""
    order = was.facts.get("order")
    try:
        now = _time_facts(form := time_form(cells, formats=declared.formats, unit=declared.unit))
    except Undecided:
        now = _time_facts(form := time_form(cells, formats=declared.formats, unit=declared.unit, order=order)) if order else {}
        if not now:
            return ["the order of day and month cannot be told any more"]
    if not form.plausible:
        return ["holds no dates any more: " + ", ".join(_shown(cell) for cell in answered(cells)[:3])]
    told = []
    if order and now.get("order") and now["order"] != order:
        told.append(f"dates are written {now['order']}, they were {order}")
    elif _manner(now["written"]) != _manner(was.facts.get("written", now["written"])):
        told.append(f"times are written as {_said(now['written'])}, they were {_said(was.facts['written'])}")
    if now["offset"] != was.facts.get("offset", now["offset"]):
        told.append("times carry no offset any more" if was.facts["offset"] else "times carry an offset now")
    if now["days"] != was.facts.get("days", now["days"]):
        told.append("holds days where it held times" if now["days"] else "holds times where it held days")
    return told


def _manner(how: object) -> object:
    """Formats as a set of dates, for a clock with and without seconds is no change."""
    return frozenset(re.split(r"[ T]%[HI]", text)[0] for text in how) if isinstance(how, list) else how


def _said(how: object) -> str:
    return ", ".join(map(str, how)) if isinstance(how, list) else str(how)


def _changed_number(was: Seen, cells: Sequence[str | None], reading: Reading) -> list[str]:
    mark = was.facts.get("decimal")
    try:
        form = number_form(cells, decimal=reading.options.decimal or reading.reader.decimal or None)
    except Undecided:
        form = number_form(cells, decimal=mark)
    if form.table != was.facts.get("words", ""):
        before, after = was.facts.get("words") or "numbers", form.table or "numbers"
        return [f"holds {after}, it held {before}"]
    if not form.plausible:
        return ["holds no numbers any more: " + ", ".join(_shown(cell) for cell in answered(cells)[:3])]
    told = []
    found = numbers(cells, form)
    if mark and form.decimal != mark and any(not number.is_integer() for number in found):
        told.append(f"the decimal separator is {_shown(form.decimal)}, it was {_shown(mark)}")
    if "low" in was.facts and "high" in was.facts:
        low, high = float(was.facts["low"]), float(was.facts["high"])
        given = [number for number in found if number not in SENTINELS]
        out = [number for number in given if not low <= number <= high]
        if len(out) > TOLERATED * len(given):
            told.append(f"scores such as {', '.join(f'{number:g}' for number in sorted(set(out))[:5])} lie outside {low:g}-{high:g}")
    return told


def _shown(value: object) -> str:
    text = {"\t": "tab"}.get(str(value), str(value))
    return repr(text if len(text) <= 40 else text[:37] + "...")
