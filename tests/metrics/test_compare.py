"""Changes against published values and by hand, and which of them count as real."""

from __future__ import annotations

import math
from collections.abc import Sequence
from datetime import date
from typing import Any

import polars as pl
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from polars.testing import assert_frame_equal
from scipy import stats

from cxm.metrics.engine.compare import (
    benjamini_hochberg,
    compare,
    count_growth,
    count_p_value,
    fisher_exact,
    mover_diff,
    mover_ratio,
    over_all,
    p_value,
    score_z,
    smallest_change,
    two_proportions,
    welch,
)
from cxm.metrics.engine.compare import (
    tested as rows_tested,
)
from cxm.metrics.engine.interval import Limits, Moments, garwood, wilson
from cxm.metrics.spec import CENSUS, Better, Interval, Metric, Unit
from cxm.metrics.spec import garwood as declared_garwood
from cxm.metrics.spec import wilson as declared_wilson


def said(limits: Limits | None) -> Limits:
    assert limits is not None
    return limits


@st.composite
def pairs(draw: st.DrawFn) -> tuple[int, int, int, int]:
    """Hits and answers after, hits and answers before."""
    n, m = draw(st.integers(1, 200)), draw(st.integers(1, 200))
    return draw(st.integers(0, n)), n, draw(st.integers(0, m)), m


@st.composite
def positives(draw: st.DrawFn) -> tuple[float, Limits]:
    """A positive estimate and its limits."""
    estimate = draw(st.floats(1.0, 100.0))
    return estimate, Limits(estimate * draw(st.floats(0.1, 0.99)), estimate * draw(st.floats(1.01, 4.0)))


# Limits of a change


@pytest.mark.parametrize(
    ("case", "low", "high"),
    [
        ((56, 70, 48, 80), 0.0524, 0.3339),
        ((9, 10, 3, 10), 0.1705, 0.8090),
        ((6, 7, 2, 7), 0.0582, 0.8062),
        ((5, 56, 0, 29), -0.0381, 0.1926),
        ((0, 10, 0, 20), -0.1611, 0.2775),
        ((0, 10, 0, 10), -0.2775, 0.2775),
        ((10, 10, 0, 20), 0.6791, 1.0000),
        ((10, 10, 0, 10), 0.6075, 1.0000),
    ],
)
def test_difference_of_proportions_is_newcombes(case: tuple[int, int, int, int], low: float, high: float) -> None:
    """Newcombe (1998), Statistics in Medicine 17:873-890, table II, method 10."""
    a, n, b, m = case
    limits = mover_diff(a / n, said(wilson(a, n, 0.95)), b / m, said(wilson(b, m, 0.95)))
    assert limits == pytest.approx((low, high), abs=5.1e-5)


@given(pairs())
def test_looking_back_mirrors_a_difference(case: tuple[int, int, int, int]) -> None:
    a, n, b, m = case
    after, before = said(wilson(a, n, 0.95)), said(wilson(b, m, 0.95))
    low, high = mover_diff(a / n, after, b / m, before)
    assert mover_diff(b / m, before, a / n, after) == pytest.approx((-high, -low))


def test_difference_from_a_certain_value_is_as_sure_as_the_other() -> None:
    assert mover_diff(0.5, Limits(0.4, 0.7), 0.3, Limits(0.3, 0.3)) == pytest.approx((0.1, 0.4))


def test_ratio_to_a_certain_value_is_as_sure_as_the_other() -> None:
    assert said(mover_ratio(6.0, Limits(5.0, 8.0), 2.0, Limits(2.0, 2.0))) == pytest.approx((2.5, 4.0))


@given(positives(), positives())
def test_ratio_holds_its_value_and_turns_over(after: tuple[float, Limits], before: tuple[float, Limits]) -> None:
    low, high = said(mover_ratio(*after, *before))
    assert low <= after[0] / before[0] <= high
    assert said(mover_ratio(*before, *after)) == pytest.approx((1 / high, 1 / low), rel=1e-6)


