"""Intervals against printed values, against the equations that define them, and the laws they obey."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
import polars as pl
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from polars.testing import assert_frame_equal
from scipy import optimize, stats

from cxm.metrics.engine.interval import (
    METHODS,
    Limits,
    Moments,
    Repeats,
    Step,
    between_ranks,
    brookmeyer_crowley,
    delta_product,
    design_effect,
    dispersion,
    finite_population,
    freedom,
    garwood,
    interval,
    kaplan_meier,
    kish,
    km_loglog,
    km_quantile,
    mean_hall,
    nps_adjusted_wald,
    nps_score,
    order_stat,
    rating_score,
    ratio_hall,
    rmst,
    wilson,
)
from cxm.metrics.spec import CENSUS, NO_INTERVAL, Better, Interval, Metric, Scale, Unit, net_share, rating
from cxm.metrics.spec import garwood as declared_garwood
from cxm.metrics.spec import wilson as declared_wilson

LEVELS = st.floats(0.5, 0.999)


def said(limits: Limits | None) -> Limits:
    assert limits is not None
    return limits


def rounded(limits: Limits | None, factor: float = 100.0, digits: int = 1) -> tuple[float, float]:
    low, high = said(limits)
    return round(factor * low, digits), round(factor * high, digits)


@st.composite
def trinomials(draw: st.DrawFn) -> tuple[int, int, int]:
    """Promoters, detractors and answers."""
    n = draw(st.integers(1, 2000))
    plus = draw(st.integers(0, n))
    return plus, draw(st.integers(0, n - plus)), n


@st.composite
def proportions(draw: st.DrawFn) -> tuple[int, int]:
    n = draw(st.integers(1, 5000))
    return draw(st.integers(0, n)), n


# Proportions


@pytest.mark.parametrize(
    ("hits", "n", "low", "high"),
    [(40, 50, 67.0, 88.8), (20, 50, 27.6, 53.8), (10, 100, 5.5, 17.4), (20, 500, 2.6, 6.1), (296, 400, 69.5, 78.1)],
)
def test_wilson_gives_the_printed_limits(hits: int, n: int, low: float, high: float) -> None:
    assert rounded(wilson(hits, n, 0.95)) == (low, high)


@given(proportions(), LEVELS)
def test_wilson_solves_its_score_equation(case: tuple[int, int], level: float) -> None:
    hits, n = case
    p, z = hits / n, stats.norm.ppf(0.5 + level / 2)
    for limit in said(wilson(hits, n, level)):
        assert abs(p - limit) == pytest.approx(z * math.sqrt(limit * (1 - limit) / n), abs=1e-7)


@given(proportions(), LEVELS)
def test_wilson_holds_its_value_and_stays_between_0_and_1(case: tuple[int, int], level: float) -> None:
    hits, n = case
    low, high = said(wilson(hits, n, level))
    assert 0.0 <= low <= hits / n <= high <= 1.0


@given(proportions(), LEVELS)
def test_hits_and_misses_have_mirrored_limits(case: tuple[int, int], level: float) -> None:
    hits, n = case
    low, high = said(wilson(hits, n, level))
    assert said(wilson(n - hits, n, level)) == pytest.approx((1.0 - high, 1.0 - low), abs=1e-12)


def test_nobody_and_everybody_have_exact_ends() -> None:
    assert said(wilson(0, 12, 0.95)).low == 0.0
    assert said(wilson(12, 12, 0.95)).high == 1.0


def test_tiny_share_keeps_the_digits_of_its_lower_limit() -> None:
    # One in 10^12: the limits of a Poisson count by the score method, (k + z²/2 ± z sqrt(k + z²/4)) / n.
    z = stats.norm.ppf(0.975)
    low = (1 + z * z / 2 - z * math.sqrt(1 + z * z / 4)) / 1e12
    assert said(wilson(1, 1e12, 0.95)).low == pytest.approx(low, rel=1e-9)


def test_more_hits_than_answers_are_refused() -> None:
    with pytest.raises(ValueError, match="hits"):
        wilson(5, 4, 0.95)
    with pytest.raises(ValueError, match="hits"):
        wilson(-1, 4, 0.95)


# Net shares


def test_nps_score_gives_the_printed_limits() -> None:
    assert rounded(nps_score(50, 10, 100, 0.95)) == (26.1, 52.2)


@pytest.mark.parametrize(("plus", "minus", "n"), [(50, 10, 100), (3, 2, 9), (7, 0, 12), (0, 4, 6), (700, 100, 1000)])
def test_nps_score_solves_its_score_equation(plus: int, minus: int, n: int) -> None:
    """The shares that are likeliest at a given net share are found here by maximising the likelihood, not by Tango's formula."""

    def share_below(net: float) -> float:
        def doubt(q: float) -> float:
            shares = ((q + net, plus), (q, minus), (1.0 - 2.0 * q - net, n - plus - minus))
            return -sum(count * math.log(share) for share, count in shares if count)

        edges = (max(0.0, -net) + 1e-12, (1.0 - net) / 2.0 - 1e-12)
        return float(optimize.minimize_scalar(doubt, bounds=edges, method="bounded", options={"xatol": 1e-11}).x)

    for limit in said(nps_score(plus, minus, n, 0.95)):
        q = share_below(limit)
        error = math.sqrt((2.0 * q + limit - limit * limit) / n)
        assert abs((plus - minus) / n - limit) == pytest.approx(stats.norm.ppf(0.975) * error, rel=1e-4)


@given(trinomials(), LEVELS)
def test_nps_holds_its_value_and_stays_on_its_scale(case: tuple[int, int, int], level: float) -> None:
    plus, minus, n = case
    for method in (nps_score, nps_adjusted_wald):
        low, high = said(method(plus, minus, n, level))
        assert -1.0 <= low <= (plus - minus) / n <= high <= 1.0


@given(trinomials(), LEVELS)
def test_swapping_promoters_and_detractors_mirrors_the_limits(case: tuple[int, int, int], level: float) -> None:
    plus, minus, n = case
    for method in (nps_score, nps_adjusted_wald):
        low, high = said(method(plus, minus, n, level))
        assert said(method(minus, plus, n, level)) == pytest.approx((-high, -low), abs=1e-12)


