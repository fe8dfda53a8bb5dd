"""Quantiles and tails of the distributions that intervals rest on. Standard library only.

Tails are computed as tails, never as one minus a number near one, and the leading factors by saddle point (Loader 2000, "Fast
and accurate computation of binomial probabilities") instead of by differences of huge log-gammas, so results keep about twelve
significant digits from single answers to millions of them.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from math import erf, erfc, exp, inf, lgamma, log, log1p, pi, sqrt

_ROOT_2 = sqrt(2.0)
_HALF_LOG_2PI = 0.5 * log(2.0 * pi)
_EPSILON = 2.0**-52
_TINY = 1e-300
_STEPS = 100
"""More Newton steps than any quantile takes; the loops end by convergence."""


def normal_cdf(x: float) -> float:
    """P(Z <= x) of the standard normal, to full relative accuracy in the lower tail."""
    return 0.5 * erfc(-x / _ROOT_2)


@lru_cache(maxsize=256)
def normal_quantile(p: float) -> float:
    """The x with P(Z <= x) = p of the standard normal.

    Hastings' approximation (Abramowitz & Stegun 26.2.23) polished by Halley's method.

    Raises:
        ValueError: p is not between 0 and 1.
    """
    _probability(p)
    tail, central = min(p, 1.0 - p), p - 0.5
    if central == 0.0:
        return 0.0
    t = sqrt(-2.0 * log(tail))
    x = (2.515517 + t * (0.802853 + t * 0.010328)) / (1.0 + t * (1.432788 + t * (0.189269 + t * 0.001308))) - t
    for _ in range(3):
        # Near the middle the difference from one half is what is known exactly, in the tail the tail.
        error = 0.5 * erf(x / _ROOT_2) + abs(central) if tail > 0.25 else normal_cdf(x) - tail
        step = error * exp(0.5 * x * x) * sqrt(2.0 * pi)
        x -= step / (1.0 + 0.5 * x * step)
    return -x if central > 0 else x


def gamma_tails(shape: float, x: float) -> tuple[float, float]:
    """P(X <= x) and P(X > x) of the gamma distribution with this shape and scale 1.

    Series below shape + 1, Lentz's continued fraction above; terms grow as the square root of the shape.
    """
    if x <= 0.0:
        return 0.0, 1.0
    factor = _poisson_factor(shape, x)
    if x < shape + 1.0:
        term, total, k = 1.0, 1.0, shape
        while term > total * 0.25 * _EPSILON:
            k += 1.0
            term *= x / k
            total += term
        below = min(1.0, factor * total)
        return below, 1.0 - below
    b = x + 1.0 - shape
    c, d = 1.0 / _TINY, 1.0 / b
    fraction, k = d, 0.0
    while True:
        k += 1.0
        a = -k * (k - shape)
        b += 2.0
        d = 1.0 / _nonzero(a * d + b)
        c = _nonzero(b + a / c)
        fraction *= c * d
        if abs(c * d - 1.0) <= 2.0 * _EPSILON:
            break
    above = min(1.0, shape * factor * fraction)
    return 1.0 - above, above


def gamma_quantile(p: float, shape: float, *, upper: bool = False) -> float:
    """The x with P(X <= x) = p (P(X > x) = p if `upper`) of the gamma distribution with this shape and scale 1.

    The logarithm of a gamma variable has a log-concave density, so Newton's method on the logarithm of a tail converges from any
    start. Large shapes: Cornish-Fisher expansion, of which six terms leave a relative error of about shape**-3.

    Raises:
        ValueError: p is not between 0 and 1, or the shape is not positive.
    """
    _probability(p)
    if not shape > 0.0:
        raise ValueError(f"a shape must be positive, not {shape}")
    z = -normal_quantile(p) if upper else normal_quantile(p)
    if shape >= 1e5:
        return _gamma_cornish_fisher(z, shape)
    if p > 0.5:
        p, upper = 1.0 - p, not upper
    root = 1.0 - 1.0 / (9.0 * shape) + z / (3.0 * sqrt(shape))
    # Wilson & Hilferty's cube, or for small shapes the first term of the series.
    u = log(shape * root**3) if root > 0.2 else (log1p(-p) if upper else log(p)) / shape + lgamma(shape + 1.0) / shape
    for _ in range(_STEPS):
        x = exp(u)
        if x < _TINY:
            return x  # the first term of the series is exact down here
        tail = gamma_tails(shape, x)[upper]
        slope = shape * _poisson_factor(shape, x) / tail
        step = log(tail / p) / (-slope if upper else slope)
        u = min(u - step, u + 1.0)  # a leap to the right could reach where the tail underflows
        if abs(step) < 1e-8:  # the error left is of the order of its square
            break
    return exp(u)


def chi_square_quantile(p: float, df: float) -> float:
    """The x with P(X <= x) = p of the chi-square distribution."""
    return 2.0 * gamma_quantile(p, 0.5 * df)


def chi_square_tail(x: float, df: float) -> float:
    """P(X > x) of the chi-square distribution: the p-value of a chi-square statistic."""
    return gamma_tails(0.5 * df, 0.5 * x)[1]


def poisson_limits(count: float, level: float) -> tuple[float, float]:
    """Exact limits of the mean of a Poisson count (Garwood 1936); a count of a whole and a bit is allowed.

    Raises:
        ValueError: the count is negative or the level not between 0 and 1.
    """
    if count < 0:
        raise ValueError(f"a count cannot be {count}")
    each = 0.5 * (1.0 - level)
    low = gamma_quantile(each, count) if count > 0 else 0.0
    return low, gamma_quantile(each, count + 1.0, upper=True)


def beta_tails(a: float, b: float, x: float, y: float | None = None) -> tuple[float, float]:
    """I_x(a, b) and its complement: P(X <= x) and P(X > x) of the beta distribution.

    Args:
        y: 1 - x, where the caller knows it better than the subtraction gives it.
    """
    y = 1.0 - x if y is None else y
    if x <= 0.0:
        return 0.0, 1.0
    if y <= 0.0:
        return 1.0, 0.0
    factor = _binomial_factor(a, b, x, y) / (a + b)
    if x < (a + 1.0) / (a + b + 2.0):
        below = min(1.0, b * factor * _beta_fraction(a, b, x))
        return below, 1.0 - below
    above = min(1.0, a * factor * _beta_fraction(b, a, y))
    return 1.0 - above, above


def binomial_cdf(k: int, n: int, p: float) -> float:
    """P(B <= k) of n trials with probability p."""
    if k < 0:
        return 0.0
    if k >= n:
        return 1.0
    return beta_tails(k + 1.0, float(n - k), p)[1]


def t_cdf(t: float, df: float) -> float:
    """P(T <= t) of Student's t, to full relative accuracy in the lower tail."""
    if df == inf:
        return normal_cdf(t)
    square = t * t
    tail = 0.5 * beta_tails(0.5 * df, 0.5, df / (df + square), square / (df + square))[0]
    return tail if t <= 0 else 1.0 - tail


