"""Worth: the orders of each period as `purchases` gives them, with what turns them into the value of a customer.

Columns besides: `lifespan` (years, the setting), `margin_share` (the setting), `stated_clv`, `stated_cac`; null where the user does
not say. With the setting `window` the orders of a period are those of so many months before its end, and a period whose window begins before the export does has
none. Where a metric divides by costs (it has the setting `cac`), new customers and costs are further rows, see `acquisition`.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

import polars as pl

from cxm.errors import UsageError
from cxm.metrics.prepare import PERIOD, Given, Preparation, in_periods
from cxm.metrics.prepare._orders import UNIT, cut, lengths, months_before, purchases, told, windows
from cxm.metrics.prepare.acquisition import notes as of_costs
from cxm.metrics.prepare.acquisition import parts

FLAGS = ("order", "known", "missing", "negative", "customer")
QUIET_DAYS = 7
"""A window may begin so many days before the first order of the export."""
STATED = {"lifespan": "lifespan", "margin_share": "margin", "stated_clv": "clv", "stated_cac": "cac"}


def run(given: Given) -> Any:
    """Orders, and new customers and costs where they are asked for."""
    _check(given)
    every = purchases(given)
    if given.settings.get("margin") is None and "margin" in given.fields and "margin" in given.settings:
        every = every.with_columns(pl.col("margin").cast(pl.Float64).alias("net"))
    spans = _spans(given)
    pieces = [_placed(given, every, spans).join(lengths(given, spans), on=PERIOD, how="left")]
    if "cac" in given.settings:
        pieces += parts(given, every)
    rows = pl.concat(pieces, how="diagonal_relaxed")
    stated = [pl.lit(given.settings.get(setting), pl.Float64).alias(name) for name, setting in STATED.items()]
    return rows.with_columns(
        *stated, *(pl.col(name).fill_null(value=False) for name in FLAGS if name != "customer" or "cac" in given.settings)
    )


def _check(given: Given) -> None:
    """Refuse a value whose parts nobody knows.

    Raises:
        UsageError: how long customers stay, or what they leave, is not said.
    """
    settings = given.settings
    if "lifespan" in settings and settings["lifespan"] is None and settings.get("clv") is None:
        raise UsageError(
            "how long customers stay cannot be seen in orders",
            cure="--set lifespan=3y; cxm compute customer-lifespan tells it from subscriptions, and clv-model needs none",
        )
    if "margin" in settings and settings["margin"] is None and "margin" not in given.fields:
        raise UsageError(
            "what is left of the revenue is not known", cure="--set margin=0.4, or a column of margins with --map margin=COLUMN"
        )


def _spans(given: Given) -> list[tuple[str, date, date]]:
    """The days whose orders each period is computed from."""
    months = int(given.settings.get("window") or 0)
    if not months:
        return windows(given)
    found = []
    begun = given.rows.select(pl.col("day").min()).collect().item()
    end = None if given.until is None else given.until + timedelta(1)
    for label, _, stop in given.periods:
        last = min(filter(None, (stop, given.stop, end)), default=None)
        if last is None or begun is None:
            continue
        first = months_before(last, months)
        if (begun - first).days <= QUIET_DAYS:
            found.append((label, first, last))
    return found


def _placed(given: Given, every: Any, spans: Sequence[tuple[str, date, date]]) -> Any:
    """Orders with the label of each period they count in."""
    if not given.settings.get("window"):
        return in_periods(given, every)
    days = [(day, label) for label, first, last in spans for day in pl.date_range(first, last, closed="left", eager=True)]
    calendar = pl.DataFrame(days, schema={"day": pl.Date, PERIOD: pl.String}, orient="row")
    return every.join(calendar.lazy(), on="day", how="inner")


def notes(given: Given) -> Sequence[str]:
    """The currency, and what was assumed."""
    settings = given.settings
    said = [*told(given), *(of_costs(given) if "cac" in settings else [])]
    if settings.get("clv") is not None:
        said.append(f"lifetime value as stated: {settings['clv']:g}")
    elif settings.get("lifespan") is not None:
        said.append(f"lifespan of {settings['lifespan']:g} years as stated")
    if settings.get("margin") is not None:
        said.append(f"margin of {settings['margin']:g} as stated")
    if not settings.get("window"):
        said += cut(given)
    else:
        said.append(f"orders of the {int(settings['window'])} months before the end of each period")
    return list(dict.fromkeys(said))


PREPARE = Preparation(run, frozenset({"net", "gross", "order", UNIT, "known", "missing", "negative", "years", *STATED}), notes=notes)
