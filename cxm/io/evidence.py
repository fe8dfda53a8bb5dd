"""Evidence: what the cells of a column prove about numbers and dates. Standard library only.

A reading is proven by the cells, declared by the user, or refused with the readings that are possible. It is never guessed
row by row. The patterns are written in the common part of Python's and Rust's dialects, so that `io/cells.py` reads whole
columns by the very patterns the evidence was found with; digits are ASCII in all of them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from cxm._record import Record
from cxm.io.words import BLANKS, MISSING, SCALES, table_for

_NUMBER = r"[-+]?[0-9]+(?:[.,][0-9]+)?"
LABELS = (
    rf"(?s)^({_NUMBER})\s*(?:(?:[-–—－:：=.)）、]|[(（])\s*[^0-9\s].*|分(?:\s*[^0-9\s].*)?)$",
    r"(?s)^[^0-9]*[^0-9\s]\s+[-–—－]\s+([0-9]+)$",
    r"(?s)^[^0-9]*[^0-9\s]\s*[(（]([0-9]+)[)）]$",
)
"""A number with its label: `10 - Extremely likely`; forms that label the ends of a scale only write `Not at all likely - 0`."""

SHEET_DATE = r"^[0-9]{1,2}-(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)$"
"""What spreadsheets make of an answer such as `9-10`; its month is no label."""

PLAIN: Mapping[str, str] = {".": r"[-+]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)", ",": r"[-+]?(?:[0-9]+,?[0-9]*|,[0-9]+)"}
"""Decimal separator -> a number without groups."""

GROUPS: Mapping[str, str] = {
    ".": r"[-+]?[1-9][0-9]{0,2}(?:(?:,[0-9]{3})+|(?:[ \xa0\u202f][0-9]{3})+)(?:\.[0-9]+)?",
    ",": r"[-+]?[1-9][0-9]{0,2}(?:(?:\.[0-9]{3})+|(?:[ \xa0\u202f][0-9]{3})+)(?:,[0-9]+)?",
}
"""Decimal separator -> a number with grouped thousands; blanks group with either."""

WHOLE = re.compile(r"[-+]?[0-9]{1,8}")

_OFFSET = r"[-+](?:0?[0-9]|1[0-4])(?::?[0-5][0-9])?"
_TIME_END = r":[0-9]{2}(?:[.,][0-9]+)?(?:\s*[AaPp]\.?[Mm]\.?)?"
ZONE = rf"({_TIME_END})\s*{_OFFSET}$|\s*(?:Z|(?:GMT|UTC)(?:{_OFFSET})?)$"
"""The offset from UTC a time ends with. Bare digits must follow a time of day, or the year of 29-02-2016 would be an offset."""

OFFSET = rf"({_OFFSET})$"

ISO = re.compile(
    rf"^([0-9]{{4}}-[0-9]{{2}}-[0-9]{{2}})(?:[T ]([0-9]{{2}}:[0-9]{{2}}(?::[0-9]{{2}})?)(?:[.,][0-9]{{1,9}})?\s*(Z|(?:GMT|UTC)?(?:{_OFFSET})?)?)?$"
)
SLASHED = re.compile(r"^([0-9]{1,2})([/.-])([0-9]{1,2})\2([0-9]{4}|[0-9]{2})(?![0-9])")

DRESS: tuple[tuple[str, str], ...] = (
    (r"\s+", " "),
    (r"日\s*([0-9上下AaPp])", "日 $1"),
    (r"([0-9])\s*(?:[Aa]\.?[Mm]\.?|PG)$", "$1 AM"),
    (r"([0-9])\s*(?:[Pp]\.?[Mm]\.?|PTG)$", "$1 PM"),
    (r"(?:上午|AM|am|a\.m\.)\s*([0-9]{1,2}:[0-9]{2}(?::[0-9]{2})?)$", "$1 AM"),
    (r"(?:下午|PM|pm|p\.m\.)\s*([0-9]{1,2}:[0-9]{2}(?::[0-9]{2})?)$", "$1 PM"),
)
"""What is replaced in a time before the formats see it: halves of the day in any language become AM and PM behind the time."""

DATE_FORMATS = (
    "%Y/%m/%d",
    "%Y.%m.%d",
    "%Y年%m月%d日",
    "%d %B, %Y",
    "%d %B %Y",
    "%d %b %Y",
    "%d-%b-%Y",
    "%d-%b-%y",
    "%B %d, %Y",
    "%b %d, %Y",
)
TIME_FORMATS = (
    "", " %H:%M:%S", " %H:%M", " %I:%M:%S %p", " %I:%M %p", "T%H:%M:%S", "T%H:%M",
    ", %H:%M:%S", ", %H:%M", ", %I:%M:%S %p", ", %I:%M %p", " %H:%M:%S.%f",
)  # fmt: skip
ORDERS = {"dmy": "%d{0}%m{0}", "mdy": "%m{0}%d{0}"}

COUNTS: Mapping[str, tuple[float, float]] = {
    "epoch_s": (978_307_200, 4_102_444_800),
    "epoch_ms": (978_307_200e3, 4_102_444_800e3),
    "epoch_us": (978_307_200e6, 4_102_444_800e6),
    "serial": (36_892, 73_051),
}
"""What bare numbers may count -> lowest number and the one above the highest: the years 2001 to 2099. Other numbers are no times."""

NUMERAL = r"^[0-9]+(?:\.[0-9]+)?$"
YMD = r"^20[0-9]{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12][0-9]|3[01])$"


class NumberForm(Record):
    """How the numbers of a column are written.

    Args:
        whole: every cell seen is a plain whole number, so the column can be read typed.
        decimal: '.' or ','.
        grouped: the other separator, or a blank, groups thousands.
        labelled: cells may carry a label behind or before the number.
        table: name of the declared table of words the cells are from, '' if they are numbers.
        good, cells: cells that read as numbers, of all that are not missing.
    """

    whole: bool = False
    decimal: str = "."
    grouped: bool = False
    labelled: bool = False
    table: str = ""
    good: int = 0
    cells: int = 0

    @property
    def plausible(self) -> bool:
        """Whether the column is a column of numbers at all."""
        return self.cells > 0 and 2 * self.good >= self.cells

    @property
    def pattern(self) -> str:
        """What a whole cell, its label taken off, must match to be a number."""
        return f"^(?:{PLAIN[self.decimal]}{'|' + GROUPS[self.decimal] if self.grouped else ''})$"


class Undecided(Exception):
    """Two readings are possible.

    Args:
        readings: what the cells could mean, one line each.
        cure: the flags that settle it.
    """

    def __init__(self, what: str, readings: Sequence[str], cure: str) -> None:
        super().__init__(what)
        self.what = what
        self.readings = tuple(readings)
        self.cure = cure


def answered(values: Iterable[str | None], missing: frozenset[str] = MISSING) -> list[str]:
    """The cells that hold something, trimmed."""
    return [text for value in values if value is not None and (text := value.strip(BLANKS)) and text.casefold() not in missing]


def number_form(values: Iterable[str | None], *, decimal: str | None = None, missing: frozenset[str] = MISSING) -> NumberForm:
    """How the numbers of a column are written.

    Args:
        decimal: the decimal separator, declared.

    Raises:
        Undecided: the cells prove no decimal separator and change their value with it, or they prove both.
    """
    cells = answered(values, missing)
    if cells and all(WHOLE.fullmatch(cell) for cell in cells):
        return NumberForm(whole=True, good=len(cells), cells=len(cells), decimal=decimal or ".")
    if table := table_for(cells):
        return NumberForm(table=table, good=len(cells), cells=len(cells))
    numbers = [unlabelled(cell) for cell in cells]
    separator = decimal or _decimal(numbers)
    grouped = any(re.fullmatch(GROUPS[separator], number) and not re.fullmatch(PLAIN[separator], number) for number in numbers)
    form = NumberForm(decimal=separator, grouped=grouped, labelled=numbers != cells, cells=len(cells))
    return replace(form, good=sum(re.search(form.pattern, number) is not None for number in numbers))


def unlabelled(cell: str) -> str:
    """The number of a cell that holds one with its label, else the cell."""
    if re.search(SHEET_DATE, cell):
        return cell
    return next((found[1] for pattern in LABELS if (found := re.search(pattern, cell))), cell)


def _decimal(numbers: Sequence[str]) -> str:
    """The decimal separator the numbers prove; the point where no number depends on it."""
    readings = {number: [mark for mark in (".", ",") if re.fullmatch(f"{PLAIN[mark]}|{GROUPS[mark]}", number)] for number in numbers}
    proof = {mark: next((number for number, marks in readings.items() if marks == [mark]), None) for mark in (".", ",")}
    if proof["."] is not None and proof[","] is not None:
        raise Undecided(
            "numbers are written in two ways in one column",
            (f"{proof['.']} has a decimal point", f"{proof[',']} has a decimal comma"),
            "mend the export, or --decimal , or --decimal . to leave the others out",
        )
    if proof["."] is not None or proof[","] is not None:
        return "." if proof[","] is None else ","
    example = next((number for number, marks in readings.items() if marks and re.search("[.,]", number)), None)
    if example is None:
        return "."
    mark, name = (",", "comma") if "," in example else (".", "point")
    raise Undecided(
        f"numbers with one {name} before three digits can be read in two ways",
        (f"{example} is {example.replace(',', '.')} (decimal {name})", f"{example} is {example.replace(mark, '')} (grouped thousands)"),
        "--decimal , or --decimal .",
    )


class TimeForm(Record):
    """How the times of a column are written.

    Args:
        iso: the cells are ISO 8601, date first.
        formats: strptime formats that cover the cells otherwise.
        widths: character counts of the cells.
        offset: cells carry their offset from UTC.
        utc: every cell carries one and it is zero.
        dates: cells hold dates without a time of day.
        unit: epoch_s, epoch_ms, epoch_us, serial (days of a spreadsheet) or ymd (20260105) for numbers.
        good, cells: cells that read as times, of all that are not missing.
    """

    iso: bool = False
    formats: tuple[str, ...] = ()
    widths: tuple[int, ...] = ()
    offset: bool = False
    utc: bool = False
    dates: bool = False
    unit: str = ""
    good: int = 0
    cells: int = 0

    @property
    def plausible(self) -> bool:
        """Whether the column is a column of times at all."""
        return self.cells > 0 and 2 * self.good >= self.cells


def time_form(values: Iterable[str | None], *, formats: Sequence[str] = (), unit: str = "", order: str | None = None) -> TimeForm:
    """How the times of a column are written.

    Args:
        formats: what the vendor writes; day before month or the reverse is taken from them if they know one order only.
        unit: what numbers mean, if the vendor writes numbers.
        order: dmy, mdy or ymd, declared.

    Raises:
        Undecided: the order of day, month and year is neither proven nor declared.
    """
    cells = answered(values)
    if not cells:
        return TimeForm(cells=0)
    if unit.startswith("epoch") or unit == "serial":
        return _counted_form(cells, unit)
    found = [match for cell in cells if (match := ISO.match(cell))]
    if 2 * len(found) >= len(cells):
        return _iso_form(cells, found)
    if counted := _number_unit(cells):
        return _counted_form(cells, counted)
    zones = [zone_of(cell) for cell in cells]
    offset = any(zone is not None for zone in zones)
    plain = [undressed(cell) if zone is not None or not offset else "" for cell, zone in zip(cells, zones, strict=True)]
    chosen, good = _cover(plain, _candidates(plain, formats, order))
    return TimeForm(
        formats=chosen,
        widths=tuple(sorted({len(cell) for cell in cells})),
        offset=offset,
        utc=all(zone is not None and _is_zero(zone) for zone in zones),
        dates=bool(chosen) and all("%H" not in text and "%I" not in text for text in chosen),
        good=good,
        cells=len(cells),
    )


def zone_of(cell: str) -> str | None:
    """The offset from UTC a time ends with, as it is written; '' for Z, UTC and GMT, None if there is none."""
    if not re.search(ZONE, cell):
        return None
    found = re.search(OFFSET, cell)
    return found[1] if found else ""


def _is_zero(zone: str) -> bool:
    return not re.search("[1-9]", zone)


def _iso_form(cells: Sequence[str], found: Sequence[re.Match[str]]) -> TimeForm:
    zones = [match[3] for match in found]
    offset = any(zones)
    return TimeForm(
        iso=True,
        widths=tuple(sorted({len(cell) for cell in cells})),
        offset=offset,
        utc=len(found) == len(cells) and all(zone and _is_zero(zone) for zone in zones),
        dates=all(match[2] is None for match in found),
        good=sum(_real(match) and bool(zone or not offset) for match, zone in zip(found, zones, strict=True)),
        cells=len(cells),
    )


def _real(match: re.Match[str]) -> bool:
    try:
        return datetime.fromisoformat(f"{match[1]} {match[2] or '00:00'}").year > 999
    except ValueError:
        return False


def _number_unit(cells: Sequence[str]) -> str:
    """What a column of bare numbers counts, by the size of most of them."""
    numerals = [cell for cell in cells if re.search(NUMERAL, cell)]
    if 2 * sum(re.search(YMD, cell) is not None for cell in numerals) >= len(cells):
        return "ymd"
    sizes = [float(cell) for cell in numerals]
    return next((unit for unit, (low, high) in COUNTS.items() if 2 * sum(low <= size < high for size in sizes) >= len(cells)), "")


def _counted_form(cells: Sequence[str], unit: str) -> TimeForm:
    """The form of a column of numbers; numbers that count to no plausible time, such as 0, are none."""
    if unit == "ymd":
        good = sum(bool(re.search(YMD, cell)) and _fits(cell, "%Y%m%d") for cell in cells)
        return TimeForm(unit=unit, dates=True, good=good, cells=len(cells))
    low, high = COUNTS[unit]
    sizes = [size for cell in cells if re.search(NUMERAL, cell) and low <= (size := float(cell)) < high]
    return TimeForm(unit=unit, dates=unit == "serial" and all(size.is_integer() for size in sizes), good=len(sizes), cells=len(cells))


def undressed(cell: str) -> str:
    """A time as the formats expect it: zone suffix off, single blanks, AM and PM behind the time."""
    cell = re.sub(ZONE, r"\1", cell)
    for pattern, put in DRESS:
        cell = re.sub(pattern, put.replace("$1", r"\1"), cell, count=0 if pattern == r"\s+" else 1)
    return cell


def _candidates(cells: Sequence[str], formats: Sequence[str], order: str | None) -> list[str]:
    """Formats to try, those of the vendor first; the order of day, month and year is settled here."""
    known = [form for text in formats if (form := _unzoned(text)) and "%y" in form.lower()]
    slashed = [found for cell in cells if (found := SLASHED.match(cell))]
    if slashed:
        settled = order if order in ORDERS else _order(slashed, known, order)
        starts = {other: tuple(start.format(mark) for mark in "/-.") for other, start in ORDERS.items()}
        known = [
            text for text in known if not text.startswith(tuple(start for other in starts if other != settled for start in starts[other]))
        ]
        years = sorted({"%y" if len(found[4]) == 2 else "%Y" for found in slashed})
        marks = sorted({found[2] for found in slashed})
        dates = [f"%y{mark}%m{mark}%d" if settled == "ymd" else ORDERS[settled].format(mark) + year for mark in marks for year in years]
        known += [date + time for date in dates for time in TIME_FORMATS]
    general = [date + time for date in (*DATE_FORMATS, "%Y-%m-%d") for time in TIME_FORMATS]
    return list(dict.fromkeys([*known, *general]))


def _unzoned(text: str) -> str:
    """A vendor's format without its zone, with one blank before AM and PM."""
    text = re.sub(r"\s*(?:(?:GMT|UTC)?%[zZ]|Z|GMT|UTC|[-+]0000)$", "", text)
    return re.sub(r"\s*%p", " %p", text).strip()