def test_ratio_has_a_limit_where_the_high_one_is_twice_the_value() -> None:
    """There the quotient of the formula is 0/0; its value is low (2 after - low) / (2 after before)."""
    assert said(mover_ratio(6.0, Limits(4.0, 9.0), 2.0, Limits(1.0, 4.0))).low == pytest.approx(4 * 8 / 24)


@pytest.mark.parametrize(
    ("after", "limits", "before", "limits_before"),
    [(1.0, (0.5, 2.0), 0.0, (0.0, 1.0)), (1.0, (0.5, 2.0), 1.0, (0.0, 2.0)), (-1.0, (-2.0, 0.5), 1.0, (0.5, 2.0))],
)
def test_ratio_to_what_may_be_nothing_is_unknown(
    after: float, limits: tuple[float, float], before: float, limits_before: tuple[float, float]
) -> None:
    assert mover_ratio(after, Limits(*limits), before, Limits(*limits_before)) is None


def test_growth_of_counts_is_per_day() -> None:
    # 1,200 in 30 days are 40 a day, 1,000 in 31 days 32.26 a day.
    growth = count_growth(1200, 1000, 0.95, exposures=(30, 31))
    assert growth is not None
    ratio, limits = growth
    assert ratio == pytest.approx(1.24)
    share = said(wilson(1200, 2200, 0.95))
    assert limits == pytest.approx([q / (1 - q) * 31 / 30 for q in share])


@given(st.integers(0, 500), st.integers(1, 500), st.floats(1.0, 5.0), st.sampled_from([None, 42.0, 13.0]))
def test_growth_and_its_test_agree(after: int, before: int, spread: float, df: float | None) -> None:
    growth = count_growth(after, before, 0.95, exposures=(28, 31), dispersion=spread, df=df)
    assert growth is not None
    ratio, (low, high) = growth
    p = count_p_value(after, before, exposures=(28, 31), dispersion=spread, df=df)
    assume(abs(p - 0.05) > 1e-9)
    assert low <= ratio <= high
    assert (p < 0.05) == (not low <= 1.0 <= high)


def test_waves_make_growth_less_sure() -> None:
    plain, waves = (count_growth(60, 40, 0.95, dispersion=spread) for spread in (1.0, 4.0))
    assert plain is not None
    assert waves is not None
    assert waves[1].low < plain[1].low < plain[1].high < waves[1].high


def test_nothing_grows_from_nothing() -> None:
    assert count_growth(5, 0, 0.95) is None
    assert count_growth(0, 0, 0.95) is None
    fall = count_growth(0, 5, 0.95)
    assert fall is not None
    assert (fall[0], fall[1].low) == (0.0, 0.0)
    assert count_p_value(0, 0) == 1.0


# Is it real


@given(pairs(), st.floats(0.5, 0.999))
def test_p_value_agrees_with_the_interval(case: tuple[int, int, int, int], level: float) -> None:
    a, n, b, m = case
    limits = mover_diff(a / n, said(wilson(a, n, level)), b / m, said(wilson(b, m, level)))
    p = p_value(a / n - b / m, limits, level)
    assume(min(abs(limits.low), abs(limits.high)) > 1e-9)
    assert 0.0 <= p <= 1.0
    assert (p < 1.0 - level) == (not limits.low <= 0.0 <= limits.high)


def test_p_value_of_a_symmetric_interval_is_that_of_its_z() -> None:
    half = stats.norm.ppf(0.975) * 2.0
    assert p_value(3.0, Limits(3.0 - half, 3.0 + half), 0.95) == pytest.approx(2 * stats.norm.sf(1.5))
    assert p_value(-3.0, Limits(-3.0 - half, -3.0 + half), 0.95) == pytest.approx(2 * stats.norm.sf(1.5))


def test_no_difference_is_never_real_and_a_certain_one_always() -> None:
    assert p_value(0.0, Limits(0.0, 0.0), 0.95) == 1.0
    assert p_value(0.1, Limits(0.1, 0.1), 0.95) == 0.0


