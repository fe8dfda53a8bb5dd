"""Rows nobody chose, for any metric: drawn from the declaration of its frame and its fields, so that a new metric needs nothing.

Times of a row follow each other more often than not, ids repeat, cells are blank, zero, fractional, negative or contradict each
other. No two instants of one field are the same, so that 'the last' never depends on a row's place in the file.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache
from pathlib import Path
from random import Random
from typing import Any

from build import TYPES, table

from cxm.metrics import FRAMES, METRICS
from cxm.metrics.engine.table import Stored, Table
from cxm.metrics.spec import BUSINESS_HOURS, Field, Frame, Kind, Metric

Row = dict[str, Any]

CASES = Path(__file__).parent / "cases"
FIRST = datetime(2025, 1, 1)
DAYS = 480
MOST = 40
END = date(2026, 4, 30)
NUMBERS = (None, 0, 0, 1, 1, 2, 3, 5, 8, 10, 10, 2.5, 40.25, 120, -1)
WORDS = ("x", "y", "z")
SCALES = ("scale_min", "scale_max")
"""Left out: rows that name their own scale are another law's, and the request here declares one for all."""


@dataclass(frozen=True, eq=False, repr=False)
class Asked:
    """One definition, under the options that choose it."""

    metric: Metric
    at: int

    def __repr__(self) -> str:
        return f"{self.metric.id} of {self.metric.frame}" + (f" ({self.at})" if self.at else "")

    @property
    def frame(self) -> Frame:
        return FRAMES[self.metric.frame]


def everything() -> list[Asked]:
    """Every definition of every metric; those of one id that need other fields are told apart by a number.

    A model that refuses so few rows as are drawn here has laws of its own (`test_buying.py`).
    """
    seen: dict[tuple[str, str], int] = {}
    found = []
    for name in METRICS.names():
        if isinstance(METRICS[name], Metric):
            for metric in METRICS.definitions(name):
                if metric.least_n > MOST:
                    continue
                at = seen[metric.id, metric.frame] = seen.get((metric.id, metric.frame), -1) + 1
                found.append(Asked(metric, at))
    return found


def kinds() -> list[Asked]:
    """One definition of every metric for each way it is computed: from which frame, by which preparation, over which units."""
    shapes: dict[object, Asked] = {}
    for asked in everything():
        metric = asked.metric
        estimated = metric.estimate.kind if metric.estimate else ""
        shape = (metric.name, metric.frame, metric.prepare, metric.per is None, estimated, metric.parts is None, metric.interval.method)
        shapes.setdefault(shape, asked)
    return list(shapes.values())


def fields_of(metric: Metric, frame: Frame) -> tuple[str, ...]:
    """The fields a metric looks at, and those that decide which rows count."""
    looked = (*metric.needs, *metric.uses, *frame.left_out, frame.time, frame.key, frame.question, frame.latest)
    return tuple(dict.fromkeys(name for name in looked if name and name in frame and name not in SCALES))


@cache
def cases_of(metric: str) -> list[dict[str, Any]]:
    """The cases of a metric that were worked out by hand."""
    path = CASES / f"{metric}.toml"
    found: list[dict[str, Any]] = tomllib.loads(path.read_text(encoding="utf-8"))["case"] if path.exists() else []
    return found


@cache
def words_of(metric: str, field: str) -> tuple[str, ...]:
    """Words that mean something to a metric: those of its cases worked out by hand, and some that mean nothing."""
    told = [value for case in cases_of(metric) for row in case["rows"] if isinstance(value := row.get(field), str)]
    return tuple(dict.fromkeys([*told, *WORDS]))


def rows_of(metric: Metric, frame: Frame, fields: Iterable[str], chance: Random, size: int) -> list[Row]:
    """So many rows with some fields of a frame, and the export's own column `region`."""
    names = tuple(fields)
    return [_row(metric, frame, names, chance, at) for at in range(size)]


def _row(metric: Metric, frame: Frame, fields: tuple[str, ...], chance: Random, at: int) -> Row:
    # Crowded days and lonely ones: some things happen within minutes of each other, and others a year apart.
    near = FIRST + timedelta(days=chance.choice((0, 1, 20, 400)) + chance.randrange(3))
    far = FIRST + timedelta(days=chance.randrange(DAYS))
    day = chance.choice((near, near, near, far, far, far, far, None))
    row: Row = {name: _cell(metric, frame, frame[name], chance, at, day) for name in fields}
    return row | {"@region": chance.choice([None, "", "EU", " EU", "US", "APAC"])}


