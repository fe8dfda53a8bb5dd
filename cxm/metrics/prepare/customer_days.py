"""Customer days: which customers were there at the start and at the end of each observed day, see `customer_periods`.

`step` is the day. A day that has no customers has no rows.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from cxm.metrics.prepare import Given, Preparation
from cxm.metrics.prepare._lives import observed
from cxm.metrics.prepare._spans import edges
from cxm.metrics.prepare._steps import STEP, stepped
from cxm.metrics.prepare.customer_periods import PREPARE as PERIODS


def run(given: Given) -> Any:
    """Rows by day."""
    day = timedelta(1)
    days = [
        (label, first + day * at, first + day * (at + 1)) for label, _, first, last in edges(given) for at in range((last - first).days)
    ]
    return stepped(given, days, "day")


PREPARE = Preparation(run, PERIODS.fields | {STEP}, observed=observed)