@given(pairs())
def test_fisher_exact_agrees_with_scipy(case: tuple[int, int, int, int]) -> None:
    a, n, b, m = case
    assert fisher_exact(a, n, b, m) == pytest.approx(stats.fisher_exact([[a, n - a], [b, m - b]])[1], rel=1e-9)


def test_lady_who_knows_three_of_four_cups_may_be_guessing() -> None:
    # (16 + 1) / 70 one-sided, doubled by symmetry
    assert fisher_exact(3, 4, 1, 4) == pytest.approx(34 / 70)


def test_far_tail_does_not_overflow() -> None:
    assert 0.0 <= fisher_exact(3000, 3000, 0, 3000) < 1e-300


@given(pairs())
def test_score_z_squared_is_the_chi_square_of_the_table(case: tuple[int, int, int, int]) -> None:
    a, n, b, m = case
    assume(0 < a + b < n + m)
    expected = stats.chi2_contingency([[a, n - a], [b, m - b]], correction=False).pvalue
    assert score_z(a, n, b, m) == pytest.approx(expected, rel=1e-9, abs=1e-300)


def test_small_expected_counts_are_tested_exactly() -> None:
    assert two_proportions(5, 10, 4, 10) == fisher_exact(5, 10, 4, 10)  # 4.5 expected hits
    assert two_proportions(5, 10, 5, 10) == score_z(5, 10, 5, 10)
    assert two_proportions(95, 100, 99, 100) == fisher_exact(95, 100, 99, 100)  # 3 expected misses
    assert two_proportions(10, 10, 10, 10) == 1.0


def test_everybody_and_nobody_do_not_vary() -> None:
    assert score_z(10, 10, 20, 20) == score_z(0, 10, 0, 20) == 1.0


def test_welch_agrees_with_scipy() -> None:
    after, before = [5.0, 6.0, 7.0, 7.5, 3.0], [2.0, 9.0, 4.0, 1.0, 1.5, 2.5, 3.0]
    expected = stats.ttest_ind(after, before, equal_var=False).pvalue
    assert welch(Moments.of(after), Moments.of(before)) == pytest.approx(expected, rel=1e-9)


def test_welch_without_spread_sees_what_is_there() -> None:
    fives, sixes = Moments.of([5.0, 5.0]), Moments.of([6.0, 6.0, 6.0])
    assert (welch(fives, sixes), welch(fives, fives), welch(fives, Moments.of([1.0]))) == (0.0, 1.0, None)


PUBLISHED = [0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344, 0.0459, 0.3240, 0.4262, 0.5719, 0.6528, 0.7590, 1.0]
"""The fifteen p-values of Benjamini & Hochberg (1995), section 4."""


def test_published_example_keeps_its_first_four() -> None:
    assert benjamini_hochberg(PUBLISHED, 0.05) == [True] * 4 + [False] * 11


def test_later_small_p_value_carries_earlier_ones() -> None:
    # Against 0.0125, 0.025, 0.0375, 0.05: 0.03 is over the second, but 0.035 is under the third.
    assert benjamini_hochberg([0.035, 0.9, 0.011, 0.03], 0.05) == [True, False, True, True]


@given(st.lists(st.floats(0.0, 1.0), max_size=30))
def test_believed_tests_agree_with_scipy_and_pass_alone(p_values: list[float]) -> None:
    believed = benjamini_hochberg(p_values, 0.05)
    assert all(p <= 0.05 for p, real in zip(p_values, believed, strict=True) if real)
    if p_values:
        adjusted = stats.false_discovery_control(p_values)
        assume(all(abs(p - 0.05) > 1e-12 for p in adjusted))
        assert believed == [bool(p <= 0.05) for p in adjusted]