def _cell(metric: Metric, frame: Frame, field: Field, chance: Random, at: int, day: datetime | None) -> Any:
    match field.kind:
        case Kind.INSTANT | Kind.DATE:
            own = field.name == frame.time
            if day is None or (not own and chance.random() < 0.4):
                return None
            # Later than the row's own time more often than not, and the further away the rarer.
            moved = timedelta(0) if own else timedelta(days=int(chance.expovariate(0.1)) - 2)
            clock = timedelta(hours=chance.choice((9, 9, chance.randrange(24))), minutes=at // 60 % 60, seconds=at % 60)
            return (day + moved).date() if field.kind is Kind.DATE else (day + moved + clock).isoformat()
        case Kind.NUMBER:
            return chance.choice((*range(11), None, 8.5, 11)) if field.name == "score" else _number(field, chance)
        case Kind.FLAG:
            return chance.choice((None, True, True, False))
        case Kind.TEXT:
            return _text(metric, frame, field, chance, at)


def _number(field: Field, chance: Random) -> float | None:
    if field.name == "weight":
        return chance.choice((0.1, 0.5, 1, 2.7))
    return chance.choice(NUMBERS)


def _text(metric: Metric, frame: Frame, field: Field, chance: Random, at: int) -> str | None:
    if field.name == frame.key:
        return f"key {at}" if chance.random() > 0.05 else None
    if field.words:
        return chance.choice((None, *field.words, *field.words[:1] * 3))
    if field.name == frame.unit or field.name.endswith("_id"):
        return chance.choice((None, *"abcdefgh"))
    if field.meaning == "ISO 4217":
        return "EUR"
    return chance.choice((None, *words_of(metric.name, field.name)))


def settings_of(metric: Metric) -> dict[str, object]:
    """What settings may hold that are empty by default, without which a metric may not be told at all."""
    held = {one.name for one in BUSINESS_HOURS}
    empty = [one.name for one in metric.settings if one.kind == "words" and not one.default and one.name not in held]
    told = [case.get("request", {}).get("settings", {}) for case in cases_of(metric.name)]
    words = {name: next((settings[name] for settings in told if settings.get(name)), WORDS[:2]) for name in empty}
    return words | {one.name: one.example for one in metric.settings if one.example is not None}


def sheet(asked: Asked, seed: int) -> list[Row]:
    """An export of up to 40 rows for one definition; the first has a time, so that there are periods."""
    chance = Random(f"{asked}{seed}")
    fields = fields_of(asked.metric, asked.frame)
    rows = rows_of(asked.metric, asked.frame, fields, chance, chance.choice((0, 3, 12, 25, MOST, MOST)))
    time = asked.metric.period_by or asked.frame.time
    first: Row = dict.fromkeys(fields) | {time: FIRST.date() if asked.frame[time].kind is Kind.DATE else FIRST.isoformat()}
    return [{**first, "@region": "EU"}, *rows]


def export(asked: Asked, rows: Iterable[Row], *, stored: Stored = Stored.UTC) -> Table:
    """Rows as the table of one definition."""
    return table(rows, frame=asked.metric.frame, fields=(*fields_of(asked.metric, asked.frame), "@region"), stored=stored)


def second(asked: Asked, seed: int, *, moved: timedelta = timedelta(0)) -> Table | None:
    """The second frame of a definition that needs one."""
    if not asked.metric.other:
        return None
    frame = FRAMES[asked.metric.other]
    fields = [field.name for field in frame.fields if field.kind in TYPES and field.name not in SCALES]
    rows = rows_of(asked.metric, frame, fields, Random(f"second {asked}{seed}"), 20)
    return table([shifted(frame, row, moved) for row in rows], frame=frame.name, stored=Stored.UTC)


def shifted(frame: Frame, row: Row, by: timedelta) -> Row:
    """A row whose instants are moved; dates are local days and stay."""
    moved = {
        name: (datetime.fromisoformat(value) + by).isoformat()
        for name, value in row.items()
        if name in frame and frame[name].kind is Kind.INSTANT and value is not None
    }
    return row | moved
