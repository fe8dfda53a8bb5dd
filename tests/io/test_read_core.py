"""The core of reading: cells by their kind and unit, zones, where the table lies, derived fields, several files."""

from __future__ import annotations

import gzip
import json
import zipfile
from datetime import datetime
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as some

from cxm.errors import AmbiguousError, ExportError
from cxm.io.amounts import amount, amount_form
from cxm.io.derive import RULES, derivable
from cxm.io.evidence import Undecided
from cxm.io.fields import Fields
from cxm.io.options import Options, Wanted
from cxm.io.read import read
from cxm.io.reading import Reading
from cxm.io.roles import Columns, assign
from cxm.io.source import Workspace
from cxm.io.spec import Column, Evidence, Reader, Signature, flag, instant, number, text, words
from cxm.io.zones import known_zone
from cxm.metrics import FRAMES

CELLS = list[str | None]


def amounts(cells: CELLS, own: str, **how: Any) -> list[float | None]:
    """Cells as amounts in the unit of a field."""
    value, _ = amount(pl.col("a"), own, amount_form(cells, own, **how))
    return pl.DataFrame({"a": cells}, schema={"a": pl.String}).select(value.alias("a"))["a"].to_list()


def odd(cells: CELLS, own: str, **how: Any) -> list[bool]:
    """Which cells are flagged as holding something else."""
    _, unreadable = amount(pl.col("a"), own, amount_form(cells, own, **how))
    return pl.DataFrame({"a": cells}, schema={"a": pl.String}).select(unreadable.alias("a"))["a"].to_list()


def fields_of(frame: str, columns: dict[str, Column], data: dict[str, CELLS], options: Options | None = None, **told: Any) -> Fields:
    """The fields of a format that is declared on the spot."""
    reader = Reader("Some vendor", frame, Signature(every=tuple(data)), columns, Evidence.FILE, **told)
    names = Columns(tuple(data), {}, data)
    return Fields(FRAMES[frame], reader, names, options or Options(), distinct=lambda name: sorted({cell for cell in data[name] if cell}))


def parsed(frame: str, columns: dict[str, Column], data: dict[str, CELLS], options: Options | None = None, **told: Any) -> pl.DataFrame:
    """What the fields of such a format are, instants in UTC behind `~`."""
    fields = fields_of(frame, columns, data, options, **told)
    found = fields.parse(assign(fields.reader, fields.columns, {}), timed=True, fast=False)
    assert not found.problems, found.problems
    assert not found.doubts, found.doubts
    values = {name: one.value for name, one in found.fields.items()}
    values |= {f"~{name}": one.moment for name, one in found.fields.items() if one.moment is not None}
    values |= {f"{name}!": one.unreadable for name, one in found.fields.items() if one.unreadable is not None}
    rows = pl.DataFrame(data, schema=dict.fromkeys(data, pl.String))
    return rows.select(value.alias(name) for name, value in values.items())


def opened(workspace: Workspace, *paths: Path, frame: str | None = None, needs: tuple[str, ...] = (), **options: Any) -> Reading:
    wanted = Wanted((frame,), {frame: [[needs]]}) if frame else Wanted()
    return read([str(path) for path in paths], Options(**options), workspace, wanted=wanted)


def table(*paths: Path, fast: bool = False, frame: str | None = None, needs: tuple[str, ...] = (), **options: Any) -> pl.DataFrame:
    """The canonical fields of exports."""
    with Workspace() as workspace:
        found = opened(workspace, *paths, frame=frame, needs=needs, **options).table(None, timed=True, fast=fast, scored=False)
        names = [field.name for field in found.frame.fields if field.name in found.fields]
        return found.rows.select(names).collect()


def notes(*paths: Path, **options: Any) -> str:
    with Workspace() as workspace:
        return "\n".join(opened(workspace, *paths, **options).notes)


def saved(folder: Path, name: str, *lines: str) -> Path:
    path = folder / name
    path.write_text("\n".join(lines) + "\n", "utf-8")
    return path


# ── Numbers and their units ─────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_count_may_carry_its_share_and_grouped_thousands():
    assert amounts(["141 (8.1%)", "1,742", "64517.0", "0 (0%)"], "count") == [141, 1742, 64517, 0]


@pytest.mark.parametrize("blank", ["--", "-", "n/a", "N/A", "?", "", None])
def test_what_systems_write_for_nothing_is_missing_and_not_unreadable(blank):
    assert amounts(["7", blank], "count") == [7, None]
    assert odd(["7", blank], "count") == [False, False]


def test_text_among_numbers_is_flagged_and_never_zero():
    assert amounts(["1,000.50", "free", "2"], "major units") == [1000.5, None, 2]
    assert odd(["1,000.50", "free", "2"], "major units") == [False, True, False]


@pytest.mark.parametrize(
    ("cell", "amount_of_money"),
    [
        ("$1,022.50", 1022.5), ("-$3.00", -3.0), ("$-3.00", -3.0), ("(3.00)", -3.0), ("($1,200.00)", -1200.0), ("3.00-", -3.0),
        ("€5.25", 5.25), ("5.25 €", 5.25), ("USD 12.75", 12.75), ("12.75 USD", 12.75), ("NT$1,200.00", 1200.0), ("RM 7.50", 7.5),
        ("'-3.50", -3.5), ("¥500", 500.0),
    ],
)  # fmt: skip
def test_money_is_read_with_its_currency_and_its_sign(cell, amount_of_money):
    assert amounts([cell, "0.10"], "major units") == [amount_of_money, 0.1]


