"""MRR movements: the recurring revenue of each customer at the start and at the end of each period.

A row stands for `customers` customers alike in a period:
    opening, closing  recurring revenue at the two instants
    known             the customer had recurring revenue before the opening
    kept              the smaller of the two
What happens at the first instant of a period happens in it: a subscription that starts then is new in that period, and the opening is
what was there just before, which is the closing of the period before. Movements are net per customer: an up- and a downgrade within one period cancel. With the setting `months`, the opening is that many
months before the end of the period instead of its start. The segments are those at the opening; of new customers those at the end.
Amounts are counted in millionths, so that opening and movements add up to the closing exactly. Rows with `missing` or `invalid`
say what could not be used.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import polars as pl

from cxm.metrics.prepare import PERIOD, Given, Preparation, in_periods
from cxm.metrics.prepare._lives import CUSTOMER, END, MICRO, START, codes, faults, lives, observed, runs, span
from cxm.metrics.prepare._orders import one_currency, told
from cxm.metrics.prepare._spans import boundaries, first_at_or_after, unfolded

CHANNELS = ("open", "close", "opening", "closing", "known")


def run(given: Given) -> Any:
    """Rows by period and amounts."""
    alike, segments = stretches(given)
    counted = alike.drop(CUSTOMER).group_by(pl.all()).agg(pl.len().cast(pl.Int64).alias("customers"))
    rows = unfolded(given, counted.lazy()).join(segments.lazy(), on="_code", how="left").drop("_code")
    rows = rows.with_columns(pl.min_horizontal("opening", "closing").alias("kept"))
    return pl.concat([rows, faulty(given)], how="diagonal_relaxed").with_columns(
        *(pl.col(name).fill_null(value=False) for name in ("known", "missing", "invalid")),
        *(pl.col(name).fill_null(0) for name in ("customers", "opening", "closing", "kept")),
    )


def stretches(given: Given) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Paying customers over periods in which they pay the same at both ends, and what their segments are.

    Returns:
        `_customer`, `_code`, opening, closing, known, `_first` and `_last` (exclusive) places of periods; the segments of each `_code`.
    """
    one_currency(given, "mrr")
    found = lives(given, amounts=True)
    pieces, segments = codes(found.pieces, given.segments, "_code")
    starts, ends = _instants(given)
    pieces = pieces.with_columns(pl.coalesce("_over", END).alias(END))
    begun = found.subscriptions.filter(pl.col("mrr") > 0).group_by(CUSTOMER).agg(pl.col(START).min())
    events = [
        _levels(pieces, starts, open=pl.col("_code")),
        _levels(pieces, ends, close=pl.col("_code")),
        _levels(found.subscriptions, starts, opening=pl.col("mrr")),
        _levels(found.subscriptions, ends, closing=pl.col("mrr")),
        begun.select(CUSTOMER, first_at_or_after(starts, pl.col(START), after=True).alias("_place"), pl.lit(1, pl.Int32).alias("known")),
    ]
    alike = runs(events, CHANNELS, len(given.periods)).select(
        CUSTOMER,
        pl.when(pl.col("open") != 0).then(pl.col("open")).otherwise(pl.col("close")).alias("_code"),
        *(pl.col(name) / MICRO for name in ("opening", "closing")),
        pl.col("known") > 0,
        "_first",
        "_last",
    )
    return alike.filter((pl.col("opening") > 0) | (pl.col("closing") > 0)), segments


def _levels(frame: pl.DataFrame, at: Sequence[datetime], **levels: pl.Expr) -> pl.DataFrame:
    """Events that raise levels from the first to the last boundary a stretch covers: it began before and had not ended before."""
    first, last = (first_at_or_after(at, pl.col(name), after=True) for name in (START, END))
    placed = frame.with_columns(first.alias("_a"), last.alias("_b"))
    return span(placed.filter(pl.col("_a") < pl.col("_b")), "_a", "_b", wide=True, **levels)


def _instants(given: Given) -> tuple[list[datetime], list[datetime]]:
    """The instants of the opening and of the closing of each period."""
    starts, ends = boundaries(given)
    months = int(given.settings.get("months") or 0)
    if not months:
        return starts, ends
    earlier = pl.Series(ends, dtype=pl.Datetime("us")).dt.offset_by(f"-{months}mo").to_list()
    return earlier, ends


def faulty(given: Given) -> Any:
    """Rows that could not be used, on the day they name."""
    wrong = faults(given)
    wrong["missing"] = wrong["missing"] | pl.col("mrr").is_null()
    wrong["invalid"] = ~wrong["missing"] & (wrong["invalid"] | (pl.col("mrr") < 0))
    rows = given.rows.with_columns(expression.fill_null(value=False).alias(name) for name, expression in wrong.items())
    return in_periods(given, rows.filter(pl.any_horizontal(list(wrong)))).select(PERIOD, *given.segments, *wrong)


def notes(given: Given) -> Sequence[str]:
    """The currency."""
    return told(given, "mrr")


PREPARE = Preparation(run, frozenset({"opening", "closing", "known", "kept", "customers"}), observed=observed, notes=notes)
