"""Verdict: a number from elsewhere held against the bands, as text."""

from __future__ import annotations

from typing import Any

from cxm.errors import unknown
from cxm.metrics import METRICS
from cxm.metrics.benchmarks import band_set, load, load_file
from cxm.metrics.engine.grade import judge
from cxm.metrics.engine.interval import Limits, nps_score, wilson
from cxm.metrics.spec import Metric, Unit


def verdict_of(
    metric: Metric, value: float, *, n: int | None, definition: str | None, period: str, benchmark: str | None, level: float
) -> dict[str, Any]:
    """Which band a number reaches, and how sure that is.

    Args:
        n: units behind the number. A proportion gets its score interval; a net score that of the widest spread that gives this
            value, since its promoters and detractors are not known; any other kind of number has no interval from n alone.
    """
    definitions = {one.definition: one for one in METRICS.definitions(metric.name)}
    if definition is not None and definition not in definitions:
        raise unknown("definition", definition, definitions)
    chosen = definitions[definition] if definition else _graded(metric)
    publisher = load_file(benchmark) if benchmark and benchmark.endswith(".toml") else benchmark
    bands = band_set(metric.name, chosen.definition, period=period, publisher=publisher)
    limits = _limits(chosen, value, n, level) if n is not None else None
    told: dict[str, Any] = {
        "metric": metric.name.replace("_", "-"),
        "definition": chosen.id,
        "value": value,
        "unit": metric.unit.value,
        "n": n,
        "low": limits.low if limits else None,
        "high": limits.high if limits else None,
    }
    if bands is None:
        where = f" for {chosen.id}" if chosen.definition else ""
        months = " (name the period with --period month)" if not period else ""
        return told | {"grade": None, "grade_state": "no_benchmark", "text": f"{value:g}: no benchmark{where}{months}", "bands": []}
    verdict = judge(value, told["low"], told["high"], n, bands, min_grade_n=chosen.min_grade_n)
    source = publisher if publisher is not None and not isinstance(publisher, str) else load(bands.publisher)
    interval = f" ({limits.low:.1f} to {limits.high:.1f} at {level:.0%})" if limits else ""
    said = {
        "asserted": str(verdict.label),
        "uncertain": f"{verdict.label}?"
        + (f" could be {verdict.span}" if verdict.span != verdict.label else " without --n nothing is known of its certainty"),
        "small_n": f"{verdict.label}? n = {n} is too few to say (at least {chosen.min_grade_n})",
    }.get(verdict.state, verdict.state)
    return told | {
        "grade": verdict.grade,
        "grade_state": verdict.state,
        "grade_label": verdict.label,
        "grade_span": verdict.span,
        "benchmark": bands.publisher,
        "text": f"{metric.title} {value:g}{interval}: {said}",
        "bands": [f"{band.label}: {_edges(band.low, band.low_included, band.high, band.high_included)}" for band in bands.bands]
        + [f"source: {source.title}, {source.year}"],
    }


def _graded(metric: Metric) -> Metric:
    """The first definition anybody stated bands for."""
    return next((one for one in METRICS.definitions(metric.name) if band_set(metric.name, one.definition) is not None), metric)


def _limits(metric: Metric, value: float, n: int, level: float) -> Limits | None:
    if metric.interval.method == "wilson" and metric.unit is Unit.PERCENT:
        found = wilson(value / 100 * n, n, level)
    elif metric.interval.method == "nps_score":
        share = value / 100
        found = nps_score((1 + share) / 2 * n, (1 - share) / 2 * n, n, level)
    else:
        return None
    return Limits(100 * found.low, 100 * found.high) if found else None


def _edges(low: float | None, low_in: bool, high: float | None, high_in: bool) -> str:  # noqa: FBT001 - the edges of a band
    left = "" if low is None else f"{'from' if low_in else 'above'} {low:g}"
    right = "" if high is None else f"{'to' if high_in else 'below'} {high:g}"
    return f"{left} {right}".strip()
