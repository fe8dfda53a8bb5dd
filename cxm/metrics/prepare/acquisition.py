"""Acquisition: who became a customer in each period, beside what was spent to win them.

Rows are customers in the period of their first purchase or first paid subscription in all of the export (`customer`, with the recurring
revenue they begin with as `first_mrr`), and costs in theirs (`amount`). A period without a single cost has no customers either: what was
spent in it is not known. With the setting `cac` there are no costs: `stated_cac` holds what the user says. Costs may be restricted to
some types (`cost_types`), and taken from so many periods before (`lag`). A cost dated by its month belongs to the month. With the setting
`channels` both are those of paid channels: the ones it names, else all that the costs name.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any

import polars as pl

from cxm.errors import AmbiguousError, IncompleteRequest
from cxm.metrics.prepare import PERIOD, Given, Preparation, exact_sum, in_periods, needed
from cxm.metrics.prepare._lives import CUSTOMER, MICRO, START, lives
from cxm.metrics.prepare._lives import observed as of_subscriptions
from cxm.metrics.prepare._orders import UNIT, currencies, in_one, purchases
from cxm.metrics.prepare.first_orders import newcomers

CHANNEL = "_channel"
MONTHLY = ("day", "week", "rolling")
"""Periods shorter than a month: a cost of a whole month cannot be placed in them."""


def run(given: Given) -> Any:
    """New customers, and costs."""
    found = pl.concat([*parts(given), _faulty(given)], how="diagonal_relaxed")
    return found.with_columns(pl.col(name).fill_null(value=False) for name in ("customer", "missing"))


def parts(given: Given, every: Any = None) -> list[Any]:
    """Rows of new customers and rows of costs, both placed in periods.

    Args:
        every: the rows of `purchases`, where they are there already.
    """
    unsplit = [pl.lit(None, pl.String).alias(name) for name in _unsplit(given)]
    new = in_periods(given, _attributed(given, every)).with_columns(unsplit)
    if (stated := given.settings.get("cac")) is not None:
        return [new.with_columns(pl.lit(float(stated)).alias("stated_cac"), pl.lit(None, pl.Float64).alias("amount"))]
    costs = _costs(given).with_columns(pl.lit(None, pl.Float64).alias("stated_cac"))
    return [new.join(costs.filter(~pl.col("missing")).select(PERIOD).unique(), on=PERIOD, how="semi"), costs]


def _attributed(given: Given, every: Any) -> Any:
    """New customers, with `channels` only those who came through a paid one."""
    if "channels" not in given.settings:
        return _newcomers(given, every)
    rows = given.rows.with_columns(pl.col("channel").alias(CHANNEL))
    found = _newcomers(replace(given, rows=rows, segments=(*given.segments, CHANNEL)), every)
    return found.filter(_among(CHANNEL, _paid(given))).drop(CHANNEL)


def _paid(given: Given) -> list[str]:
    """The paid channels: those the user names, else those the costs do, in small letters.

    Raises:
        IncompleteRequest: the costs name none.
    """
    stated = [word.casefold() for word in given.settings["channels"] or ()]
    if stated:
        return stated
    every = needed(given, "what was spent on new customers", "--with costs.csv")
    named = []
    if "channel" in given.other_fields:
        spent = every.filter(pl.col("amount") != 0).select(_word("channel").unique()).collect(engine="streaming")
        named = sorted(word for word in spent.to_series().drop_nulls() if word)
    if not named:
        raise IncompleteRequest("the costs name no channel, so that nothing tells which ones are paid", cure="costs with a column channel")
    return named


def _listed(words: Sequence[str]) -> str:
    return ", ".join(words)


def _word(column: str) -> pl.Expr:
    return pl.col(column).cast(pl.String).str.strip_chars().str.to_lowercase()


def _among(column: str, words: Sequence[str]) -> pl.Expr:
    return _word(column).is_in(list(words)).fill_null(value=False)


def _newcomers(given: Given, every: Any) -> Any:
    if given.frame.name == "subscription":
        return _subscribers(given)
    found = newcomers(given, purchases(given) if every is None else every)
    return found.select(UNIT, "day", "customer", *given.segments)


def _subscribers(given: Given) -> pl.LazyFrame:
    """Customers on the day their first subscription begins, with what they pay a month for those that begin then."""
    paid = "mrr" in given.fields
    found = lives(given, amounts=paid)
    begun = found.pieces.group_by(CUSTOMER, maintain_order=True)
    firsts = begun.agg(pl.col(START).first(), *(pl.col(name).first() for name in given.segments))
    if paid:
        amounts = found.subscriptions.group_by(CUSTOMER, START).agg((pl.col("mrr").sum() / MICRO).alias("first_mrr"))
        firsts = firsts.join(amounts, on=[CUSTOMER, START], how="left")
    day = pl.col(START).cast(pl.Date).alias("day")
    return firsts.lazy().with_columns(day, pl.lit(value=True).alias("customer")).drop(CUSTOMER, START)


def _costs(given: Given) -> Any:
    """Rows of costs with the period that bears them.

    Raises:
        IncompleteRequest: there are none, they are of whole months and the periods are shorter, or they cannot be split as asked.
    """
    stated = ", or --set cac=200" if "cac" in given.settings else ""
    every = needed(given, "what was spent on new customers", f"--with costs.csv{stated}")
    unsplit = _unsplit(given)
    if unsplit and len(unsplit) == len(given.segments):
        raise IncompleteRequest(
            f"the costs have no {' or '.join(repr(name[1:]) for name in unsplit)}", cure="--by a column that both exports have"
        )
    every = every.with_columns(pl.lit(None, pl.String).alias(name) for name in unsplit)
    _same_currency(given, every)
    rows = _counted(given, every).select(
        "day", *given.segments, pl.col("amount").cast(pl.Float64), pl.col("amount").is_null().alias("missing")
    )
    rows = rows.with_columns(pl.lit("\u0000cost").alias(UNIT))
    lag = int(given.settings.get("lag") or 0)
    return _lagged(given, rows, lag) if lag else in_periods(_spending(given, rows), rows)


def _counted(given: Given, every: Any) -> Any:
    """The costs that count: those of the types the user names, and of paid channels where they are asked.

    Raises:
        IncompleteRequest: they do not say of which type, or through which channel, they are.
    """
    types = [word.casefold() for word in given.settings.get("cost_types") or ()]
    for wanted, column, cure in (
        (types, "cost_type", "cost_types"),
        (_paid(given) if "channels" in given.settings else [], "channel", "channels"),
    ):
        if wanted and column not in given.other_fields:
            raise IncompleteRequest(
                f"the costs have no {column.replace('_', ' ')}", cure=f"leave --set {cure} out, or costs with a column {column}"
            )
        every = every.filter(_among(column, wanted)) if wanted else every
    return every


def _unsplit(given: Given) -> list[str]:
    """Segment columns the costs do not have: neither they nor the customers they won lie in any of them."""
    if given.other is None or given.settings.get("cac") is not None:
        return []
    known = given.other.collect_schema().names()
    return [name for name in given.segments if name not in known]


def _spending(given: Given, rows: Any) -> Given:
    """The report as costs see it: over the whole they count from the first day on, or its month, until what was last observed."""
    months = _by_month(rows)
    if months and given.length in MONTHLY:
        raise IncompleteRequest(f"the costs are those of whole months, and the periods are shorter: {given.length}", cure="--period month")
    if given.length != "all" or given.first is None or given.until is None:
        return given
    first = given.start or (given.first.replace(day=1) if months else given.first)
    return replace(given, start=first, stop=min(filter(None, (given.stop, given.until + timedelta(1)))), dated=True)


def _by_month(rows: Any) -> bool:
    """Whether every cost is dated on the first of a month."""
    days: list[int] = rows.select(pl.col("day").drop_nulls().dt.day().unique()).collect().to_series().to_list()
    return days == [1]


def _lagged(given: Given, rows: Any, lag: int) -> Any:
    """Costs in the period so many after their own."""
    if given.length in ("all", "rolling"):
        raise IncompleteRequest("--set lag needs periods that follow one another", cure="--period month")
    placed = in_periods(_spending(given, rows), rows)
    labels = [label for label, _, _ in given.periods]
    after = pl.DataFrame(
        {PERIOD: labels[: len(labels) - lag], "_after": labels[lag:]}, schema={PERIOD: pl.String, "_after": pl.String}
    ).lazy()
    return placed.join(after, on=PERIOD, how="inner").drop(PERIOD).rename({"_after": PERIOD})


def _same_currency(given: Given, costs: Any) -> None:
    """Refuse to divide euros by dollars.

    Raises:
        AmbiguousError: the two exports are in several currencies.
    """
    amount = "revenue" if "revenue" in given.fields else "mrr"
    own = currencies(given.rows, given.fields, amount) if amount in given.fields else []
    spent = currencies(costs, given.other_fields, "amount")
    if len({*own, *spent}) > 1:
        raise AmbiguousError(f"costs are in {', '.join(spent)}, and revenue in {', '.join(own)}" if own and own != spent else
                             f"costs are in {', '.join(spent)}", cure=in_one(own or spent))  # fmt: skip


def _faulty(given: Given) -> Any:
    """Rows of the first export that name no customer or no time."""
    unknown = pl.col("customer_id").is_null() if "customer_id" in given.fields else pl.lit(value=True)
    return in_periods(given, given.rows.filter(unknown)).select(PERIOD, *given.segments, pl.lit(value=True).alias("missing"))


def notes(given: Given) -> Sequence[str]:
    """Which money was counted, and which was not."""
    if given.settings.get("cac") is not None or given.other is None:
        return [f"acquisition cost as stated: {given.settings['cac']:g}"] if given.settings.get("cac") is not None else []
    rows = _counted(given, given.other).select("day", pl.col("amount").cast(pl.Float64))
    report = _spending(given, rows)
    kept, whole = (float(one.select(exact_sum("amount")).collect().item() or 0.0) for one in (in_periods(report, rows), rows))
    names = currencies(given.other, given.other_fields, "amount")
    outside = whole - kept
    said = [f"in {names[0]}"] if names else []
    if "channels" in given.settings:
        said.append(f"paid channels: {_listed(_paid(given))}")
    return said + ([f"costs of {outside:,.2f} lie outside the days reported"] if abs(outside) >= 0.005 else [])


def observed(fields: frozenset[str]) -> list[pl.Expr]:
    """Times that tell until when the export was observed."""
    if "started_at" in fields:
        return of_subscriptions(fields)
    return [pl.col(name) for name in ("ordered_at",) if name in fields]


PREPARE = Preparation(run, frozenset({"customer", "first_mrr", "amount", "missing", "stated_cac", "day"}), observed=observed, notes=notes)
