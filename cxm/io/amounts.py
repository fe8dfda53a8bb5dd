"""Amounts: numbers that are not a score: counts, money, rates and durations, and the units they are written in.

The evidence comes from the cells, as in `io/evidence.py`, and the patterns are written in the common part of Python's and Rust's
dialects, so that whole columns are read by what the evidence was found with. A number whose unit nothing proves is refused.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

import polars as pl

from cxm._record import Record
from cxm.io import cells as texts
from cxm.io.evidence import GROUPS, PLAIN, Undecided, answered, number_form
from cxm.io.words import MISSING

PLAIN_WHOLE = r"^[-+]?[0-9]{1,18}$"
PLAIN_POINT = r"^[-+]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)$"

GUARD = r"^'([=+\-@0-9])"
"""What spreadsheets are kept from running as a formula by; the apostrophe is no part of the cell."""

SHARE = r"^(.*[0-9])\s*[(（][^()（）]*[%％][)）]$"
"""A count with its share: `141 (8.1%)`."""

PERCENT = r"\s*[%％]$"

CURRENCY = r"(?:US|NT|HK|CA|AU|NZ|SG|A|C|S|R)?\$|[€£¥￥₩₹₺₽₫฿₱₴₦₪₡元円]|[A-Z]{3}|RM|Rp|kr\.?|zł|Kč|Ft|лв|руб\.?"
MONEY = rf"^[(（]?\s*[-+−]?\s*(?:{CURRENCY})?\s*[-+−]?\s*[0-9](?:[0-9.,' \xa0\u202f]*[0-9])?(?:[.,])?\s*(?:{CURRENCY})?\s*-?\s*[)）]?$"
"""An amount of money: its currency before or behind it, a loss by a minus or in brackets."""

CLOCK = r"^([-+]?)\s*(?:([0-9]+)\s*d(?:ays?)?,?\s*)?([0-9]+):([0-5][0-9]):([0-5][0-9](?:[.,][0-9]+)?)(?:\s*(?:h|hrs?|hours?))?$"
SHORT_CLOCK = r"^([-+]?)\s*([0-9]+):([0-5][0-9])(?:\s*(?:h|hrs?|hours?))?$"
SPOKEN = (
    ("d", 86_400.0, r"d(?:ays?)?"),
    ("h", 3600.0, r"h(?:(?:ou)?rs?)?"),
    ("min", 60.0, r"m(?:in(?:ute)?s?)?"),
    ("s", 1.0, r"s(?:ec(?:ond)?s?)?"),
)
SAID = r"^" + r"\s*,?\s*(?:and\s+)?".join(rf"(?:[0-9]+(?:\.[0-9]+)?\s*{word})?" for _, _, word in SPOKEN) + r"$"
"""A duration in words: `1h 30m`, `3 minutes`; it holds at least one digit, which is asked for apart."""

SECONDS: Mapping[str, float] = {"us": 1e-6, "ms": 1e-3, "s": 1.0, "min": 60.0, "h": 3600.0, "d": 86_400.0}
"""Unit of a duration -> seconds."""

OWN: Mapping[str, float] = {"seconds": 1.0, "minutes": 60.0, "hours": 3600.0, "days": 86_400.0}
"""Unit of a canonical field -> seconds."""

IN_HEADING = (
    ("ms", r"(?i)(?:^|[^a-z])(?:ms|msec|milliseconds?)(?:$|[^a-z])|毫秒"),
    ("s", r"(?i)(?:^|[^a-z])(?:s|secs?|seconds?|saat|sekund\w*)(?:$|[^a-z])|秒"),
    ("min", r"(?i)(?:^|[^a-z])(?:mins?|minutes?|minit|minut\w*)(?:$|[^a-z])|分鐘|分钟"),
    ("h", r"(?i)(?:^|[^a-z])(?:h|hrs?|hours?|jam|valand\w*)(?:$|[^a-z])|小時|小时"),
    ("d", r"(?i)(?:^|[^a-z])(?:days?|hari|dien\w*)(?:$|[^a-z])|天數|天数"),
)
"""What a heading says of the unit of its durations."""

EXPONENTS: Mapping[int, tuple[str, ...]] = {
    0: ("BIF", "CLP", "DJF", "GNF", "JPY", "KMF", "KRW", "MGA", "PYG", "RWF", "UGX", "VND", "VUV", "XAF", "XOF", "XPF"),
    3: ("BHD", "JOD", "KWD", "OMR", "TND"),
}
"""Decimals of currencies that do not have two: an amount in minor units is divided by ten to this power."""


class Amount(Record):
    """How the amounts of a column are written.

    Args:
        unit: what a bare number counts: a unit of the column, '' for the field's own.
        decimal: the decimal separator; '' where nothing proves it, so that cells that depend on it are not read.
        fast: '' or the type polars may read the column as, 'whole' or 'float'.
        dress: what a number may be dressed in: guard, share, percent, money.
        clocks: forms of durations that occur besides bare numbers: clock, short, said.
        good, cells: cells that read, of all that are not missing.
    """

    unit: str = ""
    decimal: str = "."
    fast: str = ""
    dress: frozenset[str] = frozenset()
    clocks: frozenset[str] = frozenset()
    good: int = 0
    cells: int = 0

    @property
    def plausible(self) -> bool:
        """Whether the column is a column of such amounts at all."""
        return 2 * self.good >= self.cells


def amount_form(
    values: Sequence[str | None],
    own: str,
    *,
    unit: str = "",
    heading: str = "",
    proven: bool = True,
    decimal: str | None = None,
    missing: frozenset[str] = MISSING,
) -> Amount:
    """How the amounts of a column are written.

    Args:
        own: the unit of the canonical field: count, major units, seconds, 0-1, ...
        unit: the unit the vendor or the user declares for the cells.
        heading: the header of the column, which may name the unit where nobody declares it.
        proven: whether bare numbers are known to be in the field's own unit where nothing else is said.
        decimal: the decimal separator, declared.

    Raises:
        Undecided: the decimal separator or the unit could be one or the other.
    """
    said = answered(values, missing)
    dress = _dress(own)
    bare = [_undressed(cell, dress) for cell in said]
    if own in OWN:
        return _duration_form(said, bare, own, unit or _unit_in(heading), proven=proven, decimal=decimal)
    unit = unit or ("percent" if own == "0-1" and re.search("[%％]", heading) else "")
    numbers = [cell for cell in bare if cell is not None]
    mark = _decimal(numbers, own, decimal)
    form = Amount(unit=unit, decimal=mark, dress=dress, cells=len(said))
    good = sum(_reads(cell, form) for cell in numbers)
    if own == "0-1" and not unit and not proven:
        _refuse_rate(said)
    return replace(form, good=good, fast=_fast(said, mark))


def _dress(own: str) -> frozenset[str]:
    """What numbers of a field may be dressed in."""
    more = {"count": {"share"}, "major units": {"money"}, "0-1": {"percent", "share"}, "0-100": {"percent"}, "per cent": {"percent"}}
    return frozenset({"guard"} | more.get(own, set()))


def _undressed(cell: str, dress: frozenset[str]) -> str | None:
    """The number of a cell, None if it is not dressed as its field allows."""
    text = re.sub(GUARD, r"\1", cell)
    if "share" in dress:
        text = re.sub(SHARE, r"\1", text).strip()
    if "percent" in dress:
        text = re.sub(PERCENT, "", text)
    if "money" in dress:
        if not re.search(MONEY, text):
            return None
        sign = "-" if re.search(r"[-−(（]", text) else ""
        text = sign + re.sub(r"[^0-9.,\s\xa0\u202f]", "", text).strip()
    return text


def _decimal(numbers: Sequence[str], own: str, declared: str | None) -> str:
    """The decimal separator; a count has no decimals, so its one separator groups."""
    if declared:
        return declared
    try:
        form = number_form(numbers)
    except Undecided as doubt:
        if own != "count" or any(re.search(r"\.", one) and re.search(",", one) for one in numbers) or doubt.cure.startswith("mend"):
            raise
        return "." if any("," in one for one in numbers) else ","
    return form.decimal if form.decimal == "," or any("." in one for one in numbers) else ""


def _reads(number: str, form: Amount) -> bool:
    return re.search(pattern_of(form.decimal), number) is not None


def pattern_of(decimal: str) -> str:
    """What a bare number must match; where no decimal separator is proven, only what does not depend on it."""
    if decimal:
        return f"^(?:{PLAIN[decimal]}|{GROUPS[decimal]})$"
    return r"^[-+]?(?:[0-9]+(?:[.,](?:[0-9]{1,2}|[0-9]{4,})?)?|[.,][0-9]+)$"


def _fast(said: Sequence[str], decimal: str) -> str:
    """The type a column can be read as at once. Where it does not hold for the whole export, polars says so."""
    if said and all(re.search(PLAIN_WHOLE, cell) for cell in said):
        return "whole"
    if said and decimal == "." and all(re.search(PLAIN_POINT, cell) for cell in said):
        return "float"
    return ""


def _refuse_rate(said: Sequence[str]) -> None:
    """Raise unless the cells prove that they are per cent or fractions: a sign, or a number above 1."""
    if not said or any(re.search(PERCENT, cell) for cell in said):
        return
    raise Undecided(
        "rates without a sign can be read in two ways",
        (f"{said[0]} is a fraction (1 is everything)", f"{said[0]} is per cent (100 is everything)"),
        "write the unit behind the column: --map ROLE=COLUMN@fraction or --map ROLE=COLUMN@percent",
    )


def _duration_form(said: Sequence[str], bare: Sequence[str | None], own: str, unit: str, *, proven: bool, decimal: str | None) -> Amount:
    """Durations: clocks and words say their unit themselves, bare numbers need one."""
    kinds = [_clock_of(cell) for cell in (cell or "" for cell in bare)]
    numbers = [cell or "" for cell, kind in zip(bare, kinds, strict=True) if not kind]
    mark = _decimal(numbers, own, decimal)
    plain = [cell for cell in numbers if re.search(pattern_of(mark), cell)]
    if "short" in kinds and unit not in ("hm", "h:m", "mmss") and not _hours_said(said):
        if unit != "hms":
            example = bare[kinds.index("short")]
            raise Undecided(
                "a clock of two parts can be read in two ways",
                (f"{example} is hours and minutes", f"{example} is minutes and seconds"),
                "write the unit behind the column: --map ROLE=COLUMN@hm or --map ROLE=COLUMN@mmss",
            )
        kinds = ["" if kind == "short" else kind for kind in kinds]
    if plain and not unit and not proven:
        raise Undecided(
            "durations without a unit can be read in several ways",
            tuple(f"{plain[0]} is {plain[0]} {word}" for word in ("seconds", "minutes", "hours")),
            "write the unit behind the column, such as --map ROLE=COLUMN@min (ms, s, min, h, d)",
        )
    clocks = frozenset(kind for kind in kinds if kind)
    counted = unit not in ("hms", "hm", "mmss")  # a clock that became a bare number may be hours, or the fraction of a day
    good = sum(bool(kind) for kind in kinds) + (len(plain) if counted else 0)
    fast = _fast(said, mark) if counted and not clocks else ""
    return Amount(unit=unit, decimal=mark, fast=fast, dress=frozenset({"guard"}), clocks=clocks, good=good, cells=len(said))


def _hours_said(said: Sequence[str]) -> bool:
    return all(re.search(r"h(?:rs?|ours?)?$", cell.strip()) for cell in said if re.search(SHORT_CLOCK, cell.strip()))


def _clock_of(cell: str) -> str:
    """Which form of a duration that says its unit itself a cell has, '' for a bare number or anything else."""
    if re.search(CLOCK, cell):
        return "clock"
    if re.search(SHORT_CLOCK, cell):
        return "short"
    return "said" if re.search("[a-z]", cell) and re.search("[0-9]", cell) and re.search(SAID, cell.casefold()) else ""


def _unit_in(heading: str) -> str:
    """The unit a heading names, '' if it names none or several."""
    found = [unit for unit, pattern in IN_HEADING if re.search(pattern, heading.replace("_", " "))]
    return found[0] if len(found) == 1 else ""


# ── Whole columns ───────────────────────────────────────────────────────────────────────────────────────────────────────────


def unguarded(text: pl.Expr) -> pl.Expr:
    """Text without the apostrophe that guards it from a spreadsheet."""
    return text.str.replace(GUARD, "$1")


def amount(column: pl.Expr, own: str, form: Amount, missing: frozenset[str] = MISSING) -> tuple[pl.Expr, pl.Expr]:
    """Amounts of a text column in the unit of their field, and a flag of the cells that hold something else."""
    given = texts.answered(column, missing)
    text = unguarded(given)
    if own in OWN:
        value = _duration(text, own, form)
        return value, given.is_not_null() & value.is_null()
    percent = text.str.contains(PERCENT) if own == "0-1" and "percent" in form.dress else None
    value = _number(_bare(text, form.dress), form.decimal)
    scale = factor(own, form.unit)
    if percent is not None and form.unit != "percent":
        value = pl.when(percent).then(value / 100).otherwise(value * scale)
    elif scale != 1:
        value = _scaled(value, scale)
    return value, given.is_not_null() & value.is_null()


def _scaled(value: pl.Expr, scale: float) -> pl.Expr:
    """Times a unit. Dividing by 100 is exact where multiplying by 0.01 is not."""
    return value / round(1 / scale) if scale < 1 and round(1 / scale) * scale == 1 else value * scale


def _bare(text: pl.Expr, dress: frozenset[str]) -> pl.Expr:
    """As `_undressed`, for columns."""
    if "share" in dress:
        text = text.str.replace(SHARE, "$1").str.strip_chars()
    if "percent" in dress:
        text = text.str.replace(PERCENT, "")
    if "money" in dress:
        loss = text.str.contains(r"[-−(（]")
        digits = text.str.replace_all(r"[^0-9.,\s\xa0\u202f]", "").str.strip_chars()
        signed = pl.when(loss).then(pl.concat_str(pl.lit("-"), digits)).otherwise(digits)
        text = pl.when(text.str.contains(MONEY)).then(signed)
    return text


def _number(text: pl.Expr, decimal: str) -> pl.Expr:
    """Bare numbers; what the pattern does not allow is null."""
    text = pl.when(text.str.contains(pattern_of(decimal))).then(text)
    if decimal:
        text = text.str.replace_all(r"[.\s\xa0\u202f]" if decimal == "," else r"[,\s\xa0\u202f]", "")
    return text.str.replace(",", ".", literal=True).cast(pl.Float64, strict=False)


def factor(own: str, unit: str) -> float:
    """What a number in a unit is multiplied by to be in the unit of its field."""
    if own in OWN:
        return SECONDS.get(unit, OWN[own]) / OWN[own]
    return {("0-1", "percent"): 0.01, ("0-100", "fraction"): 100.0, ("per cent", "fraction"): 100.0, ("major units", "minor"): 0.01}.get(
        (own, unit), 1.0
    )


def in_major_units(value: pl.Expr, currency: pl.Expr | None) -> pl.Expr:
    """Minor units, mostly hundredths, as major ones; the currency tells where they are others."""
    if currency is None:
        return value / 100
    folded = currency.str.strip_chars().str.to_uppercase()
    whole, thousandth = (folded.is_in(EXPONENTS[digits]) for digits in (0, 3))
    return pl.when(whole).then(value).when(thousandth).then(value / 1000).otherwise(value / 100)


def _duration(text: pl.Expr, own: str, form: Amount) -> pl.Expr:
    """Durations by whichever of the forms a cell has."""
    found: list[pl.Expr] = []
    if "clock" in form.clocks or form.unit == "hms":
        found.append(_clock(text, CLOCK))
    if "short" in form.clocks and form.unit != "hms":
        found.append(_short_clock(text, minutes=form.unit == "mmss"))
    if "said" in form.clocks:
        found.append(_said(text))
    seconds = [value / OWN[own] if OWN[own] != 1 else value for value in found]
    if form.unit not in ("hms", "hm", "mmss"):
        number = _number(text, form.decimal)
        scale = factor(own, form.unit)
        seconds.append(number if scale == 1 else _scaled(number, scale))
    return pl.coalesce(*seconds) if seconds else pl.lit(None, pl.Float64)


def _clock(text: pl.Expr, pattern: str) -> pl.Expr:
    parts = [text.str.extract(pattern, place) for place in range(1, 6)]
    days, hours, minutes = (part.cast(pl.Float64) for part in parts[1:4])
    seconds = parts[4].str.replace(",", ".", literal=True).cast(pl.Float64)
    value = days.fill_null(0.0) * 86_400 + hours * 3600 + minutes * 60 + seconds
    return pl.when(parts[0] == "-").then(-value).otherwise(value)


def _short_clock(text: pl.Expr, *, minutes: bool) -> pl.Expr:
    sign, large, small = (text.str.extract(SHORT_CLOCK, place) for place in (1, 2, 3))
    value = (large.cast(pl.Float64) * 60 + small.cast(pl.Float64)) * (1 if minutes else 60)
    return pl.when(sign == "-").then(-value).otherwise(value)


def _said(text: pl.Expr) -> pl.Expr:
    folded = text.str.to_lowercase()
    parts = [
        folded.str.extract(rf"([0-9]+(?:\.[0-9]+)?)\s*{word}(?:[^a-z]|$)", 1).cast(pl.Float64).fill_null(0.0) * size
        for _, size, word in SPOKEN
    ]
    total = parts[0]
    for part in parts[1:]:
        total = total + part
    return pl.when(folded.str.contains(SAID) & folded.str.contains("[0-9]") & folded.str.contains("[a-z]")).then(total)
