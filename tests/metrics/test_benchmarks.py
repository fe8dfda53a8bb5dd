"""Benchmarks: every row has its source and covers what it claims; the right bands are found, and no others."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from cxm.errors import UsageError
from cxm.metrics import METRICS, benchmarks
from cxm.metrics.spec import BandSet

TARGETS = """\
title = "Our own targets"
year = 2026
sample = "board decision"
confidence = "A"
source = "minutes of 12 January 2026"

[[bands]]
metric = "nps"
definitions = ["0_10"]
bands = [
  { label = "missed", high = 30, tone = "bad" },
  { label = "met", low = 30, low_included = true, tone = "good" },
]
"""


@pytest.fixture
def pack(tmp_path: Path):
    def write(text: str) -> Path:
        path = tmp_path / "our-targets.toml"
        path.write_text(text, encoding="utf-8")
        return path

    return write


def bands_of(metric: str, definition: str, **kinds: Any) -> BandSet:
    found = benchmarks.band_set(metric, definition, **kinds)
    assert found is not None
    return found


def label(found: BandSet, value: float) -> str:
    band = found.band(value)
    assert band is not None
    return band.label


@pytest.mark.parametrize("name", benchmarks.names())
def test_no_row_is_without_source_year_sample_and_definition(name):
    publisher = benchmarks.load(name)
    assert publisher.name == name
    assert all((publisher.title, publisher.source, publisher.sample))
    assert publisher.year == "not shown" or 1990 < int(publisher.year) < 2100
    assert all(found.definitions and found.quote for found in publisher.band_sets)
    assert all(row.population and row.statistic for row in publisher.references)


@pytest.mark.parametrize("name", benchmarks.names())
def test_every_number_lies_in_exactly_one_band(name):
    for found in benchmarks.load(name).band_sets:
        edges = sorted({edge for band in found.bands for edge in (band.low, band.high) if edge is not None})
        middles = [(low + high) / 2 for low, high in pairwise(edges)]
        for value in (-1e9, edges[0] - 1e-6, *edges, *middles, edges[-1] + 1e-6, 1e9):
            assert sum(band.holds(value) for band in found.bands) == 1, (found.metric, value)
        assert len({band.label for band in found.bands}) == len(found.bands)


@pytest.mark.parametrize("name", benchmarks.names())
def test_a_statement_without_a_traceable_sample_never_grades(name):
    publisher = benchmarks.load(name)
    assert publisher.confidence != "C" or not publisher.band_sets
    doubtful = replace(publisher, confidence="C")
    assert all(benchmarks.band_sets(found.metric, benchmarks.Choice(doubtful.name, (doubtful,))) == () for found in publisher.band_sets)


@pytest.mark.parametrize("name", benchmarks.names())
def test_bands_are_stated_for_definitions_that_exist(name):
    for found in benchmarks.load(name).band_sets:
        assert "_" not in found.metric
        if found.metric in METRICS:
            known = {metric.definition for metric in METRICS.definitions(found.metric)}
            assert known.issuperset(found.definitions)


def test_every_metric_with_bands_has_one_default_publisher():
    graded = {found.metric for name in benchmarks.names() for found in benchmarks.load(name).band_sets}
    assert len(graded) == 17
    for metric in graded:
        assert len({found.publisher for found in benchmarks.band_sets(metric)}) == 1


def test_nextiva_is_the_default_and_others_step_in_where_it_has_no_bands():
    assert bands_of("nps", "0_10").publisher == "nextiva"
    assert bands_of("email_complaint_rate", "of_delivered").publisher == "gmail_2024"


def test_nps_edges_are_strict_since_the_publisher_says_above():
    nps = bands_of("nps", "0_10")
    assert [label(nps, value) for value in (-0.1, 0, 0.1, 20, 20.1, 50, 50.1)] == [
        "not good",
        "not good",
        "good",
        "good",
        "very good",
        "very good",
        "excellent",
    ]


def test_a_value_is_compared_after_rounding_away_the_noise_of_binary_fractions():
    assert label(bands_of("nps", "0_10"), 20.000000000000004) == "good"
    assert label(bands_of("nps", "0_10"), 20.00000001) == "very good"


def test_churn_of_2_and_of_8_per_cent_is_healthy():
    churn = bands_of("churn-rate", "start", period="month")
    assert [label(churn, value) for value in (1.99, 2, 8, 8.01)] == ["below 2%", "healthy", "healthy", "above 8%"]


def test_bounces_of_20_and_of_55_per_cent_are_average_and_those_of_ga4_are_another_number():
    for definition in ("no_action", "single_page"):
        bounce = bands_of("bounce-rate", definition)
        assert [label(bounce, value) for value in (19.9, 20, 55, 55.1)] == [
            "under 20% (check tagging)",
            "average range",
            "average range",
            "above average range",
        ]
    assert benchmarks.band_set("bounce-rate", "ga4") is None


def test_csat_of_75_and_of_85_is_good_for_stars_and_for_two_buttons():
    for definition in ("top2_of_5", "binary"):
        csat = bands_of("csat", definition)
        assert [label(csat, value) for value in (74.9, 75, 85, 85.1)] == ["below good", "good", "good", "above good"]
    assert benchmarks.band_set("csat", "top3_of_10") is None


@pytest.mark.parametrize(("top", "good"), [(5, 2), (7, 3)])
def test_effort_bands_are_the_mirror_of_the_ease_bands(top, good):
    effort, ease = bands_of("ces", f"effort_1_{top}"), bands_of("ces", f"ease_1_{top}")
    assert label(effort, good) == "good"
    assert label(effort, good + 0.01) == "hard"
    for tenths in range(10, 10 * top + 1):
        value = tenths / 10
        assert label(effort, value) == label(ease, round(top + 1 - value, 9))


def test_an_effort_score_of_unknown_direction_or_scale_has_no_bands():
    assert benchmarks.band_set("ces", "mean_1_5") is None
    assert benchmarks.band_set("ces", "ease_1_10") is None


def test_bands_for_months_hold_for_months_only():
    assert benchmarks.band_set("churn-rate", "start", period="year") is None
    assert benchmarks.band_set("churn-rate", "start") is None
    assert bands_of("nps", "0_10", period="week").period == ""


def test_page_view_bands_need_to_know_the_size_of_the_business():
    assert benchmarks.band_set("pageviews", "views", period="month") is None
    small = bands_of("pageviews", "views", period="month", choice=benchmarks.Choice(profile="small"))
    large = bands_of("pageviews", "views", period="month", choice=benchmarks.Choice(profile="large"))
    assert (label(small, 1000), label(large, 1000)) == ("at the small-business target", "below 10,000")
    assert bands_of("nps", "0_10", choice=benchmarks.Choice(profile="large")).publisher == "nextiva"


def test_a_metric_nobody_has_bands_for_gets_none():
    assert benchmarks.band_set("feedback-volume", "all") is None
    assert benchmarks.band_set("nps", "0_10", choice=benchmarks.Choice("xmi_2023")) is None


def test_references_are_those_of_the_metric_alone():
    found = benchmarks.references("nps")
    assert {row.metric for row in found} == {"nps"}
    assert ("xmi_2023", "grocery (highest)", 30.1) in {(row.publisher, row.population, row.value) for row in found}
    assert {row.publisher for row in found} | {"nextiva"} == set(benchmarks.publishers_of("nps"))
    assert benchmarks.references("churn_rate") == benchmarks.references("churn-rate")


def test_an_unknown_publisher_is_refused_with_the_nearest_name():
    with pytest.raises(UsageError, match="xmi-2032") as caught:
        benchmarks.load("xmi-2032")
    assert "xmi_2023" in str(caught.value)


def test_grading_loads_no_engine_and_parses_only_the_files_it_needs():
    code = (
        "import sys; from cxm.metrics import benchmarks; assert 'tomllib' not in sys.modules; benchmarks.band_set('nps', '0_10');"
        "assert benchmarks._built_in.cache_info().currsize == 1; assert 'polars' not in sys.modules"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def test_a_users_own_file_grades_like_any_other(pack):
    path = pack(TARGETS)
    publisher = benchmarks.load_file(path)
    assert (publisher.name, publisher.year) == ("our_targets", "2026")
    choice = benchmarks.Choice(own=(publisher,))
    own = benchmarks.band_set("nps", "0_10", choice=choice)
    assert own is not None
    assert (own.publisher, label(own, 29.9), label(own, 30)) == ("our_targets", "missed", "met")
    assert benchmarks.band_set("nps", "0_10", choice=benchmarks.Choice("our-targets", (publisher,))) == own
    assert benchmarks.band_set("csat", "top2_of_5", choice=benchmarks.Choice("our-targets", (publisher,))) is None
    assert bands_of("csat", "top2_of_5", choice=choice).publisher == "nextiva"


def test_every_problem_of_a_file_is_named_at_once_with_its_key(pack):
    text = TARGETS.replace('year = 2026\nsample = "board decision"', "samples = 3").replace('tone = "bad"', 'tone = "awful", hihg = 3')
    with pytest.raises(UsageError) as caught:
        benchmarks.load_file(pack(text))
    told = str(caught.value)
    assert "our-targets.toml" in told
    for line in (
        "year: is missing",
        "sample: is missing",
        "samples: unknown key; did you mean sample?",
        "bands[1].bands[1].tone: must be one of bad, warn, good, great, info, not 'awful'",
        "bands[1].bands[1].hihg: unknown key; did you mean high?",
    ):
        assert line in told


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("low = 30, low_included = true", "low = 30", "bands[1].bands: 30 is in no band"),
        ("high = 30,", "high = 30, high_included = true,", "'missed' and 'met' both hold 30"),
        ("high = 30,", "high = 20,", "values between 20 and 30 are in no band"),
        ("high = 30,", "high = 40,", "'missed' and 'met' overlap"),
        ("high = 30,", "low = 0, high = 30,", "values below 0 are in no band"),
        ("low = 30, low_included = true", "low = 30, low_included = true, high = 90", "values above 90 are in no band"),
        ("high = 30,", "low = 30, high = 20,", "bands[1].bands[1].high: no value lies between 30 and 20"),
        ('"met"', '"missed"', "two bands are called 'missed'"),
        ("high = 30,", "high = nan,", "bands[1].bands[1].high: must be a number, not nan"),
        ("high = 30,", 'high = "30",', "bands[1].bands[1].high: must be a number, not '30'"),
        ("low_included = true", 'low_included = "yes"', "bands[1].bands[2].low_included: must be true or false"),
        ('["0_10"]', "[]", "bands[1].definitions: must be a list of texts"),
        ('["0_10"]', '["0_10"]\nperiod = "monthly"', "bands[1].period: must be one of day, week, month, quarter, year, not 'monthly'"),
        ('confidence = "A"', 'confidence = "C"', "confidence: C is for statements that never grade"),
        ('"met"', '"\\u001b[31mmet"', "bands[1].bands[2].label: must be one line without control characters"),
        ("[[bands]]", "[bands]", "bands: must be a list of tables"),
    ],
)
def test_bands_that_leave_a_doubt_are_refused(pack, old, new, told):
    with pytest.raises(UsageError) as caught:
        benchmarks.load_file(pack(TARGETS.replace(old, new)))
    assert told in str(caught.value)


def test_a_file_without_rows_or_without_toml_or_missing_is_refused(pack, tmp_path):
    with pytest.raises(UsageError, match="not a usable benchmark"):
        benchmarks.load_file(pack(TARGETS.partition("[[bands]]")[0]))
    with pytest.raises(UsageError, match="not valid TOML"):
        benchmarks.load_file(pack("title ="))
    with pytest.raises(UsageError, match="cannot be read"):
        benchmarks.load_file(tmp_path / "missing.toml")
    (tmp_path / "latin.toml").write_bytes(b'title = "\xe9"')
    with pytest.raises(UsageError, match="UTF-8"):
        benchmarks.load_file(tmp_path / "latin.toml")


def test_bands_may_be_written_in_any_order(pack):
    lines = TARGETS.splitlines(keepends=True)
    turned = "".join([*lines[:-3], lines[-2], lines[-3], lines[-1]])
    assert benchmarks.load_file(pack(turned)).band_sets == benchmarks.load_file(pack(TARGETS)).band_sets
