"""BG/NBD and Gamma-Gamma against what their authors published, against derivatives taken by steps, and from orders to a value.

`cdnow.csv` holds the purchase histories of the CDNOW sample of Fader and Hardie (2,357 customers, 39 weeks), as the package lifetimes
(MIT) distributes it: repeat days, days to the last purchase, days observed, mean amount of the repeat purchases.
"""

from __future__ import annotations

import csv
import subprocess
import sys
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from build import computed, table

from cxm.errors import NotEnoughData, UsageError
from cxm.metrics.prepare import _buying
from cxm.metrics.prepare._buying import (
    Buying,
    Histories,
    Spending,
    buying_loss,
    engines,
    expected_purchases,
    expected_worth,
    fit_buying,
    fit_spending,
    present_value,
    spending_loss,
)

ROOT = Path(__file__).parents[2]
END = date(1997, 9, 30)


def histories() -> list[dict[str, float]]:
    with (Path(__file__).parent / "cdnow.csv").open(newline="", encoding="utf-8") as file:
        return [{name: float(value) for name, value in row.items()} for row in csv.DictReader(file)]


def known(rows: list[dict[str, float]]) -> Histories:
    columns = {name: np.array([row[name] for row in rows]) for name in rows[0]}
    return Histories(columns["repeats"], columns["last_days"] / 7, columns["age_days"] / 7, columns["worth"], np.ones(len(rows)))


CDNOW = known(histories())
USE = engines()
PUBLISHED = Buying(0.243, 4.414, 0.793, 2.426)


def again() -> Histories:
    kept = CDNOW.repeats > 0
    return Histories(*(one[kept] for one in (CDNOW.repeats, CDNOW.last, CDNOW.age, CDNOW.worth, CDNOW.customers)))


def customer(repeats: float, last: float, age: float, worth: float = 0.0) -> Histories:
    return Histories(*(np.array([float(one)]) for one in (repeats, last, age, worth, 1)))


def orders(rows: list[dict[str, float]]) -> list[dict[str, Any]]:
    """Orders that have these histories: a first one, repeats on different days, the last of them on its day."""
    found = []
    for at, row in enumerate(rows):
        first = END - timedelta(int(row["age_days"]))
        last, repeats = int(row["last_days"]), int(row["repeats"])
        days = [0, *range(1, repeats), last] if repeats else [0]
        for day in days:
            amount = row["worth"] if day else 5.0
            found.append({"customer_id": f"c{at}", "ordered_at": f"{first + timedelta(day)}T12:00:00", "revenue": amount})
    return found


def test_purchases_have_the_published_parameters():
    found = fit_buying(CDNOW, USE)
    assert [round(one, 3) for one in found] == list(PUBLISHED)
    assert round(-buying_loss(np.log(np.array(found)), CDNOW, USE)[0], 1) == -9582.4


def test_amounts_have_the_published_parameters():
    found = fit_spending(again(), USE)
    assert (len(again().repeats), round(found.p, 2), round(found.q, 2)) == (946, 6.25, 3.74)
    assert found.v == pytest.approx(15.44, abs=0.02)


def test_a_customer_of_the_paper_buys_as_often_as_the_paper_says():
    [often] = expected_purchases(39, customer(2, 30.43, 38.86), PUBLISHED, USE)
    assert often == pytest.approx(1.226, abs=0.0011)


def test_nothing_is_bought_in_no_time_and_more_in_more():
    weeks = [float(expected_purchases(at, customer(2, 30.43, 38.86), PUBLISHED, USE)[0]) for at in (0, 1, 10, 39, 100, 1000)]
    assert weeks[0] == pytest.approx(0, abs=1e-12)
    assert weeks == sorted(weeks)


def test_whoever_bought_lately_buys_more_than_whoever_has_been_silent():
    lately, silent = (float(expected_purchases(39, customer(5, last, 38.86), PUBLISHED, USE)[0]) for last in (38, 10))
    assert lately > 3 * silent


def test_worth_lies_between_the_customer_and_the_mean_of_all():
    model = Spending(6.25, 3.74, 15.44)
    mean = 6.25 * 15.44 / 2.74
    assert expected_worth(customer(0, 0, 10), model)[0] == pytest.approx(mean)
    for repeats, worth in ((1, 100.0), (10, 100.0), (1, 5.0)):
        [value] = expected_worth(customer(repeats, 5, 10, worth), model)
        assert min(mean, worth) < value < max(mean, worth)
    one, ten = (expected_worth(customer(repeats, 5, 10, 100.0), model)[0] for repeats in (1, 10))
    assert one < ten


@pytest.mark.parametrize("seed", range(5))
def test_gradients_are_those_taken_by_steps(seed: int):
    rng = np.random.default_rng(seed)
    for loss, some, size in ((buying_loss, CDNOW, 4), (spending_loss, again(), 3)):
        at = rng.normal(0.5, 0.5, size)
        _, gradient = loss(at, some, USE)
        step = 1e-6
        for place in range(size):
            ahead, behind = at.copy(), at.copy()
            ahead[place] += step
            behind[place] -= step
            slope = (loss(ahead, some, USE)[0] - loss(behind, some, USE)[0]) / (2 * step)
            assert gradient[place] == pytest.approx(slope, rel=1e-5, abs=1e-2)