@given(proportions(), LEVELS)
def test_nps_without_passives_is_twice_a_proportion_less_one(case: tuple[int, int], level: float) -> None:
    plus, n = case
    low, high = said(wilson(plus, n, level))
    assert said(nps_score(plus, n - plus, n, level)) == pytest.approx((2 * low - 1, 2 * high - 1), abs=1e-9)


@given(st.integers(1, 5000), LEVELS)
def test_nps_of_passives_alone_is_not_certain(n: int, level: float) -> None:
    z = stats.norm.ppf(0.5 + level / 2)
    assert said(nps_score(0, 0, n, level)) == pytest.approx((-z * z / (n + z * z), z * z / (n + z * z)))


@given(trinomials())
def test_score_and_adjusted_wald_agree_on_large_samples(case: tuple[int, int, int]) -> None:
    plus, minus, n = case
    assume(plus and minus and plus + minus < n)
    many = 10_000_000 / n
    score = said(nps_score(plus * many, minus * many, n * many, 0.95))
    assert score == pytest.approx(said(nps_adjusted_wald(plus * many, minus * many, n * many, 0.95)), abs=2e-5)


@pytest.mark.parametrize(("plus", "minus"), [(-1, 0), (0, -1), (3, 3)])
def test_net_share_of_impossible_counts_is_refused(plus: int, minus: int) -> None:
    with pytest.raises(ValueError, match="must lie in"):
        nps_score(plus, minus, 5, 0.95)


# Ratings


def test_rating_score_gives_the_worked_limits() -> None:
    answers = [1, 5, 6, 7, 7, 7, 4, 6]
    limits = rating_score(8, sum(answers) / 8, sum(x * x for x in answers) / 8, Scale(1, 7), 0.95)
    assert rounded(limits, 1.0, 2) == (3.77, 6.37)


@given(proportions(), LEVELS)
def test_rating_of_answers_at_the_ends_is_wilson(case: tuple[int, int], level: float) -> None:
    hits, n = case
    assert said(rating_score(n, hits / n, hits / n, Scale(0, 1), level)) == pytest.approx(said(wilson(hits, n, level)), abs=1e-12)


@given(st.lists(st.integers(1, 5), min_size=1, max_size=60), LEVELS)
def test_rating_holds_its_mean_and_stays_on_the_scale(answers: list[int], level: float) -> None:
    n, mean = len(answers), sum(answers) / len(answers)
    low, high = said(rating_score(n, mean, sum(x * x for x in answers) / n, Scale(1, 5), level))
    assert 1.0 - 1e-12 <= low <= mean + 1e-9
    assert mean - 1e-9 <= high <= 5.0 + 1e-12
    assert high - low > 0.0, "unanimous answers leave some doubt"


@given(st.lists(st.integers(1, 7), min_size=1, max_size=40), LEVELS)
def test_turning_the_scale_round_mirrors_a_rating(answers: list[int], level: float) -> None:
    n, turned = len(answers), [8 - x for x in answers]
    low, high = said(rating_score(n, sum(answers) / n, sum(x * x for x in answers) / n, Scale(1, 7), level))
    mirrored = rating_score(n, sum(turned) / n, sum(x * x for x in turned) / n, Scale(1, 7), level)
    assert said(mirrored) == pytest.approx((8 - high, 8 - low), abs=1e-9)


def test_mean_off_its_scale_is_refused() -> None:
    with pytest.raises(ValueError, match="mean"):
        rating_score(3, 6.0, 36.0, Scale(1, 5), 0.95)


# Laws of all three


METHODS_BY_SIZE: list[Callable[[float, float], Limits | None]] = [
    lambda n, level: wilson(0.3 * n, n, level),
    lambda n, level: nps_score(0.5 * n, 0.2 * n, n, level),
    lambda n, level: rating_score(n, 3.2, 11.5, Scale(1, 5), level),
]


@pytest.mark.parametrize("method", METHODS_BY_SIZE)
@given(st.integers(1, 3000), LEVELS)
def test_more_confidence_takes_a_wider_interval(method: Callable[[float, float], Limits | None], n: int, level: float) -> None:
    narrow, wide = said(method(n, level)), said(method(n, level + 0.0005))
    assert wide.low < narrow.low < narrow.high < wide.high


@pytest.mark.parametrize("method", METHODS_BY_SIZE)
@given(st.integers(1, 3000), LEVELS)
def test_more_answers_give_a_narrower_interval(method: Callable[[float, float], Limits | None], n: int, level: float) -> None:
    few, many = said(method(n, level)), said(method(2 * n, level))
    assert many.high - many.low < few.high - few.low


@pytest.mark.parametrize("method", [wilson, lambda hits, n, level, df=None: nps_score(hits, 2.0, n, level, df=df)])
def test_estimated_spread_widens_by_the_t_quantile(method: Callable[..., Limits | None]) -> None:
    plain, few = said(method(30, 100, 0.95)), said(method(30, 100, 0.95, df=4))
    assert few.low < plain.low < plain.high < few.high


def test_no_answers_have_no_interval() -> None:
    assert wilson(0, 0, 0.95) is None
    assert nps_score(0, 0, 0, 0.95) is None
    assert nps_adjusted_wald(0, 0, 0, 0.95) is None
    assert rating_score(0, 3.0, 9.0, Scale(1, 5), 0.95) is None


# Repeats, weights, populations


def test_doubling_every_answer_of_a_unit_doubles_the_variance() -> None:
    # Six units, each with the same answer twice: 1 1 1 0 0 0. V = 6/5 * sum (y - x/2)² / 12² = 6/5 * 6 / 144 = 0.05, V0 = 1/48.
    repeats = Repeats(units=6, yy=3 * 4, xy=3 * 4, xx=6 * 4)
    assert design_effect(repeats, ratio=0.5, base=12, variance=0.25 / 12) == pytest.approx(0.05 * 48)


def test_design_effect_is_never_under_one() -> None:
    # Every unit gives one hit and one miss: no spread between units at all.
    assert design_effect(Repeats(5, 5, 10, 20), ratio=0.5, base=10, variance=0.025) == 1.0


def test_unanimous_answers_count_as_if_units_always_agreed_with_themselves() -> None:
    # Five units of two answers each, all satisfied: 2 * 2 summed over five units, over ten answers.
    cell = {"hits": 10, "answers": 10, "value": 100.0}
    assert stated(SHARE, **cell, cluster_units=5, cluster_yy=20, cluster_xy=20, cluster_xx=20)["deff"] == 2.0


