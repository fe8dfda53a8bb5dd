"""Laws that hold for every definition of the catalogue, on rows drawn from its declaration (`chance.py`).

No metric is named: one that is added tomorrow is held to them as it stands. `HYPOTHESIS_PROFILE=explore` looks at every definition and
many rows; otherwise definitions that differ in nothing but a scale or a formula stand for each other.
"""

from __future__ import annotations

import os
from datetime import timedelta
from functools import lru_cache
from math import isfinite
from random import Random
from typing import Any

import polars as pl
import pytest
from build import request
from chance import END, Asked, Row, everything, export, kinds, second, settings_of, sheet, shifted
from hypothesis import given, settings
from hypothesis import strategies as some

from cxm.errors import CxmError
from cxm.metrics.engine.aggregate import PART, aggregate
from cxm.metrics.engine.backends.polars import Polars
from cxm.metrics.engine.compute import Computed, compute
from cxm.metrics.engine.plan import choose, is_gathered
from cxm.metrics.engine.table import Table
from cxm.metrics.spec import Unit

EXPLORE = os.environ.get("HYPOTHESIS_PROFILE") == "explore"
laws = settings(max_examples=60 if EXPLORE else 1)
bounds = settings(max_examples=100 if EXPLORE else 3)
seeds = some.integers(0, 2**32)
of_all = pytest.mark.parametrize("asked", everything(), ids=str)
of_kinds = pytest.mark.parametrize("asked", everything() if EXPLORE else kinds(), ids=str)

WAYS: dict[str, Any] = {"period": "quarter", "by": "region"}
"""How the laws ask: cells of every kind, whose totals are not the sum of their parts."""
REPEATED = ("n_duplicate", "n_missing", "n_invalid", "n_excluded", "n_immature")


def found(
    asked: Asked, rows: list[Row] | Table, seed: int, *, moved: timedelta = timedelta(0), backend: Polars | None = None, **options: Any
) -> Computed:
    """One definition of rows."""
    table = rows if isinstance(rows, Table) else export(asked, rows)
    metric = asked.metric
    declared: dict[str, Any] = {
        "definition": metric.id,
        "as_of": END,
        "other": second(asked, seed, moved=moved),
        "settings": settings_of(metric),
    }
    if metric.scale is not None:
        declared |= {"scale": str(metric.scale)}
    if metric.direction:
        declared |= {"higher_is": "easier" if metric.direction == "ease" else "harder"}
    return compute([metric.name], table, request(**declared | WAYS | options), backend)[0]


@lru_cache(4)
def plain(asked: Asked, seed: int) -> Computed:
    """What the laws compare with."""
    return found(asked, sheet(asked, seed), seed)


def alike(one: pl.DataFrame, other: pl.DataFrame, *, but: tuple[str, ...] = ()) -> None:
    """Whether cells are the same, but for the last digits of sums."""
    keys = [name for name in ("row_kind", "period", "region", PART) if name in one.columns]
    assert set(one.columns) - set(but) == set(other.columns) - set(but)
    first, second_of = (frame.drop(but, strict=False).sort(keys, nulls_last=True).to_dicts() for frame in (one, other))
    assert len(first) == len(second_of)
    for a, b in zip(first, second_of, strict=True):
        for name, value in a.items():
            if isinstance(value, float) and b[name] is not None:
                assert b[name] == pytest.approx(value, rel=1e-9, abs=1e-9), (name, a)
            else:
                assert b[name] == value, (name, a)


RARE = {"feedback_terms", "cac"}
"""Metrics that say nothing of so few rows: they list only what is certain, or wait for the costs of all days."""


@pytest.mark.parametrize("asked", [asked for asked in kinds() if asked.metric.name not in RARE], ids=str)
def test_the_rows_drawn_have_something_to_say(asked: Asked):
    """A law about nothing but empty cells would hold for anything."""
    assert any(plain(asked, seed).cells["value"].is_not_null().any() for seed in range(20))


@of_all
@bounds
@given(seeds)
def test_numbers_keep_their_bounds_and_intervals_hold_their_values(asked: Asked, seed: int):
    least, most = asked.metric.bounds
    for cell in plain(asked, seed).cells.to_dicts():
        value, low, high = cell["value"], cell["low"], cell["high"]
        assert all(isfinite(number) for number in cell.values() if isinstance(number, float)), cell
        assert (value is None) == (cell["status"] in ("no_data", "immature")) or asked.metric.estimate is not None, cell
        assert value is not None or cell["grade_state"] is None, cell
        if value is not None and low is not None:
            assert low <= value + 1e-9, cell
        if value is not None and high is not None:
            assert value <= high + 1e-9, cell
        for number in (value, low, high):
            assert number is None or least is None or number >= least - 1e-9, cell
            # An export that has more hits than chances contradicts itself, and says so.
            assert number is None or most is None or number <= most + 1e-9 or cell["status"] == "inconsistent", cell
        assert cell["n"] >= 0 if cell["n"] is not None else value is None, cell
        assert all(cell[name] >= 0 for name in REPEATED), cell
        if asked.metric.unit is not Unit.COUNT and asked.metric.estimate is None:
            assert value is None or cell["n"] > 0, cell


@of_kinds
@laws
@given(seeds)
def test_order_of_rows_does_not_matter(asked: Asked, seed: int):
    rows = sheet(asked, seed)
    Random(seed).shuffle(rows)
    alike(plain(asked, seed).cells, found(asked, rows, seed).cells)


