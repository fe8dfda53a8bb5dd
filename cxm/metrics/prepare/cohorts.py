"""Cohorts: of those who came in one period, how many were active so many periods later.

The cohort of somebody is the period of the first activity in all of the export. Rows are counts:
    _period   the period of the cohort
    age       periods since then, from 0
    members   size of the cohort, where the period of that age is over; `immature` where it is not
    active    members active in the period of that age
    active_later  members active in it or later
Over the whole span the cohorts are months, and ages months. Activity is a row of the frame (events, orders), or a subscription that
runs. The segments are those of the first activity.
"""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Any

import polars as pl

from cxm.metrics.prepare import PERIOD, Given, Preparation
from cxm.metrics.prepare._lives import CUSTOMER, END, START, lives
from cxm.metrics.prepare._lives import observed as of_subscriptions
from cxm.metrics.prepare._spans import first_at_or_after

UNIT, PLACE, COHORT, AGE, AT = "_unit", "_place", "_cohort", "_age", "_at"
Places = list[tuple[str, date, date]]


def run(given: Given) -> Any:
    """Counts by cohort and age."""
    places = cohort_periods(given)
    acts, firsts = (_subscribed if given.frame.name == "subscription" else _acting)(given, places)
    cell = [COHORT, *given.segments]
    known = firsts.filter(pl.col(COHORT).is_not_null())
    sizes = known.group_by(cell).agg(pl.len().alias("size")).collect(engine="streaming")
    aged = acts.join(known, on=UNIT, how="inner").with_columns((pl.col(PLACE) - pl.col(COHORT)).alias(AGE)).filter(pl.col(AGE) >= 0)
    active = aged.group_by([*cell, AGE]).agg(pl.len().alias("active")).collect(engine="streaming")
    last = aged.group_by([UNIT, *cell]).agg(pl.col(AGE).max()).group_by([*cell, AGE]).agg(pl.len().alias("active_later"))
    until = last.collect(engine="streaming")
    grid = cohort_grid(sizes, places, given)
    on = [*cell, AGE]
    rows = grid.join(active, on=on, how="left", nulls_equal=True).join(until, on=on, how="left", nulls_equal=True)
    rows = rows.sort(on).with_columns(pl.col("active", "active_later").fill_null(0).cast(pl.Int64))
    rows = rows.with_columns(pl.col("active_later").cum_sum(reverse=True).over(cell))
    over = pl.col("over")
    return rows.lazy().select(
        pl.col("label").alias(PERIOD),
        *given.segments,
        pl.col(AGE).cast(pl.String).alias("age"),
        pl.when(over).then(pl.col("size")).otherwise(0).alias("members"),
        pl.when(over).then(0).otherwise(pl.col("size")).alias("immature"),
        *(pl.when(over).then(pl.col(name)).otherwise(0).alias(name) for name in ("active", "active_later")),
    )


def cohort_periods(given: Given) -> Places:
    """Label and days of each period a cohort or an activity may lie in; months where the report is one span."""
    if all(start is not None for _, start, _ in given.periods):
        return [(label, start, stop) for label, start, stop in given.periods if start is not None and stop is not None]
    label = given.periods[0][0] if given.periods else "all"
    day, months = (given.first or date(1970, 1, 1)).replace(day=1), []
    while given.until is not None and day <= given.until:
        after = (day + timedelta(32)).replace(day=1)
        months.append((label, day, after))
        day = after
    return months


def cohort_grid(sizes: pl.DataFrame, places: Places, given: Given) -> pl.DataFrame:
    """Every cohort at every age the report reaches, with whether the period of that age is over."""
    end = given.until + timedelta(1) if given.until is not None else date.min
    over = [stop <= end for _, _, stop in places]
    at = pl.DataFrame(
        [
            (cohort, age, places[cohort][0], cohort + age < len(places) and over[cohort + age])
            for cohort in range(len(places))
            for age in range(len(places))
        ],
        schema={COHORT: pl.Int64, AGE: pl.Int64, "label": pl.String, "over": pl.Boolean},
        orient="row",
    )
    return sizes.with_columns(pl.col("size").cast(pl.Int64)).join(at, on=COHORT, how="inner")


def _acting(given: Given, places: Places) -> tuple[pl.LazyFrame, pl.LazyFrame]:
    """Who was active in which period, and everybody's cohort, from a frame whose rows are activities."""
    unit = given.frame.unit if given.frame.unit in given.fields else "customer_id"
    rows = given.rows.filter(pl.col(unit).is_not_null(), pl.col("day").is_not_null())
    rows = rows.select(pl.col(unit).alias(UNIT), "day", pl.col(given.frame.time).alias(AT), *given.segments)
    days = [(start + timedelta(step), place) for place, (_, start, stop) in enumerate(places) for step in range((stop - start).days)]
    calendar = pl.DataFrame(days, schema={"day": pl.Date, PLACE: pl.Int64}, orient="row").lazy()
    acts = rows.join(calendar, on="day", how="inner").select(UNIT, PLACE).unique()
    first = rows.group_by(UNIT).agg(pl.col("day").min(), *(pl.col(name).sort_by(AT, name).first() for name in given.segments))
    return acts, first.join(calendar.rename({PLACE: COHORT}), on="day", how="left").drop("day")


def _subscribed(given: Given, places: Places) -> tuple[pl.LazyFrame, pl.LazyFrame]:
    """The same from subscriptions: active in a period while one runs in it."""
    starts = [datetime.combine(start, time()) for _, start, _ in places]
    ends = [datetime.combine(stop, time()) for _, _, stop in places]
    pieces = lives(given).pieces
    # A period that begins as the last subscription ends has seen nothing of it.
    end = pl.coalesce("_over", END)
    first, last = first_at_or_after(ends, pl.col(START), after=True), first_at_or_after(starts, end)
    spans = pieces.select(pl.col(CUSTOMER).alias(UNIT), first.alias("_a"), last.alias("_b")).lazy()
    acts = spans.with_columns(pl.int_ranges("_a", "_b").alias(PLACE)).explode(PLACE).filter(pl.col(PLACE).is_not_null())
    begun = pieces.group_by(pl.col(CUSTOMER).alias(UNIT)).agg(pl.col(START).first(), *(pl.col(name).first() for name in given.segments))
    place = first_at_or_after(ends, pl.col(START), after=True)
    inside = (pl.col(START) >= pl.lit(starts[0] if starts else None, pl.Datetime("us"))) & (place < len(places))
    cohort = pl.when(inside).then(place).alias(COHORT)
    return acts.select(UNIT, PLACE).unique(), begun.lazy().select(UNIT, cohort, *given.segments)


def observed(fields: frozenset[str]) -> list[pl.Expr]:
    """Times that tell until when the export was observed."""
    if "started_at" in fields:
        return of_subscriptions(fields)
    return [pl.col(name) for name in ("occurred_at", "ordered_at") if name in fields]


PREPARE = Preparation(run, frozenset({"age", "members", "immature", "active", "active_later"}), observed=observed)
