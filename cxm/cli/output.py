"""Output: which format, to where, and what is said beside it."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping, Sequence
from glob import glob
from io import BytesIO
from pathlib import Path
from typing import Any

from cxm._registry import Registry
from cxm.errors import UsageError, unknown
from cxm.io.writers._writer import Options, Writer, format_of, publish
from cxm.metrics.engine.result import Result

WRITERS: Registry[Writer] = Registry("cxm.io.writers", "WRITER", "format", entry_points="cxm.writers")


def _read(exports: Sequence[str]) -> Iterator[Path]:
    """The files that exports name, those of folders and patterns included."""
    for name in exports:
        if Path(name).is_dir():
            yield from (path for path in Path(name).rglob("*") if path.is_file() and path.suffix != ".toml")
        else:
            found = [name, *glob(name, recursive=True)]  # noqa: PTH207 - patterns may begin at the root
            yield from (path for path in map(Path, found) if path.is_file())


def settle_format(values: Mapping[str, Any]) -> str:
    """The format asked for, by name, by the ending of --output, or by what stdout is.

    Raises:
        UsageError: no such format; or one that is no text to a terminal.
    """
    name, path = values["format"], values["output"]
    if name is not None and name not in WRITERS:
        raise unknown("format", name, WRITERS.shown(), cure=f"one of {', '.join(WRITERS.shown())}")
    if name is None:
        name = format_of(path, WRITERS) if path and path != "-" else "table" if sys.stdout.isatty() else "csv"
    if not WRITERS[name].text and (not path or path == "-") and sys.stdout.isatty():
        raise UsageError(f"{name} is no text for a terminal", cure=f"-o FILE.{name}, or a pipe")
    return str(name)


def write_result(result: Result, values: Mapping[str, Any], name: str, *, color: bool, language: str) -> None:
    """Write a result to its file, whole or not at all, or to stdout."""
    writer = WRITERS[name]
    path = values["output"]
    if path and path != "-":
        settings = Options(
            full=values["full"],
            color="never" if values["color"] == "auto" else values["color"],
            width=None,
            quiet=values["quiet"],
            language=language,
        )
        with publish(path, text=writer.text) as out:
            writer.write(result, out, settings)
        return
    settings = Options(full=values["full"], color="always" if color else "never", quiet=values["quiet"], language=language)
    if writer.text:
        if hasattr(sys.stdout, "reconfigure"):
            # Results are UTF-8 and their line ends are theirs, whatever the locale says.
            sys.stdout.reconfigure(encoding="utf-8" if not sys.stdout.isatty() else sys.stdout.encoding, errors="replace", newline="")
        writer.write(result, sys.stdout, settings)
        sys.stdout.flush()
    else:
        # Made as a whole first: to the engine's own writers a closed pipe is an error of theirs.
        made = BytesIO()
        writer.write(result, made, settings)
        sys.stdout.buffer.write(made.getbuffer())
        sys.stdout.buffer.flush()


def talk(result: Result) -> list[str]:
    """What a script's log should hold of a run: rows left out, and notes. A table says it by itself."""
    lines = []
    if result.quality:
        total = sum(result.quality.values())
        lines.append(f"cxm: {total:,} left out: " + ", ".join(f"{count:,} {reason}" for reason, count in result.quality.items()))
    lines += [f"cxm: not computed: {one.metric}: {one.why}" + (f"; {one.cure}" if one.cure else "") for one in result.not_computed]
    lines += [f"cxm: {note}" for note in result.notes]
    return lines


def check_paths(values: Mapping[str, Any], exports: Sequence[str]) -> None:
    """Refuse targets that cannot be written, or may not be, before the work is done.

    Raises:
        UsageError: a folder is missing, two outputs are one file, or one of them is a file that is read.
    """
    for option in ("output", "rejects", "save"):
        path = values.get(option)
        if not path or path == "-":
            continue
        if not Path(path).absolute().parent.is_dir():
            raise UsageError(f"--{option}: there is no folder {str(Path(path).parent)!r}", cure="create the folder first")
        if Path(path).exists() and any(Path(path).samefile(one) for one in _read(exports)):
            raise UsageError(f"--{option} {path} would replace an export that is read", cure="another name, or another folder")
    if values.get("rejects") and values["rejects"] == values.get("output"):
        raise UsageError("--rejects and --output are the same file")
