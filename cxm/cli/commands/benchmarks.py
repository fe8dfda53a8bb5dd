"""`cxm benchmarks`: the published bands and figures that values are held against."""

from __future__ import annotations

import os
from collections.abc import Iterator
from typing import TYPE_CHECKING, Annotated, Any

import typer

from cxm._language import heard, named, say, settled, speaking
from cxm.cli import completion, listing, options
from cxm.cli.bands import RULE_OF_THUMB, direction, edges
from cxm.cli.page import wrapped
from cxm.errors import Exit, NotEnoughData, UsageError, fold, unknown
from cxm.metrics import METRICS
from cxm.metrics.benchmarks import Choice, chosen, names
from cxm.metrics.spec import Band, BandSet, Metric, Publisher, Reference

if TYPE_CHECKING:
    from rich.console import Console
    from rich.text import Text

SHORT = "List the benchmarks: who published what, and for which numbers."
HELP = """List the benchmarks: the bands that grade, and the published figures a value is read beside.

\b
  cxm benchmarks
  cxm benchmarks churn
  cxm benchmarks --family survey --format csv
  cxm benchmarks nps --benchmark-file targets.toml

In data formats one row is one band or one figure. Of bands, origin says which part of the line the publisher stated and which part
it leaves open. Confidence is A for the publisher's own page, B for a report seen through another page, C for a statement whose
sample cannot be traced, which never grades.
"""

FIRST, HOLDS = 30, 26
"""Columns of the screen for publishers, and for what their bands hold for."""


@options.takes(options.BENCHMARK, options.LANGUAGE)
def run(
    metric: Annotated[
        str | None, typer.Argument(help="Name of a metric. Default: all.", show_default=False, autocompletion=completion.metrics)
    ] = None,
    *,
    family: Annotated[str | None, typer.Option(help="Only metrics of this family.", metavar="NAME", show_default=False)] = None,
    format: listing.Format = None,  # noqa: A002 - the option's name
    color: Annotated[str, typer.Option(help="auto, always, never.", show_default=False)] = "auto",
    **values: Any,
) -> int:
    """Print bands and figures."""
    families = METRICS.families()
    if family is not None and family not in families:
        raise unknown("family", family, families, cure=f"one of {', '.join(families)}")
    language = settled(values["lang"], os.environ)
    choice = chosen(values["benchmark"], values["benchmark_file"] or (), values["profile"], METRICS.definition_ids)
    if metric is not None and fold(metric) in names():
        raise UsageError(f"{metric!r} is a publisher, not a metric", cure=f"cxm benchmarks --benchmark {metric}")
    only = METRICS.metric(metric).name if metric is not None else None
    entries = [entry for entry in _entries(choice) if only in (None, fold(entry["metric"])) and family in (None, entry["family"])]
    if not entries:
        raise NotEnoughData(f"no benchmark for {metric or f'the metrics of {family}'}", cure="cxm benchmarks lists those there are")
    with speaking(language):
        listing.write(entries, format, color, _table)
    return int(Exit.OK)


def _entries(choice: Choice) -> Iterator[dict[str, Any]]:
    """Every band and figure of the chosen publisher, or of all, metric by metric."""
    chosen_names = [choice.publisher] if choice.publisher else dict.fromkeys([*(one.name for one in choice.own), *names()])
    publishers = [choice.load(name) for name in chosen_names]
    known = {metric.name: metric for name in METRICS if isinstance(metric := METRICS[name], Metric)}
    for name in sorted(known, key=lambda one: (known[one].family, one)):
        for publisher in publishers:
            for bands in publisher.band_sets:
                if fold(bands.metric) == name and bands.profile in ("", choice.profile or bands.profile):
                    yield from (_of_band(known[name], publisher, bands, band) for band in bands.bands)
            yield from (_of_reference(known[name], publisher, one) for one in publisher.references if fold(one.metric) == name)


def _entry(metric: Metric, publisher: Publisher, **own: Any) -> dict[str, Any]:
    """What bands and figures have in common, and their own columns among it."""
    return {
        "metric": metric.name.replace("_", "-"),
        "family": metric.family,
        "publisher": publisher.name,
        "year": publisher.year,
        "kind": "band",
        "label": "",
        "low": None,
        "low_included": None,
        "high": None,
        "high_included": None,
        "value": None,
        "unit": metric.unit.value,
        "better": metric.better.value,
        "tone": "",
        "origin": "",
        "definitions": [],
        "period": "",
        "profile": "",
        "clock": "",
        "population": "",
        "sample": publisher.sample,
        "confidence": publisher.confidence,
        "title": publisher.title,
        "source": publisher.source,
        "note": "",
    } | own


