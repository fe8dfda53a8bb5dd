"""Listings: what commands print that are no results of metrics, in the formats of results that text can carry. Never loads polars."""

from __future__ import annotations

import csv
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from io import StringIO
from typing import TYPE_CHECKING, Annotated, Any

import typer

from cxm._language import say
from cxm.cli.console import colored
from cxm.errors import unknown

if TYPE_CHECKING:
    from rich.console import Console

Entry = Mapping[str, Any]
Entries = Sequence[Entry]

FORMATS = ("table", "json", "ndjson", "csv", "tsv", "markdown")
PAGES = ("text", "json")

Format = Annotated[
    str | None,
    typer.Option(
        "--format",
        "-f",
        help="table, json, ndjson, csv, tsv, markdown. Default: table on a terminal, else csv.",
        metavar="NAME",
        show_default=False,
        autocompletion=lambda incomplete: [name for name in FORMATS if name.startswith(incomplete)],
    ),
]
"""The option of commands that list entries."""

Page = Annotated[
    str,
    typer.Option(
        "--format",
        "-f",
        help="text or json. Default: text.",
        metavar="NAME",
        show_default=False,
        autocompletion=lambda incomplete: [name for name in PAGES if name.startswith(incomplete)],
    ),
]
"""The option of commands that print a page for reading."""


def among(name: str, known: Sequence[str]) -> str:
    """A format, if it is known.

    Raises:
        UsageError: it is not.
    """
    if name not in known:
        raise unknown("format", name, known, cure=f"one of {', '.join(known)}")
    return name


def write(entries: Iterable[Entry], name: str | None, color: str, table: Callable[[Console, Entries], None]) -> None:
    """Print entries to stdout.

    Args:
        name: the format; by what stdout is if None.
        table: draws them for eyes.

    Raises:
        UsageError: no such format.
    """
    name = among(name, FORMATS) if name is not None else "table" if sys.stdout.isatty() else "csv"
    entries = list(entries)
    if name == "table":
        table(_console(color), entries)
        return
    sys.stdout.writelines(f"{line}\n" for line in LINES[name](entries))


def _console(color: str) -> Console:
    from rich.console import Console  # half of the start-up, and only tables are drawn

    styled = colored(sys.stdout, color)
    console = Console(force_terminal=True if styled else None, no_color=not styled, highlight=False)
    if not sys.stdout.isatty():
        console.width = 200
    return console


def _json(entries: Entries) -> Iterator[str]:
    from json import dumps

    yield dumps(entries, ensure_ascii=False, indent=2)


def _ndjson(entries: Entries) -> Iterator[str]:
    from json import dumps

    return (dumps(entry, ensure_ascii=False) for entry in entries)


def _separated(separator: str) -> Callable[[Entries], Iterator[str]]:
    """Rows under a header, in which lists and mappings are one cell."""

    def lines(entries: Entries) -> Iterator[str]:
        out = StringIO()
        csv.writer(out, delimiter=separator, lineterminator="\n").writerows(_rows(entries))
        return iter(out.getvalue().splitlines())

    return lines


def _markdown(entries: Entries) -> Iterator[str]:
    for place, row in enumerate(_rows(entries)):
        yield f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in row)} |"
        if place == 0:
            yield f"|{' --- |' * len(row)}"


def draw(
    console: Console, entries: Entries, heads: Sequence[str], stretch: Mapping[str, int], cells: Callable[[Entry], Mapping[str, Any]]
) -> None:
    """Draw entries as a table, under the families they are of.

    Args:
        heads: the columns.
        stretch: columns that share the room that is left, and wrap.
        cells: the cells of an entry by column.
    """
    from rich.box import SIMPLE_HEAD
    from rich.table import Table
    from rich.text import Text

    table = Table(box=SIMPLE_HEAD, pad_edge=False, header_style="bold", show_edge=False)
    for head in heads:
        table.add_column(say(head), no_wrap=head not in stretch, ratio=stretch.get(head))
    shown = ""
    for entry in entries:
        if entry["family"] != shown:
            if shown:
                table.add_row()
            shown = entry["family"]
            table.add_row(Text(shown, style="bold cyan"))
        found = cells(entry)
        table.add_row(*(found.get(head, "") for head in heads))
    console.print(table)


LINES: Mapping[str, Callable[[Entries], Iterator[str]]] = {
    "json": _json,
    "ndjson": _ndjson,
    "csv": _separated(","),
    "tsv": _separated("\t"),
    "markdown": _markdown,
}


def _rows(entries: Entries) -> Iterator[list[str]]:
    """The header, of every key that an entry has, and a row for each entry."""
    names = list(dict.fromkeys(name for entry in entries for name in entry))
    yield names
    for entry in entries:
        yield [_cell(entry.get(name)) for name in names]


def _cell(value: Any) -> str:
    """A value in one cell, as the provenance of a result writes it."""
    if value is None:
        return ""
    if isinstance(value, Mapping):
        return "; ".join(f"{key}={item}" for key, item in value.items())
    if isinstance(value, (list, tuple)):
        return "; ".join(map(str, value))
    return str(value)
