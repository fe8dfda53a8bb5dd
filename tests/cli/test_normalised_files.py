"""A normalised file is read back without recognition, and gives the numbers of its export."""

from __future__ import annotations

import csv
import io
import subprocess

import pytest

SURVEY = """\
Submitted At,E-mail,How likely are you to recommend us?,Plan
2026-01-05 09:00:00,one@example.com,10,free
2026-01-31 23:30:00,two@example.com,3,pro
2026-01-07 11:00:00,one@example.com,eight,free
2026-02-01 00:00:00,,9,pro
2026-02-01 12:00:00,,-,pro
"""
PROVENANCE = ("exports", "mapping")


def rows(done: subprocess.CompletedProcess[str]) -> list[dict[str, str]]:
    assert done.returncode == 0, done.stderr
    return [{name: cell for name, cell in row.items() if name not in PROVENANCE} for row in csv.DictReader(io.StringIO(done.stdout))]


@pytest.fixture
def run(cxm):
    """`cxm` with paths among its arguments, and no key but the one given."""
    return lambda *words, key="": cxm(*map(str, words), CXM_KEY=key)


@pytest.fixture
def files(run, tmp_path):
    export, normal = tmp_path / "survey.csv", tmp_path / "survey.parquet"
    export.write_text(SURVEY, encoding="utf-8")
    done = run("normalise", export, "-o", normal)
    assert done.returncode == 0, done.stderr
    return export, normal


@pytest.mark.parametrize("zone", ["UTC", "Europe/Vilnius", "America/New_York"])
def test_the_numbers_are_those_of_the_export_in_any_zone(run, files, zone):
    export, normal = files
    asked = ("--period", "month", "--by", "Plan", "--tz", zone, "--full", "-f", "csv")
    assert rows(run("compute", "nps", normal, *asked)) == rows(run("compute", "nps", export, *asked))


def test_cells_that_could_not_be_read_are_still_counted(run, files):
    _, normal = files
    row = rows(run("compute", "nps", normal, "--full", "-f", "csv"))[0]
    assert (row["n"], row["n_invalid"], row["n_missing"]) == ("3", "1", "1")


def test_it_names_the_reader_that_made_it(run, files):
    _, normal = files
    told = run("inspect", normal, "--format", "json")
    assert told.returncode == 0, told.stderr
    assert '"handmade"' in told.stdout


def test_it_does_not_answer_another_question(run, files):
    _, normal = files
    assert run("compute", "csat", normal, "-f", "csv").returncode == 5
