"""Order counts: the orders of `purchases` for what counts them and adds up no amounts, in whatever currency they are."""

from __future__ import annotations

from typing import Any

from cxm.metrics.prepare import PERIOD, Given, Preparation, in_periods
from cxm.metrics.prepare._orders import cut, lengths, priced
from cxm.metrics.prepare.purchases import PREPARE as PURCHASES


def run(given: Given) -> Any:
    """One row per order."""
    return in_periods(given, priced(given)).join(lengths(given), on=PERIOD, how="left")


PREPARE = Preparation(run, PURCHASES.fields, notes=cut)