def test_one_unit_has_no_design_effect() -> None:
    with pytest.raises(ValueError, match="two"):
        design_effect(Repeats(1, 4, 4, 4), ratio=0.5, base=2, variance=0.1)


def test_equal_weights_count_as_answers_and_unequal_ones_as_fewer() -> None:
    assert kish(3 * 7.0, 3 * 49.0) == pytest.approx(3.0)
    assert kish(1 + 1 + 2, 1 + 1 + 4) == pytest.approx(16 / 6)


def test_asking_a_quarter_of_the_population_draws_the_limits_in() -> None:
    # sqrt((400 - 100) / 399) = 0.8671
    limits = finite_population(0.4, Limits(0.3, 0.52), 100, 400)
    assert limits == pytest.approx((0.4 - 0.1 * math.sqrt(300 / 399), 0.4 + 0.12 * math.sqrt(300 / 399)))


def test_asking_everybody_leaves_no_doubt_and_few_change_nothing() -> None:
    assert finite_population(0.4, Limits(0.3, 0.5), 50, 50) == (0.4, 0.4)
    assert finite_population(1.0, Limits(0.2, 1.0), 1, 1) == (1.0, 1.0)
    assert finite_population(0.4, Limits(0.3, 0.5), 50, 1000) == (0.3, 0.5)


def test_more_answers_than_people_are_refused() -> None:
    with pytest.raises(ValueError, match="population"):
        finite_population(0.4, Limits(0.3, 0.5), 51, 50)


# Amounts


def test_moments_from_values_and_from_sums_agree() -> None:
    values = [1.0, 2.0, 2.0, 11.0, 40.0]
    sums = Moments.of_sums(5, sum(values), sum(v * v for v in values), sum(v**3 for v in values))
    assert sums == pytest.approx(Moments.of(values), rel=1e-12)
    assert Moments.of(values) == pytest.approx((5, 11.2, stats.tvar(values), stats.skew(values)))


def test_unskewed_amounts_have_the_t_interval() -> None:
    values = [1.0, 2.0, 3.0, 4.0, 5.0]
    half = stats.t.ppf(0.975, 4) * math.sqrt(2.5 / 5)
    assert said(mean_hall(Moments.of(values), 0.95)) == pytest.approx((3 - half, 3 + half))


@given(st.lists(st.floats(0.0, 1e4), min_size=3, max_size=50), LEVELS)
def test_hall_limits_solve_halls_transformation(values: list[float], level: float) -> None:
    sample = Moments.of(values)
    assume(sample.variance > 1e-3)
    n, skewness = sample.n, stats.skew(values)
    a, t = skewness / math.sqrt(n), stats.t.ppf(0.5 + level / 2, 2 * n / (2 * n / (n - 1) + skewness**2))
    for limit, side in zip(said(mean_hall(sample, level)), (t, -t), strict=True):
        student = (sample.mean - limit) / math.sqrt(sample.variance / sample.n)
        assert student + a * student**2 / 3 + a * a * student**3 / 27 + a / 6 == pytest.approx(side, rel=1e-6, abs=1e-6)


def test_degrees_of_freedom_are_those_of_normal_values_or_fewer() -> None:
    assert freedom(20, 0.0) == pytest.approx(19)
    # An exponential variable has the excess 6: its variance is as uncertain as that of a quarter as many normal values.
    assert freedom(4000, 6.0) == pytest.approx(1000, rel=1e-3)


@pytest.mark.parametrize("others", [3, 4, 9, 99])
def test_one_amount_apart_from_equal_others_leaves_two_degrees_of_freedom(others: int) -> None:
    # No n values are more skewed than these: the squared skewness is (n - 2)² / (n - 1).
    n, sample = others + 1, Moments.of([0.0] * others + [1.0])
    assert sample.skewness**2 == pytest.approx((n - 2) ** 2 / (n - 1))
    df = 2 * n * (n - 1) / (n * n - 2 * n + 4)
    assert freedom(n, sample.skewness**2) == pytest.approx(df)
    assert freedom(n, 1e6) == pytest.approx(df)
    assert 2.0 <= df < 2.2


@given(st.lists(st.floats(0.0, 1e4), min_size=3, max_size=50), st.floats(0.1, 100.0), LEVELS)
def test_hall_limits_move_with_the_currency(values: list[float], rate: float, level: float) -> None:
    assume(Moments.of(values).variance > 1e-3)
    low, high = said(mean_hall(Moments.of(values), level))
    exchanged = said(mean_hall(Moments.of([value * rate for value in values]), level))
    assert exchanged == pytest.approx((low * rate, high * rate), rel=1e-6, abs=1e-6)


@given(st.lists(st.floats(0.0, 1e4), min_size=3, max_size=50), LEVELS)
def test_hall_limits_hold_the_mean(values: list[float], level: float) -> None:
    sample = Moments.of(values)
    low, high = said(mean_hall(sample, level, floor=0.0))
    assert 0.0 <= low <= sample.mean * (1 + 1e-12) + 1e-12
    assert high >= sample.mean * (1 - 1e-12) - 1e-12


@pytest.mark.parametrize("moments", [Moments.of([0.1] * 7), Moments.of_sums(7, 0.7, sum([0.1**2] * 7), sum([0.1**3] * 7))])
def test_equal_amounts_leave_only_rounding(moments: Moments) -> None:
    assert said(mean_hall(moments, 0.95)) == pytest.approx((0.1, 0.1), abs=1e-7)


def test_two_amounts_have_no_interval() -> None:
    assert mean_hall(Moments.of([1.0, 2.0]), 0.95) is None
    assert ratio_hall([1.0, 2.0], [1.0, 1.0], 0.95) is None
    assert Moments.of([4.0]).variance == 0.0


def test_ratio_over_units_of_one_is_the_mean() -> None:
    ys = [0.0, 3.0, 4.0, 20.0, 5.0]
    assert said(ratio_hall(ys, [1.0] * 5, 0.95)) == pytest.approx(said(mean_hall(Moments.of(ys), 0.95)))


