"""Holidays: days without working time, as dates on the command line or in a file with one date a line."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from os import PathLike
from pathlib import Path

from cxm.errors import UsageError

EXAMPLE = "one date a line, such as 2026-12-25"


def holidays(given: Iterable[str | date | PathLike[str]]) -> tuple[date, ...]:
    """Days from dates (2026-12-25) and from files of them; sorted, each once.

    In a file, what follows the date on its line (a name, a second column) and what follows a # is for people; a first line that
    begins with no digit is a heading.

    Raises:
        UsageError: it is neither a date nor a file, or a line of the file begins with no date.
    """
    found: set[date] = set()
    for one in given:
        if isinstance(one, date):
            found.add(one.date() if isinstance(one, datetime) else one)
        elif (day := _day(str(one))) is not None:
            found.add(day)
        else:
            found |= _of_file(Path(one))
    return tuple(sorted(found))


def _of_file(path: Path) -> set[date]:
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except FileNotFoundError:
        raise UsageError(
            f"--holidays {str(path)!r} is no date and no file", cure=f"a date such as 2026-12-25, or a file with {EXAMPLE}"
        ) from None
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "it is not UTF-8 text"
        raise UsageError(f"--holidays cannot be read: {reason}", where=str(path), cure=f"a text file with {EXAMPLE}") from error
    found: set[date] = set()
    for number, line in enumerate(text.splitlines(), start=1):
        said = line.partition("#")[0].strip().strip('"')
        if not said or (number == 1 and not said[0].isdigit()):
            continue
        day = _day(said[:10])
        if day is None or said[10:11].isalnum():
            raise UsageError(f"--holidays: {said!r} begins with no date", where=f"{path}, line {number}", cure=EXAMPLE)
        found.add(day)
    if not found:
        raise UsageError("--holidays: the file holds no date", where=str(path), cure=EXAMPLE)
    return found


def _day(text: str) -> date | None:
    """A day written year, month, day with hyphens: any other order of them would have to be guessed."""
    text = text.strip()
    try:
        return date.fromisoformat(text) if len(text) == 10 and text[4] == "-" else None
    except ValueError:
        return None
