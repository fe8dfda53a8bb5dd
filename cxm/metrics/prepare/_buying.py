"""How customers without a contract buy and leave: BG/NBD for the number of purchases, Gamma-Gamma for their worth.

A customer buys at a rate of his own while he is there, and after each purchase is gone with a chance of his own (Fader, Hardie and Lee
2005, "Counting your customers" the easy way); what he spends varies about a mean of his own (Fader and Hardie 2013, the gamma-gamma
model of monetary value). Both are fitted by maximum likelihood with scipy, which the extra `clv` brings. Times are in weeks.
"""

from __future__ import annotations

from importlib import import_module
from types import ModuleType
from typing import Any, NamedTuple

from cxm._record import Record
from cxm.errors import IncompleteRequest, NotEnoughData

INSTALL = "pip install 'cxm[clv]'"
WEEKS_A_MONTH = 30.436875 / 7
STEPS = 4000


class Engines(NamedTuple):
    """numpy, and the parts of scipy the models need."""

    np: ModuleType
    special: ModuleType
    optimize: ModuleType


def engines() -> Engines:
    """The libraries of the extra `clv`.

    Raises:
        UsageError: they are not installed; the cure is the command that installs them.
    """
    try:
        found = Engines(*(import_module(name) for name in ("numpy", "scipy.special", "scipy.optimize")))
    except ImportError as error:
        raise IncompleteRequest(
            f"clv-model needs {(error.name or 'scipy').partition('.')[0]}, which is not installed", cure=INSTALL
        ) from None
    return found


class Histories(Record):
    """What is known of customers, those alike taken together: arrays of one length.

    Args:
        repeats: x, days with a purchase after the first one.
        last: t_x, weeks from the first purchase to the last.
        age: T, weeks from the first purchase to the observation end.
        worth: m, mean amount of the repeat purchases; 0 where there is none.
        customers: how many have this history.
    """

    repeats: Any
    last: Any
    age: Any
    worth: Any
    customers: Any


class Buying(NamedTuple):
    """Parameters of BG/NBD: the rate of buying is gamma(r, alpha), the chance to leave is beta(a, b)."""

    r: float
    alpha: float
    a: float
    b: float


class Spending(NamedTuple):
    """Parameters of Gamma-Gamma: p and q are shapes, v is the scale."""

    p: float
    q: float
    v: float


def buying_loss(logs: Any, known: Histories, use: Engines) -> tuple[float, Any]:
    """Negative log-likelihood of BG/NBD, and its gradient, at the logarithms of r, alpha, a and b.

    The form of Fader and Hardie (2019) that does not overflow: ln A1 + ln A2 + ln(e^A3 + [x > 0] e^A4).
    """
    np, special = use.np, use.special
    gammaln, psi = special.gammaln, special.psi
    r, alpha, a, b = np.exp(logs)
    x, t, age, many = known.repeats, known.last, known.age, known.customers
    again = x > 0
    fixed = gammaln(r + x) - gammaln(r) + r * np.log(alpha) + gammaln(a + b) + gammaln(b + x) - gammaln(b) - gammaln(a + b + x)
    alive = -(r + x) * np.log(alpha + age)
    gone = np.where(again, np.log(a) - np.log(b + np.maximum(x, 1) - 1) - (r + x) * np.log(alpha + t), -np.inf)
    both = np.logaddexp(alive, gone)
    stays, leaves = np.exp(alive - both), np.exp(gone - both)
    by_r = psi(r + x) - psi(r) + np.log(alpha) - stays * np.log(alpha + age) - leaves * np.log(alpha + t)
    by_alpha = r / alpha - (r + x) * (stays / (alpha + age) + leaves / (alpha + t))
    by_a = psi(a + b) - psi(a + b + x) + leaves / a
    by_b = psi(a + b) + psi(b + x) - psi(b) - psi(a + b + x) - leaves / (b + np.maximum(x, 1) - 1)
    gradient = np.array([(many * one).sum() for one in (by_r, by_alpha, by_a, by_b)]) * np.array([r, alpha, a, b])
    return -float((many * (fixed + both)).sum()), -gradient