def test_money_with_a_decimal_comma_is_proven_by_the_cells():
    assert amounts(["1.022,50 €", "3,00"], "major units") == [1022.5, 3.0]


def test_a_separator_that_proves_nothing_is_refused_for_money_and_groups_counts():
    with pytest.raises(Undecided, match="two ways"):
        amount_form(["1,234", "5,678"], "major units")
    assert amounts(["1,234", "5,678"], "major units", decimal=".") == [1234, 5678]
    assert amounts(["1,234", "5,678"], "major units", decimal=",") == [1.234, 5.678]
    assert amounts(["1,234", "5.678"], "count", decimal=".") == [1234, 5.678]
    assert amounts(["1,234"], "count") == amounts(["1.234"], "count") == [1234]


def test_where_no_cell_shows_the_decimal_separator_a_cell_that_depends_on_it_is_not_read():
    form = amount_form(["12", "7"], "major units")
    later = pl.DataFrame({"a": ["12", "1,234", "1.234", "3.5", "3,75"]})
    value, unreadable = amount(pl.col("a"), "major units", form)
    assert later.select(value.alias("v"))["v"].to_list() == [12, None, None, 3.5, 3.75]
    assert later.select(unreadable.alias("u"))["u"].to_list() == [False, True, True, False, False]


@pytest.mark.parametrize(
    ("cells", "unit", "rates"),
    [
        (["27.78%", "0%", "100 %"], "percent", [0.2778, 0, 1]),
        (["27.5", "0"], "percent", [0.275, 0]),
        (["0.62", "1"], "fraction", [0.62, 1]),
        (["62%", "0.5"], "fraction", [0.62, 0.5]),
        (["1.2％"], "percent", [0.012]),
    ],
)
def test_a_rate_becomes_a_fraction_whatever_it_was_written_as(cells, unit, rates):
    assert amounts(cells, "0-1", unit=unit) == pytest.approx(rates, abs=1e-15)


def test_a_rate_in_a_file_made_by_hand_needs_a_sign_or_a_declared_unit():
    assert amounts(["27.5%", "3%"], "0-1", proven=False) == pytest.approx([0.275, 0.03])
    assert amounts(["27.5", "3"], "0-1", proven=False, heading="Bounce rate (%)") == pytest.approx([0.275, 0.03])
    with pytest.raises(Undecided, match="rates without a sign") as refused:
        amount_form(["0.4", "0.02"], "0-1", proven=False)
    assert "@percent" in refused.value.cure


@pytest.mark.parametrize(
    ("cell", "unit", "seconds"),
    [
        ("00:01:10", "hms", 70), ("96:15:30", "hms", 346_530), ("-02:15:00", "hms", -8100), ("1 day, 2:03:04", "hms", 93_784),
        ("2:15", "hm", 8100), ("-2:15", "hm", -8100), ("1:30", "mmss", 90), ("01:30 hrs", "", 5400),
        ("3 minutes 20 seconds", "", 200), ("1h 30m", "", 5400), ("2 days 1 minute 1 second", "", 172_861), ("45 s", "", 45),
        ("90", "min", 5400), ("1.5", "h", 5400), ("1500", "ms", 1.5), ("2", "d", 172_800), ("30", "", 30), ("2500000", "us", 2.5),
    ],
)  # fmt: skip
def test_a_duration_becomes_seconds(cell, unit, seconds):
    assert amounts([cell], "seconds", unit=unit) == [pytest.approx(seconds)]


def test_a_clock_that_was_turned_into_a_bare_number_is_not_read():
    assert amounts(["01:30:00", "1.5"], "seconds", unit="hms") == [5400, None]
    assert odd(["01:30:00", "1.5"], "seconds", unit="hms") == [False, True]


def test_minutes_are_the_unit_of_attendance():
    assert amounts(["39", "58"], "minutes") == [39, 58]
    assert amounts(["00:10:30"], "minutes", unit="hms") == [10.5]
    assert amounts(["2"], "minutes", unit="h") == [120]


def test_a_duration_in_a_file_made_by_hand_needs_its_unit_in_the_heading_or_the_cells():
    assert amounts(["90"], "seconds", proven=False, heading="Response time (min)") == [5400]
    assert amounts(["5 min"], "seconds", proven=False, heading="Response time") == [300]
    for cells in (["90", "120"], ["1:30"]):
        with pytest.raises(Undecided) as refused:
            amount_form(cells, "seconds", proven=False, heading="Response time")
        assert "--map ROLE=COLUMN@" in refused.value.cure


@given(some.integers(-(10**9), 10**9), some.sampled_from(["{:,.2f}", "{:.2f}", "${:,.2f}", "{:,.2f} EUR"]))
def test_money_is_read_back_as_it_was_written(cents, how):
    assert amounts([how.format(cents / 100), "0.10"], "major units", decimal=".") == [pytest.approx(cents / 100), 0.1]


@given(some.integers(0, 10**6))
def test_a_clock_of_any_length_is_the_sum_of_its_parts(seconds):
    cell = f"{seconds // 3600}:{seconds // 60 % 60:02d}:{seconds % 60:02d}"
    assert amounts([cell], "seconds", unit="hms") == [seconds]


def test_minor_units_are_divided_by_what_their_currency_has():
    data = {"mrr": ["2900", "2900", "2900", None], "currency": ["eur", "JPY", "KWD", "EUR"]}
    found = parsed("subscription", {"mrr": number("mrr", unit="minor"), "currency": text("currency")}, data)
    assert found["mrr"].to_list() == [29.0, 2900.0, 2.9, None]
    assert found["currency"].to_list() == ["EUR", "JPY", "KWD", "EUR"]