def test_smallest_change_is_that_of_the_sample_size_tables() -> None:
    # 942 answers a side with variance 0.6 show 10 NPS points, 903 show CSAT 80 to 85 %.
    half = stats.norm.ppf(0.975) * math.sqrt(0.6 / 942)
    side = Limits(-half, half)
    assert smallest_change(side, side, 0.95) == pytest.approx(0.10, abs=5e-5)
    after, before = (Limits(0.0, 2 * stats.norm.ppf(0.975) * math.sqrt(p * (1 - p) / 903)) for p in (0.85, 0.80))
    assert smallest_change(after, before, 0.95) == pytest.approx(0.05, abs=5e-5)


def test_more_power_needs_a_larger_change() -> None:
    side = Limits(0.4, 0.6)
    assert smallest_change(side, side, 0.95, power=0.9) > smallest_change(side, side, 0.95) > smallest_change(side, side, 0.95, power=0.6)


# The stage


def metric(unit: Unit, interval: Interval) -> Metric:
    return Metric(
        title="Test",
        frame="survey",
        definition="test",
        version=1,
        unit=unit,
        better=Better.HIGHER,
        states=lambda rows: {},  # noqa: ARG005
        base="answers",
        value=lambda s: s.hits / s.answers,
        interval=interval,
        name="test",
    )


SHARE = metric(Unit.PERCENT, declared_wilson("hits"))
COUNT = metric(Unit.COUNT, declared_garwood("answers"))


def cell(start: date, end: date, hits: int, answers: int, status: str = "ok", **more: Any) -> dict[str, Any]:
    low, high = (100 * limit for limit in said(wilson(hits, answers, 0.95)))
    row = {"period_start": start, "period_end": end, "status": status, "value": 100 * hits / answers, "low": low, "high": high}
    return row | more


def counted(start: date, end: date, count: int, spread: float = 1.0, status: str = "ok") -> dict[str, Any]:
    low, high = garwood(count, 0.95, dispersion=spread)
    return {"period_start": start, "period_end": end, "status": status, "value": float(count), "low": low, "high": high, "deff": spread}


def compared(*rows: dict[str, Any], of: Metric = SHARE, how: str = "previous", keys: Sequence[str] = ()) -> pl.DataFrame:
    return compare(pl.DataFrame(list(rows)), of, how=how, level=0.95, keys=keys)


JAN, FEB, MAR, APR = (date(2026, month, 1) for month in (1, 2, 3, 4))


def test_rates_change_in_points_from_month_to_month() -> None:
    result = compared(cell(JAN, FEB, 48, 80), cell(FEB, MAR, 56, 70))
    assert result["change"].to_list() == [None, pytest.approx(20.0)]
    # Newcombe's example (a)
    assert result.select("change_low", "change_high").row(1) == pytest.approx((5.24, 33.39), abs=0.0051)
    assert result["change_real"].to_list() == [None, True]
    assert rows_tested(result) == 1


def test_change_whose_interval_straddles_0_is_not_real() -> None:
    result = compared(cell(JAN, FEB, 0, 29), cell(FEB, MAR, 5, 56))
    low, high, real = result.select("change_low", "change_high", "change_real").row(1)
    assert low < 0.0 < high
    assert real is False


def test_no_change_is_tested_and_not_real() -> None:
    assert compared(cell(JAN, FEB, 5, 10), cell(FEB, MAR, 5, 10)).select("change", "change_real").row(1) == (0.0, False)


def test_rows_and_columns_stay_as_they_were() -> None:
    cells = pl.DataFrame([cell(FEB, MAR, 56, 70), cell(JAN, FEB, 48, 80)])
    result = compare(cells, SHARE, how="previous", level=0.95, keys=[])
    assert_frame_equal(result.select(cells.columns), cells)
    assert result.columns == [*cells.columns, "change", "change_low", "change_high", "change_least", "change_p", "change_real"]
    assert result["change"].to_list() == [pytest.approx(20.0), None]


