"""Suppress: what few people stand behind is hidden, and no subtraction within the table brings it back."""

from __future__ import annotations

from datetime import date
from itertools import combinations

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as some
from polars.testing import assert_frame_equal

from cxm.metrics.engine.suppress import suppress, withheld

FACTS = ("value", "low", "high", "n", "grade", "grade_state", "change", "promoters", "n_invalid", "n_eff")


def rows(*placed: tuple[str, str | None, int]) -> pl.DataFrame:
    """Rows of one metric by period and one segment column, None in it for the total."""
    starts = {
        "2026-01": date(2026, 1, 1),
        "2026-02": date(2026, 2, 1),
        "2026-03": date(2026, 3, 1),
        "2027-01": date(2027, 1, 1),
        "all": None,
    }
    return pl.DataFrame(
        [
            {
                "metric": "nps",
                "period": period,
                "period_start": starts[period],
                "row_kind": "total" if segment is None else "segment",
                "channel": segment,
                "status": "ok" if n else "no_data",
                "value": 40.0 if n else None,
                "n": n,
                "low": 30.0,
                "high": 50.0,
                "grade": "very good",
                "grade_state": "asserted",
                "change": 1.5,
                "change_real": "up",
                "n_invalid": 1,
                "n_eff": float(n),
                "days_observed": 31,
                "promoters": n,
                "notes": None,
            }
            for period, segment, n in placed
        ],
        schema_overrides={"channel": pl.String, "notes": pl.String, "period_start": pl.Date},
    )


def hidden(cells: pl.DataFrame, below: int = 5, keys: tuple[str, ...] = ("channel",)) -> set[tuple[str | None, ...]]:
    shown = suppress(cells, below=below, keys=keys, states=["promoters"])
    return set(shown.filter(pl.col("status") == "suppressed").select("period", *keys).rows())


def month(**segments: int) -> pl.DataFrame:
    """One month: its segments and their total."""
    return rows(*(("2026-01", name, n) for name, n in segments.items()), ("2026-01", None, sum(segments.values())))


def test_a_hidden_row_keeps_only_its_place():
    cells = suppress(month(web=4, mail=4, app=40), below=5, keys=["channel"], states=["promoters"])
    web = cells.row(0, named=True)
    assert [web[name] for name in FACTS] == [None] * len(FACTS)
    assert (web["channel"], web["period"], web["status"], web["notes"], web["days_observed"]) == ("web", "2026-01", "suppressed", "<5", 31)
    assert cells.row(2, named=True) == month(web=4, mail=4, app=40).row(2, named=True)


def test_one_small_segment_takes_the_next_smallest_with_it():
    assert hidden(month(web=3, mail=20, app=10, shop=50)) == {("2026-01", "web"), ("2026-01", "app")}


def test_two_small_segments_protect_each_other():
    assert hidden(month(web=3, mail=4, app=10)) == {("2026-01", "web"), ("2026-01", "mail")}


def test_two_segments_of_one_answer_each_are_still_a_group_of_two():
    assert hidden(month(web=1, mail=1, app=10, shop=50)) == {("2026-01", "web"), ("2026-01", "mail"), ("2026-01", "app")}


def test_of_equal_segments_the_first_by_label_is_withheld():
    assert hidden(month(web=3, mail=20, app=20)) == {("2026-01", "web"), ("2026-01", "app")}


def test_a_segment_of_exactly_the_threshold_is_shown():
    assert hidden(month(web=5, mail=20)) == set()


def test_an_empty_segment_stays_no_data_and_protects_nobody():
    cells = month(web=3, mail=0, app=30)
    assert hidden(cells) == {("2026-01", "web"), ("2026-01", "app")}
    shown = suppress(cells, below=5, keys=["channel"], states=["promoters"])
    assert shown.row(1, named=True) == cells.row(1, named=True)


def test_a_small_total_is_hidden_with_all_its_segments():
    assert hidden(month(web=3, mail=0)) == {("2026-01", "web"), ("2026-01", None)}


def test_without_a_total_there_is_nothing_to_subtract_from():
    assert hidden(month(web=3, mail=20).filter(pl.col("row_kind") == "segment")) == {("2026-01", "web")}


