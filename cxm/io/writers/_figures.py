"""Figures and facts as people read them: the only place where a number is rounded."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from typing import TYPE_CHECKING, Any

from cxm._language import heard, named, say
from cxm.io.writers._cells import clean

if TYPE_CHECKING:
    from cxm.metrics.engine.result import Facts, Result

Row = Mapping[str, Any]

PLACES = {"points": 1, "percent": 1, "score": 2, "count": 0, "money": 2, "ratio": 2, "months": 1, "position": 1, "index": 1}
SUFFIX = {"percent": "%"}
OTHER_PLACES = 2
ALL = "all"
ENGINE_LABELS = ("(none)", "(other)")
SHARES = ("percent", "points", "score", "count", "ratio", "per 100", "per 1,000", "index", "")
"""Units of values whose states are shares of n."""

STATUS = {
    "no_data": "no data",
    "suppressed": "hidden",
    "immature": "too young",
    "insufficient_history": "no history",
    "inconsistent": "inconsistent",
    "provisional": "provisional",
    "partial": "partial",
}
UNFINISHED = ("partial", "provisional", "immature")
"""Status of values that may still change much: no part of a trend."""
GRADE_STATE = {
    "small_n": "small n",
    "not_comparable": "not comparable",
    "direction_undeclared": "direction not declared",
    "no_benchmark": "no benchmark",
}
COMPARED = {"previous": "vs previous", "yoy": "vs a year ago", "rest": "vs the rest"}
METHOD = {
    "wilson": "Wilson score",
    "wilson_cluster": "Wilson score, clustered",
    "nps_score": "score of a net share (Tango)",
    "nps_adjusted_wald": "adjusted Wald of a net share",
    "rating_score": "score of a bounded mean",
    "mean_hall": "skewness-corrected t (Hall)",
    "ratio_hall": "ratio over clusters (Hall)",
    "order_stat": "order statistics",
    "garwood": "exact Poisson (Garwood)",
    "count_growth": "ratio of two counts (Wilson)",
    "km_loglog": "Kaplan-Meier, log-log",
    "rmst": "restricted mean (Greenwood)",
    "delta_product": "delta method on the logarithm",
    "model_bootstrap": "bootstrap of the model",
    "census": "complete count",
}


def rounded(value: float, places: int) -> str:
    """A number with so many decimals and thousands separators; halves go away from zero, and nothing is ever -0."""
    exact = Decimal(repr(float(value)))
    number = exact.quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP) if abs(exact) < Decimal("1e20") else exact
    return f"{number or abs(number):,f}"


def places_of(value: float, unit: str) -> int:
    """Decimals a value is shown with: one more for percentages below one."""
    return 2 if unit == "percent" and abs(value) < 1 else PLACES.get(unit, OTHER_PLACES)


def figure(value: float, unit: str, currency: str = "") -> str:
    """A value with its unit: 40.0, 12.5%, 1,234, 2:05 h, 19.90 EUR."""
    if unit == "seconds":
        return duration(value)
    text = rounded(value, places_of(value, unit))
    if unit == "months":
        return say("{} months", text)
    return text + (f" {currency}" if unit == "money" and currency else SUFFIX.get(unit, ""))


def span(low: float, high: float, value: float | None, unit: str) -> tuple[str, str]:
    """The ends of an interval, to the decimals of its value."""
    if unit == "seconds":
        return duration(low), duration(high)
    places = places_of(low if value is None else value, unit)
    return rounded(low, places), rounded(high, places)


def signed(change: float, unit: str, value: float | None = None) -> str:
    """A change with its sign, to the decimals of the value it changed; percentages change by points of them, counts by per cent."""
    places = 1 if unit == "count" else places_of(change if value is None else value, unit)
    text = duration(change) if unit == "seconds" else rounded(change, places)
    text = text if text.startswith("-") else f"+{text}"
    return say("{} pp", text) if unit == "percent" else text + ("%" if unit == "count" else "")


def duration(seconds: float) -> str:
    """A length of time: 45 s, 3:20 min, 2:05 h, 1d 02:03. From an hour on to the minute."""
    exact = Decimal(repr(float(abs(seconds))))
    whole = int(exact.quantize(Decimal(1), rounding=ROUND_HALF_UP))
    sign = "-" if seconds < 0 and whole else ""
    if whole < 60:
        return f"{sign}{whole} s"
    if whole < 3600:
        return f"{sign}{whole // 60}:{whole % 60:02d} min"
    minutes = int((exact / 60).quantize(Decimal(1), rounding=ROUND_HALF_UP))
    if minutes < 24 * 60:
        return f"{sign}{minutes // 60}:{minutes % 60:02d} h"
    return f"{sign}{minutes // 1440:,}d {minutes % 1440 // 60:02d}:{minutes % 60:02d}"


def days(start: date | None, end: date | None) -> str:
    """The days of a half-open period, both ends included."""
    if start is None or end is None:
        return ""
    last = end - timedelta(1)
    return start.isoformat() if last <= start else say("{} to {}", start.isoformat(), last.isoformat())


def value_of(row: Row, facts: Facts) -> str:
    """The value of a row, or the word for why it has none."""
    if row["value"] is None:
        return heard(STATUS.get(row["status"], clean(str(row["status"] or "no data")).replace("_", " ")))
    return figure(row["value"], unit_of(row, facts), facts.get("currency", ""))


def n_of(row: Row) -> str:
    """The base of a row; of a hidden one `<5` where its note says so, nothing where it may hide another."""
    if row["n"] is not None:
        return rounded(row["n"], 0)
    noted = (row.get("notes") or "").split("; ")
    return next((note for note in noted if note.startswith("<") and note[1:].isdigit()), "")


def grade_of(row: Row, *, short: bool = False) -> str:
    """The grade of a row in words: asserted, in question with the grades it may be, or why there is none."""
    state, words = row["grade_state"], standing_of(row, short=short)
    label = band_of(row)
    if state in ("asserted", "census"):
        words = [label, *words]
    elif state == "uncertain":
        reach = heard(clean(row.get("grade_span") or ""))
        words = [f"{label}?" if short or reach in ("", label) else f"{label}? ({reach})", *words]
    elif state == "partial":
        words = words or [say("partial")]
    elif row["value"] is not None and (said := heard(GRADE_STATE.get(state or "", clean(state or "").replace("_", " ")))):
        words = [said, *words]
    return ", ".join(word for word in words if word)


def sentence(row: Row, result: Result, *, change: bool = False) -> str:
    """A row in one line of a log: `nps 2026-01 region=EMEA -33.3 (-43.5 … -22.3), not good`.

    Args:
        change: with the change of the row and its interval.
    """
    facts = result.facts(row["metric"], row["definition"])
    unit = unit_of(row, facts)
    words = [row["definition"] if result.compared else row["metric"]]
    words += [clean(row["period"])] if row["period"] not in (None, ALL) else []
    words += [f"{head_of(name, result)}={clean(row[name])}" for name in (*result.segments, *result.parts) if row[name] is not None]
    words.append(value_of(row, facts))
    if None not in (row["low"], row["high"]):
        words.append("({} … {})".format(*span(row["low"], row["high"], row["value"], unit)))
    said = [" ".join(words)]
    if change:
        ends = [signed(row[end], unit, row["value"]) for end in ("change_low", "change_high") if row[end] is not None]
        said.append(f"change {signed(row['change'], unit, row['value'])}" + (f" ({' … '.join(ends)})" if len(ends) == 2 else ""))
    return ", ".join([*said, *([grade_of(row)] if band_of(row) else [])])


def standing_of(row: Row, *, short: bool = False) -> list[str]:
    """What the status of a row with a value adds to it: `partial, 12 of 30 days`."""
    status = row["status"]
    if row["value"] is None or status in (None, "ok"):
        return []
    word = heard(STATUS.get(status, clean(status).replace("_", " ")))
    start, end, seen = row["period_start"], row["period_end"], row.get("days_observed")
    if status == "partial" and None not in (start, end, seen):
        observed = say("{} of {} days", seen, (end - start).days)
        return [observed] if short else [word, observed]
    return [word]


def change_of(row: Row, facts: Facts) -> str:
    """The change of a row: its size if it is real, else that none is clear."""
    if row["change"] is None or row["change_real"] is None:
        return ""
    if not row["change_real"]:
        return say("no clear change")
    return say("{} real", signed(row["change"], unit_of(row, facts), row["value"]))


def detail_of(row: Row, state: str, facts: Facts) -> str:
    """A state beside a value: its share of n where the value is one, else a count, or a figure in the unit of the value."""
    value, unit = row.get(state), facts.get("figures", {}).get(state, "")
    if value is None:
        return ""
    if not unit and unit_of(row, facts) in SHARES:
        return f"{rounded(100 * value / row['n'], 1)}%" if row["n"] else ""
    return figure(value, unit or ("count" if isinstance(value, int) else unit_of(row, facts)), facts.get("currency", ""))


def is_share(state: str, facts: Facts) -> bool:
    """Whether a state beside a value is shown as its share of n."""
    return not facts.get("figures", {}).get(state) and facts.get("unit", "") in SHARES


def title_of(facts: Facts, row: Row) -> str:
    """The name of the metric of a row."""
    return named(facts.get("title") or row["metric"], facts.get("names", {}))


def label_of(row: Row, column: str) -> str:
    """The label of a row in a segment column; `all` in a total, and the engine's own labels, in the reader's language."""
    label = row[column]
    return say(ALL) if label is None else say(label) if label in ENGINE_LABELS else clean(label)


def head_of(column: str, result: Result) -> str:
    """The heading of a segment column: the export's own words, but for the parts of a distribution."""
    return heard(clean(column).replace("_", " ")) if column in result.parts else clean(result.segments.get(column, column))


