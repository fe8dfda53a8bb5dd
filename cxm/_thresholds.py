"""Thresholds: the checks of --fail-if and --fail-on, refused before any work where no result could ever miss them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from cxm._settle import benchmark
from cxm.metrics import ALL, METRICS
from cxm.metrics.benchmarks import band_sets
from cxm.metrics.engine.check import Check, check, on_grade
from cxm.metrics.spec import Panel, View


def thresholds(names: Sequence[str], values: Mapping[str, Any]) -> list[Check]:
    """The checks that the user sets.

    Args:
        names: metrics as they are asked, with commas between them.
        values: options by their Python names; what is absent or None has its default.

    Raises:
        UsageError: one is none, or is of a grade or a change that nothing asked has.
    """
    tests, tone = values.get("fail_if") or (), values.get("fail_on")
    if not tests and tone is None:
        return []
    given = {name: value for name, value in values.items() if value is not None}
    items = [METRICS[name] for name in _named(names, given.get("family"))]
    compared = bool(given.get("compare")) or any(isinstance(item, View) and item.compare for item in items)
    choice = benchmark(given)
    of = dict.fromkeys(name for item in items for name in _computed(item))
    sets = [found for name in of for found in band_sets(name, choice) if found.profile in ("", choice.profile)]
    bands = [band for found in sets for band in found.bands]
    checks = [check(text, bands, compared=compared) for text in tests]
    return checks if tone is None else [*checks, on_grade(tone, bands)]


def _named(names: Sequence[str], family: str | None) -> Iterator[str]:
    """The names of what is asked, as their files have them."""
    for word in (word.strip() for text in names for word in text.split(",")):
        if word == ALL:
            yield from METRICS.names(family)
        elif word:
            yield METRICS.resolve(word)


def _computed(item: Any) -> tuple[str, ...]:
    """The metrics that stand in the result of what is asked."""
    if isinstance(item, Panel):
        return item.parts
    return (item.of if isinstance(item, View) else item.name,)
