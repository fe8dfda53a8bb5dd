"""Matched units: whether a share changed, told by the units that two periods have in common.

A list of keywords, or of accounts, is the same list in every period: two shares of it are not two samples. What can be chance is only
how many units came to be counted, and how many ceased to be (McNemar 1947).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import polars as pl

from cxm.metrics.engine.backends.polars import Polars
from cxm.metrics.engine.compare import MATCHED, counterparts
from cxm.metrics.engine.distributions import binomial_cdf
from cxm.metrics.engine.grain import Grain, Task, gathered_rows
from cxm.metrics.engine.plan import settings_of
from cxm.metrics.engine.units import apart, grained
from cxm.metrics.spec import Matched

NOTE = "change tested on the units of both periods (exact McNemar test)"


def mcnemar(gained: int, lost: int) -> float:
    """Two-sided p-value of as many units being gained as lost: those that changed are tosses of a fair coin (exact binomial test)."""
    return min(1.0, 2.0 * binomial_cdf(min(gained, lost), gained + lost, 0.5))


def with_matched(cells: pl.DataFrame, task: Task, matched: Matched) -> pl.DataFrame:
    """Add the p-value of the change of each cell against its counterpart (`MATCHED`), null where they have no unit in common.

    Args:
        cells: one row per period of each series, with `period_start`, `period_end` and `status`.
        task: what they were gathered from; it is told what must be said of the change.
    """
    # Whether a cell has a value at all is looked at when it is compared.
    spans = cells.with_columns(pl.lit(0.0).alias(name) for name in ("value", "low", "high"))
    pairs = pl.DataFrame(counterparts(spans, task.request.compare), schema={"_period": pl.String, "_before": pl.String}, orient="row")
    task = replace(task, backend=Polars())
    grain = gathered_rows(task)
    counts = pl.concat([apart(_changed(task, grain, matched, view, pairs), task, view) for view in task.views], how="diagonal_relaxed")
    tests = [mcnemar(*row) for row in counts.select("gained", "lost").iter_rows()]
    counts = counts.with_columns(pl.Series(MATCHED, tests, pl.Float64)).drop("gained", "lost")
    if tests:
        task.said.append(NOTE)
    return cells.join(counts, on=["period", *task.names], how="left", nulls_equal=True, maintain_order="left")


def _changed(task: Task, grain: Grain, matched: Matched, view: Sequence[str], pairs: pl.DataFrame) -> pl.DataFrame:
    """By cell of one view, how many units are counted that were not in the counterpart, and the other way round."""
    per = task.metric.per
    assert per is not None
    rows, fields = grained(task, grain, view)
    seen, names = task.rows(fields), [*view, *per.by]
    units: Any = rows.filter(matched.known(seen)).select("_period", *names, matched.counted(seen).fill_null(value=False).alias("now"))
    compared = pairs.lazy()
    after = units.join(compared, on="_period")
    before = units.rename({"_period": "_before", "now": "then"}).join(compared, on="_before")
    # Where the user names all units, one without rows in a period is there all the same, and not counted.
    listed = bool(settings_of(task.metric, task.request).get(matched.listed))
    both = after.join(before, on=["_period", "_before", *names], how="full" if listed else "inner", coalesce=True)
    now, then = (pl.col(name).fill_null(value=False) for name in ("now", "then"))
    return task.backend.collect(both.group_by("_period", *view).agg((now & ~then).sum().alias("gained"), (~now & then).sum().alias("lost")))
