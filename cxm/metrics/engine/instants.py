"""Instants: times of a table as instants in UTC, and as local times of the reporting zone."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import polars as pl

from cxm.metrics.engine.table import Stored, Table
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


def to_utc(local: pl.Expr, zone: str) -> pl.Expr:
    """Naive local instants of a zone in UTC: a time that occurs twice is its first, one that the clocks skip moves forward."""
    if zone == "UTC":
        return local
    day = pl.duration(days=1)
    # What the clocks skip is read with the offset of the day before, which moves it forward by as much as was skipped.
    return pl.coalesce(_from_zone(local, zone), _from_zone(local - day, zone) + day)


def to_local(utc: pl.Expr, zone: str) -> pl.Expr:
    """Naive instants in UTC as naive local ones of a zone."""
    if zone == "UTC":
        return utc
    return utc.dt.replace_time_zone("UTC").dt.convert_time_zone(zone).dt.replace_time_zone(None)


def midnight(day: date, zone: str) -> datetime:
    """The first instant of a local day, naive in UTC."""
    local = datetime.combine(day, time(), ZoneInfo(zone))
    return (local - (local.utcoffset() or timedelta(0))).replace(tzinfo=None)


def _from_zone(local: pl.Expr, zone: str) -> pl.Expr:
    aware = local.dt.replace_time_zone(zone, ambiguous="earliest", non_existent="null")
    return aware.dt.convert_time_zone("UTC").dt.replace_time_zone(None)
