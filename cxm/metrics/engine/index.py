"""Index: several series relative to one period, as one weighted number per period."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import prod
from typing import Any, NamedTuple

import polars as pl

from cxm.errors import UsageError
from cxm.metrics.engine.interval import Limits, delta_product

Cell = Mapping[str, Any]
"""One row of a result: value, low, high, status, days_observed, and what names its period."""


class Series(NamedTuple):
    """One part of an index.

    Args:
        cells: its rows by period label.
        weight: more than 0.
        rising: whether more is better; where less is, the relative is turned upside down.
        daily: whether it is a count, which is compared per day.
    """

    name: str
    cells: Mapping[str, Cell]
    weight: float
    rising: bool
    daily: bool = False


def index(series: Sequence[Series], baseline: str, *, geometric: bool) -> pl.DataFrame:
    """The index of every period the series share, 100 in the baseline.

    Args:
        series: the parts, at least one.
        baseline: the label of the period that is 100.
        geometric: multiply the weighted powers of the relatives instead of adding them.

    Returns:
        One row per period with period, period_start, period_end, row_kind, status, value, n (parts), denominator (sum of weights), low,
        high and interval_method. The value is null where a part has none, or none in the baseline, or 0 there. The limits come from
        those of the parts, taken as independent (delta method on the logarithm); parts without limits are taken as certain.

    Raises:
        UsageError: the report has no such period.
    """
    periods = dict.fromkeys(label for one in series for label in one.cells)
    if baseline not in periods:
        shown = ", ".join(periods) or "none"
        raise UsageError(f"--set baseline={baseline!r} is no period of the report", cure=f"one of {shown}")
    rows = [_row(series, label, baseline, geometric=geometric) for label in periods]
    floats = dict.fromkeys(("value", "low", "high", "denominator"), pl.Float64)
    schema = {"period_start": pl.Date, "period_end": pl.Date, "n": pl.Int64, "interval_method": pl.String, **floats}
    return pl.DataFrame(rows, schema_overrides=schema).sort("period_start", nulls_last=True)


def _row(series: Sequence[Series], label: str, baseline: str, *, geometric: bool) -> dict[str, Any]:
    cells = [one.cells.get(label) for one in series]
    known = next(cell for cell in cells if cell is not None)
    relatives = [_relative(one, label, baseline) for one in series]
    total = sum(one.weight for one in series)
    found: dict[str, Any] = {name: known[name] for name in ("period", "period_start", "period_end")}
    found |= {
        "row_kind": "total",
        "n": len(series),
        "denominator": total,
        "value": None,
        "low": None,
        "high": None,
        "interval_method": None,
    }
    present = [relative for relative in relatives if relative is not None]
    if len(present) < len(series):
        return found | {"status": "no_data"}
    value = _mean(series, present, geometric=geometric)
    # What fell to 0 has no logarithm, and the baseline is 100 whatever it is.
    limits = None if label == baseline or 0.0 in present else _limits(series, present, label, baseline, value, geometric=geometric)
    unsure = [cell["status"] for cell in cells if cell is not None and cell["status"] != "ok"]
    found |= {"status": unsure[0] if unsure else "ok", "value": 100.0 * value}
    return found if limits is None else found | {"low": 100.0 * limits.low, "high": 100.0 * limits.high, "interval_method": "delta_product"}


def _mean(series: Sequence[Series], relatives: Sequence[float], *, geometric: bool) -> float:
    total = sum(one.weight for one in series)
    if geometric:
        return float(prod(relative ** (one.weight / total) for one, relative in zip(series, relatives, strict=True)))
    return sum(one.weight * relative for one, relative in zip(series, relatives, strict=True)) / total


def _level(one: Series, label: str) -> float | None:
    """The value of a series in a period, per day where it is a count."""
    cell = one.cells.get(label)
    if cell is None or cell["value"] is None:
        return None
    days = cell.get("days_observed") if one.daily else 1
    return cell["value"] / days if days else None


def _relative(one: Series, label: str, baseline: str) -> float | None:
    """A value relative to the baseline, above 1 where it is better; None where one of them is missing or nothing can be divided by it."""
    now, then = _level(one, label), _level(one, baseline)
    divided, by = (now, then) if one.rising else (then, now)
    return None if divided is None or not by or then == 0 else divided / by


def _limits(
    series: Sequence[Series], relatives: Sequence[float], label: str, baseline: str, value: float, *, geometric: bool
) -> Limits | None:
    """Limits from those of the parts: each moves the logarithm of the index by its share of it."""
    total = sum(one.weight for one in series)
    parts: list[tuple[float, Limits | None]] = []
    for one, relative in zip(series, relatives, strict=True):
        share = one.weight / total * (1.0 if geometric else relative / value)
        for place in (label, baseline):
            cell = one.cells[place]
            if cell["low"] is not None and cell["high"] is not None:
                half = 0.5 * share * (cell["high"] - cell["low"]) / abs(cell["value"])
                parts.append((1.0, Limits(1.0 - half, 1.0 + half)))
    return delta_product(value, parts) if parts else None
