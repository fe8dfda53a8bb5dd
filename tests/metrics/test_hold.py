"""Rows held for several counts: what is asked together is what is asked alone, whether it fits into memory or not."""

from __future__ import annotations

import csv
from itertools import permutations
from pathlib import Path

import polars as pl
import pytest

import cxm
from cxm import _api
from cxm.metrics.engine.grain import Noted
from cxm.metrics.prepare import exact_sum
from cxm.metrics.prepare._runs import UNIT_CODE, in_runs, same_unit

TOGETHER = ["backlog", "first-contact-resolution", "first-response-time", "resolution-rate", "resolution-time", "reopen-rate"]


def tickets(path: Path, odd: str) -> Path:
    """Five thousand tickets; a time near the end, beyond what is looked at first, is written in another way."""
    with path.open("w", newline="", encoding="utf-8") as out:
        rows = csv.writer(out)
        rows.writerow(["ticket_id", "created_at", "first_response_at", "resolved_at", "status", "customer_id", "reopens"])
        for at in range(5000):
            day, minute = at // 100 % 28 + 1, at % 60
            resolved = f"2026-01-{day:02}T22:{minute:02}:00" if at % 7 else ""
            answered = odd if at == 4900 else f"2026-01-{day:02}T10:{minute:02}:30"
            rows.writerow(
                [
                    f"t{at}",
                    f"2026-01-{day:02}T09:{minute:02}:00",
                    answered,
                    resolved,
                    "solved" if at % 7 else "open",
                    at % 900,
                    at % 11 // 10,
                ]
            )
    return path


def alone_and_together(path: Path) -> tuple[pl.DataFrame, pl.DataFrame]:
    alone = pl.concat([cxm.compute(name, path, period="week") for name in TOGETHER], how="diagonal_relaxed")
    return alone, cxm.compute(TOGETHER, path, period="week").select(alone.columns)


@pytest.mark.parametrize("odd", ["2026-01-28T10:00:30", "2026-01-28 10:00", "2026-01-28", "2026-02-31T10:00:30", "soon", "", " "], ids=repr)
def test_metrics_asked_together_are_those_asked_alone_however_a_late_time_is_written(tmp_path: Path, odd: str):
    alone, together = alone_and_together(tickets(tmp_path / "tickets.csv", odd))
    assert alone.equals(together)


def test_rows_that_do_not_fit_are_read_again_for_each_count(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    path = tickets(tmp_path / "tickets.csv", "2026-01-28T10:00:30")
    held, _ = alone_and_together(path)
    monkeypatch.setattr(_api, "SHARE", 1 << 40)
    alone, together = alone_and_together(path)
    assert alone.equals(together)
    assert held.equals(alone)


def test_settings_lead_to_the_same_rows_if_they_agree_in_all_that_was_read():
    noted = Noted({"within": 7, "unread": 1})
    assert noted["within"] == 7
    assert noted.get("closed", ()) == ()
    assert "target" not in noted
    assert not noted.tell_apart({"within": 7, "unread": 2})
    assert not noted.tell_apart({"within": 7, "closed": ()})
    assert noted.tell_apart({"within": 8})
    assert noted.tell_apart({"within": 7, "closed": ("2026-01-01",)})
    assert noted.tell_apart({"within": 7, "target": ""})


def test_runs_put_the_rows_of_a_unit_in_the_order_of_time_and_of_the_file():
    times = [3, 1, 2, 1, 1, None, 2]
    rows = pl.DataFrame({"a": ["x", "y", "x", "x", None, "x", "y"], "b": [1, 1, 1, 1, 1, 1, None], "at": times, "line": range(7)})
    found = in_runs(rows.lazy(), ["a", "b"], "at").with_columns(same_unit(1).alias("same")).collect()
    of_unit = {unit: part["line"].to_list() for (*unit_, _), part in found.group_by("a", "b", UNIT_CODE) for unit in [tuple(unit_)]}
    assert of_unit == {("x", 1): [3, 2, 0, 5], ("y", 1): [1], (None, 1): [4], ("y", None): [6]}
    assert found["same"].sum() == 3


def test_a_sum_of_amounts_is_exact_in_whatever_order_they_come():
    sums = {
        pl.DataFrame({"unit": 1, "net": order}).lazy().group_by("unit").agg(exact_sum("net")).collect()["net"].item()
        for order in permutations([1e16, 0.01, 2.0, -1e16, 0.25])
    }
    assert sums == {2.26}
