"""Quantiles and tails against scipy, and the laws they obey."""

from __future__ import annotations

import ast
import math
from collections.abc import Callable
from itertools import product
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import special, stats

from cxm.metrics.engine import distributions
from cxm.metrics.engine.distributions import (
    beta_tails,
    binomial_cdf,
    chi_square_quantile,
    chi_square_tail,
    critical,
    find_root,
    gamma_quantile,
    gamma_tails,
    normal_cdf,
    normal_quantile,
    poisson_limits,
    t_cdf,
    t_quantile,
)

CLOSE = 1e-9
PROBABILITIES = [1e-12, 1e-6, 0.001, 0.005, 0.025, 0.05, 0.2, 0.3, 0.45, 0.5, 0.55, 0.7, 0.9, 0.975, 0.995, 1 - 1e-9]
SHAPES = [0.01, 0.5, 1.0, 2.0, 7.3, 15.0, 15.5, 100.0, 1e4, 99_999.0]


@pytest.mark.parametrize("x", [-37.0, -8.0, -3.0, -0.1, 0.0, 0.7, 5.0])
def test_normal_cdf_agrees_with_scipy(x: float) -> None:
    assert normal_cdf(x) == pytest.approx(special.ndtr(x), rel=CLOSE)


@pytest.mark.parametrize("p", [1e-300, 1e-20, *PROBABILITIES, 0.5 - 1e-10, 0.5 + 1e-10])
def test_normal_quantile_agrees_with_scipy(p: float) -> None:
    assert normal_quantile(p) == pytest.approx(special.ndtri(p), rel=CLOSE, abs=1e-16)


@pytest.mark.parametrize("df", [1, 1.5, 2, 3, 7.3, 30, 100, 999, 1000, 1001, 5000, 1e6])
def test_t_quantile_agrees_with_scipy(df: float) -> None:
    for p in (1e-100, *PROBABILITIES):
        assert t_quantile(p, df) == pytest.approx(stats.t.ppf(p, df), rel=CLOSE, abs=1e-15)


@pytest.mark.parametrize("df", [1, 3, 50, 1e4])
def test_t_cdf_agrees_with_scipy(df: float) -> None:
    for t in (-50.0, -3.0, -0.1, -1e-6, 0.0, 0.3, 5.0):
        assert t_cdf(t, df) == pytest.approx(stats.t.cdf(t, df), rel=CLOSE)


def test_t_of_infinitely_many_degrees_of_freedom_is_normal() -> None:
    assert t_quantile(0.975, math.inf) == normal_quantile(0.975)
    assert t_cdf(-1.5, math.inf) == normal_cdf(-1.5)


@pytest.mark.parametrize("shape", SHAPES)
def test_gamma_tails_agree_with_scipy(shape: float) -> None:
    for share in (1e-3, 0.5, 0.9, 0.99, 1.0, 1.01, 1.1, 2.0):
        below, above = gamma_tails(shape, shape * share)
        assert below == pytest.approx(special.gammainc(shape, shape * share), rel=CLOSE, abs=1e-290)
        assert above == pytest.approx(special.gammaincc(shape, shape * share), rel=CLOSE, abs=1e-290)


@pytest.mark.parametrize("shape", SHAPES)
def test_gamma_quantiles_agree_with_scipy(shape: float) -> None:
    for p in PROBABILITIES:
        assert gamma_quantile(p, shape) == pytest.approx(special.gammaincinv(shape, p), rel=CLOSE, abs=1e-290)
        assert gamma_quantile(p, shape, upper=True) == pytest.approx(special.gammainccinv(shape, p), rel=CLOSE, abs=1e-290)


@pytest.mark.parametrize("shape", [1e5, 1e6])
@pytest.mark.parametrize("p", [1e-6, 0.025, 0.3, 0.975])
def test_gamma_quantiles_of_large_shapes_lead_back_to_their_tail(shape: float, p: float) -> None:
    assert gamma_tails(shape, gamma_quantile(p, shape))[0] == pytest.approx(p, rel=CLOSE)


@pytest.mark.parametrize(("a", "b"), list(product([0.5, 1.0, 3.0, 20.0, 1e4], repeat=2)))
def test_beta_tails_agree_with_scipy(a: float, b: float) -> None:
    for x in (1e-6, 0.1, 0.5, 0.9, a / (a + b)):
        below, above = beta_tails(a, b, x)
        assert below == pytest.approx(special.betainc(a, b, x), rel=CLOSE, abs=1e-290)
        assert above == pytest.approx(special.betaincc(a, b, x), rel=CLOSE, abs=1e-290)


def test_beta_tails_at_the_ends_are_certain() -> None:
    assert beta_tails(2.0, 3.0, 0.0) == (0.0, 1.0)
    assert beta_tails(2.0, 3.0, 1.0) == (1.0, 0.0)