def test_series_are_not_mixed_and_totals_have_null_segments() -> None:
    result = compared(
        cell(JAN, FEB, 5, 10, channel="chat"),
        cell(JAN, FEB, 9, 10, channel="mail"),
        cell(JAN, FEB, 14, 20, channel=None),
        cell(FEB, MAR, 6, 10, channel="chat"),
        cell(FEB, MAR, 16, 20, channel=None),
        cell(FEB, MAR, 9, 10, channel="phone"),
        keys=["channel"],
    )
    assert result["change"].to_list() == [None, None, None, pytest.approx(10.0), pytest.approx(10.0), None]


@pytest.mark.parametrize("status", ["partial", "provisional", "immature", "suppressed"])
def test_only_complete_periods_are_compared(status: str) -> None:
    assert rows_tested(compared(cell(JAN, FEB, 5, 10, status), cell(FEB, MAR, 6, 10))) == 0
    assert rows_tested(compared(cell(JAN, FEB, 5, 10), cell(FEB, MAR, 6, 10, status))) == 0


def test_gap_between_periods_is_not_bridged() -> None:
    assert compared(cell(JAN, FEB, 5, 10), cell(MAR, APR, 6, 10))["change"].to_list() == [None, None]


def test_missing_values_are_not_compared_and_missing_limits_not_tested() -> None:
    gone = cell(JAN, FEB, 5, 10) | {"value": None, "low": None, "high": None}
    census = cell(JAN, FEB, 5, 10) | {"low": None, "high": None}
    after = cell(FEB, MAR, 6, 10)
    assert compared(gone, after).select("change", "change_low", "change_real").row(1) == (None, None, None)
    assert compared(census, after).select("change", "change_low", "change_real").row(1) == (pytest.approx(10.0), None, None)


def test_rolling_windows_that_overlap_are_not_compared() -> None:
    rolling = [cell(date(2026, 1, day), date(2026, 1, day + 7), 4 + day, 20) for day in (1, 2, 8)]
    result = compared(*rolling)
    # The window from the 2nd shares six days with that from the 1st; that from the 8th begins where the first ends.
    assert result["change"].to_list() == [None, None, pytest.approx(35.0)]


def test_periods_of_another_kind_are_not_compared() -> None:
    quarter = cell(date(2025, 10, 1), JAN, 90, 100)
    assert compared(quarter, cell(JAN, FEB, 5, 10))["change"].to_list() == [None, None]
    result = compared(quarter, cell(date(2025, 12, 1), JAN, 4, 10), cell(JAN, FEB, 5, 10))
    assert result["change"].to_list() == [None, None, pytest.approx(10.0)]


def test_all_time_row_is_compared_with_nothing() -> None:
    everything = cell(JAN, FEB, 5, 10) | {"period_start": None, "period_end": None}
    typed = {"period_start": pl.Date, "period_end": pl.Date}
    result = compare(pl.DataFrame([everything], schema_overrides=typed), SHARE, how="previous", level=0.95, keys=[])
    assert rows_tested(result) == 0


@pytest.mark.parametrize(
    ("now", "then"),
    [
        ((date(2026, 3, 1), date(2026, 4, 1)), (date(2025, 3, 1), date(2025, 4, 1))),
        ((date(2024, 2, 1), date(2024, 3, 1)), (date(2023, 2, 1), date(2023, 3, 1))),
        ((date(2024, 1, 1), date(2025, 1, 1)), (date(2023, 1, 1), date(2024, 1, 1))),
        ((date(2026, 11, 16), date(2026, 11, 23)), (date(2025, 11, 17), date(2025, 11, 24))),
        ((date(2024, 2, 28), date(2024, 2, 29)), (date(2023, 2, 28), date(2023, 3, 1))),
    ],
    ids=["month", "leap month", "year", "week", "day"],
)
def test_year_ago_is_the_same_period_a_year_earlier(now: tuple[date, date], then: tuple[date, date]) -> None:
    result = compared(cell(*then, 5, 10), cell(*now, 6, 10), how="yoy")
    assert result["change"].to_list() == [None, pytest.approx(10.0)]


def test_leap_day_has_no_year_ago() -> None:
    day = cell(date(2023, 2, 28), date(2023, 3, 1), 5, 10)
    assert rows_tested(compared(day, cell(date(2024, 2, 29), date(2024, 3, 1), 6, 10), how="yoy")) == 0


