"""`cxm readers`: the export formats that are known."""

from __future__ import annotations

import sys
from typing import Annotated, Any

import typer

from cxm.cli.console import colored
from cxm.errors import unknown
from cxm.io.recognise import HAND, READERS
from cxm.io.spec import Reader
from cxm.metrics import FRAMES, METRICS
from cxm.metrics.spec import Metric, View

SHORT = "List the export formats that are known."
HELP = """List the export formats: what each is, how far its form is proven, the frame it is read into, and the metrics it can feed.

\b
  cxm readers
  cxm readers --family email
  cxm readers --format json | jq -r '.[] | select(.feeds[] == "nps") | .name'

Evidence is one of: file (a real export was opened), vendor (the vendor's own code writes it), connector (API or warehouse names),
parser (independent code reads it), documented, hand (made by hand, known by its words).
"""


def run(
    *,
    family: Annotated[str | None, typer.Option(help="Only this family.", metavar="NAME", show_default=False)] = None,
    format: Annotated[str, typer.Option("--format", "-f", help="table or json. Default: table.", show_default=False)] = "table",  # noqa: A002 - the option's name
    color: Annotated[str, typer.Option(help="auto, always, never.", show_default=False)] = "auto",
) -> int:
    """Print the formats."""
    families = READERS.families()
    if family is not None and family not in families:
        raise unknown("family", family, families, cure=f"one of {', '.join(families)}")
    if format not in ("table", "json"):
        raise unknown("format", format, ("table", "json"))
    found = [described(READERS[name]) for name in sorted(READERS.names(family), key=lambda name: (READERS.family(name), name))]
    if format == "json":
        from json import dumps

        print(dumps(found, ensure_ascii=False, indent=2))
    else:
        _table(found, color)
    return 0


def described(reader: Reader) -> dict[str, Any]:
    """What a script may ask of a reader."""
    return {
        "name": reader.name.replace("_", "-"),
        "family": reader.family,
        "title": reader.title,
        "evidence": reader.evidence.name.lower(),
        "proof": reader.evidence.value,
        "frame": reader.frame,
        "row": FRAMES[reader.frame].row,
        "fields": list(reader.columns),
        "known_by": list(reader.signature.every),
        "feeds": feeds(reader),
    }


def feeds(reader: Reader) -> list[str]:
    """The metrics and views a reader's files can feed: those of its frame whose needs one definition has met.

    The column of the answers is no part of a survey's format, so a survey is taken to have one.
    """
    has = {*reader.columns, "score"} if reader.frame == "survey" else set(reader.columns)
    fed: list[str] = []
    for name in METRICS.names():
        item = METRICS[name]
        metric = item if isinstance(item, Metric) else METRICS.metric(name)
        if metric.frame == reader.frame and any(set(one.needs) <= has for one in METRICS.definitions(metric.name)) and _split(item, has):
            fed.append(name.replace("_", "-"))
    return fed


def _split(item: Metric | View, has: set[str]) -> bool:
    """Whether a view that splits by a canonical field finds it; a column of the export's own may do as well."""
    return (
        not isinstance(item, View) or not item.by or not {name for name in item.by if name in FRAMES[METRICS.metric(item.of).frame]} - has
    )


def _table(found: list[dict[str, Any]], color: str) -> None:
    from rich.box import SIMPLE_HEAD
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    console = Console(force_terminal=True if colored(sys.stdout, color) else None, no_color=not colored(sys.stdout, color), highlight=False)
    if not sys.stdout.isatty():
        console.width = 200
    table = Table(box=SIMPLE_HEAD, pad_edge=False, header_style="bold")
    table.add_column("reader", style="bold", no_wrap=True)
    table.add_column("format", ratio=2)
    table.add_column("evidence", no_wrap=True)
    table.add_column("frame", no_wrap=True)
    table.add_column("feeds", ratio=3)
    shown = ""
    for one in found:
        if one["family"] != shown:
            shown = one["family"]
            table.add_row(Text(shown, style="bold cyan"), "", "", "", "")
        fed = Text(", ".join(one["feeds"]) or "nothing by itself", style="dim")
        made = "" if one["name"].startswith(HAND) else one["evidence"]
        table.add_row(Text("  " + one["name"]), Text(one["title"]), Text(made or "by hand"), Text(one["frame"]), fed)
    console.print(table)