def test_a_heading_may_carry_a_unit_of_its_own():
    columns = {"first_response_s": number("First reply", "First reply (Minutes)", units={"First reply (Minutes)": "min"})}
    assert parsed("ticket", columns, {"First reply": ["60"]})["first_response_s"].to_list() == [60]
    assert parsed("ticket", columns, {"First reply (Minutes)": ["60"]})["first_response_s"].to_list() == [3600]


# ── Flags, words, ids ───────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("yes", ["yes", "TRUE", "1", "Y", "是", "ya", "Taip", "true"])
@pytest.mark.parametrize("no", ["no", "FALSE", "0", "否", "tidak", "ne"])
def test_yes_and_no_in_five_languages_are_flags(yes, no):
    found = parsed("session", {"converted": flag({}, "c")}, {"c": [yes, no, None, ""]})
    assert found["converted"].to_list() == [True, False, None, None]
    assert not found["converted!"].any()


def test_a_word_that_is_neither_yes_nor_no_is_unreadable_unless_the_vendor_knows_it():
    found = parsed("session", {"converted": flag({"maybe": True}, "c")}, {"c": ["maybe", "perhaps"]})
    assert found["converted"].to_list() == [True, None]
    assert found["converted!"].to_list() == [False, True]


def test_unknown_words_are_kept_as_they_are_written_and_counted(tmp_path):
    header = "Ticket ID,Status,Created time,Resolved time,Agent interactions"
    rows = [f"{n},{word},2026-01-05 09:00:00,,1" for n, word in enumerate(["Open", "Waiting For Parts", "Waiting For Parts", "Resolved"])]
    export = saved(tmp_path, "tickets.csv", header, *rows)
    assert table(export)["status"].to_list() == ["open", "Waiting For Parts", "Waiting For Parts", "solved"]
    assert "status holds words that are not known, which are kept as they are: waiting for parts (2)" in notes(export)
    with Workspace() as workspace:
        assert opened(workspace, export).unknown_words() == {"status": {"Waiting For Parts": 2}}


def test_canonical_words_need_no_map_and_a_word_may_mean_no_answer():
    columns = {"status": words({"offered": None, "done": "closed"}, "s")}
    found = parsed("ticket", columns, {"s": ["Pending", "DONE", "offered", "else"]})
    assert found["status"].to_list() == ["pending", "closed", None, "else"]


def test_the_guard_of_a_spreadsheet_is_taken_off_before_signs_and_digits_only():
    columns = {"customer_id": text("c"), "revenue": number("r")}
    found = parsed("order", columns, {"c": ["'+37060000000", "'007", "'=cmd", "O'Neil", "'tis"], "r": ["'12", "3", "4", "5", "6"]})
    assert found["customer_id"].to_list() == ["+37060000000", "007", "=cmd", "O'Neil", "'tis"]
    assert found["revenue"].to_list() == [12, 3, 4, 5, 6]


def test_ids_keep_their_zeros_and_are_never_numbers():
    assert parsed("order", {"order_id": text("o")}, {"o": ["007", "7", "1e5"]})["order_id"].to_list() == ["007", "7", "1e5"]


def test_ids_that_a_spreadsheet_ruined_tell_no_rows_apart_and_a_note_says_so():
    fields = fields_of("post", {"post_id": text("Post ID")}, {"Post ID": ["1.22158E+17", "1.22158E+17", "122158000000000123"]})
    found = fields.parse(assign(fields.reader, fields.columns, {}), timed=True, fast=True)
    assert "post_id" not in found.fields
    assert "ruined by a spreadsheet" in found.notes[0]


def test_a_later_column_stands_in_for_empty_cells_only_where_the_reader_says_so():
    data: dict[str, CELLS] = {"id": ["c1", "", None], "email": ["a@x.example", "b@x.example", None]}
    each = parsed("order", {"customer_id": text("id", "email", each=True)}, data)
    assert each["customer_id"].to_list() == ["c1", "b@x.example", None]
    assert parsed("order", {"customer_id": text("id", "email")}, data)["customer_id"].to_list() == ["c1", None, None]


# ── Times and zones ─────────────────────────────────────────────────────────────────────────────────────────────────────────

NINE = datetime(2026, 1, 5, 9, 0)


def moments(column: Column, data: dict[str, CELLS], **options: Any) -> list[datetime | None]:
    return parsed("ticket", {"created_at": column}, data, Options(**options))["~created_at"].to_list()


def test_an_offset_in_the_value_is_a_fact():
    assert moments(instant("t", zone="Europe/Vilnius"), {"t": ["2026-01-05 17:00:00 +0800"]}) == [NINE]


def test_the_zone_of_a_vendor_holds_unless_the_user_names_another():
    cell: dict[str, CELLS] = {"t": ["2026-01-05 11:00:00"]}
    assert moments(instant("t", zone="Europe/Vilnius"), cell) == [NINE]
    assert moments(instant("t", zone="Europe/Vilnius"), cell, input_zone="UTC") == [datetime(2026, 1, 5, 11)]
    assert moments(instant("t"), cell, zone="Europe/Vilnius") == [NINE]


@pytest.mark.parametrize("zone", ["Europe/Vilnius", "UTC+02:00", "GMT+2"])
def test_the_zone_in_a_header_is_used(zone):
    name = f"Created at ({zone})"
    column = instant(r"re:created at \(.*\)", zone=r"header:\((.*)\)$")
    assert moments(column, {name: ["2026-01-05 11:00:00"]}) == [NINE]