def test_hidden_rows_do_not_tell_which_of_them_is_small():
    cells = suppress(month(web=3, mail=20, app=50), below=5, keys=["channel"], states=["promoters"])
    assert cells["notes"].to_list() == ["<5 or its complement", "<5 or its complement", None, None]


def test_one_small_month_cannot_be_subtracted_from_the_whole_span():
    cells = rows(("2026-01", None, 3), ("2026-02", None, 30), ("2026-03", None, 20), ("all", None, 53))
    assert hidden(cells) == {("2026-01", None), ("2026-03", None)}


def test_a_series_of_a_segment_and_the_segments_of_a_month_are_both_safe():
    cells = rows(
        *(("2026-01", name, n) for name, n in (("web", 3), ("mail", 9), ("app", 30), (None, 42))),
        *(("2026-02", name, n) for name, n in (("web", 8), ("mail", 7), ("app", 20), (None, 35))),
        *(("all", name, n) for name, n in (("web", 11), ("mail", 16), ("app", 50), (None, 77))),
    )
    assert hidden(cells) == {("2026-01", "web"), ("2026-01", "mail"), ("2026-02", "web"), ("2026-02", "mail")}


def test_the_only_segment_of_a_hidden_month_hides_its_total_too():
    cells = rows(
        ("2026-01", "web", 30), ("2026-01", None, 30), ("2026-02", "web", 3), ("2026-02", None, 3), ("all", "web", 33), ("all", None, 33)
    )
    assert hidden(cells) == {("2026-02", "web"), ("2026-02", None), ("2026-01", "web"), ("2026-01", None)}


def test_the_parts_of_a_distribution_are_hidden_together():
    cells = pl.concat([month(web=4, mail=4, app=40).with_columns(pl.lit(part).alias("answer")) for part in ("promoters", "passives")])
    shown = suppress(cells, below=5, keys=["channel"], states=["promoters"])
    assert shown.filter(pl.col("status") == "suppressed").select("channel", "answer").rows() == [
        ("web", "promoters"),
        ("mail", "promoters"),
        ("web", "passives"),
        ("mail", "passives"),
    ]


def test_metrics_are_looked_at_each_on_its_own():
    cells = pl.concat([month(web=3, mail=20), month(web=30, mail=20).with_columns(metric=pl.lit("csat"))])
    shown = suppress(cells, below=5, keys=["channel"], states=["promoters"])
    assert shown.filter(metric="csat")["status"].unique().to_list() == ["ok"]
    assert shown.filter(metric="nps")["notes"].to_list() == ["<5 or its complement", "<5 or its complement", None]


def test_crossed_segments_without_margins_are_safe_from_the_grand_total():
    cells = crossed({("web", "de"): 3, ("web", "fr"): 20, ("app", "de"): 9, ("app", "fr"): 30}, margins=False)
    assert hidden(cells, keys=("channel", "country")) == {("2026-01", "web", "de"), ("2026-01", "app", "de")}


def test_margins_of_crossed_segments_hide_a_square():
    cells = crossed({("web", "de"): 3, ("web", "fr"): 20, ("app", "de"): 9, ("app", "fr"): 30}, margins=True)
    assert hidden(cells, keys=("channel", "country")) == {
        ("2026-01", channel, country) for channel in ("web", "app") for country in ("de", "fr")
    }


def crossed(sizes: dict[tuple[str, str], int], *, margins: bool) -> pl.DataFrame:
    """One month crossed by channel and country, with its total."""
    places: dict[tuple[str | None, str | None], int] = dict(sizes)
    places[None, None] = sum(sizes.values())
    for (channel, country), n in sizes.items() if margins else ():
        places[channel, None] = places.get((channel, None), 0) + n
        places[None, country] = places.get((None, country), 0) + n
    cells = rows(*(("2026-01", channel, n) for (channel, _), n in places.items()))
    return cells.with_columns(pl.Series("country", [country for _, country in places], pl.String))