@pytest.mark.parametrize("n", [1, 20, 200, 100_000])
@pytest.mark.parametrize("p", [0.01, 0.5, 0.9])
def test_binomial_cdf_agrees_with_scipy(n: int, p: float) -> None:
    for k in {-1, 0, int(n * p * 0.9), int(n * p), n - 1, n, n + 1}:
        assert binomial_cdf(k, n, p) == pytest.approx(stats.binom.cdf(k, n, p), rel=CLOSE, abs=1e-290)


def test_chi_square_agrees_with_scipy() -> None:
    assert chi_square_quantile(0.95, 3) == pytest.approx(stats.chi2.ppf(0.95, 3), rel=CLOSE)
    assert chi_square_tail(7.8, 3) == pytest.approx(stats.chi2.sf(7.8, 3), rel=CLOSE)


@pytest.mark.parametrize(
    ("count", "low", "high"), [(0, 0.0, 3.689), (1, 0.0253, 5.572), (2, 0.2422, 7.225), (10, 4.795, 18.390), (50, 37.11, 65.92)]
)
def test_poisson_limits_are_those_of_the_printed_tables(count: int, low: float, high: float) -> None:
    assert poisson_limits(count, 0.95) == pytest.approx((low, high), rel=1e-3)


@given(st.floats(1e-9, 1 - 1e-9), st.floats(1.0, 1e5))
def test_t_quantile_and_t_cdf_undo_each_other(p: float, df: float) -> None:
    assert t_cdf(t_quantile(p, df), df) == pytest.approx(p, rel=CLOSE)


@given(st.floats(1e-9, 1 - 1e-9), st.floats(0.05, 1e4))
def test_gamma_quantile_and_its_tails_undo_each_other(p: float, shape: float) -> None:
    assert gamma_tails(shape, gamma_quantile(p, shape))[0] == pytest.approx(p, rel=CLOSE)
    assert gamma_tails(shape, gamma_quantile(p, shape, upper=True))[1] == pytest.approx(p, rel=CLOSE)


@given(st.floats(0.5, 0.999), st.integers(1, 500))
def test_fewer_degrees_of_freedom_ask_for_a_wider_interval(level: float, df: int) -> None:
    assert critical(level, df) > critical(level, df + 1) > critical(level)


def test_critical_value_at_95_percent_is_the_one_everybody_knows() -> None:
    assert critical(0.95) == pytest.approx(1.959963984540054, rel=1e-14)
    assert critical(0.95, 4) == pytest.approx(2.7764451051977987, rel=1e-12)


@pytest.mark.parametrize("p", [0.0, 1.0, -0.1, 1.5, math.nan])
def test_what_is_no_probability_is_refused(p: float) -> None:
    for quantile in (normal_quantile, lambda p: t_quantile(p, 3), lambda p: gamma_quantile(p, 3), critical):
        with pytest.raises(ValueError, match="between 0 and 1"):
            quantile(p)


def test_what_no_distribution_allows_is_refused() -> None:
    with pytest.raises(ValueError, match="degree of freedom"):
        t_quantile(0.9, 0)
    with pytest.raises(ValueError, match="positive"):
        gamma_quantile(0.9, -1)
    with pytest.raises(ValueError, match="count"):
        poisson_limits(-1, 0.95)


@pytest.mark.parametrize(
    ("f", "a", "b", "root"),
    [
        (lambda x: math.cos(x) - x, 0.0, 1.0, 0.7390851332151607),
        (lambda x: x**3 - 2.0, 2.0, 0.0, 2.0 ** (1 / 3)),
        (lambda x: math.exp(x) - 1e-3, -100.0, 3.0, math.log(1e-3)),
        (lambda x: x**9, -1.0, 2.0, 0.0),
        (lambda x: 1.0 if x > 0.3 else -1.0, 0.0, 1.0, 0.3),
    ],
)
def test_root_is_found(f: Callable[[float], float], a: float, b: float, root: float) -> None:
    assert find_root(f, a, b) == pytest.approx(root, rel=1e-12, abs=0.02 if root == 0.0 else 0.0)


def test_smooth_root_takes_about_ten_evaluations() -> None:
    seen: list[float] = []

    def watched(x: float) -> float:
        seen.append(x)
        return math.cos(x) - x

    find_root(watched, 0.0, 1.0)
    assert len(seen) <= 12


def test_root_at_an_end_is_that_end() -> None:
    assert find_root(lambda x: x, 0.0, 1.0) == 0.0
    assert find_root(lambda x: x - 1.0, 0.0, 1.0) == 1.0


def test_root_without_a_change_of_sign_is_refused() -> None:
    with pytest.raises(ValueError, match="sign"):
        find_root(lambda x: x * x + 1.0, -1.0, 1.0)


def test_distributions_import_only_what_costs_nothing() -> None:
    """`statistics` alone would take as long to load as all of our own modules."""
    tree = ast.parse(Path(str(distributions.__file__)).read_text(encoding="utf-8"))
    imports = [node for node in ast.walk(tree) if isinstance(node, ast.Import | ast.ImportFrom)]
    names = {node.module if isinstance(node, ast.ImportFrom) else node.names[0].name for node in imports}
    assert names <= {"__future__", "collections.abc", "functools", "math"}