def test_ratio_has_the_variance_of_leaving_each_unit_out() -> None:
    # Two units of 1 above and two below a ratio of 2, and others of 3 on it: no skewness, and one share of the whole.
    ys, xs = [2.5, 1.5, 3.0, 1.0, 6.0, 6.0, 6.0], [1.0, 1.0, 1.0, 1.0, 3.0, 3.0, 3.0]
    without = [(sum(ys) - y) / (sum(xs) - x) for y, x in zip(ys, xs, strict=True)]
    error = math.sqrt(6 / 7 * sum((one - 2.0) ** 2 for one in without))
    # Only the denominators of 1 have residuals: what the denominators explain of their squares is the squared correlation of the two,
    # times the squared variation of the squares.
    squares = [(y - 2 * x) ** 2 for y, x in zip(ys, xs, strict=True)]
    explained = (stats.pearsonr(squares, xs).statistic * np.std(squares) / np.mean(squares)) ** 2
    t = stats.t.ppf(0.975, 14 / (14 / 6 + 3 * explained))
    assert said(ratio_hall(ys, xs, 0.95)) == pytest.approx((2 - t * error, 2 + t * error))


def test_ratio_without_spread_around_it_is_certain() -> None:
    assert said(ratio_hall([2.0, 4.0, 6.0], [1.0, 2.0, 3.0], 0.95)) == pytest.approx((2.0, 2.0))


def test_ratio_is_floored_and_needs_a_denominator() -> None:
    assert said(ratio_hall([0.0, 0.0, 0.0, 9.0], [1.0] * 4, 0.95)).low < 0.0
    assert said(ratio_hall([0.0, 0.0, 0.0, 9.0], [1.0] * 4, 0.95, floor=0.0)).low == 0.0
    assert ratio_hall([0.0, 0.0, 0.0], [0.0, 0.0, 0.0], 0.95) is None


# Counts


def test_garwood_gives_the_printed_rate() -> None:
    # 60 complaints of 4,000 customers, per 1,000
    assert rounded(garwood(60, 0.95, exposure=4000), 1000.0) == (11.4, 19.3)


@given(st.integers(0, 10_000), LEVELS)
def test_garwood_limits_have_their_tails(count: int, level: float) -> None:
    low, high = garwood(count, level)
    assert low <= count <= high
    assert stats.poisson.cdf(count, high) == pytest.approx((1 - level) / 2, rel=1e-6)
    if count:
        assert stats.poisson.sf(count - 1, low) == pytest.approx((1 - level) / 2, rel=1e-6)


@given(st.integers(0, 1000), st.floats(1.01, 20.0))
def test_waves_widen_a_count(count: int, spread: float) -> None:
    plain, wide = garwood(count, 0.95), garwood(count, 0.95, dispersion=spread)
    assert wide.low <= plain.low <= plain.high < wide.high


@pytest.mark.parametrize(("phi", "df"), [(3.0, 21), (8.0, 13), (1.4, 49)])
def test_estimated_spread_widens_a_large_count_as_t_does(phi: float, df: int) -> None:
    half = stats.t.ppf(0.975, df) * math.sqrt(phi * 1e6)
    assert said(garwood(1_000_000, 0.95, dispersion=phi, df=df)) == pytest.approx((1e6 - half, 1e6 + half), abs=0.01 * half)


def test_estimated_spread_of_a_small_count_is_garwoods_of_fewer() -> None:
    wide = 3.0 * (stats.t.ppf(0.975, 21) / stats.norm.ppf(0.975)) ** 2
    expected = (wide * stats.chi2.ppf(0.025, 24 / wide) / 2, wide * stats.chi2.ppf(0.975, 24 / wide + 2) / 2)
    assert said(garwood(12, 0.95, dispersion=3.0, df=21)) == pytest.approx(expected)


@pytest.mark.parametrize("wrong", [{"dispersion": 0.0}, {"exposure": 0.0}, {"exposure": -2.0}])
def test_counts_need_a_positive_exposure_and_spread(wrong: dict[str, float]) -> None:
    with pytest.raises(ValueError, match="positive"):
        garwood(3, 0.95, **wrong)


def test_two_weeks_of_counts_have_their_plain_spread() -> None:
    # 0 and 6 in turn: mean 3, variance 14 * 9 / 13, ratio 42/13
    assert dispersion([0, 6] * 7, list(range(7)) * 2) == pytest.approx((42 / 13, 13))


def test_four_weeks_of_counts_are_measured_around_each_weekday() -> None:
    # Mondays 30, other days 10, and every second week 4 more or less: only the 4 is spread.
    days = [(weekday, (30 if weekday == 0 else 10) + (4 if week % 2 else -4)) for week in range(4) for weekday in range(7)]
    expected = (4 * 16 / 30 + 6 * 4 * 16 / 10) / 21
    assert dispersion([count for _, count in days], [weekday for weekday, _ in days]) == pytest.approx((expected, 21))


def test_days_that_are_always_closed_do_not_hide_the_spread() -> None:
    days = [(weekday, 0 if weekday > 4 else (4 if week % 2 else 16)) for week in range(4) for weekday in range(7)]
    # 20 open days around a mean of 10, 36 / 10 each, and 20 - 5 degrees of freedom
    assert dispersion([count for _, count in days], [weekday for weekday, _ in days]) == pytest.approx((20 * 3.6 / 15, 15))


def test_steady_counts_are_not_steadier_than_chance() -> None:
    assert dispersion([10] * 20, [0] * 20) == (1.0, None)


@pytest.mark.parametrize("counts", [[1, 5, 9], [3] * 13, [0] * 30])
def test_too_few_days_or_none_counted_leave_the_spread_unknown(counts: list[int]) -> None:
    assert dispersion(counts, [day % 7 for day in range(len(counts))]) is None


# Quantiles


@pytest.mark.parametrize(
    ("n", "q", "ranks"),
    [
        (20, 0.5, (6, 15)),
        (50, 0.5, (18, 33)),
        (200, 0.9, (171, 189)),
        (1000, 0.95, (936, 964)),
        (6, 0.5, (1, 6)),
        (5, 0.5, None),
        (36, 0.9, (29, 36)),
        (35, 0.9, None),
        (72, 0.95, (64, 72)),
        (71, 0.95, None),
        (0, 0.5, None),
    ],
)
def test_ranks_of_quantile_limits(n: int, q: float, ranks: tuple[int, int] | None) -> None:
    assert order_stat(n, q, 0.95) == ranks


