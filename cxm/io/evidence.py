"""Evidence: what the cells of a column prove about numbers and dates. Standard library only.

A reading is proven by the cells, declared by the user, or refused with the readings that are possible. It is never guessed
row by row.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from cxm.io.words import MISSING, SCALES, table_for

LABELLED = re.compile(r"^\s*([-+]?\d+(?:[.,]\d+)?)\s*(?:[-–—:=.)]\s*|\s+\()\s*\D.*$", re.DOTALL)
"""A number with its label: `10 - Extremely likely`."""

PLAIN_NUMBER = re.compile(r"^[-+]?(?:\d+\.?\d*|\.\d+)$")
COMMA_NUMBER = re.compile(r"^[-+]?\d+,\d+$")
POINT_GROUPS = re.compile(r"^[-+]?\d{1,3}(?:\.\d{3})+(?:,\d+)?$")
COMMA_GROUPS = re.compile(r"^[-+]?\d{1,3}(?:,\d{3})+(?:\.\d+)?$")
WHOLE = re.compile(r"^[-+]?\d{1,8}$")

ISO = re.compile(r"^(\d{4})-(\d{2})-(\d{2})(?:[T ](\d{2}):(\d{2})(?::(\d{2})(?:[.,]\d{1,9})?)?)?\s*(Z|UTC|[+-]\d{2}(?::?\d{2})?)?$")
OFFSET = re.compile(r"(?:Z|UTC|[+-]\d{2}:?\d{2}|(?:GMT|UTC)[+-]\d{1,2}(?::?\d{2})?)$")
SLASHED = re.compile(r"^(\d{1,2})([/.-])(\d{1,2})\2(\d{4}|\d{2})(?!\d)")

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
    "",
    " %H:%M:%S",
    " %H:%M",
    " %I:%M:%S %p",
    " %I:%M %p",
    "T%H:%M:%S",
    "T%H:%M",
    ", %H:%M:%S",
    ", %H:%M",
    ", %I:%M:%S %p",
    ", %I:%M %p",
)
ORDERS = {"dmy": "%d{0}%m{0}", "mdy": "%m{0}%d{0}"}


@dataclass(frozen=True)
class NumberForm:
    """How the numbers of a column are written.

    Args:
        whole: every cell seen is a plain whole number, so the column can be read typed.
        decimal: '.' or ','.
        grouped: the other separator groups thousands.
        labelled: cells may carry a label behind the number.
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
    return [text for value in values if value is not None and (text := value.strip()) and text.casefold() not in missing]


def number_form(values: Iterable[str | None], *, decimal: str | None = None, missing: frozenset[str] = MISSING) -> NumberForm:
    """How the numbers of a column are written.

    Raises:
        Undecided: every cell could be a number with decimals or one with grouped thousands.
    """
    cells = answered(values, missing)
    if cells and all(WHOLE.match(cell) for cell in cells):
        return NumberForm(whole=True, good=len(cells), cells=len(cells), decimal=decimal or ".")
    if table := table_for(cells):
        return NumberForm(table=table, good=len(cells), cells=len(cells))
    labelled = any(LABELLED.match(cell) for cell in cells)
    numbers = [found[1] if (found := LABELLED.match(cell)) else cell for cell in cells] if labelled else cells
    separators = decimal or _decimal(numbers)
    pattern = PLAIN_NUMBER if separators == "." else re.compile(r"^[-+]?\d+(?:,\d+)?$")
    groups = COMMA_GROUPS if separators == "." else POINT_GROUPS
    grouped = any(groups.match(number) and not pattern.match(number) for number in numbers)
    good = sum(bool(pattern.match(number) or (grouped and groups.match(number))) for number in numbers)
    return NumberForm(False, separators, grouped, labelled, "", good, len(cells))


