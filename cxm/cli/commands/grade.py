"""`cxm grade`: a number from elsewhere against the benchmarks."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Annotated, Any

import typer

from cxm._language import heard, named, say, settled, speaking
from cxm.cli import completion, listing, options
from cxm.cli.bands import dated, edges, reference_lines, stated
from cxm.cli.page import wrapped
from cxm.errors import Exit, UsageError, fold
from cxm.metrics import METRICS
from cxm.metrics.benchmarks import Choice, band_sets, chosen
from cxm.metrics.spec import Metric

if TYPE_CHECKING:
    from cxm.metrics.engine.verdict import Held

SHORT = "Grade a number from elsewhere."
HELP = """Grade a number from elsewhere against the published benchmarks, or against bands of your own.

\b
  cxm grade nps 42
  cxm grade csat 80 --n 50
  cxm grade churn 4 --period month --n 500
  cxm grade nps 42 --n 900 --benchmark-file targets.toml
"""


@options.takes(options.BENCHMARK, options.LANGUAGE)
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
    confidence: Annotated[float, typer.Option(help="Level of the interval. Default 0.95.", min=0.5, max=0.9999, show_default=False)] = 0.95,
    format: listing.Page = "text",  # noqa: A002 - the option's name
    **values: Any,
) -> int:
    """Say which band the number reaches, and how sure that is."""
    from cxm.metrics.engine.verdict import verdict_of

    listing.among(format, listing.PAGES)
    language = settled(values["lang"], os.environ)
    found = METRICS.metric(metric)
    choice = chosen(values["benchmark"], values["benchmark_file"] or (), values["profile"], METRICS.definition_ids)
    low, high = found.bounds
    if (low is not None and value < low) or (high is not None and value > high):
        raise UsageError(f"{value:g} is no {found.title}: it lies between {low:g} and {high:g}", cure=f"values are in {found.unit.value}")
    held = verdict_of(found, value, n=n, definition=definition, period=period, level=confidence, choice=choice)
    if format == "json":
        from json import dumps

        print(dumps(_told(held, value, n) | {"text": _text(held, value, n, confidence, period)}, ensure_ascii=False, indent=2))
    else:
        with speaking(language):
            lines = wrapped(_text(held, value, n, confidence, period))
            lines += [piece for line in [*_bands(held, choice), *reference_lines(found)] for piece in wrapped(line, 2, 4)]
            print("\n".join(lines))
    return int(Exit.OK if band_sets(found.name, choice) else Exit.NOT_ENOUGH_DATA)


def _told(held: Held, value: float, n: int | None) -> dict[str, Any]:
    """The verdict for a script."""
    return {
        "metric": held.metric.name.replace("_", "-"),
        "definition": held.metric.id,
        "value": value,
        "unit": held.metric.unit.value,
        "n": n,
        "low": held.limits.low if held.limits else None,
        "high": held.limits.high if held.limits else None,
        "grade": held.verdict.grade,
        "grade_state": held.verdict.state,
        "grade_label": held.verdict.label,
        "grade_tone": held.verdict.tone,
        "grade_span": held.verdict.span,
        "benchmark": held.bands.publisher if held.bands else None,
        "bands": [f"{band.label}: {edges(band)}" for band in held.bands.bands] if held.bands else [],
    }


def _text(held: Held, value: float, n: int | None, level: float, period: str) -> str:
    """The verdict as a sentence."""
    title = named(held.metric.title, held.metric.names)
    if held.bands is None:
        months = [f"({say('name the period with --period month')})"] if not period and _by_period(held.metric) else []
        return " ".join([f"{title} {value:g}: {say('no benchmark')}, {held.metric.id}", *months])
    limits = f" ({say('{} to {}', f'{held.limits.low:.1f}', f'{held.limits.high:.1f}')}, {level:.0%})" if held.limits else ""
    return f"{title} {value:g}{limits}: {_said(held, n)}"


def _said(held: Held, n: int | None) -> str:
    """The grade, and why it is none where it is not certain."""
    verdict, label = held.verdict, heard(held.verdict.label or "")
    if verdict.grade is not None:
        return label
    if verdict.state == "small_n":
        return f"{label}? {say('n = {} is too few to say (at least {})', n, held.metric.min_grade_n)}"
    if verdict.span != verdict.label:
        return f"{label}? ({heard(verdict.span or '')})"
    return f"{label}? {say('without --n nothing is known of its certainty')}" if n is None else f"{label}?"


def _bands(held: Held, choice: Choice) -> list[str]:
    """The bands the number was held against, and whose they are."""
    if held.bands is None:
        return []
    return [*(stated(band) for band in held.bands.bands), say("graded by {}", dated(choice.load(held.bands.publisher)))]


def _by_period(metric: Metric) -> bool:
    """Whether bands were stated for periods of one length only."""
    return any(bands.period for bands in band_sets(fold(metric.name)))
