"""The page `cxm inspect` draws."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import zip_longest
from typing import TYPE_CHECKING, Any

from rich.console import Console
from rich.text import Text

from cxm.cli.page import room

if TYPE_CHECKING:
    from cxm.metrics.engine.result import NotComputed

Found = Mapping[str, Any]
NO_LIMIT = 100_000
"""Columns of a page without an edge, for what reads it line by line."""
GAP = 2
MOST_CANDIDATES = 5
LONGEST = 48
"""Columns of the longest cell where there is no edge: headings may be whole questions."""


def draw(found: Found, *, color: bool) -> None:
    """Print what inspection found, section by section."""
    console = Console(force_terminal=True if color else None, no_color=not color, highlight=False, width=NO_LIMIT)
    for line in lines(found, room()):
        line.rstrip()
        console.print(line, soft_wrap=True)


def lines(found: Found, width: int | None) -> Iterator[Text]:
    """The page in lines.

    Args:
        width: columns of the screen; None if it has no edge.
    """
    page = Page(width)
    yield from page.hung(Text(found["export"], "bold"))
    for key, value in found["file"].items():
        yield from page.named(key, Text(str(value)), 12)
    for title, section in SECTIONS:
        if body := list(section(found, page)):
            yield from (Text(), *page.hung(Text(title, "bold cyan")), *body)


class Page:
    """A page of some width: lines that go on under where they began, and are cut between words."""

    def __init__(self, width: int | None) -> None:
        self.width = width or NO_LIMIT
        self._console = Console(width=self.width, file=sys.stdout, color_system=None)

    def hung(self, text: Text, first: int = 0, hang: int = 4) -> list[Text]:
        """A text from the column `first` on, and from `hang` on in the lines below."""
        pieces = text.wrap(self._console, max(8, self.width - max(first, hang)))
        for piece in pieces:
            piece.rstrip()
        return [Text(" " * (hang if place else first)) + piece for place, piece in enumerate(pieces)]

    def named(self, name: str, text: Text, size: int, style: str = "") -> list[Text]:
        """A name and what is said of it: beside it where there is room, else below."""
        at = 2 + size + GAP
        if self.width - at < min(text.cell_len, 24) or Text(name).cell_len > size:
            return [*self.hung(Text(name, style), 2, 4), *self.hung(text, 4, 4)]
        first, *more = self.hung(text, at, at)
        return [Text.assemble("  ", (name.ljust(size), style), first[size + 2 :]), *more]

    def table(self, heads: Sequence[str], rows: Sequence[Sequence[Text]]) -> list[Text]:
        """Rows under headings in columns; one below the other, without headings, where they do not fit."""
        pairs = [Text(head, "dim") for head in heads]
        edge = LONGEST if self.width == NO_LIMIT else self.width
        sizes = [min(edge, max(cell.cell_len for cell in column)) for column in zip(pairs, *rows, strict=True)]
        if 2 + sum(sizes) + GAP * (len(sizes) - 1) > self.width:
            size = max(row[0].cell_len for row in rows)
            told = [Text("; ").join(cell for cell in row[2:] if cell.plain) for row in rows]
            return [
                line
                for row, text in zip(rows, told, strict=True)
                for line in (*self.named(row[0].plain, row[1], size, "bold"), *self.hung(text, 2 + size + GAP, 2 + size + GAP))
            ]
        rule = Text("  " + "─" * (sum(sizes) + GAP * (len(sizes) - 1)), "dim")
        first, *body = [line for row in [pairs, *rows] for line in self._row(row, sizes)]
        return [first, rule, *body]

    def _row(self, cells: Sequence[Text], sizes: Sequence[int]) -> Iterator[Text]:
        """Cells side by side, each in as many lines as it takes."""
        columns = [cell.wrap(self._console, size) for cell, size in zip(cells, sizes, strict=True)]
        for pieces in zip_longest(*columns, fillvalue=Text()):
            line = Text("  ")
            for piece, size in zip(pieces, sizes, strict=True):
                piece.rstrip()
                line += piece + Text(" " * (size - piece.cell_len + GAP))
            yield line


def _readers(found: Found, page: Page) -> Iterator[Text]:
    for claim in found["readers"]:
        mark, style = ("->", "bold") if claim["chosen"] else ("  ", "")
        yield from page.hung(
            Text.assemble((f"{mark} {claim['reader']}", style), (f"  {claim['title']}; score {claim['score']}; {claim['why']}", "dim")),
            0,
            5,
        )


def _roles(found: Found, page: Page) -> Sequence[Text]:
    keys = {"role": "bold", "column": "", "evidence": "dim", "form": "", "example": "dim"}
    rows = [[Text(str(role[key]), style) for key, style in keys.items()] for role in found["roles"]]
    return page.table(("role", "column", "evidence", "written as", "such as"), rows) if rows else []


def _notes(found: Found, page: Page) -> Iterator[Text]:
    for line in found["notes"]:
        yield from page.hung(Text(line, "dim"), 2)


def _candidates(found: Found, page: Page) -> Iterator[Text]:
    for line in found["candidates"][:MOST_CANDIDATES]:
        note = f"; not taken: {line['note']}" if line["note"] else ""
        yield from page.hung(Text.assemble(line["column"], (f"  strength {line['strength']}: {line['evidence']}{note}", "dim")), 2)
    if (more := len(found["candidates"]) - MOST_CANDIDATES) > 0:
        yield from page.hung(Text(f"and {more:,} more", "dim"), 2)


def _metrics(found: Found, page: Page) -> Iterator[Text]:
    ready = [line for line in found["metrics"] if line["state"] == "ready"]
    if not ready:
        yield from page.hung(Text("none of this export alone", "dim"), 2)
    size = _size(line["metric"] for line in ready)
    for line in ready:
        yield from page.named(line["metric"], Text(line["detail"]), size, "green")


def _lacking(found: Found, page: Page) -> Iterator[Text]:
    """What is in the way, once, and below it every metric it is in the way of."""
    groups: dict[tuple[str, str], list[NotComputed]] = {}
    for one in found["lacking"]:
        groups.setdefault((one.why, one.cure), []).append(one)
    for (why, cure), ones in sorted(groups.items(), key=lambda item: -len(item[1])):
        yield from page.hung(Text.assemble((why, "yellow"), "  " if cure else "", (_short(cure, page), "dim")), 2, 6)
        yield from page.hung(Text(", ".join(one.metric for one in ones)), 4, 4)


def _short(cure: str, page: Page) -> str:
    """Flags for a few columns; of many columns the first ones, the others are among the candidates."""
    flags = cure.split(" or ")
    if len(flags) <= MOST_CANDIDATES or page.width == NO_LIMIT:
        return cure
    return f"{' or '.join(flags[:2])}, and {len(flags) - 2} more"


def _beside(found: Found, page: Page) -> Iterator[Text]:
    if not found["beside"]:
        return
    yield from page.hung(Text(f"cxm compute METRIC EXPORT --with {found['export']}", "dim"), 2)
    size = _size(line["metric"] for line in found["beside"])
    for line in found["beside"]:
        yield from page.named(line["metric"], Text(f"of {' or '.join(line['of'])}"), size, "green")
    yield from page.hung(Text("there --map is --with-map, and --decimal , is --with-option decimal=,", "dim"), 2)


def _proposals(found: Found, page: Page) -> Iterator[Text]:
    size = _size(line["role"] for line in found["proposals"])
    for line in found["proposals"]:
        yield from page.named(line["role"], Text(" or ".join(line["flags"]), "dim"), size)


def _problems(found: Found, page: Page) -> Iterator[Text]:
    """What is in the way, unless it stands beside the metrics it is in the way of."""
    said = {f"{one.why}; {one.cure}" for one in found["lacking"]}
    for line in (line for line in found["problems"] if line not in said):
        yield from page.hung(Text(line, "yellow"), 2)


def _segments(found: Found, page: Page) -> Iterator[Text]:
    for line in found["segments"]:
        yield from page.hung(Text.assemble(line["column"], (f"  {line['values']} values: {', '.join(line['examples'])}", "dim")), 2)


def _size(names: Iterator[str]) -> int:
    return max(map(len, names), default=0)


SECTIONS: Sequence[tuple[str, Callable[[Found, Page], Iterator[Text] | Sequence[Text]]]] = (
    ("Reader", _readers),
    ("Columns in their roles", _roles),
    ("To know", _notes),
    ("Columns that could hold the answers", _candidates),
    ("Metrics", _metrics),
    ("Not computed", _lacking),
    ("Beside another export", _beside),
    ("Could be", _proposals),
    ("In the way", _problems),
    ("Good segments", _segments),
)
"""The sections of a page in their order; one with nothing to say is left out."""
