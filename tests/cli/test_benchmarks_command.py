"""`cxm benchmarks`, and bands of one's own on the command line."""

from __future__ import annotations

import csv
import io
import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

from cxm.metrics import benchmarks

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "own-benchmarks.md").read_text(encoding="utf-8")


@pytest.fixture
def targets(tmp_path):
    """The file the documentation shows."""
    [text] = re.findall(r"```toml\n(.*?)```", PAGE, flags=re.DOTALL)
    path = tmp_path / "targets.toml"
    path.write_text(text, encoding="utf-8")
    return path


def rows_of(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text)))


def test_every_band_and_figure_that_comes_with_cxm_is_a_row(cxm):
    rows = rows_of(cxm("benchmarks").stdout)
    publishers = [benchmarks.load(name) for name in benchmarks.names()]
    metrics = {row["metric"] for row in rows}
    bands = [(one.metric, band.label) for each in publishers for one in each.band_sets if one.metric in metrics for band in one.bands]
    assert sorted((row["metric"], row["label"]) for row in rows if row["kind"] == "band") == sorted(bands)
    assert sum(row["kind"] == "reference" for row in rows) == sum(one.metric in metrics for each in publishers for one in each.references)
    assert all(row["source"] and row["sample"] and row["year"] for row in rows)


def test_a_row_says_for_which_numbers_it_holds_and_which_edges_belong_to_it(cxm):
    rows = json.loads(cxm("benchmarks", "churn", "--benchmark", "nextiva", "-f", "json").stdout)
    [healthy] = [row for row in rows if row["label"] == "healthy"]
    edges = [healthy[name] for name in ("low", "low_included", "high", "high_included")]
    assert edges == [2.0, True, 8.0, True]
    assert (healthy["definitions"], healthy["period"], healthy["better"], healthy["origin"]) == (
        ["start", "start_plus_new"], "month", "lower", "stated",
    )  # fmt: skip


def test_family_and_publisher_narrow_the_list(cxm):
    rows = rows_of(cxm("benchmarks", "--family", "survey", "--benchmark", "nextiva").stdout)
    assert {(row["family"], row["publisher"]) for row in rows} == {("survey", "nextiva")}
    assert {"nps", "csat", "ces"} == {row["metric"] for row in rows}


def test_the_table_says_bands_in_words_and_names_the_sources(cxm):
    table = cxm("benchmarks", "nps", "-f", "table").stdout
    assert "very good: above 20 to 50" in table
    assert "https://www.xminstitute.com" in table
    assert "很好：" not in table
    assert "很好: 高於 20 至 50" in cxm("benchmarks", "nps", "-f", "table", "--lang", "zh-TW").stdout


def test_what_nobody_published_anything_for_is_no_data(cxm):
    done = cxm("benchmarks", "reopen-rate")
    assert (done.returncode, done.stdout) == (5, "")
    assert "no benchmark for reopen-rate" in done.stderr


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("npss",), "did you mean nps"),
        (("--family", "surveys"), "did you mean survey"),
        (("--benchmark", "nextivo"), "did you mean nextiva"),
        (("--lang", "fr"), "lt (lietuvių)"),
        (("--format", "parquet"), "one of table"),
    ],
)
def test_unknown_names_are_refused_with_what_there_is(cxm, arguments, said):
    done = cxm("benchmarks", *arguments)
    assert done.returncode == 2
    assert said in done.stderr


@pytest.mark.parametrize("command", [["benchmarks", "nps"], ["explain", "nps", "--lang", "lt"], ["metrics", "--lang", "ms"]])
def test_listing_and_explaining_load_no_engine_in_any_language(command):
    code = f"import sys; from cxm.cli.app import main; main({command!r}); sys.exit('polars' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False, env={"PYTHONPATH": str(ROOT)})
    assert done.returncode == 0, done.stderr


def test_the_documented_file_grades_before_any_publisher(cxm, sample, targets):
    done = cxm("compute", "nps,csat", sample, "--benchmark-file", str(targets), "-f", "json")
    nps, csat = json.loads(done.stdout)["results"]
    # 25.1 with an interval up to 29.7 lies below 30; csat is not in the file, and graded as without it.
    assert (nps["benchmark"], nps["grade"], nps["grade_tone"]) == ("targets", "missed", "bad")
    assert csat["benchmark"] == "nextiva"
    assert "graded by Our targets, 2026" in cxm("compute", "nps", sample, "--benchmark-file", str(targets), "-f", "table").stdout


