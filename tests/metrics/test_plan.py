"""Plan: which definition answers a request, and what is refused with the flag that settles it."""

from __future__ import annotations

import pytest
from build import cell, cells, computed, request, scores, table

from cxm.errors import AmbiguousError, NotEnoughData, UsageError
from cxm.metrics import METRICS
from cxm.metrics.engine.plan import Request, choose, view_of
from cxm.metrics.engine.table import EXPORT, Table
from cxm.metrics.spec import Scale, View


def chosen(name: str, *fields: str, rows: Table | None = None, **options) -> str:
    return choose(name, rows or table([], fields=fields or ("score",)), request(**options)).id


def refusal(name: str, *fields: str, error: type[Exception], **options) -> str:
    with pytest.raises(error) as caught:
        chosen(name, *fields, **options)
    return str(caught.value)


def test_the_default_definition_comes_first():
    assert chosen("nps") == "nps.0_10@1"
    assert chosen("csat") == "csat.top2_of_5@1"
    assert chosen("ces") == "ces.mean_1_5@1"


def test_a_definition_can_be_named_with_or_without_metric_and_version():
    for name in ("1_10", "1_10@1", "nps.1_10", "nps.1_10@1"):
        assert chosen("nps", definition=name) == "nps.1_10@1"


def test_a_definition_that_does_not_exist_is_refused_with_the_nearest():
    assert "0_10_cut_8_5" in refusal("nps", error=UsageError, definition="0_10_cut_8")
    assert "0_10@1" in refusal("nps", error=UsageError, definition="0_10@2")
    assert "nps" in refusal("nps", error=UsageError, definition="csat.top2_of_5")


def test_a_definition_of_another_scale_or_direction_is_a_contradiction():
    assert "--scale" in refusal("nps", error=UsageError, definition="0_10", scale="1-10")
    assert "--higher-is" in refusal("ces", error=UsageError, definition="effort_1_7", higher_is="easier")
    assert chosen("nps", definition="1_10", scale="1-10") == "nps.1_10@1"


def test_a_field_that_is_missing_is_named_with_its_flag():
    told = refusal("nps", "responded_at", error=NotEnoughData)
    assert "--map score=COLUMN" in told
    assert "the answer given" in told


def test_the_definition_goes_by_the_fields_there_are():
    assert chosen("csat", "score_label") == "csat.binary@1"
    assert chosen("csat", "score_label", "score") == "csat.top2_of_5@1"
    assert "--map score_label=COLUMN" in refusal("csat", "score", error=NotEnoughData, definition="binary")


def test_the_scale_of_the_format_is_taken_and_that_of_the_user_wins():
    rows = table([], fields=["score"], scale=Scale(1, 7))
    assert chosen("csat", rows=rows) == "csat.top2_of_7@1"
    assert chosen("csat", rows=rows, scale="1-10") == "csat.top3_of_10@1"


def test_a_scale_no_variant_has_is_built_where_that_makes_sense():
    assert chosen("csat-mean", scale="0-100") == "csat-mean.mean_0_100@1"
    assert "0-10" in refusal("nps", error=UsageError, scale="1-7")


def test_the_direction_of_the_format_is_taken_and_that_of_the_user_wins():
    rows = table([], fields=["score"], direction="effort")
    assert chosen("ces", rows=rows) == "ces.effort_1_5@1"
    assert chosen("ces", rows=rows, higher_is="easier") == "ces.ease_1_5@1"
    assert chosen("ces-easy", rows=rows, scale="1-7") == "ces-easy.effort_1_7@1"


def test_rows_of_both_directions_are_refused_where_it_matters():
    rows = table([], fields=["score"], direction="mixed")
    assert "--where" in refusal("ces", rows=rows, error=AmbiguousError)
    assert "--where" in refusal("ces", rows=rows, error=AmbiguousError, higher_is="easier")
    assert chosen("nps", rows=rows) == "nps.0_10@1"


def test_a_direction_changes_nothing_where_there_is_none():
    assert chosen("nps", higher_is="easier") == "nps.0_10@1"


def test_what_depends_on_a_direction_is_refused_without():
    told = refusal("ces-easy", error=AmbiguousError)
    assert "--higher-is easier" in told
    assert "--higher-is harder" in told


def test_answers_above_the_assumed_scale_name_the_flag():
    with pytest.raises(AmbiguousError) as caught:
        computed("csat", scores(4, 5, 7))
    assert "--scale" in str(caught.value)


def test_answers_off_a_declared_scale_are_only_counted():
    rows = scores(4, 5, 7)
    assert cell("csat", rows, scale="1-5")["n_invalid"] == 1
    assert cell("csat", table(rows, scale=Scale(1, 5)))["n_invalid"] == 1
    assert cell("csat", rows, definition="top2_of_5")["n_invalid"] == 1


