"""The page `cxm inspect` draws."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from typing import Any

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table
from rich.text import Text


def draw(found: Mapping[str, Any], *, color: bool) -> None:  # noqa: PLR0912 - a branch per section
    """Print what inspection found, section by section."""
    console = Console(force_terminal=True if color else None, no_color=not color, highlight=False, soft_wrap=not sys.stdout.isatty())
    if not sys.stdout.isatty():
        console.width = 160
    console.print(Text(found["export"], style="bold"))
    for key, value in found["file"].items():
        console.print(Text(f"  {key:<12} {value}"))
    _heading(console, "Reader")
    for claim in found["readers"]:
        mark = "->" if claim["chosen"] else "  "
        console.print(
            Text(f"{mark} {claim['reader']}", style="bold" if claim["chosen"] else ""),
            Text(f"{claim['title']}; score {claim['score']}; {claim['why']}", style="dim"),
        )
    _heading(console, "Columns in their roles")
    console.print(_roles(found["roles"]))
    if found["notes"]:
        _heading(console, "To know")
        for line in found["notes"]:
            console.print(Text(f"  {line}", style="dim"))
    if found["candidates"]:
        _heading(console, "Columns that could hold the answers")
        for line in found["candidates"]:
            note = f"; not taken: {line['note']}" if line["note"] else ""
            console.print(Text(f"  {line['column']}"), Text(f"strength {line['strength']}: {line['evidence']}{note}", style="dim"))
    _heading(console, "Metrics")
    if not found["metrics"]:
        console.print(Text("  none of this export alone", style="dim"))
    for line in found["metrics"]:
        good = line["state"] == "ready"
        console.print(
            Text(f"  {line['metric']:<22}", style="green" if good else "yellow"), Text(line["detail"], style="" if good else "dim")
        )
    if found["beside"]:
        _heading(console, f"Beside another export: cxm compute METRIC EXPORT --with {found['export']}")
        for line in found["beside"]:
            console.print(Text(f"  {line['metric']:<22}", style="green"), Text(f"of {' or '.join(line['of'])}"))
        console.print(Text("  there --map is --with-map, and --decimal , is --with-option decimal=,", style="dim"))
    if found["proposals"]:
        _heading(console, "Could be")
        for line in found["proposals"]:
            console.print(Text(f"  {line['role']:<22}"), Text(" or ".join(line["flags"]), style="dim"))
    if found["problems"]:
        _heading(console, "In the way")
        for line in found["problems"]:
            console.print(Text(f"  {line}", style="yellow"))
    if found["segments"]:
        _heading(console, "Good segments")
        for line in found["segments"]:
            console.print(Text(f"  {line['column']}"), Text(f"{line['values']} values: {', '.join(line['examples'])}", style="dim"))


def _heading(console: Console, text: str) -> None:
    console.print()
    console.print(Text(text, style="bold cyan"))


def _roles(roles: list[dict[str, Any]]) -> Table:
    table = Table(box=SIMPLE_HEAD, pad_edge=False, header_style="dim", show_edge=False)
    for name in ("role", "column", "evidence", "written as", "such as"):
        table.add_column(name, overflow="fold")
    for role in roles:
        table.add_row(
            Text(role["role"], style="bold"),
            Text(role["column"]),
            Text(role["evidence"], style="dim"),
            Text(role["form"]),
            Text(role["example"], style="dim"),
        )
    return table
