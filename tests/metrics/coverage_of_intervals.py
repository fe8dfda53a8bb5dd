"""How often intervals hold the truth, at the sizes they are used at: exact where all outcomes can be counted, simulated elsewhere.

python tests/metrics/coverage_of_intervals.py           simulate all anew and write docs/coverage.json, from which docs/build.py draws docs/intervals.md
python tests/metrics/coverage_of_intervals.py wilson    show those of one method

Every simulation is seeded by its own name, so that the same code gives the same figures on any machine.
"""

from __future__ import annotations

import json
import math
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import NamedTuple
from zlib import crc32

import numpy as np
import numpy.typing as npt
import polars as pl
from scipy import stats

from cxm.metrics import METRICS
from cxm.metrics.engine.compare import compare, mover_diff
from cxm.metrics.engine.estimate import ENDED, TIME, UNITS, Times
from cxm.metrics.engine.interval import (
    METHODS,
    Dispersion,
    Limits,
    Moments,
    Repeats,
    count_growth,
    delta_product,
    design_effect,
    dispersion,
    garwood,
    kish,
    mean_hall,
    nps_score,
    order_stat,
    rating_score,
    ratio_hall,
    wilson,
)
from cxm.metrics.spec import Scale

Floats = npt.NDArray[np.float64]
Chance = np.random.Generator

RUNS = 20_000
STORED = Path(__file__).parents[2] / "docs" / "coverage.json"
LEVEL = 0.95
TRINOMIALS = ((0.5, 0.1), (0.6, 0.1), (0.8, 0.05), (0.95, 0.01), (0.33, 0.34), (0.2, 0.6), (0.05, 0.05), (0.3, 0.2))
"""Shares of promoters and detractors: ordinary, excellent, bad, nearly all passive."""
RATINGS = ((0.02, 0.03, 0.05, 0.30, 0.60), (0.3, 0.15, 0.1, 0.15, 0.3), (0.0, 0.0, 0.05, 0.05, 0.9))
"""Shares of the answers 1 to 5: favourable, split, nearly all the best."""


class Scenario(NamedTuple):
    """One method at one size.

    Args:
        of: what is estimated, in words.
        size: the number of units, in words where that is not one number.
        coverage: from runs and a source of chance to the coverage of each case.
        exact: all outcomes are counted; runs and chance are not used.
    """

    method: str
    of: str
    size: str
    coverage: Callable[[int, Chance], list[float]]
    exact: bool = False

    @property
    def name(self) -> str:
        return f"{self.method}, {self.of}, {self.size}"

    def found(self, runs: int = RUNS) -> list[float]:
        """The coverage of each case."""
        return self.coverage(runs, np.random.default_rng(crc32(self.name.encode())))


def holds(limits: Limits | None, truth: float) -> bool:
    return limits is not None and limits.low <= truth <= limits.high


def share(limits: Iterable[Limits | None], truth: float) -> float:
    """The share of intervals that hold the truth; one that is not given holds nothing."""
    held = [holds(one, truth) for one in limits]
    return sum(held) / len(held)


# Shares and ratings


def proportions(n: int) -> list[float]:
    limits = np.array([wilson(hits, n, LEVEL) for hits in range(n + 1)])
    truths = np.arange(0.01, 0.995, 0.01)
    hits = np.arange(n + 1)
    return [float(stats.binom.pmf(hits, n, p)[(limits[:, 0] <= p) & (p <= limits[:, 1])].sum()) for p in truths]


def net_shares(n: int) -> list[float]:
    counts = np.array([(plus, minus) for plus in range(n + 1) for minus in range(n + 1 - plus)], dtype=float)
    limits = np.array([nps_score(plus, minus, n, LEVEL) for plus, minus in counts])
    full = np.column_stack([counts, n - counts.sum(axis=1)])
    found = []
    for plus, minus in TRINOMIALS:
        chances = stats.multinomial.pmf(full, n, [plus, minus, 1.0 - plus - minus])
        found.append(float(chances[(limits[:, 0] <= plus - minus) & (plus - minus <= limits[:, 1])].sum()))
    return found


def ratings(n: int, runs: int, chance: Chance) -> list[float]:
    points = np.arange(1, 6)
    found = []
    for shares in RATINGS:
        counts = chance.multinomial(n, shares, size=runs)
        sums = zip(counts @ points / n, counts @ points**2 / n, strict=True)
        found.append(share((rating_score(n, mean, square, Scale(1, 5), LEVEL) for mean, square in sums), float(points @ np.array(shares))))
    return found


INTEREST = {0.25: (2.0, 6.0), 0.02: (0.5, 24.5)}
"""Share of clicks in the long run -> how it differs from user to user, as the parameters of a beta distribution."""


