"""`--where`: the rows a condition holds for, and a condition that cannot be applied refused with what its columns hold."""

from __future__ import annotations

import csv
import io

import pytest

ORDERS = """order_id,CustomerID,Datum,revenue,note
1,17850,13.01.2026,10,gift
2,,20.01.2026,20,
3,13047,03.02.2026,60,gift
"""


@pytest.fixture
def aov(cxm, tmp_path):
    (tmp_path / "orders.csv").write_text(ORDERS)
    return lambda *more: cxm("compute", "aov", "orders.csv", "--map", "ordered_at=Datum", "-q", *more)


@pytest.mark.parametrize(
    ("condition", "value"),
    [
        ("CustomerID IS NOT NULL", (10 + 60) / 2),
        ("CustomerID = 17850", 10),
        ("CustomerID in (17850, 13047) and revenue > 10", 60),
        ("note = 'gift'", (10 + 60) / 2),
        ("note IS NULL", 20),
        ("note like 'g%' and not revenue = 10", 60),
        ("Datum = '20.01.2026'", 20),
        ("ordered_at >= '2026-01-20'", (20 + 60) / 2),
        ("ordered_at > '2026-01-20'", 60),
        ("ordered_at between '2026-01-01' and '2026-01-31'", (10 + 20) / 2),
    ],
)
def test_rows_are_kept_that_the_condition_holds_for(aov, condition, value):
    done = aov("--where", condition)
    assert done.returncode == 0, done.stderr
    [row] = csv.DictReader(io.StringIO(done.stdout))
    assert float(row["value"]) == value


@pytest.mark.parametrize(
    ("condition", "told"),
    [
        ("CustomerID <> ''", ["column 'CustomerID': holds numbers", "CustomerID IS NOT NULL"]),
        ("CustomerID = '17850'", ["without quotes, such as CustomerID = 10"]),
        ("CustomerID like '17%'", ["column 'CustomerID': holds numbers"]),
        ("CustomerID in ('17850')", ["column 'CustomerID': holds numbers"]),
        ("lower(revenue) = 'x'", ["column 'revenue': holds numbers"]),
        ("note > 5", ["column 'note': holds text", "in quotes"]),
        ("ordered_at > DATE '2026-01-15'", ["column 'ordered_at': holds text", "responded_at >= '2026-01-31'"]),
        ("CustomerID", ["neither true nor false", "column 'CustomerID': holds numbers"]),
        ("note", ["neither true nor false"]),
        ("revenue >", ["is no condition"]),
        ("", ["is no condition"]),
        ("revenu > 5", ["no column 'revenu'", "did you mean 'revenue'"]),
        # 13.01. comes before 20.01. and 03.02. as text: such a comparison would leave out rows by their days of the month.
        ("Datum > '2026-01-15'", ["'13.01.2026'", "ordered_at >= '2026-01-31'"]),
        ("Datum between '01.01.2026' and '31.01.2026'", ["ordered_at"]),
    ],
)
def test_what_cannot_be_compared_is_refused_with_its_cure(aov, condition, told):
    done = aov("--where", condition)
    assert (done.returncode, done.stdout) == (2, ""), done.stderr
    assert [words for words in told if words not in done.stderr] == []
    assert "Traceback" not in done.stderr


def test_times_are_compared_as_local_times_of_the_reporting_zone(cxm, tmp_path):
    """23:30 in UTC is the next day in Vilnius, however the file is read."""
    (tmp_path / "a.csv").write_text("answered_at,score\n2026-01-14T23:30:00Z,10\n2026-01-14T20:30:00Z,0\n")
    for zone, value in (("UTC", None), ("Europe/Vilnius", 100.0)):
        done = cxm("compute", "nps", "a.csv", "--tz", zone, "--where", "responded_at >= '2026-01-15'", "-f", "ndjson", "-q")
        assert f'"value":{"null" if value is None else value}' in done.stdout.replace(" ", "")


ANSWERS = "score,region,answered_at\n" + "".join(f"{n % 11},{'EMEA' if n % 3 else 'AMER'},2026-01-{n:02d}\n" for n in range(1, 21))


@pytest.mark.parametrize(
    ("condition", "holds"),
    [
        ("region = 'Mars'", "; region holds EMEA, AMER"),
        ("score > 10", "; score holds 0 to 10"),
        ("responded_at >= '2027-01-01'", "; responded_at holds 2026-01-01 to 2026-01-20"),
        ("region = 'Mars' and score = 3", "; region holds EMEA, AMER; score holds 0 to 10"),
        ("1 = 2", ""),
    ],
)
def test_a_condition_that_keeps_nothing_says_what_there_is(cxm, tmp_path, condition, holds):
    (tmp_path / "a.csv").write_text(ANSWERS)
    done = cxm("compute", "nps", "a.csv", "--where", condition)
    assert done.returncode == 5
    assert f"cxm: --where keeps 0 of 20 rows{holds}\n" in done.stderr


def test_a_condition_that_keeps_a_row_says_nothing_of_it(cxm, tmp_path):
    (tmp_path / "a.csv").write_text(ANSWERS)
    assert "--where" not in cxm("compute", "nps", "a.csv", "--where", "region = 'AMER' and score = 3").stderr


@pytest.mark.parametrize(
    "condition", ["region = ", "(region = 'x'", "region = 'x", "region = 'x')", "select 1", "region > 5", "foo(region) = 1"]
)
def test_no_words_of_the_engine_are_in_a_refusal(cxm, tmp_path, condition):
    (tmp_path / "a.csv").write_text(ANSWERS)
    done = cxm("compute", "nps", "a.csv", "--where", condition)
    assert done.returncode == 2
    assert done.stderr.startswith(f"cxm: --where {condition!r}")
    assert [word for word in ("Expr", "parser", "unable to parse", "string with numeric", "polars") if word in done.stderr] == []