def test_periods_without_times_name_the_flag():
    told = refusal("nps", error=NotEnoughData, period="month")
    assert "--time" in told
    assert "--time" in refusal("nps", error=NotEnoughData, from_="2026-01-01")
    with pytest.raises(NotEnoughData, match="readable responded_at"):
        cells("nps", [{"score": 9, "responded_at": "2026-02-30"}], period="month")


def test_a_report_of_days_the_export_does_not_have_says_which_it_has():
    with pytest.raises(NotEnoughData, match="2026-01-05"):
        cells("nps", [{"score": 9, "responded_at": "2026-01-05T10:00:00"}], period="month", from_="2030-01-01")


def test_periods_the_user_names_are_shown_even_if_nothing_came_in():
    found = cells("nps", table([], fields=["score", "responded_at"]), period="month", from_="2026-01-01", to="2026-02-28")
    assert [(row["period"], row["status"], row["n"]) for row in found] == [("2026-01", "no_data", 0), ("2026-02", "no_data", 0)]


def test_weights_without_a_column_of_them_name_the_flag():
    assert "--weight" in refusal("nps", error=NotEnoughData, weighted=True)
    assert chosen("feedback-volume", weighted=True) == "feedback-volume.all@1"


def test_what_is_asked_twice_is_answered_once():
    asked = Request(views=(("a", "b", "a"), ("b", "a"), ("a",), ("a",)))
    assert asked.views == (("a", "b"), ("a",))
    assert asked.segments == ("a", "b")
    found = cells("nps", [{"score": 9, "region": "EU"}], by=["region", "region,region"])
    assert [row["region"] for row in found] == ["EU", None]


def test_views_are_told_from_metrics():
    assert isinstance(view_of("nps-trend"), View)
    assert view_of("nps") is None
    for name in METRICS.names():
        if (view := view_of(name)) is not None:
            assert METRICS.metric(view.of).name == METRICS.resolve(view.of)


# Columns


def test_a_column_is_the_exports_own_first_then_a_field_then_any_case():
    rows = table([{"channel": "web", "Region": "EU"}])
    assert rows.column("channel") == "channel"
    assert rows.column("Region") == rows.column("region") == EXPORT + "Region"


def test_a_column_that_fits_two_is_refused():
    rows = table([{"Region": "EU", "REGION": "US"}])
    with pytest.raises(UsageError, match="capitals"):
        rows.column("region")


def test_an_unknown_column_is_refused_with_those_there_are():
    with pytest.raises(UsageError) as caught:
        computed("nps", [{"score": 9, "Region": "EU"}], by="Regoin")
    assert "Region" in str(caught.value)


@pytest.mark.parametrize(
    "name", ["day", "status", "period", "value", "n", "rows", "immature", "_day", "odd", "order", "row_kind", "metric", "|", "low"]
)
def test_a_segment_may_have_any_name(name: str):
    rows = [
        {"score": 9, "responded_at": "2026-01-31T10:00:00", EXPORT + name: "x"},
        {"score": 0, "responded_at": "2026-01-31T10:00:00", EXPORT + name: "y"},
    ]
    export = table(rows)
    for metric in ("nps", "nps-distribution"):
        found = computed(metric, export, by=name, period="month").cells
        column = f"segment_{name}" if f"segment_{name}" in found.columns else name
        totals = found.filter(found["row_kind"] == "total")
        segments = found.filter(found["row_kind"] == "segment")
        assert totals[column].to_list() == [None] * totals.height
        assert set(segments[column]) == {"x", "y"}
        assert set(segments["n"]) == {1}


def test_a_segment_that_a_state_is_called_by_is_told_apart():
    found = computed("nps", [{"score": 9, "answers": "x"}], by="answers")
    assert found.segments == {"answers": "segment_answers"}
    assert found.cells.select("segment_answers", "answers").rows() == [("x", 1), (None, 1)]


def test_a_definition_is_computed_from_the_frame_there_is():
    hits = table([{"visitor_id": "a", "viewed_at": "2026-01-05T10:00:00"}], frame="hit")
    report = table([{"bounces": 1.0, "sessions": 4.0}], frame="web_report")
    assert (choose("bounce-rate", hits, request()).frame, choose("bounce-rate", hits, request()).definition) == ("hit", "no_action")
    assert choose("bounce-rate", report, request()).id == "bounce-rate.reported@1"


def test_a_named_definition_takes_the_fields_there_are():
    rated = table([{"bounce_rate": 0.25, "sessions": 4.0}], frame="web_report")
    assert choose("bounce-rate", rated, request(definition="reported")).needs == ("bounce_rate", "sessions")
    with pytest.raises(NotEnoughData):
        choose("bounce-rate", table([], frame="web_report", fields=["sessions"]), request(definition="reported"))