def test_a_publisher_named_grades_alone_be_it_the_users_own(cxm, sample, targets):
    own = ("--benchmark-file", str(targets))
    [row] = json.loads(cxm("compute", "nps", sample, *own, "--benchmark", "nextiva", "-f", "json").stdout)["results"]
    assert row["benchmark"] == "nextiva"
    [row] = json.loads(cxm("compute", "csat", sample, *own, "--benchmark", "targets", "-f", "json").stdout)["results"]
    assert (row["grade_state"], row["benchmark"]) == ("no_benchmark", None)


def test_a_number_from_elsewhere_is_held_against_the_users_own_bands(cxm, targets):
    own = ("--benchmark-file", str(targets))
    assert "Net Promoter Score 42 (35.9 to 47.7, 95%): met" in cxm("grade", "nps", "42", "--n", "900", *own).stdout
    assert "met? (missed - met)" in cxm("grade", "nps", "32", "--n", "900", *own).stdout
    assert cxm("grade", "nps", "30", "--n", "900", "--format", "json", *own).stdout.count('"grade_label": "met"') == 1


TICKETS = "ticket_id,created_at,first_response_at\n" + "".join(
    f"{number},2026-01-05 10:00:00,2026-01-05 1{number % 3}:30:00\n" for number in range(60)
)


def test_working_hours_are_held_against_bands_for_working_hours_only(cxm, tmp_path, targets):
    (tmp_path / "tickets.csv").write_text(TICKETS, encoding="utf-8")
    own = ("--benchmark-file", str(targets), "-f", "json")
    [row] = json.loads(cxm("compute", "first-response-time", "tickets.csv", *own).stdout)["results"]
    assert (row["grade_state"], row["grade_label"]) == ("not_comparable", None)
    [row] = json.loads(cxm("compute", "first-response-time", "tickets.csv", "--business-hours", "Mon-Fri 09:00-17:00", *own).stdout)[
        "results"
    ]
    assert (row["grade"], row["benchmark"]) == ("in time", "targets")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('metric = "nps"', "bands[1].metric: unknown metric: 'nsp'; did you mean nps?"),
        ('metric = "nps"', "bands[1].metric: 'churn' is not the metric's own name"),
        ('["0_10"]', "bands[1].definitions: nps has no definition '0_100'; it has 0_10"),
    ],
)
def test_a_file_that_would_grade_nothing_is_refused_with_the_key(cxm, sample, targets, text, said):
    wrong = said.split("'")[1]
    replaced = f'metric = "{wrong}"' if text.startswith("metric") else f'["{wrong}"]'
    targets.write_text(targets.read_text(encoding="utf-8").replace(text, replaced, 1), encoding="utf-8")
    done = cxm("compute", "nps", sample, "--benchmark-file", str(targets))
    assert done.returncode == 2
    assert said in done.stderr
    assert "targets.toml" in done.stderr


def test_a_file_is_given_by_its_own_option_and_once(cxm, sample, targets):
    done = cxm("compute", "nps", sample, "--benchmark", str(targets))
    assert done.returncode == 2
    assert "--benchmark-file" in done.stderr
    done = cxm("compute", "nps", sample, "--benchmark-file", str(targets), "--benchmark-file", str(targets))
    assert done.returncode == 2
    assert "two files are called 'targets'" in done.stderr


def test_bands_for_a_kind_of_business_need_it_named(cxm):
    graded = ("grade", "pageviews", "5000", "--period", "month", "--format", "json")
    assert json.loads(cxm(*graded).stdout)["benchmark"] is None
    assert json.loads(cxm(*graded, "--profile", "small").stdout)["grade_label"] == "at the small-business target"
    assert json.loads(cxm(*graded, "--profile", "large").stdout)["grade_label"] == "below 10,000"
    done = cxm("grade", "pageviews", "5000", "--profile", "tiny")
    assert done.returncode == 2
    assert "one of large, small" in done.stderr
