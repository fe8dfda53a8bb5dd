"""Holidays: dates and files of dates, and what is no date."""

from __future__ import annotations

from datetime import date

import pytest

from cxm import errors
from cxm.io.holidays import holidays

EASTER = date(2026, 4, 6)


def test_dates_and_files_together_are_days_in_order_each_once(tmp_path):
    path = tmp_path / "free.csv"
    path.write_text("date,name\n2026-04-06,Easter Monday\n\n# winter\n2026-12-25  # Christmas\n", encoding="utf-8")
    assert holidays(["2026-12-25", str(path), date(2026, 2, 16)]) == (date(2026, 2, 16), EASTER, date(2026, 12, 25))


def test_a_file_of_a_spreadsheet_has_a_mark_before_its_first_line(tmp_path):
    path = tmp_path / "free.txt"
    path.write_bytes("\ufeff2026-04-06\r\n".encode())
    assert holidays([path]) == (EASTER,)


@pytest.mark.parametrize("line", ["06.04.2026", "04/06/2026", "2026-13-01", "20260406", "2026-04-061"])
def test_a_line_without_a_plain_date_is_refused_by_its_number(tmp_path, line):
    path = tmp_path / "free.txt"
    path.write_text(f"2026-01-01\n{line}\n", encoding="utf-8")
    with pytest.raises(errors.UsageError, match="line 2"):
        holidays([str(path)])


def test_what_is_neither_a_date_nor_a_file_is_refused(tmp_path):
    with pytest.raises(errors.UsageError, match="no date and no file"):
        holidays(["Christmas"])
    empty = tmp_path / "free.txt"
    empty.write_text("name\n", encoding="utf-8")
    with pytest.raises(errors.UsageError, match="no date"):
        holidays([str(empty)])
    with pytest.raises(errors.UsageError, match="cannot be read"):
        holidays([str(tmp_path)])