def clicks(share_of: float, users: int, chance: Chance) -> tuple[Floats, Floats]:
    """Clicks and views of users with unequal traffic and unequal interest."""
    views = 1 + chance.poisson(chance.gamma(0.7, 6.0, users))
    return chance.binomial(views, chance.beta(*INTEREST[share_of], users)).astype(float), views.astype(float)


def clustered(share_of: float, users: int, runs: int, chance: Chance) -> list[float]:
    found = []
    for _ in range(runs):
        y, x = clicks(share_of, users, chance)
        total, p = x.sum(), y.sum() / x.sum()
        sums = Repeats(users, float(y @ y), float(y @ x), float(x @ x))
        n = total / design_effect(sums, ratio=p, base=total, variance=p * (1 - p) / total) if 0 < p < 1 else total
        found.append(wilson(p * n, n, LEVEL, df=users - 1))
    return [share(found, share_of)]


def weighted(spread: float, n: int, runs: int, chance: Chance) -> list[float]:
    found = []
    for _ in range(runs):
        weights, hits = chance.lognormal(0.0, spread, n), chance.random(n) < 0.3
        total = float(weights.sum())
        effective = kish(total, float(weights @ weights))
        found.append(wilson(float(weights @ hits) / total * effective, effective, LEVEL))
    return [share(found, 0.3)]


# Amounts and ratios


def amounts(kind: str, n: int, runs: int, chance: Chance) -> list[float]:
    draws: dict[str, tuple[Floats, float]] = {
        "lognormal": (chance.lognormal(0.0, 1.0, (runs, n)), math.exp(0.5)),
        "70 % zeros": (chance.lognormal(0.0, 1.0, (runs, n)) * (chance.random((runs, n)) < 0.3), 0.3 * math.exp(0.5)),
        "lognormal, log-sd 1.5": (chance.lognormal(0.0, 1.5, (runs, n)), math.exp(1.125)),
        "normal": (chance.normal(10.0, 2.0, (runs, n)), 10.0),
    }
    values, truth = draws[kind]
    return [share((mean_hall(Moments.of(row), LEVEL) for row in values.tolist()), truth)]


def ratios(users: int, runs: int, chance: Chance) -> list[float]:
    found = []
    for _ in range(runs):
        y, x = clicks(0.25, users, chance)
        found.append(ratio_hall(y.tolist(), x.tolist(), LEVEL))
    return [share(found, 0.25)]


def skewed_ratios(users: int, runs: int, chance: Chance) -> list[float]:
    """Revenue per order of users who order unequally often, at prices of their own."""
    found = []
    for _ in range(runs):
        orders = chance.geometric(0.4, users).astype(float)
        revenue = orders * chance.lognormal(0.0, 0.6, users)
        found.append(ratio_hall(revenue.tolist(), orders.tolist(), LEVEL))
    return [share(found, math.exp(0.18))]


def kept_revenue(users: int, runs: int, chance: Chance) -> list[float]:
    """Revenue kept of contracts of unequal size: a tenth of them are lost, a tenth shrink, a fifth grow."""
    found = []
    for _ in range(runs):
        start = chance.lognormal(0.0, 1.0, users)
        left = start * chance.choice([0.0, 0.8, 1.0, 1.2], p=[0.1, 0.1, 0.6, 0.2], size=users)
        found.append(ratio_hall(left.tolist(), start.tolist(), LEVEL))
    return [share(found, 0.92)]


# Counts


def counts(mean: float) -> list[float]:
    seen = np.arange(int(mean + 12 * math.sqrt(mean) + 12))
    chances = stats.poisson.pmf(seen, mean)
    return [float(sum(chance for count, chance in zip(seen.tolist(), chances, strict=True) if holds(garwood(count, LEVEL), mean)))]


def wavy_days(ratio: float, days: int, chance: Chance) -> tuple[npt.NDArray[np.int64], Floats, list[int]]:
    """Daily counts `ratio` times as spread out as Poisson counts, fewer at weekends, and their means."""
    weekdays = [day % 7 for day in range(days)]
    level = np.array([1.0] * 5 + [0.4] * 2)[weekdays] * 20
    return chance.negative_binomial(level / (ratio - 1.0), 1.0 / ratio), level, weekdays


def spread_of(seen: npt.NDArray[np.int64], weekdays: Sequence[int]) -> Dispersion:
    return dispersion(seen.tolist(), weekdays) or Dispersion(1.0, None)


