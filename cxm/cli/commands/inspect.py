"""`cxm inspect`: what a file is, what it can feed, and what stands in the way."""

from __future__ import annotations

import sys
from typing import Annotated, Any

import typer

from cxm.cli import listing, options
from cxm.cli.console import colored
from cxm.errors import Exit

SHORT = "Show what an export is and what it can feed."
HELP = """Show what an export is: how it is written, which reader claims it and why, which column plays which role on what
evidence, which metrics it can support, what would be left out, and which columns would make good segments. --save writes how it is read to a
mapping file; with --mapping, every command reads a later export the same way or says what has changed.

\b
  cxm inspect survey.csv
  cxm inspect export.csv --reader handmade --score Q1
  cxm inspect survey.csv --format json | jq .metrics
  cxm inspect survey.csv --save survey.toml
"""

EXPORTS = Annotated[list[str], typer.Argument(metavar="EXPORT...", help="Paths, globs, folders, URLs or -.", show_default=False)]


@options.takes(options.READING)
def run(
    exports: EXPORTS,
    *,
    save: Annotated[
        str | None, typer.Option(help="Write how the export is read to this mapping file.", metavar="FILE", show_default=False)
    ] = None,
    format: listing.Page = "text",  # noqa: A002 - the option's name
    color: Annotated[str, typer.Option(help="auto, always, never.", show_default=False)] = "auto",
    **values: Any,
) -> int:
    """Print what was found; the status is 0 whenever the export could be read at all."""
    listing.among(format, listing.PAGES)
    from cxm._api import inspect
    from cxm.cli.output import check_paths
    from cxm.io.source import Workspace

    check_paths({"save": save}, exports)
    with Workspace() as workspace:
        found = inspect(exports, values, workspace, save=save, stdin=sys.stdin.buffer)
    if format == "json":
        from json import dumps

        shown = {key: value for key, value in found.items() if key != "lacking"}  # of metrics, detail tells it
        print(dumps(shown, ensure_ascii=False, indent=2, default=str))
    else:
        from cxm.cli.inspection import draw

        draw(found, color=colored(sys.stdout, color))
    return int(Exit.OK)