def test_counts_grow_per_day_in_per_cent() -> None:
    # 1,000 in 31 days and 1,200 in 28: 32.26 and 42.86 a day
    result = compared(counted(JAN, FEB, 1000), counted(FEB, MAR, 1200), of=COUNT)
    low, high = (100 * (q / (1 - q) * 31 / 28 - 1) for q in said(wilson(1200, 2200, 0.95)))
    assert result.select("change", "change_low", "change_high").row(1) == pytest.approx((100 * (1.2 * 31 / 28 - 1), low, high))
    assert result["change_real"].to_list() == [None, True]


def test_the_smallest_change_that_would_show_stands_beside_the_change() -> None:
    # 903 answers a side, the size the tables give for 5 points of a share near 80 %, and Wilson's intervals a touch narrower than Wald's
    shares = compared(cell(JAN, FEB, 722, 903), cell(FEB, MAR, 740, 903))
    errors = [p * (1 - p) / 903 for p in (722 / 903, 740 / 903)]
    assert shares["change_least"][1] == pytest.approx(
        100 * (stats.norm.ppf(0.975) + stats.norm.ppf(0.8)) * math.sqrt(sum(errors)), rel=0.01
    )
    assert shares["change_real"][1] is False
    counts = compared(counted(FEB, MAR, 1000), counted(MAR, APR, 1110), of=COUNT)
    grown = math.exp((stats.norm.ppf(0.975) + stats.norm.ppf(0.8)) * math.sqrt(1 / 1000 + 1 / 1110)) - 1
    assert counts["change_least"][1] == pytest.approx(100 * grown, rel=0.01)
    assert compared(counted(FEB, MAR, 5), counted(MAR, APR, 0), of=COUNT)["change_least"].to_list() == [None, None]


def test_longer_month_alone_is_no_growth() -> None:
    result = compared(counted(FEB, MAR, 2800), counted(MAR, APR, 3100), of=COUNT)
    assert result.select("change", "change_real").row(1) == (pytest.approx(0.0, abs=1e-9), False)


def test_growth_within_its_waves_is_not_real() -> None:
    calm = compared(counted(JAN, FEB, 1000), counted(FEB, MAR, 1000), of=COUNT)
    waves = compared(counted(JAN, FEB, 1000, 8.0), counted(FEB, MAR, 1000, 8.0), of=COUNT)
    assert (calm["change_real"][1], waves["change_real"][1]) == (True, False)
    assert calm["change"][1] == waves["change"][1]


def test_unequal_waves_count_by_their_share_of_the_doubt() -> None:
    # (3 * 100 + 1 * 300) / 400 = 1.5
    result = compared(counted(JAN, FEB, 100, 1.0), counted(FEB, MAR, 300, 3.0), of=COUNT)
    growth = count_growth(300, 100, 0.95, exposures=(28, 31), dispersion=1.5)
    assert growth is not None
    assert result["change_low"][1] == pytest.approx(100 * (growth[1].low - 1))


def test_growth_is_as_unsure_as_the_spread_of_both_sides() -> None:
    # Spreads of 3 * 100 and 2 * 300, estimated with 21 and 22 degrees of freedom (Satterthwaite 1946).
    rows = counted(JAN, FEB, 100, 2.0) | {"dispersion_df": 22.0}, counted(FEB, MAR, 300, 3.0) | {"dispersion_df": 21.0}
    result = compared(*rows, of=COUNT)
    df = 900**2 / (300**2 / 21 + 600**2 / 22)
    p, t, n = 0.75, stats.t.ppf(0.975, df), 400 / (900 / 400)
    centre, half = p + t * t / (2 * n), t * math.sqrt(p * (1 - p) / n + t * t / (4 * n * n))
    odds = [share / (1 - share) for share in ((centre + side * half) / (1 + t * t / n) for side in (-1, 1))]
    assert result.select("change_low", "change_high").row(1) == pytest.approx([100 * (one * 31 / 28 - 1) for one in odds])


