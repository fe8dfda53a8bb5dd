"""Reports of counts whose rows occur twice: their days would count double."""

from __future__ import annotations

from pathlib import Path

import pytest

HEAD = "date,source,sessions,bounces\n"
JANUARY = "2026-01-30,google,100,40\n2026-01-31,google,50,30\n"
FEBRUARY = "2026-01-31,google,50,30\n2026-02-01,google,70,20\n"


@pytest.fixture
def months(tmp_path: Path) -> Path:
    folder = tmp_path / "months"
    folder.mkdir()
    (folder / "january.csv").write_text(HEAD + JANUARY, encoding="utf-8")
    (folder / "february.csv").write_text(HEAD + FEBRUARY, encoding="utf-8")
    return folder


def test_files_of_a_report_that_overlap_are_refused(cxm, months: Path):
    done = cxm("compute", "sessions", "months")
    assert done.returncode == 4
    assert (
        "1 row is there already, the same in every column, such as date 2026-01-31, source google, sessions 50, bounces 30" in done.stderr
    )
    assert "cure: leave out files that overlap; --sum-duplicates adds the rows up" in done.stderr
    assert done.stdout == ""


def test_rows_that_are_different_ones_are_added_up_on_request(cxm, months: Path):
    done = cxm("compute", "sessions", "months", "--sum-duplicates")
    assert (done.returncode, ",270.0," in done.stdout) == (0, True)


def test_rows_that_differ_in_a_column_nobody_reads_are_different_ones(cxm, tmp_path: Path):
    (tmp_path / "hours.csv").write_text("date,hour,sessions\n2026-01-31,1,50\n2026-01-31,2,50\n", encoding="utf-8")
    done = cxm("compute", "sessions", "hours.csv")
    assert (done.returncode, ",100.0," in done.stdout) == (0, True)
