"""Growth: the rows of each period beside those of the period it is compared with, per day.

A row has the label of the later period, and
    now, before             what the row counts on the side it lies on, 0 on the other: clicks, or visits (of hits, those built from them)
    days, days_before       length of the two periods
The setting `against` says what is compared with: the `previous` period, or the same one a `year` before. Only complete periods that
the file holds whole are compared; the others have no rows.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

import polars as pl

from cxm.errors import IncompleteRequest, UsageError
from cxm.metrics.prepare import PERIOD, Given, Preparation
from cxm.metrics.prepare._calendar import earlier
from cxm.metrics.prepare.sessions import built

WEEKS_OF_A_YEAR = 52


def run(given: Given) -> Any:
    """Rows of both sides."""
    rows, counts = _counted(given)
    return rows.join(sides(given), on="day", how="inner").with_columns(
        pl.when("_later").then(counts).otherwise(0.0).alias("now"), pl.when("_later").then(0.0).otherwise(counts).alias("before")
    )


def sides(given: Given) -> pl.LazyFrame:
    """Each day of a period and of the one it is compared with: `day`, the label of the later one, `_later`, `days` and `days_before`.

    Raises:
        UsageError: the report is one span, which nothing comes before.
    """
    if given.length == "all":
        raise IncompleteRequest("growth needs periods", cure="--period month")
    begins = given.rows.select(pl.col("day").min()).collect().item()
    found: list[tuple[str, date, bool, int, int]] = []
    for label, start, stop in given.periods:
        if start is None or stop is None or begins is None or not _complete(given, start, stop):
            continue
        first, last = _counterpart(given, start, stop)
        if first < begins:
            continue
        lengths = ((stop - start).days, (last - first).days)
        found += [(label, start + timedelta(step), True, *lengths) for step in range(lengths[0])]
        found += [(label, first + timedelta(step), False, *lengths) for step in range(lengths[1])]
    schema = {PERIOD: pl.String, "day": pl.Date, "_later": pl.Boolean, "days": pl.Int64, "days_before": pl.Int64}
    return pl.DataFrame(found, schema=schema, orient="row").lazy()


def _counted(given: Given) -> tuple[Any, pl.Expr]:
    """The rows that are compared, and how much each of them counts."""
    if given.frame.aggregated:
        return given.rows, pl.col("clicks" if given.frame.name == "search_row" else "sessions").cast(pl.Float64)
    return built(given) if given.frame.name == "hit" else given.rows, pl.lit(1.0)


def _complete(given: Given, start: date, stop: date) -> bool:
    """Whether all days of a period are in the report and have been observed."""
    cut = (given.start is not None and given.start > start) or (given.stop is not None and given.stop < stop)
    return not cut and given.until is not None and stop <= given.until + timedelta(1)


def _counterpart(given: Given, start: date, stop: date) -> tuple[date, date]:
    """The period a period is compared with; a week is compared with the one 52 weeks before, so that weekdays match."""
    against = str(given.settings.get("against") or "previous")
    if against not in ("previous", "year"):
        raise UsageError(f"--set against={against!r} is no comparison", cure="--set against=previous or against=year")
    if against == "previous":
        return earlier(start, stop, given.length)
    if given.length in ("day", "week", "rolling"):
        back = timedelta(7 * WEEKS_OF_A_YEAR)
        return start - back, stop - back
    return start.replace(year=start.year - 1), stop.replace(year=stop.year - 1)


def _notes(given: Given) -> Sequence[str]:
    year = given.settings.get("against") == "year"
    return ["per day, complete periods only, against the same a year before" if year else "per day, complete periods only"]


PREPARE = Preparation(run, frozenset({"now", "before", "days", "days_before", "day"}), notes=_notes)
