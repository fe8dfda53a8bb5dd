"""`cxm normalise`: an export as its canonical frame, in a file every command reads without recognising it again."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Annotated, Any

import typer

from cxm.cli import completion, options
from cxm.cli.console import Progress, say
from cxm.errors import Exit, UsageError, unknown
from cxm.metrics import FRAMES, METRICS

if TYPE_CHECKING:
    from cxm.io.normalise import Laid, Written

SHORT = "Write an export as its canonical frame."
HELP = """Write an export as its canonical frame: one column per field with its own type, the export's columns behind them.

\b
  cxm normalise survey.csv -o survey.parquet
  cxm normalise 'tickets-*.csv' -o tickets.parquet --input-tz Europe/Vilnius
  cxm normalise mail-events.csv -o campaigns.parquet --frame campaign
  cxm normalise survey.csv -o shared.parquet --pseudonymise --key-file cxm.key

The ending of FILE tells the form: .parquet, .csv or .ndjson. A Parquet file says in its metadata how it was read, and every command
reads it back without recognising it again. --pseudonymise replaces personal ids by keyed hashes, the same in every file made with the
key, and leaves out names, addresses of mail, net and street, coordinates, phone numbers and free text, subject lines included; what was
left out and why, and what was kept, is said. The key comes from a file or from CXM_KEY.
"""

EXPORTS = Annotated[list[str], typer.Argument(metavar="EXPORT...", help="Paths, globs, folders, URLs or -.", show_default=False)]


@options.takes(options.READING)
def run(
    exports: EXPORTS,
    *,
    output: Annotated[str, typer.Option("--output", "-o", help="File to write; its ending tells the form.", metavar="FILE")],
    pseudonymise: Annotated[bool, typer.Option("--pseudonymise", help="Keyed hashes for personal ids; nothing else personal.")] = False,
    key_file: Annotated[
        str | None, typer.Option("--key-file", help="File with the key. Default: the variable CXM_KEY.", metavar="PATH", show_default=False)
    ] = None,
    question: Annotated[
        str | None,
        typer.Option(
            "--for",
            help="Metric whose question the answers belong to, when an export holds several.",
            metavar="METRIC",
            show_default=False,
            autocompletion=completion.metrics,
        ),
    ] = None,
    frame: Annotated[
        str | None,
        typer.Option(
            help="Frame wanted, such as campaign of an export of mail events. Default: that of its rows.",
            metavar="NAME",
            show_default=False,
        ),
    ] = None,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="No notes and no progress on stderr.")] = False,
    **values: Any,
) -> int:
    """Read, write, and say what was done."""
    metric = METRICS.metric(question).name if question else None
    if frame is not None and frame not in FRAMES:
        raise unknown("frame", frame, FRAMES.shown())
    if key_file is not None and not pseudonymise:
        raise UsageError("--key-file goes with --pseudonymise")
    from cxm._api import normalise
    from cxm.cli.output import check_paths
    from cxm.io.normalise import suffix_of
    from cxm.io.pseudonyms import key_from
    from cxm.io.source import Workspace

    suffix_of(output)
    check_paths({"output": output}, exports)
    key = key_from(key_file) if pseudonymise else None
    with Workspace() as workspace, Progress("normalising", quiet=quiet) as progress:
        done = normalise(
            exports, values, workspace, output, metric=metric, frame=frame, key=key, stdin=sys.stdin.buffer, seen=progress.seen
        )
    if not quiet:
        for line in told(done, output):
            say(line)
    return int(Exit.OK)


def told(done: Written, path: str) -> list[str]:
    """What a script's log should hold of the file."""
    laid, normal = done.laid, done.laid.normal
    left = [f"{count:,} {reason}" for reason, count in done.counts.items() if reason != "rows" and count]
    lines = [f"cxm: {path}: {done.counts['rows']:,} rows of {normal.frame}, read as {normal.reader.replace('_', '-')}"]
    lines += [f"cxm: {', '.join(left)}"] if left else []
    if laid.local:
        names = ", ".join(laid.local)
        lines.append(f"cxm: {names}: no time zone is known; kept as local times (--input-tz settles it)")
    return lines + (_disclosed(laid) if normal.pseudonymised else [])


def _disclosed(laid: Laid) -> list[str]:
    """What became of each column of a file that is passed on: who passes it on answers for what is in it."""
    lines = [f"cxm: hashed: {', '.join(laid.hashed)}"] if laid.hashed else []
    reasons: dict[str, list[str]] = {}
    for name, why in laid.dropped.items():
        reasons.setdefault(why, []).append(name)
    lines += [f"cxm: left out, {why}: {', '.join(names)}" for why, names in reasons.items()]
    return [*lines, f"cxm: kept as they are (look through them before passing the file on): {', '.join(laid.kept)}"]