def test_the_zone_in_another_column_is_that_of_the_row():
    data: dict[str, CELLS] = {
        "d": ["2026-01-05"] * 4,
        "t": ["01:00:00", "11:00:00", "09:00:00", "09:00:00"],
        "z": ["Pacific Time (US & Canada)", "Europe/Vilnius", "UTC", "Middle Earth"],
    }
    fields = fields_of("order", {"ordered_at": instant("d", clock="t", zone="column:z")}, data)
    found = fields.parse(assign(fields.reader, fields.columns, {}), timed=True, fast=False)
    moment = found.fields["ordered_at"].moment
    assert moment is not None
    assert pl.DataFrame(data).select(moment.alias("m"))["m"].to_list() == [NINE, NINE, NINE, None]
    assert "Middle Earth" in "".join(found.notes)


def test_times_nobody_says_a_zone_of_are_noted(tmp_path):
    export = saved(
        tmp_path, "t.csv", "ticket id,created,status", "1,2026-01-05 09:00,open", "2,2026-01-06 09:00,closed", "3,2026-01-07 10:00,open"
    )
    export.write_text(export.read_text().replace("status", "priority"), "utf-8")
    assert "times without a zone are read as UTC (created_at); --input-tz names another" in notes(export)
    assert "times without a zone" not in notes(export, input_zone="Europe/Vilnius")


@pytest.mark.parametrize(
    ("name", "zone"),
    [("Vilnius", "Europe/Vilnius"), ("Kuala Lumpur", "Asia/Kuala_Lumpur"), ("UTC", "UTC"), ("-0330", "-03:30"), ("Nowhere", None)],
)
def test_zones_are_known_by_city_offset_and_name(name, zone):
    assert known_zone(name) == zone


@pytest.mark.parametrize(
    ("cells", "days"),
    [
        (["2026-01", "2026-02"], [datetime(2026, 1, 1), datetime(2026, 2, 1)]),
        (["19970101", "20260105"], [datetime(1997, 1, 1), datetime(2026, 1, 5)]),
        (["2026-01-05T23:30:00", "2026-01-06T00:10:00"], [datetime(2026, 1, 5), datetime(2026, 1, 6)]),
        (["2026-01-05T23:30:00+08:00"], [datetime(2026, 1, 5)]),
    ],
)
def test_a_day_is_the_day_as_it_is_written_in_no_matter_which_zone(cells, days):
    found = parsed("web_report", {"date": instant("d")}, {"d": cells}, Options(zone="Asia/Tokyo"))
    assert found["date"].cast(pl.Datetime("us")).to_list() == days


def test_a_range_of_days_is_read_by_its_first_day():
    column = instant("d", take=r"^([0-9-]+),")
    assert parsed("web_report", {"date": column}, {"d": ["2009-12-28,2010-01-03"]})["date"].to_list() == [datetime(2009, 12, 28)]


def test_one_column_proves_the_order_of_day_and_month_for_the_others():
    columns = {"created_at": instant("a"), "closed_at": instant("b")}
    found = parsed("ticket", columns, {"a": ["29-02-2016 01:16"], "b": ["05-03-2016 12:00"]})
    assert found["closed_at"].to_list() == [datetime(2016, 3, 5, 12)]


def test_dates_without_a_year_are_refused_and_cross_new_year_with_one(tmp_path):
    header = '"Date","Video Views","Profile Views","Likes","Comments","Shares"'
    days = ["December 30", "December 31", "January 1", "January 2"]
    export = saved(tmp_path, "Overview.csv", header, *(f'"{day}","10","1","1","1","1"' for day in days))
    with pytest.raises(AmbiguousError, match="no year") as refused:
        table(export)
    assert "--year" in (refused.value.cure or "")
    assert [day.date().isoformat() for day in table(export, year=2026)["published_at"]] == [
        "2025-12-30",
        "2025-12-31",
        "2026-01-01",
        "2026-01-02",
    ]


def test_a_doubt_about_a_field_nobody_needs_leaves_it_out(tmp_path):
    export = saved(tmp_path, "t.csv", "ticket id,created,response time,priority", "1,2026-01-05 09:00,90,high", "2,2026-01-06 09:00,30,low")
    with Workspace() as workspace:
        reading = opened(workspace, export)
        with pytest.raises(AmbiguousError, match="durations without a unit"):
            reading.table(None, timed=True, fast=False)
        with pytest.raises(AmbiguousError):
            reading.table(None, timed=True, fast=False, needs=("first_response_s",))
        assert "first_response_s" not in reading.table(None, timed=True, fast=False, needs=("created_at",)).fields
    assert table(export, roles={"first_response_s": "response time@min"})["first_response_s"].to_list() == [5400, 1800]


@pytest.mark.parametrize("fast", [True, False])
def test_the_fast_way_and_the_tolerant_way_read_the_same(tmp_path, fast):
    header = "id,amount,amount_refunded,created,currency,paid,status,livemode,customer"
    rows = [f"ch_{n},{1000 + n},0,2026-01-0{n + 1} 09:00:00,usd,true,succeeded,true,cus_{n}" for n in range(3)]
    found = table(saved(tmp_path, "charges.csv", header, *rows), fast=fast)
    assert found["revenue"].to_list() == [10.0, 10.01, 10.02]
    assert found["order_id"].cast(pl.String).to_list() == ["ch_0", "ch_1", "ch_2"]


