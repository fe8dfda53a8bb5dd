"""Bands and published figures in words, as grade, explain and benchmarks print them."""

from __future__ import annotations

from collections.abc import Sequence

from cxm._language import heard, say
from cxm.metrics.benchmarks import load, references
from cxm.metrics.spec import Band, Better, Metric, Publisher, Reference

RULE_OF_THUMB = "C"
"""Confidence of figures whose sample cannot be traced."""


def edges(band: Band) -> str:
    """Where a band begins and ends: `from 2 to 8`, with `above` and `below` where the edge is not part of it."""
    low = "" if band.low is None else say("from {}" if band.low_included else "above {}", f"{band.low:g}")
    high = "" if band.high is None else say("to {}" if band.high_included else "below {}", f"{band.high:g}")
    return " ".join(text for text in (low, high) if text)


def stated(band: Band) -> str:
    """A band with its edges, and whether the publisher left this part of the line open."""
    return f"{edges(band)}: {heard(band.label)}" + ("" if band.origin == "stated" else f" ({say('left open by the source')})")


def direction(metric: Metric) -> str:
    """Which way is better, in words."""
    return {
        Better.HIGHER: say("higher is better"),
        Better.LOWER: say("lower is better"),
        Better.TARGET: say("there is a right range"),
        Better.NEUTRAL: say("no direction"),
    }[metric.better]


def dated(publisher: Publisher) -> str:
    """A publisher and its year, where one is known."""
    return publisher.title + (f", {publisher.year}" if publisher.year != "not shown" else "")


def by_statistic(found: Sequence[Reference]) -> dict[tuple[str, str], list[Reference]]:
    """Published figures by publisher and statistic."""
    grouped: dict[tuple[str, str], list[Reference]] = {}
    for one in found:
        grouped.setdefault((one.publisher, one.statistic), []).append(one)
    return grouped


def reference_lines(metric: Metric) -> list[str]:
    """Published numbers to read a value beside, one line per publisher and statistic; rules of thumb are called so."""
    lines = []
    for (name, statistic), rows in by_statistic(references(metric.name)).items():
        publisher = load(name)
        weak = f"; {say('a rule of thumb without a sample')}" if publisher.confidence == RULE_OF_THUMB else ""
        figures = ", ".join(f"{row.population} {row.value:g}" for row in rows)
        lines.append(f"{say('reference')}, {dated(publisher)} ({name}), {statistic}: {figures}{weak}")
    return lines
