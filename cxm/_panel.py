"""Panel: metrics of several exports side by side, or put together as an index.

Every part is computed as it would be alone, from the export that holds it; parts that no export holds are left out and named.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

import polars as pl

from cxm._settle import settle, settled_by
from cxm.errors import NotEnoughData, UsageError, unknown
from cxm.io.read import read
from cxm.io.source import Workspace
from cxm.io.spec import made_of
from cxm.metrics import ALL, FRAMES, METRICS
from cxm.metrics.engine.index import Series, index
from cxm.metrics.engine.result import Facts, Result, assemble, beside
from cxm.metrics.spec import Better, Metric, Panel, Unit

Compute = Callable[[str, Sequence[str], Mapping[str, Any]], Result]
"""Computes one metric from exports with options."""
ALONE = ("definition", "compare_definitions", "family", "mapping", "score", "with_")
"""Options that are of one metric, or of one export."""


def panel_of(names: Sequence[str]) -> Panel | None:
    """The panel asked for, None if it is none.

    Raises:
        UsageError: a panel among other metrics.
    """
    words = [word.strip() for name in names for word in name.split(",") if word.strip()]
    if ALL in words:
        return None
    panels = [item for word in words if isinstance(item := METRICS[METRICS.resolve(word)], Panel)]
    if panels and len(words) > 1:
        raise UsageError(f"{panels[0].name.replace('_', '-')} is computed alone", cure="cxm compute the other metrics by themselves")
    return panels[0] if panels else None


def side_by_side(panel: Panel, exports: Sequence[str], values: Mapping[str, Any], workspace: Workspace, compute: Compute) -> Result:
    """The result of a panel, or of an index.

    Raises:
        UsageError: options that do not go with it, or an index without weights or baseline.
        NotEnoughData: no part can be computed; of an index, one cannot.
    """
    _check(panel, exports, values)
    own = inputs_of(panel, values)
    weights = _weights(own["weights"]) if panel.definitions else {}
    parts = tuple(weights) or panel.parts
    if panel.definitions:
        _check_index(values, own)
    tables = _tables(exports, values, workspace)
    found: dict[str, Result] = {}
    lacking: list[str] = []
    for part in parts:
        outcome = _part(part, tables, _for_part(panel, part, parts, values), compute)
        if isinstance(outcome, str):
            lacking.append(outcome)
        else:
            found[part] = outcome
    if not found or (panel.definitions and lacking):
        raise NotEnoughData(f"{panel.name.replace('_', '-')} lacks what it is made of", problems=lacking, cure="name the exports it is in")
    result = beside(list(found.values()), [f"left out: {text}" for text in lacking])
    if not panel.definitions:
        return result
    return _as_index(panel, result, weights, str(own["baseline"]), str(values.get("definition") or panel.definitions[0]))


def inputs_of(panel: Panel, values: Mapping[str, Any]) -> dict[str, Any]:
    """The panel's own settings, defaults filled in."""
    defaults = {one.name: one.default for one in panel.inputs}
    return defaults | settled_by(panel.inputs, {name: value for name, value in _pairs(values) if name in defaults})


def _check(panel: Panel, exports: Sequence[str], values: Mapping[str, Any]) -> None:
    """Refuse what a panel cannot do.

    Raises:
        UsageError: an option of one metric or one export, or standard input, which can be read once only.
    """
    name = panel.name.replace("_", "-")
    given = [option for option in ALONE if values.get(option) and not (option == "definition" and panel.definitions)]
    if given:
        flag = given[0].rstrip("_").replace("_", "-")
        raise UsageError(f"--{flag} does not go with {name}, which is made of several metrics", cure="compute the metrics one by one")
    if "-" in exports:
        raise UsageError(f"{name} reads several exports, not standard input", cure=f"cxm compute {name} posts.csv campaigns.csv")
    if values.get("rejects"):
        raise UsageError(f"--rejects does not go with {name}", cure="compute the metrics one by one")


def _check_index(values: Mapping[str, Any], own: Mapping[str, Any]) -> None:
    """Refuse an index nobody can read.

    Raises:
        UsageError: no weights or no baseline; segments, or one span instead of periods.
    """
    if not own["weights"] or not own["baseline"]:
        lacks = "weights" if not own["weights"] else "baseline"
        raise UsageError(f"an index needs {lacks}", cure="--set weights=sessions=2,email-open-rate=1 --set baseline=2026-01")
    if values.get("by") or values.get("compare"):
        raise UsageError(f"--{'by' if values.get('by') else 'compare'} does not go with an index", cure="leave it out")
    if str(values.get("period") or "all") == "all":
        raise UsageError("an index needs periods", cure="--period month")


