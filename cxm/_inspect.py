"""Inspection: everything recognition knows of an export, as plain data."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import polars as pl

from cxm._scope import not_computed
from cxm.errors import CxmError
from cxm.io.evidence import Undecided, answered
from cxm.io.layout import Head
from cxm.io.proposals import proposals
from cxm.io.read import Reading
from cxm.io.recognise import Claim, recognise
from cxm.io.roles import Role, candidates
from cxm.io.spec import made_of
from cxm.metrics import FRAMES, METRICS
from cxm.metrics.engine.plan import Lacking, Request, choose
from cxm.metrics.spec import Metric, View

MOST_SEGMENTS, MOST_VALUES, MOST_WORDS = 8, 40, 8


def described(reading: Reading, request: Request, refused: Lacking) -> dict[str, Any]:
    """What the export is, who claims it, which column is what, what it can feed, and what stands in the way.

    Args:
        refused: metrics that were tried and could not be computed.
    """
    problems: list[str] = []
    roles = _all_roles(reading, problems)
    candidates_found = _candidates(reading)
    metrics, lacking = _metrics(reading, request, refused)
    found = {
        "export": reading.where,
        "file": _file(reading),
        "readers": _readers(reading),
        "roles": [_role(reading, role, problems) for role in roles],
        "notes": _notes(reading, problems),
        "candidates": candidates_found,
        "metrics": metrics,
        "beside": _beside(reading),
        "proposals": _proposals(reading),
        "segments": _segments(reading, {*(role.column for role in roles if role.field == "score"), *_eligible(candidates_found)}),
        "lacking": not_computed(lacking),
    }
    return found | {"problems": list(dict.fromkeys(problems))}


def _file(reading: Reading) -> dict[str, Any]:
    """How the file is written."""
    first = reading.sources[0]
    facts: dict[str, Any] = {
        "form": first.form.value if isinstance(first.form.value, str) else first.form.name.lower(),
        "files": len(reading.sources),
    }
    if reading.heads:
        head = reading.heads[0]
        ends = {"\n": "LF", "\r\n": "CRLF", "\r": "CR"}.get(head.newline, repr(head.newline))
        facts |= {
            "encoding": head.encoding + (" with byte order mark" if head.bom else ""),
            "delimiter": {"\t": "tab"}.get(head.delimiter, head.delimiter),
            "line ends": ends,
            "header": _header(head, reading.claim),
            "preamble": f"{reading.claim.header} row{'s' if reading.claim.header > 1 else ''}" if reading.claim.header else "none",
        }
    facts["columns"] = len(reading.columns.names)
    if all(source.path is not None for source in reading.sources):  # that of a remote file is not known
        facts["size"] = f"{sum(source.size for source in reading.sources):,} bytes"
    return facts | {"rows": _rows(reading)}


def _header(head: Head, claim: Claim) -> str:
    """Where the header is."""
    rows = claim.data - claim.header
    return "none" if not rows else f"line {head.rows[claim.header].line}" + (f", {rows} rows" if rows > 1 else "")


def _rows(reading: Reading) -> str:
    """How many rows of data there are, and what was left out when reading them."""
    scanned = reading.scanned()
    count = int(scanned.lazy.select(pl.len()).collect(engine="streaming").item())
    left = scanned.left | {"with mended quotes": scanned.mended}
    return ", ".join([f"{count:,}", *(f"{number:,} {what}" for what, number in left.items() if number)])


def _readers(reading: Reading) -> list[dict[str, Any]]:
    rows: Sequence[Sequence[str]] = [row.cells for row in reading.heads[0].rows] if reading.heads else [reading.columns.names]
    claims = [reading.claim, *(claim for claim in recognise(rows) if claim.reader.name != reading.reader.name)]
    return [
        {
            "reader": claim.reader.name.replace("_", "-"),
            "title": claim.reader.title,
            "family": claim.reader.family,
            "score": claim.score,
            "why": f"header names found: {', '.join(claim.hits[:6]) or 'none'}"
            + (f" and {len(claim.hits) - 6} more" if len(claim.hits) > 6 else ""),
            "chosen": claim.reader.name == reading.reader.name,
        }
        for claim in claims
    ]


def _all_roles(reading: Reading, problems: list[str]) -> list[Role]:
    roles = [role for role in reading.roles.values() if role.field != "score"]
    found: dict[str, list[str]] = {}
    for about in ("nps", "csat", "ces", None):
        try:
            role = reading.score(about) if "score" in reading.frame else None
        except CxmError as error:
            if about is None:
                problems.append(f"{error.what}; {error.cure}")
            continue
        if role is not None:
            found.setdefault(role.column, []).append(about or "any rating")
    for column, questions in found.items():
        role = next(role for about in ("nps", "csat", "ces", None) if (role := _quiet_score(reading, about)) and role.column == column)
        roles.append(Role("score", column, role.strength, f"{role.evidence}, for {', '.join(questions)}"))
    return roles


def _quiet_score(reading: Reading, about: str | None) -> Role | None:
    try:
        return reading.score(about)
    except CxmError:
        return None


def _role(reading: Reading, role: Role, problems: list[str]) -> dict[str, Any]:
    try:
        form = reading.fields.described(role.field, role)
    except Undecided as doubt:
        form = "cannot be told"
        problems.append(f"'{role.column}': {doubt.what}: {'; or '.join(doubt.readings)}; settle it with {doubt.cure}")
    said = answered(reading.columns.cells.get(role.column, ()))
    return {
        "role": role.field,
        "column": role.column,
        "evidence": role.evidence,
        "form": form,
        "example": said[0][:40] if said else "(all blank)",
    }


def _notes(reading: Reading, problems: list[str]) -> list[str]:
    """What the reading has to say of itself; reads all rows once where rows are not entities, and once for words nobody knows."""
    told: list[str] = []
    try:
        told += reading.remarks
        told += [grain] if (grain := reading.grain()) else []
        for name, found in reading.unknown_words().items():
            shown = ", ".join(f"{word[:40]} ({count:,})" for word, count in list(found.items())[:MOST_WORDS])
            more = f" and {len(found) - MOST_WORDS} more" if len(found) > MOST_WORDS else ""
            told.append(f"{name} holds words that are not known, which are kept as they are: {shown}{more}")
    except CxmError as error:
        problems.append(str(error))
    return told


def _candidates(reading: Reading) -> list[dict[str, Any]]:
    if "score" not in reading.frame or "score" in reading.roles:
        return []
    taken = [role.column for role in reading.roles.values()]
    return [
        {"column": one.role.column, "strength": one.role.strength, "evidence": one.role.evidence, "note": one.note}
        for one in candidates(reading.reader, reading.columns, None, taken)
    ]


def _metrics(reading: Reading, request: Request, refused: Lacking) -> tuple[list[dict[str, Any]], Lacking]:
    """Every metric of the frame, and of those made of it, ready or with what it lacks; and what those lack."""
    found, lacking = [], Lacking()
    for name in METRICS.names():
        item = METRICS[name]
        frame = _frame_of(reading, name)
        if isinstance(item, View) or frame is None:
            continue
        state = "ready"
        try:
            detail = _ready(replace(reading, wanted=frame), item, request, refused)
        except CxmError as error:
            state, detail, lacking[name] = "lacking", f"{error.what}; {error.cure or ''}".rstrip("; "), error
        found.append({"metric": name.replace("_", "-"), "state": state, "detail": detail})
    return sorted(found, key=lambda line: line["state"] != "ready"), lacking


def _frame_of(reading: Reading, name: str) -> str | None:
    """The frame of the export, or made of it, that a metric is computed from."""
    frames = {one.frame for one in METRICS.definitions(name)}
    return next((frame for frame in made_of(reading.frame.name) if frame in frames), None)


def _beside(reading: Reading) -> list[dict[str, Any]]:
    """The metrics of other exports that take this one beside them, with --with."""
    found = []
    for name in METRICS.names():
        if isinstance(METRICS[name], View):
            continue
        frames = dict.fromkeys(FRAMES[one.frame].title.lower() for one in METRICS.definitions(name) if one.other == reading.frame.name)
        if frames:
            found.append({"metric": name.replace("_", "-"), "of": list(frames)})
    return found


def _ready(reading: Reading, metric: Metric, request: Request, refused: Lacking) -> str:
    """The definition that answers, and the export it takes beside this one.

    Raises:
        CxmError: none does, or it was tried in vain.
    """
    scored = any("score" in one.needs for one in METRICS.definitions(metric.name))
    chosen = choose(metric.name, reading.table(metric.about, never=metric.not_about, timed=False, scored=scored), request)
    if chosen.other:
        return f"{chosen.id}, --with {FRAMES[chosen.other].title.lower()}"
    if metric.name in refused:
        raise refused[metric.name]
    return chosen.id


def _proposals(reading: Reading) -> list[dict[str, Any]]:
    """Flags that would name a column for a field that a metric needs and nobody plays."""
    metrics = [METRICS[name] for name in METRICS.names()]
    definitions = [one for item in metrics if isinstance(item, Metric) for one in METRICS.definitions(item.name)]
    needs = [field for one in definitions if one.frame == reading.frame.name for field in one.needs if field != "score"]
    needs += reading.frame.beside
    return [{"role": field, "flags": flags} for field, flags in proposals(reading, dict.fromkeys(needs)).items()]


def _eligible(found: Sequence[dict[str, Any]]) -> list[str]:
    """Columns that could be taken for the answers."""
    return [line["column"] for line in found if not line["note"]]


def _segments(reading: Reading, answers: set[str]) -> list[dict[str, Any]]:
    """Columns with few values that repeat and are no answers, best filled first."""
    taken = {role.column for role in reading.roles.values() if role.field not in ("channel", "touchpoint", "language", "source")} | answers
    found: list[dict[str, Any]] = []
    for name in reading.columns.names:
        said = answered(reading.columns.cells.get(name, ()))
        values = sorted(set(said), key=lambda value: (-said.count(value), value))
        if name in taken or not 2 <= len(values) <= MOST_VALUES or len(said) < 3 * len(values) or max(map(len, values)) > 40:
            continue
        found.append({"column": name, "values": len(values), "filled": len(said), "examples": values[:5]})
    return sorted(found, key=lambda line: (-line["filled"], line["values"]))[:MOST_SEGMENTS]
