"""Steps: what `customer_periods` says of each day, or each month, of a period, under the label of the period."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Any

import polars as pl

from cxm.metrics.prepare import PERIOD, Given
from cxm.metrics.prepare.customer_periods import run

STEP = "step"


def stepped(given: Given, steps: Sequence[tuple[str, date, date]], length: str) -> Any:
    """The rows of `customer_periods` for each step, with `step`, its first day as text, and the label of its period.

    Args:
        steps: label of the period, first day, and day after the last, of each step; a step may lie in several periods.
        length: the length of the steps.
    """
    inner = dict.fromkeys((str(start), start, stop) for _, start, stop in steps)
    rows = run(replace(given, periods=tuple(inner), length=length)).rename({PERIOD: STEP})
    labels = pl.DataFrame([(str(start), label) for label, start, _ in steps], schema={STEP: pl.String, PERIOD: pl.String}, orient="row")
    return rows.join(labels.lazy(), on=STEP, how="inner")
