"""How often intervals hold the truth: exact by enumeration where that is possible, simulated with a fixed seed elsewhere."""

from __future__ import annotations

import math
from collections.abc import Iterator
from functools import cache

import numpy as np
import numpy.typing as npt
import pytest
from scipy import stats

from cxm.metrics.engine.compare import mover_diff
from cxm.metrics.engine.interval import (
    Limits,
    Moments,
    Repeats,
    design_effect,
    dispersion,
    garwood,
    kish,
    mean_hall,
    nps_score,
    order_stat,
    rating_score,
    wilson,
)
from cxm.metrics.spec import Scale

SIZES = (20, 50, 200)
TRINOMIALS = ((0.5, 0.1), (0.6, 0.1), (0.8, 0.05), (0.95, 0.01), (0.33, 0.34), (0.2, 0.6), (0.05, 0.05), (0.3, 0.2))
"""Shares of promoters and detractors: ordinary, excellent, bad, nearly all passive."""

Floats = npt.NDArray[np.float64]


@pytest.fixture
def chance() -> np.random.Generator:
    return np.random.default_rng(20240214)


def held(limits: Limits | None, truth: float) -> bool:
    return limits is not None and limits.low <= truth <= limits.high


@cache
def outcomes(n: int) -> tuple[Floats, Floats, Floats]:
    """All trinomial counts of n answers and the limits of their net share."""
    counts = np.array([(plus, minus) for plus in range(n + 1) for minus in range(n + 1 - plus)], dtype=float)
    limits = np.array([nps_score(plus, minus, n, 0.95) for plus, minus in counts])
    return counts, limits[:, 0], limits[:, 1]


def nps_coverage(n: int) -> list[float]:
    """Exact probability that the interval holds the true net share, for each trinomial."""
    counts, low, high = outcomes(n)
    full = np.column_stack([counts, n - counts.sum(axis=1)])
    found = []
    for plus, minus in TRINOMIALS:
        chances = stats.multinomial.pmf(full, n, [plus, minus, 1.0 - plus - minus])
        found.append(float(chances[(low <= plus - minus) & (plus - minus <= high)].sum()))
    return found


@pytest.mark.parametrize("n", SIZES)
def test_nps_interval_covers_as_often_as_it_says(n: int) -> None:
    coverage = nps_coverage(n)
    assert 0.935 <= np.mean(coverage) <= 0.975
    assert min(coverage) >= 0.94


@pytest.mark.parametrize("n", SIZES)
def test_proportion_interval_covers_as_often_as_it_says(n: int) -> None:
    hits = np.arange(n + 1)
    limits = np.array([wilson(k, n, 0.95) for k in range(n + 1)])
    truths = np.arange(0.01, 0.995, 0.01)
    coverage = [stats.binom.pmf(hits, n, p)[(limits[:, 0] <= p) & (p <= limits[:, 1])].sum() for p in truths]
    assert 0.935 <= np.mean(coverage) <= 0.975
    assert min(coverage) >= 0.90


@pytest.mark.parametrize("n", SIZES)
@pytest.mark.parametrize("shares", [(0.02, 0.03, 0.05, 0.30, 0.60), (0.3, 0.15, 0.1, 0.15, 0.3), (0.0, 0.0, 0.05, 0.05, 0.9)])
def test_rating_interval_covers_as_often_as_it_says(n: int, shares: tuple[float, ...], chance: np.random.Generator) -> None:
    points = np.arange(1, 6)
    truth, covered = float(points @ np.array(shares)), 0
    for counts in chance.multinomial(n, shares, size=1500):
        mean, square = float(counts @ points) / n, float(counts @ points**2) / n
        covered += held(rating_score(n, mean, square, Scale(1, 5), 0.95), truth)
    assert covered / 1500 >= 0.935


def clicks(chance: np.random.Generator) -> Iterator[tuple[Floats, Floats]]:
    """Clicks and impressions of 60 users with unequal traffic and unequal interest, 20 % in the long run."""
    for _ in range(1200):
        shown = 1 + chance.geometric(0.08, 60)
        yield chance.binomial(shown, chance.beta(0.8, 3.2, 60)).astype(float), shown.astype(float)


