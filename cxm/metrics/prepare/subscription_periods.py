"""Subscription periods: what `customer_periods` says of customers, of subscriptions each for itself."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import polars as pl

from cxm.metrics.prepare import Given, Preparation
from cxm.metrics.prepare.customer_periods import PREPARE as CUSTOMERS


def run(given: Given) -> Any:
    """Rows by period and what happened in it."""
    return CUSTOMERS.run(replace(given, rows=given.rows.with_columns(pl.col("subscription_id").alias("customer_id"))))


PREPARE = Preparation(run, CUSTOMERS.fields, observed=CUSTOMERS.observed)