def test_a_change_of_quantiles_rests_on_limits_between_ranks() -> None:
    ends = {"low": 60.0, "high": 90.0, "between_low": 64.0, "between_high": 86.0}
    before = cell(JAN, FEB, 48, 80) | ends | {"value": 70.0}
    after = cell(FEB, MAR, 56, 80) | {"value": 85.0, "low": 80.0, "high": 95.0, "between_low": 81.0, "between_high": 93.0}
    result = compared(before, after)
    assert result.select("change_low", "change_high").row(1) == pytest.approx((15 - math.hypot(4, 16), 15 + math.hypot(8, 6)))
    # Times that are still open have no ranks.
    open_ = compared(before | {"between_low": None, "between_high": None}, after)
    assert open_.select("change_low", "change_high").row(1) == pytest.approx((15 - math.hypot(4, 20), 15 + math.hypot(8, 10)))


def test_counts_from_zero_have_no_growth_and_counts_to_zero_lose_all() -> None:
    assert compared(counted(JAN, FEB, 0), counted(FEB, MAR, 9), of=COUNT)["change"].to_list() == [None, None]
    assert compared(counted(JAN, FEB, 9), counted(FEB, MAR, 0), of=COUNT)["change"].to_list() == [None, -100.0]


def test_complete_counts_grow_without_doubt_or_test() -> None:
    census = metric(Unit.COUNT, CENSUS)
    result = compared(counted(FEB, MAR, 2800), counted(MAR, APR, 6200), of=census)
    assert result.select("change", "change_low", "change_real").row(1) == (pytest.approx(100.0), None, None)


def test_all_rows_of_a_table_are_judged_together() -> None:
    # Alone the one change passes; among thirty series without any it does not.
    alone = [cell(JAN, FEB, 40, 100, team="0"), cell(FEB, MAR, 54, 100, team="0")]
    others = [cell(start, end, 50, 100, team=str(k)) for k in range(1, 31) for start, end in ((JAN, FEB), (FEB, MAR))]
    assert compared(*alone, keys=["team"])["change_real"].to_list() == [None, True]
    many = compared(*alone, *others, keys=["team"])
    assert rows_tested(many) == 31
    assert many["change_real"].to_list()[:2] == [None, False]


def test_empty_table_stays_empty_with_its_columns() -> None:
    cells = pl.DataFrame([cell(JAN, FEB, 5, 10)])
    result = compare(cells.clear(), SHARE, how="yoy", level=0.95, keys=[])
    numbers = dict.fromkeys(("change", "change_low", "change_high", "change_least", "change_p"), pl.Float64)
    assert result.schema == cells.schema | numbers | {"change_real": pl.Boolean}
    assert rows_tested(result) == 0


def test_series_that_are_not_told_apart_are_refused() -> None:
    with pytest.raises(ValueError, match="several rows"):
        compared(cell(JAN, FEB, 5, 10), cell(JAN, FEB, 6, 10), cell(FEB, MAR, 6, 10))


def test_unknown_comparison_and_level_are_refused() -> None:
    with pytest.raises(ValueError, match="previous, yoy"):
        compared(cell(JAN, FEB, 5, 10), how="before")
    with pytest.raises(ValueError, match="between 0 and 1"):
        compare(pl.DataFrame([cell(JAN, FEB, 5, 10)]), SHARE, how="yoy", level=95, keys=[])


def test_rows_of_several_metrics_are_tested_together() -> None:
    # p is 0.03 alone; among 20 tests that show nothing it must be under 0.05 / 21
    alone = pl.DataFrame({"change_p": [None, 0.03]}, schema={"change_p": pl.Float64})
    among = pl.DataFrame({"change_p": [0.5] * 20})
    assert over_all([alone], 0.95)[0]["change_real"].to_list() == [None, True]
    together = over_all([alone, among], 0.95)
    assert [table["change_real"].to_list() for table in together] == [[None, False], [False] * 20]
