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


@pytest.mark.parametrize(
    ("arguments", "what", "cure"),
    [
        (("compute", "nps", "a.csv", "--confidence", "95"), "--confidence 95 is not between 0.5 and 0.9999", "--confidence 0.95"),
        (
            ("compute", "nps", "a.csv", "--confidence", "200"),
            "--confidence 200 is not between 0.5 and 0.9999",
            "a number from 0.5 to 0.9999",
        ),
        (("compute", "nps", "a.csv", "--top", "0"), "--top 0 is less than 1", "1 or more"),
        (("compute", "nps", "a.csv", "--top", "many"), "--top 'many' is no whole number", "digits only, such as 12"),
        (("compute", "nps", "a.csv", "--fiscal-start", "13"), "--fiscal-start 13 is not between 1 and 12", "a number from 1 to 12"),
        (("grade", "nps", "abc"), "'abc' is no number", "digits, and a point before decimals, such as 42.5"),
        (("grade", "nps", "42,5"), "'42,5' is no number", "digits, and a point before decimals, such as 42.5"),
        (("benchmarks", "foo"), "unknown metric: 'foo'", "cxm metrics lists them"),
        (("benchmarks", "nextiva"), "'nextiva' is a publisher, not a metric", "cxm benchmarks --benchmark nextiva"),
    ],
)
def test_a_value_that_cannot_be_is_refused_in_words_for_people(cxm, arguments, what, cure):
    assert refused(cxm, *arguments) == (2, f"cxm: {what}\n  cure: {cure}\n")


ANSWERS = "score,answered_at\n" + "".join(f"{n % 11},2026-{month:02d}-{n:02d}\n" for month in (1, 2, 3) for n in range(1, 29))


@pytest.fixture
def notes(cxm, tmp_path):
    (tmp_path / "a.csv").write_text(ANSWERS)
    return lambda *more: cxm("compute", "nps", "a.csv", *more).stderr


def test_a_comparison_without_a_counterpart_says_so(notes):
    assert "cxm: no period has one a year before it in the export\n" in notes("--period", "month", "--compare", "yoy")
    assert "cxm: no period has one before it to be compared with\n" in notes("--period", "year", "--compare", "previous")
    assert "no period" not in notes("--period", "month", "--compare", "previous")
    assert "no period" not in notes("--period", "month")


def test_days_between_periods_are_told(notes):
    assert "cxm: periods of 7d every 28d: 21 of 28 days are in none\n" in notes("--period", "7d", "--step", "28d")
    assert "are in none" not in notes("--period", "28d", "--step", "7d")
    assert "are in none" not in notes("--period", "28d")


ORDERS = "order_id,customer_id,ordered_at,amount\n" + "".join(
    f"{month}-{n},c{n % 9},2025-{month:02d}-{n:02d} 10:00:00,{n}\n" for month in range(1, 7) for n in range(1, 29)
)


def test_a_note_of_one_metric_among_several_is_named(cxm, tmp_path):
    (tmp_path / "orders.csv").write_text(ORDERS)
    alone = cxm("compute", "retention-rate", "orders.csv", "-f", "csv").stderr
    both = cxm("compute", "aov,retention-rate", "orders.csv", "-f", "csv").stderr
    [note] = [line.removeprefix("cxm: ") for line in alone.splitlines() if line.startswith("cxm: months ")]
    assert f"cxm: retention-rate: {note}\n" in both
    assert "cxm: times without a zone" in both
    spoken = cxm("compute", "aov,retention-rate", "orders.csv", "-f", "table", "--lang", "lt").stdout
    assert "retention-rate: " in spoken
    assert note not in spoken


@pytest.mark.parametrize(
    ("language", "told"),
    [("en", "states bands for one month, and these are values of one quarter"), ("lt", "šių reikšmių – vienas ketvirtis")],
)
def test_why_a_grade_is_not_comparable_is_told(cxm, sample, language, told):
    export = sample.replace("survey", "subscriptions")
    shown = cxm("compute", "churn-rate", export, "--period", "quarter", "-f", "table", "--lang", language).stdout
    assert told in shown
    assert "states bands" not in cxm("compute", "churn-rate", export, "--period", "month", "-f", "table").stdout