def _decimal(numbers: Sequence[str]) -> str:
    """The decimal separator the numbers prove."""
    commas = [number for number in numbers if "," in number and re.search(r"\d", number)]
    if not commas:
        # 1.234.567 groups with points; a single point is the decimal separator.
        return "," if any(number.count(".") > 1 and POINT_GROUPS.match(number) for number in numbers) else "."
    if any(re.search(r"\.\d+,\d+$", number) or (COMMA_NUMBER.match(number) and not COMMA_GROUPS.match(number)) for number in commas):
        return ","
    if any(re.search(r",\d{3}\.", number) or number.count(",") > 1 for number in commas):
        return "."
    if any(PLAIN_NUMBER.match(number) and "." in number for number in numbers):
        return "."
    if all(COMMA_GROUPS.match(number) for number in commas if COMMA_NUMBER.match(number)) and any(
        COMMA_NUMBER.match(number) for number in commas
    ):
        example = next(number for number in commas if COMMA_NUMBER.match(number))
        raise Undecided(
            "numbers with one comma before three digits can be read in two ways",
            (f"{example} is {example.replace(',', '.')} (decimal comma)", f"{example} is {example.replace(',', '')} (grouped thousands)"),
            "--decimal , or --decimal .",
        )
    return "."


@dataclass(frozen=True)
class TimeForm:
    """How the times of a column are written.

    Args:
        iso: every cell seen is ISO 8601, date first.
        formats: strptime formats that cover the cells otherwise.
        widths: character counts of the cells.
        offset: cells carry their offset from UTC.
        utc: every offset seen is zero.
        dates: cells hold dates without a time of day.
        unit: epoch_s, epoch_ms, epoch_us or serial (days of a spreadsheet) for numbers.
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
        Undecided: the order of day and month is neither proven nor declared.
    """
    cells = answered(values)
    if not cells:
        return TimeForm(cells=0)
    if unit.startswith("epoch") or unit == "serial":
        good = sum(bool(re.fullmatch(r"\d+(?:\.\d+)?", cell)) for cell in cells)
        return TimeForm(unit=unit, good=good, cells=len(cells))
    iso = [found for cell in cells if (found := ISO.match(cell))]
    if 2 * len(iso) >= len(cells) and order in (None, "ymd"):
        return _iso_form(cells, iso)
    if numbers := _number_unit(cells):
        return TimeForm(unit=numbers, good=len(cells), cells=len(cells), dates=numbers in ("ymd", "serial"))
    plain = [undressed(cell) for cell in cells]
    candidates = _candidates(plain, formats, order)
    chosen, good = _cover(plain, candidates)
    offsets = [found[0] for cell in cells if (found := OFFSET.search(cell))]
    return TimeForm(
        formats=chosen,
        widths=tuple(sorted({len(cell) for cell in cells})),
        offset=bool(offsets),
        utc=bool(offsets) and all(re.fullmatch(r"Z|UTC|[+-]00:?00", offset) for offset in offsets),
        dates=bool(chosen) and all("%H" not in text and "%I" not in text for text in chosen),
        good=good,
        cells=len(cells),
    )


def _iso_form(cells: Sequence[str], found: Sequence[re.Match[str]]) -> TimeForm:
    offsets = [match[7] for match in found if match[7]]
    return TimeForm(
        iso=True,
        widths=tuple(sorted({len(cell) for cell in cells})),
        offset=bool(offsets),
        utc=len(offsets) == len(found) and all(offset in ("Z", "UTC", "+00:00", "+0000", "+00", "-00:00") for offset in offsets),
        dates=all(match[4] is None for match in found),
        good=sum(_real(match) for match in found),
        cells=len(cells),
    )


def _real(match: re.Match[str]) -> bool:
    try:
        datetime(int(match[1]), int(match[2]), int(match[3]))  # noqa: DTZ001 - only asks whether the date exists
    except ValueError:
        return False
    return True


