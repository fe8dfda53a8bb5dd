"""Tables out of files that hold none: a label and a value on each line, or columns parted by blanks.

They are written anew as CSV in the workspace, and read like any other file from there on.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator, Sequence

from cxm.errors import ExportError
from cxm.io.layout import Head
from cxm.io.source import Form, Source, Workspace
from cxm.io.spec import Reader, normal, spoken

COMBINATION = re.compile(r"combination \d+ stats", re.IGNORECASE)


def labels(rows: Sequence[Sequence[str]]) -> list[str]:
    """The labels of a file of labels and values: first cells that another cell follows."""
    return [cells[0].strip() for cells in rows if len(cells) > 1 and cells[0].strip()]


def paired(source: Source, head: Head, reader: Reader, workspace: Workspace) -> Source:
    """A file of labels and values as a table of one row, or of one row for each of the combinations that were tested.

    Combinations are parts of the whole, so the whole is not a row beside them.

    Raises:
        ExportError: a label of the format is nowhere.
    """
    blocks = _blocks([row.cells for row in head.rows])
    known = {normal(name) for column in reader.columns.values() for name in column.names} | {
        normal(name) for name in reader.signature.every
    }
    shared = {label: value for name, block in blocks if not COMBINATION.fullmatch(name) for label, value in block.items()}
    tested = [block for name, block in blocks if COMBINATION.fullmatch(name)]
    whole = [{**shared, **block} for block in tested if _is_whole(block, reader)]
    if tested and len(whole) == len(tested):
        counts = {label for block in tested for label in block}
        rows = [{label: value for label, value in row.items() if label in counts or not _is_count(shared[label])} for row in whole]
    else:
        rows = [shared]
    names = list(dict.fromkeys(label for row in rows for label in row if normal(label) in known or label.endswith(":")))
    if not names:
        raise ExportError(f"is no {reader.title}: it holds no labels with values", where=source.name)
    return _written(source, workspace, [names, *([row.get(name, "") for name in names] for row in rows)])


def _is_whole(block: dict[str, str], reader: Reader) -> bool:
    """Whether a block holds all the counts the format is known by."""
    have = {normal(label) for label in block}
    return all(normal(label) in have for label in reader.signature.every)


def _is_count(value: str) -> bool:
    return re.match(r"[0-9][0-9,.]*\s*(\(|$)", value) is not None


def _blocks(rows: Sequence[Sequence[str]]) -> list[tuple[str, dict[str, str]]]:
    """The sections of a file, each with its labels and values; the first one has no name."""
    blocks: list[tuple[str, dict[str, str]]] = [("", {})]
    for cells in rows:
        filled = [cell.strip() for cell in cells if cell.strip()]
        if len(filled) == 1 and len(cells) == 1:
            blocks.append((filled[0], {}))
        elif len(cells) > 1 and cells[0].strip():
            blocks[-1][1].setdefault(cells[0].strip(), cells[1].strip())
    return blocks


def looks_blank_separated(head: Head) -> bool:
    """Whether no delimiter splits a file and every line has as many words, two at least."""
    if len(head.rows) < 2 or any(len(row.cells) != 1 for row in head.rows):
        return False
    widths = {len(row.cells[0].split()) for row in head.rows}
    return len(widths) == 1 and widths.pop() > 1


def is_blank_separated(head: Head, known: frozenset[str]) -> bool:
    """Whether a file that looks so has columns parted by blanks: the words of its first line differ, and one is a known header."""
    first = head.rows[0].cells[0].split()
    return len(set(first)) == len(first) and any(spoken(word) in known for word in first)


def unblanked(source: Source, head: Head, workspace: Workspace) -> Source:
    """A file whose columns are parted by blanks as CSV; a line with more or fewer words stays as it is and counts as ragged."""
    assert source.path is not None
    with source.path.open(encoding="utf-8-sig" if head.encoding == "utf-8" else head.encoding, newline=None) as lines:
        return _written(source, workspace, (line.split() for line in lines if line.strip()))


def _written(source: Source, workspace: Workspace, rows: Sequence[Sequence[str]] | Iterator[list[str]]) -> Source:
    path = workspace.file(".csv")
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows(rows)
    return Source(source.name, Form.CSV, path, None, path.stat().st_size, source.member)