def waves(ratio: float, days: int, runs: int, chance: Chance) -> list[float]:
    held = 0
    for _ in range(runs):
        seen, level, weekdays = wavy_days(ratio, days, chance)
        phi = spread_of(seen, weekdays)
        held += holds(garwood(int(seen.sum()), LEVEL, dispersion=phi.ratio, df=phi.df), float(level.sum()))
    return [held / runs]


def growing_days(ratio: float, days: int, runs: int, chance: Chance) -> Iterator[tuple[tuple[int, Dispersion], tuple[int, Dispersion]]]:
    """Counts and spreads of a period, and of a second one of as many days with a quarter more."""
    for _ in range(runs):
        before, _, weekdays = wavy_days(ratio, days, chance)
        after = chance.negative_binomial(np.array([1.0] * 5 + [0.4] * 2)[weekdays] * 25 / (ratio - 1.0), 1.0 / ratio)
        yield (int(before.sum()), spread_of(before, weekdays)), (int(after.sum()), spread_of(after, weekdays))


def growths(ratio: float, days: int, runs: int, chance: Chance) -> list[float]:
    """Growth as a value of its own, with the spread of the later days."""
    found = []
    for (before, _), (after, phi) in growing_days(ratio, days, runs, chance):
        growth = count_growth(after, before, LEVEL, dispersion=phi.ratio, df=phi.df)
        found.append(None if growth is None else growth[1])
    return [share(found, 1.25)]


# Times


def ranks(n: int, q: float) -> list[float]:
    found = order_stat(n, q, LEVEL)
    assert found is not None
    low, high = found
    return [float(stats.binom.cdf(high - 1, n, q) - stats.binom.cdf(low - 1, n, q))]


def lives(n: int, runs: int, chance: Chance) -> Times:
    """Exponential lives of mean 10, about three in ten of them still running when they were last looked at."""
    ends, looked = chance.exponential(10.0, (runs, n)), chance.uniform(5.0, 45.0, (runs, n))
    return times(np.minimum(ends, looked), ends <= looked)


def times(until: Floats, ended: npt.NDArray[np.bool_]) -> Times:
    """Times of the units of each run, a row of both tables."""
    runs, n = until.shape
    names = {"run": np.repeat(np.arange(runs), n), TIME: until.ravel(), ENDED: ended.ravel(), UNITS: np.ones(runs * n, dtype=np.int64)}
    return Times(pl.DataFrame(names), ["run"])


def covered(frame: pl.DataFrame, truth: float) -> list[float]:
    """An open end holds everything beyond it, where there is a value at all."""
    low, high = pl.col("low").fill_null(-math.inf), pl.col("high").fill_null(math.inf)
    inside = (low <= truth) & (pl.lit(truth) <= high) & pl.col("value").is_not_null()
    return [float(frame.select(inside.mean()).item())]


def survivals(n: int, runs: int, chance: Chance) -> list[float]:
    found = lives(n, runs, chance).survival(7.0, LEVEL)
    return covered(found.filter(pl.col("low").is_not_null()), math.exp(-0.7))


def medians(n: int, runs: int, chance: Chance) -> list[float]:
    return covered(lives(n, runs, chance).quantile(0.5, LEVEL), 10.0 * math.log(2.0))


def restricted(n: int, runs: int, chance: Chance) -> list[float]:
    return covered(lives(n, runs, chance).restricted_mean(12.0, LEVEL), 10.0 * (1.0 - math.exp(-1.2)))


# Differences and products


def difference_of_proportions(n: int, m: int) -> list[float]:
    """Of 40 % after 30 %, over all pairs of outcomes."""
    after, before = [wilson(k, n, LEVEL) for k in range(n + 1)], [wilson(k, m, LEVEL) for k in range(m + 1)]
    chances = np.outer(stats.binom.pmf(np.arange(n + 1), n, 0.4), stats.binom.pmf(np.arange(m + 1), m, 0.3))
    pairs = ((k, one, j, two) for k, one in enumerate(after) for j, two in enumerate(before) if one and two)
    return [float(sum(chances[k, j] for k, one, j, two in pairs if holds(mover_diff(k / n, one, j / m, two), 0.1)))]


def difference_of_net_shares(n: int, runs: int, chance: Chance) -> list[float]:
    drawn = [chance.multinomial(n, shares, size=runs) for shares in ((0.55, 0.1, 0.35), (0.45, 0.2, 0.35))]
    found = []
    for after, before in zip(*drawn, strict=True):
        one, two = (nps_score(int(plus), int(minus), n, LEVEL) for plus, minus, _ in (after, before))
        assert one is not None
        assert two is not None
        found.append(mover_diff((after[0] - after[1]) / n, one, (before[0] - before[1]) / n, two))
    return [share(found, 0.2)]