@of_kinds
@laws
@given(seeds, some.integers(0, 41))
def test_an_export_in_several_files_is_the_whole(asked: Asked, seed: int, cut: int):
    rows = sheet(asked, seed)
    parts = [export(asked, part) for part in (rows[:cut], rows[cut:])]
    whole = export(asked, rows)
    several = Table(**vars(whole) | {"rows": pl.concat([part.rows.select(whole.rows.collect_schema().names()) for part in parts])})
    alike(plain(asked, seed).cells, found(asked, several, seed).cells)


@of_kinds
@laws
@given(seeds, some.integers(0, 41))
def test_states_of_parts_merge_into_those_of_the_whole(asked: Asked, seed: int, cut: int):
    if is_gathered(asked.metric):
        return  # distinct people do not add up: every total is gathered again from rows
    rows = sheet(asked, seed)
    options = request(**WAYS, definition=asked.metric.id, scale=str(asked.metric.scale) if asked.metric.scale else None)
    metric = choose(asked.metric.name, export(asked, rows), options)
    one, other, whole = (aggregate([metric], export(asked, part), options, Polars()).days[0] for part in (rows[:cut], rows[cut:], rows))
    by = [name for name, dtype in whole.schema.items() if not dtype.is_numeric()]
    merged = pl.concat([one, other], how="vertical_relaxed").group_by(by).agg(pl.all().sum())
    assert merged.height == whole.height
    joined = whole.join(merged, on=by, how="inner", nulls_equal=True)
    assert joined.height == whole.height
    for name in set(whole.columns) - set(by):
        assert (joined[name] - joined[f"{name}_right"]).abs().max() in (None, 0) or joined[name].to_list() == pytest.approx(
            joined[f"{name}_right"].to_list(), rel=1e-9
        )


@of_kinds
@laws
@given(seeds)
def test_an_unrelated_column_and_a_further_view_change_nothing(asked: Asked, seed: int):
    rows = [row | {"@day": f"d{at}", "shoe": "ab"[at % 2]} for at, row in enumerate(sheet(asked, seed))]
    noisy = found(asked, rows, seed, by=["region", "shoe"]).cells
    kept = noisy.filter(pl.col("shoe").is_null()).drop("shoe")
    alike(plain(asked, seed).cells, kept)


@of_kinds
@laws
@given(seeds, some.sampled_from([-11, -3, 5, 9]))
def test_days_moved_together_with_their_zone_are_the_same_days(asked: Asked, seed: int, hours: int):
    """The same local times, written in UTC and reported in a zone `hours` away from it."""
    moved = timedelta(hours=-hours)
    rows = [shifted(asked.frame, row, moved) for row in sheet(asked, seed)]
    alike(plain(asked, seed).cells, found(asked, rows, seed, moved=moved, tz=f"Etc/GMT{-hours:+d}").cells)


@of_kinds
@laws
@given(seeds)
def test_rows_exported_twice_count_once(asked: Asked, seed: int):
    key = asked.frame.key
    rows = sheet(asked, seed)
    if key is None:
        return  # nothing tells such rows apart from others alike
    twice = [*rows, *(row for row in rows if row.get(key) is not None)]
    once = plain(asked, seed).cells
    again = found(asked, twice, seed).cells
    alike(once, again, but=REPEATED)


@of_kinds
@laws
@given(seeds, some.sampled_from([0.25, 3, 1000]))
def test_the_unit_of_weights_does_not_matter(asked: Asked, seed: int, times: float):
    if "weight" not in asked.metric.uses or asked.metric.unit is Unit.COUNT:
        return
    rows = sheet(asked, seed)
    heavier = [row | {"weight": row["weight"] and row["weight"] * times} for row in rows]
    one, other = (found(asked, some_rows, seed, weighted=True).cells for some_rows in (rows, heavier))
    alike(
        one.select("row_kind", "period", "region", "value", "n", "low", "high", "n_eff"),
        other.select("row_kind", "period", "region", "value", "n", "low", "high", "n_eff"),
    )


BY_COHORT = {"cohort_retention", "survival_curve", "customer_lifespan", "loyalty_rate"}
"""Metrics whose row of a month is about those who came in it, and that of the whole about everybody, or about the last month."""


@pytest.mark.parametrize(
    "asked", [asked for asked in (everything() if EXPLORE else kinds()) if asked.metric.name not in BY_COHORT], ids=str
)
@laws
@given(seeds, some.sampled_from([("2026-03-01", "2026-03-31"), ("2026-03-01", "2026-03-12"), ("2026-03-09", "2026-03-31")]))
def test_some_days_of_a_month_are_the_same_days_without_periods(asked: Asked, seed: int, days: tuple[str, str]):
    """What lies outside --from and --to is in neither: a month that the report cuts is not counted to its end."""
    rows = sheet(asked, seed)
    try:
        month, whole = (found(asked, rows, seed, period=period, from_=days[0], to=days[1]).cells for period in ("month", "all"))
    except CxmError:
        return  # costs of whole months are in no part of one
    facts = [name for name in ("row_kind", "region", PART, "value", "n") if name in month.columns]
    one, other = (cells.filter(pl.col("n") > 0).select(facts).sort(facts, nulls_last=True) for cells in (month, whole))
    assert one.drop("value").equals(other.drop("value"))
    values, others = (cells["value"].cast(pl.Float64).fill_null(float("inf")).to_list() for cells in (one, other))
    assert values == pytest.approx(others, rel=1e-9, abs=1e-9)