def _of_band(metric: Metric, publisher: Publisher, bands: BandSet, band: Band) -> dict[str, Any]:
    return _entry(
        metric,
        publisher,
        label=band.label,
        low=band.low,
        low_included=band.low_included,
        high=band.high,
        high_included=band.high_included,
        tone=band.tone,
        origin=band.origin,
        definitions=list(bands.definitions),
        period=bands.period,
        profile=bands.profile,
        clock=bands.clock,
        note=bands.note,
    )


def _of_reference(metric: Metric, publisher: Publisher, one: Reference) -> dict[str, Any]:
    return _entry(metric, publisher, kind="reference", label=one.statistic, value=one.value, population=one.population, note=one.note)


def _table(console: Console, entries: listing.Entries) -> None:
    """Bands and figures under their metrics, and below the publishers with their samples and sources."""
    from rich.table import Table
    from rich.text import Text

    first = min(FIRST, max(len(entry["publisher"]) + 5 for entry in entries))
    for name, rows in _by(entries, "metric").items():
        metric = METRICS.metric(name)
        title = Text.assemble((name, "bold cyan"), "  ", named(metric.title, metric.names))
        console.print(Text.assemble(title, (f"  {say(metric.unit.value)}, {direction(metric)}", "dim")))
        table = Table(box=None, show_header=False, padding=(0, 2, 0, 0), pad_edge=False)
        for width, ratio in ((first + 2, None), (HOLDS, None), (None, 1)):
            table.add_column(width=width, ratio=ratio)
        for publisher, own in _by(rows, "publisher").items():
            year = f" {own[0]['year']}" if own[0]["year"] != "not shown" else ""
            for place, (holds, said) in enumerate(_said(own)):
                table.add_row(Text.assemble("  ", (publisher, "bold"), (year, "dim")) if place == 0 else "", holds, said)
        console.print(table)
        console.print()
    for publisher, own in _by(entries, "publisher").items():
        head, *more = wrapped(f"{publisher}  {_cited(own[0])}", 0, 4)
        lines = [Text.assemble((publisher, "bold"), (head.removeprefix(publisher), "dim")), *(Text(line, "dim") for line in more)]
        console.print(Text("\n").join(lines), soft_wrap=True)


def _by(entries: listing.Entries, key: str) -> dict[str, list[listing.Entry]]:
    """Entries by what they have in a column."""
    groups: dict[str, list[listing.Entry]] = {}
    for entry in entries:
        groups.setdefault(entry[key], []).append(entry)
    return groups


def _said(entries: listing.Entries) -> Iterator[tuple[Text, Text]]:
    """What a publisher says of a metric: the kind of number, and the bands or figures for it."""
    from rich.text import Text

    sets: dict[tuple[str, ...], list[listing.Entry]] = {}
    for entry in (one for one in entries if one["kind"] == "band"):
        kind = (", ".join(entry["definitions"]), entry["period"], entry["profile"], entry["clock"].replace("calendar", ""))
        sets.setdefault(kind, []).append(entry)
    for kinds, rows in sets.items():
        bands = [
            Band(row["label"], row["low"], row["low_included"], row["high"], row["high_included"], row["tone"], row["origin"])
            for row in rows
        ]
        yield Text("; ".join(kind for kind in kinds if kind)), Text("; ").join(_band(band) for band in bands)
    figures = [one for one in entries if one["kind"] == "reference"]
    for statistic, rows in _by(figures, "label").items():
        values = ", ".join(f"{row['population']} {row['value']:g}" if row["population"] != "all" else f"{row['value']:g}" for row in rows)
        thumb = f"; {say('a rule of thumb without a sample')}" if rows[0]["confidence"] == RULE_OF_THUMB else ""
        yield Text(say("reference"), style="dim"), Text(f"{statistic}: {values}{thumb}", style="dim")


def _band(band: Band) -> Text:
    """A band with its edges; what the publisher leaves open is faint, without edges its label names already."""
    from rich.text import Text

    if band.origin == "stated":
        return Text(f"{heard(band.label)}: {edges(band)}")
    return Text(heard(band.label) if any(map(str.isdigit, band.label)) else f"{heard(band.label)}: {edges(band)}", style="dim")


def _cited(entry: listing.Entry) -> str:
    """Who published it, from which sample, and where it is to be read."""
    title = entry["title"] + (f", {entry['year']}" if entry["year"] not in ("not shown", *entry["title"].split()) else "")
    sample = f"{say('sample')}: {entry['sample']}"
    return "; ".join([title, sample, *([] if entry["source"].startswith(entry["title"]) else [entry["source"]])])