def unit_of(row: Row, facts: Facts) -> str:
    """The unit of a row, which a money column names by its currency."""
    return facts.get("unit") or row["unit"] or ""


def comparison(result: Result) -> str:
    """The heading of the column of changes."""
    if result.compare and result.compare not in COMPARED:
        return say("vs {}", clean(result.compare))
    return say(COMPARED.get(result.compare, "change"))


def used(result: Result) -> str:
    """Rows used of rows read."""
    if result.rows_used is None or result.rows_read is None:
        return ""
    if result.rows_used == result.rows_read:
        return say("{} row" if result.rows_read == 1 else "{} rows", f"{result.rows_read:,}")
    return say("{} of {} row" if result.rows_read == 1 else "{} of {} rows", f"{result.rows_used:,}", f"{result.rows_read:,}")


def short_name(row: Row) -> str:
    """A definition without the name of its metric and its version: `0_10` of `nps.0_10@1`."""
    return clean(row["definition"] or "").partition(".")[2].rpartition("@")[0]


def sides_of(row: Row) -> tuple[str, str]:
    """Units that change sides against the default definition, and units that only one of the two counts; which is the default."""
    if row["is_default"]:
        return say("default"), ""
    if row["changed_sides"] is None:
        return "", ""
    counts = (("+", row["only_here"]), ("-", row["only_default"]))
    return f"{row['changed_sides']:,}", " ".join(f"{sign}{count:,}" for sign, count in counts if count)


