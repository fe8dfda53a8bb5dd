"""Orders as money and purchases: what each is worth net of refunds, whether it counts as an order, and the years a period covers.

Net is what was charged less what was paid back of it. An order paid back in full, and a refund that is a row of its own (its amount
is below 0), are money and no purchase; an order that cost nothing is one. An order marked as refunded without an amount paid back was
paid back in full.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

import polars as pl

from cxm.errors import AmbiguousError, UsageError
from cxm.metrics.prepare import Given
from cxm.metrics.prepare._spans import edges

UNIT = "unit"
PLACE = "_row"
"""The place of an order among the rows: orders of one moment follow it."""
YEAR_DAYS = 365.2425
LATE_START = 0.1
"""A period whose first tenth has no row yet is counted whole: a shop has quiet days."""


def purchases(given: Given) -> Any:
    """Orders with columns of their own.

    net, gross  what was left and what was charged; null where the export has no amount
    order       whether it is a purchase
    unit        the customer, or the order alone where nobody is named
    known       whether the customer is named
    missing     whether the amount is missing
    negative    more was paid back than charged
    """
    one_currency(given, "revenue")
    return priced(given)


def bought(given: Given) -> Any:
    """The orders that are purchases, for what counts them and adds up no amounts; in whatever currency.

    Where the export has no amounts, all orders that are not marked as refunded.
    """
    if "revenue" in given.fields:
        return priced(given).filter(pl.col("order"))
    kept = pl.lit(value=True)
    if "status" in given.fields and not given.settings.get("keep_refunded"):
        kept = (pl.col("status") != "refunded").fill_null(value=True)
    return given.rows.with_row_index(PLACE).filter(kept)


def guests(given: Given) -> list[str]:
    """What must be said of purchases that name no customer."""
    count = bought(given).select(pl.col("customer_id").is_null().sum()).collect().item() if "customer_id" in given.fields else 0
    return [f"{count:,} {'order' if count == 1 else 'orders'} without a customer left out"] if count else []


def priced(given: Given) -> Any:
    """The columns of `purchases`, in whatever currency each order is."""
    fields, settings = given.fields, given.settings
    charged = pl.col("revenue").cast(pl.Float64)
    paid_back = pl.col("refund").cast(pl.Float64).abs().fill_null(0.0) if "refund" in fields else pl.lit(0.0)
    marked = (pl.col("status") == "refunded").fill_null(value=False) if "status" in fields else pl.lit(value=False)
    whole = marked & (paid_back == 0) & (charged > 0)
    net = pl.when(whole).then(0.0).otherwise(charged - paid_back)
    returned = marked | (paid_back > 0)
    bought = (net > 0) | ((net == 0) & ~returned)
    if settings.get("keep_refunded"):
        bought = bought | ((net == 0) & (charged > 0))
    if settings.get("positive_only"):
        bought = bought & (net > 0)
    named = pl.col("customer_id").is_not_null() if "customer_id" in fields else pl.lit(value=False)
    row = pl.concat_str(pl.lit("\u0000"), pl.col(PLACE).cast(pl.String))
    unit = pl.when(named).then(pl.col("customer_id").cast(pl.String)).otherwise(row) if "customer_id" in fields else row
    rows: Any = given.rows.with_row_index(PLACE).with_columns(
        net.alias("net"),
        charged.alias("gross"),
        bought.fill_null(value=False).alias("order"),
        unit.alias(UNIT),
        named.alias("known"),
        charged.is_null().alias("missing"),
        (net < 0).fill_null(value=False).alias("negative"),
    )
    return rows


def left_of(given: Given, rows: Any) -> Any:
    """The rows of `purchases` worth what is left of them, where the metric has the setting `margin`: the share it states, or their own margin.

    Raises:
        UsageError: neither is there.
    """
    if "margin" not in given.settings:
        return rows
    stated = given.settings["margin"]
    if stated is None and "margin" not in given.fields:
        raise UsageError(
            "what is left of the revenue is not known", cure="--set margin=0.4, or a column of margins with --map margin=COLUMN"
        )
    return rows.with_columns((pl.col("margin").cast(pl.Float64) if stated is None else pl.col("net") * stated).alias("net"))


def currencies(rows: Any, fields: frozenset[str], amount: str) -> list[str]:
    """The currencies amounts are in."""
    if "currency" not in fields:
        return []
    name = pl.col("currency").cast(pl.String).str.strip_chars().str.to_uppercase()
    used = rows.filter(pl.col(amount).is_not_null() & (pl.col(amount) != 0)).select(name.drop_nulls().unique()).collect()
    return sorted(one for one in used.to_series() if one)


def one_currency(given: Given, amount: str) -> None:
    """Refuse to add up several currencies.

    Raises:
        AmbiguousError: there are several.
    """
    found = currencies(given.rows, given.fields, amount)
    if len(found) > 1:
        raise AmbiguousError(f"amounts are in {', '.join(found)}", cure=in_one(found))


def in_one(found: Sequence[str]) -> str:
    """How to bring several currencies to one."""
    return f"--currency {found[0]} leaves the others out; --fx rates.csv --currency {found[0]} brings them to it"


def windows(given: Given) -> list[tuple[str, date, date]]:
    """The days each period covers: cut where the report is, where the observation ends, and where the export begins late in it."""
    found = []
    for label, _, begin, last in edges(given):
        first = begin
        if given.start is None and given.first is not None and (given.first - first).days > LATE_START * (last - first).days:
            first = given.first
        found.append((label, first, max(first, last)))
    return found


def years(first: date, stop: date) -> float:
    """Length of [first, stop) in years: whole ones by the calendar, what is left in years of 365.2425 days."""
    whole, reached = 0, first
    while (after := _anniversary(first, whole + 1)) <= stop:
        whole, reached = whole + 1, after
    return whole + (stop - reached).days / YEAR_DAYS


def _anniversary(day: date, after: int) -> date:
    try:
        return day.replace(year=day.year + after)
    except ValueError:  # the 29th of February
        return date(day.year + after, 3, 1)


def months_before(day: date, months: int) -> date:
    """The same day of the month so many months earlier; the last of that month where it has no such day."""
    year, month = divmod(day.year * 12 + day.month - 1 - months, 12)
    last = (date(year + month // 11, (month + 1) % 12 + 1, 1) - timedelta(1)).day
    return date(year, month + 1, min(day.day, last))


def lengths(given: Given, spans: Sequence[tuple[str, date, date]] | None = None) -> pl.LazyFrame:
    """Label and length in years of each period: columns `_period`, `years`."""
    found = [(label, years(first, stop)) for label, first, stop in (windows(given) if spans is None else spans)]
    return pl.DataFrame(found, schema={"_period": pl.String, "years": pl.Float64}, orient="row").lazy()


def told(given: Given, amount: str = "revenue") -> list[str]:
    """The currency of the amounts."""
    return [f"in {name}" for name in currencies(given.rows, given.fields, amount)[:1]]


def cut(given: Given) -> list[str]:
    """Periods that are not counted from their first day, because the export begins in them."""
    starts = {label: start for label, start, _ in given.periods if start is not None}
    found = [
        (label, first) for label, first, _ in windows(given) if label in starts and first > max(filter(None, (starts[label], given.start)))
    ]
    return [f"{label} is counted from {first}, where the export begins" for label, first in found]