def _order(slashed: Sequence[re.Match[str]], known: Sequence[str], declared: str | None) -> str:
    """Which of day, month and year comes first: proven by a number above 12, or fixed by the vendor; refused otherwise."""
    first = {order: found[0] for found in slashed for order in ORDERS if _only(found, order)}
    fixed = {order for order, start in ORDERS.items() for text in known for mark in "/.-" if text.startswith(start.format(mark))}
    short = all(len(found[4]) == 2 for found in slashed)
    if short and declared == "ymd":
        return "ymd"
    if len(first) == 2:
        raise Undecided(
            "dates are written in two orders in one column",
            (f"{first['dmy']} is day first", f"{first['mdy']} is month first"),
            "mend the export, then --date-order",
        )
    if short and not fixed:
        _refuse_year_first(slashed)
    if len(first) == 1:
        return next(iter(first))
    if len(fixed) == 1:
        return fixed.pop()
    day, month = int(slashed[0][1]), int(slashed[0][3])
    raise Undecided(
        "no date has a day above 12, so day and month cannot be told apart",
        (
            f"{slashed[0][0]} is day {day} of month {month} (--date-order dmy)",
            f"{slashed[0][0]} is day {month} of month {day} (--date-order mdy)",
        ),
        "--date-order dmy or --date-order mdy",
    )


