"""`cxm grade`: a number from elsewhere against the benchmarks."""

from __future__ import annotations

from typing import Annotated

import typer

from cxm.cli import completion, listing
from cxm.cli.commands.explain import reference_lines
from cxm.errors import Exit, UsageError
from cxm.metrics import METRICS
from cxm.metrics.benchmarks import band_sets

SHORT = "Grade a number from elsewhere."
HELP = """Grade a number from elsewhere against the published benchmarks.

\b
  cxm grade nps 42
  cxm grade csat 80 --n 50
  cxm grade churn 4 --period month --n 500
"""


def run(
    metric: Annotated[str, typer.Argument(help="Name of a metric.", show_default=False, autocompletion=completion.metrics)],
    value: Annotated[float, typer.Argument(help="The number, in the unit of the metric.", show_default=False)],
    *,
    n: Annotated[
        int | None,
        typer.Option("--n", help="Answers behind it: without them nothing is known of its certainty.", min=1, show_default=False),
    ] = None,
    definition: Annotated[str | None, typer.Option(help="Definition of the metric.", metavar="ID", show_default=False)] = None,
    period: Annotated[str, typer.Option(help="Period length the number is of.", show_default=False)] = "",
    benchmark: Annotated[
        str | None, typer.Option(help="Publisher to grade by, or a TOML file.", metavar="NAME", show_default=False)
    ] = None,
    confidence: Annotated[float, typer.Option(help="Level of the interval. Default 0.95.", min=0.5, max=0.9999, show_default=False)] = 0.95,
    format: listing.Page = "text",  # noqa: A002 - the option's name
) -> int:
    """Say which band the number reaches, and how sure that is."""
    from cxm.metrics.engine.verdict import verdict_of

    listing.among(format, listing.PAGES)
    found = METRICS.metric(metric)
    low, high = found.bounds
    if (low is not None and value < low) or (high is not None and value > high):
        raise UsageError(f"{value:g} is no {found.title}: it lies between {low:g} and {high:g}", cure=f"values are in {found.unit.value}")
    told = verdict_of(found, value, n=n, definition=definition, period=period, benchmark=benchmark, level=confidence)
    if format == "json":
        from json import dumps

        print(dumps(told, ensure_ascii=False, indent=2))
    else:
        print(told["text"])
        for line in told["bands"]:
            print(f"  {line}")
        for line in reference_lines(found):
            print(f"  {line}")
    if not band_sets(found.name):
        return int(Exit.NOT_ENOUGH_DATA)
    return int(Exit.OK)