def test_a_change_does_not_give_away_the_month_it_is_measured_from():
    cells = rows(("2026-01", None, 3), ("2026-02", None, 30), ("2026-03", None, 40), ("2027-01", None, 50))
    shown = suppress(cells, below=5, keys=["channel"], states=["promoters"])
    assert shown["change"].to_list() == [None, None, 1.5, None]
    assert shown["change_real"].to_list() == [None, None, "up", None]
    assert shown["value"].to_list() == [None, 40.0, 40.0, 40.0]


def test_a_value_whose_number_of_units_is_unknown_is_hidden():
    cells = month(web=30, mail=20).with_columns(pl.when(pl.col("channel") != "web").then(pl.col("n")).alias("n"))
    assert ("2026-01", "web") in hidden(cells.filter(pl.col("row_kind") == "segment"))


@pytest.mark.parametrize("below", [0, 1])
def test_without_a_threshold_nothing_is_hidden(below):
    assert_frame_equal(suppress(month(web=1), below=below, keys=["channel"], states=["promoters"]), month(web=1))


def test_a_frame_without_rows_or_notes_is_taken_as_it_is():
    assert suppress(month(web=1).clear(), below=5, keys=["channel"], states=["promoters"]).is_empty()
    cells = suppress(month(web=4, mail=4).drop("notes", "change", "change_real"), below=5, keys=["channel"], states=["promoters"])
    assert cells["notes"].to_list() == ["<5", "<5", None]


sizes_of = some.dictionaries(
    some.tuples(some.sampled_from(["2026-01", "2026-02", "2026-03"]), some.sampled_from("abcd"), some.sampled_from("xyz")),
    some.integers(0, 30),
    min_size=1,
    max_size=24,
)
totalled = some.sets(some.sampled_from([axes for count in (1, 2, 3) for axes in combinations(range(3), count)]))


def with_totals(sizes: dict[tuple[str, ...], int], totals: set[tuple[int, ...]]) -> dict[tuple[str | None, ...], float]:
    """The cells and, for each given set of columns, the totals over them."""
    cells: dict[tuple[str | None, ...], float] = {}
    for axes in [(), *totals]:
        for place, n in sizes.items():
            total = tuple(None if axis in axes else label for axis, label in enumerate(place))
            cells[total] = cells.get(total, 0) + n
    return cells


def revealed(cells: dict[tuple[str | None, ...], float], gone: set[tuple[str | None, ...]], below: int) -> list[tuple[str | None, ...]]:
    """Totals from which a reader can subtract shown cells and keep one hidden cell, or a group that is too small."""
    found = []
    for total in cells:
        missing = [axis for axis, label in enumerate(total) if label is None]
        for axes in (axes for count in range(1, len(missing) + 1) for axes in combinations(missing, count)):
            parts = [
                place
                for place in cells
                if cells[place]
                and all((place[axis] is not None) if axis in axes else (place[axis] == total[axis]) for axis in range(len(total)))
            ]
            unknown = [place for place in parts if place in gone]
            if not parts:
                continue
            if (total in gone and not unknown) or (
                total not in gone and unknown and (len(unknown) == 1 or sum(cells[place] for place in unknown) < below)
            ):
                found.append(total)
    return found


@settings(max_examples=300, deadline=None)
@given(sizes_of, totalled, some.integers(2, 12))
def test_no_hidden_cell_can_be_found_by_one_subtraction(sizes, totals, below):
    cells = with_totals(sizes, totals)
    small = {place for place, n in cells.items() if 0 < n < below}
    gone = withheld(cells, small, below)
    assert small <= gone
    assert not revealed(cells, gone, below)
    assert all(cells[place] > 0 for place in gone)
    assert small or not gone


@settings(max_examples=60, deadline=None)
@given(sizes_of, totalled, some.integers(2, 12), some.randoms())
def test_the_order_of_rows_does_not_change_what_is_hidden(sizes, totals, below, chance):
    cells = with_totals(sizes, totals)
    small = {place for place, n in cells.items() if 0 < n < below}
    turned = list(cells.items())
    chance.shuffle(turned)
    assert withheld(dict(turned), small, below) == withheld(cells, small, below)
