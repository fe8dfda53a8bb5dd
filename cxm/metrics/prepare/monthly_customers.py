"""Monthly customers: which customers were there at the start and at the end of each whole observed month, see `customer_periods`.

`step` is the first day of the month. Periods shorter than a month have none.
"""

from __future__ import annotations

from typing import Any

from cxm.metrics.prepare import Given, Preparation
from cxm.metrics.prepare._lives import observed
from cxm.metrics.prepare._steps import STEP, stepped
from cxm.metrics.prepare.customer_months import by_months, whole_months
from cxm.metrics.prepare.customer_periods import PREPARE as PERIODS


def run(given: Given) -> Any:
    """Rows by month."""
    by_months(given)
    return stepped(given, whole_months(given), "month")


PREPARE = Preparation(run, PERIODS.fields | {STEP}, observed=observed)
