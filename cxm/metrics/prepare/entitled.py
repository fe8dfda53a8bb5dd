"""Entitled: who could have used the product, from a second export, and whether they did.

One row per user or customer and stretch of time (the setting `each`: `month` for the complete calendar months of a period, `period`, or
`day`); with the setting `by_product`, per product as well:
    user_id   the user, or the customer where the second export knows those
    member    entitled in the stretch: a user who had signed up and was not deleted yet, a customer with a subscription that runs in it
    active    with a qualifying event in it (the setting `events`)
Beside subscriptions events are those of the customer they name, beside users those of the customer the users belong to. With the
setting `paying`, users who pay count. The segments are those the second export says, else of the first event of the stretch.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from typing import Any, NamedTuple

import polars as pl

from cxm.errors import NotEnoughData, UsageError
from cxm.metrics.prepare import PERIOD, Given, Preparation, needed
from cxm.metrics.prepare._lives import CUSTOMER, END, FOREVER, START, subscriptions
from cxm.metrics.prepare._spans import first_at_or_after, unfolded
from cxm.metrics.prepare.user_days import SHORT, active, span, start_of
from cxm.metrics.spec import NONE

EACH = ("month", "period", "day")
STRETCH, ACTED = "_stretch", "_acted_"
EVER = datetime.combine(date(1, 1, 1), time())


class Stretch(NamedTuple):
    """A stretch of time: its name, the label of the period it lies in, its first day and the day after its last."""

    name: str
    label: str
    first: date
    after: date


def run(given: Given) -> Any:
    """Those entitled and those active, in each stretch of the report."""
    unit = ["user_id", *(["product"] if given.settings.get("by_product") else [])]
    stretches = _stretches(given)
    members, acts = _members(given, stretches, unit), _acts(given, stretches, unit)
    rows = members.join(acts, on=[*unit, STRETCH], how="full", coalesce=True)
    own = _own(given)
    said = {name: [name, ACTED + name] if name in own else [ACTED + name] for name in given.segments}
    labels = [pl.coalesce(columns).fill_null(NONE).alias(name) for name, columns in said.items()]
    named = pl.DataFrame(
        {STRETCH: [one.name for one in stretches], PERIOD: [one.label for one in stretches]}, schema={STRETCH: pl.String, PERIOD: pl.String}
    )
    flags = [pl.col(name).fill_null(value=False) for name in ("member", "active")]
    return rows.join(named.lazy(), on=STRETCH, how="inner").select(PERIOD, *unit, *labels, *flags)


def _stretches(given: Given) -> list[Stretch]:
    """The stretches of time members and events are counted in.

    Raises:
        UsageError: the setting names none.
    """
    each = str(given.settings.get("each") or "period")
    if each not in EACH:
        raise UsageError(f"--set each={each!r} is no stretch of time", cure=f"--set each={' or each='.join(EACH)}")
    found: list[Stretch] = []
    for label, start, stop in given.periods:
        first, after = span(given, start, stop)
        days = [first + timedelta(step) for step in range((after - first).days)]
        if each == "day":
            found += [Stretch(f"{day}", label, day, day + timedelta(1)) for day in days]
            continue
        whole = [] if each == "period" or given.length in SHORT["month"] else _months(label, days, first, after)
        found += whole or ([Stretch(label, label, first, after)] if days else [])
    return found


def _months(label: str, days: Sequence[date], first: date, after: date) -> list[Stretch]:
    """The calendar months that lie whole within a period."""
    begins = dict.fromkeys(start_of("month", day) for day in days)
    months = [Stretch(f"{begin:%Y-%m}", label, begin, start_of("month", begin + timedelta(31))) for begin in begins]
    return [month for month in months if month.first >= first and month.after <= after]


def _own(given: Given) -> set[str]:
    """Segment columns the second export has."""
    return set(given.segments) & set(given.other.collect_schema().names()) if given.other is not None else set()


def _members(given: Given, stretches: Sequence[Stretch], unit: Sequence[str]) -> Any:
    """Those entitled: their unit, `_stretch`, `member` and the segments the second export has."""
    paying, products = given.settings.get("paying"), "product" in unit
    cure = "--with subscriptions.csv" if paying or products else "--with users.csv"
    rows = needed(given, "how many customers there are" if paying or products else "how many users there are", cure)
    if products and "product" not in given.other_fields:
        raise NotEnoughData("the second export names no product", cure="cxm compute user-activity-rate, which does without products")
    own = [name for name in given.segments if name in _own(given)]
    lasting = _subscribers(given) if "started_at" in given.other_fields else _users(given, rows)
    begins = [datetime.combine(one.first, time()) for one in stretches]
    ends = [datetime.combine(one.after, time()) for one in stretches]
    placed = lasting.select(*unit, START, END, *own).with_columns(
        first_at_or_after(ends, pl.col(START), after=True).alias("_first"), first_at_or_after(begins, pl.col(END)).alias("_last")
    )
    spread = unfolded(replace(given, periods=tuple((one.name, one.first, one.after) for one in stretches)), placed)
    firsts = [pl.col(name).sort_by(START).first() for name in own]
    return spread.rename({PERIOD: STRETCH}).group_by(*unit, STRETCH).agg(pl.lit(value=True).alias("member"), *firsts)


def _subscribers(given: Given) -> Any:
    """Subscriptions that are paid for, by customer."""
    return subscriptions(replace(given, rows=given.other, fields=given.other_fields)).with_columns(pl.col(CUSTOMER).alias("user_id"))


def _users(given: Given, rows: Any) -> Any:
    """Users, from the sign-up until they are deleted; as customers where only those count who pay.

    Raises:
        NotEnoughData: nothing says who pays.
    """
    fields = given.other_fields
    if given.settings.get("paying"):
        if "is_paying" not in fields:
            raise NotEnoughData("the users do not say who pays", cure="--with subscriptions.csv, or users with a column is_paying")
        rows = rows.filter(pl.col("is_paying").fill_null(value=False))
        if "customer_id" in fields:
            rows = rows.with_columns(pl.coalesce("customer_id", "user_id").alias("user_id"))
    # Who signed up nobody knows when was there from the beginning.
    start = given.local("signed_up_at").fill_null(EVER) if "signed_up_at" in fields else pl.lit(EVER)
    end = given.local("deleted_at").fill_null(FOREVER) if "deleted_at" in fields else pl.lit(FOREVER)
    known = rows.filter(pl.col("user_id").is_not_null())
    return known.with_columns(start.cast(pl.Datetime("us")).alias(START), end.cast(pl.Datetime("us")).alias(END))


def _acts(given: Given, stretches: Sequence[Stretch], unit: Sequence[str]) -> Any:
    """Those with an event: their unit, `_stretch`, `active` and the segments of their first event of it."""
    days = [(one.first + timedelta(step), one.name) for one in stretches for step in range((one.after - one.first).days)]
    calendar = pl.DataFrame(days, schema={"day": pl.Date, STRETCH: pl.String}, orient="row").lazy()
    rows = _as_members(given, active(given))
    labels = [pl.col(name).sort_by("occurred_at", nulls_last=True).first().alias(ACTED + name) for name in given.segments]
    known = rows.filter(pl.all_horizontal(pl.col(name).is_not_null() for name in unit))
    return known.join(calendar, on="day", how="inner").group_by(*unit, STRETCH).agg(pl.lit(value=True).alias("active"), *labels)


def _as_members(given: Given, rows: Any) -> Any:
    """Events by those who are entitled: customers where the second export counts customers."""
    if "started_at" in given.other_fields:
        return rows.with_columns(pl.col("customer_id").alias("user_id")) if "customer_id" in given.fields else rows
    if not given.settings.get("paying") or "customer_id" not in given.other_fields:
        return rows
    users = given.other.filter(pl.col("user_id").is_not_null())
    owners = users.group_by("user_id").agg(pl.col("customer_id").drop_nulls().first().alias("_owner"))
    return rows.join(owners, on="user_id", how="left").with_columns(pl.coalesce("_owner", "user_id").alias("user_id")).drop("_owner")


def _notes(given: Given) -> Sequence[str]:
    said = []
    if "started_at" in given.other_fields and "customer_id" not in given.fields:
        said.append("events name no customer: their users are taken for customers")
    if given.other is not None and "started_at" not in given.other_fields and "signed_up_at" not in given.other_fields:
        said.append("users without a time of sign-up are counted from the beginning")
    return said


PREPARE = Preparation(run, frozenset({"user_id", "product", "member", "active"}), notes=_notes)
