"""The long result: its columns, types and order are a promise to scripts."""

from __future__ import annotations

from datetime import date
from math import isfinite

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cxm.metrics.engine.result import CORE, EXTRA, PROVENANCE, Facts, Result, assemble, segment_columns

WHERE = {"exports": ["a.csv", "b.csv"], "reader": "hand", "mapping": {"score": "Q1"}, "zone": "UTC", "cxm_version": "1.0"}
NAMES = [name for name, _ in CORE]


def part(metric="nps", **columns):
    rows = max((len(values) for values in columns.values()), default=1)
    base = {"metric": [metric] * rows, "definition": [f"{metric}.x@1"] * rows, "period": ["all"] * rows, "row_kind": ["total"] * rows}
    return pl.DataFrame(base | columns)


def test_columns_stand_in_the_order_of_the_contract():
    frame = assemble([part(region=["North"], promoters=[4])], segments=["region"], provenance=WHERE)
    place = NAMES.index("row_kind") + 1
    rest = [name for name, _ in EXTRA] + ["promoters"] + [name for name, _ in PROVENANCE]
    assert frame.columns == [*NAMES[:place], "region", *NAMES[place:], *rest]


def test_types_are_exact_whatever_the_parts_bring():
    odd = part(n=pl.Series([3], dtype=pl.UInt32), value=pl.Series([1], dtype=pl.Int32), n_missing=pl.Series([1], dtype=pl.Int16), seen=[1])
    frame = assemble([odd.with_columns(pl.lit(None).alias("grade"))], segments=["region"], provenance=WHERE)
    expected = dict(CORE) | dict(EXTRA) | dict(PROVENANCE) | {"region": pl.String(), "seen": pl.Int64()}
    assert dict(frame.schema) == expected


def test_no_metrics_give_an_empty_table_with_all_columns():
    frame = assemble([], segments=["region"], provenance=WHERE)
    assert len(frame) == 0
    assert dict(frame.schema) == dict(CORE) | dict(EXTRA) | dict(PROVENANCE) | {"region": pl.String()}


def test_weighted_bases_stay_fractions():
    assert assemble([part(n=[2.5])], segments=[], provenance=WHERE)["n"].to_list() == [2.5]
    assert assemble([part(n=[2])], segments=[], provenance=WHERE)["n"].dtype == pl.Int64


def test_states_of_one_metric_are_null_in_the_rows_of_another():
    frame = assemble([part("nps", promoters=[5]), part("csat", satisfied=[7.0])], segments=[], provenance=WHERE)
    assert frame.select("metric", "promoters", "satisfied").rows() == [("nps", 5, None), ("csat", None, 7.0)]


@given(st.lists(st.floats(), min_size=1, max_size=8))
def test_no_nan_infinity_or_negative_zero_leaves(values):
    frame = assemble([part(value=values, low=values, total=values)], segments=[], provenance=WHERE)
    for name in ("value", "low", "total"):
        column = frame[name]
        assert column.drop_nulls().is_finite().all()
        assert "-0.0" not in {repr(value) for value in column}
        assert sum(map(isfinite, values)) == len(column.drop_nulls())


def test_a_segment_named_like_a_result_column_is_prefixed():
    assert segment_columns(["status", "region", "zone"]) == {"status": "segment_status", "region": "region", "zone": "segment_zone"}
    assert segment_columns(["promoters"], taken=["promoters"]) == {"promoters": "segment_promoters"}
    assert segment_columns(["_period"]) == {"_period": "segment__period"}
    frame = assemble([part(segment_status=["gold"], segment_zone=["EU"])], segments=["segment_status", "segment_zone"], provenance=WHERE)
    assert frame.select("segment_status", "segment_zone", "zone").rows() == [("gold", "EU", "UTC")]


@given(st.lists(st.sampled_from(["n", "segment_n", "segment_segment_n", "_n", "segment__n", "a"]), unique=True))
def test_no_two_segments_share_a_column(names):
    columns = segment_columns(names, taken=["a"])
    assert list(columns) == names
    assert len(set(columns.values())) == len(names)
    assert not {"n", "a"} & set(columns.values())


def test_metrics_follow_the_request_and_periods_the_calendar():
    later, earlier = date(2026, 2, 1), date(2026, 1, 1)
    periods = {"period": ["2026-02", "2026-01"], "period_start": [later, earlier]}
    frame = assemble([part("nps", **periods), part("csat", **periods)], segments=[], provenance=WHERE)
    assert frame.select("metric", "period").rows() == [("nps", "2026-01"), ("nps", "2026-02"), ("csat", "2026-01"), ("csat", "2026-02")]


def test_totals_and_left_over_segments_come_last_and_numbers_go_by_size():
    labels = [None, "(none)", "(other)", "10", "9", "b", "a"]
    kinds = ["total"] + ["segment"] * 6
    frame = assemble([part(answer=labels, row_kind=kinds)], segments=["answer"], provenance=WHERE)
    assert frame["answer"].to_list() == ["9", "10", "a", "b", "(other)", "(none)", None]


@given(st.permutations(range(5)))
def test_the_order_given_decides_and_the_order_of_rows_does_not(shuffled):
    labels = ["e", "d", "c", "b", "a"]
    rows = part(region=[labels[place] for place in shuffled], order=list(shuffled))
    frame = assemble([rows], segments=["region"], provenance=WHERE)
    assert frame["region"].to_list() == labels
    assert "order" not in frame.columns


def test_columns_of_the_engine_itself_do_not_leave():
    assert "_work" not in assemble([part(_work=[1])], segments=[], provenance=WHERE).columns


@pytest.mark.parametrize(("notes", "text"), [([["a", None, "b"]], "a; b"), ([[]], None), (["a; b"], "a; b")])
def test_notes_are_one_text(notes, text):
    assert assemble([part(notes=notes)], segments=[], provenance=WHERE)["notes"].to_list() == [text]


def test_provenance_stands_in_every_row():
    frame = assemble([part(value=[1.0, 2.0])], segments=[], provenance=WHERE)
    assert frame.select(name for name, _ in PROVENANCE).rows() == [("a.csv; b.csv", "hand", "score=Q1", "UTC", "1.0")] * 2


def test_facts_are_found_by_definition_then_by_name():
    first, second = Facts(name="nps", definition="nps.a@1", title="A"), Facts(name="nps", definition="nps.b@1", title="B")
    result = Result(frame=pl.DataFrame(), metrics=[first, second])
    assert result.facts("nps", "nps.b@1") == second
    assert result.facts("nps", "nps.c@1") == first
    assert result.facts("ces", "ces.a@1") == {"name": "ces", "definition": "ces.a@1"}
