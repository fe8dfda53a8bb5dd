"""Cases: every metric against numbers worked out by hand, as data in `cases/<metric>.toml`.

A case has a `name`, a `why` with the calculation, what it `covers`, `rows` of canonical fields (`times` for several alike, `{}` being their number; other
columns are the export's own), the `frame` they are of where it is not the metric's first, the `frame` and `rows` of a second export
(`with`), a `request`, and either `expect`, one partial row per cell in their order, or an `error` and words
it `says`. Fractions are texts ("100/3"), null is "null"; whole numbers and fractions are exact, decimals good to their last
digit, and `low_above = 4` bounds what is not worked out.
"""

from __future__ import annotations

import tomllib
from decimal import Decimal
from fractions import Fraction
from math import isfinite
from pathlib import Path
from typing import Any

import pytest
from build import cells, computed, request, table

from cxm import errors
from cxm.metrics import FRAMES, METRICS
from cxm.metrics.engine import hold
from cxm.metrics.engine.aggregate import PART
from cxm.metrics.engine.plan import choose
from cxm.metrics.spec import Frame, Metric, Panel, Unit, View

FOLDER = Path(__file__).parent / "cases"
Case = dict[str, Any]


def load(name: str) -> list[Case]:
    path = FOLDER / f"{name}.toml"
    return tomllib.loads(path.read_text(encoding="utf-8"), parse_float=Decimal)["case"] if path.exists() else []


def plain(value: Any) -> Any:
    """Rows and requests hold floats; only what is expected says how many of its digits count."""
    if isinstance(value, Decimal):
        return float(value)
    if isinstance(value, list):
        return [plain(item) for item in value]
    return {key: plain(item) for key, item in value.items()} if isinstance(value, dict) else value


def frame_of(name: str) -> Frame:
    """The canonical frame whose fields the rows of a metric's cases hold."""
    item = METRICS[name]
    return FRAMES[METRICS.metric(item.of if isinstance(item, View) else name).frame]


CASES = [pytest.param(name, case, id=f"{name}: {case['name']}") for name in METRICS.names() for case in load(name)]


def options_of(name: str, case: Case) -> dict[str, Any]:
    """The request of a case; a view brings its own."""
    options = plain(case.get("request", {}))
    if isinstance(view := METRICS[name], View):
        columns = [column for column in view.by if any(column in row for row in case["rows"])]
        options = {"by": columns[:1], **({"period": view.period} if view.period else {}), "compare": view.compare or "", **options}
        options["settings"] = {**view.settings, **options.get("settings", {})}
    return options


@pytest.mark.parametrize(("name", "case"), CASES)
def test_numbers_are_those_worked_out_by_hand(name: str, case: Case):
    rows = table(plain(case["rows"]), frame=case.get("frame", frame_of(name).name), fields=case.get("fields", ()))
    options = options_of(name, case)
    if "with" in case:
        second = case["with"]
        options["other"] = table(plain(second["rows"]), frame=second["frame"], fields=second.get("fields", ()))
    if "error" in case:
        with pytest.raises(getattr(errors, case["error"])) as caught:
            computed(name, rows, **options)
        assert [word for word in case.get("says", ()) if word not in str(caught.value)] == []
        return
    found = computed(name, rows, **options)
    got = found.cells.to_dicts()
    assert len(got) == len(case["expect"]), f"{len(got)} cells"
    part = found.metric.parts.name if found.metric.parts else ""
    for row, expected in zip(got, case["expect"], strict=True):
        row |= {"definition": found.metric.id, part: row.get(PART)}
        for key, value in expected.items():
            check(key, row, value)
        assert all(value is None or not isinstance(value, float) or isfinite(value) for value in row.values())


@pytest.mark.parametrize(("name", "case"), [one for one in CASES if "error" not in one.values[1]])
def test_a_metric_reads_no_field_it_does_not_declare(name: str, case: Case, monkeypatch: pytest.MonkeyPatch):
    # Rows held for several metrics have the declared fields only.
    monkeypatch.setattr(hold, "KINDS", 0)
    test_numbers_are_those_worked_out_by_hand(name, case)


def check(key: str, row: dict[str, Any], expected: Any) -> None:
    """One expected number or word."""
    if key.endswith(("_above", "_below")):
        name = key.rpartition("_")[0]
        assert (row[name] > expected) if key.endswith("_above") else (row[name] < expected), f"{name} is {row[name]}"
        return
    actual = row[key]
    if expected == "null":
        assert actual is None, f"{key} is {actual!r}"
    elif isinstance(expected, Decimal):
        exponent = expected.as_tuple().exponent
        assert abs(actual - float(expected)) <= 0.5 * 10.0 ** int(exponent) * (1 + 1e-9), f"{key} is {actual!r}, not {expected}"
    elif isinstance(actual, float):
        assert actual == pytest.approx(float(Fraction(expected)), rel=1e-12, abs=1e-12), key
    else:
        assert actual == expected, key


def needed(metric: Metric) -> set[str]:
    """What the cases of a metric must cover, from its declaration; of survey answers more is known to go wrong."""
    # A model fitted to hundreds of customers has its ordinary case in test_buying.py.
    always = {"blank", "empty", "boundary"} | ({"ordinary"} if not metric.least_n else set())
    if metric.frame != "survey":
        return always
    return (
        always
        | {"duplicate", "test rows"}
        | ({"off the scale"} if metric.scale else set())
        | ({"repeat"} if metric.interval.cluster else set())
        | ({"weight"} if "weight" in metric.uses or metric.unit is Unit.COUNT else set())
        | ({"other survey"} if metric.about else set())
    )


@pytest.mark.parametrize("name", METRICS.names())
def test_every_metric_has_cases_for_what_can_go_wrong(name: str):
    cases = load(name)
    item = METRICS[name]
    wanted = set() if isinstance(item, Panel) else {"ordinary"} if isinstance(item, View) else needed(item)
    assert wanted - {case["covers"] for case in cases} == set(), f"tests/metrics/cases/{name}.toml lacks these"
    assert all(case["why"].strip() for case in cases)
    assert len({case["name"] for case in cases}) == len(cases)


def test_no_case_file_is_of_an_unknown_metric():
    assert {path.stem for path in FOLDER.glob("*.toml")} <= set(METRICS.names())


@pytest.mark.parametrize("name", [name for name in METRICS.names() if isinstance(METRICS[name], Metric)])
def test_every_definition_is_reached_by_its_id(name: str):
    for definition in METRICS.definitions(name):
        rows = table([], frame=definition.frame, fields=definition.needs)
        for asked in (definition.definition, f"{definition.definition}@{definition.version}", definition.id):
            assert choose(name, rows, request(definition=asked)).id == definition.id


def test_a_metric_without_cases_fails():
    assert needed(METRICS.metric("nps")) - {case["covers"] for case in load("nothing")} == needed(METRICS.metric("nps"))


def test_cells_keep_whole_numbers_whole():
    (row,) = cells("nps", [{"score": 9.0}, {"score": 3.0}])
    assert {type(row[name]) for name in ("n", "promoters", "answers", "n_missing", "n_immature")} == {int}


@pytest.mark.parametrize("name", [name for name in METRICS if isinstance(METRICS[name], Metric)])
def test_a_default_in_dispute_has_its_reason(name):
    assert bool(METRICS[name].conflict) == bool(METRICS[name].reason)
