"""How sure a value is: the limits within which the true number lies, by the method the metric declares.

The first part is pure functions on the natural scale (shares as fractions) that return `Limits`, or None where no interval can be
given; `level` is the probability with which an interval holds the truth, 0.95 for 95 %. The second part, from `interval` on, runs
them over the measured cells. A further method is a function of one row and a line in `METHODS`.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Mapping, Sequence
from math import exp, expm1, floor, fsum, inf, isclose, log, log1p, sqrt
from typing import Any, NamedTuple

import polars as pl

from cxm.metrics.engine.distributions import binomial_cdf, critical, find_root, normal_cdf, normal_quantile, poisson_limits
from cxm.metrics.spec import LARGEST, RATIO_STATES, Factor, Metric, Scale, Unit


class Limits(NamedTuple):
    """The two ends of an interval, both belonging to it."""

    low: float
    high: float


# Shares and ratings


def wilson(hits: float, n: float, level: float, *, df: float | None = None) -> Limits | None:
    """Score interval of a proportion (Wilson 1927).

    Args:
        hits, n: counts, or effective counts where answers are weighted or come in clusters.
        df: degrees of freedom of the t quantile, for a number of answers estimated from clusters.

    Returns:
        Limits as fractions, or None without answers.

    Raises:
        ValueError: hits are negative or more than n.
    """
    if n <= 0:
        return None
    _within("hits", hits, 0.0, n)
    p, z = min(1.0, max(0.0, hits / n)), critical(level, df)
    square = z * z / n
    high = (p + 0.5 * square + sqrt(square * (p * (1.0 - p) + 0.25 * square))) / (1.0 + square)
    high = 1.0 if p == 1.0 else min(1.0, high)
    # The product of the two roots is known, so a tiny lower limit keeps its digits.
    low = p * p / (1.0 + square) / high if p else 0.0
    return Limits(min(low, p), max(high, p))


def nps_score(plus: float, minus: float, n: float, level: float, *, df: float | None = None) -> Limits | None:
    """Score interval of the net share (plus - minus) / n of a trinomial (Tango 1998).

    Args:
        plus, minus, n, df: as hits and n of `wilson`.

    Returns:
        Limits between -1 and 1, or None without answers.

    Raises:
        ValueError: plus or minus is negative, or they are more than n together.
    """
    if n <= 0:
        return None
    _within("plus", plus, 0.0, n)
    _within("minus", minus, 0.0, n)
    _within("plus and minus", plus + minus, 0.0, n)
    p, d, z, net = plus / n, minus / n, critical(level, df), (plus - minus) / n
    return Limits(min(net, -_net_share_above(d, p, n, z)), max(net, _net_share_above(p, d, n, z)))


def _net_share_above(p: float, d: float, n: float, z: float) -> float:
    """Upper score limit of p - d; the lower one is that of d - p with its sign turned."""
    if p >= 1.0:
        return 1.0
    if p == 0.0 == d:
        return z * z / (n + z * z)
    if p + d >= 1.0:  # nobody in the middle: twice a proportion, less one, and the variance at the estimate may be 0
        square = z * z / n
        return min(1.0, (2.0 * p + square + sqrt(square * (4.0 * p * (1.0 - p) + square))) / (1.0 + square) - 1.0)
    scale = z / sqrt(n)

    def excess(net: float) -> float:
        """How far the observed net share is above `net` less z standard errors, at the likeliest shares that have this `net`."""
        b, c = (2.0 - p + d) * net - p - d, -d * net * (1.0 - net)
        root = sqrt(b * b - 8.0 * c)
        q = -2.0 * c / (b + root) if b > 0.0 else 0.25 * (root - b)
        return p - d - net + scale * sqrt(max(0.0, 2.0 * q + net * (1.0 - net)))

    return find_root(excess, p - d, 1.0)


def nps_adjusted_wald(plus: float, minus: float, n: float, level: float, *, df: float | None = None) -> Limits | None:
    """Interval of the net share with 3/4 added to plus and minus and 3 to n (Rocks 2016); rougher than `nps_score` below n = 20."""
    if n <= 0:
        return None
    net, p, d = (plus - minus) / n, (plus + 0.75) / (n + 3.0), (minus + 0.75) / (n + 3.0)
    half = critical(level, df) * sqrt((p + d - (p - d) ** 2) / (n + 3.0))
    # A single answer can lie outside what is drawn so far to the middle.
    return Limits(max(-1.0, min(net, p - d - half)), min(1.0, max(net, p - d + half)))


def rating_score(n: float, mean: float, mean_square: float, scale: Scale, level: float, *, df: float | None = None) -> Limits | None:
    """Score interval of the mean of a rating bounded by its scale.

    Wilson's interval with the variance m(1 - m) of a two-ended rating shrunk by the ratio of the observed variance to it; the ratio
    is taken after half an answer is added at each end of the scale, so that unanimous answers still leave some doubt. Equal to
    Wilson's when all answers lie at the ends.

    Args:
        n: number of answers, or effective number.
        mean, mean_square: means of the answers and of their squares, in scale points.

    Returns:
        Limits in scale points, or None without answers.

    Raises:
        ValueError: the mean is off the scale.
    """
    if n <= 0:
        return None
    _within("the mean", mean, scale.low, scale.high)
    width = scale.high - scale.low
    m = min(1.0, max(0.0, (mean - scale.low) / width))
    square = max(m * m, (mean_square - 2.0 * scale.low * mean + scale.low**2) / width**2)
    safe_mean, safe_square = (n * m + 0.5) / (n + 1.0), (n * square + 0.5) / (n + 1.0)
    shrunk = min(1.0, (safe_square - safe_mean**2) / (safe_mean * (1.0 - safe_mean)))
    limits = wilson(m * n / shrunk, n / shrunk, level, df=df)
    return limits and Limits(scale.low + width * limits.low, scale.low + width * limits.high)


# Repeats, weights, populations


class Repeats(NamedTuple):
    """Sums over units (respondents, customers) of products of y and x, which are themselves sums within the unit."""

    units: float
    yy: float
    xy: float
    xx: float


def design_effect(repeats: Repeats, *, ratio: float, base: float, variance: float) -> float:
    """How many times larger repeats within units make the variance of a ratio y/x; at least 1 (Kish 1965; delta method).

    Args:
        ratio, base: sum of y / sum of x, and sum of x.
        variance: variance of the ratio if answers were independent, above 0.

    Raises:
        ValueError: fewer than two units.
    """
    units, yy, xy, xx = repeats
    if units < 2:
        raise ValueError("the spread between units needs two of them")
    squares = max(0.0, yy - 2.0 * ratio * xy + ratio * ratio * xx)
    return max(1.0, units / (units - 1.0) * squares / (base * base) / variance)


def kish(total: float, squares: float) -> float:
    """Effective number of weighted answers: the squared sum of the weights over the sum of their squares (Kish 1965)."""
    return total * total / squares


def finite_population(estimate: float, limits: Limits, n: float, population: float) -> Limits:
    """Limits drawn in when the n asked are over 5 % of the whole population; the estimate itself when all were asked.

    Raises:
        ValueError: n is more than the population.
    """
    if n > population:
        raise ValueError(f"{n:g} units of a population of {population:g}")
    if n <= 0.05 * population:
        return limits
    left = sqrt((population - n) / (population - 1.0)) if population > 1 else 0.0
    return Limits(estimate - (estimate - limits.low) * left, estimate + (limits.high - estimate) * left)


# Amounts

_TINY = 1e-200
"""Less than this is 0: its powers underflow."""
_EQUAL = 1e-9
"""Denominators whose squares exceed that of their mean by no larger share are equal, but for what rounding left."""


class Moments(NamedTuple):
    """What `mean_hall` needs to know of a sample: its size, mean, variance (over n - 1) and skewness (of the sample, over n)."""

    n: float
    mean: float
    variance: float
    skewness: float

    @classmethod
    def of(cls, values: Sequence[float]) -> Moments:
        """Moments of at least one value."""
        n, mean = len(values), fsum(values) / len(values)
        second = fsum((value - mean) ** 2 for value in values)
        third = fsum((value - mean) ** 3 for value in values)
        return cls._central(n, mean, second, third, 1e-26)

    @classmethod
    def of_sums(cls, n: float, total: float, squares: float, cubes: float) -> Moments:
        """Moments from the sums of the values, their squares and their cubes, which add up over parts.

        Values that differ by less than a ten-thousandth of their mean are taken as not skewed: the sums no longer tell.
        """
        mean = total / n
        second = max(0.0, squares - mean * total)
        third = cubes - 3.0 * mean * squares + 2.0 * mean * mean * total
        return cls._central(n, mean, second, third, 1e-8)

    @classmethod
    def _central(cls, n: float, mean: float, second: float, third: float, noise: float) -> Moments:
        """Moments from central sums; `noise` is the share of mean² under which the variance is what rounding left."""
        spread = second / n
        skewness = third / n / spread**1.5 if spread > max(noise * mean * mean, _TINY) else 0.0
        return cls(n, mean, second / (n - 1.0) if n > 1 else 0.0, skewness)


def freedom(n: float, excess: float) -> float:
    """Degrees of freedom of the variance of n values, by how uncertain it is (Satterthwaite 1946; O'Neill 2014).

    Args:
        excess: kurtosis beyond that of normal values, 0 for n - 1 degrees; no more counts than n values can have.
    """
    most = (n - 2.0) ** 2 / (n - 1.0)
    return 2.0 * n / (2.0 * n / (n - 1.0) + min(excess, most))


def mean_hall(sample: Moments, level: float, *, floor: float | None = None, excess: float | None = None) -> Limits | None:
    """Interval of the mean of a skewed amount: t with Hall's cubic correction for skewness (Hall 1992).

    A few skewed values say less of their variance than n - 1 normal ones: t has the degrees of freedom that are left.

    Args:
        floor: the least an amount can be; the lower limit stops there.
        excess: kurtosis beyond that of normal values; if None the square of the skewness, which is what of the squared deviations
            the values themselves explain.

    Returns:
        Limits in the unit of the amount; None for fewer than three values; the mean itself when all values agree.
    """
    if sample.n < 3:
        return None
    error = sqrt(sample.variance / sample.n)
    t = critical(level, freedom(sample.n, sample.skewness**2 if excess is None else excess))
    low, high = (sample.mean - error * _hall(sign * t, sample.skewness / sqrt(sample.n)) for sign in (1.0, -1.0))
    return Limits(low if floor is None else max(floor, low), high)


def _hall(t: float, a: float) -> float:
    """Inverse of Hall's transformation t + a t²/3 + a² t³/27 + a/6 of a t statistic whose skewness is a."""
    if a == 0.0:
        return t
    inside = a * (t - a / 6.0)
    return 3.0 / a * (expm1(log1p(inside) / 3.0) if inside > -1.0 else -((-1.0 - inside) ** (1 / 3)) - 1.0)


class Residuals(NamedTuple):
    """Sums over units of products of e, the residual (y - ratio x) / mean(x), and w, the denominator x / mean(x)."""

    ee: float
    eee: float
    eew: float
    ww: float


def ratio_hall(ys: Sequence[float], xs: Sequence[float], level: float, *, floor: float | None = None) -> Limits | None:
    """Interval of sum(y) / sum(x) over independent units: `around_ratio` of the linearised residuals (Deng, Knoblich & Lu 2018).

    Args:
        ys, xs: numerator and denominator of each unit, in the same order.

    Returns:
        Limits of the ratio; None for fewer than three units or a denominator of 0.
    """
    total = fsum(xs)
    if total == 0 or len(xs) < 3:
        return None
    ratio, mean = fsum(ys) / total, total / len(xs)
    pairs = [((y - ratio * x) / mean, x / mean) for y, x in zip(ys, xs, strict=True)]
    sums = (fsum(term) for term in zip(*((e * e, e**3, e * e * w, w * w) for e, w in pairs), strict=True))
    around = around_ratio(len(xs), Residuals(*sums), level)
    if around is None:
        return None
    return Limits(ratio + around.low if floor is None else max(floor, ratio + around.low), ratio + around.high)


def around_ratio(n: float, sums: Residuals, level: float) -> Limits | None:
    """Limits of the error of a ratio of sums over n units: `mean_hall` of the residuals with the variance of the jackknife.

    A unit that makes up much of the denominator draws the ratio to itself: leaving it out in turn (Quenouille 1956; Tukey 1958)
    divides its residual by what the others make up. The sums tell that share for the average squared residual, which is all but
    the same. Where residuals grow with the denominators, fewer of them tell the variance: normal ones whose variance follows the
    denominator have three times the excess that it explains.

    Returns:
        Limits about 0 in the unit of the ratio; None for fewer than three units.
    """
    if n < 3:
        return None
    spread = sums.ee / n
    if spread <= _TINY:
        return Limits(0.0, 0.0)
    skewness, unequal = sums.eee / n / spread**1.5, sums.ww / n - 1.0
    weight = min(1.0 - 1.0 / n, max(0.0, sums.eew / sums.ee / n))
    variance = spread * (n - 1.0) / n / (1.0 - weight) ** 2
    explained = (sums.eew / sums.ee - 1.0) ** 2 / unequal if unequal > _EQUAL else 0.0
    return mean_hall(Moments(n, 0.0, variance, skewness), level, excess=skewness**2 + 3.0 * explained)


# Counts


def garwood(count: float, level: float, *, dispersion: float = 1.0, df: float | None = None, exposure: float = 1.0) -> Limits:
    """Exact interval of a Poisson count, or of its rate per exposure (Garwood 1936), for counts `dispersion` times as spread out.

    Args:
        df: degrees of freedom the dispersion was estimated with, for limits as much wider as t is than the normal; None if known.

    Raises:
        ValueError: the count is negative, or dispersion or exposure are not positive.
    """
    if not (dispersion > 0.0 and exposure > 0.0):
        raise ValueError("dispersion and exposure must be positive")
    wide = dispersion * (critical(level, df) / critical(level)) ** 2
    low, high = poisson_limits(count / wide, level)
    return Limits(low * wide / exposure, high * wide / exposure)


class Dispersion(NamedTuple):
    """How many times as spread out as Poisson counts some counts are, and the degrees of freedom of that; None if it is no estimate."""

    ratio: float
    df: float | None


def dispersion(counts: Sequence[float], weekdays: Sequence[int]) -> Dispersion | None:
    """Variance of daily counts relative to their mean, at least 1: 1 for a Poisson process, more where contacts come in waves.

    Args:
        counts: one per day of the period, days without any included.
        weekdays: the weekday of each; from four weeks on each weekday has its own mean.

    Returns:
        The ratio, known rather than estimated where it is 1; None for fewer than 14 days or when nothing was counted.
    """
    days = len(counts)
    if days < 14 or not any(counts):
        return None
    groups: dict[int, list[float]] = {}
    for count, weekday in zip(counts, weekdays, strict=True):
        groups.setdefault(weekday if days >= 28 else 0, []).append(count)
    squares, df = 0.0, 0
    for group in groups.values():
        mean = sum(group) / len(group)
        if mean > 0:  # a weekday that is always closed says nothing, and leaves no degrees of freedom
            squares += sum((count - mean) ** 2 for count in group) / mean
            df += len(group) - 1
    if not df:
        return None
    return Dispersion(squares / df, df) if squares > df else Dispersion(1.0, None)


def count_growth(
    after: float,
    before: float,
    level: float,
    *,
    exposures: tuple[float, float] = (1.0, 1.0),
    dispersion: float = 1.0,
    df: float | None = None,
) -> tuple[float, Limits] | None:
    """Ratio of two counts per exposure and its limits: Wilson's interval of the later one's share of both, as odds.

    Args:
        exposures: days (or customers) behind the later and the earlier count.
        dispersion: how many times as spread out as Poisson counts both are.
        df: degrees of freedom it was estimated with; None if known.

    Returns:
        The ratio and its limits, or None where the earlier count is 0: nothing grows from nothing by a percentage.
    """
    if before <= 0:
        return None
    total = after + before
    limits = wilson(after / dispersion, total / dispersion, level, df=df)
    if limits is None:
        return None
    per_exposure = exposures[1] / exposures[0]
    low, high = (share / (1.0 - share) * per_exposure for share in limits)
    return after / before * per_exposure, Limits(low, high)


# Quantiles


def order_stat(n: int, q: float, level: float) -> tuple[int, int] | None:
    """Which of n sorted values are the limits of their q quantile: exact, whatever the distribution.

    Returns:
        Ranks from 1, or None where n is too small (a median needs 6 values at 95 %, p90 36, p95 72).
    """
    each = 0.5 * (1.0 - level)
    below, above = _rank_below(n, q, each), _rank_below(n, 1.0 - q, each)
    return (below, n + 1 - above) if below and above else None


def between_ranks(n: int, q: float, rank: int, level: float) -> float:
    """How far between the value at the lower rank of `order_stat` and the next the limit lies that holds at just its level (Nyblom 1992).

    The upper limit is the lower one of 1 - q, with ranks from the top.

    Returns:
        A share of the way, from 0 at the rank to less than 1.
    """
    tail = 0.5 * (1.0 - level)
    less, more = tail - binomial_cdf(rank - 1, n, q), binomial_cdf(rank, n, q) - tail
    near, far = (n - rank) * q * max(0.0, less), rank * (1.0 - q) * more
    return near / (near + far)


def _rank_below(n: int, q: float, tail: float) -> int:
    """The largest rank r with P(B < r) <= tail for B of n trials at q; 0 if there is none."""
    limit = tail * (1.0 + 1e-12)  # so that an exact tie does not hang on the last digit
    r = min(n, max(0, round(n * q + normal_quantile(tail) * sqrt(n * q * (1.0 - q)))))
    while r > 0 and binomial_cdf(r - 1, n, q) > limit:
        r -= 1
    while r < n and binomial_cdf(r, n, q) <= limit:
        r += 1
    return r


# Survival


class Step(NamedTuple):
    """One step of a survival curve.

    Args:
        time: when units ended.
        at_risk, ended: how many were still there just before, and how many of them ended.
        survival: share left from here to the next step.
        low, high: its limits, None where everyone ended.
        greenwood: sum of ended / (at_risk (at_risk - ended)) so far.
    """

    time: float
    at_risk: int
    ended: int
    survival: float
    low: float | None
    high: float | None
    greenwood: float


def kaplan_meier(durations: Sequence[float], ended: Sequence[bool], level: float, *, entries: Sequence[float] | None = None) -> list[Step]:
    """Survival curve of units some of which have not ended yet (Kaplan & Meier 1958), with `km_loglog` limits.

    Args:
        durations: time of the end, or of the last look at a unit that has not ended.
        ended: whether it was the end. At equal times ends come before last looks.
        entries: time from which a unit was watched, if not from the start; it must be before its duration.

    Returns:
        One step per distinct time of an end, in order.

    Raises:
        ValueError: a unit leaves before it enters.
    """
    if entries is not None and any(entry >= duration for entry, duration in zip(entries, durations, strict=True)):
        raise ValueError("a unit must enter before it leaves")
    leaving, entering = sorted(durations), sorted(entries) if entries is not None else None
    ends = sorted(duration for duration, end in zip(durations, ended, strict=True) if end)
    survival, greenwood, steps, place = 1.0, 0.0, [], 0
    while place < len(ends):
        time, start = ends[place], place
        place = bisect_right(ends, time, start)
        count = place - start
        at_risk = (len(leaving) if entering is None else bisect_left(entering, time)) - bisect_left(leaving, time)
        survival *= 1.0 - count / at_risk
        greenwood += count / (at_risk * (at_risk - count)) if at_risk > count else inf
        low, high = km_loglog(survival, greenwood, level) or (None, None)
        steps.append(Step(time, at_risk, count, survival, low, high, greenwood))
    return steps


def km_loglog(survival: float, greenwood: float, level: float) -> Limits | None:
    """Interval of a Kaplan-Meier share on the log(-log) scale (Kalbfleisch & Prentice); None where the share is 0 or 1."""
    if not 0.0 < survival < 1.0:
        return None
    spread = exp(critical(level) * sqrt(greenwood) / -log(survival))
    return Limits(survival**spread, survival ** (1.0 / spread))


def km_quantile(steps: Sequence[Step], q: float) -> float | None:
    """Time by which a share q has ended, None if the curve does not get there.

    Where the curve lies at 1 - q exactly, the middle of that stretch, so that without censoring the median is the ordinary one.
    """
    for place, step in enumerate(steps):
        if isclose(step.survival, 1.0 - q, rel_tol=0.0, abs_tol=1e-12):
            return 0.5 * (step.time + steps[place + 1].time) if place + 1 < len(steps) else step.time
        if step.survival < 1.0 - q:
            return step.time
    return None


def brookmeyer_crowley(steps: Sequence[Step], q: float) -> tuple[float | None, float | None]:
    """Limits of `km_quantile`: the times at which 1 - q lies within the limits of the curve; None for an open end."""
    low = next((step.time for step in steps if step.low is not None and step.low <= 1.0 - q), None)
    high = next((step.time for step in steps if step.high is not None and step.high < 1.0 - q), None)
    return low, high


def rmst(steps: Sequence[Step], horizon: float, level: float, *, n: int) -> tuple[float, Limits | None]:
    """Mean time until the end or the horizon, whichever is first: the area under the curve, with Greenwood's variance.

    The variance of d ends is widened by d / (d - 1) (Kaplan & Meier 1958), and its quantile is that of t with n - 1 degrees of
    freedom: where everyone has ended by the horizon the interval is Student's.

    Args:
        horizon: no later than the last look at any unit; beyond it nothing is known.
        n: the number of units.

    Returns:
        The mean and its limits, in the unit of time; no limits for fewer than two ends, which have no spread.
    """
    inside = [step for step in steps if step.time <= horizon]
    edges = [*(step.time for step in inside), horizon]
    areas = [step.survival * (until - step.time) for step, until in zip(inside, edges[1:], strict=True)]
    variance, after = 0.0, 0.0
    for step, area in zip(reversed(inside), reversed(areas), strict=True):
        after += area
        if step.at_risk > step.ended:
            variance += after * after * step.ended / (step.at_risk * (step.at_risk - step.ended))
    mean, ends = edges[0] + after, sum(step.ended for step in inside)
    if ends < 2:
        return mean, None
    half = critical(level, n - 1.0) * sqrt(variance * ends / (ends - 1.0))
    return mean, Limits(max(0.0, mean - half), min(horizon, mean + half))


# Composites


_WIDEST = 50.0
"""An estimate that may be e^50 times too large or too small has no limits worth telling."""


def delta_product(value: float, parts: Sequence[tuple[float, Limits | None]]) -> Limits | None:
    """Interval of a product or quotient of independent estimates, by the delta method on logarithms.

    Its level is that of the limits of the parts: a half-width is z standard errors there and here.

    Args:
        value: the product or quotient.
        parts: each estimate with its limits; None for an assumption, taken as certain.

    Returns:
        Limits in the unit of the value, or None where a part is not positive, or says nothing.
    """
    if value <= 0 or any(estimate <= 0 for estimate, _ in parts):
        return None
    halves = (0.5 * (limits.high - limits.low) / estimate for estimate, limits in parts if limits is not None)
    spread = sqrt(sum(half * half for half in halves))
    if spread > _WIDEST:
        return None
    return Limits(value / exp(spread), value * exp(spread))


# The stage

Row = Mapping[str, Any]


class Stated(NamedTuple):
    """What a method says about one cell: limits on the scale of the value, or None where it cannot say, and what it did about it."""

    limits: Limits | None
    n_eff: float | None = None
    deff: float | None = None
    notes: tuple[str, ...] = ()

    def times(self, factor: float) -> Stated:
        """The same on the scale of a value that is `factor` times the estimate."""
        return self._replace(limits=self.limits and Limits(self.limits.low * factor, self.limits.high * factor))


_FACTORS = {Unit.PERCENT: 100.0, Unit.POINTS: 100.0, Unit.PER_100: 100.0, Unit.PER_1000: 1000.0}
"""How many units of a value make 1 of the fraction it is computed from; 1 for all others."""

CROWDED = "more answers than the population"
_ROUNDING = 1e-9
"""Sums of weights in different orders differ by less than this."""

HEAVY = 0.2
"""The share of a sum beyond which one unit is a heavy tail."""

_OPTIONAL = (
    "cluster_units",
    "cluster_yy",
    "cluster_xy",
    "cluster_xx",
    "weight_squares",
    "dispersion",
    "dispersion_df",
    "population",
    "notes",
)

_COLUMNS = {"low": pl.Float64, "high": pl.Float64, "n_eff": pl.Float64, "deff": pl.Float64, "interval_method": pl.String}


def interval(cells: pl.DataFrame, metric: Metric, *, level: float) -> pl.DataFrame:
    """Say beside every value how sure it is.

    Args:
        cells: one row per cell, with `value` (null where there is none) and the states of the metric by name. Optional columns, each
            null where it does not apply: `cluster_units`, `cluster_yy`, `cluster_xy`, `cluster_xx` (sums of `design_effect`, y being
            the form the metric declares and x its base), `weight_squares` (sum of squared weights; the states are then sums of
            weights), `dispersion` (of counts) and `dispersion_df` (its degrees of freedom), `population` (number of units answers were
            drawn from), `notes`.
        level: probability that the interval holds the true number, 0.95 for 95 %.

    Returns:
        The cells with `low` and `high` on the scale of the value, `n_eff` (answers of a plain sample that would be as sure), `deff`
        (widening by repeats, or the dispersion of counts), `interval_method` (named for a census too), all null where there is no value
        or no interval, and `notes` (a list of strings).

    Raises:
        ValueError: the level is not between 0 and 1, the metric names a method that does not exist, or it declares an interval
            that does not hold its value.
    """
    critical(level)
    method = METHODS.get(metric.interval.method)
    if method is None:
        raise ValueError(f"{metric.id}: no interval method {metric.interval.method!r}; there are {', '.join(METHODS)}")
    wanted = {"value", metric.base, *metric.interval.states.values(), *_OPTIONAL}
    found: list[tuple[float | None, float | None, float | None, float | None, str | None]] = []
    notes: list[list[str]] = []
    for row in cells.select(name for name in cells.columns if name in wanted).iter_rows(named=True):
        stated = method(row, metric, level) if row["value"] is not None else Stated(None)
        low, high = _holding(row["value"], stated.limits, metric) or (None, None)
        told = stated.limits is not None or (metric.interval.method == "census" and row["value"] is not None)
        found.append((low, high, stated.n_eff, stated.deff, metric.interval.method if told else None))
        notes.append([*(row.get("notes") or ()), *stated.notes])
    columns = pl.DataFrame(found, schema=_COLUMNS, orient="row")
    return cells.with_columns(columns.get_columns()).with_columns(pl.Series("notes", notes, dtype=pl.List(pl.String)))


def _wilson(row: Row, metric: Metric, level: float) -> Stated:
    p = row[metric.interval.states["hits"]] / row[metric.base]
    if not 0.0 <= p <= 1.0 + _ROUNDING:
        return Stated(None)  # more hits than answers: an inconsistent export, shown as it is
    p = min(1.0, p)
    stated = _sampled(row, metric, p, p * (1.0 - p), lambda n, df: wilson(p * n, n, level, df=df))
    return stated.times(_factor(metric))


def _net_share(row: Row, metric: Metric, level: float, score: Callable[..., Limits | None] = nps_score) -> Stated:
    p, d = (row[metric.interval.states[role]] / row[metric.base] for role in ("plus", "minus"))
    if p < 0.0 or d < 0.0 or p + d > 1.0 + _ROUNDING:
        return Stated(None)
    stated = _sampled(row, metric, p - d, p + d - (p - d) ** 2, lambda n, df: score(p * n, d * n, n, level, df=df))
    return stated.times(_factor(metric))


def _adjusted(row: Row, metric: Metric, level: float) -> Stated:
    return _net_share(row, metric, level, nps_adjusted_wald)


def _rating(row: Row, metric: Metric, level: float) -> Stated:
    scale, (least, most) = metric.scale, metric.bounds
    if least is not None and most is not None and (scale is None or (scale.low, scale.high) != (least, most)):
        # A rating may be told on another scale than it was given on, such as 0-100.
        scale = Scale(least, most, whole=False)
    if scale is None:
        raise ValueError(f"{metric.id}: a rating needs a scale or bounds")
    mean, mean_square = (row[metric.interval.states[role]] / row[metric.base] for role in ("total", "squares"))
    slack = _ROUNDING * max(abs(scale.low), abs(scale.high))
    if not scale.low - slack <= mean <= scale.high + slack:
        return Stated(None)
    spread = mean_square - mean * mean
    stated = _sampled(row, metric, mean, spread, lambda n, df: rating_score(n, mean, mean_square, scale, level, df=df))
    return stated.times(_factor(metric) if scale.high <= 1 else 1.0)  # answers on 0-100 are per cent already


def _sampled(row: Row, metric: Metric, estimate: float, spread: float, score: Callable[[float, float | None], Limits | None]) -> Stated:
    """Limits of an estimate from answers that may be weighted, repeat within units, or make up much of their population.

    Args:
        spread: variance of one answer.
        score: the method, given the effective number of answers and the degrees of freedom.
    """
    base, units, squares = row[metric.base], row.get("cluster_units"), row.get("weight_squares")
    n = kish(base, squares) if squares else float(base)
    deff, df, asked = 1.0, None, n
    # Units with one answer each are plain answers: their sum of x² is what it would be without units.
    if units is not None and not isclose(row["cluster_xx"], squares or base, rel_tol=_ROUNDING):
        if units < 2:
            return Stated(None, notes=("all answers come from one unit",))
        repeats = Repeats(units, row["cluster_yy"], row["cluster_xy"], row["cluster_xx"])
        # What weights leave of a variance by rounding when all answers agree is no variance.
        variance = spread / n if spread > 1e-12 * estimate * estimate else 0.0
        # Where all answers agree, the effect is that of units which always agree with themselves.
        deff = (
            design_effect(repeats, ratio=estimate, base=base, variance=variance) if variance else max(1.0, repeats.xx / (squares or base))
        )
        df, asked = units - 1.0, float(units)
    limits, population = score(n / deff, df), row.get("population")
    if limits is None or population is None:
        return Stated(limits, n / deff, deff)
    if asked > population:
        return Stated(limits, n / deff, deff, (f"{CROWDED} of {population:,.0f}",))
    return Stated(finite_population(estimate, limits, asked, population), n / deff, deff)


def _mean(row: Row, metric: Metric, level: float) -> Stated:
    """Mean of an amount over units, from sums over them."""
    total, squares, cubes = (row[metric.interval.states[role]] for role in ("total", "squares", "cubes"))
    n, factor = float(row[metric.base]), _factor(metric)
    if n <= 0.0:
        return Stated(None)
    if "exposure" in metric.interval.states:
        factor /= row[metric.interval.states["exposure"]]
    limits = _bounded(mean_hall(Moments.of_sums(n, total, squares, cubes), level), metric, factor)
    return Stated(limits, n, 1.0, _tail_notes(n, total, row.get(metric.interval.states.get(LARGEST, "")))).times(factor)


def _tail_notes(n: float, total: float, largest: float | None) -> tuple[str, ...]:
    """What to say of a mean that hangs on one unit: others like it may be missing from the sample, whatever the method.

    Of so few units that equal ones would pass for a tail nothing is said, nor of a sum that is not above 0, which has no shares.
    """
    if largest is None or total <= 0.0 or n * HEAVY < 1.0 or largest <= HEAVY * total * (1.0 + _ROUNDING):
        return ()
    return (f"heavy tail: the largest is {100.0 * largest / total:.0f}% of the sum",)


def _ratio(row: Row, metric: Metric, level: float) -> Stated:
    """Ratio of two sums over units, from the sums of products `ratio_states` gives."""
    states, factor = metric.interval.states, _factor(metric)
    sums = {name: float(row[states[name]]) for name in RATIO_STATES}
    n = float(row[states["units"]])
    if n < 3.0 or sums["x"] == 0.0:
        return Stated(None)
    ratio = sums["y"] / sums["x"]
    around = around_ratio(n, _residuals(n, ratio, sums), level)
    limits = around and Limits(ratio + around.low, ratio + around.high)
    if limits is not None and "negative" in states and not row[states["negative"]]:
        limits = Limits(max(0.0, limits.low), limits.high)
    return Stated(_bounded(limits, metric, factor), n, 1.0).times(factor)


def _residuals(n: float, ratio: float, sums: Mapping[str, float]) -> Residuals:
    """Sums of the linearised residuals (y - ratio x) / mean(x), whose mean is 0, from sums of products."""
    _, x, yy, xy, xx, yyy, xyy, xxy, xxx = (sums[name] for name in RATIO_STATES)
    mean = x / n
    second = max(0.0, yy - 2.0 * ratio * xy + ratio * ratio * xx) / mean**2
    third = (yyy - 3.0 * ratio * xyy + 3.0 * ratio**2 * xxy - ratio**3 * xxx) / mean**3
    by_x = (xyy - 2.0 * ratio * xxy + ratio * ratio * xxx) / mean**3
    # Sums of products keep half of the digits: what is smaller than that beside them is what rounding left.
    noise = 1e-13 * (yy + 2.0 * abs(ratio * xy) + ratio * ratio * xx) / mean**2
    if second <= max(1e3 * noise, n * _TINY):
        third, by_x = 0.0, second
    return Residuals(second if second > noise else 0.0, third, by_x, xx / mean**2)


def _bounded(limits: Limits | None, metric: Metric, factor: float) -> Limits | None:
    """Limits of an amount cut at what it can be."""
    low, high = metric.bounds
    if limits is None:
        return None
    return Limits(
        limits.low if low is None else max(low / factor, limits.low), limits.high if high is None else min(high / factor, limits.high)
    )


def _garwood(row: Row, metric: Metric, level: float) -> Stated:
    states, phi = metric.interval.states, row.get("dispersion")
    exposure = row[states["exposure"]] if "exposure" in states else 1.0
    limits: Limits | None = garwood(row[states["count"]], level, dispersion=phi or 1.0, df=row.get("dispersion_df"), exposure=exposure)
    if "amount" in states and limits is not None:  # an amount per unit counted: the more units, the less
        amount = row[states["amount"]]
        limits = Limits(amount / limits.high, amount / limits.low) if amount >= 0 and limits.low > 0 else None
    stated = Stated(limits, row[metric.base] / (phi or 1.0), phi or 1.0, () if phi else ("dispersion unknown",))
    return stated.times(_factor(metric))


def _growth(row: Row, metric: Metric, level: float) -> Stated:
    """Growth of a count per day; both sides are taken to be as spread out as the later one."""
    states, phi = metric.interval.states, row.get("dispersion")
    exposures = (row[states["days"]], row[states["days_before"]])
    found = count_growth(
        row[states["count"]],
        row[states["before"]],
        level,
        exposures=exposures,
        dispersion=phi or 1.0,
        df=row.get("dispersion_df"),
    )
    limits = None if found is None else Limits(found[1].low - 1.0, found[1].high - 1.0)
    return Stated(limits, row[metric.base] / (phi or 1.0), phi or 1.0, () if phi else ("dispersion unknown",)).times(_factor(metric))


def _product(row: Row, metric: Metric, level: float) -> Stated:
    """Product of independent estimates, less another one where the metric says so."""
    found = [_factor_of(one, row, level) for one in metric.interval.factors]
    n = float(row[metric.base])
    if any(part is None for part in found):
        return Stated(None)
    parts = [part for part in found if part is not None]
    less = metric.interval.less
    if less is None and all(limits is None for _, limits in parts):
        return Stated(None)  # nothing but assumptions
    if less is None and len(parts) == 1 and metric.interval.factors[0].through is not None:
        # The value is one estimate through a function that only rises or only falls: its limits go the same way, exactly.
        return Stated(parts[0][1], n, 1.0)
    if less is None:
        return Stated(delta_product(row["value"], parts), n, 1.0)
    off = _factor_of(less, row, level)
    whole = None if off is None else row["value"] + off[0]
    limits = None if whole is None else delta_product(whole, parts)
    if off is None or limits is None or whole is None:
        return Stated(None)
    low, high = off[1] or (off[0], off[0])
    # MOVER (Zou & Donner 2008), as for a change.
    down = sqrt((whole - limits.low) ** 2 + (high - off[0]) ** 2)
    return Stated(Limits(row["value"] - down, row["value"] + sqrt((limits.high - whole) ** 2 + (off[0] - low) ** 2)), n, 1.0)


def _factor_of(one: Factor, row: Row, level: float) -> tuple[float, Limits | None] | None:
    """A factor with its limits, None for an assumption; nothing where the cell does not tell it."""
    if one.given and row[one.given] is not None:
        return float(row[one.given]), None
    estimate, limits = _estimate_of(one, row, level)
    if estimate is None or limits is None:
        return None
    if one.through is None:
        return estimate, limits
    ends = sorted(one.through(end, row) for end in limits)
    return one.through(estimate, row), Limits(*ends)


def _estimate_of(one: Factor, row: Row, level: float) -> tuple[float | None, Limits | None]:
    states = {role: row[name] for role, name in one.states.items()}
    match one.kind:
        case "ratio":
            if states["units"] < 3 or not states["x"]:
                return None, None
            ratio = states["y"] / states["x"]
            units = float(states["units"])
            around = around_ratio(units, _residuals(units, ratio, states), level)
            return ratio, around and Limits(ratio + around.low, ratio + around.high)
        case "share":
            return (
                (states["hits"] / states["trials"], wilson(states["hits"], states["trials"], level)) if states["trials"] else (None, None)
            )
        case "count":
            return (float(states["count"]), garwood(states["count"], level)) if states["count"] else (None, None)
        case _:
            low, high = states.get("low"), states.get("high")
            return states["value"], None if low is None or high is None else Limits(low, high)


def _samples(row: Row, metric: Metric, level: float) -> Stated:
    """Percentiles of what samples of the units give, in order; the lower and the upper one as far from their ends.

    Samples of n units spread as if they were of n - 1, and normal: the percentiles lie further out by as much as t asks for
    (Hesterberg 2015, "What teachers should know about the bootstrap").
    """
    drawn, n = row[metric.interval.states["samples"]], float(row[metric.base])
    if not drawn or n < 2:
        return Stated(None)
    tail = normal_cdf(-critical(level, n - 1.0) * sqrt(n / (n - 1.0)))
    low, high = _percentile(drawn, tail), _percentile(drawn, 1.0 - tail)
    return Stated(Limits(min(low, row["value"]), max(high, row["value"])), n, 1.0)


def _percentile(values: Sequence[float], share: float) -> float:
    """The sorted value that a further one would fall below with this probability (Davison & Hinkley 1997), between two or an end."""
    at = min(len(values) - 1.0, max(0.0, share * (len(values) + 1) - 1.0))
    below, above = values[floor(at)], values[min(len(values) - 1, floor(at) + 1)]
    return below + (at - floor(at)) * (above - below)


def _nothing(_row: Row, _metric: Metric, _level: float) -> Stated:
    return Stated(None)


DISPERSED = frozenset({"garwood", "count_growth"})
"""Methods that ask how much more daily counts vary than Poisson counts would."""

METHODS: Mapping[str, Callable[[Row, Metric, float], Stated]] = {
    "wilson": _wilson,
    "wilson_cluster": _wilson,
    "nps_score": _net_share,
    "nps_adjusted_wald": _adjusted,
    "rating_score": _rating,
    "mean_hall": _mean,
    "ratio_hall": _ratio,
    "garwood": _garwood,
    "count_growth": _growth,
    "delta_product": _product,
    "model_bootstrap": _samples,
    "census": _nothing,
    "none": _nothing,
    # Estimates bring their limits with them (`estimate.py`).
    "order_stat": _nothing,
    "km_loglog": _nothing,
    "rmst": _nothing,
}
"""Name of a method -> what it says about a row that has a value."""


def _factor(metric: Metric) -> float:
    return _FACTORS.get(metric.unit, 1.0)


def _holding(value: float, limits: Limits | None, metric: Metric) -> Limits | None:
    """The limits, with an end that rounding put on the wrong side of the value moved onto it."""
    if limits is None:
        return None
    slack = _ROUNDING * max(1.0, abs(value), limits.high - limits.low)
    if not limits.low - slack <= value <= limits.high + slack:
        raise ValueError(f"{metric.id}: the interval {limits.low:g} to {limits.high:g} is not about the value {value:g}")
    return Limits(min(limits.low, value), max(limits.high, value))


def _within(name: str, value: float, low: float, high: float) -> None:
    slack = _ROUNDING * max(abs(low), abs(high))
    if not low - slack <= value <= high + slack:
        raise ValueError(f"{name} must lie in {low:g} to {high:g}, not {value:g}")