def test_interval_of_repeating_users_covers_where_the_plain_one_does_not(chance: np.random.Generator) -> None:
    plain = clustered = 0
    for y, x in clicks(chance):
        total, p = x.sum(), y.sum() / x.sum()
        sums = Repeats(60, float(y @ y), float(y @ x), float(x @ x))
        n = total / design_effect(sums, ratio=p, base=total, variance=p * (1 - p) / total)
        plain += held(wilson(p * total, total, 0.95), 0.2)
        clustered += held(wilson(p * n, n, 0.95, df=59), 0.2)
    assert plain / 1200 < 0.80
    assert 0.925 <= clustered / 1200 <= 0.975


def test_weighted_interval_covers_where_the_plain_one_does_not(chance: np.random.Generator) -> None:
    plain = weighted = 0
    for _ in range(1500):
        weights, hits = chance.lognormal(0.0, 1.0, 100), chance.random(100) < 0.3
        total = float(weights.sum())
        n, p = kish(total, float(weights @ weights)), float(weights @ hits) / total
        plain += held(wilson(p * 100, 100, 0.95), 0.3)
        weighted += held(wilson(p * n, n, 0.95), 0.3)
    assert plain / 1500 < 0.85
    assert 0.93 <= weighted / 1500 <= 0.975


def test_skewed_amounts_are_covered_better_than_by_t(chance: np.random.Generator) -> None:
    truth, hall, t = math.exp(0.5), 0, 0
    for values in chance.lognormal(0.0, 1.0, (1500, 50)):
        sample = Moments.of(values.tolist())
        hall += held(mean_hall(sample, 0.95), truth)
        t += held(mean_hall(sample._replace(skewness=0.0), 0.95), truth)
    assert 0.915 <= hall / 1500 <= 0.97
    assert t < hall


def test_counts_that_come_in_waves_are_covered_by_their_spread(chance: np.random.Generator) -> None:
    plain = widened = 0
    weekdays = [day % 7 for day in range(56)]
    level = np.array([1.0] * 5 + [0.4] * 2)[weekdays] * 20
    for _ in range(1200):
        days = chance.negative_binomial(level / 2.0, 1 / 3)  # variance three times the mean
        phi = dispersion(days.tolist(), weekdays)
        assert phi is not None
        plain += held(garwood(int(days.sum()), 0.95), level.sum())
        widened += held(garwood(int(days.sum()), 0.95, dispersion=phi), level.sum())
    assert plain / 1200 < 0.80
    assert 0.925 <= widened / 1200 <= 0.975


@pytest.mark.parametrize(("n", "q"), [(20, 0.5), (50, 0.9), (200, 0.95)])
def test_quantile_interval_covers_at_least_as_often_as_it_says(n: int, q: float) -> None:
    ranks = order_stat(n, q, 0.95)
    assert ranks is not None
    low, high = ranks
    assert 0.95 <= stats.binom.cdf(high - 1, n, q) - stats.binom.cdf(low - 1, n, q) <= 0.985


@pytest.mark.parametrize(("n", "m"), [(20, 20), (50, 200)])
def test_interval_of_a_change_covers_as_often_as_it_says(n: int, m: int) -> None:
    """Of 40 % after 30 %, over all pairs of outcomes."""
    after, before = [wilson(k, n, 0.95) for k in range(n + 1)], [wilson(k, m, 0.95) for k in range(m + 1)]
    chances = np.outer(stats.binom.pmf(np.arange(n + 1), n, 0.4), stats.binom.pmf(np.arange(m + 1), m, 0.3))
    coverage = sum(
        chances[k, j]
        for k, first in enumerate(after)
        for j, second in enumerate(before)
        if first and second and held(mover_diff(k / n, first, j / m, second), 0.1)
    )
    assert 0.935 <= coverage <= 0.975
