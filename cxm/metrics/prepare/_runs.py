"""Runs: rows of one unit next to each other in the order of time, so that what came before and after is in the row beside.

Sorting by names and times at once compares texts, and looking at neighbours by windows groups the rows once more; both cost several
times what two stable sorts by numbers do.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import reduce

import polars as pl

UNIT_CODE = "_code"
"""A number for each unit, which sorts and compares faster than its name. Which number is a matter of chance."""
PLACE = "_row"
"""The place of a row by time; equal times keep the order of the file."""
BITS = 32


def in_runs(rows: pl.LazyFrame, by: Sequence[str], at: str) -> pl.LazyFrame:
    """Rows in runs, with `_code` and `_row`.

    Args:
        by: one or two columns that name the unit; blanks are a unit of their own.
        at: the column of the time; rows without one are the last of their unit.
    """
    schema = rows.select(by).collect_schema()
    known = [pl.col(name) if schema[name] == pl.Categorical else pl.col(name).cast(pl.String).cast(pl.Categorical) for name in by]
    codes = [one.to_physical().cast(pl.UInt64).fill_null((1 << BITS) - 1) for one in known]
    code = reduce(lambda whole, one: whole * (1 << BITS) + one, codes)
    # The index between keeps the sorts apart: exports are mostly in the order of time already, and one sort by two columns would not gain from it.
    in_time = rows.with_columns(code.alias(UNIT_CODE)).sort(at, nulls_last=True, maintain_order=True).with_row_index(PLACE)
    return in_time.sort(UNIT_CODE, maintain_order=True)


def same_unit(step: int) -> pl.Expr:
    """Whether the row so many places before (after, if negative) is of the same unit."""
    return (pl.col(UNIT_CODE) == pl.col(UNIT_CODE).shift(step)).fill_null(value=False)