@given(st.integers(1, 5000), st.sampled_from([0.1, 0.25, 0.5, 0.9, 0.95]), LEVELS)
def test_ranks_are_the_innermost_that_keep_the_level(n: int, q: float, level: float) -> None:
    ranks = order_stat(n, q, level)
    each = (1 - level) / 2
    if ranks is None:
        assert min(stats.binom.cdf(0, n, q), stats.binom.sf(n - 1, n, q)) > 0 or n == 1
        assert max(stats.binom.cdf(0, n, q), stats.binom.sf(n - 1, n, q)) > each
        return
    low, high = ranks
    assert stats.binom.cdf(low - 1, n, q) <= each * (1 + 1e-9) < stats.binom.cdf(low, n, q) * (1 + 2e-9)
    assert stats.binom.sf(high - 1, n, q) <= each * (1 + 1e-9) < stats.binom.sf(high - 2, n, q) * (1 + 2e-9)


def test_tie_with_the_level_belongs_to_the_interval() -> None:
    # Two values, level 50 %: P(both above the median) is exactly 25 %.
    assert order_stat(2, 0.5, 0.5) == (1, 2)


@pytest.mark.parametrize("n", [6, 11, 20, 50, 211])
def test_limits_between_ranks_are_hettmanspergers_and_sheathers(n: int) -> None:
    # For a median Nyblom's weights are theirs (1986), from the levels that the two pairs of ranks keep.
    first, _ = order_stat(n, 0.5, 0.95) or (0, 0)
    outer, inner = (1 - 2 * stats.binom.cdf(rank - 1, n, 0.5) for rank in (first, first + 1))
    part = (outer - 0.95) / (outer - inner)
    share = (n - first) * part / (first + (n - 2 * first) * part)
    assert between_ranks(n, 0.5, first, 0.95) == pytest.approx(share)


def test_limits_between_ranks_are_the_ranks_where_these_keep_the_level_exactly() -> None:
    assert between_ranks(2, 0.5, 1, 0.5) == 0.0


@given(st.integers(6, 500), st.sampled_from([0.25, 0.5, 0.9]), LEVELS)
def test_limits_between_ranks_lie_between_them(n: int, q: float, level: float) -> None:
    ranks = order_stat(n, q, level)
    assume(ranks is not None)
    assert ranks is not None
    assume(ranks[0] < n)
    assert 0.0 <= between_ranks(n, q, ranks[0], level) < 1.0


# Survival


REMISSION = [6, 6, 6, 6, 7, 9, 10, 10, 11, 13, 16, 17, 19, 20, 22, 23, 25, 32, 32, 34, 35]
RELAPSED = [True, True, True, False, True, False, True, False, False, True, True, False, False, False, True, True] + [False] * 5
"""Weeks in remission under 6-mercaptopurine (Freireich et al. 1963), the example of most textbooks."""


def test_survival_curve_is_that_of_the_textbooks() -> None:
    steps = kaplan_meier(REMISSION, RELAPSED, 0.95)
    assert [step.time for step in steps] == [6, 7, 10, 13, 16, 22, 23]
    assert [step.at_risk for step in steps] == [21, 17, 15, 12, 11, 7, 6]
    assert [round(step.survival, 4) for step in steps] == [0.8571, 0.8067, 0.7529, 0.6902, 0.6275, 0.5378, 0.4482]
    errors = [round(step.survival * math.sqrt(step.greenwood), 4) for step in steps]
    assert errors == [0.0764, 0.0869, 0.0963, 0.1068, 0.1141, 0.1282, 0.1346]
    assert km_quantile(steps, 0.5) == 23
    assert brookmeyer_crowley(steps, 0.5) == (13, None)


def test_survival_limits_are_symmetric_on_the_log_log_scale() -> None:
    low, high = said(km_loglog(0.8571, 0.0764**2 / 0.8571**2, 0.95))
    middle = math.log(-math.log(0.8571))
    assert math.log(-math.log(low)) - middle == pytest.approx(middle - math.log(-math.log(high)))
    assert low < 0.8571 < high


def test_without_censoring_the_median_is_the_ordinary_one() -> None:
    steps = kaplan_meier([1, 2, 3, 10], [True] * 4, 0.95)
    assert km_quantile(steps, 0.5) == 2.5
    assert km_quantile(kaplan_meier([1, 2, 10], [True] * 3, 0.95), 0.5) == 2


def test_median_with_one_still_open_is_in_the_middle_of_its_stretch() -> None:
    assert km_quantile(kaplan_meier([2, 5, 30, 40], [True, True, True, False], 0.95), 0.5) == 17.5


def test_median_of_a_stretch_without_end_is_its_start() -> None:
    assert km_quantile(kaplan_meier([2, 5, 40, 40], [True, True, False, False], 0.95), 0.5) == 5


def test_median_not_reached_is_none() -> None:
    steps = kaplan_meier([2, 40, 40, 40], [True, False, False, False], 0.95)
    assert km_quantile(steps, 0.5) is None
    assert brookmeyer_crowley(steps, 0.9) == (None, None)


def test_last_end_of_all_has_no_interval_and_closes_none() -> None:
    steps = kaplan_meier([1, 2, 3, 4, 5], [True] * 5, 0.95)
    assert (steps[-1].survival, steps[-1].low, steps[-1].high) == (0.0, None, None)
    # All five lie under the median once in 32 samples, more often than 2.5 %: the fifth is no upper limit.
    assert brookmeyer_crowley(steps, 0.5)[1] is None


def test_ends_come_before_last_looks_at_the_same_time() -> None:
    assert kaplan_meier([3, 3], [True, False], 0.95)[0].at_risk == 2


def test_late_entries_are_at_risk_from_entry_only() -> None:
    # At 2 the first and second are there, at 5 the second and third.
    steps = kaplan_meier([2, 9, 5], [True, False, True], 0.95, entries=[0, 0, 2])
    assert [(step.time, step.at_risk, step.survival) for step in steps] == [(2, 2, 0.5), (5, 2, 0.25)]


def test_leaving_before_entering_is_refused() -> None:
    with pytest.raises(ValueError, match="enter"):
        kaplan_meier([2], [True], 0.95, entries=[2])


