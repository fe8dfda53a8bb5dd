"""`cxm explain`: a metric, from its declaration."""

from __future__ import annotations

import os
import sys
from importlib import import_module
from typing import Annotated, Any

import typer

from cxm._language import heard, named, say, settled, speaking
from cxm.cli import completion, listing, options
from cxm.cli.bands import direction, reference_lines, stated
from cxm.cli.console import colored
from cxm.cli.page import fitted
from cxm.metrics import METRICS
from cxm.metrics.benchmarks import band_sets, load
from cxm.metrics.spec import Metric, Panel, Setting, View

SHORT = "Explain a metric: definition, formula, benchmarks."
HELP = """Explain a metric: what is computed, from which rows, by which definitions, how sure it is and how it is graded.

\b
  cxm explain nps
  cxm explain csat | less
  cxm explain ces --format json
"""

METHODS = {
    "wilson": "score interval of a proportion (Wilson 1927)",
    "nps_score": "score interval of a difference of shares (Tango 1998)",
    "rating_score": "score interval of the mean of a bounded rating",
    "wilson_cluster": "score interval of a proportion (Wilson 1927), widened by the spread between rows that stand for many units",
    "order_stat": "order statistics of a quantile; with open ends the limits of the Kaplan-Meier curve (Brookmeyer and Crowley 1982)",
    "km_loglog": "Kaplan-Meier with Greenwood's variance on the log-log scale (Kalbfleisch and Prentice 1980)",
    "rmst": "t interval of the restricted mean of the Kaplan-Meier curve, Greenwood's variance (Kaplan and Meier 1958)",
    "garwood": "exact Poisson interval (Garwood 1936), widened by the spread of daily counts and by t for how unsure that is",
    "count_growth": "Wilson's interval of the later count's share of both (1927), widened as the interval of a count is",
    "mean_hall": "skewness-corrected t interval of a mean (Hall 1992), with fewer degrees of freedom the more skewed (O'Neill 2014)",
    "ratio_hall": "skewness-corrected t interval of a ratio of sums over units (Hall 1992), with the variance of the jackknife (Tukey 1958)",
    "delta_product": "delta method on the logarithm, from the intervals of the parts; of a difference by MOVER (Zou and Donner 2008)",
    "model_bootstrap": "percentiles over samples of the customers, each fitted anew; of few customers further out (Hesterberg 2015)",
    "census": "none: a complete count",
    "none": "none",
}


@options.takes(options.LANGUAGE)
def run(
    metric: Annotated[str, typer.Argument(help="Name of a metric.", show_default=False, autocompletion=completion.metrics)],
    *,
    format: listing.Page = "text",  # noqa: A002 - the option's name
    color: Annotated[str, typer.Option(help="auto, always, never.", show_default=False)] = "auto",
    **values: Any,
) -> int:
    """Print the page of a metric."""
    language = settled(values["lang"], os.environ)
    item = METRICS[METRICS.resolve(metric)]
    if listing.among(format, listing.PAGES) == "json":
        from json import dumps

        from cxm.cli.commands.metrics import described

        print(dumps(described(item) | {"text": dict(sections(item))}, ensure_ascii=False, indent=2))
        return 0
    styled = colored(sys.stdout, color)
    with speaking(language):
        print("\n".join(_drawn(item, bold="\x1b[1m" if styled else "", off="\x1b[0m" if styled else "")))
    return 0


def page(item: Metric | View) -> str:
    """The page of a metric as Markdown, for the documentation."""
    parts = [f"# {item.title}", "", f"`{item.name.replace('_', '-')}`"]
    for heading, text in sections(item):
        parts += ["", f"## {heading}", "", text]
    return "\n".join(parts) + "\n"


def sections(item: Metric | View) -> list[tuple[str, str]]:
    """What is to be said of a metric, heading by heading; everything comes from its declaration."""
    if isinstance(item, Panel):
        return _panel(item)
    if isinstance(item, View):
        options = [
            f"--by {' or '.join(item.by)}" if item.by else "",
            f"--period {item.period}" if item.period else "",
            f"--compare {item.compare}" if item.compare else "",
        ]
        return [
            ("Question", item.question),
            ("View", f"cxm compute {item.of.replace('_', '-')} {' '.join(text for text in options if text)}".rstrip()),
        ]
    definition = (import_module(METRICS.module(item.name)).__doc__ or "").strip() if item.name in METRICS else ""
    found = [
        ("Question", item.question),
        ("Definition", definition),
        ("Formula", item.formula),
        ("Counted", item.counted),
        ("Left out", item.left_out),
        ("Definitions", "\n".join(_definitions(item))),
        ("In dispute", item.conflict),
        ("Why this default", item.reason),
        ("Value", _value(item)),
        ("Interval", METHODS.get(item.interval.method, item.interval.method)),
        ("Benchmarks", _benchmarks(item)),
        ("Needs", _columns(item)),
        ("Second export", "\n".join(_others(item))),
        ("Settings", "\n".join(_settings(item))),
        ("Example", item.example),
        ("Pitfalls", "\n".join(f"- {text}" for text in item.pitfalls)),
        ("Other names", _names(item)),
    ]
    return [(heading, text) for heading, text in found if text]


