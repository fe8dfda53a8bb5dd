"""`cxm compute`: metrics of exports."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated, Any, cast

import typer

from cxm._language import settled
from cxm.cli import completion, options
from cxm.cli.console import Progress, colored, say
from cxm.errors import Exit, UsageError
from cxm.metrics import ALL, METRICS

if TYPE_CHECKING:
    from io import BufferedReader

    from cxm.metrics.engine.check import Check
    from cxm.metrics.engine.result import Result

SHORT = "Compute metrics from exports."
HELP = """Compute one or more metrics from one export, or several files of the same format.

\b
  cxm compute nps survey.csv
  cxm compute nps,csat survey.csv --period month --by region --compare previous
  cxm compute all tickets.csv --period month
  zcat answers.csv.gz | cxm compute ces - --scale 1-7 --higher-is easier -f json
  cxm compute cac orders.csv --with costs.csv --period month

METRIC is a name or several with commas, or all for every metric that the export supports; cxm metrics lists them. EXPORT is a path, a quoted glob, a folder, a URL or - for
standard input, which is also read when no export is named and it is no terminal.
"""

NAMES = Annotated[
    list[str],
    typer.Argument(
        metavar="METRIC EXPORT",
        help="Metrics with commas between them, then exports.",
        show_default=False,
        autocompletion=completion.metrics,
    ),
]


@options.takes(
    options.SECOND, options.REPORT, options.READING, options.MONEY, options.CERTAINTY, options.BENCHMARK, options.OUTPUT, options.LANGUAGE
)
def run(names: NAMES, **values: Any) -> int:
    """Read, compute, write; the exit status tells what a script must know."""
    metrics, exports = split(names, values["family"])
    exports = exports or _standard_input(metrics)
    language = settled(values["lang"], os.environ)
    # The engine takes a third of a second to load: a wrong name should not wait for it.
    from cxm._api import rejects
    from cxm._api import run as compute
    from cxm._thresholds import thresholds
    from cxm.cli.output import check_paths, settle_format, talk, write_result
    from cxm.io.source import Workspace

    check_paths(values, [*exports, *(values["with_"] or ())])
    name = settle_format(values)
    checks = thresholds(metrics, values)
    with Workspace() as workspace:
        with Progress(f"computing {', '.join(metrics)}", quiet=values["quiet"]) as progress:
            result = compute(metrics, exports, values, workspace, stdin=sys.stdin.buffer, seen=progress.seen)
            if values["rejects"]:
                rejects([facts["name"] for facts in result.metrics], exports, values, workspace, values["rejects"])
        write_result(result, values, name, color=colored(sys.stdout, values["color"]), language=language)
    if not values["quiet"] and name != "table":
        for line in talk(result):
            say(line)
    return _status(result, checks)


def split(names: list[str], family: str | None = None) -> tuple[list[str], list[str]]:
    """Metrics and exports: the first word is a metric, later ones are while they name one and no file has that name.

    With a family every word is an export, unless the first says `all`.

    Raises:
        UsageError: a metric is not known, or an export stands in its place.
    """
    from pathlib import Path

    if family is not None and ALL not in names[0].split(",") and (Path(names[0]).exists() or not _named(names[0])):
        return [ALL], names
    metrics = [names[0]]
    rest = list(names[1:])
    while rest and "." not in rest[0] and not Path(rest[0]).exists() and all(word in METRICS for word in rest[0].split(",")):
        metrics.append(rest.pop(0))
    if (Path(names[0]).exists() or ("." in names[0] and any(map(_named, names[1:])))) and ALL not in metrics and not _named(names[0]):
        raise _turned_round(names)
    for word in metrics:
        for name in word.split(","):
            if name.strip() != ALL:
                METRICS.resolve(name)
    return metrics, rest


def _turned_round(names: list[str]) -> UsageError:
    """The error for an export in the place of the metric."""
    from shlex import join

    metrics = [word for word in names if word == ALL or _named(word)]
    exports = [word for word in names if word not in metrics]
    what = f"{names[0]!r} is no metric"
    return UsageError(what, cure=f"the metric comes first: cxm compute {join([*(metrics or ['METRIC']), *exports])}")


def _named(word: str) -> bool:
    """Whether a word names metrics."""
    try:
        return all(METRICS.resolve(name) for name in word.split(","))
    except UsageError:
        return False


def _standard_input(metrics: list[str]) -> list[str]:
    """Standard input as the export, where it can be one.

    Raises:
        UsageError: it is closed, a terminal, or empty, as in a job of cron.
    """
    cure = f"cxm compute {','.join(metrics)} EXPORT"
    if sys.stdin is None or sys.stdin.isatty():
        raise UsageError(f"no export named, and standard input is {'closed' if sys.stdin is None else 'a terminal'}", cure=cure)
    if not cast("BufferedReader", sys.stdin.buffer).peek(1):
        raise UsageError("no export named, and standard input is empty", cure=cure)
    return ["-"]


def _status(result: Result, checks: Sequence[Check]) -> int:
    """0, or 1 when a threshold was certainly missed, or 5 when that cannot be told or nothing could be computed."""
    from cxm.io.writers._figures import sentence
    from cxm.metrics.engine.check import outcome

    rows = [row | {"bands": result.facts(row["metric"], row["definition"]).get("bands", ())} for row in result.frame.to_dicts()]
    if all(row["value"] is None for row in rows):
        return int(Exit.NOT_ENOUGH_DATA)
    return int(outcome(checks, rows, say, lambda row, of: sentence(row, result, change=of == "change")))
