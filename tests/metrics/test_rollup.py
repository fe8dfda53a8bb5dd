"""Roll up: totals from the states of the whole, segments in reading order, changes between finished periods."""

from __future__ import annotations

from datetime import date

import polars as pl
import pytest
from build import cell, cells, computed, scores, table

from cxm.errors import UsageError
from cxm.metrics.engine.aggregate import label
from cxm.metrics.engine.compare import benjamini_hochberg


def month(number: int, promoters: int, detractors: int, **fields) -> list[dict[str, object]]:
    at = f"2026-{number:02d}-28T10:00:00"
    return [
        {"score": 10, "times": promoters, "responded_at": at, **fields},
        {"score": 0, "times": detractors, "responded_at": at, **fields},
    ]


# Totals


def test_totals_are_neither_averaged_nor_added():
    rows = [*scores(*[5] * 9, 1, region="EU"), *scores(*[5] * 200, *[1] * 800, region="US")]
    found = {row["region"]: row["value"] for row in cells("csat", rows, by="region")}
    assert found == {"US": 20, "EU": 90, None: pytest.approx(100 * 209 / 1010)}


def test_views_give_their_segments_and_one_total():
    rows = [
        {"score": score, "region": region, "product": product}
        for score, region, product in ((9, "EU", "A"), (0, "EU", "B"), (9, "US", "A"))
    ]
    found = cells("nps", rows, by=["region", "product", "region,product"])
    told = [(row["region"], row["product"], row["value"]) for row in found]
    assert told == [
        ("EU", "A", 100),
        ("EU", "B", -100),
        ("US", "A", 100),
        ("EU", None, 0),
        ("US", None, 100),
        (None, "A", 100),
        (None, "B", -100),
        (None, None, pytest.approx(100 / 3)),
    ]
    assert [row["row_kind"] for row in found] == ["segment"] * 7 + ["total"]


def test_the_total_can_be_left_out():
    assert [row["row_kind"] for row in cells("nps", scores(9, region="EU"), by="region", total=False)] == ["segment"]
    assert [row["row_kind"] for row in cells("nps", scores(9), total=False)] == ["total"]


# Segments


def test_labels_are_trimmed_and_blanks_are_none():
    column = pl.Series([" EU", "EU ", "", "  ", None, "eu", "\t"])
    assert pl.select(label(pl.lit(column)))[:, 0].to_list() == ["EU", "EU", "(none)", "(none)", "(none)", "eu", "(none)"]


def test_labels_are_one_without_their_capitals_on_request():
    """Two of three for `emea`, none of one for `us`; of `EMEA` alone it would be one of one."""
    rows = [
        {"score": score, "region": region, "responded_at": "2026-01-05T10:00:00", "respondent_id": region}
        for score, region in ((5, "EMEA"), (4, "emea "), (1, "Emea"), (1, "US"), (5, None))
    ]
    assert [row["region"] for row in cells("csat", rows, by="region")] == ["EMEA", "Emea", "US", "emea", "(none)", None]
    found = cells("csat", table(rows).folded(["region"]), by="region")
    assert [(row["region"], row["n"], row["value"]) for row in found] == [
        ("emea", 3, pytest.approx(200 / 3)),
        ("us", 1, 0),
        ("(none)", 1, 100),
        (None, 5, 60),
    ]
    largest = cells("csat", table(rows).folded(["region"]), by="region", top=1, period="month", dedupe="respondent-period")
    assert [row["region"] for row in largest] == ["emea", "(other)", None]


def test_numbers_and_dates_may_be_segments():
    found = table([{"score": 9, "weight": 1.5, "responded_at": "2026-01-02"}])
    assert [row["weight"] for row in cells("nps", found, by="weight")] == ["1.5", None]


def test_segments_come_by_size_then_label_the_late_ones_last():
    sizes = {"b": 2, "a": 2, "(none)": 9, "z": 3, "y": 1, "x": 1}
    rows = [row for name, size in sizes.items() for row in scores(*[9] * size, region=None if name == "(none)" else name)]
    assert [row["region"] for row in cells("nps", rows, by="region")] == ["z", "a", "b", "x", "y", "(none)", None]
    assert [row["region"] for row in cells("nps", rows, by="region", top=3)] == ["z", "a", "(other)", "(none)", None]


