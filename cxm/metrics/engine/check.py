"""Checks: thresholds the user sets on a result, certain only when the whole interval says so.

`value < 30` is missed for certain when the interval lies wholly below 30, met when it lies wholly above, and cannot be told
otherwise. Rows of unfinished periods and rows without the number (an empty month, the first change of a trend) are not judged:
a job that runs every night would else never be told that all is well. When no row is left to judge, nothing can be told.
"""

from __future__ import annotations

import operator
import re
from collections.abc import Callable, Mapping, Sequence
from math import isfinite, nan
from typing import Any

from cxm._record import Record
from cxm.errors import Exit, UsageError

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

Row = Mapping[str, Any]


class Check(Record):
    """One threshold.

    Args:
        tell: True when a row certainly misses it, False when it certainly does not, None when it cannot be told.
        of: the number it is about; rows without it are not judged.
    """

    text: str
    tell: Callable[[Row], bool | None]
    of: str = "value"


def check(text: str) -> Check:
    """A check from `value < 30`, on value, low, high, n, change or grade.

    Raises:
        UsageError: it is none.
    """
    found = re.fullmatch(r"\s*(\w+)\s*(<=|>=|==|!=|<|>|=)\s*(.+?)\s*", text)
    if not found:
        raise UsageError(f"--fail-if {text!r} is no test", cure='such as --fail-if "value < 30"')
    name, sign, wanted = found.groups()
    compare = OPERATORS[sign]
    if name == "grade":
        if sign not in ("=", "==", "!="):
            raise UsageError(f"--fail-if {text!r}: grades are equal or not", cure='--fail-if "grade = bad"')
        return Check(text, lambda row: _grade(row, compare, wanted.strip("'\"").casefold()))
    if name not in NUMBERS:
        raise UsageError(f"--fail-if {text!r}: unknown {name!r}", cure=f"one of {', '.join((*NUMBERS, 'grade'))}")
    try:
        edge = float(wanted)
    except ValueError:
        edge = nan
    if not isfinite(edge):
        raise UsageError(f"--fail-if {text!r}: {wanted!r} is no number", cure='such as --fail-if "value < 30"')
    return Check(text, lambda row: _number(row, name, compare, edge), of=name)


def on_grade(tone: str) -> Check:
    """The check behind --fail-on: an asserted grade of this tone or a worse one."""
    return Check(f"grade {tone}", lambda row: _tone(row, WORSE[tone]))


def outcome(checks: Sequence[Check], rows: Sequence[Row], say: Callable[[str], None]) -> Exit:
    """What the checks say of all rows together; a certain miss outweighs a doubt.

    Args:
        say: told each row that misses, or may miss.
    """
    status = Exit.OK
    for one in checks:
        judged = [row for row in rows if row["status"] not in UNJUDGED and row[one.of] is not None]
        if rows and not judged:
            say(f"cxm: nothing to judge by {one.text}")
            status = status or Exit.NOT_ENOUGH_DATA
        for row in judged:
            missed = None if row["status"] != "ok" else one.tell(row)
            if missed is False:
                continue
            where = " ".join(str(row[name]) for name in ("metric", "period") if row.get(name) not in (None, "all"))
            say(f"cxm: {where}: {one.text}" if missed else f"cxm: {where}: cannot tell whether {one.text}")
            status = Exit.THRESHOLD if missed or status is Exit.THRESHOLD else Exit.NOT_ENOUGH_DATA
    return status


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


def _grade(row: Row, compare: Callable[[Any, Any], bool], wanted: str) -> bool | None:
    if row["grade"] is not None:
        names = {str(row["grade"]).casefold(), str(row.get("grade_tone")).casefold()}
        return wanted in names if compare is operator.eq else wanted not in names
    return None


def _tone(row: Row, tones: Sequence[str]) -> bool | None:
    if row.get("grade_tone") not in tones:
        return False
    return True if row["grade_state"] in ("asserted", "census") else None