def _only(found: re.Match[str], order: str) -> bool:
    """Whether a date exists in this order of day and month, and not in the other."""
    day, month = (int(found[1]), int(found[3])) if order == "dmy" else (int(found[3]), int(found[1]))
    return 12 < day <= 31 and 1 <= month <= 12


def _refuse_year_first(slashed: Sequence[re.Match[str]]) -> None:
    """Raise if years of two digits may come first: every date allows it. With points they come last wherever they are written."""
    one = slashed[0]
    if all(found[2] != "." and 1 <= int(found[3]) <= 12 and 1 <= int(found[4]) <= 31 for found in slashed):
        raise Undecided(
            "years have two digits and may come first or last",
            (
                f"{one[0]} is in the year 20{one[4]} (--date-order dmy or --date-order mdy)",
                f"{one[0]} is in the year 20{one[1].zfill(2)} (--date-order ymd)",
            ),
            "--date-order dmy, --date-order mdy or --date-order ymd",
        )


def _cover(cells: Sequence[str], candidates: Sequence[str]) -> tuple[tuple[str, ...], int]:
    """The fewest formats, in order, that read most cells; and how many they read."""
    left = list(cells)
    chosen: list[str] = []
    for text in candidates:
        if not left:
            break
        rest = [cell for cell in left if not _fits(cell, text)]
        if len(rest) < len(left):
            chosen.append(text)
            left = rest
    return tuple(chosen), len(cells) - len(left)


def _fits(cell: str, text: str) -> bool:
    if any(char.isdigit() and not char.isascii() for char in cell):
        return False
    try:
        return datetime.strptime(cell, text).year > 999  # noqa: DTZ007 - only asks whether the form fits
    except ValueError:
        return False


def scale_of(table: str) -> tuple[tuple[int, int], str]:
    """The scale and the direction a declared table of words spans."""
    _, scale, direction = SCALES[table]
    return scale, direction
