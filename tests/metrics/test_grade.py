"""Grade: asserted only when nothing speaks against it; otherwise the reason is named."""

from __future__ import annotations

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as some

from cxm.metrics import METRICS, benchmarks
from cxm.metrics.engine.grade import COLUMNS, gap, grade, judge
from cxm.metrics.spec import CENSUS, NO_INTERVAL, BandSet, Better, Metric, Reference, Unit


def bands_of(metric: str, definition: str) -> BandSet:
    found = benchmarks.band_set(metric, definition)
    assert found is not None
    return found


NPS = METRICS.metric("nps")
NPS_BANDS = bands_of("nps", "0_10")
CSAT_BANDS = bands_of("csat", "top2_of_5")


def cell(value=40.0, low=35.3, high=44.5, n=800, status="ok") -> pl.DataFrame:
    schema = {"value": pl.Float64, "low": pl.Float64, "high": pl.Float64, "n": pl.Int64, "status": pl.String}
    return pl.DataFrame([(value, low, high, n, status)], schema=schema, orient="row")


def graded(
    metric: Metric = NPS, bands: BandSet | None = NPS_BANDS, *, min_grade_n=None, partial=False, undeclared=False, comparable=True, **facts
):
    options = {"min_grade_n": min_grade_n, "partial": partial, "undeclared": undeclared, "comparable": comparable}
    return grade(cell(**facts), metric, bands=bands, **options).select(COLUMNS).row(0, named=True)


def test_nps_40_of_100_answers_may_be_very_good_or_excellent():
    verdict = judge(40, 26.1, 52.2, 100, NPS_BANDS)
    assert (verdict.state, verdict.grade, verdict.label) == ("uncertain", None, "very good")
    assert verdict.span == "very good - excellent"


def test_nps_40_of_800_answers_is_very_good():
    assert graded() == {
        "grade": "very good",
        "grade_state": "asserted",
        "grade_label": "very good",
        "grade_tone": "good",
        "grade_span": "very good",
        "benchmark": "nextiva",
    }


def test_csat_80_of_50_answers_may_be_any_of_three():
    verdict = judge(80, 67.0, 88.8, 50, CSAT_BANDS)
    assert (verdict.state, verdict.label, verdict.span) == ("uncertain", "good", "below good - above good")


def test_an_interval_that_only_touches_a_strict_edge_stays_in_its_band():
    assert judge(10, 5, 20, 100, NPS_BANDS).state == "asserted"
    assert judge(10, 0, 15, 100, NPS_BANDS).span == "not good - good"
    assert judge(80, 75, 85, 100, CSAT_BANDS).state == "asserted"


def test_29_units_are_too_few_and_30_are_enough():
    assert graded(n=29)["grade_state"] == "small_n"
    assert graded(n=29)["grade"] is None
    assert graded(n=29)["grade_label"] == "very good"
    assert graded(n=30)["grade_state"] == "asserted"
    assert graded(n=30, min_grade_n=31)["grade_state"] == "small_n"
    assert graded(n=5, min_grade_n=0)["grade_state"] == "asserted"


def test_a_value_of_small_n_shows_how_far_it_may_lie():
    assert judge(40, 5, 70, 10, NPS_BANDS).span == "good - excellent"


def test_no_value_no_grade():
    assert set(graded(value=None, low=None, high=None, n=0, status="no_data").values()) == {None}
    assert set(graded(value=None, n=None, status="suppressed", bands=None).values()) == {None}


def test_without_bands_there_is_no_benchmark_or_nothing_comparable():
    assert graded(bands=None)["grade_state"] == "no_benchmark"
    assert graded(bands=None, comparable=False)["grade_state"] == "not_comparable"
    assert graded(bands=None)["benchmark"] is None


def test_bands_for_another_definition_are_not_applied():
    other = METRICS.definitions("nps")[1]
    verdict = graded(other)
    assert (verdict["grade_state"], verdict["grade_label"], verdict["benchmark"]) == ("not_comparable", None, None)


def test_a_neutral_number_is_never_graded():
    assert graded(NPS.but(better=Better.NEUTRAL))["grade_state"] == "no_benchmark"


def test_effort_of_undeclared_direction_says_so():
    undeclared = METRICS.metric("ces")
    assert undeclared.better is Better.NEUTRAL
    verdict = graded(undeclared, None, undeclared=True, value=2.0, low=1.9, high=2.1)
    assert (verdict["grade_state"], verdict["grade_label"]) == ("direction_undeclared", None)


def test_low_effort_is_as_good_as_high_ease():
    ease, effort = (
        next(metric for metric in METRICS.definitions("ces") if metric.definition == name) for name in ("ease_1_7", "effort_1_7")
    )
    assert graded(ease, bands_of("ces", "ease_1_7"), value=5.6, low=5.2, high=5.9)["grade"] == "good"
    assert graded(effort, bands_of("ces", "effort_1_7"), value=2.4, low=2.1, high=2.8)["grade"] == "good"
    assert graded(effort, bands_of("ces", "effort_1_7"), value=5.6, low=5.2, high=5.9)["grade"] == "hard"


