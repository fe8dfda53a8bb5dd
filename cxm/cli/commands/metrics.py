"""`cxm metrics`: the catalogue."""

from __future__ import annotations

import os
from collections.abc import Mapping
from typing import TYPE_CHECKING, Annotated, Any

import typer

from cxm._language import ENGLISH, named, say, settled, speaking, spoken
from cxm.cli import listing, options
from cxm.errors import unknown
from cxm.metrics import METRICS
from cxm.metrics.spec import Metric, Panel, View

if TYPE_CHECKING:
    from rich.console import Console

SHORT = "List what can be computed."
HELP = """List the metrics, what they are and what they need.

\b
  cxm metrics
  cxm metrics --family survey
  cxm metrics --format json | jq -r '.[].name'
"""


@options.takes(options.LANGUAGE)
def run(
    *,
    family: Annotated[str | None, typer.Option(help="Only this family.", metavar="NAME", show_default=False)] = None,
    format: listing.Format = None,  # noqa: A002 - the option's name
    color: Annotated[str, typer.Option(help="auto, always, never.", show_default=False)] = "auto",
    **values: Any,
) -> int:
    """Print the catalogue."""
    language = settled(values["lang"], os.environ)
    families = METRICS.families()
    if family is not None and family not in families:
        raise unknown("family", family, families, cure=f"one of {', '.join(families)}")
    names = sorted(METRICS.names(family), key=lambda name: (METRICS.family(name), name))
    with speaking(language):
        listing.write([described(METRICS[name]) for name in names], format, color, _table)
    return 0


def described(item: Metric | View) -> dict[str, Any]:
    """What a script may ask of a metric."""
    name = item.name.replace("_", "-")
    if isinstance(item, Panel):
        return {
            "name": name,
            "kind": "index" if item.definitions else "panel",
            "family": item.family,
            "title": item.title,
            "aliases": list(item.aliases),
            "question": item.question,
            "definitions": [item.id(definition) for definition in item.definitions],
            "parts": [part.replace("_", "-") for part in item.parts],
            "names": dict(item.names),
        }
    if isinstance(item, View):
        return {
            "name": name,
            "kind": "view",
            "family": item.family,
            "title": item.title,
            "question": item.question,
            "of": item.of.replace("_", "-"),
            "by": list(item.by),
            "period": item.period,
            "names": dict(item.names),
        }
    return {
        "name": name,
        "kind": "metric",
        "family": item.family,
        "title": item.title,
        "aliases": list(item.aliases),
        "question": item.question,
        "definitions": list(dict.fromkeys(one.id for one in METRICS.definitions(item.name))),
        "unit": item.unit.value,
        "better": item.better.value,
        "needs": list(item.needs),
        "uses": list(item.uses),
        "with": list(dict.fromkeys(one.other for one in METRICS.definitions(item.name) if one.other)),
        "interval": item.interval.method,
        "names": dict(item.names),
    }


def _table(console: Console, entries: listing.Entries) -> None:
    """Metrics under their families; on narrow screens without what they need and which way is better.

    Names stand in every language; questions are in English alone.
    """
    wide = [name for name, least in (("better", 96), ("needs", 160)) if console.width >= least]
    text = "what it asks" if spoken() == ENGLISH else "name"
    listing.draw(console, entries, ["metric", text, "unit", *wide], {text: 1}, _cells)


def _cells(entry: listing.Entry) -> Mapping[str, Any]:
    from rich.text import Text

    texts = {"what it asks": Text(entry["question"]), "name": Text(named(entry["title"], entry["names"]))}
    found = {"metric": Text("  " + entry["name"], style="bold"), **texts}
    if entry["kind"] in ("panel", "index"):
        return found | {"unit": Text(say("panel") if entry["kind"] == "panel" else say("index"), style="dim")}
    if entry["kind"] == "view":
        by = f" by {' or '.join(entry['by'])}" if entry["by"] else f" by {entry['period']}" if entry["period"] else ""
        shown = {head: Text.assemble(text, (f" ({entry['of']}{by})", "dim")) for head, text in texts.items()}
        return found | shown | {"unit": Text(say("view"), style="dim")}
    needs = Text(", ".join(entry["needs"]), style="dim")
    return found | {"unit": Text(say(entry["unit"])), "better": Text(say(entry["better"])), "needs": needs}
