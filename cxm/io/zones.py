"""Zones as exports name them: IANA names, offsets from UTC, and the names of cities that shop systems write."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError, available_timezones

import polars as pl

from cxm.io import cells
from cxm.metrics.engine import table

NAMED: Mapping[str, str] = {
    "International Date Line West": "Etc/GMT+12",
    "Midway Island": "Pacific/Midway",
    "American Samoa": "Pacific/Pago_Pago",
    "Hawaii": "Pacific/Honolulu",
    "Alaska": "America/Juneau",
    "Pacific Time (US & Canada)": "America/Los_Angeles",
    "Mountain Time (US & Canada)": "America/Denver",
    "Arizona": "America/Phoenix",
    "Central Time (US & Canada)": "America/Chicago",
    "Saskatchewan": "America/Regina",
    "Guadalajara": "America/Mexico_City",
    "Central America": "America/Guatemala",
    "Eastern Time (US & Canada)": "America/New_York",
    "Indiana (East)": "America/Indiana/Indianapolis",
    "Quito": "America/Lima",
    "Atlantic Time (Canada)": "America/Halifax",
    "Newfoundland": "America/St_Johns",
    "Brasilia": "America/Sao_Paulo",
    "Georgetown": "America/Guyana",
    "Greenland": "America/Nuuk",
    "Mid-Atlantic": "Atlantic/South_Georgia",
    "Cape Verde Is.": "Atlantic/Cape_Verde",
    "Edinburgh": "Europe/London",
    "Bern": "Europe/Zurich",
    "West Central Africa": "Africa/Algiers",
    "Kyiv": "Europe/Kiev",
    "Pretoria": "Africa/Johannesburg",
    "St. Petersburg": "Europe/Moscow",
    "Abu Dhabi": "Asia/Muscat",
    "Ekaterinburg": "Asia/Yekaterinburg",
    "Islamabad": "Asia/Karachi",
    "Chennai": "Asia/Kolkata",
    "Mumbai": "Asia/Kolkata",
    "New Delhi": "Asia/Kolkata",
    "Sri Jayawardenepura": "Asia/Colombo",
    "Astana": "Asia/Almaty",
    "Rangoon": "Asia/Yangon",
    "Hanoi": "Asia/Bangkok",
    "Beijing": "Asia/Shanghai",
    "Osaka": "Asia/Tokyo",
    "Sapporo": "Asia/Tokyo",
    "Canberra": "Australia/Sydney",
    "Solomon Is.": "Pacific/Guadalcanal",
    "New Caledonia": "Pacific/Noumea",
    "Marshall Is.": "Pacific/Majuro",
    "Wellington": "Pacific/Auckland",
    "Nuku'alofa": "Pacific/Tongatapu",
    "Tokelau Is.": "Pacific/Fakaofo",
    "Chatham Is.": "Pacific/Chatham",
    "Samoa": "Pacific/Apia",
}
"""Names of Ruby on Rails that are no city of the zone database; Square writes them."""

OFFSET = re.compile(r"(?:UTC|GMT)?\s*([-+−])\s*([0-9]{1,2}):?([0-5][0-9])?$", re.IGNORECASE)


@cache
def known_zone(name: str) -> str | None:
    """The zone a name stands for: an IANA name or an offset such as `+03:00`; None if nothing is known of it."""
    name = name.strip()
    if name.upper() in ("Z", "UTC", "GMT", "ETC/UTC"):
        return "UTC"
    if found := OFFSET.fullmatch(name):
        return f"{'-' if found[1] != '+' else '+'}{int(found[2]):02d}:{found[3] or '00'}"
    if name in NAMED:
        return NAMED[name]
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return _cities().get(name.casefold())
    return name


@cache
def _cities() -> dict[str, str]:
    """City -> zone, for the zones that are named after one."""
    zones = sorted(name for name in available_timezones() if "/" in name and not name.startswith(("Etc/", "SystemV/", "posix", "right")))
    return {name.rpartition("/")[2].replace("_", " ").casefold(): name for name in zones}


def to_utc(local: pl.Expr, zone: str) -> pl.Expr:
    """Naive local instants of a zone, or at an offset such as `+03:00`, in UTC."""
    if found := re.fullmatch(r"([-+])(\d\d):(\d\d)", zone):
        ahead = (int(found[2]) * 60 + int(found[3])) * (-1 if found[1] == "-" else 1)
        return local - pl.duration(minutes=ahead) if ahead else local
    return table.to_utc(local, zone)


def to_utc_by_row(local: pl.Expr, names: pl.Expr, found: Mapping[str, str]) -> pl.Expr:
    """Naive local instants in UTC, each by the zone its row names; rows of a zone that is not known are null.

    Args:
        names: the cells that name the zones.
        found: cell -> zone, for those that are known.
    """
    zones: dict[str, list[str]] = {}
    for cell, zone in found.items():
        zones.setdefault(zone, []).append(cell)
    if not zones:
        return pl.lit(None, cells.INSTANT)
    return pl.coalesce(*(pl.when(names.is_in(cell)).then(to_utc(local, zone)) for zone, cell in zones.items()))
