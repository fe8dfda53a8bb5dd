"""Verdict: a number from elsewhere held against the bands of a publisher."""

from __future__ import annotations

from cxm._record import Record
from cxm.errors import unknown
from cxm.metrics import METRICS
from cxm.metrics.benchmarks import ANY, Choice, band_set
from cxm.metrics.engine.grade import Verdict, judge
from cxm.metrics.engine.interval import Limits, nps_score, wilson
from cxm.metrics.spec import BandSet, Metric, Unit


class Held(Record):
    """A number held against bands.

    Args:
        metric: the definition it was taken to be of.
        limits: its interval, None where n alone gives none.
        bands: None if nobody stated any for numbers of its kind.
    """

    metric: Metric
    limits: Limits | None
    bands: BandSet | None
    verdict: Verdict


def verdict_of(
    metric: Metric, value: float, *, n: int | None, definition: str | None, period: str, level: float, choice: Choice = ANY
) -> Held:
    """Which band a number reaches, and how sure that is.

    Args:
        n: units behind the number. A proportion gets its score interval; a net score that of the widest spread that gives this
            value, since its promoters and detractors are not known; any other kind of number has no interval from n alone.
        period: length of the period the number is of, '' if it is not known.

    Raises:
        UsageError: the metric has no such definition, or nobody is of the name of the publisher.
    """
    definitions = {one.definition: one for one in METRICS.definitions(metric.name)}
    if definition is not None and definition not in definitions:
        raise unknown("definition", definition, definitions)
    held = definitions[definition] if definition else _graded(metric, period, choice)
    bands = band_set(metric.name, held.definition, period=period, choice=choice)
    limits = _limits(held, value, n, level) if n is not None else None
    if bands is None:
        return Held(held, limits, None, Verdict("no_benchmark"))
    low, high = (limits.low, limits.high) if limits else (None, None)
    return Held(held, limits, bands, judge(value, low, high, n, bands, min_grade_n=held.min_grade_n))


def _graded(metric: Metric, period: str, choice: Choice) -> Metric:
    """The first definition anybody stated bands for."""
    stated = (one for one in METRICS.definitions(metric.name) if band_set(metric.name, one.definition, period=period, choice=choice))
    return next(stated, metric)


def _limits(metric: Metric, value: float, n: int, level: float) -> Limits | None:
    if metric.interval.method == "wilson" and metric.unit is Unit.PERCENT:
        found = wilson(value / 100 * n, n, level)
    elif metric.interval.method == "nps_score":
        share = value / 100
        found = nps_score((1 + share) / 2 * n, (1 - share) / 2 * n, n, level)
    else:
        return None
    return Limits(100 * found.low, 100 * found.high) if found else None