def difference_of_means(n: int, runs: int, chance: Chance) -> list[float]:
    drawn = [chance.lognormal(mu, 1.0, (runs, n)).tolist() for mu in (0.2, 0.0)]
    found = []
    for after, before in zip(*drawn, strict=True):
        samples = Moments.of(after), Moments.of(before)
        one, two = (mean_hall(sample, LEVEL) for sample in samples)
        assert one is not None
        assert two is not None
        found.append(mover_diff(samples[0].mean, one, samples[1].mean, two))
    return [share(found, math.exp(0.7) - math.exp(0.5))]


def changed(before: pl.DataFrame, after: pl.DataFrame, metric: str, method: str, truth: float) -> list[float]:
    """Coverage of the changes of a metric from one period to the next, from a frame of values by `run` for each."""
    definition = next(one for one in METRICS.definitions(metric) if one.interval.method == method)
    days = [date(2026, 2, 1), date(2026, 3, 1), date(2026, 3, 29)]
    periods = [
        frame.with_columns(pl.lit("ok").alias("status"), pl.lit(start).alias("period_start"), pl.lit(end).alias("period_end"))
        for frame, start, end in zip((before, after), days[:-1], days[1:], strict=True)
    ]
    found = compare(pl.concat(periods), definition, how="previous", level=LEVEL, keys=["run"]).filter(pl.col("period_start") == days[1])
    return covered(found.select(value="change", low="change_low", high="change_high"), truth)


def difference_of_medians(n: int, runs: int, chance: Chance) -> list[float]:
    after, before = (times(chance.exponential(scale, (runs, n)), np.ones((runs, n), dtype=np.bool_)) for scale in (12.0, 10.0))
    found = [one.named(one.quantile(0.5, LEVEL)) for one in (before, after)]
    return changed(found[0], found[1], "first-response-time", "order_stat", 2.0 * math.log(2.0))


def difference_of_counts(ratio: float, days: int, runs: int, chance: Chance) -> list[float]:
    """Growth from one period to the next, in per cent, with the spreads of both."""
    sides = zip(*growing_days(ratio, days, runs, chance), strict=True)
    before, after = (
        pl.DataFrame(
            {
                "run": range(runs),
                "value": [float(count) for count, _ in side],
                "low": [0.0] * runs,
                "high": [0.0] * runs,
                "deff": [phi.ratio for _, phi in side],
                "dispersion_df": [phi.df for _, phi in side],
            }
        )
        for side in sides
    )
    return changed(before, after, "ticket-volume", "garwood", 25.0)


def products(n: int, runs: int, chance: Chance) -> list[float]:
    """A mean amount times a mean number, of independent samples."""
    found = []
    for values, times in zip(chance.lognormal(0.0, 0.6, (runs, n)).tolist(), (1.0 + chance.poisson(2.0, (runs, n))).tolist(), strict=True):
        samples = Moments.of(values), Moments.of(times)
        limits = [mean_hall(sample, LEVEL) for sample in samples]
        parts = list(zip((sample.mean for sample in samples), limits, strict=True))
        found.append(delta_product(samples[0].mean * samples[1].mean, parts))
    return [share(found, math.exp(0.18) * 3.0)]


def resampled(n: int, runs: int, chance: Chance) -> list[float]:
    """A mean amount of customers from 200 samples of them: the percentiles alone, without a model that is fitted to each."""
    metric = next(one for one in METRICS.definitions("clv-model") if one.interval.method == "model_bootstrap")
    found = []
    for values in chance.lognormal(0.0, 0.6, (runs, n)):
        drawn = np.sort(values[chance.integers(0, n, (200, n))].mean(axis=1)).tolist()
        row = {metric.interval.states["samples"]: drawn, "value": float(values.mean()), metric.base: n}
        found.append(METHODS["model_bootstrap"](row, metric, LEVEL).limits)
    return [share(found, math.exp(0.18))]


def exactly(method: str, of: str, size: object, coverage: Callable[..., list[float]], *given: float) -> Scenario:
    return Scenario(method, of, str(size), lambda _runs, _chance: coverage(*given), exact=True)


def simulated(method: str, of: str, size: object, coverage: Callable[..., list[float]], *given: object) -> Scenario:
    return Scenario(method, of, str(size), lambda runs, chance: coverage(*given, runs, chance))


NOTES = {
    "mean_hall": "few values with a tail as heavy as that of log-sd 1.5 lack the rare large one, whatever the method: look at the median too",
    "ratio_hall": "few contracts of unequal size, of which some are lost, often lack the lost large one",
    "order_stat": "limits at whole ranks are exact: they hold the truth at least as often as they say, whatever the distribution",
    "model_bootstrap": "the percentiles without the model, which would have to be fitted a million times here",
    "garwood": "limits of Poisson counts are exact: they hold the truth at least as often as they say, and small counts more often",
}
"""Why some rows of a method lie outside 93 to 97 %."""

