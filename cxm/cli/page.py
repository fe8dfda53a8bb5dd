"""Pages for reading: text that fits the terminal, lines that go on under where they began. Never loads rich or polars."""

from __future__ import annotations

import sys
from shutil import get_terminal_size
from textwrap import wrap

WIDEST = 120
"""Columns of the screen beyond which lines are hard to read."""


def room() -> int | None:
    """Columns of the terminal that stdout is; None where it is none, and lines have no end."""
    return get_terminal_size().columns if sys.stdout.isatty() else None


def fitted(text: str) -> list[str]:
    """A text, indented; on a terminal its paragraphs and the items of its lists are wrapped to fit."""
    if room() is None:
        return [f"  {line}" for line in text.splitlines()]
    blocks: list[str] = []
    for line in text.splitlines():
        if blocks and blocks[-1] and line[:1] not in ("", "-", " "):
            blocks[-1] += f" {line}"
        else:
            blocks.append(line)
    return [piece for block in blocks for piece in wrapped(block, 2, 2 + len(block) - len(block.lstrip(" -")))]


def wrapped(line: str, first: int = 0, hang: int = 2) -> list[str]:
    """A line in pieces that fit the terminal, cut between words only; as it is where there is no terminal.

    Args:
        first, hang: columns the first piece and those below it are moved to the right.
    """
    width = room()
    if width is None:
        return [" " * first + line]
    pieces = wrap(
        line,
        min(width, WIDEST),
        initial_indent=" " * first,
        subsequent_indent=" " * hang,
        break_on_hyphens=False,
        break_long_words=False,
    )
    return pieces or [""]
