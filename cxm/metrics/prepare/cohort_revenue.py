"""Cohort revenue: what the customers of each cohort bring at each age, beside what they brought in the period they came in.

The cohort of a customer is the period of the first purchase in all of the export; of a subscriber, the first one that ends with recurring
revenue. Rows are sums over customers:
    _period   the period of the cohort
    age       periods since it began, from 0
    members   size of the cohort, where the period of that age is over; `immature` where it is not
    y, x and their products, as `spec.ratio_states` names them: y is the money of the period of that age, x that of the cohort's own
Money is net revenue of the period, or recurring revenue at its end. Over the whole span the cohorts are months, and ages months. The
segments are those of the first purchase, or of the end of the first period.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import reduce
from operator import mul
from typing import Any

import polars as pl

from cxm.metrics.prepare import PERIOD, Given, Preparation, exact_sum
from cxm.metrics.prepare._lives import CUSTOMER
from cxm.metrics.prepare._lives import observed as of_subscriptions
from cxm.metrics.prepare._orders import UNIT, told
from cxm.metrics.prepare._spans import unfolded
from cxm.metrics.prepare.cohort_money import placed
from cxm.metrics.prepare.cohorts import AGE, COHORT, PLACE, Places, cohort_grid, cohort_periods
from cxm.metrics.prepare.mrr_movements import stretches
from cxm.metrics.spec import RATIO_STATES

OWN = tuple(name for name in RATIO_STATES if "y" not in name)
"""Sums over the money of the cohort's own period alone: customers who bring nothing at an age are among them."""


def run(given: Given) -> Any:
    """Sums by cohort and age."""
    places = cohort_periods(given)
    cell = [COHORT, *given.segments]
    each = (_recurring if given.frame.name == "subscription" else _bought)(given, places, cell)
    each = each.sort(UNIT, AGE)
    first = each.filter(pl.col(AGE) == 0).select(UNIT, *cell, pl.col("y").alias("x"))
    owns = [_sum(name).alias(name) for name in OWN]
    sizes = first.group_by(cell, maintain_order=True).agg(pl.len().alias("size"), *owns).collect(engine="streaming")
    both = each.join(first.select(UNIT, "x"), on=UNIT, how="inner", maintain_order="left")
    at_age = [name for name in RATIO_STATES if name not in OWN]
    sums = both.group_by([*cell, AGE], maintain_order=True).agg(_sum(name).alias(name) for name in at_age).collect(engine="streaming")
    on = [*cell, AGE]
    grid = cohort_grid(sizes, places, given).join(sums, on=on, how="left", nulls_equal=True).sort(on)
    over = pl.col("over")
    return grid.lazy().select(
        pl.col("label").alias(PERIOD),
        *given.segments,
        pl.col(AGE).cast(pl.String).alias("age"),
        pl.when(over).then(pl.col("size")).otherwise(0).alias("members"),
        pl.when(over).then(0).otherwise(pl.col("size")).alias("immature"),
        *(pl.when(over).then(pl.col(name)).fill_null(0.0).alias(name) for name in RATIO_STATES),
    )


def _sum(name: str) -> pl.Expr:
    """The sum a state is, `xyy` of x times y times y; amounts themselves to the last digit, in whatever order they come."""
    if len(name) == 1:
        return exact_sum(name)
    return reduce(mul, (pl.col(letter) for letter in name)).sum()


def _bought(given: Given, places: Places, cell: Sequence[str]) -> pl.LazyFrame:
    """Net revenue of customers by age."""
    rows, firsts = placed(given, places)
    money = rows.join(firsts, on=UNIT, how="inner").with_columns((pl.col(PLACE) - pl.col(COHORT)).clip(0).alias(AGE))
    each: pl.LazyFrame = money.group_by([UNIT, *cell, AGE]).agg(exact_sum("net").alias("y"))
    return each


def _recurring(given: Given, places: Places, cell: Sequence[str]) -> pl.LazyFrame:
    """Recurring revenue of customers at the end of each period, by age; of those who had none before the report."""
    inner = replace(given, periods=tuple((str(place), start, stop) for place, (_, start, stop) in enumerate(places)), start=None)
    alike, segments = stretches(inner)
    levels: pl.LazyFrame = unfolded(inner, alike.lazy()).with_columns(pl.col(PERIOD).cast(pl.Int64).alias(PLACE)).sort(CUSTOMER, PLACE)
    firsts = levels.group_by(CUSTOMER, maintain_order=True).agg(
        pl.col(PLACE).first().alias(COHORT), pl.col("_code").first(), (pl.col("known") | (pl.col("opening") > 0)).first().alias("before")
    )
    came = firsts.filter(~pl.col("before")).drop("before").join(segments.lazy(), on="_code", how="left").drop("_code")
    rows = levels.select(CUSTOMER, PLACE, "closing").join(came, on=CUSTOMER, how="inner")
    age = (pl.col(PLACE) - pl.col(COHORT)).alias(AGE)
    return rows.select(pl.col(CUSTOMER).alias(UNIT), *cell, age, pl.col("closing").alias("y"))


def observed(fields: frozenset[str]) -> list[pl.Expr]:
    """Times that tell until when the export was observed."""
    return of_subscriptions(fields) if "started_at" in fields else [pl.col(name) for name in ("ordered_at",) if name in fields]


def notes(given: Given) -> list[str]:
    """The currency."""
    return told(given, "mrr" if given.frame.name == "subscription" else "revenue")


PREPARE = Preparation(run, frozenset({"age", "members", "immature", *RATIO_STATES}), observed=observed, notes=notes)