def _number_unit(cells: Sequence[str]) -> str:
    """What a column of bare numbers counts, by their size: years 2001 to 2100 only."""
    if not all(re.fullmatch(r"\d+(?:\.\d+)?", cell) for cell in cells):
        return ""
    if all(re.fullmatch(r"(?:19|20)\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])", cell) for cell in cells):
        return "ymd"
    sizes = [float(cell) for cell in cells]
    for unit, scale in (("epoch_s", 1), ("epoch_ms", 1e3), ("epoch_us", 1e6)):
        if all(978_307_200 <= size / scale <= 4_102_444_800 for size in sizes):
            return unit
    return "serial" if all(25_000 <= size <= 73_050 for size in sizes) else ""


def undressed(cell: str) -> str:
    """A time as the formats expect it: zone suffix off, noon and midnight words as AM and PM."""
    cell = OFFSET.sub("", cell).strip()
    cell = re.sub(r"(上午|AM|am|a\.m\.)\s*(\d{1,2}:\d{2}(?::\d{2})?)", r"\2 AM", cell)
    cell = re.sub(r"(下午|PM|pm|p\.m\.)\s*(\d{1,2}:\d{2}(?::\d{2})?)", r"\2 PM", cell)
    return re.sub(r"\s+", " ", cell)


def _candidates(cells: Sequence[str], formats: Sequence[str], order: str | None) -> list[str]:
    """Formats to try, those of the vendor first; the order of day and month is settled here."""
    known = [form for text in formats if (form := OFFSET.sub("", re.sub(r"\s*(?:GMT)?%[zZ]|Z$", "", text)).strip())]
    slashed = [found for cell in cells if (found := SLASHED.match(cell))]
    if slashed:
        settled = order if order in ORDERS else _order(slashed, known)
        opposite = ORDERS["mdy" if settled == "dmy" else "dmy"]
        known = [text for text in known if not text.startswith((opposite.format("/"), opposite.format("-"), opposite.format(".")))]
        short = "%y" if all(len(found[4]) == 2 for found in slashed) else "%Y"
        known += [
            ORDERS[settled].format(found) + short + time for found in sorted({match[2] for match in slashed}) for time in TIME_FORMATS
        ]
    general = [date + time for date in DATE_FORMATS for time in TIME_FORMATS]
    return list(dict.fromkeys([*known, *general, *("%Y-%m-%d" + time for time in TIME_FORMATS)]))


def _order(slashed: Sequence[re.Match[str]], known: Sequence[str]) -> str:
    """Day before month or the reverse: proven by a day above 12, or fixed by the vendor; refused otherwise."""
    first = max(int(found[1]) for found in slashed)
    second = max(int(found[3]) for found in slashed)
    example = slashed[0][0]
    if first > 12 and second > 12:
        one = next(found[0] for found in slashed if int(found[1]) > 12)
        other = next(found[0] for found in slashed if int(found[3]) > 12)
        raise Undecided(
            "dates are written in two orders in one column",
            (f"{one} is day first", f"{other} is month first"),
            "mend the export, then --date-order",
        )
    if first > 12 or second > 12:
        return "dmy" if first > 12 else "mdy"
    fixed = {order for order, start in ORDERS.items() for text in known for mark in "/.-" if text.startswith(start.format(mark))}
    if len(fixed) == 1:
        return fixed.pop()
    day, month = int(slashed[0][1]), int(slashed[0][3])
    raise Undecided(
        "no date has a day above 12, so day and month cannot be told apart",
        (f"{example} is day {day} of month {month} (--date-order dmy)", f"{example} is day {month} of month {day} (--date-order mdy)"),
        "--date-order dmy or --date-order mdy",
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
    try:
        datetime.strptime(cell, text)  # noqa: DTZ007 - only asks whether the form fits
    except ValueError:
        return False
    return True


def scale_of(table: str) -> tuple[tuple[int, int], str]:
    """The scale and the direction a declared table of words spans."""
    _, scale, direction = SCALES[table]
    return scale, direction
