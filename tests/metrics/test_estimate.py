"""Estimates in columns against the scalar functions of one cell, which are tested against printed values elsewhere."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from cxm.metrics.engine.estimate import ENDED, ENTRY, TIME, UNITS, Times
from cxm.metrics.engine.interval import Step, brookmeyer_crowley, kaplan_meier, km_quantile, order_stat, rmst

LEVEL = 0.95
UNIT = st.tuples(st.integers(0, 12), st.booleans())
LATE = st.tuples(st.integers(1, 12), st.booleans(), st.integers(0, 11)).filter(lambda one: one[2] < one[0])


def counted(units: Sequence[tuple[float, bool]], entries: Sequence[float] | None = None, **keys: Any) -> pl.DataFrame:
    columns = {TIME: [float(time) for time, _ in units], ENDED: [ended for _, ended in units], UNITS: [1] * len(units)}
    frame = pl.DataFrame(columns, schema={TIME: pl.Float64, ENDED: pl.Boolean, UNITS: pl.Int64})
    frame = frame.with_columns(pl.lit(value).alias(name) for name, value in keys.items())
    return frame if entries is None else frame.with_columns(pl.Series(ENTRY, [float(entry) for entry in entries], pl.Float64))


def only(frame: pl.DataFrame) -> dict[str, Any]:
    (row,) = frame.to_dicts()
    return row


def steps_of(units: Sequence[tuple[float, bool]], entries: Sequence[float] | None = None) -> list[Step]:
    # The scalar function wants entries before ends; whoever is watched from the start was there before age 0.
    starts = None if entries is None else [entry if entry > 0 else -1.0 for entry in entries]
    return kaplan_meier([time for time, _ in units], [ended for _, ended in units], LEVEL, entries=starts)


@given(st.lists(UNIT, min_size=1, max_size=40), st.sampled_from([0.25, 0.5, 0.9]))
def test_quantiles_are_those_of_one_cell(units, q):
    row = only(Times(counted(units), []).quantile(q, LEVEL))
    if all(ended for _, ended in units):
        values = sorted(float(time) for time, _ in units)
        assert row["value"] == pytest.approx(float(stats.mstats.mquantiles(values, [q], alphap=1, betap=1)[0]))
        ranks = order_stat(len(values), q, LEVEL)
        assert (row["low"], row["high"]) == ((values[ranks[0] - 1], values[ranks[1] - 1]) if ranks else (None, None))
        between = (row["between_low"], row["between_high"])
        assert ranks or between == (None, None)
        assert not ranks or row["low"] <= between[0] <= row["value"] <= between[1] <= row["high"]
        return
    assert (row["between_low"], row["between_high"]) == (None, None)
    steps = steps_of(units)
    value = km_quantile(steps, q)
    assert row["value"] == (None if value is None else pytest.approx(value))
    assert (row["low"], row["high"]) == ((None, None) if value is None else brookmeyer_crowley(steps, q))


def test_limits_that_a_change_rests_on_lie_between_the_ranks():
    # Of 20 values the ranks 6 and 15 keep 95.86 %, 7 and 14 only 88.47 %: nonlinear interpolation of Hettmansperger & Sheather (1986)
    # takes 0.2349 of the way between them for 95 %.
    row = only(Times(counted([(float(at), True) for at in range(1, 21)]), []).quantile(0.5, LEVEL))
    assert (row["low"], row["high"], row["value"]) == (6.0, 15.0, 10.5)
    assert (row["between_low"], row["between_high"]) == pytest.approx((6.235, 14.765), abs=1e-3)


@given(st.lists(LATE, min_size=1, max_size=30), st.sampled_from([0.25, 0.5]))
def test_who_comes_under_watch_late_is_at_risk_from_then(units, q):
    pairs, entries = [(time, ended) for time, ended, _ in units], [entry for *_, entry in units]
    times = Times(counted(pairs, entries), [])
    if all(ended for _, ended in pairs) and not any(entries):
        return
    steps = steps_of(pairs, entries)
    value = km_quantile(steps, q)
    assert only(times.quantile(q, LEVEL))["value"] == (None if value is None else pytest.approx(value))


@given(st.lists(UNIT, min_size=1, max_size=40), st.sampled_from([None, 3.0, 7.0]))
def test_the_restricted_mean_is_that_of_one_cell(units, horizon):
    row = only(Times(counted(units), []).restricted_mean(horizon, LEVEL))
    reach = min(float(max(time for time, _ in units)), horizon or float("inf"))
    steps = steps_of(units)
    assert row["horizon"] == reach
    if not any(step.time <= reach for step in steps):
        assert (row["value"], row["low"]) == (reach, None)
        return
    mean, limits = rmst(steps, reach, LEVEL, n=len(units))
    assert row["value"] == pytest.approx(mean)
    assert (row["low"], row["high"]) == ((None, None) if limits is None else pytest.approx(tuple(limits)))
    assert row["interval_method"] == (None if limits is None else "rmst")


@given(st.lists(UNIT, min_size=1, max_size=40), st.sampled_from([0.0, 2.0, 5.0, 11.5]))
def test_survival_at_an_age_is_the_last_step_before_it(units, age):
    row = only(Times(counted(units), []).survival(age, LEVEL))
    before = [step for step in steps_of(units) if step.time <= age]
    assert row["at_risk"] == sum(time >= age for time, _ in units)
    if max(time for time, _ in units) < age:
        assert row["value"] is None
        return
    assert row["value"] == pytest.approx(before[-1].survival if before else 1.0)
    low = before[-1].low if before else None
    assert row["low"] == (None if low is None else pytest.approx(low))


def test_a_share_of_one_half_is_met_exactly_however_many_times_there_are():
    units = [(float(time), time < 100_000) for time in range(200_000)]
    assert only(Times(counted(units), []).quantile(0.5, LEVEL))["value"] == 99_999.0
    shares = Times(counted(units), []).survival(99_999.0, LEVEL)
    assert only(shares)["value"] == 0.5


def test_cells_do_not_touch_each_other_and_null_keys_are_a_cell():
    frames = [counted([(1, True), (3, True)], part="a"), counted([(10, True), (30, False)], part="b")]
    frames.append(counted([(5, True)]).with_columns(pl.lit(None, pl.String).alias("part")))
    times = Times(pl.concat(frames, how="diagonal"), ["part"])
    found = {row["part"]: row["value"] for row in times.named(times.quantile(0.5, LEVEL)).to_dicts()}
    assert found == {"a": 2.0, "b": 10.0, None: 5.0}


def test_times_counted_together_are_times_one_by_one():
    one_by_one = [(1.0, True), (1.0, True), (1.0, False), (4.0, True)]
    together = pl.DataFrame({TIME: [1.0, 1.0, 4.0], ENDED: [True, False, True], UNITS: [2, 1, 1]})
    expected = Times(counted(one_by_one), []).restricted_mean(None, LEVEL)
    assert Times(together, []).restricted_mean(None, LEVEL).equals(expected)


def test_no_times_are_no_cells():
    assert Times(counted([]), []).quantile(0.5, LEVEL).height == 0
    assert Times(counted([]), []).restricted_mean(None, LEVEL).height == 0


@given(st.permutations([(1.0, True), (2.0, False), (2.0, True), (5.0, False), (7.0, True), (7.0, True)]))
def test_order_of_rows_does_not_matter(units):
    first = Times(counted(sorted(units)), []).quantile(0.5, LEVEL)
    assert Times(counted(units), []).quantile(0.5, LEVEL).equals(first)


def survivors(units: Sequence[tuple[float, bool]], month: int) -> float:
    """S at the beginning of a month, in plain Python."""
    share = 1.0
    for time in sorted({time for time, ended in units if ended and time <= month}):
        at_risk = sum(own >= time for own, _ in units)
        share *= 1 - sum(ended and own == time for own, ended in units) / at_risk
    return share


@given(
    st.lists(st.tuples(st.floats(0, 12).map(lambda time: round(time, 2)), st.booleans()), min_size=1, max_size=30),
    st.sampled_from([0.0, 0.1, 2.0]),
    st.sampled_from([None, 1.0, 4.0, 50.0]),
)
def test_discounted_months_are_a_sum_over_months_with_the_error_of_their_curve(units, yearly, horizon):
    row = only(Times(counted(units), []).discounted_months(horizon, yearly, LEVEL))
    months = range(int(min(max(time for time, _ in units) // 1 + 1, horizon or float("inf"))))
    worth = {month: survivors(units, month) / (1 + yearly) ** (month / 12) for month in months}
    assert row["value"] == pytest.approx(sum(worth.values()))
    variance = 0.0
    for time in {time for time, ended in units if ended and time <= len(months)}:
        at_risk, ends = sum(own >= time for own, _ in units), sum(ended and own == time for own, ended in units)
        after = sum(one for month, one in worth.items() if month >= time)
        variance += after**2 * ends / (at_risk * (at_risk - ends)) if at_risk > ends else 0.0
    ends = sum(ended and time <= len(months) for time, ended in units)
    assert (row["low"] is None) == (ends < 2)
    if row["low"] is not None:
        half = stats.t.ppf(0.975, len(units) - 1) * (variance * ends / (ends - 1)) ** 0.5
        assert row["low"] == pytest.approx(max(0.0, row["value"] - half), abs=1e-9)


@given(st.lists(st.tuples(st.floats(0, 12).map(lambda time: round(time, 2)), st.booleans()), min_size=1, max_size=30))
def test_monthly_sums_add_up_the_curve_month_by_month(units):
    [sums] = Times(counted(units), []).monthly_sums()["value"].to_list()
    assert len(sums) == max(time for time, _ in units) // 1 + 1
    for month, one in enumerate(sums):
        assert one == pytest.approx(sum(survivors(units, earlier) for earlier in range(month + 1)))