@lru_cache(maxsize=4096)
def t_quantile(p: float, df: float) -> float:
    """The t with P(T <= t) = p of Student's t; df may be a fraction, or infinite for the normal.

    1 / (1 + t²/df) is a beta variable whose logit has a log-concave density: Newton's method on the logarithm of its smaller tail.
    Many degrees of freedom: Cornish-Fisher expansion (Abramowitz & Stegun 26.7.5).

    Raises:
        ValueError: p is not between 0 and 1, or df is less than 1.
    """
    _probability(p)
    if not df >= 1.0:
        raise ValueError(f"Student's t needs a degree of freedom, not {df}")
    z = normal_quantile(p)
    if df == inf or z == 0.0:
        return z
    if df >= 1000.0 and z * z <= 0.01 * df:
        return _t_cornish_fisher(z, df)
    a = 0.5 * df
    outer, inner = 2.0 * min(p, 1.0 - p), 2.0 * abs(p - 0.5)
    wanted, side = (outer, 0) if outer <= 0.5 else (inner, 1)
    w = log(z * z / df)
    for _ in range(_STEPS):
        small = exp(-abs(w))
        less, more = small / (1.0 + small), 1.0 / (1.0 + small)
        x, y = (less, more) if w > 0 else (more, less)
        tail = beta_tails(a, 0.5, x, y)[side]
        slope = a * 0.5 / (a + 0.5) * _binomial_factor(a, 0.5, x, y) / tail
        step = log(tail / wanted) / (slope if side else -slope)
        w -= step
        if abs(step) < 1e-8:
            break
    size = sqrt(df) * exp(0.5 * w)
    return size if p > 0.5 else -size


def critical(level: float, df: float | None = None) -> float:
    """Half-width in standard errors of a two-sided interval: 1.96 at 95 %, more for a t with few degrees of freedom.

    Raises:
        ValueError: the level is not between 0 and 1.
    """
    _probability(level)
    return -(normal_quantile(0.5 * (1.0 - level)) if df is None else t_quantile(0.5 * (1.0 - level), df))


