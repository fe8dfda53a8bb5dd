"""SLA: whether each ticket met the time agreed for it.

One row is one ticket with its own fields and, for the first response and for the resolution each, `<what>_met` (true, false, or
null while it is pending or nothing was agreed). What was agreed is, in this order: the setting `target`; the export's own flag of
breaches, which knows when the help desk paused; the due time of the ticket. Exactly at the target is met. Open and past due is
missed; open and not yet due is pending.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

import polars as pl

from cxm.errors import IncompleteRequest, NotEnoughData, UsageError
from cxm.metrics.prepare import Given, Preparation
from cxm.metrics.prepare._business_hours import notes
from cxm.metrics.prepare._tickets import OBSERVED, end_of, happened, resolved
from cxm.metrics.prepare.durations import run as durations

SECONDS = {"s": 1.0, "sec": 1.0, "min": 60.0, "m": 60.0, "h": 3600.0, "d": 86_400.0}
EXAMPLE = "--set target=4h, or --set target=urgent=1h,normal=8h"


def run(given: Given) -> Any:
    """Rows of the ticket frame with what became of their targets."""
    target = targets(given.settings.get("target"))
    rows = durations(given)
    if not target and given.settings.get("business_hours"):
        raise IncompleteRequest(
            "--business-hours changes nothing in what the export says of its targets", cure="name the target with --set target=4h"
        )
    if target:
        agreed = _agreed(target, given)
        return rows.with_columns(
            _within(pl.col(f"{what}_s"), pl.col(f"{what}_ended"), agreed, invalid=pl.col(f"{what}_invalid")).alias(f"{what}_met")
            for what in ("response", "resolution")
        )
    if "sla_breached" not in given.fields and "sla_due_at" not in given.fields:
        raise NotEnoughData("sla-attainment needs to know what was agreed", cure=EXAMPLE)
    ends = {"response": happened(given, "first_response_at"), "resolution": resolved(given)}
    return rows.with_columns(_kept(given, end).alias(f"{what}_met") for what, end in ends.items())


def _kept(given: Given, end: pl.Expr) -> pl.Expr:
    """Whether a target was met, by the export's own flag and due time."""
    due = pl.col("sla_due_at") if "sla_due_at" in given.fields else pl.lit(None, pl.Datetime("us"))
    late = (pl.coalesce(end, end_of(given)) > due).fill_null(value=False)
    by_time = pl.when(end.is_not_null() & due.is_not_null()).then(~late).when(late).then(pl.lit(value=False))
    if "sla_breached" not in given.fields:
        return by_time
    breached = pl.col("sla_breached")
    pending = end.is_null() & ~late & due.is_not_null()
    return pl.when(breached).then(pl.lit(value=False)).when(~breached & ~pending).then(pl.lit(value=True)).otherwise(by_time)


def _within(time: pl.Expr, ended: pl.Expr, agreed: pl.Expr, *, invalid: pl.Expr) -> pl.Expr:
    """Whether a time that may still run is within what was agreed; null while it may be."""
    settled = pl.when(time > agreed).then(pl.lit(value=False)).when(ended).then(time <= agreed)
    return pl.when(~invalid & agreed.is_not_null()).then(settled)


def _agreed(target: Mapping[str, float], given: Given) -> pl.Expr:
    """The seconds agreed for each ticket, by its priority where targets differ."""
    if "" in target:
        return pl.lit(target[""])
    if "priority" not in given.fields:
        raise NotEnoughData("targets by priority need priority, which the export does not have", cure="--map priority=COLUMN")
    return (
        pl.col("priority")
        .cast(pl.String)
        .str.strip_chars()
        .str.to_lowercase()
        .replace_strict(dict(target), default=None, return_dtype=pl.Float64)
    )


def targets(value: object) -> dict[str, float]:
    """Seconds by priority, '' for all of them, from a number of seconds, `4h`, or `urgent=1h,normal=8h`.

    Raises:
        UsageError: it is none.
    """
    if value in (None, "", ()):
        return {}
    if isinstance(value, Mapping):
        return {str(name).strip().lower(): _seconds(one) for name, one in value.items()}
    pieces = [str(one).strip() for one in (value if isinstance(value, (list, tuple)) else str(value).split(","))]
    pairs = [piece.rpartition("=")[::2] for piece in pieces if piece]
    if len(pairs) > 1 and any(not name for name, _ in pairs):
        raise UsageError(f"target {value!r}: several targets need priorities", cure=EXAMPLE)
    return {name.strip().lower(): _seconds(one) for name, one in pairs}


def _seconds(value: object) -> float:
    found = re.fullmatch(r"\s*(\d+(?:\.\d+)?)\s*([a-z]*)\s*", str(value).lower())
    if not found or (found[2] and found[2] not in SECONDS):
        raise UsageError(f"target {value!r} is no time", cure=EXAMPLE)
    return float(found[1]) * SECONDS.get(found[2], 1.0)


PREPARE = Preparation(run, frozenset({"response_met", "resolution_met"}), observed=OBSERVED, notes=notes)
