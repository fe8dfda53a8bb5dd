"""Page views: one row per view with the time until the next one of its visit, and whether the visit ended on it.

A row has its own fields, `page` without scheme, fragment and tracking parameters, and
    visit, unit     the visit, and the visitor or the visit where nobody knows the visitor
    seconds, timed  time until the next page view of the visit, or as exported, and 1; both null for the last view of a visit
    ended           whether it is the last view of its visit; null while the visit may go on at the end of the export. Of several at its
                    last instant it is the last row, or with the setting `tied_exits` off none
"""

from __future__ import annotations

from typing import Any

import polars as pl

from cxm.metrics.prepare import Given, Preparation, in_periods
from cxm.metrics.prepare._hits import SESSION, hits
from cxm.metrics.prepare._runs import PLACE

TRACKING = r"([?&])(?:utm_[a-zA-Z_]+|gclid|fbclid|msclkid)=[^&]*"


def run(given: Given) -> Any:
    """Page views in the periods they lie in."""
    gap = pl.duration(microseconds=round(float(given.settings["session_gap"]) * 1e6))
    at = pl.col("viewed_at").cast(pl.Datetime("us"))
    rows = hits(given).with_columns(at.max().over(SESSION).alias("_last"))
    going_on = (
        pl.lit(value=False) if given.end is None else (pl.col("_last") + gap > pl.lit(given.end, pl.Datetime("us"))).fill_null(value=False)
    )
    views = rows.filter("is_view").with_columns(going_on.alias("_open"))
    until_next = ((at.shift(-1).over(SESSION) - at).dt.total_microseconds() / 1e6).alias("_next")
    last = pl.col(PLACE) == pl.col(PLACE).last().over(SESSION)
    if not given.settings.get("tied_exits", True):
        last = last & ((at == at.max()).sum().over(SESSION) == 1)
    views = views.with_columns(until_next, last.alias("_is_last"))
    # A silence longer than the gap is no time on a page, whatever the export calls one visit.
    seconds: pl.Expr = pl.when(pl.col("_next") <= float(given.settings["session_gap"])).then(pl.col("_next"))
    if "time_on_page" in given.fields:
        exported = pl.col("time_on_page").cast(pl.Float64)
        seconds = pl.coalesce(pl.when(exported >= 0).then(exported), pl.when(exported.is_null()).then(seconds))
    views = views.with_columns(seconds.alias("seconds"), pl.col(SESSION).alias("visit"), _page(given).alias("page"))
    views = views.with_columns(
        pl.when(pl.col("seconds").is_not_null()).then(1.0).alias("timed"), pl.when(~pl.col("_open")).then(pl.col("_is_last")).alias("ended")
    )
    return in_periods(given, views)


def _page(given: Given) -> pl.Expr:
    """The page for grouping: host in small letters, without scheme, fragment and tracking parameters."""
    if "page" not in given.fields:
        return pl.lit(None, pl.String)
    page = pl.col("page").str.replace(r"#.*$", "").str.replace_all(TRACKING, "$1").str.replace_all("&&+", "&")
    page = page.str.replace(r"\?&+", "?").str.replace(r"[?&]+$", "")
    host = page.str.extract(r"^[a-zA-Z][a-zA-Z0-9+.-]*://([^/?]*)").str.to_lowercase()
    rest = page.str.replace(r"^[a-zA-Z][a-zA-Z0-9+.-]*://[^/?]*", "")
    return pl.when(host.is_not_null()).then(pl.concat_str(host, rest)).otherwise(page)


PREPARE = Preparation(run, frozenset({"visit", "unit", "seconds", "timed", "ended", "page"}), observed=("viewed_at",))
