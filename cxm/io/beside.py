"""Beside: the options that say how the second export is read, and their names in what is said of it. Standard library only.

The reading options are those of the first export. The second is given its own with `--with-map ROLE=COL` and with
`--with-option NAME=VALUE`, where NAME is any reading option. What readers and parsers say of an export names the plain flags; said of
the second export, the same sentence names these.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from cxm.errors import CxmError, Problem, UsageError, unknown

INHERITED = ("tz", "input_tz", "missing")
"""Options said of all exports alike, unless the second has its own."""
NUMBERS = ("year", "skip_rows", "header_rows")
READ = (
    "reader", "input_tz", "date_order", "year", "decimal", "encoding", "delimiter", "skip_rows", "header_rows", "surplus", "sheet",
    "missing", "where", "mapping",
)  # fmt: skip
COLUMNS = {"score": "score", "time": "time", "respondent": "respondent_id"}
MARKS = (",", ";", ".", "|")
NAMED = ("encoding", "reader", "sheet")
WORDS = ("or", "and", "with", "out", "it", "one", "names")
"""What may follow a flag in a sentence and is no name."""
_FLAG = re.compile(rf"--(map|{'|'.join(COLUMNS)}|{'|'.join(name.replace('_', '-') for name in READ)})(?![\w-])(?: (?P<value>\S+))?")
_VALUE = re.compile(r"""['"].*|[A-Z][A-Z_]*|dmy|mdy|ymd|keep|drop|tab|\d\S*|[a-z][a-z0-9]*[-_.=/][\w=./+-]+""")
"""What follows a flag as its value, and not as the next word of the sentence."""


def given_beside(given: Mapping[str, Any]) -> dict[str, Any]:
    """The reading options of the second export by their Python names, from those of a request.

    Raises:
        UsageError: a name that is no reading option, or a value that is none; or there is no second export.
    """
    pairs, columns = given.get("with_options") or (), given.get("with_map") or ()
    if (pairs or columns) and not given.get("with_"):
        flag = "--with-option" if pairs else "--with-map"
        raise UsageError(f"{flag} goes with --with", cure=f"--with EXPORT; of the first export it is {'--map' if columns else 'an option'}")
    found: dict[str, Any] = {name: given[name] for name in INHERITED if name in given}
    if columns:
        found["roles"] = columns
    for name, value in pairs.items() if isinstance(pairs, Mapping) else (text.partition("=")[::2] for text in pairs):
        key = name.strip().lstrip("-").replace("-", "_")
        if key == "map":
            raise UsageError(f"--with-option {name}={value} names a column", cure=f"--with-map {value}")
        if key not in READ:
            names = [one.replace("_", "-") for one in READ]
            raise unknown("reading option for --with-option", name, names, cure=f"one of {', '.join(names)}")
        if value in (None, ""):
            raise UsageError(f"--with-option {name} has no value", cure=f"--with-option {name}=VALUE")
        found[key] = [*found.get(key, ()), str(value)] if key == "missing" else _number(key, value) if key in NUMBERS else value
    return found


def _number(key: str, value: object) -> int:
    if not re.fullmatch(r"\d+", str(value).strip()):
        name = key.replace("_", "-")
        raise UsageError(f"--with-option {name}={value} is no number", cure=f"--with-option {name}={'2026' if key == 'year' else '1'}")
    return int(str(value))


@contextmanager
def of_the_second() -> Iterator[None]:
    """Name the options of the second export in the errors raised of it."""
    try:
        yield
    except CxmError as error:
        error.what = renamed(error.what)
        error.problems = tuple(
            Problem(renamed(one.what), one.column, one.row, one.value) if isinstance(one, Problem) else one for one in error.problems
        )
        error.cure = None if error.cure is None else renamed(error.cure)
        raise


def renamed(text: str) -> str:
    """A sentence with the plain flags of reading options as those of the second export."""
    return _FLAG.sub(_renamed, text)


def _renamed(found: re.Match[str]) -> str:
    name, word = found[1], found["value"] or ""
    bare = word.rstrip("),;:.")
    # A mark can be the value itself, or end the sentence behind it.
    known = _VALUE.fullmatch(bare) or (name in NAMED and bare.isalnum() and bare not in WORDS)
    value = word[0] if word[:1] in MARKS and word[1:] in ("", ")") else bare if known else ""
    after = word[len(value) :] if value else (f" {word}" if word else "")
    if name == "map":
        return f"--with-map {value}{after}" if value else f"--with-map{after}"
    if name in COLUMNS:
        return f"--with-map {COLUMNS[name]}={value or 'COLUMN'}{after}"
    return f"--with-option {name}={value}{after}" if value else f"--with-option {name}{after}"