def spending_loss(logs: Any, known: Histories, use: Engines) -> tuple[float, Any]:
    """Negative log-likelihood of Gamma-Gamma, and its gradient, at the logarithms of p, q and v; customers with repeats of some worth."""
    np, special = use.np, use.special
    gammaln, psi = special.gammaln, special.psi
    p, q, v = np.exp(logs)
    x, m, many = known.repeats, known.worth, known.customers
    px, whole = p * x, np.log(v + x * m)
    likelihood = gammaln(px + q) - gammaln(px) - gammaln(q) + q * np.log(v) + (px - 1) * np.log(m) + px * np.log(x) - (px + q) * whole
    by_p = x * (psi(px + q) - psi(px) + np.log(m) + np.log(x) - whole)
    by_q = psi(px + q) - psi(q) + np.log(v) - whole
    by_v = q / v - (px + q) / (v + x * m)
    gradient = np.array([(many * one).sum() for one in (by_p, by_q, by_v)]) * np.array([p, q, v])
    return -float((many * likelihood).sum()), -gradient


def _fitted(loss: Any, start: Any, known: Histories, use: Engines, what: str, *, rough: bool) -> Any:
    """The logarithms of the parameters with the highest likelihood.

    Args:
        rough: four digits do, as for one of many samples.

    Raises:
        NotEnoughData: the search finds none.
    """
    np = use.np
    scale = float(known.customers.sum())

    def mean(logs: Any) -> tuple[float, Any]:
        value, gradient = loss(logs, known, use)
        return value / scale, gradient / scale

    with np.errstate(all="ignore"):  # the search may try what overflows, and comes back
        found = use.optimize.minimize(mean, start, jac=True, method="BFGS", options={"maxiter": STEPS, "gtol": 1e-5 if rough else 1e-9})
    # No sensible parameter is beyond e^12: a search that wants more has no answer.
    if not np.all(np.isfinite(found.x)) or np.any(np.abs(found.x) > 11.9) or float(np.abs(found.jac).max()) > 1e-4:
        raise NotEnoughData(
            f"the model of {what} finds no parameters for these customers",
            cure="a longer history, or cxm compute clv with --set lifespan=3y, which needs no model",
        )
    return found.x


def fit_buying(known: Histories, use: Engines, start: Buying | None = None) -> Buying:
    """Maximum likelihood of BG/NBD."""
    np = use.np
    begin = np.zeros(4) if start is None else np.log(np.array(start))
    if start is None:
        begin[1] = np.log(max(1.0, float(np.average(known.age, weights=known.customers)) / 8))
    return Buying(*(float(one) for one in np.exp(_fitted(buying_loss, begin, known, use, "purchases", rough=start is not None))))


def fit_spending(known: Histories, use: Engines, start: Spending | None = None) -> Spending:
    """Maximum likelihood of Gamma-Gamma over customers with repeats of some worth."""
    np = use.np
    begin = (
        np.array([1.0, 1.0, np.log(float(np.average(known.worth, weights=known.customers)))]) if start is None else np.log(np.array(start))
    )
    return Spending(*(float(one) for one in np.exp(_fitted(spending_loss, begin, known, use, "amounts", rough=start is not None))))


def expected_purchases(weeks: float, known: Histories, model: Buying, use: Engines) -> Any:
    """E[X(t) | x, t_x, T]: purchases of each customer in the weeks to come."""
    np = use.np
    r, alpha, a, b = model
    x, t, age = known.repeats, known.last, known.age
    if abs(a - 1.0) < 1e-9:
        a = 1.0 + 1e-9  # the closed form is 0 / 0 there, and continuous
    z = weeks / (alpha + age + weeks)
    series = use.special.hyp2f1(r + x, b + x, a + b + x - 1, z)
    log_ratio = (r + x) * (np.log(alpha + age) - np.log(alpha + age + weeks))
    upper = (a + b + x - 1) / (a - 1) * (1 - np.exp(log_ratio) * series)
    gone = np.where(x > 0, a / (b + np.maximum(x, 1) - 1) * np.exp((r + x) * (np.log(alpha + age) - np.log(alpha + t))), 0.0)
    return upper / (1 + gone)


def expected_worth(known: Histories, model: Spending) -> Any:
    """E[M | x, m]: mean amount of a purchase of each customer; the mean of all where nothing was bought again."""
    p, q, v = model
    x, m = known.repeats, known.worth
    return p * (v + x * m) / (p * x + q - 1)


def present_value(known: Histories, buying: Buying, spending: Spending, months: int, yearly: float, use: Engines) -> tuple[Any, Any]:
    """What each customer will bring in the months to come, discounted by month, and the purchases expected."""
    np = use.np
    before, total = np.zeros(len(known.repeats)), np.zeros(len(known.repeats))
    for month in range(1, months + 1):
        after = expected_purchases(month * WEEKS_A_MONTH, known, buying, use)
        total += (after - before) / (1 + yearly) ** (month / 12)
        before = after
    return total * expected_worth(known, spending), before