def covered(rows: Sequence[Row]) -> str:
    """The days all periods of the rows cover together."""
    starts = [row["period_start"] for row in rows if row["period_start"] is not None]
    ends = [row["period_end"] for row in rows if row["period_end"] is not None]
    return days(min(starts), max(ends)) if starts and ends else ""


def left_out(result: Result) -> str:
    """What was left out and why: `11 left out: 7 missing, 4 off the 0-10 scale (11, 99)`."""
    reasons = {reason: count for reason, count in result.quality.items() if count}
    said = []
    for reason, count in reasons.items():
        cells = [clean(cell)[:20] for cell in result.examples.get(reason, ())][:3]
        said.append(f"{count:,} {heard(clean(reason))}" + (f" ({', '.join(cells)})" if cells else ""))
    return say("{} left out: {}", f"{sum(reasons.values()):,}", ", ".join(said)) if said else ""


def band_of(row: Row) -> str:
    """The label of the band a value lies in, whether it is asserted or not."""
    return heard(clean(row["grade"] or row.get("grade_label") or ""))


def notes(result: Result, rows: Sequence[Row], *, interval: bool = True, change: bool = True) -> list[str]:
    """The lines at the foot of a table: what was left out or hidden, who grades, how sure, how many tested.

    Args:
        result: what the rows belong to.
        rows: the rows shown.
        interval, change: whether these columns are shown.
    """
    lines = [left_out(result), *_grading(result, rows)]
    sure = [row for row in rows if row["low"] is not None]
    if sure and interval:
        methods = [row["interval_method"] for row in sure if row.get("interval_method")]
        methods = methods or [name for facts in result.metrics if (name := facts.get("interval"))]
        names = dict.fromkeys(heard(METHOD.get(method, clean(method).replace("_", " "))) for method in methods)
        level = percent(result.level)
        lines.append(say("{} interval: {}", level, ", ".join(names)) if names else say("{} interval", level))
        lines += _heavy(sure)
    if result.suppress_below and any(row["status"] == "suppressed" for row in rows):
        lines.append(say("hidden: fewer than {}, or what would give away such a cell by subtraction", result.suppress_below))
    if change and result.tested and any(row["change_real"] is not None for row in rows):
        lines.append(say("{} row tested for change" if result.tested == 1 else "{} rows tested for change", f"{result.tested:,}"))
        lines += _unseen(result, rows)
    return [line for line in [*lines, *(_heard(clean(note), result) for note in result.notes)] if line]


