"""Index: relatives to a baseline worked out by hand, and what makes them unknown."""

from __future__ import annotations

from datetime import date
from math import exp, sqrt
from typing import Any

import pytest

from cxm.errors import UsageError
from cxm.metrics.engine.index import Series, index

MONTHS = {"2026-01": (date(2026, 1, 1), date(2026, 2, 1)), "2026-02": (date(2026, 2, 1), date(2026, 3, 1))}


def series(name: str, weight: float, then: float | None, now: float | None, **more: Any) -> Series:
    """A part with a value in two months; `limits` are those of both."""
    limits = more.pop("limits", (None, None))
    status = more.pop("status", "ok")
    cells = {
        label: {
            "period": label,
            "period_start": start,
            "period_end": end,
            "status": status if label == "2026-02" else "ok",
            "value": value,
            "low": limits[0],
            "high": limits[1],
            "days_observed": (end - start).days,
        }
        for (label, (start, end)), value in zip(MONTHS.items(), (then, now), strict=True)
    }
    return Series(name, cells, weight, **{"rising": True, **more})


def last(*parts: Series, geometric: bool = False) -> dict[str, Any]:
    """The row of February."""
    rows = index(parts, "2026-01", geometric=geometric).to_dicts()
    assert [row["period"] for row in rows] == ["2026-01", "2026-02"]
    return rows[1]


def test_weighted_relatives_are_added_up():
    row = last(series("a", 1, 10, 11), series("b", 1, 20, 18), series("c", 2, 5, 6))
    assert row["value"] == pytest.approx(110)  # (1.1 + 0.9 + 2 x 1.2) / 4
    assert (row["n"], row["denominator"], row["status"]) == (3, 4, "ok")


def test_the_geometric_form_multiplies_their_powers():
    assert last(series("a", 1, 10, 40), series("b", 1, 10, 10), geometric=True)["value"] == pytest.approx(200)


def test_the_baseline_itself_is_100_and_certain():
    row = index([series("a", 3, 10, 40, limits=(5, 15))], "2026-01", geometric=False).to_dicts()[0]
    assert (row["value"], row["low"], row["high"]) == (100, None, None)


def test_where_less_is_better_the_relative_is_turned_upside_down():
    assert last(series("churn", 1, 4, 5, rising=False))["value"] == pytest.approx(80)


def test_counts_are_compared_per_day():
    assert last(series("sessions", 1, 310, 280, daily=True))["value"] == pytest.approx(100)


@pytest.mark.parametrize(("then", "now"), [(None, 1), (1, None), (0, 1)])
def test_a_missing_part_or_a_baseline_of_0_leaves_nothing(then: float | None, now: float | None):
    row = last(series("a", 1, 1, 2), series("b", 1, then, now))
    assert (row["value"], row["status"]) == (None, "no_data")


def test_a_part_that_falls_to_0_counts_as_0():
    assert last(series("a", 1, 1, 1), series("b", 1, 5, 0))["value"] == pytest.approx(50)


def test_an_unfinished_part_makes_the_index_unfinished():
    assert last(series("a", 1, 1, 2), series("b", 1, 1, 2, status="partial"))["status"] == "partial"


def test_limits_are_those_of_the_parts_on_the_logarithm():
    # Value 20 after 10, each known to within 1: half-widths of 5 % and 10 % of the values.
    part = series("a", 1, 10, 20)
    wide = {label: cell | {"low": cell["value"] - 1, "high": cell["value"] + 1} for label, cell in part.cells.items()}
    row = last(part._replace(cells=wide))
    spread = exp(sqrt(0.05**2 + 0.1**2))
    assert (row["low"], row["high"]) == (pytest.approx(200 / spread), pytest.approx(200 * spread))
    assert row["interval_method"] == "delta_product"


def test_a_part_moves_an_added_index_by_its_share_of_it():
    # Relatives 3 and 1 of equal weight: the first makes up three quarters of the index of 200.
    sure, unsure = series("b", 1, 10, 10), series("a", 1, 10, 30)
    cells = unsure.cells | {"2026-02": unsure.cells["2026-02"] | {"low": 27, "high": 33}}
    row = last(unsure._replace(cells=cells), sure)
    assert row["high"] == pytest.approx(200 * exp(0.75 * 0.1))


def test_a_baseline_outside_the_report_is_refused_with_what_there_is():
    with pytest.raises(UsageError, match="2025-12") as caught:
        index([series("a", 1, 1, 2)], "2025-12", geometric=False)
    assert "2026-01, 2026-02" in str(caught.value)
