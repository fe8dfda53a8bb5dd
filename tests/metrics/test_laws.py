"""Laws that hold for every metric of the survey frame at once, on rows nobody chose.

The scale is 0-10 and a high score is easy, which every definition can be built for, so that one request computes them all. The
independent figures are plain Python over the rows, written from the definitions and not from the engine.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable
from datetime import date, timedelta
from math import isfinite
from random import Random
from typing import Any

import polars as pl
import pytest
from build import computed, request, table
from hypothesis import given, settings
from hypothesis import strategies as some

from cxm.metrics import METRICS
from cxm.metrics.engine.aggregate import PART, aggregate
from cxm.metrics.engine.backends.polars import Polars
from cxm.metrics.engine.compute import Computed, compute
from cxm.metrics.engine.measure import measure
from cxm.metrics.engine.plan import choose
from cxm.metrics.engine.rollup import cells, place, span_of
from cxm.metrics.engine.table import Stored, Table
from cxm.metrics.spec import Metric, Unit

SURVEY = tuple(name for name in METRICS.names("survey") if isinstance(METRICS[name], Metric) and not METRICS.metric(name).prepare)
ANSWERS = tuple(name for name in SURVEY if METRICS.metric(name).scale is not None)
DECLARED = {"scale": "0-10", "higher_is": "easier"}
EXPLORE = os.environ.get("HYPOTHESIS_PROFILE") == "explore"
laws = settings(max_examples=300 if EXPLORE else 8)
dear_laws = settings(max_examples=100 if EXPLORE else 4)
END = date(2026, 4, 30)

Row = dict[str, Any]

SCORES = (None, *range(11), 9, 10, 10, 8.5, 11, -99)
MONTHS = [f"2026-{month:02d}-{day:02d}" for month in range(1, 5) for day in (1, 2, 17, 28)]


def row_of(choose_from: Random, at: int) -> Row:
    """One row; seconds tell rows apart, so that 'the last' never depends on their place."""
    day = choose_from.choice([None, *MONTHS, *MONTHS])
    invited = choose_from.choice([None, *MONTHS[:10]])
    clock = f"T10:{at // 60:02d}:{at % 60:02d}"
    return {
        "score": choose_from.choice(SCORES),
        "responded_at": day and day + clock,
        "invited_at": invited and invited + "T08:00:00",
        "kind": choose_from.choice([None, "real", "real", "test"]),
        "metric": choose_from.choice([None, "nps", "csat", "ces"]),
        "comment": choose_from.choice([None, "fine"]),
        "region": choose_from.choice([None, "", "EU", " EU", "US", "APAC"]),
        "product": choose_from.choice(["A", "B"]),
        "weight": choose_from.choice([0.1, 0.5, 1, 2.7]),
        "person": choose_from.choice([None, "a", "b", "c", "d", "e", "f"]),
    }


FIRST = {
    "score": 7,
    "responded_at": "2026-01-01T09:00:00",
    "invited_at": "2026-01-01T08:00:00",
    "region": "EU",
    "product": "A",
    "weight": 1,
}


def rows_of(seed: int, size: int) -> list[Row]:
    chance = Random(seed)
    return [row_of(chance, at) for at in range(size)]


def sheets(*, dated: bool = False) -> some.SearchStrategy[list[Row]]:
    """Exports of up to 60 rows; with a first one that has all times, if there are to be periods."""
    first = [dict.fromkeys(row_of(Random(0), 0)) | FIRST] if dated else []
    return some.builds(lambda seed, size: [*first, *rows_of(seed, size)], some.integers(0, 2**32), some.integers(0, 60))


def near(one: float | None, other: float | None) -> bool:
    """Whether two numbers differ by no more than rounding; nothing is only near nothing."""
    return one is other if one is None or other is None else one == pytest.approx(other, rel=1e-9, abs=1e-9)


def without(rows: Iterable[Row], *names: str) -> list[Row]:
    return [{key: value for key, value in row.items() if key not in names} for row in rows]


def with_people(rows: Iterable[Row]) -> list[Row]:
    return [{"respondent_id" if key == "person" else key: value for key, value in row.items()} for row in rows]


FIELDS = ("score", "responded_at", "invited_at", "kind", "metric", "comment", "region", "product", "weight")


def export(rows: Iterable[Row], **options: Any) -> Table:
    return table(without(rows, "person"), fields=FIELDS, **options)


def every(rows: Table | Iterable[Row], names: Iterable[str] = SURVEY, **options: Any) -> list[Computed]:
    """All metrics of rows, in one request."""
    found = rows if isinstance(rows, Table) else export(rows)
    return compute(list(names), found, request(as_of=options.pop("as_of", END), **DECLARED, **options))


def same(one: list[Computed], other: list[Computed], but: tuple[str, ...] = ()) -> bool:
    """Whether two computations give the same cells to the bit."""
    return all(
        a.cells.drop(but, strict=False).equals(b.cells.drop(but, strict=False)) and a.quality == b.quality
        for a, b in zip(one, other, strict=True)
    )


@laws
@given(sheets(dated=True), some.randoms(use_true_random=False))
def test_order_of_rows_does_not_matter(rows: list[Row], chance: Any):
    mixed = list(rows)
    chance.shuffle(mixed)
    options = {"by": "region", "period": "month", "compare": "previous"}
    assert same(every(rows, **options), every(mixed, **options))


@laws
@given(sheets(), some.randoms(use_true_random=False))
def test_order_of_rows_does_not_matter_with_repeats_and_weights(rows: list[Row], chance: Any):
    mixed = list(rows)
    chance.shuffle(mixed)
    options = {"by": "region", "weighted": True}
    one, other = (every(table(with_people(some_rows), fields=FIELDS), **options) for some_rows in (rows, mixed))
    assert same(one, other)


def close(one: pl.DataFrame, other: pl.DataFrame, *names: str) -> None:
    for name in names:
        assert all(near(a, b) for a, b in zip(one[name], other[name], strict=True)), name


@dear_laws
@given(sheets(dated=True), some.integers(0, 60))
def test_parts_merge_into_the_whole(rows: list[Row], cut: int):
    asked = request(by=["region"], period="month", as_of=END, **DECLARED)
    backend = Polars()
    halves = [export(rows[:cut]), export(rows[cut:])]
    for name in SURVEY:
        metric = choose(name, halves[0], asked)
        parts = [aggregate([metric], half, asked, backend).days[0] for half in halves]
        counted = aggregate([metric], export(rows), asked, backend)
        by = [column for column, dtype in counted.days[0].schema.items() if not dtype.is_numeric()]
        merged = pl.concat(parts).group_by(by, maintain_order=True).agg(pl.all().sum())
        assert merged.sort(by, nulls_last=True).equals(counted.days[0].sort(by, nulls_last=True))
        span = span_of(counted, asked)
        one, other = (measure(cells(place(days, metric, asked, span), metric, asked, span), metric) for days in (merged, counted.days[0]))
        keys = ["period", "region", *([PART] if metric.parts else [])]
        assert one.sort(keys, nulls_last=True).equals(other.sort(keys, nulls_last=True))


@laws
@given(sheets(dated=True), some.sets(some.sampled_from(["weighted", "people"])), some.sampled_from(["all", "week", "28d"]))
def test_values_keep_their_bounds_and_intervals_hold_them(rows: list[Row], ways: set[str], period: str):
    weighted, people = "weighted" in ways, "people" in ways
    found = table(with_people(rows) if people else without(rows, "person"), fields=FIELDS)
    for one in every(found, period=period, weighted=weighted, by="region"):
        least, most = one.metric.bounds
        for cell in one.cells.to_dicts():
            value, low, high = cell["value"], cell["low"], cell["high"]
            assert all(isfinite(number) for number in cell.values() if isinstance(number, float))
            assert (value is None) == (cell["status"] in ("no_data", "immature"))
            assert value is not None or (low is None and high is None and cell["grade_state"] is None)
            if value is not None and low is not None:
                assert low <= value <= high
            for number in (value, low, high):
                assert number is None or ((least is None or number >= least) and (most is None or number <= most))
            assert cell["n"] >= 0
            assert (cell["n"] == 0) == (value is None) or one.metric.unit is Unit.COUNT
            assert cell["n_eff"] is None or people or weighted or cell["n_eff"] == pytest.approx(cell["n"] / cell["deff"])


@laws
@given(sheets())
def test_twice_the_rows_keep_the_value_and_narrow_the_interval(rows: list[Row]):
    for once, twice in zip(every(rows, ANSWERS), every([*rows, *rows], ANSWERS), strict=True):
        for one, two in zip(once.cells.to_dicts(), twice.cells.to_dicts(), strict=True):
            assert near(two["value"], one["value"])
            assert two["n"] == 2 * one["n"]
            assert one["low"] is None or two["high"] - two["low"] < one["high"] - one["low"]


# Independent figures


def kept(row: Row, about: str | None) -> bool:
    return row["kind"] != "test" and (about is None or row["metric"] in (None, about))


def valid(row: Row) -> bool:
    return row["score"] is not None and 0 <= row["score"] <= 10


def share(rows: list[Row], hit: Callable[[float], bool]) -> tuple[float | None, int]:
    hits = [hit(row["score"]) for row in rows]
    return (100 * sum(hits) / len(hits) if hits else None), len(hits)


def mean(rows: list[Row]) -> tuple[float | None, int]:
    return (sum(row["score"] for row in rows) / len(rows) if rows else None), len(rows)


def whole(rows: list[Row]) -> list[Row]:
    return [row for row in rows if valid(row) and row["score"] == int(row["score"])]


def nps(rows: list[Row]) -> tuple[float | None, int]:
    promoters, n = share(rows, lambda score: score >= 9)
    detractors, _ = share(rows, lambda score: score <= 6)
    return (None if promoters is None or detractors is None else promoters - detractors), n


def response_rate(rows: list[Row], until: date) -> tuple[float | None, int]:
    due = [row for row in rows if row["invited_at"] and date.fromisoformat(row["invited_at"][:10]) <= until - timedelta(14)]
    answered = [row for row in due if row["score"] is not None]
    return (100 * len(answered) / len(due) if due else None), len(due)


PLAIN: dict[str, tuple[str | None, Callable[[list[Row]], tuple[float | None, int]]]] = {
    "nps": ("nps", lambda rows: nps(whole(rows))),
    "csat": ("csat", lambda rows: share(whole(rows), lambda score: score >= 8)),
    "csat_mean": ("csat", lambda rows: mean(whole(rows))),
    "dsat": ("csat", lambda rows: share(whole(rows), lambda score: score <= 2)),
    "ces": ("ces", lambda rows: mean(whole(rows))),
    "ces_easy": ("ces", lambda rows: share(whole(rows), lambda score: score >= 6)),
    "review_score": (None, lambda rows: mean([row for row in rows if valid(row)])),
    "recommend_share": (None, lambda rows: share(whole(rows), lambda score: score >= 9)),
    "survey_response_rate": (None, lambda rows: response_rate(rows, END)),
    "feedback_volume": (None, lambda rows: (float(len(rows)), len(rows))),
}
SHARES: dict[str, tuple[str | None, Callable[[float], str]]] = {
    "nps_distribution": ("nps", lambda score: "promoters" if score >= 9 else "passives" if score >= 7 else "detractors"),
    "score_distribution": (None, lambda score: str(int(score))),
}


def test_every_metric_has_independent_figures():
    assert sorted([*PLAIN, *SHARES]) == sorted(SURVEY)


def month_of(row: Row, metric: Metric) -> str | None:
    at = row[metric.period_by or "responded_at"]
    return at and at[:7]


def region_of(row: Row) -> str:
    return (row["region"] or "").strip() or "(none)"


@laws
@given(sheets(dated=True))
def test_every_cell_is_what_plain_python_says_of_its_rows(rows: list[Row]):
    for period in ("all", "month"):
        for one in every(rows, by="region", period=period):
            for cell in one.cells.to_dicts():
                inside = [row for row in rows if period == "all" or month_of(row, one.metric) == cell["period"]]
                inside = [row for row in inside if cell["region"] in (None, region_of(row))]
                agree(one.metric, cell, inside)


def agree(metric: Metric, cell: Row, rows: list[Row]) -> None:
    """A cell against the rows that belong to it."""
    if metric.name in SHARES:
        about, part = SHARES[metric.name]
        answers = whole([row for row in rows if kept(row, about)])
        wanted = share(answers, lambda score: part(score) == cell[PART])
    else:
        about, figure = PLAIN[metric.name]
        wanted = figure([row for row in rows if kept(row, about)])
    assert near(cell["value"], wanted[0])
    assert cell["n"] == wanted[1]
    assert cell["n_excluded"] == sum(not kept(row, about) for row in rows) or metric.maturity_days
    if metric.scale is not None:
        off = [row for row in rows if kept(row, about) and row["score"] is not None]
        fitting = [row for row in off if valid(row) and (not metric.scale.whole or row["score"] == int(row["score"]))]
        assert cell["n_invalid"] == len(off) - len(fitting)
        assert cell["n_missing"] == sum(kept(row, about) and row["score"] is None for row in rows)


@laws
@given(sheets())
def test_weighted_values_are_what_plain_python_says(rows: list[Row]):
    for one in every(rows, ("nps", "csat", "csat-mean"), weighted=True):
        (cell,) = one.cells.to_dicts()
        answers = whole([row for row in rows if kept(row, one.metric.about)])
        weight = sum(row["weight"] for row in answers)
        assert cell["n"] == len(answers)
        if answers:
            points = {"nps": lambda s: 100.0 * ((s >= 9) - (s <= 6)), "csat": lambda s: 100.0 * (s >= 8), "csat_mean": float}[
                one.metric.name
            ]
            assert cell["value"] == pytest.approx(sum(row["weight"] * points(row["score"]) for row in answers) / weight, rel=1e-9, abs=1e-9)
            assert cell["n_eff"] == pytest.approx(weight**2 / sum(row["weight"] ** 2 for row in answers))


# What must change nothing


@laws
@given(sheets())
def test_an_unrelated_column_changes_nothing(rows: list[Row]):
    names = ("day", "status", "value", "n", "answers", "rows", "Score", "_day", "period", "|")
    noisy = [{**row, **{name: f"{name} {at}" for name in names}} for at, row in enumerate(rows)]
    assert same(every(rows, by="region"), every(export(noisy), by="region"))


@dear_laws
@given(sheets())
def test_a_metric_is_the_same_alone_and_in_company(rows: list[Row]):
    together = every(rows, by="region", compare="")
    assert same(together, [one for name in SURVEY for one in every(rows, [name], by="region")])


@dear_laws
@given(sheets())
def test_further_views_do_not_change_a_view(rows: list[Row]):
    for alone, among in zip(every(rows, by="region"), every(rows, by=["region", "product", "region,product"]), strict=True):
        kinds = (pl.col("product").is_null()) & ((pl.col("row_kind") == "total") | pl.col("region").is_not_null())
        assert among.cells.filter(kinds).drop("product").equals(alone.cells)


@laws
@given(sheets())
def test_people_who_answer_once_are_plain_answers(rows: list[Row]):
    named = [{**row, "person": f"p{at}"} for at, row in enumerate(rows)]
    clusters = tuple(f"cluster_{name}" for name in ("units", "yy", "xy", "xx"))
    assert same(every(rows), every(table(with_people(named), fields=FIELDS)), but=clusters)


@laws
@given(sheets(), some.sampled_from([0.25, 1, 3]))
def test_equal_weights_are_no_weights(rows: list[Row], weight: float):
    plain = every(rows, ANSWERS)
    for one, other in zip(plain, every([{**row, "weight": weight} for row in rows], ANSWERS, weighted=True), strict=True):
        close(one.cells, other.cells, "value", "low", "high", "n_eff")
        assert one.cells["n"].equals(other.cells["n"])


@laws
@given(sheets(dated=True))
def test_however_times_are_stored_the_cells_are_the_same(rows: list[Row]):
    options = {"period": "week", "by": "region", "from_": date(2026, 1, 2)}
    assert same(every(export(rows, stored=Stored.LOCAL_TEXT), **options), every(export(rows, stored=Stored.UTC), **options))


# What must add up


@laws
@given(sheets(dated=True), some.sampled_from(["day", "week", "month", "quarter", "year", "fiscal-quarter", "fiscal-year", "28d"]))
def test_periods_of_dated_rows_add_up_to_the_whole(rows: list[Row], period: str):
    dated = [row for row in rows if row["responded_at"]]
    names = [name for name in SURVEY if name != "survey_response_rate"]
    for parts, one in zip(every(dated, names, period=period), every(dated, names), strict=True):
        by = pl.col(PART) if one.metric.parts else pl.lit("")
        for state in ("n", "n_missing", "n_invalid", *one.metric.shown):
            if state in one.cells.columns:
                summed = parts.cells.group_by(by.alias("at")).agg(pl.col(state).sum()).sort("at")
                assert summed.equals(one.cells.select(by.alias("at"), state).sort("at"))


@laws
@given(sheets(), some.integers(1, 4))
def test_the_top_segments_and_the_others_make_the_total(rows: list[Row], top: int):
    for one, every_segment in zip(every(rows, by="region", top=top), every(rows, by="region"), strict=True):
        total = one.cells.filter(pl.col("row_kind") == "total")
        assert total.equals(every_segment.cells.filter(pl.col("row_kind") == "total"))
        segments = one.cells.filter(pl.col("row_kind") == "segment")
        part = pl.col(PART) if one.metric.parts else pl.lit("")
        state = one.metric.parts.counts if one.metric.parts else "n"
        summed = segments.group_by(part.alias("at")).agg(pl.col(state).sum()).sort("at")
        whole_of = total.select(part.alias("at"), state).sort("at")
        assert segments.is_empty() or summed.equals(whole_of)
        assert segments["region"].n_unique() <= top + 1


@laws
@given(sheets())
def test_shares_of_a_distribution_add_up_to_100(rows: list[Row]):
    for one in every(rows, SHARES, by="region"):
        for summed in one.cells.filter(pl.col("n") > 0).group_by("region").agg(pl.col("value").sum())["value"]:
            assert summed == pytest.approx(100)


@laws
@given(sheets())
def test_satisfied_neutral_and_dissatisfied_are_all_answers(rows: list[Row]):
    csat, dsat = every(rows, ("csat", "dsat"))
    neutral = share(whole([row for row in rows if kept(row, "csat")]), lambda score: 2 < score < 8)[0]
    values = [csat.cells["value"][0], dsat.cells["value"][0], neutral]
    assert values == [None] * 3 or sum(values) == pytest.approx(100)


# The same export gives the same bytes


def test_sums_of_weights_do_not_depend_on_chance():
    random = Random(20240214)
    size = 300_000
    frame = pl.DataFrame(
        {
            "score": [random.choice((0, 5, 9, 10)) for _ in range(size)],
            "weight": [random.random() * 3 for _ in range(size)],
            "@region": [str(at % 7) for at in range(size)],
        }
    )
    export_of = Table(METRICS_FRAME, frame.lazy(), frozenset(["score", "weight"]), ("region",), whole=frozenset(["score"]))
    seen = {computed("nps", export_of, weighted=True, by="region").cells.write_json() for _ in range(5)}
    assert len(seen) == 1


METRICS_FRAME = table([]).frame