def _panel(item: Panel) -> list[tuple[str, str]]:
    """What is to be said of a panel, or of an index."""
    found = [
        ("Question", item.question),
        ("Formula", item.formula),
        ("Made of", "\n".join(f"- {part.replace('_', '-')}: {METRICS.metric(part).title}" for part in item.parts)),
        ("Definitions", "\n".join(f"- {item.id(name)}" for name in item.definitions)),
        ("Settings", "\n".join(_setting(one) for one in item.inputs)),
        ("Example", item.example),
        ("Pitfalls", "\n".join(f"- {text}" for text in item.pitfalls)),
        ("Other names", _names(item)),
    ]
    return [(heading, text) for heading, text in found if text]


def _definitions(metric: Metric) -> list[str]:
    """Every definition once; where it is computed from several frames, by what is counted in each."""
    from cxm.metrics import FRAMES

    every = METRICS.definitions(metric.name)
    several = len({one.frame for one in every}) > 1
    lines = []
    for key in dict.fromkeys(one.id for one in every):
        alike = [one for one in every if one.id == key]
        formulas: dict[str, dict[str, None]] = {}
        for one in alike:
            formulas.setdefault(one.formula, {})[FRAMES[one.frame].title.lower()] = None
        said = "; ".join(
            formula + (f" (from {' or '.join(frames)})" if several and formula else "") for formula, frames in formulas.items()
        )
        users = next((f" Used by: {one.users}." for one in alike if one.users), "")
        lines.append(f"- {key}: {said}.{users}")
    return lines


def _settings(metric: Metric) -> list[str]:
    """Every setting of any definition once, with the definitions that have it where not all do."""
    every = METRICS.definitions(metric.name) if metric.name in METRICS else (metric,)
    held: dict[str, list[str]] = {}
    known: dict[str, Setting] = {}
    for definition in every:
        for one in definition.settings:
            known.setdefault(one.name, one)
            held.setdefault(one.name, []).append(definition.definition)
    return [
        _setting(one) + (f"; for {', '.join(dict.fromkeys(held[name]))}" if len(held[name]) < len(every) else "")
        for name, one in known.items()
    ]


def _setting(one: Setting) -> str:
    if one.option:
        return f"- {one.option}: {one.meaning}"
    now = f"such as {one.example:g}" if one.example is not None else f"now {one.default}" if one.default is not None else "not set"
    return f"- {one.name} ({one.kind}, {now}): {one.meaning}"


def _value(metric: Metric) -> str:
    low, high = metric.bounds
    ends = (f"{low:g}", f"{high:g}") if low is not None and high is not None else ()
    text = "in {}, from {} to {}; {}; n is {}; graded from n = {}" if ends else "in {}; {}; n is {}; graded from n = {}"
    return say(text, say(metric.unit.value), *ends, direction(metric), heard(metric.base.replace("_", " ")), metric.min_grade_n)


def _benchmarks(metric: Metric) -> str:
    lines = []
    for bands in band_sets(metric.name):
        publisher = load(bands.publisher)
        where = f", {bands.period}s only" if bands.period else ""
        lines.append(f"- {publisher.title}, {publisher.year} ({bands.publisher}), for {', '.join(bands.definitions)}{where}:")
        lines += [f"    {stated(band)}" for band in bands.bands]
    lines += [f"- {line}" for line in reference_lines(metric)]
    return "\n".join(lines)


def _others(metric: Metric) -> list[str]:
    """What --with may name, and for which definitions."""
    from cxm.metrics import FRAMES

    takes: dict[str, list[str]] = {}
    for one in METRICS.definitions(metric.name):
        if one.other:
            takes.setdefault(one.other, []).append(one.definition)
    return [f"- --with: {FRAMES[frame].title.lower()}, for {', '.join(dict.fromkeys(names))}" for frame, names in takes.items()]


def _columns(metric: Metric) -> str:
    from cxm.metrics import FRAMES

    frame = FRAMES[metric.frame]
    lines = [f"- {name}: {frame[name].meaning}" for name in metric.needs if name in frame]
    if metric.uses:
        lines.append(f"- takes into account: {', '.join(metric.uses)}")
    return "\n".join(lines)


def _names(metric: Metric | Panel) -> str:
    lines = [f"- {language.replace('_', '-')}: {name}" for language, name in metric.names.items()]
    if metric.aliases:
        lines.append(f"- on the command line also: {', '.join(metric.aliases)}")
    return "\n".join(lines)


def _drawn(item: Metric | View, *, bold: str, off: str) -> list[str]:
    lines = [f"{bold}{named(item.title, item.names)}{off}  {item.name.replace('_', '-')}"]
    for heading, text in sections(item):
        lines += ["", f"{bold}{say(heading)}{off}", *fitted(text)]
    return lines