def test_known_parameters_are_found_again_in_customers_drawn_from_them():
    truth, rng = Buying(0.8, 6.0, 0.9, 2.5), np.random.default_rng(7)
    rows = []
    for _ in range(4000):
        age, rate, leaves = rng.uniform(30, 60), rng.gamma(truth.r, 1 / truth.alpha), rng.beta(truth.a, truth.b)
        at, last, repeats = 0.0, 0.0, 0
        while True:
            at += rng.exponential(1 / rate)
            if at > age:
                break
            last, repeats = at, repeats + 1
            if rng.random() < leaves:
                break
        rows.append({"repeats": float(repeats), "last_days": 7 * last, "age_days": 7 * age, "worth": 0.0})
    found = fit_buying(known(rows), USE)
    assert found.r / found.alpha == pytest.approx(truth.r / truth.alpha, rel=0.1)
    assert found.a / (found.a + found.b) == pytest.approx(truth.a / (truth.a + truth.b), rel=0.15)


def test_a_value_without_discount_is_purchases_times_worth():
    spending = Spending(6.25, 3.74, 15.44)
    one = customer(2, 30.43, 38.86, 22.35)
    worth, purchases = present_value(one, PUBLISHED, spending, 12, 0.0, USE)
    assert worth[0] == pytest.approx(purchases[0] * expected_worth(one, spending)[0])
    less, _ = present_value(one, PUBLISHED, spending, 12, 0.5, USE)
    assert less[0] < worth[0]


def test_orders_lead_to_the_published_models_and_to_the_mean_of_all_customers():
    rows = histories()
    found = computed("clv_model", table(orders(rows), frame="order"), as_of=str(END), settings={"resamples": 20})
    [cell] = found.cells.to_dicts()
    assert "BG/NBD r 0.243, alpha 4.414, a 0.793, b 2.426 in weeks; Gamma-Gamma p 6.25, q 3.74, v 15.4" in cell["notes"]
    worth, purchases = present_value(CDNOW, fit_buying(CDNOW, USE), fit_spending(again(), USE), 12, 0.1, USE)
    assert cell["n"] == len(rows)
    assert cell["value"] == pytest.approx(worth.mean(), rel=1e-4)
    assert cell["purchases"] == pytest.approx(purchases.sum(), rel=1e-4)
    assert cell["low"] < cell["value"] < cell["high"]
    assert cell["interval_method"] == "model_bootstrap"


def test_segments_and_deciles_are_parts_of_the_whole_and_samples_repeat():
    rows = [row | {"channel": "ab"[at % 2]} for at, row in enumerate(histories()[::3])]
    sold = [order | {"channel": rows[int(order["customer_id"][1:])]["channel"]} for order in orders(rows)]
    asked = {"as_of": str(END), "settings": {"resamples": 5}, "by": "channel"}
    first, second = (computed("clv_model", table(sold, frame="order"), **asked).cells for _ in range(2))
    assert first.equals(second)
    cells = first.to_dicts()
    whole = next(cell for cell in cells if cell["row_kind"] == "total")
    parts = [cell for cell in cells if cell["row_kind"] == "segment"]
    assert sum(cell["worth"] for cell in parts) == pytest.approx(whole["worth"])
    assert sum(cell["n"] for cell in parts) == whole["n"] == len(rows)
    tenths = computed("clv_model", table(sold, frame="order"), as_of=str(END), definition="by_decile", settings={"resamples": 0}).cells
    assert tenths.height == 10
    assert tenths["worth"].sum() == pytest.approx(whole["worth"])
    assert tenths["value"].is_sorted()


def test_too_few_repeats_and_too_short_a_time_are_refused():
    once = [row | {"repeats": 0.0, "last_days": 0.0} for row in histories()[:400]]
    with pytest.raises(NotEnoughData, match="customers who came back"):
        computed("clv_model", table(orders(once), frame="order"), as_of=str(END))
    short = [row | {"age_days": min(row["age_days"], 100.0), "last_days": min(row["last_days"], 90.0)} for row in histories()]
    short = [row for row in short if row["repeats"] <= row["last_days"]]
    with pytest.raises(NotEnoughData, match="26 weeks"):
        computed("clv_model", table(orders(short), frame="order"), as_of=str(END))


def test_without_the_extra_the_command_that_installs_it_is_named(monkeypatch):
    def missing(name: str) -> Any:
        raise ModuleNotFoundError(f"No module named {name!r}", name=name)

    monkeypatch.setattr(_buying, "import_module", missing)
    with pytest.raises(UsageError) as caught:
        engines()
    assert caught.value.cure == "pip install 'cxm[clv]'"


def test_no_other_metric_loads_the_extra():
    code = "import cxm, sys; cxm.compute('nps', 'sample_data/survey.csv'); print('scipy' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT)
    assert done.stdout.strip() == "False"
