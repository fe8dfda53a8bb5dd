"""Grade: the band a value reaches, and whether it is sure to reach it.

A grade is asserted only if the period is finished, enough units stand behind the value, and its whole interval lies in one
band. Otherwise the band of the value is still named (`grade_label`), with the bands its interval touches (`grade_span`), and
`grade_state` says why it is no grade:

    asserted              the whole interval lies in the band
    census                a complete count: there is nothing to be unsure about
    uncertain             the interval touches another band, or nothing is known about it
    small_n               fewer units than the threshold
    partial               the period is not over, or late data are expected
    not_comparable        bands exist, but not for this definition, scale, period length or profile; or the numbers contradict each other
    no_benchmark          nobody published bands, or the metric has no better or worse
    direction_undeclared  whether a high score is good is not known
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from math import inf

import polars as pl

from cxm._record import Record
from cxm.metrics.spec import Band, BandSet, Better, Metric, Reference, Unit

COLUMNS = ("grade", "grade_state", "grade_label", "grade_tone", "grade_span", "benchmark")
SHOWN = frozenset({"asserted", "census"})
MIN_GRADE_N = 30
UNFINISHED = frozenset({"partial", "provisional", "immature"})


class Verdict(Record):
    """What can be said about one value.

    Args:
        state: one of the states above.
        label, tone: of the band the value lies in; None where it may not be held against any.
        span: the bands its interval touches, lowest and highest; the label if it is one.
    """

    state: str
    label: str | None = None
    tone: str | None = None
    span: str | None = None

    @property
    def grade(self) -> str | None:
        """The label, if it is asserted."""
        return self.label if self.state in SHOWN else None


def judge(
    value: float,
    low: float | None,
    high: float | None,
    n: float | None,
    bands: BandSet,
    *,
    min_grade_n: float | None = None,
    census: bool = False,
) -> Verdict:
    """Hold one number against bands.

    Args:
        low, high: its interval; one of them None is an open end, both None an unknown interval.
        n: units behind it. Without n nothing is known about sampling: the band is named, and the verdict is uncertain.
        min_grade_n: fewest units for a grade; 30 if None, and any number for a complete count.
        census: the value is a complete count; it needs neither an interval nor a number of units.
    """
    band = bands.band(value)
    if band is None:
        return Verdict("not_comparable")
    span = band.label if census else _span(value, low, high, bands)
    needed = min_grade_n if min_grade_n is not None else 0 if census else MIN_GRADE_N
    if n is not None and n < needed:
        state = "small_n"
    elif census:
        state = "census"
    elif n is None or (low is None and high is None) or span != band.label:
        state = "uncertain"
    else:
        state = "asserted"
    return Verdict(state, band.label, band.tone, span)


def _span(value: float, low: float | None, high: float | None, bands: BandSet) -> str:
    """The bands an interval touches; the value's own if there is no interval."""
    if low is None and high is None:
        low = high = value
    labels = [band.label for band in touched(value, low, high, bands.bands)]
    return labels[0] if len(labels) == 1 else f"{labels[0]} - {labels[-1]}"


def touched(value: float, low: float | None, high: float | None, bands: Sequence[Band]) -> list[Band]:
    """The bands that an interval reaches, in their order; one of its ends None is an open end."""
    under = min(value, -inf if low is None else low)
    over = max(value, inf if high is None else high)
    return [band for band in bands if band.meets(under, over)]


def grade(
    cells: pl.DataFrame,
    metric: Metric,
    *,
    bands: BandSet | None,
    min_grade_n: int | None,
    partial: bool = False,
    undeclared: bool = False,
    comparable: bool = True,
) -> pl.DataFrame:
    """Add the columns `grade, grade_state, grade_label, grade_tone, grade_span, benchmark` (all String).

    All are null where the value is null.

    Args:
        cells: rows with `value`, `low`, `high`, `n`, `status`.
        metric: the definition the values have; bands stated for another one are not applied.
        bands: bands of the right period length and profile, None if there are none.
        min_grade_n: fewest units for a grade, the metric's own if None. A complete count is held to it only if it is given.
        partial: grade the rates of unfinished periods too; counts never are, since they still grow.
        undeclared: the metric is neutral only because nobody declared which way is better.
        comparable: False if there are bands for the metric, only not for this kind of value.
    """
    why = _why_not(metric, bands, undeclared=undeclared, comparable=comparable)
    census = metric.interval.method == "census"
    needed = metric.min_grade_n if min_grade_n is None and not census else min_grade_n
    unfinished = frozenset[str]() if partial and metric.unit is not Unit.COUNT else UNFINISHED
    numbers = pl.col("value", "low", "high", "n").cast(pl.Float64).fill_nan(None)
    judged: list[Verdict | None] = []
    for value, low, high, n, status in cells.select(numbers, "status").iter_rows():
        if value is None:
            judged.append(None)
        elif why is not None or bands is None:
            judged.append(why)
        elif status == "inconsistent":
            judged.append(Verdict("not_comparable"))
        else:
            verdict = judge(value, low, high, n, bands, min_grade_n=needed, census=census)
            judged.append(replace(verdict, state="partial") if status in unfinished else verdict)
    return cells.with_columns(_columns(judged, bands))


def _why_not(metric: Metric, bands: BandSet | None, *, undeclared: bool, comparable: bool) -> Verdict | None:
    """The verdict on every value of a metric that cannot be graded at all; None if it can."""
    if undeclared:
        return Verdict("direction_undeclared")
    if metric.better is Better.NEUTRAL or (bands is None and comparable):
        return Verdict("no_benchmark")
    if bands is None or metric.definition not in bands.definitions:
        return Verdict("not_comparable")
    return None


def _columns(judged: list[Verdict | None], bands: BandSet | None) -> list[pl.Series]:
    publisher = None if bands is None else bands.publisher
    rows = [
        (None,) * len(COLUMNS)
        if verdict is None
        else (verdict.grade, verdict.state, verdict.label, verdict.tone, verdict.span, publisher if verdict.label else None)
        for verdict in judged
    ]
    return pl.DataFrame(rows, schema=dict.fromkeys(COLUMNS, pl.String), orient="row").get_columns()


def gap(value: float, low: float | None, high: float | None, reference: Reference) -> str:
    """Where a value lies against a published number, which is taken as exact.

    Args:
        low, high: the value's interval; for a complete count both are the value. Without both nothing can be told apart.

    Returns:
        'above' or 'below' if the interval excludes the number, else 'not distinguishable'.
    """
    if low is None or high is None:
        return "not distinguishable"
    if round(min(low, value), 9) > round(reference.value, 9):
        return "above"
    if round(max(high, value), 9) < round(reference.value, 9):
        return "below"
    return "not distinguishable"