SCENARIOS: Sequence[Scenario] = (
    *(exactly("wilson", "proportions of 1 to 99 %", n, proportions, n) for n in (20, 50, 200)),
    *(simulated("wilson, weighted", f"a share of 30 %, weights of log-sd {sd:g}", 100, weighted, sd, 100) for sd in (0.5, 1.0)),
    *(simulated("wilson_cluster", f"clicks of users, {100 * p:g} %", f"{n} users", clustered, p, n) for p in (0.25, 0.02) for n in (30, 100, 500)),
    *(exactly("nps_score", "eight mixes of promoters and detractors", n, net_shares, n) for n in (10, 20, 50, 200)),
    *(simulated("rating_score", "ratings 1 to 5, three shapes", n, ratings, n) for n in (20, 50, 200)),
    *(simulated("mean_hall", kind, n, amounts, kind, n) for kind in ("normal", "lognormal", "lognormal, log-sd 1.5", "70 % zeros") for n in (20, 50, 200)),
    *(simulated("ratio_hall", "clicks per view, by user", f"{n} users", ratios, n) for n in (30, 100, 500)),
    *(simulated("ratio_hall", "revenue per order, by user", f"{n} users", skewed_ratios, n) for n in (30, 100, 500)),
    *(simulated("ratio_hall", "revenue kept of contracts of log-sd 1", f"{n} customers", kept_revenue, n) for n in (50, 100, 500)),
    *(exactly("order_stat", f"quantile {q:g}", n, ranks, n, q) for n, q in ((20, 0.5), (50, 0.5), (200, 0.5), (50, 0.9), (200, 0.9), (200, 0.95))),
    *(exactly("garwood", "a Poisson count", f"{mean} expected", counts, mean) for mean in (5, 20, 100, 1000)),
    *(simulated("garwood", f"days {ratio} times as spread out", f"{days} days", waves, ratio, days) for ratio in (3, 8) for days in (28, 56)),
    *(simulated("count_growth", f"days {ratio} times as spread out", f"{days} days each", growths, ratio, days) for ratio in (3, 8) for days in (28, 56)),
    *(simulated("km_loglog", "survival at an age", n, survivals, n) for n in (20, 50, 200)),
    *(simulated("km_loglog", "median (Brookmeyer & Crowley)", n, medians, n) for n in (20, 50, 200)),
    *(simulated("rmst", "mean life up to a horizon", n, restricted, n) for n in (20, 50, 200)),
    *(exactly("change", "two proportions", f"{n} and {m}", difference_of_proportions, n, m) for n, m in ((20, 20), (50, 200), (200, 200))),
    *(simulated("change", "two net shares", f"{n} each", difference_of_net_shares, n) for n in (20, 50, 200)),
    *(simulated("change", "two lognormal means", f"{n} each", difference_of_means, n) for n in (20, 50, 200)),
    *(simulated("change", "two medians", f"{n} each", difference_of_medians, n) for n in (20, 50, 200)),
    *(simulated("change", f"two counts of days {ratio} times as spread out", f"{days} days each", difference_of_counts, ratio, days) for ratio in (3, 8) for days in (28, 56)),
    *(simulated("model_bootstrap", "a mean amount, 200 samples of the customers", n, resampled, n) for n in (50, 200)),
    *(simulated("delta_product", "a mean amount times a mean number", f"{n} each", products, n) for n in (20, 50, 200)),
)  # fmt: skip


def main(wanted: str | None) -> None:
    """Simulate, show, and store unless only one method was wanted."""
    rows = []
    for scenario in SCENARIOS:
        if wanted is None or wanted in scenario.method:
            found = scenario.found()
            row = {"method": scenario.method, "of": scenario.of, "size": scenario.size, "runs": 0 if scenario.exact else RUNS}
            row |= {"note": NOTES[scenario.method]} if scenario.method in NOTES else {}
            rows.append(row | {"cases": len(found), "coverage": round(float(np.mean(found)), 5), "lowest": round(min(found), 5)})
            print(f"{scenario.name}: {rows[-1]['coverage']:.1%}, lowest {rows[-1]['lowest']:.1%}", flush=True)
    if wanted is None:
        STORED.write_text("[\n" + ",\n".join(json.dumps(row, ensure_ascii=False) for row in rows) + "\n]\n", encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1] if len(sys.argv) > 1 else None)