def _weights(words: Sequence[str]) -> dict[str, float]:
    """Weights by metric, in their order.

    Raises:
        UsageError: one that is no weight, or of what is no metric or has no better direction.
    """
    found: dict[str, float] = {}
    for word in words:
        name, _, text = word.partition("=")
        try:
            weight = float(text)
        except ValueError:
            weight = 0.0
        if not 0.0 < weight < float("inf"):
            raise UsageError(f"--set weights: {word!r} gives no weight above 0", cure="--set weights=sessions=2,email-open-rate=1")
        metric = METRICS[METRICS.resolve(name)]
        if not isinstance(metric, Metric) or metric.parts is not None or metric.better in (Better.NEUTRAL, Better.TARGET):
            raise UsageError(f"--set weights: more of {name} is neither better nor worse", cure="metrics that have a better direction")
        found[metric.name] = weight
    return found


def _tables(exports: Sequence[str], values: Mapping[str, Any], workspace: Workspace) -> list[tuple[set[str], list[str]]]:
    """The exports, those of one format together, with the frames they can be computed from."""
    options = settle(["feedback-volume"], {name: value for name, value in values.items() if name != "settings"}).options
    found: dict[str, tuple[set[str], list[str]]] = {}
    for export in exports:
        reading = read([export], options, workspace)
        found.setdefault(reading.reader.name, (set(made_of(reading.frame.name)), []))[1].append(export)
    return list(found.values())


def _part(part: str, tables: Sequence[tuple[set[str], list[str]]], values: Mapping[str, Any], compute: Compute) -> Result | str:
    """A part from the first exports that hold it, or why it cannot be computed."""
    name = part.replace("_", "-")
    frames = [one.frame for one in METRICS.definitions(part)]
    why = f"{name}: no export of {FRAMES[frames[0]].title.lower()}"
    for held, exports in tables:
        if not held.intersection(frames):
            continue
        try:
            return compute(part, exports, values)
        except NotEnoughData as error:
            why = f"{name}: {error.what}"
    return why


def _pairs(values: Mapping[str, Any]) -> list[tuple[str, Any]]:
    """Settings as name and value, however they are given."""
    pairs = values.get("settings") or ()
    every = pairs.items() if isinstance(pairs, Mapping) else (text.partition("=")[::2] for text in pairs)
    return [(name.strip().replace("-", "_"), value) for name, value in every]


def _for_part(panel: Panel, part: str, parts: Sequence[str], values: Mapping[str, Any]) -> dict[str, Any]:
    """The options of one part: of the settings, its own.

    Raises:
        UsageError: a setting that neither the panel nor any part has.
    """
    known = {name: {one.name for metric in METRICS.definitions(name) for one in metric.settings} for name in parts}
    own = {one.name for one in panel.inputs}
    kept = {}
    for name, value in _pairs(values):
        if name not in own and not any(name in names for names in known.values()):
            raise unknown("setting", name, sorted(own.union(*known.values())))
        if name in known[part]:
            kept[name] = value
    return {name: value for name, value in values.items() if name not in ("settings", "definition")} | {"settings": kept}


def _as_index(panel: Panel, result: Result, weights: Mapping[str, float], baseline: str, definition: str) -> Result:
    """The rows of the parts as those of an index.

    Raises:
        UsageError: no such definition.
    """
    short = definition.removeprefix(f"{panel.name.replace('_', '-')}.").removesuffix("@1")
    if short not in panel.definitions:
        raise unknown(f"definition of {panel.name.replace('_', '-')}", definition, panel.definitions)
    series = []
    for name, weight in weights.items():
        metric = METRICS.metric(name)
        rows = result.frame.filter(pl.col("metric") == name.replace("_", "-"))
        cells = {row["period"]: row for row in rows.to_dicts()}
        series.append(Series(name, cells, weight, rising=metric.better is Better.HIGHER, daily=metric.unit is Unit.COUNT))
    found = index(series, baseline, geometric=short == "geometric")
    named = found.with_columns(
        pl.lit(panel.name.replace("_", "-")).alias("metric"),
        pl.lit(panel.id(short)).alias("definition"),
        pl.lit(panel.unit.value).alias("unit"),
        pl.lit(result.level).alias("level"),
        pl.lit("no_benchmark").alias("grade_state"),
    )
    said = ", ".join(f"{name.replace('_', '-')} {weight:g}" for name, weight in weights.items())
    facts: Facts = {
        "name": panel.name.replace("_", "-"),
        "title": panel.title,
        "names": panel.names,
        "definition": panel.id(short),
        "unit": panel.unit.value,
        "better": Better.HIGHER.value,
        "bounds": (0, None),
        "detail": {},
        "figures": {},
        "interval": "delta_product",
    }
    notes = [f"weights: {said}", f"100 is {baseline}", *result.notes]
    provenance = {"exports": result.exports, "reader": result.reader, "zone": result.zone, "cxm_version": result.version}
    return replace(result, frame=assemble([named], segments=[], provenance=provenance), metrics=[facts], notes=notes, rows_used=None)
