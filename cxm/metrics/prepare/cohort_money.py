"""Cohort money: what the customers of each cohort have brought up to each age.

The cohort of a customer is the period of the first purchase in all of the export. Rows are sums over customers:
    _period   the period of the cohort
    age       periods since it began, from 1: money of age 2 is that of the first two periods
    members   size of the cohort, where the period of that age is over; `immature` where it is not
    total, squares, cubes  sums of the money of each customer so far, and of its powers
    largest   the most that one customer has brought so far
Over the whole span the cohorts are months, and ages months. What was paid back counts in the period of its row. The segments are
those of the first purchase.
"""

from __future__ import annotations

from typing import Any

import polars as pl

from cxm.metrics.prepare import PERIOD, Given, Preparation, exact_sum
from cxm.metrics.prepare._orders import PLACE as ROW
from cxm.metrics.prepare._orders import UNIT, left_of, purchases, told
from cxm.metrics.prepare.cohorts import AGE, COHORT, PLACE, Places, cohort_grid, cohort_periods

LARGEST = "largest"
POWERS = ("total", "squares", "cubes")


def run(given: Given) -> Any:
    """Sums by cohort and age."""
    places = cohort_periods(given)
    cell = [COHORT, *given.segments]
    rows, firsts = placed(given, places)
    sizes = firsts.group_by(cell).agg(pl.len().alias("size")).collect(engine="streaming")
    # Customers without a purchase at an age stay what they are: only what changes is added up.
    money = rows.join(firsts, on=UNIT, how="inner").with_columns((pl.col(PLACE) - pl.col(COHORT)).clip(0).alias(AGE))
    each = money.group_by([UNIT, *cell, AGE]).agg(exact_sum("net")).sort(UNIT, AGE)
    after = pl.col("net").cum_sum().over(UNIT)
    before = after - pl.col("net")
    steps = each.with_columns((after**power - before**power).alias(name) for power, name in enumerate(POWERS, 1))
    most = _largest(each.with_columns(after.alias("after")), cell, len(places))
    summed = steps.sort(UNIT, AGE).group_by([*cell, AGE], maintain_order=True).agg(pl.col(POWERS).sum()).collect(engine="streaming")
    on = [*cell, AGE]
    grid = cohort_grid(sizes, places, given).join(summed, on=on, how="left", nulls_equal=True).sort(on)
    grid = grid.with_columns(pl.col(name).fill_null(0.0).cum_sum().over(cell) for name in POWERS)
    grid = grid.join(most, on=on, how="left", nulls_equal=True).sort(on)
    rising = pl.col("rising").cum_max().forward_fill().over(cell)
    grid = grid.with_columns(pl.max_horizontal(rising, "falling").alias(LARGEST))
    over = pl.col("over")
    return grid.lazy().select(
        pl.col("label").alias(PERIOD),
        *given.segments,
        (pl.col(AGE) + 1).cast(pl.String).alias("age"),
        pl.when(over).then(pl.col("size")).otherwise(0).alias("members"),
        pl.when(over).then(0).otherwise(pl.col("size")).alias("immature"),
        *(pl.when(over).then(pl.col(name)).otherwise(0.0).alias(name) for name in POWERS),
        pl.when(over).then(pl.col(LARGEST)).alias(LARGEST),
    )


def _largest(each: pl.LazyFrame, cell: list[str], ages: int) -> pl.DataFrame:
    """The most a customer has brought, by cohort and age: `rising` of those who never fall, which holds from that age on, else `falling`.

    Who never falls is found where the money changes; only of the few who were paid back is every age looked at.

    Args:
        each: `after`, what each customer has brought so far, at the ages at which it changes.
    """
    falls = (pl.col("net") < 0).any().over(UNIT)
    until = pl.col(AGE).shift(-1).over(UNIT, order_by=AGE).fill_null(ages)
    told = each.with_columns(falls.alias("falls"), until.alias("until"))
    by = [*cell, AGE]
    rising = told.filter(~pl.col("falls")).group_by(by).agg(pl.col("after").max().alias("rising"))
    every = told.filter("falls").with_columns(pl.int_ranges(AGE, "until").alias(AGE)).explode(AGE)
    falling = every.group_by(by).agg(pl.col("after").max().alias("falling"))
    return rising.join(falling, on=by, how="full", coalesce=True, nulls_equal=True).collect(engine="streaming")


def placed(given: Given, places: Places) -> tuple[pl.LazyFrame, pl.LazyFrame]:
    """Money of named customers with the period it fell in, and the cohort and segments of each of them."""
    rows = left_of(given, purchases(given)).filter(pl.col("known"), pl.col("day").is_not_null())
    first = rows.filter(pl.col("order")).group_by(UNIT)
    firsts = first.agg(
        pl.col("day").min(), *(pl.col(name).sort_by(given.frame.time, ROW, nulls_last=True).first() for name in given.segments)
    )
    spans = [(day, place) for place, days in enumerate(places) for day in pl.date_range(*days[1:], closed="left", eager=True)]
    calendar = pl.DataFrame(spans, schema={"day": pl.Date, PLACE: pl.Int64}, orient="row").lazy()
    money = rows.filter(pl.col("net").is_not_null()).select(UNIT, "day", "net").join(calendar, on="day", how="inner").drop("day")
    return money, firsts.join(calendar.rename({PLACE: COHORT}), on="day", how="inner").drop("day")


def notes(given: Given) -> list[str]:
    """The currency, and the margin that is stated."""
    stated = given.settings.get("margin")
    return told(given) if stated is None else [*told(given), f"margin of {stated:g} as stated"]


PREPARE = Preparation(run, frozenset({"age", "members", "immature", *POWERS, LARGEST}), notes=notes)
