"""Referrals: who recommended in each period, beside the customers they are of.

One row per referral of the period, with `referrer_id` and
    own        somebody referred to himself
    customer   the referrer is a customer of the period; where only their number is known (the setting `customers`) everybody is
    exposure   customers of the period
and one further row for each period (`referrer_id` a null character) that holds the number where nobody referred. Customers of a period
are those with an order in the twelve months that end with it, or with a subscription that runs in it: those of a second export, or,
where orders name who referred the buyer, those of the orders themselves.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, time
from typing import Any

import polars as pl

from cxm.errors import NotEnoughData
from cxm.metrics.prepare import PERIOD, Given, Preparation, in_periods, needed
from cxm.metrics.prepare._lives import CUSTOMER, END, START, subscriptions
from cxm.metrics.prepare._orders import bought
from cxm.metrics.prepare._spans import boundaries, closings, first_at_or_after, unfolded

NOBODY = "\u0000"
YEAR = 365
"""Days in which an order makes a customer."""


def run(given: Given) -> Any:
    """Referrals of the report, and a row for the customers of each period."""
    rows = in_periods(given, _made(given)).select(PERIOD, "day", "referrer_id", *_others(given), *given.segments)
    own = pl.col("referrer_id") == pl.col("referred_id") if "referred_id" in rows.collect_schema().names() else pl.lit(value=False)
    rows = rows.with_columns(own.fill_null(value=False).alias("own"))
    stated = given.settings.get("customers")
    if stated:
        labels = pl.DataFrame({PERIOD: [label for label, _, _ in given.periods]}, schema={PERIOD: pl.String}).lazy()
        sizes = labels.with_columns(pl.lit(float(stated)).alias("exposure"))
        rows = rows.with_columns(pl.lit(value=True).alias("customer"))
    else:
        customers = _customers(given)
        sizes = customers.group_by(PERIOD).agg(pl.len().cast(pl.Float64).alias("exposure"))
        known = customers.rename({CUSTOMER: "referrer_id"}).with_columns(pl.lit(value=True).alias("customer"))
        rows = rows.join(known, on=[PERIOD, "referrer_id"], how="left").with_columns(pl.col("customer").fill_null(value=False))
    alone = sizes.with_columns(pl.lit(NOBODY).alias("referrer_id"), *(pl.lit(value=False).alias(name) for name in ("own", "customer")))
    found = pl.concat([rows.join(sizes, on=PERIOD, how="left"), alone], how="diagonal_relaxed")
    return found.drop("referred_id", strict=False)


def _others(given: Given) -> list[str]:
    """Who was referred, and when that became a customer, as far as the export tells."""
    if given.frame.name == "order":
        return ["referred_id"]
    return [name for name in ("referred_id", "converted_at") if name in given.fields]


def _made(given: Given) -> Any:
    """Referrals: the rows of a list of them, or orders that name who referred the buyer.

    Raises:
        NotEnoughData: only those that led to a customer are wanted, and nothing tells which did.
    """
    if given.frame.name == "order":
        return (
            bought(given)
            .filter(pl.col("referred_by").is_not_null())
            .with_columns(
                pl.col("referred_by").cast(pl.String).alias("referrer_id"), pl.col("customer_id").cast(pl.String).alias("referred_id")
            )
        )
    rows = given.rows.filter(pl.col("referrer_id").is_not_null())
    if not given.settings.get("converted"):
        return rows
    if "converted_at" not in given.fields:
        raise NotEnoughData("--set converted needs converted_at, which the export does not have", cure="--map converted_at=COLUMN")
    return rows.filter(pl.col("converted_at").is_not_null())


def _customers(given: Given) -> Any:
    """Customers of each period: `_customer`, `_period`, each once; nobody where no referrer is among them (`_are_codes`)."""
    found = _subscribers(_base(given)) if "started_at" in _base(given).fields else _buyers(given, _base(given))
    return found.head(0) if _are_codes(given) else found


def _base(given: Given) -> Given:
    """What customers are told from: the orders themselves, or a second export."""
    if given.frame.name == "order":
        return given
    rows = needed(given, "the number of customers of the period", "--set customers=4000, or --with orders.csv")
    if "customer_id" not in given.other_fields:
        raise NotEnoughData("the second export names no customers", cure="--with-map customer_id=COLUMN, or --set customers=4000")
    return replace(given, rows=rows, fields=given.other_fields)


def _are_codes(given: Given) -> bool:
    """Whether those who referred are called otherwise than customers are: none of them ever was one."""
    names = _made(given).select(pl.col("referrer_id").cast(pl.String)).unique()
    known = _base(given).rows.select(pl.col("customer_id").cast(pl.String).alias("referrer_id"))
    counts = [frame.select(pl.len()).collect().item() for frame in (names, names.join(known, on="referrer_id", how="semi"))]
    return counts[0] > 0 and not counts[1]


def _buyers(given: Given, orders: Given) -> Any:
    """Those with an order in the twelve months that end with the period."""
    ends = [datetime.combine(end, time()) for end in closings(given)]
    day = pl.col("day").cast(pl.Datetime("us"))
    rows = (
        bought(orders)
        .filter(pl.col("customer_id").is_not_null(), pl.col("day").is_not_null())
        .select(
            pl.col("customer_id").cast(pl.String).alias(CUSTOMER),
            first_at_or_after(ends, day, after=True).alias("_first"),
            first_at_or_after(ends, day + pl.duration(days=YEAR), after=True).alias("_last"),
        )
    )
    return unfolded(given, rows).unique()


def _subscribers(given: Given) -> Any:
    """Those with a subscription that runs on a day of the period."""
    starts, ends = boundaries(given)
    rows = subscriptions(given).select(
        pl.col(CUSTOMER).cast(pl.String),
        first_at_or_after(ends, pl.col(START), after=True).alias("_first"),
        first_at_or_after(starts, pl.col(END)).alias("_last"),
    )
    return unfolded(given, rows).unique()


def _notes(given: Given) -> Sequence[str]:
    if given.settings.get("customers"):
        return ["every referrer is taken for a customer: their list is not known"]
    codes = "nobody who referred is a customer, they may be codes: --set customers=4000 counts them all"
    return [codes] if _are_codes(given) else []


PREPARE = Preparation(run, frozenset({"referrer_id", "own", "customer", "exposure"}), notes=_notes)
