"""The sample data: its README's commands run, and a few of their numbers are those of plain Python."""

from __future__ import annotations

import csv
import re
import shlex
from pathlib import Path

import pytest

from cxm import compute

FOLDER = Path(__file__).parents[2] / "sample_data"
COMMANDS = re.findall(r"`cxm ([^`]+)`", (FOLDER / "README.md").read_text(encoding="utf-8"))


def rows(name: str) -> list[dict[str, str]]:
    with (FOLDER / name).open(newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


@pytest.mark.parametrize("command", COMMANDS)
def test_what_the_readme_says_to_try_works(cxm, command):
    words = [str(FOLDER / word) if word.endswith(".csv") else word for word in shlex.split(command)]
    done = cxm(*words)
    assert (done.returncode, bool(done.stdout)) == (0, True), done.stderr


def test_every_sample_is_named_with_the_rows_it_has():
    table = dict(re.findall(r"\| `(\w+\.csv)` \| ([\d,]+) \|", (FOLDER / "README.md").read_text(encoding="utf-8")))
    assert table == {path.name: f"{len(rows(path.name)):,}" for path in FOLDER.glob("*.csv")}


def test_churn_of_a_month_is_that_of_those_who_were_there():
    there = [row for row in rows("subscriptions.csv") if row["start_date"] <= "2026-06-01" and not "" < row["end_date"] <= "2026-06-01"]
    lost = [row for row in there if "2026-06-01" < row["end_date"] < "2026-07-01"]
    found = compute("churn-rate", str(FOLDER / "subscriptions.csv"), period="month", start="2026-06-01").row(0, named=True)
    assert (found["n"], found["value"]) == (len(there), pytest.approx(100 * len(lost) / len(there)))


def test_the_order_value_is_money_over_orders_that_stand():
    stand = [float(row["total"]) for row in rows("orders.csv") if row["status"] == "paid"]  # refunded in full is no order
    found = compute("aov", str(FOLDER / "orders.csv")).row(0, named=True)
    assert (found["n"], found["value"]) == (len(stand), pytest.approx(sum(stand) / len(stand)))
