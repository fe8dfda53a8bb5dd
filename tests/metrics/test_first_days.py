"""First days: a period that is not over is compared with as many first days of its counterpart, and with nothing else."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from build import Row, cells, computed, table


def answer(day: str, score: int, times: int = 1, **more: object) -> Row:
    return {"score": score, "responded_at": f"{day}T10:00:00", "times": times, **more}


MARCH_TO_THE_TENTH = [
    answer("2026-02-03", 10, 30),
    answer("2026-02-10", 0, 10),
    answer("2026-02-11", 0, 60),
    answer("2026-03-02", 10, 45),
    answer("2026-03-10", 0, 5),
]
"""February 1 to 10: 30 promoters, 10 detractors: 50. All of it: 30 and 70: -40. March 1 to 10: 45 and 5: 80."""


def march(rows: list[Row], name: str = "nps", **options: object) -> dict[str, object]:
    found = cells(name, rows, **({"period": "month", "compare": "previous", "like_for_like": True} | options))
    return next(row for row in found if row["period"] == "2026-03" and row["row_kind"] == "total")


def test_the_first_ten_days_are_compared_with_the_first_ten_days():
    row = march(MARCH_TO_THE_TENTH)
    assert (row["status"], row["value"], row["change"]) == ("partial", 80, pytest.approx(30))
    assert march(MARCH_TO_THE_TENTH, like_for_like=False)["change"] is None


def test_the_change_has_the_limits_of_the_two_spans_computed_alone():
    """MOVER by hand from the limits of March to the 10th and of a report of 1 to 10 February."""
    now = march(MARCH_TO_THE_TENTH)
    (before,) = cells("nps", MARCH_TO_THE_TENTH, from_="2026-02-01", to="2026-02-10", period="month")
    assert before["value"] == 50
    down = ((80 - now["low"]) ** 2 + (before["high"] - 50) ** 2) ** 0.5
    up = ((now["high"] - 80) ** 2 + (50 - before["low"]) ** 2) ** 0.5
    assert (now["change_low"], now["change_high"]) == (pytest.approx(30 - down), pytest.approx(30 + up))
    assert now["change_real"] == (30 - down > 0)


def test_counts_grow_by_the_day():
    """50 in ten days against 40 in ten: 25 % more; against the 100 of all February it would be a fall."""
    assert march(MARCH_TO_THE_TENTH, "feedback-volume")["change"] == pytest.approx(25)


def test_a_shorter_counterpart_is_taken_whole():
    """30 days of March against the 28 of February: 60 in 30 days are 2 a day, 28 in 28 are 1 a day: 100 % more."""
    rows = [answer("2026-02-01", 9, 28), answer("2026-03-30", 9, 60)]
    assert march(rows, "feedback-volume")["change"] == pytest.approx(100)


def test_a_year_before_is_the_same_days_of_that_year():
    rows = [answer("2025-03-10", 0, 20), answer("2025-03-11", 10, 50), answer("2026-02-20", 10, 20), answer("2026-03-10", 10, 20)]
    assert march(rows, compare="yoy")["change"] == pytest.approx(200)


def test_a_week_is_compared_with_that_of_52_weeks_before():
    now = date(2026, 3, 10)  # a Tuesday: two days
    rows = [answer(str(now - timedelta(days)), score, 5) for days, score in ((0, 10), (363, 10), (364, 0), (365, 0))]
    found = cells("nps", rows, period="week", compare="yoy", like_for_like=True)
    # Of the week a year before Monday and Tuesday count, not the promoters of Wednesday.
    assert found[-1]["change"] == pytest.approx(200)


def test_finished_periods_are_compared_as_ever():
    rows = [answer("2026-01-05", 0, 10), *MARCH_TO_THE_TENTH]
    with_it, without = (cells("nps", rows, period="month", compare="previous", like_for_like=like) for like in (True, False))
    assert [row["change"] for row in with_it[:-1]] == [row["change"] for row in without[:-1]] == [None, pytest.approx(60)]
    ended = cells("nps", rows, period="month", compare="previous", like_for_like=True, to="2026-02-28")
    assert [row["change"] for row in ended] == [None, pytest.approx(60)]


def test_a_report_that_begins_or_ends_within_a_period_compares_what_it_reports():
    """To 2 March: two days against two; from 4 February: its first days are not reported."""
    assert march([*MARCH_TO_THE_TENTH, answer("2026-02-02", 0, 30)], to="2026-03-02")["change"] == pytest.approx(200)
    assert march(MARCH_TO_THE_TENTH, from_="2026-02-04")["change"] is None
    assert march(MARCH_TO_THE_TENTH, from_="2026-03-02")["change"] is None


def test_segments_are_compared_with_their_own_and_the_small_ones_are_merged_alike():
    """Over the whole report EU is the larger, in the first days of February US is: both months must mean the same by (other)."""
    rows = [
        answer("2026-02-02", 0, 9, region="US"),
        answer("2026-02-02", 10, 1, region="EU"),
        answer("2026-02-20", 10, 50, region="EU"),
        answer("2026-03-05", 10, 10, region="US"),
        answer("2026-03-05", 10, 10, region="EU"),
    ]
    found = cells("nps", rows, period="month", compare="previous", like_for_like=True, by="region", top=1)
    assert [(row["region"], row["change"]) for row in found if row["period"] == "2026-03"] == [("EU", 0), ("(other)", 200), (None, 180)]


def test_respondents_who_answer_again_count_with_their_last_answer_of_the_first_days():
    rows = [
        answer("2026-02-02", 0, respondent_id="a"),
        answer("2026-02-09", 10, respondent_id="a"),
        answer("2026-02-25", 0, respondent_id="a"),
        answer("2026-03-10", 0, respondent_id="a"),
    ]
    assert march(rows, dedupe="respondent-period")["change"] == pytest.approx(-200)


def test_metrics_that_look_across_periods_are_compared_like_for_like():
    """Ten customers on 1 February, one lost by the 10th and four later; five on 1 March, of whom two are lost by the 10th."""
    ends = ["2026-02-05", *["2026-02-20"] * 4, *["2026-03-04"] * 2, None, None, None]
    rows = [
        {"customer_id": f"c{at}", "started_at": "2025-12-01T00:00:00", "ended_at": end and f"{end}T00:00:00"} for at, end in enumerate(ends)
    ]
    found = table(rows, frame="subscription")
    *_, row = cells("churn-rate", found, period="month", compare="previous", like_for_like=True, from_="2026-02-01", as_of="2026-03-10")
    assert (row["value"], row["change"]) == (pytest.approx(40), pytest.approx(40 - 10))


@pytest.mark.parametrize("small", [answer("2026-02-03", 10, 3), answer("2026-02-20", 10, 3)])
def test_a_change_that_would_reveal_a_few_is_not_shown(small: Row):
    """Three answers in the first days, or three after them: either is less than five, and the rest would give them away."""
    other = answer("2026-02-20" if small["responded_at"].startswith("2026-02-03") else "2026-02-03", 0, 20)
    rows = [small, other, answer("2026-03-10", 10, 20)]
    assert march(rows)["change"] is not None
    assert march(rows, suppress_below=5)["change"] is None


def test_what_is_compared_is_said():
    notes = computed("nps", MARCH_TO_THE_TENTH, period="month", compare="previous", like_for_like=True).notes
    assert "2026-03 so far is compared with the first 10 days of 2026-02" in notes
    assert computed("nps", MARCH_TO_THE_TENTH, period="month", compare="previous").notes == []


def test_unfinished_rates_are_graded_on_request_and_unfinished_counts_never():
    assert march(MARCH_TO_THE_TENTH)["grade_state"] == "partial"
    assert march(MARCH_TO_THE_TENTH, grade_partial=True)["grade"] == "excellent"
    assert march(MARCH_TO_THE_TENTH, "feedback-volume", grade_partial=True)["grade"] is None
