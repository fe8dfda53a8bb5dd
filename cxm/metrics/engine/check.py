"""Checks: thresholds the user sets on a result, certain only when the whole interval says so.

`value < 30` is missed for certain when the interval lies wholly below 30, met when it lies wholly above, and cannot be told
otherwise. So it is with grades: `grade = bad` is missed when every band the interval touches is bad, and cannot be told when
some are; few answers may be bad, and are never certainly so. Rows of unfinished periods and rows without the number (an empty
month, the first change of a trend, a metric nobody grades) are not judged: a job that runs every night would else never be told
that all is well. When no row is left to judge, nothing can be told. A check that no row could ever miss is refused.
"""

from __future__ import annotations

import operator
import re
from collections.abc import Callable, Mapping, Sequence
from itertools import takewhile
from math import isfinite, nan
from typing import Any

from cxm._record import Record
from cxm.errors import MOST, Exit, UsageError, unknown
from cxm.metrics.engine.grade import SHOWN, touched
from cxm.metrics.spec import Band

OPERATORS: Mapping[str, Callable[[Any, Any], bool]] = {
    "<=": operator.le,
    ">=": operator.ge,
    "==": operator.eq,
    "!=": operator.ne,
    "<": operator.lt,
    ">": operator.gt,
    "=": operator.eq,
}
NUMBERS = {"value": ("low", "high"), "change": ("change_low", "change_high"), "low": None, "high": None, "n": None}
WORSE = {"bad": ("bad",), "warn": ("bad", "warn")}

UNJUDGED = frozenset({"partial", "provisional", "immature", "insufficient_history", "no_data", "suppressed"})
"""Statuses of rows that say nothing yet, or nothing at all."""

GRADE = "grade_label"
"""What a check of grades is about: the band of a value, asserted or not."""
OWN_BANDS = "--benchmark-file FILE.toml for bands of your own, or a test of the value"

Row = Mapping[str, Any]
"""A row of the result, and under `bands` those it is graded by, from the lowest to the highest."""
Fails = Callable[[Band], bool]


class Check(Record):
    """One threshold.

    Args:
        tell: True when a row certainly misses it, False when it certainly does not, None when it cannot be told.
        of: the column it is about; rows without it are not judged.
        limit: the test that a row in doubt misses for certain, '' if there is none.
    """

    text: str
    tell: Callable[[Row], bool | None]
    of: str = "value"
    limit: Callable[[Row], str] = lambda _: ""


def check(text: str, bands: Sequence[Band] = (), *, compared: bool = False) -> Check:
    """A check from `value < 30`, on value, low, high, n, change or grade.

    Args:
        bands: those that may grade what is checked.
        compared: whether there are changes.

    Raises:
        UsageError: it is none, or no row could ever miss it.
    """
    found = re.fullmatch(r"\s*(\w+)\s*(<=|>=|==|!=|<|>|=)\s*(.+?)\s*", text)
    if not found:
        raise UsageError(f"--fail-if {text!r} is no test", cure='such as --fail-if "value < 30"')
    name, sign, wanted = found.groups()
    compare = OPERATORS[sign]
    if name == "grade":
        if sign not in ("=", "==", "!="):
            raise UsageError(f"--fail-if {text!r}: grades are equal or not", cure='--fail-if "grade = bad"')
        word = wanted.strip("'\"").casefold()
        _known(text, word, bands)
        return _graded(text, lambda band: compare(word in (band.label.casefold(), band.tone), True))
    if name not in NUMBERS:
        raise UsageError(f"--fail-if {text!r}: unknown {name!r}", cure=f"one of {', '.join((*NUMBERS, 'grade'))}")
    if name == "change" and not compared:
        raise UsageError(f"--fail-if {text!r}: nothing is compared", cure="--compare previous")
    try:
        edge = float(wanted)
    except ValueError:
        edge = nan
    if not isfinite(edge):
        raise UsageError(f"--fail-if {text!r}: {wanted!r} is no number", cure='such as --fail-if "value < 30"')
    return Check(text, lambda row: _number(row, name, compare, edge), of=name)


def on_grade(tone: str, bands: Sequence[Band]) -> Check:
    """The check behind --fail-on: a grade of this tone or a worse one.

    Args:
        bands: those that may grade what is checked.

    Raises:
        UsageError: there is no such tone, or no band has it.
    """
    if tone not in WORSE:
        raise unknown("value for --fail-on", tone, WORSE)
    tones = WORSE[tone]
    if not any(band.tone in tones for band in bands):
        milder = [other for other in WORSE if any(band.tone in WORSE[other] for band in bands)]
        cure = f"--fail-on {milder[0]}" if milder else OWN_BANDS
        raise UsageError(f"--fail-on {tone}: nothing that is asked can be graded {' or '.join(tones)}", cure=cure)
    return _graded(f"grade {' or '.join(tones)}", lambda band: band.tone in tones)


