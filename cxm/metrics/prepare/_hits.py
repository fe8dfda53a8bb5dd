"""Hits put into visits: what preparations of web hits share.

A visit is the visitor and the exported session id together, for some tools number the visits of each visitor by themselves. Without
an id, a hit later than the setting `session_gap` after the one before begins a new visit; midnight does only with the setting
`at_midnight`, and then whatever the ids are.
"""

from __future__ import annotations

from typing import Any

import polars as pl

from cxm.metrics.prepare import Given
from cxm.metrics.prepare._runs import PLACE, in_runs, same_unit

SESSION = "_session"
VISITOR = "_visitor"


def hits(given: Given) -> Any:
    """Rows of the frame with `_row`, `_session`, `_visitor`, `unit`, `is_view` and `is_interaction`; those of a visit in the order of time.

    Visitors may be categories, which are faster to sort and to compare than names.
    """
    has = given.fields.__contains__
    visitor = pl.col("visitor_id") if has("visitor_id") else pl.lit(None, pl.String)
    event, view = _event(given), _view(given)
    rows = given.rows.with_columns(
        visitor.alias(VISITOR),
        view.alias("is_view"),
        (~view & ~event.is_in(_words(given, "silent_events"))).alias("is_interaction"),
    )
    rows = _by_id(given, rows) if "session_id" in given.fields else _by_gap(given, rows)
    if given.settings.get("at_midnight"):
        rows = rows.with_columns(
            pl.concat_str(pl.col(SESSION).cast(pl.String), pl.lit("\u0000"), pl.col("day").cast(pl.String))
            .fill_null(pl.col(SESSION).cast(pl.String))
            .alias(SESSION)
        )
    return rows.with_columns(unit().alias("unit"))


def has_views(given: Given) -> bool:
    """Whether any hit of the file is a page view; if none is, nothing tells how many pages a visit saw."""
    return bool(given.rows.filter(_view(given)).head(1).select(pl.len()).collect(engine="streaming").item())


def _event(given: Given) -> Any:
    return pl.col("event").str.to_lowercase() if "event" in given.fields else pl.lit(None, pl.String)


def _view(given: Given) -> Any:
    event = _event(given)
    return event.is_null() | event.is_in(_words(given, "page_views"))


def _words(given: Given, name: str) -> list[str]:
    return [str(word).casefold() for word in given.settings.get(name) or ()]


def _by_gap(given: Given, rows: Any) -> Any:
    """Rows with the number of their visit; what names no visitor is a visit by itself."""
    rows = in_runs(rows.with_columns(pl.col(VISITOR).cast(pl.Categorical)), [VISITOR], "viewed_at")
    silent = (pl.col("viewed_at").diff() > _gap(given)).fill_null(value=True)
    begins = ~same_unit(1) | pl.col(VISITOR).is_null() | silent
    return rows.with_columns(begins.cum_sum().alias(SESSION))


def unit() -> pl.Expr:
    """The visitor, or the visit by itself where nobody knows him."""
    return pl.coalesce(pl.col(VISITOR).cast(pl.String), pl.concat_str(pl.lit("\u0000visit "), pl.col(SESSION).cast(pl.String)))


def _by_id(given: Given, rows: Any) -> Any:
    """Rows with the exported name of their visit; those without one by the silence before them, or by themselves without a visitor."""
    rows = rows.with_row_index(PLACE).sort("viewed_at", PLACE, nulls_last=True)
    begins = (pl.col("viewed_at") - pl.col("viewed_at").shift(1).over(VISITOR) > _gap(given)).fill_null(value=True)
    rows = rows.with_columns(begins.cum_sum().over(VISITOR).cast(pl.String).alias("_number"))
    built = pl.concat_str(pl.col(VISITOR), pl.lit("\u0000#"), pl.col("_number"))
    exported = pl.concat_str(pl.col(VISITOR).fill_null(""), pl.lit("\u0000"), pl.col("session_id").cast(pl.String))
    alone = pl.concat_str(pl.lit("\u0000row "), pl.col(PLACE).cast(pl.String))
    return rows.with_columns(pl.coalesce(exported, built, alone).alias(SESSION)).drop("_number")


def _gap(given: Given) -> pl.Expr:
    return pl.duration(microseconds=round(float(given.settings["session_gap"]) * 1e6))
