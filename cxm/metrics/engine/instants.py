"""Instants: times of a table as instants in UTC, and as local times of the reporting zone."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import polars as pl

from cxm.metrics.engine.backends.polars import Polars
from cxm.metrics.engine.periods import EARLIEST, LATEST
from cxm.metrics.engine.table import Stored, Table, to_utc
from cxm.metrics.spec import Kind

ISO_FORMS = ("%Y-%m-%d %H:%M:%S%.f", "%Y-%m-%d %H:%M", "%Y-%m-%d")
PLAIN_FORMS = {10: "%Y-%m-%d", 16: "%Y-%m-%d %H:%M", 19: "%Y-%m-%d %H:%M:%S"}
UTC_MARK = r"(?:[Zz]|[+-]00:?00)$"


def typed(table: Table, zone: str) -> list[pl.Expr]:
    """Every time field of a table, under its own name: instants as naive ones in UTC, dates as dates."""
    fields = [name for name in table.times if name in table.frame]
    return [
        (_local(table, name).cast(pl.Date) if table.frame[name].kind is Kind.DATE else instant(table, name, zone)).alias(name)
        for name in fields
    ]


def instant(table: Table, name: str, zone: str) -> pl.Expr:
    """A time field as a naive instant in UTC."""
    local = _local(table, name)
    return local if table.times[name].stored is Stored.UTC else to_utc(local, zone)


def _local(table: Table, name: str) -> pl.Expr:
    """A time field as it is held, read if it is text."""
    column = pl.col(name)
    if table.times[name].stored is not Stored.LOCAL_TEXT:
        return column.cast(pl.Datetime("us"))
    return column.map_batches(_read, return_dtype=pl.Datetime("us"), is_elementwise=True)


def _read(texts: pl.Series) -> pl.Series:
    """ISO texts as they stand, naive. Where all have the plain form of the first, they are read many times faster than by trying every form."""
    spaced = texts.str.replace("T", " ", literal=True)
    bare = spaced.str.strip_suffix("Z")
    form = PLAIN_FORMS.get(len(str(bare.drop_nulls().first())))
    if form is not None:
        quick = bare.str.to_datetime(form, time_unit="us", strict=False)
        if quick.null_count() == texts.null_count():
            return quick
    marked = spaced.str.strip_chars().str.replace(UTC_MARK, "")
    return pl.select(pl.coalesce(marked.str.to_datetime(form, time_unit="us", strict=False) for form in ISO_FORMS)).to_series()


def local_day(table: Table, name: str, zone: str, backend: Polars) -> pl.Expr:
    """The local day of a time field, as a date; null for what is none."""
    key, _ = backend.local_day(table, name, zone)
    day = key.str.to_date("%Y-%m-%d", strict=False) if table.times[name].stored is Stored.LOCAL_TEXT else key.cast(pl.Date)
    return pl.when(day.is_between(EARLIEST, LATEST)).then(day)


def midnight(day: date, zone: str) -> datetime:
    """The first instant of a local day, naive in UTC."""
    local = datetime.combine(day, time(), ZoneInfo(zone))
    return (local - (local.utcoffset() or timedelta(0))).replace(tzinfo=None)