def find_root(f: Callable[[float], float], a: float, b: float, *, tolerance: float = 1e-14) -> float:
    """A zero of f between a and b, whose signs differ: about ten evaluations for a smooth f.

    Inverse quadratic steps where they are safe, halving elsewhere (Chandrupatla 1997, Advances in Engineering Software 28).

    Raises:
        ValueError: f has the same sign at both ends.
    """
    fa, fb = f(a), f(b)
    if fa == 0.0 or fb == 0.0:
        return a if fa == 0.0 else b
    if (fa > 0.0) == (fb > 0.0):
        raise ValueError(f"no change of sign between {a} and {b}")
    share = 0.5
    while True:
        x = a + share * (b - a)
        fx = f(x)
        if (fx > 0.0) == (fa > 0.0):
            c, fc = a, fa
        else:
            c, fc, b, fb = b, fb, a, fa
        a, fa = x, fx
        best, smallest = (a, fa) if abs(fa) < abs(fb) else (b, fb)
        slack = (2.0 * _EPSILON * abs(best) + 0.5 * tolerance) / abs(b - a)
        if smallest == 0.0 or slack > 0.5:
            return best
        share, place, height = 0.5, (a - b) / (c - b), (fa - fb) / (fc - fb)
        if height * height < place and (1.0 - height) ** 2 < 1.0 - place:  # the inverse parabola is monotone here
            share = fa / (fb - fa) * fc / (fb - fc) + (c - a) / (b - a) * fa / (fc - fa) * fb / (fc - fb)
            share = min(1.0 - slack, max(slack, share))


def _gamma_cornish_fisher(z: float, shape: float) -> float:
    """Quantile of a gamma variable of large shape from the normal quantile z."""
    s, q = sqrt(shape), z * z
    third = (q - 1.0) / 3.0 + z * (q - 7.0) / (36.0 * s) - (q * (3.0 * q + 7.0) - 16.0) / (810.0 * shape)
    return shape + s * z + third + z * (q * (9.0 * q + 256.0) - 433.0) / (38880.0 * shape * s)


def _t_cornish_fisher(z: float, df: float) -> float:
    """Quantile of Student's t of many degrees of freedom from the normal quantile z."""
    q = z * z
    first = (q + 1.0) / 4.0
    second = (q * (5.0 * q + 16.0) + 3.0) / 96.0
    third = (q * (q * (3.0 * q + 19.0) + 17.0) - 15.0) / 384.0
    fourth = (q * (q * (q * (79.0 * q + 776.0) + 1482.0) - 1920.0) - 945.0) / 92160.0
    return z * (1.0 + (first + (second + (third + fourth / df) / df) / df) / df)


def _poisson_factor(k: float, mean: float) -> float:
    """mean^k e^-mean / Γ(k + 1) for any k > 0."""
    return exp(-_stirling_error(k) - _deviance(k, mean)) / sqrt(2.0 * pi * k)


def _binomial_factor(a: float, b: float, x: float, y: float) -> float:
    """Γ(a+b+1) / (Γ(a+1) Γ(b+1)) x^a y^b for any a, b > 0 and x + y = 1."""
    n = a + b
    exponent = _stirling_error(n) - _stirling_error(a) - _stirling_error(b) - _deviance(a, n * x) - _deviance(b, n * y)
    return exp(exponent) * sqrt(n / (2.0 * pi * a * b))


def _stirling_error(k: float) -> float:
    """What Stirling's formula lacks to ln Γ(k+1)."""
    if k <= 15.0:
        return lgamma(k + 1.0) - (k + 0.5) * log(k) + k - _HALF_LOG_2PI
    r = 1.0 / (k * k)
    return (1 / 12 - r * (1 / 360 - r * (1 / 1260 - r * (1 / 1680 - r / 1188)))) / k


def _deviance(k: float, mean: float) -> float:
    """Half the deviance, k ln(k / mean) + mean - k, without the cancellation where k is near the mean."""
    excess = k - mean
    if abs(excess) >= 0.1 * (k + mean):
        return k * log(k / mean) - excess
    v = excess / (k + mean)
    total, term, j = excess * v, 2.0 * k * v, 1.0
    while True:
        term *= v * v
        j += 2.0
        more = total + term / j
        if more == total:
            return total
        total = more


def _beta_fraction(a: float, b: float, x: float) -> float:
    """Lentz's continued fraction of I_x(a, b), fast for x below the mean."""
    c, d = 1.0, 1.0 / _nonzero(1.0 - (a + b) * x / (a + 1.0))
    fraction, m = d, 0.0
    while True:
        m += 1.0
        even = a + 2.0 * m
        for step in (m * (b - m) * x / ((even - 1.0) * even), -(a + m) * (a + b + m) * x / (even * (even + 1.0))):
            d = 1.0 / _nonzero(1.0 + step * d)
            c = _nonzero(1.0 + step / c)
            fraction *= c * d
        if abs(c * d - 1.0) <= 2.0 * _EPSILON:
            return fraction


def _nonzero(value: float) -> float:
    return value if abs(value) >= _TINY else _TINY


def _probability(p: float) -> None:
    if not 0.0 < p < 1.0:
        raise ValueError(f"a probability must lie between 0 and 1, not {p}")
