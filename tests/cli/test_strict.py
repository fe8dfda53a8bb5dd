"""`--strict`: a value that cannot be used is an error that names it, and nothing is computed around it."""

from __future__ import annotations

import pytest

import cxm as public
from cxm.errors import ExportError

ANSWERS = """id,answered_at,score,comment
1,2026-01-01,9,"two
lines"
2,2026-01-02,12,
3,2026-01-03,soon,
4,2026-02-31,8,
5,2026-01-05,,
6,2026-01-06,N/A,
7,2026-01-07,12,
8,2026-01-08,10,
"""


def test_each_value_is_named_with_its_column_its_line_and_how_many_rows_hold_it(cxm, tmp_path):
    (tmp_path / "answers.csv").write_text(ANSWERS)
    done = cxm("compute", "nps", "answers.csv", "--strict", "-o", "out.csv")
    assert (done.returncode, done.stdout) == (3, "")
    # The comment of the first answer takes two lines: the answer 12 stands in the fourth line of the file.
    assert done.stderr.splitlines()[:4] == [
        "cxm: answers.csv: 4 values cannot be used, and --strict allows none",
        "  column 'score', line 4, value '12': no whole number on 0-10 (2 rows)",
        "  column 'score', line 5, value 'soon': no whole number on 0-10",
        "  column 'answered_at', line 6, value '2026-02-31': no date or time",
    ]
    assert "cure:" in done.stderr
    assert not (tmp_path / "out.csv").exists()


def test_answers_that_are_not_there_are_no_fault(cxm, tmp_path):
    """Blanks and words for no answer leave 9 and 10: two promoters."""
    lines = [line for line in ANSWERS.splitlines(keepends=True) if not line.startswith(("2", "3", "4", "7"))]
    (tmp_path / "answers.csv").write_text("".join(lines))
    plain, strict = (cxm("compute", "nps", "answers.csv", *more) for more in ((), ("--strict",)))
    assert (strict.returncode, strict.stdout) == (0, plain.stdout)
    assert ",100.0,points,2," in strict.stdout


@pytest.mark.parametrize(
    ("metric", "text", "told"),
    [
        ("aov", "order_id,ordered_at,revenue\n1,2026-01-01,10\n2,2026-01-02,ten\n", "column 'revenue', line 3, value 'ten': no number"),
        (
            "bounce-rate",
            "date,sessions,bounces\n2026-01-01,10,5\n2026-01-02,10,-1\n2026-01-03,8,2\n",
            "column 'bounces', line 3, value '-1': below 0",
        ),
        ("nps", "answered_at,score\n2026-01-01,9\n2026-01-02,8,7,6\n", "line 3"),
        (
            "resolution-time",
            "ticket_id,created_at,resolved_at\n1,2026-01-02 10:00,2026-01-03 10:00\n2,2026-01-02 10:00,2026-01-01 10:00\n",
            "1 impossible: tickets resolved before they were created",
        ),
    ],
)
def test_every_kind_of_fault_is_told(cxm, tmp_path, metric, text, told):
    (tmp_path / "export.csv").write_text(text)
    assert cxm("compute", metric, "export.csv").returncode == 0
    done = cxm("compute", metric, "export.csv", "--strict")
    assert (done.returncode, done.stdout) == (3, "")
    assert told in done.stderr
    assert "1 value cannot be used" in done.stderr


def test_weights_have_to_be_above_0(cxm, tmp_path):
    (tmp_path / "answers.csv").write_text("score,w\n9,1\n8,0\n7,2\n")
    assert cxm("compute", "nps", "answers.csv", "--strict").returncode == 0
    done = cxm("compute", "nps", "answers.csv", "--weight", "w", "--strict")
    assert (done.returncode, "column 'w', line 3, value '0': no weight above 0" in done.stderr) == (3, True)


def test_several_metrics_name_a_value_once(cxm, tmp_path):
    (tmp_path / "answers.csv").write_text("answered_at,score\n2026-01-01,9\n2026-01-01,99\n")
    done = cxm("compute", "nps,nps-distribution", "answers.csv", "--strict")
    assert done.stderr.count("'99'") == 1


def test_many_values_are_named_by_the_most_frequent(cxm, tmp_path):
    odd = [value for value in range(20, 30) for _ in range(value - 19)]
    (tmp_path / "answers.csv").write_text("score\n9\n" + "".join(f"{value}\n" for value in odd))
    done = cxm("compute", "nps", "answers.csv", "--scale", "0-10", "--strict")
    assert f"{len(odd)} values cannot be used" in done.stderr
    assert [line.split("value ")[1][:4] for line in done.stderr.splitlines() if "value '" in line] == [
        "'29'",
        "'28'",
        "'27'",
        "'26'",
        "'25'",
    ]
    assert "other values: no whole number on 0-10 (15 rows)" in done.stderr


def test_the_second_export_is_held_to_it_too(cxm, tmp_path):
    (tmp_path / "orders.csv").write_text("order_id,customer_id,ordered_at,revenue\n1,a,2026-01-03,10\n2,b,2026-01-20,20\n")
    (tmp_path / "costs.csv").write_text("date,amount\n2026-01-01,10\n2026-01-15,free\n2026-01-20,8\n")
    assert cxm("compute", "cac", "orders.csv", "--with", "costs.csv").returncode == 0
    done = cxm("compute", "cac", "orders.csv", "--with", "costs.csv", "--strict")
    assert (done.returncode, "costs.csv: 1 value cannot be used" in done.stderr) == (3, True)
    assert "column 'amount', line 3, value 'free': no number" in done.stderr


def test_python_raises_the_same(tmp_path):
    path = tmp_path / "answers.csv"
    path.write_text("score\n9\n99\n")
    assert public.compute("nps", path)["n"].to_list() == [1]
    with pytest.raises(ExportError, match="1 value cannot be used") as caught:
        public.compute("nps", path, strict=True)
    [problem] = caught.value.problems
    assert (problem.column, problem.row, problem.value) == ("score", 3, "99")
