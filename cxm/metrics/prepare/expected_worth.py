"""Expected worth: what customers without a contract will bring in the months to come, by the models of `_buying`.

Purchases of one day are one, so a customer has repeat days x, weeks t_x from the first day to the last and T to the observation end, and
the mean worth of the repeat days. Rows are sums over customers, one for each combination of
    replicate  0 for the customers as they are, from 1 on for samples of them drawn with repetition, each with models of its own
    decile     tenth of all customers by what they are expected to bring, 1 the lowest
with `customers`, `worth` (discounted) and `purchases` expected. The segments are those of the first purchase.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

import polars as pl

from cxm.errors import IncompleteRequest, NotEnoughData, UsageError
from cxm.metrics.prepare import PERIOD, Given, Preparation, exact_sum, in_periods
from cxm.metrics.prepare._buying import (
    Buying,
    Engines,
    Histories,
    Spending,
    engines,
    expected_purchases,
    fit_buying,
    fit_spending,
    present_value,
)
from cxm.metrics.prepare._orders import PLACE, UNIT, purchases, told

FEWEST, FEWEST_AGAIN, FEWEST_WEEKS = 200, 50, 26
HELD_OUT = 0.25
"""Share of the time whose purchases are predicted from the rest, to see how well the model does."""
HISTORY = ("repeats", "last", "age", "worth")


def run(given: Given) -> Any:
    """Sums by sample and decile."""
    use = engines()
    if given.length != "all":
        raise IncompleteRequest(
            "the models are fitted to the whole history, not to periods", cure="leave --period out; --by splits customers"
        )
    table = _histories(given, _end(given))
    known, (buying, spending) = _fitted(table, use)
    months, yearly = _horizon(given), float(given.settings.get("discount") or 0.0)
    worth, bought = present_value(known, buying, spending, months, yearly, use)
    label = given.periods[0][0]
    cells = table.with_columns(pl.Series("decile", _deciles(worth, known, use))).select("decile", *given.segments)
    pieces = [_summed(cells, 0, known.customers, worth, bought)]
    rng = use.np.random.default_rng(int(given.settings.get("seed") or 0))
    total = int(known.customers.sum())
    for replicate in range(1, int(given.settings.get("resamples") or 0) + 1):
        drawn = rng.multinomial(total, known.customers / total).astype(float)
        sample = Histories(known.repeats, known.last, known.age, known.worth, drawn)
        try:
            models = _models(sample, use, buying, spending)
        except NotEnoughData:
            continue
        pieces.append(_summed(cells, replicate, drawn, *present_value(sample, *models, months, yearly, use)))
    return pl.concat(pieces).with_columns(pl.lit(label).alias(PERIOD)).lazy()


def _end(given: Given) -> date | None:
    """The last day known: that of the observation, or the last one reported."""
    return min(filter(None, (given.until, given.stop and given.stop - timedelta(1))), default=None)


def _horizon(given: Given) -> int:
    months = int(given.settings.get("horizon") or 0)
    if months < 1:
        raise UsageError("--set horizon is a number of months from 1", cure="--set horizon=12")
    return months


def _histories(given: Given, until: date | None) -> pl.DataFrame:
    """Customers alike taken together: repeats, last, age (weeks), worth, `customers`, and segments, in a fixed order.

    Args:
        until: the last day known.
    """
    seen = pl.col("day") <= until if until is not None else pl.lit(value=True)
    rows = in_periods(given, purchases(given).filter(pl.col("known"), pl.col("order"), seen))
    first = rows.sort(given.frame.time, PLACE).group_by(UNIT, maintain_order=True).agg(pl.col(name).first() for name in given.segments)
    days = rows.group_by(UNIT, "day").agg(exact_sum("net")).sort(UNIT, "day")
    week = 7.0
    each = days.group_by(UNIT, maintain_order=True).agg(
        (pl.len() - 1).cast(pl.Float64).alias("repeats"),
        ((pl.col("day").max() - pl.col("day").min()).dt.total_days() / week).alias("last"),
        ((pl.lit(until, pl.Date) - pl.col("day").min()).dt.total_days() / week).alias("age"),
        pl.col("net").slice(1).mean().fill_null(0.0).clip(0.0).alias("worth"),
    )
    alike = [*HISTORY, *given.segments]
    grouped = each.join(first, on=UNIT, how="left") if given.segments else each
    found: pl.DataFrame = grouped.group_by(alike).agg(pl.len().cast(pl.Float64).alias("customers")).collect(engine="streaming").sort(alike)
    return found


def _arrays(table: pl.DataFrame) -> Histories:
    return Histories(*(table[name].to_numpy() for name in (*HISTORY, "customers")))


def _fitted(table: pl.DataFrame, use: Engines) -> tuple[Histories, tuple[Buying, Spending]]:
    """Histories as arrays, and the models of them.

    Raises:
        NotEnoughData: too few customers, too few of them came back, or the time is too short.
    """
    again = table.filter(pl.col("repeats") > 0)
    customers, repeaters = int(table["customers"].sum() or 0), int(again["customers"].sum() or 0)
    weeks = float(table["age"].max() or 0.0)  # type: ignore[arg-type]
    for number, fewest, what in (
        (customers, FEWEST, "customers"), (repeaters, FEWEST_AGAIN, "customers who came back"), (weeks, FEWEST_WEEKS, "weeks of orders")
    ):  # fmt: skip
        if number < fewest:
            raise NotEnoughData(
                f"the model needs {fewest} {what}, and there are {number:,.0f}",
                cure="cxm compute clv with --set lifespan=3y needs no model",
            )
    known = _arrays(table)
    return known, _models(known, use)


def _models(known: Histories, use: Engines, buying: Buying | None = None, spending: Spending | None = None) -> tuple[Buying, Spending]:
    """Both models of some customers, searched from those of others if there are any.

    Raises:
        NotEnoughData: there are none, or amounts vary so much that their mean has no limit.
    """
    paid = (known.repeats > 0) & (known.worth > 0) & (known.customers > 0)
    again = Histories(*(one[paid] for one in (known.repeats, known.last, known.age, known.worth, known.customers)))
    found = fit_buying(known, use, buying), fit_spending(again, use, spending)
    if found[1].q <= 1.0:
        raise NotEnoughData(
            "amounts vary so much between customers that their mean has no limit", cure="cxm compute clv, which needs no model"
        )
    return found


def _deciles(worth: Any, known: Histories, use: Engines) -> Any:
    """The tenth of all customers each belongs to, by what they are expected to bring."""
    np = use.np
    order = np.argsort(worth, kind="stable")
    before = np.cumsum(known.customers[order]) - known.customers[order]
    deciles = np.empty(len(worth), dtype=int)
    deciles[order] = np.minimum(9, (10 * (before + 0.5 * known.customers[order]) / known.customers.sum()).astype(int)) + 1
    return deciles.astype(str)


def _summed(cells: pl.DataFrame, replicate: int, customers: Any, worth: Any, bought: Any) -> pl.DataFrame:
    rows = cells.with_columns(
        pl.Series("customers", customers), pl.Series("worth", worth * customers), pl.Series("purchases", bought * customers)
    )
    summed = rows.group_by(cells.columns, maintain_order=True).agg(pl.col("customers", "worth", "purchases").sum())
    return summed.with_columns(pl.lit(replicate).alias("replicate"))


def notes(given: Given) -> Sequence[str]:
    """The models, and whether what they assume holds."""
    use = engines()
    table = _histories(given, _end(given))
    known, (buying, spending) = _fitted(table, use)
    r, alpha, a, b = buying
    p, q, v = spending
    said = [*told(given), f"the next {_horizon(given)} months, discounted by {float(given.settings.get('discount') or 0):.1%} a year"]
    said.append(f"BG/NBD r {r:.3f}, alpha {alpha:.3f}, a {a:.3f}, b {b:.3f} in weeks; Gamma-Gamma p {p:.2f}, q {q:.2f}, v {v:.2f}")
    again = known.repeats > 0
    share = _correlation(known.repeats[again], known.worth[again], known.customers[again], use)
    if abs(share) > 0.3:
        said.append(f"the number of purchases and their worth go together (correlation {share:.2f}): the model takes them as independent")
    off = _held_out(given, use)
    if off is not None and abs(off) > 0.2:
        said.append(f"purchases of the last quarter of the time were predicted {abs(off):.0%} too {'high' if off > 0 else 'low'}")
    return said


def _correlation(x: Any, y: Any, weights: Any, use: Engines) -> float:
    np = use.np
    if len(x) < 2 or x.min() == x.max() or y.min() == y.max():
        return 0.0
    covariance = np.cov(x, y, aweights=weights)
    return float(covariance[0, 1] / (covariance[0, 0] * covariance[1, 1]) ** 0.5)


def _held_out(given: Given, use: Engines) -> float | None:
    """How far the model of the first three quarters of the time is off in the last one, relative to what was bought; None if untold."""
    end = _end(given)
    if end is None or given.first is None:
        return None
    held = round((end - given.first).days * HELD_OUT)
    edge = end - timedelta(held)
    known = _arrays(_histories(given, edge))
    try:
        buying = fit_buying(known, use)
    except NotEnoughData:
        return None
    expected = float((expected_purchases(held / 7, known, buying, use) * known.customers).sum())
    rows = in_periods(given, purchases(given).filter(pl.col("known"), pl.col("order"), pl.col("day") <= end))
    days = rows.select(UNIT, "day").unique()
    old = days.filter(pl.col("day") <= edge).select(UNIT).unique()
    bought = days.filter(pl.col("day") > edge).join(old, on=UNIT, how="semi").select(pl.len()).collect().item()
    return expected / bought - 1.0 if bought else None


PREPARE = Preparation(run, frozenset({"replicate", "decile", "customers", "worth", "purchases"}), notes=notes)
