"""Purchases: one row is one order, as money and as a purchase.

Columns net, gross, order, unit, known, missing, negative (see `_orders`) and `years` (length of the period). Rows without
an amount are there to be counted.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from cxm.metrics.prepare import PERIOD, Given, Preparation, in_periods
from cxm.metrics.prepare._orders import cut, lengths, purchases, told


def run(given: Given) -> Any:
    """One row per order."""
    return in_periods(given, purchases(given)).join(lengths(given), on=PERIOD, how="left")


def notes(given: Given) -> Sequence[str]:
    """The currency, and periods the export does not cover from their first day."""
    return [*told(given), *cut(given)]


PREPARE = Preparation(run, frozenset({"net", "gross", "order", "unit", "known", "missing", "negative", "years"}), notes=notes)