@given(st.lists(st.tuples(st.integers(1, 30), st.booleans()), min_size=1, max_size=60), LEVELS)
def test_survival_falls_within_its_limits(units: list[tuple[int, bool]], level: float) -> None:
    steps = kaplan_meier([time for time, _ in units], [end for _, end in units], level)
    shares = [1.0, *(step.survival for step in steps)]
    assert shares == sorted(shares, reverse=True)
    assert all(step.low is None or step.low <= step.survival <= (step.high or 0.0) for step in steps)
    assert sum(step.ended for step in steps) == sum(end for _, end in units)


def test_restricted_mean_is_the_area_under_the_curve() -> None:
    # S is 1 to 3, 3/4 to 6, 1/2 to 9: 3 + 2.25 + 1.5. Variance 3.75² / (4 * 3) + 1.5² / (3 * 2).
    mean, limits = rmst(kaplan_meier([3, 6, 12, 15], [True, True, False, False], 0.95), 9.0, 0.95, n=4)
    half = stats.t.ppf(0.975, 3) * math.sqrt((3.75**2 / 12 + 1.5**2 / 6) * 2 / 1)
    assert mean == pytest.approx(6.75)
    assert limits == pytest.approx((max(0.0, 6.75 - half), min(9.0, 6.75 + half)))


@given(st.lists(st.integers(1, 20), min_size=2, max_size=40))
def test_restricted_mean_of_ended_times_has_students_interval(times: list[int]) -> None:
    mean, limits = rmst(kaplan_meier(times, [True] * len(times), 0.95), 20.0, 0.95, n=len(times))
    low, high = mean, mean
    if len(set(times)) > 1:
        low, high = stats.t.interval(0.95, len(times) - 1, loc=np.mean(times), scale=stats.sem(times))
    assert said(limits) == pytest.approx((max(0.0, low), min(20.0, high)))


def test_restricted_mean_without_ends_is_the_horizon() -> None:
    assert rmst([], 12.0, 0.95, n=5) == (12.0, None)


def test_one_end_has_no_spread() -> None:
    assert rmst(kaplan_meier([3, 8, 9], [True, False, False], 0.95), 6.0, 0.95, n=3) == (pytest.approx(5.0), None)


@given(st.lists(st.integers(1, 20), min_size=2, max_size=40))
def test_restricted_mean_without_censoring_is_the_mean_of_capped_times(times: list[int]) -> None:
    mean, _ = rmst(kaplan_meier(times, [True] * len(times), 0.95), 10.0, 0.95, n=len(times))
    assert mean == pytest.approx(sum(min(time, 10) for time in times) / len(times))


def test_step_names_what_it_holds() -> None:
    assert kaplan_meier([3, 4], [True, False], 0.95)[0] == Step(3, 2, 1, 0.5, *said(km_loglog(0.5, 0.5, 0.95)), 0.5)


# Composites


def test_errors_of_a_product_add_as_squares_of_shares() -> None:
    # 10 % and 10 % and an assumption: sqrt(0.02)
    limits = delta_product(18.0, [(2.0, Limits(1.8, 2.2)), (3.0, Limits(2.7, 3.3)), (3.0, None)])
    assert said(limits) == pytest.approx((18 * math.exp(-math.sqrt(0.02)), 18 * math.exp(math.sqrt(0.02))))


def test_product_of_assumptions_is_certain_and_of_nothing_unknown() -> None:
    assert delta_product(6.0, [(2.0, None), (3.0, None)]) == (6.0, 6.0)
    assert delta_product(0.0, [(0.0, None)]) is None
    assert delta_product(-6.0, [(2.0, None), (-3.0, None)]) is None


# The stage


def metric(declared: Interval, unit: Unit = Unit.PERCENT, scale: Scale | None = None) -> Metric:
    return Metric(
        title="Test",
        frame="survey",
        definition="test",
        version=1,
        unit=unit,
        better=Better.HIGHER,
        states=lambda rows: {},  # noqa: ARG005
        base="answers",
        value=lambda s: s.hits / s.answers,
        interval=declared,
        scale=scale,
        name="test",
    )


SHARE = metric(declared_wilson("hits"))
NPS = metric(net_share("promoters", "detractors"), Unit.POINTS)
COUNT = metric(declared_garwood("answers"), Unit.COUNT)


def stated(declared: Metric, **cell: Any) -> dict[str, Any]:
    return interval(pl.DataFrame([cell]), declared, level=0.95).row(0, named=True)


def test_percentages_have_limits_in_per_cent() -> None:
    row = stated(SHARE, hits=40, answers=50, value=80.0)
    assert (round(row["low"], 1), round(row["high"], 1)) == (67.0, 88.8)
    assert (row["n_eff"], row["deff"], row["interval_method"], row["notes"]) == (50.0, 1.0, "wilson", [])


def test_points_have_limits_in_points() -> None:
    row = stated(NPS, promoters=50, detractors=10, answers=100, value=40.0)
    assert (round(row["low"], 1), round(row["high"], 1), row["interval_method"]) == (26.1, 52.2, "nps_score")


def test_scores_have_limits_on_their_scale() -> None:
    ces = metric(rating("total", "squares"), Unit.SCORE, Scale(1, 7))
    row = stated(ces, total=43.0, squares=261.0, answers=8, value=43 / 8)
    assert (round(row["low"], 2), round(row["high"], 2)) == (3.77, 6.37)


def test_ratings_of_0_to_100_are_per_cent_already() -> None:
    depth, share = (metric(rating("total", "squares"), Unit.PERCENT, Scale(0, top)) for top in (100, 1))
    long = stated(depth, total=180.0, squares=14_600.0, answers=3, value=60.0)
    short = stated(share, total=1.8, squares=1.46, answers=3, value=60.0)
    assert (long["low"], long["high"]) == pytest.approx((short["low"], short["high"]))


def test_other_methods_may_be_asked_for() -> None:
    row = stated(NPS.but(interval=Interval("nps_adjusted_wald", NPS.interval.states)), promoters=5, detractors=1, answers=9, value=400 / 9)
    assert (row["low"], row["high"]) == pytest.approx([100 * limit for limit in said(nps_adjusted_wald(5, 1, 9, 0.95))])


