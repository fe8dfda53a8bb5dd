"""Evidence: a way of writing numbers and times is proven by the cells, declared, or refused with its readings; never guessed."""

from __future__ import annotations

from datetime import datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as some

from cxm.io.evidence import Undecided, answered, number_form, time_form, unlabelled, zone_of

DAYS = some.datetimes(datetime(2001, 1, 1), datetime(2068, 12, 31))


def refused(form, *said, **declared) -> Undecided:
    with pytest.raises(Undecided) as doubt:
        form(said, **declared)
    return doubt.value


# ── Numbers ─────────────────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("said", "decimal", "grouped"),
    [
        (["12,00", "3,5"], ",", False),
        (["12,00"], ",", False),
        (["1.234,50"], ",", True),
        (["1,234.50"], ".", True),
        (["1 234,50"], ",", True),
        (["1\u00a0234", "5,5"], ",", True),
        (["1,234,567"], ".", True),
        (["1.234.567"], ",", True),
        (["1,234", "5.5"], ".", True),
        (["1,234", "2,5"], ",", False),
        (["0,123"], ",", False),
        (["1234,567"], ",", False),
        (["0.123", "4.567"], ".", False),
        (["5.", ".5"], ".", False),
        (["-1.5", "+2"], ".", False),
    ],
)
def test_the_decimal_separator_is_proven_by_cells_that_allow_one_only(said, decimal, grouped):
    form = number_form(said)
    assert (form.decimal, form.grouped, form.good) == (decimal, grouped, len(said))


@pytest.mark.parametrize("said", [["1,234"], ["1,234", "12"], ["12,345", "N/A", "7"], ["1.234"], ["1.234", "12"], ["1.234", "1,234"]])
def test_three_digits_behind_one_separator_are_refused_with_both_readings(said):
    doubt = refused(number_form, *said)
    example = next(cell for cell in said if "," in cell or "." in cell)
    assert len(doubt.readings) == 2
    assert all(reading.startswith(f"{example} is ") for reading in doubt.readings)
    assert {reading.split(" is ")[1].split()[0] for reading in doubt.readings} == {
        example.replace(",", "."),
        example.replace(",", "").replace(".", ""),
    }
    assert "--decimal ," in doubt.cure
    assert "--decimal ." in doubt.cure


@pytest.mark.parametrize(("decimal", "grouped"), [(".", True), (",", False)])
def test_a_declared_separator_settles_three_digits(decimal, grouped):
    form = number_form(["1,234"], decimal=decimal)
    assert (form.decimal, form.grouped, form.good) == (decimal, grouped, 1)


def test_cells_that_prove_both_separators_are_refused_and_one_can_be_declared():
    doubt = refused(number_form, "12,0", "1.5", "3")
    assert {reading.split()[0] for reading in doubt.readings} == {"12,0", "1.5"}
    assert number_form(["12,0", "1.5", "3"], decimal=".").good == 2


def test_whole_numbers_need_no_separator():
    form = number_form(["10", "-99", "+5", "007"])
    assert form.whole
    assert number_form(["10", "999999999"]).whole is False


@pytest.mark.parametrize(
    "cell",
    [
        "inf",
        "-inf",
        "Infinity",
        "NaN%",
        "1e3",
        "1E+5",
        "0x10",
        "٣",
        "１０",
        "1_000",
        "5%",
        "€5",
        "4 / 5",
        "9-10",
        "1,2,3",
        "12,34,567",
        "1.2.3",
        "--5",
        "5-",
        "−5",
        "1'234",
    ],
)
def test_what_only_looks_like_a_number_is_none(cell):
    form = number_form([cell, "5", "6", "7"])
    assert (form.good, form.cells, form.whole) == (3, 4, False)


@pytest.mark.parametrize(
    ("cell", "number"),
    [
        ("10 - Extremely likely", "10"),
        ("0 – Not at all likely", "0"),
        ("5: very good", "5"),
        ("1. Poor", "1"),
        ("1) Poor", "1"),
        ("3 = Neutral", "3"),
        ("5 (very satisfied)", "5"),
        ("5（非常滿意）", "5"),
        ("10－極有可能", "10"),
        ("1、非常不滿意", "1"),
        ("10分", "10"),
        ("10 分 非常願意", "10"),
        ("-99 - Refused", "-99"),
        ("4,5 - gerai", "4,5"),
        ("Not at all likely - 0", "0"),
        ("Extremely likely - 10", "10"),
        ("Extremely likely (10)", "10"),
        ("極有可能（10）", "10"),
    ],
)
def test_a_number_is_told_from_its_label(cell, number):
    assert unlabelled(cell) == number
    form = number_form([cell, "7", "8"])
    assert form.labelled
    assert form.good == 3


