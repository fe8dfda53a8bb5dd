"""What a writer is, and how a file is published: whole or not at all."""

from __future__ import annotations

import os
import re
import stat
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from io import TextIOWrapper
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

from cxm._language import ENGLISH
from cxm._record import Record
from cxm.errors import UsageError

if TYPE_CHECKING:
    from cxm._registry import Registry
    from cxm.metrics.engine.result import Result


class Options(Record):
    """How a result is written.

    Args:
        full: CSV and TSV hold all columns, not only the core.
        width: columns of the screen; None asks the terminal, and means no limit where there is none.
        color: 'auto', 'always' or 'never'.
        terminal: lines, bars and boxes may be drawn; None asks the output.
        unicode: characters beyond ASCII may be drawn; None asks the output's encoding and TERM.
        quiet: a table without the lines around it.
        language: of what is written for people to read; data have one language.
    """

    full: bool = False
    width: int | None = None
    color: str = "auto"
    terminal: bool | None = None
    unicode: bool | None = None
    quiet: bool = False
    language: str = ENGLISH


class Writer(Record):
    """One output format.

    Args:
        suffixes: endings of file names that mean this format, the first being the usual one.
        text: `write` gets a text stream, else a binary one.
    """

    title: str
    suffixes: tuple[str, ...]
    text: bool
    write: Callable[[Result, IO[Any], Options], None]


def format_of(path: str | Path, writers: Registry[Writer]) -> str:
    """The name of the format a file name asks for.

    Raises:
        UsageError: the name has no ending, or one no writer has.
    """
    suffix = Path(path).suffix.lower()
    if suffix and suffix[1:] in writers:
        return suffix[1:]
    # Only endings that are not a format's name make us open all writers.
    endings = {ending: name for name in writers for ending in writers[name].suffixes}
    if suffix in endings:
        return endings[suffix]
    what = f"no format is known by the ending {suffix!r}" if suffix else "the file name has no ending that tells the format"
    raise UsageError(what, where=str(path), cure=f"use --format, or end the name in one of {', '.join(sorted(endings))}")


@contextmanager
def publish(path: str | Path, *, text: bool) -> Iterator[IO[Any]]:
    """A stream that becomes the file only when everything was written; after an error nothing is left.

    Written beside the target and renamed over it; a link stays a link, a file that was there keeps its permissions. Pipes,
    devices and `/dev/stdout` cannot be renamed over and are written straight.

    Raises:
        UsageError: the target cannot be written.
    """
    target = Path(path)
    try:
        descriptor = _open_descriptor(target)
        if descriptor is not None or _is_special(target):
            with _stream(descriptor if descriptor is not None else os.open(target, os.O_WRONLY), text=text) as out:
                yield out
            return
        with _beside(Path(os.path.realpath(target)), text=text) as out:
            yield out
    except BrokenPipeError:
        raise  # the reader has seen enough: not an error of the user
    except OSError as error:
        raise UsageError(f"cannot write: {(error.strerror or str(error)).lower()}", where=str(path)) from error


@contextmanager
def _beside(target: Path, *, text: bool) -> Iterator[IO[Any]]:
    if target.is_dir():
        raise UsageError("cannot write: it is a folder", where=str(target), cure="name a file in it")
    if not target.parent.is_dir():
        raise UsageError(f"cannot write: there is no folder {str(target.parent)!r}", where=target.name, cure="create the folder first")
    mode = stat.S_IMODE(target.stat().st_mode) if target.exists() else 0o666 & ~_umask()
    handle, name = tempfile.mkstemp(dir=target.parent, prefix=f".{target.name[:80]}.", suffix=".part")
    try:
        with _stream(handle, text=text) as out:
            yield out
            out.flush()
            os.fsync(handle)
        Path(name).chmod(mode)
        Path(name).replace(target)
    except BaseException:
        with suppress(OSError):
            Path(name).unlink()
        raise


def _stream(descriptor: int, *, text: bool) -> IO[Any]:
    """A stream that owns a descriptor. Line ends are written as they are on every system."""
    binary = os.fdopen(descriptor, "wb")
    return TextIOWrapper(binary, encoding="utf-8", newline="") if text else binary


def _open_descriptor(target: Path) -> int | None:
    """A copy of the descriptor a name such as /dev/stdout stands for: opened anew, a redirected file would be truncated."""
    name = str(target)
    number = {"/dev/stdout": "1", "/dev/stderr": "2"}.get(name)
    if number is None and (found := re.fullmatch(r"/(?:dev|proc/self)/fd/(\d+)", name)):
        number = found[1]
    return None if number is None else os.dup(int(number))


def _is_special(target: Path) -> bool:
    try:
        mode = target.stat().st_mode
    except (FileNotFoundError, NotADirectoryError):
        return False
    return not stat.S_ISREG(mode) and not stat.S_ISDIR(mode)


def _umask() -> int:
    """The permissions new files do not get; the system only tells it by setting it."""
    mask = os.umask(0o022)
    os.umask(mask)
    return mask
