"""Customer months: what each paying customer brought in the months of a period, and whether the customer was there after each of them.

A row is one customer, by period and segment, with
    revenue    recurring revenue at the beginning of each month, summed
    months     months at whose beginning the customer paid
    survived   those of them at whose end the customer still did
Only whole months that were observed count. With the setting `cac`, new customers and costs are further rows, see `acquisition`. `discount` is the rate of a month that comes to the yearly setting of that name; `retention`,
`margin_share` and `horizon` are settings, null where the user does not say. Rows with `missing` or `invalid` say what could not be used.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import polars as pl

from cxm.errors import IncompleteRequest, UsageError
from cxm.metrics.prepare import PERIOD, Given, Preparation
from cxm.metrics.prepare._lives import CUSTOMER, observed
from cxm.metrics.prepare._orders import told
from cxm.metrics.prepare._spans import edges, unfolded
from cxm.metrics.prepare.acquisition import notes as of_costs
from cxm.metrics.prepare.acquisition import parts
from cxm.metrics.prepare.mrr_movements import faulty, stretches

SHORTER = ("day", "week", "rolling")
STATED = {"margin_share": "margin", "stated_retention": "retention", "horizon": "horizon"}


def run(given: Given) -> Any:
    """One row per customer, period and segment."""
    _check(given)
    months = whole_months(given)
    inner = replace(given, periods=tuple((str(start), start, stop) for _, start, stop in months), length="month")
    rows = _counted(inner, months)
    won = parts(given) if "cac" in given.settings else []
    found = pl.concat([rows, faulty(given), *won], how="diagonal_relaxed")
    stated = [pl.lit(given.settings.get(setting), pl.Float64).alias(name) for name, setting in STATED.items()]
    monthly = (1.0 + float(given.settings.get("discount") or 0.0)) ** (1 / 12) - 1.0
    return found.with_columns(
        *stated,
        pl.lit(monthly).alias("discount"),
        *(pl.col(name).fill_null(value=False) for name in ("missing", "invalid", *(["customer"] if won else []))),
    )


def _check(given: Given) -> None:
    """Refuse what has no answer.

    Raises:
        UsageError: the margin is not said, a rate cannot be, or the periods are shorter than the months that are counted.
    """
    settings = given.settings
    if "margin" in settings and settings["margin"] is None:
        raise IncompleteRequest(
            "what is left of the revenue is not known", cure="--set margin=0.7; --set margin=1 takes the revenue itself"
        )
    by_months(given)
    if float(settings.get("discount") or 0.0) <= -1.0:
        raise UsageError("--set discount is a yearly rate above -1", cure="--set discount=0.1")
    retention = settings.get("retention")
    if retention is not None and not 0.0 <= float(retention) <= 1.0:
        raise UsageError("--set retention is the share that stays for a month, from 0 to 1", cure="--set retention=0.97")


def by_months(given: Given) -> None:
    """Refuse periods that hold no whole months.

    Raises:
        IncompleteRequest: they are shorter.
    """
    if given.length in SHORTER:
        raise IncompleteRequest(
            f"retention is counted by months, and the periods are shorter: {given.length}", cure="--period month or longer"
        )


def whole_months(given: Given) -> list[tuple[str, date, date]]:
    """Whole observed months of each period: label of the period, first day, day after the last."""
    found = []
    for label, start, first, last in edges(given):
        day = first if first.day == 1 else _next(first)
        if start is None and given.start is None:
            day = first.replace(day=1)
        while (after := _next(day)) <= last:
            found.append((label, day, after))
            day = after
    return found


def _next(day: date) -> date:
    return (day.replace(day=1) + timedelta(32)).replace(day=1)


def _counted(inner: Given, months: Sequence[tuple[str, date, date]]) -> Any:
    """Sums over months by customer."""
    alike, segments = stretches(inner)
    periods = pl.DataFrame(
        {PERIOD: [str(start) for _, start, _ in months], "_label": [label for label, _, _ in months]},
        schema={PERIOD: pl.String, "_label": pl.String},
    )
    paid = alike.filter(pl.col("opening") > 0).lazy()
    each = unfolded(inner, paid).join(periods.lazy(), on=PERIOD, how="inner").drop(PERIOD)
    rows = each.group_by(CUSTOMER, "_code", pl.col("_label").alias(PERIOD)).agg(
        pl.col("opening").sum().alias("revenue"),
        pl.len().cast(pl.Int64).alias("months"),
        (pl.col("closing") > 0).sum().cast(pl.Int64).alias("survived"),
    )
    return rows.join(segments.lazy(), on="_code", how="left").drop("_code", CUSTOMER)


def notes(given: Given) -> Sequence[str]:
    """The currency, and what was assumed."""
    settings = given.settings
    said = told(given, "mrr")
    if "margin" in settings:
        said.append(f"margin of {settings['margin']:g} as stated, discounted by {settings.get('discount') or 0:.1%} a year")
    if settings.get("retention") is not None:
        said.append(f"retention of {settings['retention']:.1%} a month as stated")
    if settings.get("horizon") is not None:
        said.append(f"over {settings['horizon']:g} months")
    return list(dict.fromkeys([*said, *(of_costs(given) if "cac" in settings else [])]))


PREPARE = Preparation(
    run,
    frozenset({"revenue", "months", "survived", "discount", *STATED, "missing", "invalid"}),
    observed=observed,
    notes=notes,
)
