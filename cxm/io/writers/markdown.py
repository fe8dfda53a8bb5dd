"""Markdown: a table for GitHub, wikis and chats, rounded as in the terminal, with the notes under it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import IO, TYPE_CHECKING

from cxm._language import say, speaking
from cxm.io.writers._cells import clean, tidy
from cxm.io.writers._figures import (
    Row,
    change_of,
    comparison,
    covered,
    grade_of,
    head_of,
    label_of,
    n_of,
    notes,
    percent,
    short_name,
    sides_of,
    span,
    title_of,
    unit_of,
    used,
    value_of,
)
from cxm.io.writers._writer import Options, Writer

if TYPE_CHECKING:
    from cxm.metrics.engine.result import Facts, Result

_MARKUP = re.compile(r"([\\`*_{}\[\]<>#|~$!]|(?<=www)\.|:(?=//))")
_LINE_START = re.compile(r"^(\d*)([-+=.)])")


def escape(text: str) -> str:
    """Text that Markdown shows as it is: no emphasis, link, image, HTML or cell border comes out of it."""
    return _MARKUP.sub(r"\\\1", clean(text).replace("&", "&amp;"))


def escape_line(text: str) -> str:
    """Escaped text that may begin a line: no list or heading comes out of it."""
    return _LINE_START.sub(r"\1\\\2", escape(text))


def write(result: Result, out: IO[str], options: Options) -> None:
    """Write a result as one GitHub table; columns that are empty throughout are left out."""
    with speaking(options.language):
        _write(result, out, options)


def _write(result: Result, out: IO[str], options: Options) -> None:
    rows = list(tidy(result.frame).iter_rows(named=True))
    facts = [result.facts(row["metric"], row["definition"]) for row in rows]
    table = [column for column in _columns(result, rows, facts) if column[0] in (say("value"), say("n")) or any(column[2])]
    if not options.quiet:
        titles = dict.fromkeys(
            f"**{escape(title_of(one, row))}** ({escape(row['definition'] or '')})" for one, row in zip(facts, rows, strict=True)
        )
        said = [*(clean(name) for name in result.exports), used(result), covered(rows), clean(result.zone)]
        out.write("  \n".join([*titles, escape_line(", ".join(part for part in said if part))]) + "\n\n")
    out.write(f"| {' | '.join(head for head, _, _ in table)} |\n|{'|'.join(' ---: ' if right else ' --- ' for _, right, _ in table)}|\n")
    for place in range(len(rows)):
        out.write(f"| {' | '.join(cells[place] for _, _, cells in table)} |\n")
    missing = [f"{say('not computed')}: {one.metric}: {one.why}" for one in result.not_computed]
    if not options.quiet and (said := [*missing, *notes(result, rows)]):
        out.write("\n" + "".join(f"- {escape_line(line)}\n" for line in said))


def _columns(result: Result, rows: Sequence[Row], facts: Sequence[Facts]) -> list[tuple[str, bool, list[str]]]:
    """Heading, whether it stands right, and the cells of each column."""
    pairs = list(zip(rows, facts, strict=True))
    several = len({(row["metric"], row["definition"]) for row in rows}) > 1
    built: list[tuple[str, bool, list[str]]] = []
    if result.compared:
        built.append((say("definition"), False, [escape(short_name(row)) for row in rows]))
    elif several:
        built.append((say("metric"), False, [escape(title_of(one, row)) for row, one in pairs]))
    for name in (*result.segments, *result.parts):
        if any(row[name] is not None for row in rows):
            labels = [_strong(escape(label_of(row, name)), row, name) for row in rows]
            built.append((escape(head_of(name, result)), False, labels))
    if len({row["period"] for row in rows}) > 1:
        built.append((say("period"), False, [escape(row["period"]) for row in rows]))
    return [
        *built,
        (say("value"), True, [escape(value_of(row, one)) for row, one in pairs]),
        (say("{} interval", percent(result.level)), True, [_interval(row, one) for row, one in pairs]),
        (say("n"), True, [escape(n_of(row)) for row in rows]),
        *_sides(result, rows),
        (say("grade"), False, [escape(grade_of(row)) for row in rows]),
        (escape(comparison(result)), False, [escape(change_of(row, one)) for row, one in pairs]),
    ]


def _sides(result: Result, rows: Sequence[Row]) -> list[tuple[str, bool, list[str]]]:
    """How many units change sides, where definitions are compared."""
    told = [sides_of(row) for row in rows] if result.compared else []
    return [(say(head), True, [escape(one[at]) for one in told]) for at, head in enumerate(("moved", "base")) if told]


def _strong(label: str, row: Row, column: str) -> str:
    return f"**{label}**" if row["row_kind"] == "total" and row[column] is None else label


def _interval(row: Row, facts: Facts) -> str:
    if row["low"] is None or row["high"] is None:
        return ""
    return " … ".join(span(row["low"], row["high"], row["value"], unit_of(row, facts)))


WRITER = Writer(title="Markdown table", suffixes=(".md", ".markdown"), text=True, write=write)
