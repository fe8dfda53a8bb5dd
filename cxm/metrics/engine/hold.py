"""Hold: the rows of an export kept in memory while several kinds of rows are made of them, as typed and as narrow as the metrics allow.

Reading a text export and its times costs more than anything that follows. What would not fit is read again for each kind instead.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import polars as pl

from cxm.metrics.engine.backends.polars import Polars
from cxm.metrics.engine.instants import typed
from cxm.metrics.engine.plan import Request, is_gathered, read_by
from cxm.metrics.engine.table import EXPORT, AssumptionFailed, Stored, Table, Time
from cxm.metrics.spec import UNREADABLE, Kind, Metric

ODD = "_odd"
TEXT_BYTES = 24
"""What a text takes, about."""
KINDS = 2
"""So many kinds of rows are made of the export before holding it pays."""


def held(table: Table, metrics: Sequence[Metric], segments: Sequence[str], request: Request, backend: Polars) -> Table:
    """The table with its rows in memory, if that pays and they fit.

    Args:
        segments: columns of the export that split the report.

    Raises:
        AssumptionFailed: a time is not written as the fast reading takes it to be.
    """
    if len({family(metric) for metric in metrics if is_gathered(metric)}) < KINDS:
        return table
    read = {name for metric in metrics for name in read_by(metric, dated=True)} | ({"weight"} if request.weighted else set())
    columns = {table.column(name) for name in segments}
    schema = table.rows.collect_schema()
    kept = [name for name in schema if name in columns or name.removesuffix(UNREADABLE) in read]
    if not kept:
        return table
    times = {name: time for name, time in table.times.items() if name in kept and name in table.frame}
    texts = {name: time for name, time in times.items() if time.stored is Stored.LOCAL_TEXT}
    instants = [one for one in typed(table, request.zone) if one.meta.output_name() in times]
    rows = backend.scan(table).select(*(name for name in kept if name not in times), *instants, *_odd(texts, instants))
    frame = fitting(rows, backend)
    if frame is None:
        return table
    if texts and frame[ODD].any():
        raise AssumptionFailed("the times are not all written alike")
    dates = {name for name in times if table.frame[name].kind is Kind.DATE}
    return replace(
        table,
        rows=frame.drop(ODD, strict=False).lazy(),
        fields=table.fields & set(kept),
        columns=tuple(name for name in table.columns if EXPORT + name in columns),
        times={name: Time(Stored.LOCAL if name in dates else Stored.UTC) for name in times},
    )


def family(metric: Metric) -> tuple[object, ...]:
    """What metrics have in common that may be counted from the same rows."""
    return metric.prepare, metric.about, metric.other, metric.maturity_days, metric.period_by


def fitting(rows: pl.LazyFrame, backend: Polars) -> pl.DataFrame | None:
    """Rows worked out now; None if they are too many to be held."""
    width = sum(TEXT_BYTES if kind == pl.String else 8 for kind in rows.collect_schema().values())
    most = backend.room // max(width, 1)
    frame = backend.collect(rows.head(most + 1))
    return None if frame.height > most else frame


def _odd(texts: dict[str, Time], instants: Sequence[pl.Expr]) -> list[pl.Expr]:
    """Whether a row has a text that is not as long as it should be, or that is no time."""
    if not texts:
        return []
    read = {one.meta.output_name(): one for one in instants}
    odd = []
    for name, time in texts.items():
        text = pl.col(name)
        odd += [~text.str.len_bytes().is_in(list(time.widths)), read[name].is_null() & (text.str.strip_chars() != "")]
    return [pl.any_horizontal(odd).fill_null(value=False).alias(ODD)]