def test_no_value_has_no_interval_but_keeps_its_notes() -> None:
    row = stated(SHARE, hits=0, answers=0, value=None, notes=["no answers"])
    assert [row[name] for name in ("low", "high", "n_eff", "deff", "interval_method")] == [None] * 5
    assert row["notes"] == ["no answers"]


def test_columns_have_their_types_even_when_all_is_null() -> None:
    cells = pl.DataFrame({"hits": [0], "answers": [0], "value": [None]}, schema_overrides={"value": pl.Float64})
    for frame in (cells, cells.clear()):
        schema = interval(frame, SHARE, level=0.95).schema
        numbers = dict.fromkeys(("low", "high", "n_eff", "deff"), pl.Float64)
        assert schema == cells.schema | numbers | {"interval_method": pl.String, "notes": pl.List(pl.String)}


def test_census_is_named_and_has_no_interval() -> None:
    row = stated(metric(CENSUS), hits=4, answers=5, value=80.0)
    assert (row["low"], row["high"], row["interval_method"]) == (None, None, "census")
    assert stated(metric(NO_INTERVAL), hits=4, answers=5, value=80.0)["interval_method"] is None


def test_weights_leave_the_effective_number_of_answers() -> None:
    # Weights 1 1 2 2 2, hits on 1 2 2: Kish 64 / 14
    row = stated(SHARE, hits=5.0, answers=8.0, value=62.5, weight_squares=14.0)
    n = 64 / 14
    assert row["n_eff"] == pytest.approx(n)
    assert (row["low"], row["high"]) == pytest.approx([100 * limit for limit in said(wilson(0.625 * n, n, 0.95))])


def test_weights_that_are_all_one_change_nothing() -> None:
    plain, weighted = stated(SHARE, hits=5, answers=8, value=62.5), stated(SHARE, hits=5.0, answers=8.0, value=62.5, weight_squares=8.0)
    assert (plain["low"], plain["high"]) == (weighted["low"], weighted["high"])


CLUSTERED = {"hits": 12, "answers": 24, "value": 50.0, "cluster_units": 6, "cluster_yy": 48, "cluster_xy": 48, "cluster_xx": 96}
"""Six units of four answers each, three all hits and three all misses."""


def test_repeats_widen_the_interval() -> None:
    row = stated(SHARE, **CLUSTERED)
    # V = 6/5 * 6 * 4 / 24² = 0.05, V0 = 0.25/24
    assert row["deff"] == pytest.approx(4.8)
    assert row["n_eff"] == pytest.approx(5.0)
    assert (row["low"], row["high"]) == pytest.approx([100 * limit for limit in said(wilson(2.5, 5, 0.95, df=5))])


def test_repeats_widen_nps_and_ratings_alike() -> None:
    """A rating of 0 or 1 is a proportion, and a net share without passives is twice one less one."""
    share = stated(SHARE, **CLUSTERED)
    score = metric(rating("hits", "squares"), Unit.PERCENT, Scale(0, 1))
    rated = stated(score, **CLUSTERED, squares=12)
    net = stated(NPS, **CLUSTERED | {"promoters": 12, "detractors": 12, "value": 0.0, "cluster_yy": 96, "cluster_xy": 0})
    assert (rated["low"], rated["high"], rated["deff"]) == pytest.approx((share["low"], share["high"], share["deff"]))
    assert (net["low"], net["high"], net["deff"]) == pytest.approx((2 * share["low"] - 100, 2 * share["high"] - 100, share["deff"]))


def test_a_unit_each_is_no_repeat() -> None:
    plain = stated(SHARE, hits=5, answers=8, value=62.5)
    single = stated(SHARE, hits=5, answers=8, value=62.5, cluster_units=8, cluster_yy=5, cluster_xy=5, cluster_xx=8)
    unknown = stated(SHARE, hits=5, answers=8, value=62.5, cluster_units=None, cluster_yy=None, cluster_xy=None, cluster_xx=None)
    for other in (single, unknown):
        assert [other[name] for name in ("low", "high", "n_eff", "deff")] == [plain[name] for name in ("low", "high", "n_eff", "deff")]


def test_answers_of_one_unit_have_no_interval_and_say_why() -> None:
    row = stated(SHARE, hits=3, answers=4, value=75.0, cluster_units=1, cluster_yy=9, cluster_xy=12, cluster_xx=16)
    assert (row["low"], row["interval_method"], row["notes"]) == (None, None, ["all answers come from one unit"])


def test_unanimous_weighted_repeats_are_not_spread_by_rounding() -> None:
    units = [0.1 + 0.2, 0.7 * 3, 0.3 * 11]  # sums of weights, every answer a 5
    base = sum(units)
    sums = {"cluster_yy": sum((5 * w) ** 2 for w in units) * (1 + 1e-15), "cluster_xy": sum(5 * w * w for w in units)}
    cell = {"total": 5 * base, "squares": 25 * base * (1 + 4e-16), "answers": base, "value": 5.0, "weight_squares": 2.0}
    csat = metric(rating("total", "squares"), Unit.SCORE, Scale(1, 5))
    effect = sum(w * w for w in units) / 2.0
    assert stated(csat, **cell, **sums, cluster_units=3, cluster_xx=sum(w * w for w in units))["deff"] == pytest.approx(effect)


def test_scale_of_weights_does_not_matter() -> None:
    one = CLUSTERED | {"weight_squares": 24.0}
    ten = {name: value * (10 if name in {"hits", "answers"} else 1) for name, value in CLUSTERED.items()}
    ten |= {name: ten[name] * 100 for name in ("cluster_yy", "cluster_xy", "cluster_xx")} | {"weight_squares": 2400.0}
    first, second = stated(SHARE, **one), stated(SHARE, **ten)
    assert [first[name] for name in ("low", "high", "n_eff", "deff")] == pytest.approx(
        [second[name] for name in ("low", "high", "n_eff", "deff")]
    )


def test_known_population_draws_the_limits_in() -> None:
    open_end, known = stated(SHARE, hits=40, answers=50, value=80.0), stated(SHARE, hits=40, answers=50, value=80.0, population=100)
    share = math.sqrt(50 / 99)
    assert known["low"] == pytest.approx(80 - (80 - open_end["low"]) * share)
    assert known["high"] == pytest.approx(80 + (open_end["high"] - 80) * share)