# ── Where the table lies ────────────────────────────────────────────────────────────────────────────────────────────────────


def report(folder: Path, *lines: str) -> Path:
    """A Mailchimp report: labels and values."""
    top = [
        '"Email Campaign Report"',
        '"Title:","News"',
        '"Subject Line:","Tea, and more"',
        '"Delivery Date/Time:","Sat, Jan 10, 2026 10:15"',
    ]
    return saved(folder, "report.csv", *top, *lines)


def stats(sent: str, opened_by: str) -> list[str]:
    return [f'"Total Recipients:","{sent}"', f'"Successful Deliveries:","{sent}"', f'"Recipients Who Opened:","{opened_by}"']


def test_labels_and_values_are_a_table_of_one_row(tmp_path):
    found = table(
        report(tmp_path, "", '"Overall Stats"', *stats("1,751", "141 (8.1%)"), "", '"Clicks by URL"', '"URL","Total"', '"/a","3"')
    )
    assert found.select("name", "subject", "sent", "unique_opens").rows() == [("News", "Tea, and more", 1751.0, 141.0)]
    assert found["sent_at"].to_list() == [datetime(2026, 1, 10, 10, 15)]


def test_the_combinations_of_a_test_are_rows_and_the_whole_is_not_counted_beside_them(tmp_path):
    combinations = [line for n, sent in ((1, "500"), (2, "700")) for line in ("", f'"Combination {n} Stats"', *stats(sent, "50 (1%)"))]
    found = table(report(tmp_path, "", '"Overall Stats"', *stats("1,200", "100 (8%)"), *combinations))
    assert found["sent"].to_list() == [500.0, 700.0]
    assert found["name"].to_list() == ["News", "News"]


def ga4(*tables: list[str], start: str = "20260101") -> list[str]:
    return [line for table in tables for line in ("# ----", "# Account: Example", f"# Start date: {start}", "# End date: 20260131", *table)]


def test_only_the_first_of_several_tables_is_read_and_a_note_names_the_others(tmp_path):
    first = ["Page path and screen class,Views,Sessions", "/,900,640", "/a,100,60"]
    second = ["Country,Active users", "LT,5", "MY,7"]
    export = saved(tmp_path, "cards.csv", *ga4(first, second))
    assert table(export)["pageviews"].to_list() == [900, 100]
    assert "holds further tables, which are not read: Country, Active users" in notes(export)


def test_numbered_days_count_from_the_date_above_the_table(tmp_path):
    column = instant("Date", "Nth day", units={"Nth day": "days_since:Start date"})
    fields = fields_of("web_report", {"date": column}, {"Nth day": ["0000", "0031"], "meta:Start date": ["20260101", "20260101"]})
    found = fields.parse(assign(fields.reader, fields.columns, {}), timed=True, fast=False)
    rows = pl.DataFrame({"Nth day": ["0000", "0031"], "meta:Start date": ["20260101"] * 2})
    assert rows.select(found.fields["date"].value.alias("d"))["d"].to_list() == [datetime(2026, 1, 1), datetime(2026, 2, 1)]


def test_a_total_above_the_rows_is_left_out_though_it_has_a_cell_more(tmp_path):
    top = ["# ----", "# Example", "# Free form", "# 20260101-20260131", "# ----", ""]
    rows = ["Date,Active users,Views,Sessions", ",300,400,330,Grand total", "20260105,100,150,110", "20260106,200,250,220"]
    found = table(saved(tmp_path, "explore.csv", *top, *rows))
    assert found["pageviews"].to_list() == [150, 250]


def test_the_total_of_youtube_is_no_video(tmp_path):
    rows = ["Content,Video title,Video publish time,Views", "Total,,,30", 'a,A,"Jan 05, 2026",10', 'b,B,"Jan 06, 2026",20']
    assert table(saved(tmp_path, "Table data.csv", *rows))["views"].to_list() == [10, 20]


def insights(folder: Path, name: str, title: str, *values: int) -> Path:
    """One metric of Meta insights: UTF-16, a separator line, a title."""
    lines = ["sep=,", f'"{title}"', '"Date","Primary"', *(f'"2026-01-0{day}T00:00:00","{value}"' for day, value in enumerate(values, 1))]
    path = folder / name
    path.write_bytes(("\r\n".join(lines) + "\r\n").encode("utf-16"))
    return path


def test_the_title_of_a_file_says_which_field_its_values_are(tmp_path):
    found = table(insights(tmp_path, "a.csv", "Viewers", 5, 6))
    assert found["reach"].to_list() == [5, 6]
    assert "views" not in found.columns


def test_files_of_several_metrics_are_read_together_each_into_its_field(tmp_path):
    insights(tmp_path, "a.csv", "Views", 900, 911)
    insights(tmp_path, "b.csv", "Viewers", 5, 6)
    found = table(tmp_path)
    assert found.select(pl.col("views").sum(), pl.col("reach").sum()).row(0) == (1811.0, 11.0)
    assert found.height == 4


