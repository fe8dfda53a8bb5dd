"""Instants: times of a table as instants in UTC, and as local times of the reporting zone."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import polars as pl

from cxm.metrics.engine.table import Stored, Table, to_utc
from cxm.metrics.spec import Kind

ISO_FORMS = ("%Y-%m-%d %H:%M:%S%.f", "%Y-%m-%d %H:%M", "%Y-%m-%d")
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
    text = column.str.strip_chars().str.replace("T", " ", literal=True).str.replace(UTC_MARK, "")
    return pl.coalesce(text.str.to_datetime(form, time_unit="us", strict=False) for form in ISO_FORMS)


def midnight(day: date, zone: str) -> datetime:
    """The first instant of a local day, naive in UTC."""
    local = datetime.combine(day, time(), ZoneInfo(zone))
    return (local - (local.utcoffset() or timedelta(0))).replace(tzinfo=None)
