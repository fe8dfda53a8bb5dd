"""Hits put into visits: what preparations of web hits share.

A visit is the visitor and the exported session id together, for some tools number the visits of each visitor by themselves. Without
an id, a hit later than the setting `session_gap` after the one before begins a new visit; midnight does not.
"""

from __future__ import annotations

from typing import Any

import polars as pl

from cxm.metrics.prepare import Given

ROW = "_row"
SESSION = "_session"
VISITOR = "_visitor"


def hits(given: Given) -> Any:
    """Rows of the frame in the order of time with `_session`, `_visitor`, `unit`, `is_view` and `is_interaction`."""
    has = given.fields.__contains__
    visitor = pl.col("visitor_id") if has("visitor_id") else pl.lit(None, pl.String)
    event, view = _event(given), _view(given)
    rows = given.rows.with_row_index(ROW).with_columns(visitor.alias(VISITOR))
    rows = rows.sort("viewed_at", ROW, nulls_last=True).with_columns(
        view.alias("is_view"),
        (~view & ~event.is_in(_words(given, "silent_events"))).alias("is_interaction"),
    )
    return _in_sessions(given, rows).with_columns(pl.coalesce(VISITOR, SESSION).alias("unit"))


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


def _in_sessions(given: Given, rows: Any) -> Any:
    """Rows with the visit they belong to; what names neither a visit nor a visitor is a visit by itself."""
    gap = pl.duration(microseconds=round(float(given.settings["session_gap"]) * 1e6))
    begins = (pl.col("viewed_at") - pl.col("viewed_at").shift(1).over(VISITOR) > gap).fill_null(value=True)
    rows = rows.with_columns(begins.cum_sum().over(VISITOR).cast(pl.String).alias("_number"))
    built = pl.concat_str(pl.col(VISITOR), pl.lit("\u0000#"), pl.col("_number"))
    alone = pl.concat_str(pl.lit("\u0000row "), pl.col(ROW).cast(pl.String))
    exported = pl.lit(None, pl.String)
    if "session_id" in given.fields:
        known = pl.col("session_id").cast(pl.String)
        exported = pl.concat_str(pl.col(VISITOR).fill_null(""), pl.lit("\u0000"), known)
    return rows.with_columns(pl.coalesce(exported, built, alone).alias(SESSION)).drop("_number")