@pytest.mark.parametrize("status", ["partial", "provisional", "immature"])
def test_an_unfinished_period_is_not_graded_unless_asked(status):
    verdict = graded(status=status)
    assert (verdict["grade"], verdict["grade_state"], verdict["grade_label"]) == (None, "partial", "very good")
    assert graded(status=status, partial=True)["grade_state"] == "asserted"
    assert graded(status=status, partial=True, n=20)["grade_state"] == "small_n"


def test_the_count_of_an_unfinished_period_is_never_graded():
    count = NPS.but(unit=Unit.COUNT)
    assert graded(count)["grade_state"] == "asserted"
    assert graded(count, status="partial", partial=True)["grade_state"] == "partial"


def test_numbers_that_contradict_each_other_are_not_graded():
    verdict = graded(status="inconsistent")
    assert (verdict["grade_state"], verdict["grade_label"], verdict["benchmark"]) == ("not_comparable", None, None)


def test_a_complete_count_is_graded_from_its_value():
    census = NPS.but(interval=CENSUS)
    verdict = graded(census, low=None, high=None, n=3)
    assert (verdict["grade"], verdict["grade_state"]) == ("very good", "census")
    assert graded(census, low=None, high=None, n=3, min_grade_n=10)["grade_state"] == "small_n"
    assert graded(census, low=None, high=None, n=3, status="partial")["grade_state"] == "partial"


def test_a_number_without_interval_or_without_n_is_uncertain():
    assert graded(NPS.but(interval=NO_INTERVAL), low=None, high=None)["grade_state"] == "uncertain"
    verdict = judge(40, None, None, None, NPS_BANDS)
    assert (verdict.state, verdict.label, verdict.span, verdict.grade) == ("uncertain", "very good", "very good", None)
    assert judge(40, 35.3, 44.5, None, NPS_BANDS).state == "uncertain"
    assert judge(40, None, None, None, NPS_BANDS, census=True).grade == "very good"


def test_an_interval_with_an_open_end_reaches_the_last_band():
    assert judge(40, 35, None, 100, NPS_BANDS).span == "very good - excellent"
    assert judge(60, 55, None, 100, NPS_BANDS).state == "asserted"


def test_rows_keep_their_order_and_an_empty_frame_gets_text_columns():
    both = grade(pl.concat([cell(n=10), cell()]), NPS, bands=NPS_BANDS, min_grade_n=None)
    assert both["grade_state"].to_list() == ["small_n", "asserted"]
    none = grade(cell().clear(), NPS, bands=NPS_BANDS, min_grade_n=None)
    assert [none.schema[name] for name in COLUMNS] == [pl.String] * len(COLUMNS)
    dark = grade(
        pl.DataFrame({"value": [None], "low": [None], "high": [None], "n": [0], "status": ["no_data"]}), NPS, bands=None, min_grade_n=None
    )
    assert [dark.schema[name] for name in COLUMNS] == [pl.String] * len(COLUMNS)


numbers = some.floats(-100, 100)


@given(numbers, numbers, numbers, some.integers(0, 10_000))
def test_a_grade_is_asserted_only_if_both_ends_of_the_interval_reach_its_band(first, second, third, n):
    low, value, high = sorted((first, second, third))
    verdict = judge(value, low, high, n, NPS_BANDS)
    assert verdict.label == NPS_BANDS.band(value).label
    ends = {NPS_BANDS.band(end).label for end in (low, value, high)}
    assert (verdict.state == "asserted") == (n >= 30 and len(ends) == 1)
    assert verdict.span.startswith(NPS_BANDS.band(low).label)
    assert verdict.span.endswith(NPS_BANDS.band(high).label)


@given(numbers, some.floats(0, 50), some.floats(0, 50))
def test_a_narrower_interval_never_loses_a_grade(value, wide, narrow):
    narrow, wide = sorted((narrow, wide))
    if judge(value, value - wide, value + wide, 100, NPS_BANDS).state == "asserted":
        assert judge(value, value - narrow, value + narrow, 100, NPS_BANDS).state == "asserted"


def test_a_value_is_above_a_published_number_only_if_its_interval_excludes_it():
    published = Reference("nps", "surveymonkey", "all", "mean", 32)
    assert gap(40, 35.3, 44.5, published) == "above"
    assert gap(40, 26.1, 52.2, published) == "not distinguishable"
    assert gap(20, 15, 25, published) == "below"
    assert gap(40, 32, 48, published) == "not distinguishable"
    assert gap(40, None, None, published) == "not distinguishable"
    assert gap(33, 33, 33, published) == "above"