WEBINAR = [
    "Attendee Report",
    "Report generated time,01/20/2026 02:31:08 PM",
    "Topic,Webinar ID,Actual Start Time,Actual Duration (minutes),# Registered",
    '"CX, live",101 2020 3030,01/19/2026 10:00:00 AM,60,6',
    "Host Details",
    "Attended,User Name (Original Name),Email,Join Time,Leave Time,Time in Session (minutes),Is Guest,Country/Region Name",
    "Yes,Host,host@x.example,01/19/2026 09:55:00 AM,01/19/2026 11:00:00 AM,65,No,LT",
    "Attendee Details",
    "Attended,User Name (Original Name),Email,Registration Time,Join Time,Leave Time,Time in Session (minutes),Is Guest,Country/Region Name",
    "Yes,Ada,ada@x.example,01/10/2026 08:00:00 AM,01/19/2026 10:01:00 AM,01/19/2026 10:40:00 AM,39,Yes,MY",
    "No,Ben,ben@x.example,01/11/2026 08:00:00 AM,--,--,--,--,--",
    "Other Attended",
    "User Name,Join Time,Leave Time,Time in Session (minutes)",
    "Phone 1,01/19/2026 10:01:00 AM,01/19/2026 10:11:00 AM,10",
]


def test_a_section_is_read_to_its_end_with_the_values_above_it(tmp_path):
    found = table(saved(tmp_path, "webinar.csv", *WEBINAR))
    assert found["person_id"].to_list() == ["ada@x.example", "ben@x.example"]
    assert found["attended"].to_list() == [True, False]
    assert found["event_name"].unique().to_list() == ["CX, live"]
    assert found["event_id"].unique().to_list() == ["101 2020 3030"]
    assert found["event_start_at"].unique().to_list() == [datetime(2026, 1, 19, 10)]


def test_reports_of_several_events_keep_their_own_values(tmp_path):
    saved(tmp_path, "a.csv", *WEBINAR)
    saved(tmp_path, "b.csv", *(line.replace("CX, live", "Second").replace("101 2020 3030", "202") for line in WEBINAR))
    found = table(tmp_path)
    assert sorted(zip(found["event_name"], found["person_id"], strict=True)) == [
        ("CX, live", "ada@x.example"),
        ("CX, live", "ben@x.example"),
        ("Second", "ada@x.example"),
        ("Second", "ben@x.example"),
    ]


PARAMS = [
    {"key": "ga_session_id", "value": {"int_value": 17}},
    {"key": "page_location", "value": {"string_value": "https://x.example/?a=1&b=2"}},
]
BIGQUERY = "event_date,event_timestamp,event_name,event_params,user_pseudo_id"


def test_parameters_inside_a_cell_are_columns(tmp_path):
    full = [{"key": "page_location", "value": {"string_value": None, "int_value": None, "float_value": None}}]
    cells = [json.dumps(PARAMS), json.dumps(PARAMS).replace("&", "\\u0026"), str(PARAMS), json.dumps(full)]
    rows = ['20260105,1767603600000000,page_view,"' + cell.replace('"', '""') + '",p1' for cell in cells]
    found = table(saved(tmp_path, "events.csv", BIGQUERY, *rows))
    assert found["page"].to_list() == ["https://x.example/?a=1&b=2"] * 3 + [None]
    assert found["session_id"].to_list() == ["p1.17"] * 3 + [None]


def test_nested_parameters_of_a_typed_file_are_the_same_columns(tmp_path):
    value = pl.Struct({"string_value": pl.String, "int_value": pl.Int64})
    params = [[{"key": one["key"], "value": {"string_value": None, "int_value": None, **one["value"]}} for one in PARAMS]]
    frame = pl.DataFrame(
        {"event_date": ["20260105"], "event_timestamp": [1767603600000000], "event_name": ["page_view"], "event_params": params,
         "user_pseudo_id": ["p1"], "device": [{"category": "mobile"}], "geo": [{"country": "LT"}]},
        schema_overrides={"event_params": pl.List(pl.Struct({"key": pl.String, "value": value}))},
    )  # fmt: skip
    path = tmp_path / "events.parquet"
    frame.write_parquet(path)
    found = table(path)
    assert found.select("page", "session_id", "device", "country").row(0) == ("https://x.example/?a=1&b=2", "p1.17", "mobile", "LT")


def test_json_objects_in_the_cells_of_a_column_are_looked_into(tmp_path):
    header = "id,state,created_at,updated_at,statistics,conversation_rating"
    stats = json.dumps({"time_to_admin_reply": 120, "count_reopens": 2}).replace('"', '""')
    export = saved(tmp_path, "c.csv", header, f'1,open,1767603600,1767603700,"{stats}",', '2,closed,1767603600,1767603700,"{}",')
    found = table(export)
    assert found["first_response_s"].to_list() == [120, None]
    assert found["reopens"].to_list() == [2, None]


def test_a_split_by_a_heading_that_is_repeated_says_that_it_means_the_first(tmp_path):
    export = saved(tmp_path, "t.csv", "ticket id,created,label,label,priority", "1,2026-01-05 09:00,a,b,high", "2,2026-01-05 10:00,b,,low")
    told = "2 columns are headed 'label': it means the first, and label_2 the others"
    assert told in notes(export)
    with Workspace() as workspace:
        reading = opened(workspace, export)
        assert told in reading.table(None, timed=False, scored=False, needs={"label"}).notes
        assert told not in reading.table(None, timed=False, scored=False, needs={"priority"}).notes


def test_a_renamed_file_that_only_its_name_explains_is_read_as_the_user_says(tmp_path):
    export = saved(tmp_path, "umami.csv", "x,y", "/,310", "/docs,95")
    for options in ({}, {"reader": "umami-metric"}):
        with pytest.raises(ExportError, match="name") as refused:
            table(export, **options)
        assert "--reader umami-metric --map page=x --map visitors=y, if it is pages" in (refused.value.cure or "")
    found = table(export, reader="umami-metric", roles={"page": "x", "visitors": "y"})
    assert found.select("page", "visitors").rows() == [("/", 310), ("/docs", 95)]