def test_segments_keep_their_order_in_every_period():
    rows = [*month(1, 5, 0, region="b"), *month(1, 1, 0, region="a"), *month(2, 1, 0, region="b"), *month(2, 3, 0, region="a")]
    assert [row["region"] for row in cells("nps", rows, by="region", period="month")] == ["b", "a", None] * 2


def test_segments_can_be_ranked_by_a_column():
    rows = [*scores(9, 9, 9, 0, region="b"), *scores(9, region="a"), *scores(0, 0, region="c")]
    assert [row["region"] for row in cells("nps", rows, by="region", sort="value")] == ["c", "b", "a", None]
    assert [row["region"] for row in cells("nps", rows, by="region", sort="-value")] == ["a", "b", "c", None]
    assert [row["region"] for row in cells("nps", rows, by="region", sort="region")] == ["a", "b", "c", None]
    assert [row["region"] for row in cells("nps", rows, by="region", sort="-region")] == ["c", "b", "a", None]


def test_segments_can_be_ranked_by_what_is_known_last():
    rows = [*month(1, 5, 5, region="a"), *month(2, 9, 1, region="a"), *month(1, 9, 1, region="b"), *month(2, 5, 5, region="b")]
    found = cells("nps", rows, by="region", period="month", compare="previous", sort="change", as_of="2026-02-28")
    assert [row["region"] for row in found[3:]] == ["b", "a", None]
    assert [row["region"] for row in cells("nps", rows, by="region", sort="grade_label")]


def test_a_column_that_does_not_exist_cannot_rank():
    with pytest.raises(UsageError, match="--sort"):
        cells("nps", scores(9), sort="vaule")


def test_the_rank_of_a_hidden_segment_tells_nothing():
    rows = [
        *scores(*[9] * 9, *[0] * 1, region="a"),
        *scores(9, 9, 0, region="b"),
        *scores(*[0] * 9, 9, region="c"),
        *scores(0, 0, 9, 9, region="d"),
    ]
    found = cells("nps", rows, by="region", sort="-value", suppress_below=5)
    assert [(row["region"], row["status"]) for row in found] == [
        ("a", "ok"),
        ("c", "ok"),
        ("b", "suppressed"),
        ("d", "suppressed"),
        (None, "ok"),
    ]


def test_the_largest_segments_are_those_of_the_report():
    old = [{**row, "responded_at": "2026-01-10T10:00:00"} for row in scores(*[9] * 20, region="old")]
    new = [{**row, "responded_at": "2026-02-10T10:00:00"} for row in [*scores(9, 9, 9, region="new"), *scores(9, region="rare")]]
    found = cells("nps", [*old, *new], by="region", top=1, from_="2026-02-01")
    assert [(row["region"], row["n"]) for row in found] == [("new", 3), ("(other)", 1), (None, 4)]


def test_the_rest_is_computed_from_its_rows():
    rows = [*scores(*[5] * 8, *[1] * 2, region="a"), *scores(5, region="b"), *scores(1, 1, 1, region="c")]
    found = {row["region"]: row["value"] for row in cells("csat", rows, by="region", top=1)}
    assert found == {"a": 80, "(other)": 25, None: pytest.approx(100 * 9 / 14)}


# Change


def test_a_month_is_compared_with_the_one_before():
    rows = [*month(1, 80, 20), *month(2, 60, 40), *month(3, 62, 38)]
    found = cells("nps", rows, period="month", compare="previous", as_of="2026-03-31")
    assert [row["change"] for row in found] == [None, -40, 4]
    assert [row["change_real"] for row in found] == [None, True, False]
    for row in found[1:]:
        assert row["change_low"] < row["change"] < row["change_high"]


def test_an_unfinished_month_is_not_compared():
    rows = [*month(1, 80, 20), *month(2, 60, 40)]
    assert [row["change"] for row in cells("nps", rows, period="month", compare="previous", as_of="2026-02-27")] == [None, None]


def test_the_same_month_of_the_year_before():
    rows = [
        {**row, "responded_at": f"{year}-02-28T10:00:00"}
        for year, scores_of in ((2025, (10, 9)), (2026, (10, 0)))
        for row in scores(*scores_of)
    ]
    found = {row["period"]: row["change"] for row in cells("nps", rows, period="month", compare="yoy")}
    assert {period: change for period, change in found.items() if change is not None} == {"2026-02": -100}


