"""Units: people and prepared rows are counted afresh for every view, never added up."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import polars as pl
import pytest
from build import Row, computed, table
from hypothesis import given
from hypothesis import strategies as st

from cxm import errors
from cxm.metrics import METRICS
from cxm.metrics.engine.aggregate import PART
from cxm.metrics.engine.interval import Moments, mean_hall, ratio_hall
from cxm.metrics.engine.table import Stored
from cxm.metrics.spec import (
    Better,
    Collapse,
    Estimate,
    Expr,
    Metric,
    Parts,
    Rows,
    Unit,
    garwood,
    mean_of,
    mean_states,
    ratio_of,
    ratio_states,
    wilson,
)


def gathered(rows: Rows) -> dict[str, Expr]:
    return {"orders": rows.x.len(), "spent": rows.col("revenue").sum(), "repeat": rows.x.len() > 1}


def buyers(rows: Rows) -> dict[str, Expr]:
    return {"customers": rows.size(), "again": rows.count(rows.col("repeat")), "orders": rows.total(rows.col("orders"))}


REPEAT = Metric(
    title="Repeat buyers",
    frame="order",
    definition="test",
    version=1,
    unit=Unit.PERCENT,
    better=Better.HIGHER,
    bounds=(0, 100),
    per=Collapse(("customer_id",), gathered),
    states=buyers,
    base="customers",
    value=lambda s: 100 * s.again / s.customers,
    interval=wilson("again"),
    name="repeat_test",
    family="test",
)

ORDERS: list[dict[str, Any]] = [
    {"customer_id": "a", "ordered_at": "2026-01-03T10:00:00", "revenue": 10.0, "shop": "N"},
    {"customer_id": "a", "ordered_at": "2026-01-09T10:00:00", "revenue": 20.0, "shop": "S"},
    {"customer_id": "a", "ordered_at": "2026-02-01T10:00:00", "revenue": 5.0, "shop": "S"},
    {"customer_id": "b", "ordered_at": "2026-01-04T10:00:00", "revenue": 7.0, "shop": "N"},
    {"customer_id": "b", "ordered_at": "2026-02-10T10:00:00", "revenue": 7.0, "shop": "N"},
    {"customer_id": "b", "ordered_at": "2026-02-11T10:00:00", "revenue": 1.0, "shop": "N"},
    {"customer_id": None, "ordered_at": "2026-02-11T10:00:00", "revenue": 99.0, "shop": "S"},
]


@pytest.fixture
def metric() -> Iterator[Any]:
    """Puts a metric of a test where the engine looks for metrics."""
    names = []

    def put(item: Metric) -> str:
        METRICS.plugins[item.name] = item
        METRICS._loaded.pop(item.name, None)
        names.append(item.name)
        return item.name

    yield put
    for name in names:
        METRICS.plugins.pop(name, None)
        METRICS._loaded.pop(name, None)


def cells(name: str, rows: list[Row] | Any, frame: str = "order", **options: Any) -> list[dict[str, Any]]:
    found = rows if hasattr(rows, "frame") else table(rows, frame=frame)
    return computed(name, found, **options).cells.to_dicts()


def test_people_are_counted_afresh_in_every_period_and_in_the_whole(metric):
    name = metric(REPEAT)
    monthly = cells(name, ORDERS, period="month")
    assert [(row["period"], row["customers"], row["again"], row["n"]) for row in monthly] == [("2026-01", 2, 1, 2), ("2026-02", 2, 1, 2)]
    (whole,) = cells(name, ORDERS)
    assert (whole["customers"], whole["again"], whole["value"], whole["orders"]) == (2, 2, 100.0, 6)


def test_a_unit_counts_in_every_segment_it_is_in_and_once_in_the_total(metric):
    name = metric(REPEAT)
    found = cells(name, ORDERS, by="shop", period="month")
    assert [(row["period"], row["shop"], row["customers"], row["again"]) for row in found] == [
        ("2026-01", "N", 2, 0),
        ("2026-01", "S", 1, 0),
        ("2026-01", None, 2, 1),
        ("2026-02", "N", 1, 1),
        ("2026-02", "S", 1, 0),
        ("2026-02", None, 2, 1),
    ]


def test_a_unit_counts_where_it_came_first_when_asked_so_that_segments_add_up(metric):
    name = metric(REPEAT.but(per=Collapse(("customer_id",), gathered, segment="first")))
    found = {(row["period"], row["shop"]): row["customers"] for row in cells(name, list(reversed(ORDERS)), by="shop", period="month")}
    assert found[("2026-01", "N")] == 2
    assert found[("2026-01", "S")] == 0
    assert found[("2026-02", "N")] + found[("2026-02", "S")] == found[("2026-02", None)] == 2


def test_a_period_without_units_is_no_data_and_its_counts_are_0(metric):
    name = metric(REPEAT)
    rows = [ORDERS[0], {**ORDERS[0], "ordered_at": "2026-03-01T00:00:00"}]
    _, empty, _ = cells(name, rows, period="month")
    assert (empty["period"], empty["value"], empty["n"], empty["again"], empty["status"]) == ("2026-02", None, 0, 0, "no_data")


def test_segments_beyond_the_largest_are_gathered_together(metric):
    name = metric(REPEAT)
    rows = [*ORDERS, {"customer_id": "c", "ordered_at": "2026-01-04T10:00:00", "shop": "W"}, {**ORDERS[0], "shop": "W"}]
    found = {row["shop"]: row["customers"] for row in cells(name, rows, by="shop", top=1)}
    assert found == {"N": 2, "(other)": 2, None: 3}


def test_units_are_told_apart_by_several_fields_and_by_day(metric):
    name = metric(REPEAT.but(per=Collapse(("customer_id", "day"), lambda rows: {"orders": rows.x.len(), "repeat": rows.x.len() > 1})))
    rows = [*ORDERS, {**ORDERS[0], "ordered_at": "2026-01-03T23:59:59"}]
    (whole,) = cells(name, rows)
    assert (whole["customers"], whole["again"]) == (6, 1)


def test_the_day_of_a_unit_is_that_of_the_reporting_zone(metric):
    name = metric(REPEAT.but(per=Collapse(("day",), lambda rows: {"orders": rows.x.len(), "repeat": rows.x.len() > 1})))
    rows = [{"ordered_at": "2026-01-03T23:30:00"}, {"ordered_at": "2026-01-04T12:00:00"}]
    found = cells(name, table(rows, frame="order", stored=Stored.UTC), tz="Europe/Vilnius")
    assert found[0]["customers"] == 1


def test_the_mean_over_units_has_the_interval_of_their_amounts(metric):
    spent = {"a": 35.0, "b": 15.0, "c": 2.0, "d": 80.0}
    rows = [
        {"customer_id": name, "ordered_at": f"2026-01-0{day}T10:00:00", "revenue": amount / 2}
        for name, amount in spent.items()
        for day in (1, 2)
    ]
    name = metric(
        REPEAT.but(
            unit=Unit.MONEY,
            bounds=(0, None),
            states=lambda rows: {"customers": rows.size(), **mean_states(rows, rows.col("spent"))},
            value=lambda s: s.total / s.customers,
            interval=mean_of("total", "squares", "cubes"),
        )
    )
    (row,) = cells(name, rows)
    limits = mean_hall(Moments.of(list(spent.values())), 0.95, floor=0.0)
    assert limits is not None
    assert row["value"] == 33.0
    assert (row["low"], row["high"]) == pytest.approx(limits, rel=1e-9)
    assert row["interval_method"] == "mean_hall"


AMOUNTS = st.lists(st.tuples(st.integers(0, 200), st.integers(1, 9)), min_size=3, max_size=12)


@given(AMOUNTS)
def test_the_ratio_over_units_has_the_interval_of_its_residuals(pairs):
    item = REPEAT.but(
        name="ratio_test",
        unit=Unit.RATIO,
        bounds=(None, None),
        per=Collapse(("customer_id",), lambda rows: {"y": rows.col("revenue").sum(), "x": rows.col("refund").sum()}),
        states=lambda rows: {"customers": rows.size(), **ratio_states(rows, rows.col("y"), rows.col("x"))},
        value=lambda s: s.y / s.x,
        interval=ratio_of("customers"),
    )
    METRICS.plugins[item.name] = item
    METRICS._loaded.pop(item.name, None)
    rows = [
        {"customer_id": str(at), "ordered_at": "2026-01-01T10:00:00", "revenue": float(y), "refund": float(x)}
        for at, (y, x) in enumerate(pairs)
    ]
    (row,) = cells(item.name, rows)
    limits = ratio_hall([float(y) for y, _ in pairs], [float(x) for _, x in pairs], 0.95)
    assert limits is not None
    assert (row["low"], row["high"]) == pytest.approx(limits, rel=1e-6, abs=1e-6)


def test_huge_amounts_have_moments_too(metric):
    name = metric(
        REPEAT.but(
            unit=Unit.MONEY,
            bounds=(0, None),
            states=lambda rows: {"customers": rows.size(), **mean_states(rows, rows.col("spent"))},
            value=lambda s: s.total / s.customers,
            interval=mean_of("total", "squares", "cubes"),
        )
    )
    rows = [
        {"customer_id": str(at), "ordered_at": "2026-01-01T10:00:00", "revenue": amount} for at, amount in enumerate((1e9, 3e9, 9e9, 4e9))
    ]
    (row,) = cells(name, rows)
    assert (row["low"], row["high"]) == pytest.approx(mean_hall(Moments.of([1e9, 3e9, 9e9, 4e9]), 0.95, floor=0.0), rel=1e-6)


def test_every_part_has_a_row_in_every_cell_and_the_base_of_the_cell(metric):
    parts = Parts("shop", lambda rows: rows.col("channel"), (), "customers_of_part")
    name = metric(
        REPEAT.but(
            parts=parts,
            states=lambda rows: {"customers_of_part": rows.size()},
            value=lambda s: 100 * s.customers_of_part / s.customers,
            interval=wilson("customers_of_part"),
        )
    )
    rows = [{**row, "channel": row["shop"]} for row in ORDERS]
    found = cells(name, rows, period="month")
    assert [(row["period"], row[PART], row["customers_of_part"], row["customers"], row["value"]) for row in found] == [
        ("2026-01", "N", 2, 2, 100.0),
        ("2026-01", "S", 1, 2, 50.0),
        ("2026-02", "N", 1, 2, 50.0),
        ("2026-02", "S", 1, 2, 50.0),
    ]


def test_counts_of_people_widen_by_the_spread_of_their_days(metric):
    name = metric(
        REPEAT.but(
            unit=Unit.COUNT,
            bounds=(0, None),
            per=Collapse(("customer_id",), lambda rows: {"orders": rows.x.len()}),
            states=lambda rows: {"customers": rows.size()},
            value=lambda s: s.customers,
            interval=garwood("customers"),
        )
    )
    rows = [
        {"customer_id": f"{day}-{who}", "ordered_at": f"2026-01-{day:02d}T10:00:00"}
        for day in range(1, 15)
        for who in range(9 if day % 7 else 1)
    ]
    (row,) = cells(name, rows)
    assert row["deff"] > 1
    assert row["low"] < row["value"] < row["high"]


def test_a_quantile_over_units_is_estimated_from_their_times(metric):
    name = metric(
        REPEAT.but(
            unit=Unit.RATIO,
            bounds=(None, None),
            estimate=Estimate("quantile", lambda rows: rows.col("spent"), lambda rows: rows.lit(value=True)),
            states=lambda rows: {"customers": rows.size()},
        )
    )
    rows = [{"customer_id": str(at), "ordered_at": "2026-01-01T10:00:00", "revenue": float(at)} for at in range(1, 21)]
    (row,) = cells(name, rows)
    assert (row["value"], row["low"], row["high"], row["interval_method"]) == (10.5, 6.0, 15.0, "order_stat")
    assert (row["mean"], row["p90"], row["n"]) == (10.5, pytest.approx(18.1), 20)


def test_asking_for_one_row_per_respondent_is_refused(metric):
    name = metric(REPEAT)
    with pytest.raises(errors.UsageError, match="dedupe"):
        cells(name, ORDERS, dedupe="respondent-period")


@given(st.permutations(ORDERS))
def test_order_of_rows_does_not_matter(rows):
    METRICS.plugins["order_test"] = REPEAT.but(name="order_test")
    METRICS._loaded.pop("order_test", None)
    first, second = (computed("order_test", table(some, frame="order"), by="shop", period="month").cells for some in (ORDERS, rows))
    assert first.drop("notes").equals(second.drop("notes"))


def test_whatever_the_time_is_stored_as_people_lie_in_the_same_periods(metric):
    name = metric(REPEAT)
    frames = [pl.DataFrame(cells(name, table(ORDERS, frame="order", stored=stored), period="month")).drop("notes") for stored in Stored]
    assert frames[0].equals(frames[1])
    assert frames[0].equals(frames[2])