@pytest.mark.parametrize(
    "cell",
    [
        "9-10",
        "9 - 10",
        "1-2 - Very unlikely",
        "Very unlikely 1 - 2",
        "2026-01-05",
        "10:30",
        "10-Sep",
        "192.0.2.1",
        "3 times",
        "Cold -5",
        "Very satisfied",
        "10 likely",
    ],
)
def test_ranges_dates_and_counts_are_no_labelled_numbers(cell):
    assert unlabelled(cell) == cell


def test_missing_cells_are_neither_good_nor_bad():
    form = number_form(["N/A", "", None, " - ", "5"])
    assert (form.good, form.cells) == (1, 1)
    assert answered([" a ", None, "n/a", ""]) == ["a"]


def test_words_declared_missing_are_missing_too():
    assert number_form(["-99", "x"], missing=frozenset({"x"})).cells == 1


def test_a_column_of_text_is_not_plausible():
    assert not number_form(["good", "bad", "5"]).plausible
    assert not number_form([]).plausible
    assert number_form(["5", "bad"]).plausible


STYLES = {
    ".": lambda number: f"{number}",
    ",": lambda number: f"{number}".replace(".", ","),
    ", .": lambda number: f"{number:,}",
    ". ,": lambda number: f"{number:,}".translate(str.maketrans(",.", ".,")),
    "  ,": lambda number: f"{number:,}".translate(str.maketrans(",.", "\u00a0,")),
}
NUMBERS = (
    some.decimals(-9_999_999, 9_999_999, places=3).map(lambda number: number.normalize() + 0).map(lambda number: Decimal(f"{number:f}"))
)


@given(some.sampled_from(sorted(STYLES)), some.lists(NUMBERS, min_size=1, max_size=6))
def test_a_style_is_proven_or_truly_has_two_readings(style, numbers):
    said = [STYLES[style](number) for number in numbers]
    try:
        form = number_form(said)
    except Undecided:
        read = {mark: number_form(said, decimal=mark) for mark in ".,"}
        assert read["."].good == read[","].good == len(said)
        assert any("." in cell or "," in cell for cell in said)
    else:
        assert form.good == len(said)
        assert form.decimal == style[-1] or not any("." in cell or "," in cell for cell in said)


@given(some.sampled_from(sorted(STYLES)), some.lists(NUMBERS, min_size=1, max_size=4), some.randoms())
def test_order_of_cells_does_not_matter_to_numbers(style, numbers, chance):
    said = [STYLES[style](number) for number in numbers]
    shuffled = said.copy()
    chance.shuffle(shuffled)
    assert _settled(number_form, said) == _settled(number_form, shuffled)


def _settled(form, said):
    try:
        return form(said)
    except Undecided as doubt:
        return doubt.cure


# ── Times ───────────────────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    "said",
    [
        "2026-01-05",
        "2026-01-05 09:00",
        "2026-01-05T09:00",
        "2026-01-05 09:00:00",
        "2026-01-05T09:00:00",
        "2026-01-05T09:00:00.5",
        "2026-01-05 09:00:00,123456789",
        "2026-01-05T09:00:00Z",
        "2026-01-05 09:00:00 UTC",
        "2026-01-05T09:00:00+02:00",
        "2026-01-05 09:00 +0200",
        "2026-01-05T09:00:00.000-05",
        "2026-01-05 09:00:00 GMT+8",
    ],
)
@pytest.mark.parametrize("order", [None, "dmy", "mdy", "ymd"])
def test_iso_is_understood_whatever_order_is_declared(said, order):
    form = time_form([said], order=order)
    assert form.iso
    assert form.good == 1
    assert form.dates == (len(said) == 10)
    assert form.offset == (zone_of(said) is not None)