def _heard(note: str, result: Result) -> str:
    """A note in the language spoken; the name of the metric it is of stays in front of it."""
    name, mark, rest = note.partition(": ")
    return f"{name}: {heard(rest)}" if mark and name in {facts.get("name") for facts in result.metrics} else heard(note)


def trend_of(rows: Sequence[Row]) -> tuple[Sequence[Row], list[float | None]]:
    """The rows a trend is drawn of, without unfinished ones at its ends, and their values; None where there is none to go by."""
    finished = [place for place, row in enumerate(rows) if row["status"] not in UNFINISHED]
    shown = rows[finished[0] : finished[-1] + 1] if finished else []
    return shown, [None if row["status"] in UNFINISHED else row["value"] for row in shown]


def _heavy(sure: Sequence[Row]) -> list[str]:
    """That intervals rest on one large unit: how large where it is one row, else in how many rows."""
    found = [note for row in sure for note in (row.get("notes") or "").split("; ") if note.startswith("heavy tail")]
    if not found:
        return []
    return [
        heard(found[0]) if len(sure) == 1 else say("heavy tail in {} of {} rows: the largest is over 20% of the sum", len(found), len(sure))
    ]


def _unseen(result: Result, rows: Sequence[Row]) -> list[str]:
    """How large a change would have had to be to show, for metrics that show rows without a clear one."""
    lines = []
    for metric, definition in dict.fromkeys((row["metric"], row["definition"]) for row in rows):
        own = [row for row in rows if (row["metric"], row["definition"]) == (metric, definition) and row["change_real"] is False]
        least = sorted(row["change_least"] for row in own if row.get("change_least") is not None)
        if not least:
            continue
        facts = result.facts(metric, definition)
        sizes = list(dict.fromkeys(signed(size, unit_of(own[0], facts)).removeprefix("+") for size in (least[0], least[-1])))
        size = say("{} to {}", *sizes) if len(sizes) > 1 else sizes[0]
        shown = say("no clear change: a true change of {} would have shown in four of five such samples", size)
        lines.append(f"{clean(title_of(facts, own[0]))}: {shown}" if len(result.metrics) > 1 else shown)
    return lines


def _grading(result: Result, rows: Sequence[Row]) -> list[str]:
    """Who grades, or that nobody does."""
    graded = [row for row in rows if band_of(row)]
    apart = _incomparable(result, rows)
    if graded:
        known = {facts.get("definition"): facts.get("benchmark") for facts in result.metrics}
        names = dict.fromkeys(known.get(row["definition"]) or row.get("benchmark") for row in graded)
        said = "; ".join(clean(name) for name in names if name)
        return [*([say("graded by {}", said)] if said else []), *apart]
    if any(row["grade_state"] == "no_benchmark" for row in rows):
        return [say("not graded: no benchmark for this definition"), *apart]
    return apart


def _incomparable(result: Result, rows: Sequence[Row]) -> list[str]:
    """Why the bands there are do not hold for the values of a metric."""
    lines = []
    for metric, definition in dict.fromkeys((row["metric"], row["definition"]) for row in rows if row["grade_state"] == "not_comparable"):
        facts = result.facts(metric, definition)
        if why := facts.get("incomparable"):
            lines.append(f"{metric}: {heard(clean(why))}" if len(result.metrics) > 1 else heard(clean(why)))
    return lines


def percent(level: float) -> str:
    """A level as people write it: 95%, 99.9%."""
    return f"{Decimal(repr(float(level))) * 100:f}".rstrip("0").rstrip(".") + "%"