def test_columns_parted_by_blanks_are_read_by_their_words(tmp_path):
    export = saved(
        tmp_path, "orders.txt", " customer_id  date number_of_cds  dollar_value", " 00001 19970101  1   11.77", " 00002 19970112  1   12.00"
    )
    assert table(export).select("customer_id", "revenue", "quantity").rows() == [("00001", 11.77, 1.0), ("00002", 12.0, 1.0)]


# ── Derived fields ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_every_rule_names_fields_of_its_frame():
    for rule in RULES:
        known = {field.name for field in FRAMES[rule.frame].fields}
        assert rule.field in known, rule
        assert {name for name in (*rule.needs, *rule.some, *rule.instead) if not name.startswith("_")} <= known, rule


def test_response_times_and_instants_follow_from_each_other(tmp_path):
    header = "ticket id,created,first response time (minutes),closed at,priority"
    found = table(saved(tmp_path, "t.csv", header, "1,2026-01-05 09:00,30,2026-01-05 11:00,high", "2,2026-01-05 09:00,,,low"))
    assert found["first_response_at"].to_list() == [datetime(2026, 1, 5, 9, 30), None]
    assert found["resolution_s"].to_list() == [7200, None]


def test_a_duration_across_the_change_of_clocks_is_real_time(tmp_path):
    header = "ticket id,created,resolved,priority"
    export = saved(tmp_path, "t.csv", header, "1,2026-03-29 02:30,2026-03-29 04:30,high", "2,2026-10-25 02:30,2026-10-25 05:30,low")
    assert table(export, zone="Europe/Vilnius")["resolution_s"].to_list() == [3600, 14_400]


def stripe(folder: Path, *rows: str, header: str = "") -> Path:
    names = "id,Customer ID,Status,Created (UTC),Current Period End (UTC),Amount,Quantity,Interval,Canceled At (UTC)" + header
    return saved(folder, "subscriptions.csv", names, *rows)


def test_recurring_revenue_follows_from_amount_quantity_and_interval(tmp_path):
    rows = [f"s{n},c{n},active,2026-01-05 09:00,2026-02-05 09:00,{amount},{quantity},{interval}," for n, (amount, quantity, interval) in
            enumerate([("29.00", 1, "month"), ("348.00", 2, "year"), ("7.00", 1, "week"), ("10", 1, "eon")])]  # fmt: skip
    found = table(stripe(tmp_path, *rows))["mrr"].to_list()
    assert found[:2] == [29.0, 58.0]
    assert found[2] == pytest.approx(7 * 365.25 / 7 / 12)
    assert found[3] is None


def test_the_end_of_stripe_is_not_the_request_and_follows_from_the_period_where_it_is_not_told(tmp_path):
    row = "s1,c1,canceled,2026-01-05 09:00,2026-03-05 09:00,29.00,1,month,2026-01-20 10:00"
    assert table(stripe(tmp_path, row))["ended_at"].to_list() == [datetime(2026, 3, 5, 9)]
    told = stripe(tmp_path, row + ",2026-02-01 00:00", header=",Ended At (UTC)")
    assert table(told).select("ended_at", "cancelled_at").rows() == [(datetime(2026, 2, 1), datetime(2026, 1, 20, 10))]


def test_delivered_is_sent_without_bounces_and_an_export_s_own_count_is_kept(tmp_path):
    header = "campaign,send date,recipients,hard bounce,soft bounce,unique opens"
    found = table(saved(tmp_path, "m.csv", header, "a,2026-01-05,100,3,2,40", "b,2026-01-06,200,,4,50"))
    assert found.select("bounces", "delivered").rows() == [(5, 95), (4, 196)]
    own = table(saved(tmp_path, "n.csv", header + ",delivered", "a,2026-01-05,100,3,2,40,90"))
    assert own["delivered"].to_list() == [90]


def test_engagements_are_the_interactions_the_export_has(tmp_path):
    header = "post id,published,likes,comments,shares,impressions"
    found = table(saved(tmp_path, "p.csv", header, "a,2026-01-05,1,2,3,100", "b,2026-01-06,4,,,100", "c,2026-01-07,,,,100"))
    assert found["engagements"].to_list() == [6, 4, None]


def test_counts_are_rebuilt_from_rates_and_their_base():
    assert {"bounces", "exits", "total_duration_s"} <= derivable(
        "web_report", {"sessions", "bounce_rate", "pageviews", "exit_rate", "avg_session_duration_s"}
    )


def test_derived_fields_are_named_in_the_notes(tmp_path):
    export = saved(tmp_path, "t.csv", "ticket id,created,resolved,priority", "1,2026-01-05 09:00,2026-01-05 10:00,high")
    assert "derived: resolution_s (from the creation to the resolution)" in notes(export)


# ── Several files ───────────────────────────────────────────────────────────────────────────────────────────────────────────

VISITORS = "date,visitors,pageviews,bounces,visits,visit_duration"
PAGES = "date,hostname,page,visits,visitors,pageviews"
EXITS = "date,exit_page,visitors,visit_duration,exits,bounces,pageviews"


def plausible(folder: Path) -> Path:
    """A zip of Plausible with three tables of one frame."""
    path = folder / "export.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("imported_visitors_20260101_20260131.csv", f"{VISITORS}\n2026-01-05,80,250,41,95,10450\n")
        archive.writestr("imported_pages_20260101_20260131.csv", f"{PAGES}\n2026-01-05,x,/,50,45,70\n2026-01-05,x,/a,45,40,60\n")
        archive.writestr("imported_exit_pages_20260101_20260131.csv", f"{EXITS}\n2026-01-05,/,30,3000,31,9,60\n")
    return path