def test_counts_are_compared_per_day():
    rows = [{"responded_at": "2026-01-31T10:00:00", "times": 31}, {"responded_at": "2026-02-28T10:00:00", "times": 28}]
    found = cells("feedback-volume", rows, period="month", compare="previous")
    assert found[1]["change"] == pytest.approx(0, abs=1e-9)


def test_many_comparisons_are_tested_together():
    # One segment of twenty changes with p near 0.03: alone it would be called real, among twenty that are still it is not.
    rows = [*month(1, 50, 50, region="s0"), *month(2, 65, 35, region="s0")]
    alone = cells("nps", rows, by="region", period="month", compare="previous", as_of="2026-02-28", total=False)[-1]
    for number in range(1, 20):
        rows += [*month(1, 50, 50, region=f"s{number}"), *month(2, 50, 50, region=f"s{number}")]
    among = cells("nps", rows, by="region", period="month", compare="previous", as_of="2026-02-28", total=False)
    assert alone["change_real"] is True
    assert [row["change_real"] for row in among if row["region"] == "s0"] == [None, False]
    assert benjamini_hochberg([0.03, *[1.0] * 19], 0.05) == [False] * 20


def test_parts_are_compared_part_by_part():
    rows = [*month(1, 50, 50), *month(2, 20, 80)]
    found = cells("nps-distribution", rows, period="month", compare="previous", as_of="2026-02-28")
    assert [row["change"] for row in found] == [None, None, None, -30, 0, 30]


# Odd exports


def test_an_export_without_rows_has_cells_without_data():
    for name in ("nps", "nps-distribution", "feedback-volume", "csat"):
        found = cells(name, table([], fields=["score", "responded_at", "respondent_id", "response_id", "region"]), by="region")
        assert {(row["n"], row["status"]) for row in found} == {(0, "ok" if name == "feedback-volume" else "no_data")}


def test_a_segment_of_tests_only_has_no_data():
    rows = [*scores(9, region="EU"), *scores(9, region="US", kind="test")]
    found = {row["region"]: (row["n"], row["n_excluded"], row["status"]) for row in cells("nps", rows, by="region")}
    assert found == {"EU": (1, 0, "ok"), "US": (0, 1, "no_data"), None: (1, 1, "ok")}


def test_reasons_are_counted_once_and_only_within_the_report():
    rows = [
        {"score": 9, "responded_at": "2026-01-10T10:00:00"},
        {"responded_at": "2026-01-11T10:00:00"},
        {"score": 99, "responded_at": "2026-01-12T10:00:00"},
        {"score": 99, "responded_at": "2026-02-12T10:00:00"},
        {"score": 9},
        {"score": 9, "responded_at": "2026-02-30"},
        {"score": 9, "kind": "test", "responded_at": "2026-01-13T10:00:00"},
    ]
    january = computed("nps", rows, period="month", to="2026-01-31").quality
    assert sorted(january.values()) == [1, 1, 1, 1, 1]
    assert sum(january.values()) + cells("nps", rows, period="month", to="2026-01-31")[0]["n"] == 6  # all but the row of February
    every = computed("nps", rows).quality
    assert sorted(every.values()) == [1, 1, 2]


def test_the_spread_of_daily_counts_is_that_of_each_segment():
    rows = [{"responded_at": f"2026-01-{day:02d}T10:00:00", "region": "even"} for day in range(1, 15)]
    rows += [{"responded_at": f"2026-01-{day:02d}T10:00:00", "region": "waves", "times": 8} for day in range(2, 15, 2)]
    found = {row["region"]: row["deff"] for row in cells("feedback-volume", rows, by="region")}
    assert found["even"] == 1.0
    assert found["waves"] == pytest.approx(224 / 4 / 13)


def test_one_answer_is_shown_and_not_graded():
    found = cell("nps", scores(9))
    assert (found["value"], found["n"], found["grade"], found["grade_state"]) == (100, 1, None, "small_n")
    assert found["low"] < 0


def test_the_span_of_a_report_is_told():
    span = computed("nps", [{"score": 9, "responded_at": "2026-01-10T10:00:00"}], as_of="2026-02-01").span
    assert (span.first, span.last, span.until, span.stated) == (date(2026, 1, 10), date(2026, 2, 1), date(2026, 2, 1), True)