@pytest.mark.parametrize(
    ("zone", "utc"),
    [
        ("Z", True),
        (" UTC", True),
        (" GMT", True),
        ("+00:00", True),
        ("-0000", True),
        (" GMT+0", True),
        ("+01:00", False),
        (" GMT-3", False),
        ("+00:30", False),
    ],
)
@pytest.mark.parametrize("base", ["2026-01-05 09:00:00", "2026/1/5 9:00:00 AM", "13/01/2026 09:00"])
def test_a_zone_is_utc_only_if_its_offset_is_zero(base, zone, utc):
    form = time_form([base + zone])
    assert (form.offset, form.utc, form.good) == (True, utc, 1)


@pytest.mark.parametrize("said", ["29-02-2016", "05-Jan-2026", "2026-01-05", "13-01-26", "2026.01.05", "13/01/2026 09:00"])
def test_a_year_is_no_offset(said):
    assert zone_of(said) is None


@pytest.mark.parametrize(
    "said", ["2026-01-05 09:00+15:00", "2026-01-05 09:00 EST", "2026-01-05 09:00+02:75", "2026-01-05 09:00 Europe/Vilnius"]
)
def test_a_zone_that_is_not_understood_is_not_dropped(said):
    assert time_form([said]).good == 0


def test_a_cell_without_offset_among_cells_with_one_is_no_time():
    assert time_form(["2026-01-05T09:00:00Z", "2026-01-06T09:00:00Z", "2026-01-07 09:00:00"]).good == 2
    form = time_form(["13/01/2026 09:00 GMT+2", "14/01/2026 09:00"])
    assert (form.offset, form.utc, form.good) == (True, False, 1)


@pytest.mark.parametrize(
    "said",
    [
        "2026-02-30",
        "2026-13-01",
        "2026-01-05 25:00:00",
        "2026-01-05 09:61:00",
        "30/02/2026",
        "20260231",
        "０５/01/2026",
        "２０２６-01-05",
        "0026-01-05",
        "13/01/0026",
        "yesterday",
        "05/01",
    ],
)
def test_what_is_no_date_is_not_counted_as_one(said):
    assert time_form([said]).good == 0


@pytest.mark.parametrize(
    ("said", "unit"),
    [
        ("1767603600", "epoch_s"),
        ("1767603600.25", "epoch_s"),
        ("1767603600123", "epoch_ms"),
        ("1767603600123456", "epoch_us"),
        ("20260105", "ymd"),
        ("46027", "serial"),
        ("46027.375", "serial"),
        ("5", ""),
        ("2026", ""),
        ("9999999999999999999", ""),
        ("99990101", ""),
    ],
)
def test_bare_numbers_are_told_by_their_size(said, unit):
    form = time_form([said])
    assert form.unit == unit
    assert form.good == bool(unit)


@pytest.mark.parametrize(("said", "dates"), [("46027", True), ("46027.375", False), ("20260105", True), ("1767603600", False)])
def test_days_of_a_spreadsheet_are_dates_until_one_has_a_time_of_day(said, dates):
    assert time_form([said]).dates == dates


def test_a_number_that_counts_to_no_plausible_time_is_none_even_where_the_vendor_counts():
    form = time_form(["1767603600", "0", "1767603600000", "abc"], unit="epoch_s")
    assert (form.unit, form.good, form.cells) == ("epoch_s", 1, 4)
    assert time_form(["1767603600", "1767603601", "0"]).unit == "epoch_s"


def test_a_day_above_12_proves_the_order():
    assert time_form(["05/01/2026", "13/01/2026"]).formats == ("%d/%m/%Y",)
    assert time_form(["01/05/2026", "01/13/2026"]).formats == ("%m/%d/%Y",)


@pytest.mark.parametrize("mark", "/-.")
def test_days_up_to_12_are_refused_with_both_readings_and_the_flag(mark):
    doubt = refused(time_form, f"03{mark}02{mark}2026 10:00")
    assert len(doubt.readings) == 2
    assert "day 3 of month 2" in doubt.readings[0]
    assert "day 2 of month 3" in doubt.readings[1]
    assert "--date-order dmy" in doubt.cure
    assert "--date-order mdy" in doubt.cure


@pytest.mark.parametrize(("order", "start"), [("dmy", "%d/%m"), ("mdy", "%m/%d")])
def test_a_declared_order_settles_days_up_to_12(order, start):
    assert time_form(["03/02/2026"], order=order).formats == (f"{start}/%Y",)


