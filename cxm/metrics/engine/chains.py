"""Chains: rolling periods that overlap, sorted into chains of periods that do not.

Every stage up to the cells places a day in one period, and what looks across periods takes them to follow one another. Where periods
of 28 days begin every 7, the 1st, the 5th, the 9th follow one another without a gap: four chains, each counted like a report of its
own, hold them all. Where the step is no part of the length (30 days, every 7), the chains hold periods in between that are not shown.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from math import gcd

from cxm.metrics.engine.periods import Length, Period
from cxm.metrics.engine.rollup import Span


def chains(span: Span, length: Length) -> list[Span]:
    """The span of each chain: they end one step apart, the first with the report; one where periods do not overlap."""
    if not length.step or span.first is None or span.last is None:
        return [span]
    steps = min(length.days // gcd(length.days, length.step), (span.last - span.first).days // length.step + 1)
    return [replace(span, last=span.last - timedelta(length.step * count)) for count in range(max(1, steps))]


def shown(periods: Sequence[Period], length: Length) -> list[str]:
    """Labels of the periods of a chain that lie whole steps before its last, from the first on."""
    if not length.step:
        return [period.label for period in periods]
    every = length.step // gcd(length.days, length.step)
    return [period.label for period in reversed(periods[::-1][::every])]
