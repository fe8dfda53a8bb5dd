"""What is said to who typed something else than was meant: what it was, and what to type."""

from __future__ import annotations

import pytest


def refused(cxm, *arguments: str, stdin: str = "") -> tuple[int, str]:
    done = cxm(*arguments, stdin=stdin)
    assert done.stdout == ""
    return done.returncode, done.stderr


def test_an_export_in_the_place_of_the_metric_is_told_which_comes_first(cxm, sample):
    for given, shown in ((("nps",), "nps"), (("nps,csat",), "nps,csat"), ((), "METRIC")):
        status, told = refused(cxm, "compute", sample, *given)
        assert status == 2
        assert f"the metric comes first: cxm compute {shown} {sample}\n" in told


def test_an_export_that_is_not_there_is_told_so_too_where_a_metric_follows(cxm):
    assert "the metric comes first: cxm compute nps surve.csv\n" in refused(cxm, "compute", "surve.csv", "nps")[1]
    assert "unknown metric: 'nbs'" in refused(cxm, "compute", "nbs", "csat", "survey.csv")[1]


def test_nothing_named_and_nothing_piped_is_not_called_an_empty_file(cxm):
    status, told = refused(cxm, "compute", "nps,csat", stdin="")
    assert (status, told) == (2, "cxm: no export named, and standard input is empty\n  cure: cxm compute nps,csat EXPORT\n")


@pytest.mark.parametrize("command", [("compute", "nps"), ("inspect",)])
def test_an_empty_pipe_is_called_what_it_is(cxm, command):
    status, told = refused(cxm, *command, "-", stdin="")
    assert status == 3
    assert "standard input is empty" in told
    assert "download" not in told