def test_two_orders_in_one_column_are_refused_and_one_can_be_declared():
    doubt = refused(time_form, "13/01/2026", "01/14/2026")
    assert "two orders" in doubt.what
    assert doubt.readings == ("13/01/2026 is day first", "01/14/2026 is month first")
    assert time_form(["13/01/2026", "01/14/2026"], order="dmy").good == 1


def test_a_cell_that_is_a_date_in_no_order_proves_nothing():
    refused(time_form, "03/02/2026", "13/14/2026", "40/01/2026")


def test_a_vendor_that_writes_one_order_settles_it_and_one_that_writes_both_does_not():
    one, both = ("%m/%d/%Y %H:%M",), ("%m/%d/%Y %H:%M", "%d/%m/%Y %H:%M")
    assert time_form(["03/02/2026 10:00"], formats=one).formats == one
    refused(time_form, "03/02/2026 10:00", formats=both)
    assert time_form(["13/02/2026 10:00"], formats=both).formats == both[1:]


def test_cells_that_contradict_the_order_of_the_vendor_win():
    assert time_form(["13/02/2026 10:00"], formats=("%m/%d/%Y %H:%M",)).formats == ("%d/%m/%Y %H:%M",)


@pytest.mark.parametrize("said", ["26/01/05", "28/01/26"])
def test_years_of_two_digits_may_come_first_and_are_refused(said):
    doubt = refused(time_form, said)
    assert "--date-order ymd" in doubt.cure
    assert any("2026" in reading for reading in doubt.readings)
    assert time_form([said], order="ymd").formats == ("%y/%m/%d",)
    assert time_form([said], order="dmy").formats == ("%d/%m/%y",)


def test_a_number_that_is_no_day_or_no_month_proves_that_the_year_comes_last():
    assert time_form(["13/01/26", "14/01/32"]).formats == ("%d/%m/%y",)
    assert time_form(["01/13/26"]).formats == ("%m/%d/%y",)
    assert time_form(["13.01.26"]).formats == ("%d.%m.%y",)


def test_a_vendor_that_writes_years_of_two_digits_last_settles_them():
    assert time_form(["13/01/26"], formats=("%m/%d/%y", "%d/%m/%y")).formats == ("%d/%m/%y",)


def test_years_of_two_and_four_digits_can_stand_in_one_column():
    form = time_form(["13/01/2026", "14/01/26"])
    assert set(form.formats) == {"%d/%m/%Y", "%d/%m/%y"}
    assert form.good == 2


def test_a_format_without_a_year_reads_nothing():
    assert time_form(["January 05"], formats=("%B %d",)).good == 0


def test_blank_columns_hold_no_times():
    form = time_form(["", None, "N/A"])
    assert not form.plausible
    assert form.cells == 0


@given(some.lists(DAYS, min_size=1, max_size=8), some.sampled_from(["%d/%m/%Y", "%m/%d/%Y"]))
def test_the_order_is_decided_exactly_when_a_day_above_12_decides_it(days, written):
    said = [day.strftime(written) for day in days]
    proven = any(day.day > 12 for day in days)
    try:
        form = time_form(said)
    except Undecided:
        assert not proven
    else:
        assert proven
        assert form.formats == (written,)
        assert form.good == len(days)


@given(some.lists(DAYS, min_size=1, max_size=6), some.sampled_from(["%d/%m/%Y", "%m/%d/%y", "%y-%m-%d"]), some.randoms())
def test_order_of_cells_does_not_matter_to_times(days, written, chance):
    said = [day.strftime(written) for day in days]
    shuffled = said.copy()
    chance.shuffle(shuffled)
    assert _settled(time_form, said) == _settled(time_form, shuffled)


@given(DAYS, some.integers(-24, 28).map(lambda halves: timedelta(minutes=30 * halves)))
def test_an_offset_is_found_however_it_is_written(day, ahead):
    hours, minutes = divmod(abs(ahead) // timedelta(minutes=1), 60)
    sign = "-" if ahead < timedelta() else "+"
    written = {
        f"{sign}{hours:02}:{minutes:02}",
        f"{sign}{hours:02}{minutes:02}",
        f" GMT{sign}{hours}:{minutes:02}",
        f" UTC{sign}{hours:02}:{minutes:02}",
    }
    for zone in written:
        form = time_form([f"{day:%Y-%m-%d %H:%M:%S}{zone}"])
        assert (form.good, form.offset, form.utc) == (1, True, not ahead)
