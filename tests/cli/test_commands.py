"""The other commands, and what starting the tool costs."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

from cxm import __version__
from cxm.cli.commands import names
from cxm.cli.commands.explain import METHODS
from cxm.metrics import METRICS
from cxm.metrics.spec import Metric


@pytest.mark.parametrize("command", names())
def test_help_starts_with_real_examples(cxm, command):
    done = cxm(command, "--help")
    assert done.returncode == 0
    assert done.stdout.count(f"cxm {command}") >= 3


def test_help_names_every_command(cxm):
    shown = cxm("--help").stdout
    assert all(f"  {name} " in shown for name in names())


def test_version(cxm):
    assert cxm("--version").stdout == f"cxm {__version__}\n"


@pytest.mark.parametrize(
    "arguments", [["--help"], ["metrics"], ["explain", "nps"], ["compute", "--help"], ["compute", "npss", "x.csv"], ["grade", "--help"]]
)
def test_no_engine_is_loaded_before_it_is_needed(arguments):
    code = f"import sys; from cxm.cli.app import main; main({arguments!r}); sys.exit(any(name in sys.modules for name in ('polars', 'pyarrow', 'numpy')))"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, check=False).returncode == 0


def test_the_catalogue_lists_every_metric(cxm):
    listed = json.loads(cxm("metrics", "--format", "json").stdout)
    assert [(one["family"], one["name"]) for one in listed] == sorted((METRICS.family(name), name.replace("_", "-")) for name in METRICS)
    assert all(one["title"] and one["question"] if one["kind"] != "view" else one["of"] for one in listed)


@pytest.mark.parametrize("name", METRICS.names())
def test_every_metric_explains_itself(cxm, name):
    text = cxm("explain", name.replace("_", "-")).stdout
    assert METRICS[name].title in text
    assert "Question" in text


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["nps", "40", "--n", "100"], "very good? (very good - excellent)"),
        (["nps", "40"], "without --n nothing is known of its certainty"),
        (["csat", "80", "--n", "50"], "below good - above good"),
        (["nps", "60", "--n", "2000"], "excellent"),
        (["nps", "60", "--n", "5"], "too few"),
    ],
)
def test_a_number_from_elsewhere_is_graded_as_far_as_it_can_be(cxm, arguments, told):
    assert told in cxm("grade", *arguments).stdout


def test_a_number_that_cannot_be_is_refused(cxm):
    done = cxm("grade", "nps", "140")
    assert done.returncode == 2
    assert "between -100 and 100" in done.stderr


def test_inspect_shows_file_reader_roles_metrics_and_segments(cxm, sample):
    found = json.loads(cxm("inspect", sample, "--format", "json").stdout)
    assert found["file"]["encoding"] == "utf-8"
    assert [one["reader"] for one in found["readers"] if one["chosen"]] == ["handmade"]
    assert {"responded_at", "response_id", "respondent_id", "score"} <= {role["role"] for role in found["roles"]}
    assert "nps" in {one["metric"] for one in found["metrics"] if one["state"] == "ready"}
    assert {"region", "channel"} <= {one["column"] for one in found["segments"]}


def test_inspect_as_text_says_the_same(cxm, sample):
    text = cxm("inspect", sample).stdout
    assert all(word in text for word in ("handmade", "region", "nps.0_10@1", "1,200"))


def test_every_interval_method_of_a_metric_is_explained_in_words():
    used = {one.interval.method for name in METRICS if isinstance(METRICS[name], Metric) for one in METRICS.definitions(name)}
    assert used <= set(METHODS)
