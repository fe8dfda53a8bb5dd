"""`cxm readers`: the export formats that are known."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Annotated, Any

import typer

from cxm.cli import listing
from cxm.errors import unknown
from cxm.io.recognise import HAND, READERS
from cxm.io.spec import BECOMES, MAKES, Reader, made_of
from cxm.metrics import FRAMES, METRICS
from cxm.metrics.spec import Metric, Panel, View

if TYPE_CHECKING:
    from rich.console import Console

WIDE, NARROW = 140, 96
"""Columns of the screen from which there is room for the names of metrics, and for the frame."""

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
    format: listing.Format = None,  # noqa: A002 - the option's name
    color: Annotated[str, typer.Option(help="auto, always, never.", show_default=False)] = "auto",
) -> int:
    """Print the formats."""
    families = READERS.families()
    if family is not None and family not in families:
        raise unknown("family", family, families, cure=f"one of {', '.join(families)}")
    names = sorted(READERS.names(family), key=lambda name: (READERS.family(name), name))
    listing.write([described(READERS[name]) for name in names], format, color, _table)
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
    """The metrics and views a reader's files can feed: those with a definition whose needs its frame, or one made of it, has met.

    The column of the answers is no part of a survey's format, so a survey is taken to have one.
    """
    own = {*reader.columns, "score"} if reader.frame == "survey" else set(reader.columns)
    has = {frame: own | set(MAKES.get(BECOMES.get((reader.frame, frame), reader.rows), ())) for frame in made_of(reader.frame)}
    fed: list[str] = []
    for name in METRICS.names():
        item = METRICS[name]
        if isinstance(item, Panel):
            continue
        definitions = METRICS.definitions(METRICS.metric(name).name)
        if any(set(one.needs) <= has[one.frame] and _split(item, has[one.frame]) for one in definitions if one.frame in has):
            fed.append(name.replace("_", "-"))
    return fed


def _split(item: Metric | View, has: set[str]) -> bool:
    """Whether a view that splits by a canonical field finds it; a column of the export's own may do as well."""
    return (
        not isinstance(item, View) or not item.by or not {name for name in item.by if name in FRAMES[METRICS.metric(item.of).frame]} - has
    )


def _table(console: Console, entries: listing.Entries) -> None:
    """Readers under their families; on narrow screens the metrics they feed are counted, not named."""
    wide = console.width >= WIDE
    stretch = {"format": 2, "feeds": 3} if wide else {"format": 1}
    heads = ["reader", "format", "evidence", *(["frame"] if console.width >= NARROW else []), "feeds"]

    def cells(entry: listing.Entry) -> Mapping[str, Any]:
        from rich.text import Text

        names = entry["feeds"]
        fed = ", ".join(names) or "nothing by itself" if wide else f"{len(names)} metric{'' if len(names) == 1 else 's'}"
        return {
            "reader": Text("  " + entry["name"], style="bold"),
            "format": Text(entry["title"]),
            "evidence": Text("by hand" if entry["name"].startswith(HAND) else entry["evidence"]),
            "frame": Text(entry["frame"]),
            "feeds": Text(fed, style="dim"),
        }

    listing.draw(console, entries, heads, stretch, cells)
