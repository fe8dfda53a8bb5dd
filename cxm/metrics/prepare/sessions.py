"""Sessions: one row per visit, of an export of visits or built from hits.

Besides the fields of a visit a row has
    unit            the visitor, or the visit itself where nobody knows the visitor
    hits            hits of any kind, where the export has hits
    visits          1
    timed, duration seconds of the visit and 1, both null where the duration is unknown or impossible
    first_visit     the visitor's first in the file; null where the file does not reach back by the setting `lookback`
From hits: `pageviews` (null where no hit of the whole file is a page view: then nothing tells them), `interactions`, `duration` (last hit minus first, a lower bound), `engagement_time`, `conversions` and
`converted` (hits with a goal, or of the setting `conversion_events`), `landing_page`, `exit_page`; everything else is that of the
first hit.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

import polars as pl

from cxm.metrics.prepare import PERIOD, Given, Preparation, in_periods
from cxm.metrics.prepare._hits import SESSION, VISITOR, has_views, hits, unit
from cxm.metrics.prepare._runs import PLACE

FIRST = ("user_id", "source", "medium", "campaign", "channel", "device", "country", "content_type")


def run(given: Given) -> Any:
    """Visits in the periods they begin in."""
    rows = built(given) if given.frame.name == "hit" else _exported(given)
    duration = pl.when(pl.col("duration") >= 0).then(pl.col("duration").cast(pl.Float64))
    rows = rows.with_columns(
        pl.lit(1.0).alias("visits"), duration.alias("duration"), pl.when(duration.is_not_null()).then(1.0).alias("timed")
    )
    rows = rows.with_columns((pl.col("_at") == pl.col("_at").min().over(VISITOR)).alias("first_visit"))
    placed = in_periods(given, rows)
    return _with_history(given, rows, placed) if "lookback" in given.settings else placed


def _exported(given: Given) -> Any:
    """Visits as exported."""
    has = given.fields.__contains__
    visitor = pl.col("visitor_id") if has("visitor_id") else pl.lit(None, pl.String)
    rows = given.rows.with_row_index(PLACE).with_columns(
        visitor.alias(VISITOR), pl.concat_str(pl.lit("\u0000row "), pl.col(PLACE).cast(pl.String)).alias(SESSION)
    )
    missing = [pl.lit(None, pl.Float64).alias("duration")] if not has("duration") else []
    at = pl.col("started_at").cast(pl.Datetime("us")) if has("started_at") else pl.lit(None, pl.Datetime("us"))
    return rows.with_columns(pl.coalesce(VISITOR, SESSION).alias("unit"), at.alias("_at"), *missing)


def built(given: Given) -> Any:
    """Visits built from hits."""
    has = given.fields.__contains__
    at, view, page = (
        pl.col("viewed_at").cast(pl.Datetime("us")),
        pl.col("is_view"),
        pl.col("page") if has("page") else pl.lit(None, pl.String),
    )
    goal = _goal(given)
    counted = [goal.sum().cast(pl.Float64).alias("conversions"), goal.any().alias("converted")] if goal is not None else []
    nothing = [pl.lit(None, pl.Float64).alias("conversions"), pl.lit(None, pl.Boolean).alias("converted")] if goal is None else []
    known = [name for name in FIRST if has(name)]
    front = pl.col("engagement_time")
    foreground = [pl.when(front.is_not_null().any()).then(front.sum()).alias("engagement_time")] if has("engagement_time") else []
    return (
        hits(given)
        .group_by(SESSION, maintain_order=True)
        .agg(
            pl.col(VISITOR, *given.segments, *known).first(),
            at.min().alias("_at"),
            ((at.max() - at.min()).dt.total_microseconds() / 1e6).alias("duration"),
            pl.len().cast(pl.Float64).alias("hits"),
            view.sum().cast(pl.Float64).alias("pageviews"),
            pl.col("is_interaction").sum().cast(pl.Float64).alias("interactions"),
            page.filter(view).first().alias("landing_page"),
            page.filter(view).last().alias("exit_page"),
            *counted,
            *foreground,
        )
        .with_columns(
            pl.when((pl.col("pageviews") > 0).any()).then(pl.col("pageviews")).alias("pageviews"),
            given.local("_at").cast(pl.Date).alias("day"),
            unit().alias("unit"),
            pl.col(VISITOR).cast(pl.String).alias("visitor_id"),
            *nothing,
        )
    )


def _goal(given: Given) -> Any:
    """Whether a hit is a conversion; None if nothing tells."""
    events = [str(word).casefold() for word in given.settings.get("conversion_events", ())]
    if events and "event" in given.fields:
        return pl.col("event").str.to_lowercase().is_in(events).fill_null(value=False)
    return pl.col("goal").is_not_null() if "goal" in given.fields else None


def _with_history(given: Given, rows: Any, placed: Any) -> Any:
    """First visits told only in periods before which the file has enough days: before, everybody looks new."""
    begins = rows.select(pl.col("day").min()).collect().item()
    back = timedelta(float(given.settings["lookback"]))
    starts = [(label, start or given.start) for label, start, _ in given.periods]
    told = [label for label, start in starts if start is not None and begins is not None and start - begins >= back]
    return placed.with_columns(pl.when(pl.col(PERIOD).is_in(told)).then(pl.col("first_visit")).alias("first_visit"))


def notes(given: Given) -> Sequence[str]:
    """That durations built from hits are lower bounds, and that nothing says what a conversion is."""
    if given.frame.name != "hit":
        return ()
    said = ["visits are built from hits: the time on the last page is not in their duration"]
    if "event" in given.fields and not has_views(given):
        said.append("no hit is a page view: --set page_views=WORD,WORD names the events that are")
    if "conversion_events" in given.settings and _goal(given) is None:
        said.append("nothing tells conversions: --set conversion_events=purchase")
    return said


PREPARE = Preparation(
    run, frozenset({"unit", "visits", "timed", "duration", "first_visit", "_at"}), observed=("started_at", "viewed_at"), notes=notes
)