def outcome(checks: Sequence[Check], rows: Sequence[Row], say: Callable[[str], None], shown: Callable[[Row, str], str]) -> Exit:
    """What the checks say of all rows together; a certain miss outweighs a doubt.

    Args:
        say: told each row that misses, then those that may, of which no more than MOST.
        shown: a row in words, with the column a check is about.
    """
    missed: list[str] = []
    doubts: list[str] = []
    limits: dict[str, None] = {}
    for one in checks:
        judged = [row for row in rows if row["status"] not in UNJUDGED and row[one.of] is not None]
        if rows and not judged:
            doubts.append(f"nothing to judge by {one.text}")
        for row in judged:
            found = None if row["status"] != "ok" else one.tell(row)
            if found:
                missed.append(shown(row, one.of) + ("" if one.of == GRADE else f": {one.text}"))
            elif found is None:
                doubts.append(f"{shown(row, one.of)}: cannot tell whether {one.text}")
                limits |= dict.fromkeys(filter(None, [one.limit(row)]))
    hint = f"a doubt ends with {Exit.NOT_ENOUGH_DATA:d}, not {Exit.THRESHOLD:d}"
    hints = [f'{hint}; --fail-if "{limit}" fires on it too' for limit in limits if not missed]
    more = [f"{len(doubts) - MOST:,} more that cannot be told"] if len(doubts) > MOST else []
    for line in [*missed, *doubts[:MOST], *more, *hints]:
        say(f"cxm: {line}")
    return Exit.THRESHOLD if missed else Exit.NOT_ENOUGH_DATA if doubts else Exit.OK


def _number(row: Row, name: str, compare: Callable[[Any, Any], bool], edge: float) -> bool | None:
    point = row[name]
    if point is None:
        return None
    limits = NUMBERS[name]
    if limits is None:
        return compare(point, edge)
    low, high = row[limits[0]], row[limits[1]]
    if low is None or high is None:
        # A complete count has no interval: its value is certain. Any other value without one is not.
        return compare(point, edge) if row.get("interval_method") == "census" else None
    if compare in (operator.eq, operator.ne) and low < edge < high:
        return None  # none of the three numbers is the edge, and the true one may be
    said = {compare(low, edge), compare(point, edge), compare(high, edge)}
    return said.pop() if len(said) == 1 else None


def _known(text: str, word: str, bands: Sequence[Band]) -> None:
    """Refuse a grade that no band gives.

    Raises:
        UsageError: with the nearest label or tone.
    """
    names = list(dict.fromkeys(name for band in bands for name in (band.label, band.tone)))
    if not names:
        raise UsageError(f"--fail-if {text!r}: nothing that is asked has grades", cure=OWN_BANDS)
    if word not in (name.casefold() for name in names):
        near = unknown("grade", word, names)
        raise UsageError(f"--fail-if {text!r}: {near.what}", cure=near.cure)


def _graded(text: str, fails: Fails) -> Check:
    """The check of a grade, by the bands that fail."""
    return Check(text, lambda row: _reached(row, fails), GRADE, lambda row: _limit(row, fails))


def _reached(row: Row, fails: Fails) -> bool | None:
    """Whether a value lies in bands that fail: all that its interval touches do, or none."""
    value, low, high, state = row["value"], row["low"], row["high"], row["grade_state"]
    if state in SHOWN:
        return any(fails(band) for band in row["bands"] if band.label == row["grade"])
    if low is None and high is None:
        return None
    said = {fails(band) for band in touched(value, low, high, row["bands"])}
    if len(said) != 1:
        return None
    return None if said == {True} and state != "uncertain" else said.pop()


def _limit(row: Row, fails: Fails) -> str:
    """The test that fires once an interval reaches bands that fail: those at the lower end of the line, else those at the upper."""
    under = [*takewhile(fails, row["bands"])]
    over = [*takewhile(fails, reversed(row["bands"]))]
    sides = []
    if under and row["low"] is not None:
        sides.append(("low", "<=" if under[-1].high_included else "<", under[-1].high))
    if over and row["high"] is not None:
        sides.append(("high", ">=" if over[-1].low_included else ">", over[-1].low))
    return next((f"{end} {sign} {edge:.15g}" for end, sign, edge in sides if edge is not None and OPERATORS[sign](row[end], edge)), "")
