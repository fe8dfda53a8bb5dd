"""Complaints: tickets with `is_complaint`, from the export's own flag or from the categories the user names.

Nothing is guessed from text.
"""

from __future__ import annotations

from typing import Any

import polars as pl

from cxm.errors import NotEnoughData
from cxm.metrics.prepare import Given, Preparation, in_periods


def complaint(given: Given) -> pl.Expr:
    """Whether a ticket is a complaint.

    Raises:
        NotEnoughData: nothing says which tickets are.
    """
    named = [str(one).strip().casefold() for one in given.settings.get("complaint_categories") or ()]
    if named and "category" in given.fields:
        return pl.col("category").cast(pl.String).str.strip_chars().str.to_lowercase().is_in(named).fill_null(value=False)
    if "is_complaint" in given.fields:
        return pl.col("is_complaint").cast(pl.Boolean).fill_null(value=False)
    raise NotEnoughData(
        "nothing says which tickets are complaints", cure="--map is_complaint=COLUMN, or --set complaint_categories=billing,delivery"
    )


def run(given: Given) -> Any:
    """Rows of the ticket frame, told which are complaints."""
    return in_periods(given, given.rows).with_columns(complaint(given).alias("is_complaint"))


PREPARE = Preparation(run, frozenset({"is_complaint"}))
