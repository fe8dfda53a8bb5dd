"""Cells: columns are read as the evidence says and as `datetime.strptime` does, to the microsecond; the rest is null and flagged."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import polars as pl
import pytest
from hypothesis import example, given
from hypothesis import strategies as some

from cxm.io import cells
from cxm.io.evidence import DATE_FORMATS, TIME_FORMATS, NumberForm, Undecided, number_form, time_form
from cxm.io.words import BLANKS, MISSING
from cxm.metrics.engine import table

DAYS = some.datetimes(datetime(2001, 1, 1), datetime(2068, 12, 31, 23, 59, 59, 999_999))
SECONDS = DAYS.map(lambda day: day.replace(microsecond=0))
ZONES = (
    "Europe/Vilnius",
    "America/New_York",
    "Asia/Kuala_Lumpur",
    "Asia/Kathmandu",
    "Australia/Lord_Howe",
    "America/Santiago",
    "Africa/Casablanca",
)

VENDORS = (
    ("%Y-%m-%d %H:%M:%S", "%m/%d/%Y %H:%M"),
    ("%m/%d/%Y %I:%M:%S %p", "%m/%d/%Y %H:%M:%S", "%Y-%m-%d %H:%M:%S"),
    ("%Y/%m/%d %I:%M:%S %p", "%Y/%m/%d %H:%M:%S", "%Y-%m-%d %H:%M:%S"),
    ("%m/%d/%y %H:%M:%S", "%m/%d/%Y %H:%M", "%m/%d/%y %H:%M", "%Y-%m-%d %H:%M"),
    ("%Y-%m-%d %H:%M:%S UTC",),
    ("%Y-%m-%dT%H:%M:%S.%f", "%Y-%m-%dT%H:%M:%S"),
    ("%d-%b-%Y %H:%M", "%d-%m-%Y %H:%M"),
    ("%d/%b/%y %I:%M %p", "%d/%b/%Y %I:%M %p"),
    ("%d %b %Y %I:%M %p",),
    ("%b %d, %Y %I:%M %p", "%b %d, %Y %H:%M:%S", "%b %d, %Y"),
    ("%a, %b %d, %Y %H:%M", "%a, %b %d, %Y %I:%M %p", "%a, %b %d, %Y"),
    ("%m-%d-%Y %I:%M %p",),
    ("%d %B, %Y", "%B %d, %Y"),
    ("%Y年%m月%d日",),
    ("%Y-%m",),
)
"""Formats vendors write, by vendor; those of one vendor order day and month one way."""

BY_HAND = tuple(
    (date_part + time_part, order)
    for date_part, order in [
        *((date_part, None) for date_part in (*DATE_FORMATS, "%Y-%m-%d")),
        *((f"%d{mark}%m{mark}{year}", "dmy") for mark in "/-." for year in ("%Y", "%y")),
        *((f"%m{mark}%d{mark}{year}", "mdy") for mark in "/-." for year in ("%Y", "%y")),
        *((f"%y{mark}%m{mark}%d", "ymd") for mark in "/-"),
    ]
    for time_part in TIME_FORMATS
    if not (time_part.startswith("T") and "日" in date_part)
)


def column(said) -> pl.DataFrame:
    return pl.DataFrame({"cell": list(said)}, schema={"cell": pl.String})


def numbers(said, form: NumberForm | None = None) -> list[tuple[float | None, bool]]:
    value, unreadable = cells.number(pl.col("cell"), form or number_form(said))
    return column(said).select(value.alias("value"), unreadable.alias("unreadable")).rows()


def times(said, **declared) -> list[datetime | None]:
    form = time_form(said, **declared)
    read = cells.utc_time if form.offset else cells.local_time
    return column(said).select(read(pl.col("cell"), form)).to_series().to_list()


def short(text: str) -> str:
    """A time without the leading zeros of its numbers, years of two digits and fractions excepted."""
    return re.sub(r"(?<![0-9.:])0(?=[0-9]+(?:[/.\- ,]|年|月|日|:))", "", text)


# ── Numbers ─────────────────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        (["12,00", "3,5"], [12.0, 3.5]),
        (["1.234,50"], [1234.5]),
        (["1,234.50"], [1234.5]),
        (["1 234,50", "1\u202f234 567"], [1234.5, 1234567.0]),
        (["-99", "99", "999", "5"], [-99.0, 99.0, 999.0, 5.0]),
        (["10 - Extremely likely", "9", "Not at all likely - 0"], [10.0, 9.0, 0.0]),
        (["4,5 - gerai", "3"], [4.5, 3.0]),
        ([" 5 ", "5\u00a0", "007", "+5", "-0"], [5.0, 5.0, 7.0, 5.0, 0.0]),
        (["5.", ".5"], [5.0, 0.5]),
    ],
)
def test_numbers_are_read_as_their_column_proves(said, expected):
    assert numbers(said) == [(number, False) for number in expected]


@pytest.mark.parametrize("cell", ["inf", "-inf", "1e3", "٣", "１０", "1_000", "5%", "9-10", "−5", "true", "0x1F", "10-Sep"])
def test_what_only_looks_like_a_number_is_null_and_flagged(cell):
    for said in ([cell, "5", "6"], [cell, "5.5", "6"], [cell, "5,5", "6"], [cell, "1,234.5", "6"], [cell, "5 - good", "6"]):
        assert numbers(said)[0] == (None, True)


@pytest.mark.parametrize(
    ("cell", "others"),
    [("1,2,3", ["1,234.5"]), ("12,34", ["1,234.5"]), ("1.5", ["1.234,5", "2,5"]), ("1,23", ["5.5"]), ("0,123", ["1,234.5"])],
)
def test_a_misplaced_separator_is_never_dropped(cell, others):
    form = number_form(others)
    assert numbers([cell, *others], form)[0] == (None, True)


def test_missing_cells_are_null_and_not_flagged():
    assert numbers(["N/A", None, "", "-", "nan", "不適用", "5"]) == [(None, False)] * 6 + [(5.0, False)]


def test_words_declared_missing_are_null_and_not_flagged():
    missing = frozenset({"refused"})
    value, unreadable = cells.number(pl.col("cell"), number_form(["Refused", "5"], missing=missing), missing)
    assert column(["Refused", "5"]).select(value.alias("v"), unreadable.alias("u")).rows() == [(None, False), (5.0, False)]


@given(
    some.lists(
        some.one_of(
            some.none(),
            some.text("0123456789.,-+ e%()likey分", max_size=8),
            some.from_regex(r"[-+]?\d{1,3}([.,]\d{3})*([.,]\d+)?", fullmatch=True),
        ),
        min_size=1,
        max_size=6,
    )
)
@example(["1.5", "1.5 - a"])
@example(["5 -", "5 - ("])
def test_evidence_and_cells_agree_on_what_is_a_number(said):
    for mark in ".,":
        form = number_form(said, decimal=mark)
        read = numbers(said, form)
        assert form.good == sum(value is not None for value, _ in read)
        assert form.cells == sum(value is not None or unreadable for value, unreadable in read)


RENDERED = {
    ".": lambda number: f"{number}",
    ",": lambda number: f"{number}".replace(".", ","),
    ", .": lambda number: f"{number:,}",
    ". ,": lambda number: f"{number:,}".translate(str.maketrans(",.", ".,")),
    "  ,": lambda number: f"{number:,}".translate(str.maketrans(",.", "\u00a0,")),
}
DECIMALS = some.decimals(-9_999_999, 9_999_999, places=3).map(lambda number: Decimal(f"{number.normalize() + 0:f}"))


@given(some.sampled_from(sorted(RENDERED)), some.lists(DECIMALS, min_size=1, max_size=6))
def test_numbers_survive_being_written_in_any_style(style, chosen):
    said = [RENDERED[style](number) for number in chosen]
    try:
        form = number_form(said)
    except Undecided:
        form = number_form(said, decimal=style[-1])
    assert numbers(said, form) == [(float(number), False) for number in chosen]


# ── Words and text ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_unknown_words_are_kept_so_that_they_can_be_counted():
    said = column(["Good", " BAD ", "offered", "meh", "", None])
    word = cells.word(pl.col("cell"), {"good": "satisfied", "bad": "dissatisfied", "offered": None})
    assert said.select(word).to_series().to_list() == ["satisfied", "dissatisfied", None, "meh", None, None]


def test_text_is_trimmed_and_empty_text_is_null():
    assert column([" a b ", "  ", "", None, "\t0012\n", "\ufeffx\u200b"]).select(cells.tidy(pl.col("cell"))).to_series().to_list() == [
        "a b",
        None,
        None,
        None,
        "0012",
        "x",
    ]


CELLS = some.text(some.sampled_from([*BLANKS[:4], *BLANKS[-3:], "a", "-", "n", "?", "é", "無"]), max_size=4) | some.none()
"""Cells with and without blanks of all kinds at their ends."""


@given(some.lists(CELLS, max_size=6))
def test_a_cell_is_trimmed_and_looked_up_whatever_else_is_in_its_batch(said):
    trimmed = [cell if cell is None else cell.strip(BLANKS) for cell in said]
    read = column(said).select(
        plain=cells.trimmed(pl.col("cell")), tidy=cells.tidy(pl.col("cell"), ("-", "?")), answer=cells.is_answered(pl.col("cell"))
    )
    assert read["plain"].to_list() == trimmed
    assert read["tidy"].to_list() == [None if cell in (None, "", "-", "?") else cell for cell in trimmed]
    assert read["answer"].to_list() == [cell is not None and cell.lower() not in MISSING for cell in trimmed]


# ── Times ───────────────────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("2026-01-05", datetime(2026, 1, 5)),
        ("2026-01-05T09:00", datetime(2026, 1, 5, 9)),
        ("2026-01-05 09:00:07.123456789", datetime(2026, 1, 5, 9, 0, 7, 123_456)),
        ("2026-01-05 09:00:07,5", datetime(2026, 1, 5, 9, 0, 7, 500_000)),
        ("2026-01-05T09:00:00Z", datetime(2026, 1, 5, 9)),
        ("2026-01-05 09:00:00 UTC", datetime(2026, 1, 5, 9)),
        ("2026-01-05T09:00:00.000+0200", datetime(2026, 1, 5, 7)),
        ("2026-01-05 09:00:00 GMT+8", datetime(2026, 1, 5, 1)),
        ("2026-01-05T09:00-05", datetime(2026, 1, 5, 14)),
        ("2026/1/5 09:00:00 AM GMT+2", datetime(2026, 1, 5, 7)),
        ("2026/1/5 12:30:00 AM GMT", datetime(2026, 1, 5, 0, 30)),
        ("2026/1/5 12:30:00 PM GMT+5:30", datetime(2026, 1, 5, 7)),
        ("2026/1/5 9:00:00\u202fPM GMT-3:30", datetime(2026, 1, 6, 0, 30)),
        ("2026年1月5日", datetime(2026, 1, 5)),
        ("2026年11月15日 09:30", datetime(2026, 11, 15, 9, 30)),
        ("2026年1月5日09:30:07", datetime(2026, 1, 5, 9, 30, 7)),
        ("2026年1月5日 下午3:05", datetime(2026, 1, 5, 15, 5)),
        ("2026/1/5 上午 9:00:00", datetime(2026, 1, 5, 9)),
        ("2026/1/5 下午 12:00:01", datetime(2026, 1, 5, 12, 0, 1)),
        ("2026/1/5 上午12:00", datetime(2026, 1, 5)),
        ("13/01/2026 9:05 PTG", datetime(2026, 1, 13, 21, 5)),
        ("13/01/2026 9:05 PG", datetime(2026, 1, 13, 9, 5)),
        ("13/01/2026 9:05 p.m.", datetime(2026, 1, 13, 21, 5)),
        ("13/01/2026 9:05pm", datetime(2026, 1, 13, 21, 5)),
        ("1 August, 2022", datetime(2022, 8, 1)),
        ("29-02-2016", datetime(2016, 2, 29)),
        ("05-Jan-2026", datetime(2026, 1, 5)),
        ("13.01.2026, 09:30", datetime(2026, 1, 13, 9, 30)),
        ("1767603600", datetime(2026, 1, 5, 9)),
        ("1767603600.25", datetime(2026, 1, 5, 9, 0, 0, 250_000)),
        ("1767603600123", datetime(2026, 1, 5, 9, 0, 0, 123_000)),
        ("1767603600123456", datetime(2026, 1, 5, 9, 0, 0, 123_456)),
        ("20260105", datetime(2026, 1, 5)),
        ("46027", datetime(2026, 1, 5)),
        ("46027.3750115741", datetime(2026, 1, 5, 9, 0, 1)),
    ],
)
def test_a_time_is_read_as_a_person_reads_it(cell, expected):
    assert times([cell]) == [expected]


@given(some.sampled_from(VENDORS).flatmap(some.sampled_from), some.lists(DAYS, min_size=1, max_size=5))
def test_every_format_of_a_vendor_is_proven_and_read_as_strptime_reads_it(written, days):
    said = [day.strftime(written) for day in days]
    expected = [datetime.strptime(cell, written) for cell in said]
    assert time_form(said, formats=(written,)).good == len(said)
    assert times(said, formats=(written,)) == expected


@given(some.sampled_from(BY_HAND), some.lists(DAYS, min_size=1, max_size=5), some.booleans())
def test_times_written_by_hand_are_proven_or_declared_and_read_as_strptime_reads_them(style, days, unpadded):
    written, order = style
    said = [day.strftime(written) for day in days]
    if unpadded and "%y" not in written and ".%f" not in written:
        said = [short(cell) for cell in said]
    expected = [datetime.strptime(cell, written) for cell in said]
    try:
        read = times(said)
    except Undecided:
        assert order is not None
        read = times(said, order=order)
    assert read == expected


@given(
    some.lists(SECONDS, min_size=1, max_size=5), some.sampled_from(["上午 下午", "AM PM", "am pm", "PG PTG", "a.m. p.m."]), some.booleans()
)
def test_halves_of_the_day_are_read_before_and_behind_the_time(days, halves, before):
    names = halves.split()
    before = before if halves in ("上午 下午", "AM PM") else False
    before = before or halves == "上午 下午"
    said = []
    for day in days:
        clock, half = f"{day:%I:%M:%S}", names[day.hour >= 12]
        said.append(f"{day:%Y/%m/%d} {half} {clock}" if before else f"{day:%Y/%m/%d} {clock} {half}")
    assert times(said) == days


OFFSETS = some.integers(-24, 28).map(lambda halves: timedelta(minutes=30 * halves))


def zoned(day: datetime, ahead: timedelta, style: str) -> str:
    hours, minutes = divmod(abs(ahead) // timedelta(minutes=1), 60)
    sign = "-" if ahead < timedelta() else "+"
    named = f" GMT{sign}{hours}" + (f":{minutes:02}" if minutes else "") if ahead else " GMT"
    return {
        "iso": f"{day.isoformat()}{sign}{hours:02}:{minutes:02}",
        "basic": f"{day:%Y-%m-%d %H:%M:%S} {sign}{hours:02}{minutes:02}",
        "named": f"{day:%Y/%m/%d %I:%M:%S %p}{named}",
        "joined": f"{day:%d/%m/%Y %H:%M:%S}{sign}{hours:02}:{minutes:02}",
    }[style]


@given(some.lists(some.tuples(SECONDS, OFFSETS), min_size=1, max_size=5), some.sampled_from(["iso", "basic", "named", "joined"]))
def test_times_with_an_offset_are_read_as_utc(moments, style):
    said = [zoned(day, ahead, style) for day, ahead in moments]
    assert times(said, order="dmy") == [day - ahead for day, ahead in moments]


def test_a_cell_with_an_offset_is_null_in_a_column_without_and_the_reverse():
    without, within = time_form(["2026/1/5 9:00"]), time_form(["2026/1/5 9:00 GMT+2"])
    said = column(["2026/1/5 9:00", "2026/1/5 9:00 GMT+2"])
    assert said.select(cells.local_time(pl.col("cell"), without)).to_series().to_list() == [datetime(2026, 1, 5, 9), None]
    assert said.select(cells.utc_time(pl.col("cell"), within)).to_series().to_list() == [None, datetime(2026, 1, 5, 7)]


@pytest.mark.parametrize(
    ("said", "stray"),
    [
        (["2026-01-05"], ["2026-02-30", "26-01-05", "05/01/2026", "soon", "", None, "20260105"]),
        (["13/01/2026"], ["01/13/2026", "05/01/26", "31/02/2026", "05/01/0026", "13/01/2026 09:00"]),
        (["13.01.26", "14.01.26"], ["13.01.2026", "13.01", "26.13.01"]),
        (["1767603600"], ["0", "1e9", "inf", "1767603600000", "-5", "2026-01-05"]),
        (["20260105"], ["20260231", "99990101", "2026010", "0"]),
        (["46027"], ["0", "2958465", "1900"]),
        (["2026/1/5 9:00 AM"], ["2026/1/5 13:00 PM", "2026/1/5 9:00"]),
    ],
)
def test_cells_the_form_does_not_cover_are_null(said, stray):
    form = time_form(said)
    assert form.good == len(said)
    read = column([*said, *stray]).select(cells.local_time(pl.col("cell"), form)).to_series().to_list()
    assert all(value is not None for value in read[: len(said)])
    assert read[len(said) :] == [None] * len(stray)


ODD = (
    "2026-01-05", "2026-01-05 10:20", "2026-01-05 10:20:30", "2026-01-05T10:20:30", "2026-01-05T10:20:30.25", "2026-01-05T10:20:30,25",
    "2026-01-05T10:20.5", " 2026-01-05T10:20:30 ", "2026-1-5 1:2:3", "0026-01-05T10:20:30", "+12026-01-05 10:20:30", "2026-01-05T24:00:00",
    "2026-02-30", "2026-01-05T10:20:60", "2026-01-05  10:20:30", "2026-01-05T10:20:30Z", "2026-01-05 10:20:30Z", "2026-01-05T10:20:30 Z",
    "2026-01-05T10:20:30.25Z", "2026-01-05T10:20Z", "2026-01-05T10:20:30+02:00", "2026-01-05T10:20:30 UTC", "2026-01-05Z", "", None, "n/a",
    "05/01/2026 10:20", "5/1/2026  1:20", "05/01/26 10:20", "05/01/2026 10:20 AM", "05/01/2026 10:20:30", "05/01/2026",
)  # fmt: skip
"""Times in all kinds of writing, and what only looks like one."""


@pytest.mark.parametrize(
    ("read", "form"),
    [
        (cells.local_time, time_form(["2026-01-05T10:20:30"])),
        (cells.utc_time, time_form(["2026-01-05T10:20:30Z"])),
        (cells.local_time, time_form(["05/01/2026 10:20"], order="dmy")),
        (cells.local_time, time_form(["05/01/2026 10:20 AM", "05/01/26 10:20"], order="dmy")),
    ],
)
def test_how_a_cell_is_read_does_not_depend_on_the_cells_before_it(read, form):
    def times(said):
        return pl.DataFrame({"cell": said}, schema={"cell": pl.String}).select(time=read(pl.col("cell"), form))["time"].to_list()

    alone = [times([cell])[0] for cell in ODD]
    assert 1 < len(alone) - alone.count(None) < len(ODD)
    for first, time in zip(ODD, alone, strict=True):
        assert times([first, *ODD]) == [time, *alone]


@given(
    some.lists(some.one_of(DAYS.map(lambda day: day.isoformat(" ")), some.text("0123456789-:/ TZ.", max_size=19)), min_size=1, max_size=5)
)
def test_cells_the_evidence_counts_as_times_are_times(said):
    try:
        form = time_form(said)
    except Undecided:
        return
    read = [value for value in times(said) if value is not None] if form.cells else []
    assert len(read) >= form.good


@given(some.lists(SECONDS, min_size=1, max_size=5), some.sampled_from(["epoch_s", "epoch_ms", "epoch_us"]))
def test_seconds_since_1970_come_back(days, unit):
    scale = {"epoch_s": 1, "epoch_ms": 1000, "epoch_us": 1_000_000}[unit]
    said = [str(round(day.replace(tzinfo=UTC).timestamp()) * scale) for day in days]
    assert time_form(said).unit == unit
    assert times(said) == days


@given(some.lists(SECONDS, min_size=1, max_size=5))
def test_days_of_a_spreadsheet_come_back_to_the_second(days):
    said = [f"{(day - datetime(1899, 12, 30)) / timedelta(days=1):.10f}".rstrip("0").rstrip(".") for day in days]
    assert time_form(said).unit == "serial"
    assert times(said) == days


@given(some.lists(DAYS.map(datetime.date), min_size=1, max_size=5))
def test_days_without_separators_come_back(days):
    assert times([f"{day:%Y%m%d}" for day in days]) == [datetime(day.year, day.month, day.day) for day in days]
    assert times([str((day - date(1899, 12, 30)).days) for day in days]) == [datetime(day.year, day.month, day.day) for day in days]


# ── Zones ───────────────────────────────────────────────────────────────────────────────────────────────────────────────────


def across(moments, expression) -> list[datetime | None]:
    return pl.DataFrame({"time": list(moments)}, schema={"time": cells.INSTANT}).select(expression).to_series().to_list()


def in_utc(moments, zone: str) -> list[datetime | None]:
    return across(moments, table.to_utc(pl.col("time"), zone))


def in_zone(moments, zone: str) -> list[datetime | None]:
    return across(moments, table.to_local(pl.col("time"), zone))


@pytest.mark.parametrize(
    ("local", "utc"),
    [
        (datetime(2026, 3, 29, 2, 59), datetime(2026, 3, 29, 0, 59)),
        (datetime(2026, 3, 29, 3, 30), datetime(2026, 3, 29, 1, 30)),
        (datetime(2026, 3, 29, 4, 0), datetime(2026, 3, 29, 1, 0)),
        (datetime(2026, 10, 25, 3, 30), datetime(2026, 10, 25, 0, 30)),
        (datetime(2026, 10, 25, 4, 0), datetime(2026, 10, 25, 2, 0)),
    ],
)
def test_in_vilnius_a_skipped_hour_moves_forward_and_a_repeated_one_is_the_first(local, utc):
    assert in_utc([local], "Europe/Vilnius") == [utc]


def test_a_day_an_island_skipped_moves_forward_by_a_day():
    (utc,) = in_utc([datetime(2011, 12, 30, 10)], "Pacific/Apia")
    assert in_zone([utc], "Pacific/Apia") == [datetime(2011, 12, 31, 10)]


SHIFTS = some.tuples(some.integers(2005, 2035), some.integers(1, 12), some.integers(1, 28), some.integers(0, 23), some.integers(0, 59)).map(
    lambda parts: datetime(*parts)
)


@given(some.lists(SHIFTS, min_size=1, max_size=20), some.sampled_from(ZONES))
@example([datetime(2026, 10, 4, 2, 15)], "Australia/Lord_Howe")
@example([datetime(2026, 4, 5, 1, 45)], "Australia/Lord_Howe")
@example([datetime(2026, 9, 6, 0, 30)], "America/Santiago")
def test_local_times_become_utc_as_the_zone_database_says(moments, zone):
    expected = [moment.replace(tzinfo=ZoneInfo(zone), fold=0).astimezone(UTC).replace(tzinfo=None) for moment in moments]
    assert in_utc(moments, zone) == expected


@given(some.lists(SHIFTS, min_size=1, max_size=20), some.sampled_from(ZONES))
@example([datetime(2026, 10, 25, 0, 30), datetime(2026, 10, 25, 1, 30)], "Europe/Vilnius")
def test_utc_survives_the_way_to_a_zone_and_back_except_in_a_repeated_hour(moments, zone):
    local = in_zone(moments, zone)
    folds = [moment.replace(tzinfo=UTC).astimezone(ZoneInfo(zone)) for moment in moments]
    assert local == [moment.replace(tzinfo=None) for moment in folds]
    for there, back, fold in zip(moments, in_utc(local, zone), folds, strict=True):
        assert back == there if fold.fold == 0 else back < there


@given(some.lists(SHIFTS, min_size=1, max_size=20), some.sampled_from(ZONES))
@example([datetime(2026, 3, 29, 3, 30)], "Europe/Vilnius")
def test_local_times_survive_the_way_to_utc_and_back_except_in_a_skipped_hour(moments, zone):
    for there, back in zip(moments, in_zone(in_utc(moments, zone), zone), strict=True):
        aware = there.replace(tzinfo=ZoneInfo(zone))
        skipped = aware.astimezone(UTC).astimezone(ZoneInfo(zone)).replace(tzinfo=None) != there
        assert back > there if skipped else back == there


@given(some.lists(SHIFTS, max_size=5))
def test_utc_is_left_alone(moments):
    assert in_utc(moments, "UTC") == in_zone(moments, "UTC") == moments