def test_of_the_tables_in_an_archive_the_one_with_the_fields_that_are_needed_is_taken(tmp_path):
    export = plausible(tmp_path)
    assert table(export, frame="web_report", needs=("exits",))["exits"].to_list() == [31]
    assert table(export, frame="web_report", needs=("page", "pageviews"))["pageviews"].to_list() == [70, 60]


def test_the_tables_that_were_left_aside_are_named(tmp_path):
    with Workspace() as workspace:
        told = opened(workspace, plausible(tmp_path), frame="web_report", needs=("exits",)).notes
    assert any("left aside: " in note and "imported_pages_20260101_20260131.csv" in note for note in told)


def test_tables_between_which_nothing_decides_are_refused_with_the_readers_to_choose(tmp_path):
    charges = "id,amount,amount_refunded,created,currency,paid,status,livemode,customer"
    saved(tmp_path, "a.csv", charges, "ch_1,1000,0,2026-01-05 09:00:00,usd,true,succeeded,true,c1")
    orders = "Name,Financial Status,Fulfillment Status,Created at,Lineitem quantity,Total"
    saved(tmp_path, "b.csv", orders, "#1,paid,fulfilled,2026-01-05 09:00:00 +0800,1,5.00")
    with pytest.raises(AmbiguousError, match="several tables") as refused:
        table(tmp_path, frame="order")
    assert "--reader stripe-charges" in (refused.value.cure or "")
    assert table(tmp_path, frame="order", reader="shopify-orders")["revenue"].to_list() == [5.0]


def test_a_folder_that_does_not_hold_what_is_wanted_says_what_it_holds(tmp_path):
    saved(tmp_path, "visitors.csv", VISITORS, "2026-01-05,80,250,41,95,10450")
    saved(tmp_path, "pages.csv", PAGES, "2026-01-05,x,/,50,45,70")
    with pytest.raises(ExportError, match="no file holds orders"):
        table(tmp_path, frame="order")


def test_files_that_are_named_one_by_one_must_be_of_one_format(tmp_path):
    one = saved(tmp_path, "a.csv", VISITORS, "2026-01-05,80,250,41,95,10450")
    two = saved(tmp_path, "b.csv", PAGES, "2026-01-05,x,/,50,45,70")
    with pytest.raises(ExportError, match="do not have the columns"):
        table(one, two)


def test_one_export_in_many_files_is_read_as_one_in_the_order_of_its_files(tmp_path):
    for day in range(1, 29):
        saved(tmp_path, f"2026-01-{day:02d}.csv", VISITORS, f"2026-01-{day:02d},{day},2,1,1,60")
    assert table(tmp_path)["visitors"].to_list() == list(range(1, 29))


def test_what_one_file_leaves_open_another_may_prove(tmp_path):
    header = "ticket id,created,resolved,priority"
    saved(tmp_path, "a.csv", header, "1,05/01/2026 09:00,05/01/2026 10:00,high")
    saved(tmp_path, "b.csv", header, "2,25/01/2026 09:00,26/01/2026 10:00,high")
    assert table(tmp_path)["created_at"].to_list() == [datetime(2026, 1, 5, 9), datetime(2026, 1, 25, 9)]


def test_files_of_umami_are_told_apart_by_their_names(tmp_path):
    path = tmp_path / "umami.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("pages.csv", "x,y\n/,310\n/a,140\n")
        archive.writestr("referrers.csv", "x,y\ngoogle.com,200\n")
    assert table(path, frame="web_report", needs=("page",))["page"].to_list() == ["/", "/a"]
    assert table(path, frame="web_report", needs=("source",))["source"].to_list() == ["google.com"]


def test_tables_that_belong_together_are_read_together(tmp_path):
    saved(tmp_path, "recipients.csv", "campaign_id,member_id,combination_id,list_id", "c,m1,,l", "c,m2,,l", "c,m3,,l", "c,m4,,l")
    activity = "action,campaign_id,member_id,timestamp,bounce_type,combination_id,ip,list_id,url"
    saved(tmp_path, "activity.csv", activity, "open,c,m1,2026-01-05 09:00:00,,,,l,", "open,c,m1,2026-01-05 10:00:00,,,,l,",
          "click,c,m2,2026-01-05 10:00:00,,,,l,/x", "bounce,c,m3,2026-01-05 10:00:00,hard,,,l,")  # fmt: skip
    saved(tmp_path, "unsubscribe.csv", "campaign_id,member_id,list_id,reason,timestamp", "c,m2,l,,2026-01-05 11:00:00")
    assert table(tmp_path, frame="mail_event").height == 9
    found = table(tmp_path, frame="campaign", needs=("sent", "unique_opens"))
    assert found.select("sent", "bounces", "delivered", "unique_opens", "opens", "unique_clicks", "unsubscribes").row(0) == (
        4,
        1,
        3,
        1,
        2,
        1,
        1,
    )


def test_a_packed_file_is_the_file_in_it(tmp_path):
    plain = saved(tmp_path, "a.csv", VISITORS, "2026-01-05,80,250,41,95,10450")
    packed = tmp_path / "a.csv.gz"
    packed.write_bytes(gzip.compress(plain.read_bytes()))
    assert table(packed).equals(table(plain))