def test_population_is_counted_in_units_where_units_repeat() -> None:
    # 24 answers of 6 units out of 20: the sixth, not the 24 answers, are what was asked.
    row, plain = stated(SHARE, **CLUSTERED, population=20), stated(SHARE, **CLUSTERED)
    assert 50 - row["low"] == pytest.approx((50 - plain["low"]) * math.sqrt(14 / 19))


def test_population_smaller_than_the_sample_is_noted_and_left_out() -> None:
    row = stated(SHARE, hits=40, answers=50, value=80.0, population=30)
    assert (round(row["low"], 1), row["notes"]) == (67.0, ["more answers than the population of 30"])


def test_counts_have_limits_as_wide_as_their_spread() -> None:
    row = stated(COUNT, answers=60, value=60.0, dispersion=3.0)
    assert (row["low"], row["high"]) == pytest.approx(garwood(60, 0.95, dispersion=3.0))
    assert (row["deff"], row["n_eff"], row["notes"]) == (3.0, 20.0, [])


RESAMPLED = metric(Interval("model_bootstrap", {"samples": "samples"}), Unit.MONEY)


def test_percentiles_of_samples_of_many_are_their_ranks() -> None:
    # Of 199 samples the fifth from each end: a further one would fall beyond with 5 / 200.
    row = stated(RESAMPLED, samples=[float(at) for at in range(1, 200)], answers=10**9, value=100.0)
    assert (row["low"], row["high"]) == pytest.approx((5.0, 195.0), abs=1e-4)


def test_percentiles_of_samples_of_few_lie_further_out() -> None:
    row = stated(RESAMPLED, samples=[float(at) for at in range(1, 200)], answers=50, value=100.0)
    rank = 200 * stats.norm.cdf(-math.sqrt(50 / 49) * stats.t.ppf(0.975, 49))
    assert rank < 4.3
    assert (row["low"], row["high"]) == pytest.approx((rank, 200 - rank))


def test_samples_of_one_customer_or_none_say_nothing() -> None:
    assert stated(RESAMPLED, samples=[1.0, 1.0], answers=1, value=1.0)["low"] is None
    assert stated(RESAMPLED, samples=[], answers=9, value=1.0)["low"] is None


def test_few_samples_reach_their_ends_at_most() -> None:
    row = stated(RESAMPLED, samples=[1.0, 2.0, 4.0], answers=30, value=2.5)
    assert (row["low"], row["high"]) == (1.0, 4.0)


def test_counts_have_limits_as_unsure_as_their_spread() -> None:
    row = stated(COUNT, answers=60, value=60.0, dispersion=3.0, dispersion_df=21.0)
    assert (row["low"], row["high"]) == pytest.approx(garwood(60, 0.95, dispersion=3.0, df=21))
    assert (row["deff"], row["n_eff"]) == (3.0, 20.0)


@pytest.mark.parametrize("given_columns", [{}, {"dispersion": None, "dispersion_df": None}])
def test_counts_of_unknown_spread_say_so(given_columns: dict[str, None]) -> None:
    row = stated(COUNT, answers=60, value=60.0, notes=["one day missing"], **given_columns)
    assert (row["low"], row["high"]) == pytest.approx(garwood(60, 0.95))
    assert row["notes"] == ["one day missing", "dispersion unknown"]


def test_count_of_nothing_has_an_upper_limit() -> None:
    row = stated(COUNT, answers=0, value=0.0)
    assert (row["low"], round(row["high"], 3)) == (0.0, 3.689)


def test_rates_per_exposure_have_limits_in_their_unit() -> None:
    rate = metric(Interval("garwood", {"count": "complaints", "exposure": "answers"}), Unit.PER_1000)
    row = stated(rate, complaints=60, answers=4000, value=15.0)
    assert (round(row["low"], 1), round(row["high"], 1)) == (11.4, 19.3)


@pytest.mark.parametrize(
    ("declared", "cell"),
    [
        (SHARE, {"hits": 9, "answers": 8, "value": 112.5}),
        (NPS, {"promoters": 5, "detractors": 4, "answers": 8, "value": 12.5}),
        (metric(rating("total", "squares"), Unit.SCORE, Scale(1, 5)), {"total": 60.0, "squares": 400.0, "answers": 10, "value": 6.0}),
    ],
)
def test_inconsistent_cells_keep_their_value_without_interval(declared: Metric, cell: Mapping[str, Any]) -> None:
    row = stated(declared, **cell)
    assert (row["value"], row["low"], row["interval_method"]) == (cell["value"], None, None)


def test_rounding_of_weights_is_no_inconsistency() -> None:
    row = stated(SHARE, hits=0.30000000000000004, answers=0.3, value=100.0, weight_squares=0.05)
    assert row["high"] == 100.0


def test_interval_about_something_else_is_refused() -> None:
    with pytest.raises(ValueError, match="not about the value"):
        stated(SHARE, hits=40, answers=50, value=20.0)


def test_declarations_that_cannot_work_are_refused() -> None:
    with pytest.raises(ValueError, match="wilson"):
        stated(metric(Interval("wilsom", {"hits": "hits"})), hits=4, answers=5, value=80.0)
    with pytest.raises(ValueError, match="scale"):
        stated(metric(rating("hits", "hits"), Unit.SCORE), hits=4, answers=5, value=0.8)
    with pytest.raises(ValueError, match="between 0 and 1"):
        interval(pl.DataFrame({"hits": [4], "answers": [5], "value": [80.0]}), SHARE, level=95)


def test_every_declared_method_is_carried_out() -> None:
    declared = (declared_wilson("h"), net_share("p", "d"), rating("t", "s"), declared_garwood("c"), CENSUS, NO_INTERVAL)
    assert {item.method for item in declared} <= set(METHODS)


@given(st.permutations(range(6)))
def test_order_of_rows_does_not_matter(order: list[int]) -> None:
    cells = pl.DataFrame({"hits": [1, 2, 3, 4, 5, 0], "answers": [5, 5, 5, 9, 5, 0]}).with_columns(
        value=pl.when(pl.col("answers") > 0).then(100 * pl.col("hits") / pl.col("answers"))
    )
    assert_frame_equal(interval(cells[order], SHARE, level=0.95), interval(cells, SHARE, level=0.95)[order])
