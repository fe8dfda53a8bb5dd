"""`cxm metrics`: the catalogue."""

from __future__ import annotations

import sys
from typing import Annotated, Any

import typer

from cxm.cli.console import colored
from cxm.errors import unknown
from cxm.metrics import METRICS
from cxm.metrics.spec import Metric, View

SHORT = "List what can be computed."
HELP = """List the metrics, what they are and what they need.

\b
  cxm metrics
  cxm metrics --family survey
  cxm metrics --format json | jq -r '.[].name'
"""


def run(
    *,
    family: Annotated[str | None, typer.Option(help="Only this family.", metavar="NAME", show_default=False)] = None,
    format: Annotated[str, typer.Option("--format", "-f", help="table or json. Default: table.", show_default=False)] = "table",  # noqa: A002 - the option's name
    color: Annotated[str, typer.Option(help="auto, always, never.", show_default=False)] = "auto",
) -> int:
    """Print the catalogue."""
    families = METRICS.families()
    if family is not None and family not in families:
        raise unknown("family", family, families, cure=f"one of {', '.join(families)}")
    if format not in ("table", "json"):
        raise unknown("format", format, ("table", "json"))
    items = [METRICS[name] for name in METRICS.names(family)]
    if format == "json":
        from json import dumps

        print(dumps([described(item) for item in items], ensure_ascii=False, indent=2))
    else:
        _table(items, color)
    return 0


def described(item: Metric | View) -> dict[str, Any]:
    """What a script may ask of a metric."""
    name = item.name.replace("_", "-")
    if isinstance(item, View):
        return {
            "name": name,
            "kind": "view",
            "family": item.family,
            "title": item.title,
            "of": item.of.replace("_", "-"),
            "by": list(item.by),
            "names": dict(item.names),
        }
    return {
        "name": name,
        "kind": "metric",
        "family": item.family,
        "title": item.title,
        "aliases": list(item.aliases),
        "question": item.question,
        "definitions": [one.id for one in METRICS.definitions(item.name)],
        "unit": item.unit.value,
        "better": item.better.value,
        "needs": list(item.needs),
        "uses": list(item.uses),
        "interval": item.interval.method,
        "names": dict(item.names),
    }


def _table(items: list[Metric | View], color: str) -> None:
    from rich.box import SIMPLE_HEAD
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    console = Console(force_terminal=True if colored(sys.stdout, color) else None, no_color=not colored(sys.stdout, color), highlight=False)
    if not sys.stdout.isatty():
        console.width = 160
    table = Table(box=SIMPLE_HEAD, pad_edge=False, header_style="bold")
    table.add_column("metric", style="bold", no_wrap=True)
    table.add_column("what it asks", ratio=1)
    table.add_column("unit", no_wrap=True)
    table.add_column("better", no_wrap=True)
    table.add_column("needs", no_wrap=console.width > 100)
    shown = ""
    for item in items:
        if item.family != shown:
            shown = item.family
            table.add_row(Text(shown, style="bold cyan"), "", "", "", "")
        name = Text("  " + item.name.replace("_", "-"))
        if isinstance(item, View):
            by = f" by {' or '.join(item.by)}" if item.by else f" by {item.period}" if item.period else ""
            table.add_row(name, Text(item.question), Text(f"view of {item.of}{by}", style="dim"), "", "")
        else:
            table.add_row(name, Text(item.question), item.unit.value, item.better.value, Text(", ".join(item.needs), style="dim"))
    console.print(table)
