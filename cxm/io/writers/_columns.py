"""Columns of a drawn table: what each holds, and which go when the screen is narrow."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import cached_property
from typing import TYPE_CHECKING

from rich.cells import cell_len, set_cell_size
from rich.text import Text

from cxm._language import heard, say
from cxm._record import Record
from cxm.io.writers._cells import clean
from cxm.io.writers._drawing import BAD, FAINT, GOOD, INFO, PLAIN, TONES, Axis, Glyphs, axis_of, bar, scale, spark
from cxm.io.writers._figures import (
    Row,
    change_of,
    comparison,
    detail_of,
    figure,
    grade_of,
    head_of,
    is_share,
    label_of,
    n_of,
    percent,
    short_name,
    sides_of,
    span,
    standing_of,
    title_of,
    trend_of,
    unit_of,
    value_of,
)

if TYPE_CHECKING:
    from cxm.metrics.engine.result import Facts, Result

GAP = 2
ORDER = ("metric", "definition", "segment", "period", "value", "interval", "n", "sides", "detail", "bar", "grade", "change")


class Section(Record):
    """Rows of a table that share a heading: those of one metric, or one row of each.

    Args:
        facts: of the metric of each row.
        segments: columns that hold the segment labels.
        series: whether rows of one segment over its periods stand together.
        titles: whether every row is another metric and begins with its title.
        group: so many of the segment columns make a group of rows, set off from the next.
    """

    rows: tuple[Row, ...]
    facts: tuple[Facts, ...]
    segments: tuple[str, ...] = ()
    series: bool = False
    titles: bool = False
    group: int = 0

    @property
    def periods(self) -> bool:
        """Whether there is more than one period."""
        return len({row["period"] for row in self.rows}) > 1

    @property
    def split(self) -> bool:
        """Whether totals stand beside segments."""
        return {row["row_kind"] for row in self.rows} == {"total", "segment"}

    def labels(self, row: Row) -> tuple[str, ...]:
        """The segment labels of a row; a total has one word for all of them."""
        cells = tuple(label_of(row, name) for name in self.segments)
        whole = bool(cells) and all(row[name] is None for name in self.segments)
        return (cells[0], *("" for _ in cells[1:])) if whole else cells

    def starts(self, place: int) -> bool:
        """Whether a row is the first of its group."""
        here, before = self.rows[place], self.rows[place - 1]
        return place == 0 or here["row_kind"] != before["row_kind"] or self.labels(here)[: self.group] != self.labels(before)[: self.group]


class Plan(Record):
    """How much is shown."""

    bar: int = 41
    grade: str = "long"
    definition: bool = True
    detail: bool = True
    interval: bool = True
    change: bool = True


PLANS = (
    Plan(),
    Plan(bar=31),
    Plan(bar=21),
    Plan(definition=False, bar=31),
    Plan(definition=False, bar=21),
    Plan(definition=False, bar=21, grade="short"),
    Plan(definition=False, bar=0, grade="short"),
    Plan(definition=False, bar=21, grade="short", detail=False),
    Plan(definition=False, bar=0, grade="short", detail=False),
    Plan(definition=False, bar=0, grade="short", detail=False, interval=False),
    Plan(definition=False, bar=0, grade="short", detail=False, change=False),
    Plan(definition=False, bar=0, grade="short", detail=False, interval=False, change=False),
)
"""From all there is to the least: bars shrink, grades lose their span, then bar, detail, interval and change go. What went
comes back where something larger had to go after it."""


class Column(Record):
    """A column of a section: its heading and one cell for each row."""

    key: str
    head: Text
    cells: tuple[Text, ...]
    right: bool = False

    @cached_property
    def empty(self) -> bool:
        """Whether no row says anything."""
        return not any(cell.plain.strip() for cell in self.cells)

    @cached_property
    def width(self) -> int:
        """Cells of the screen it takes."""
        return max((cell.cell_len for cell in (self.head, *self.cells)), default=0)


class Columns:
    """The columns of a section under whatever plan; each is built once, however many plans are tried."""

    def __init__(self, section: Section, result: Result, glyphs: Glyphs, *, bars: bool) -> None:
        self._section = section
        self._result = result
        self._glyphs = glyphs
        self._bars = bars
        self._built: dict[tuple[str, object], list[Column]] = {}

    def under(self, plan: Plan) -> list[Column]:
        """The columns of a plan; those that would be empty in all rows are left out."""
        section, result, glyphs = self._section, self._result, self._glyphs
        alone = result.frame["metric"].n_unique() == 1 and not result.compared
        found = [
            *self._once(
                "labels", plan.definition, lambda: _labels(section, result, glyphs, definition=plan.definition, grouped=self._bars)
            ),
            *self._once("value", None, lambda: [_value(section)]),
            *self._once("interval", plan.interval, lambda: _interval(section, result, glyphs) if plan.interval else []),
            *self._once("n", None, lambda: [_n(section)]),
            *self._once("sides", None, lambda: _sides(section) if result.compared else []),
            *self._once("detail", plan.detail, lambda: _detail(section) if plan.detail and alone else []),
            *self._once("bar", plan.bar, lambda: _bars(section, plan.bar, glyphs) if plan.bar and self._bars else []),
            *self._once("grade", plan.grade, lambda: [_graded(section, result, short=plan.grade == "short")]),
            *self._once("change", plan.change, lambda: [_changes(section, result, glyphs)] if plan.change else []),
        ]
        return [column for column in found if column.key in ("value", "n") or not column.empty]

    def _once(self, name: str, setting: object, build: Callable[[], list[Column]]) -> list[Column]:
        key = (name, setting)
        if key not in self._built:
            self._built[key] = build()
        return self._built[key]


def fitting(
    sections: Sequence[Section], result: Result, glyphs: Glyphs, width: int | None, *, bars: bool
) -> tuple[list[list[Column]], Plan]:
    """The richest columns that fit the width, by one plan for all sections; labels are cut only when nothing else helps."""
    makers = [Columns(section, result, glyphs, bars=bars) for section in sections]
    built: list[list[Column]] = []
    for plan in PLANS:
        built = [maker.under(plan) for maker in makers]
        if width is None or total(widths(built)) <= width:
            return built, plan
    excess = total(widths(built)) - (width or 0)
    return [[_cut(column, excess, glyphs) for column in section] for section in built], PLANS[-1]


def widths(sections: Sequence[Sequence[Column]]) -> dict[str, int]:
    """The width of each column over all sections, so that they stand under each other."""
    found: dict[str, int] = {}
    for column in (column for section in sections for column in section):
        found[column.key] = max(found.get(column.key, 0), column.width)
    return dict(sorted(found.items(), key=lambda item: ORDER.index(item[0].split(" ")[0])))


def total(found: dict[str, int]) -> int:
    """The width of a table with columns of these widths."""
    return sum(found.values()) + GAP * max(0, len(found) - 1)


def _texts(key: str, head: str, section: Section, cell: Callable[[Row, Facts], Text], *, right: bool = False) -> Column:
    pairs = zip(section.rows, section.facts, strict=True)
    return Column(key, Text(head, FAINT), tuple(cell(row, facts) for row, facts in pairs), right)


def _labels(section: Section, result: Result, glyphs: Glyphs, *, definition: bool, grouped: bool) -> list[Column]:
    """Metric, definition, segments and period. In groups a label is said once, and its trend drawn under it."""
    built = []
    if section.titles and result.compared:
        built.append(_texts("metric", say("definition"), section, lambda row, _: Text(short_name(row))))
    elif section.titles:
        built.append(_texts("metric", say("metric"), section, lambda row, facts: Text(clean(title_of(facts, row)))))
        if definition:
            built.append(_texts("definition", say("definition"), section, lambda row, _: Text(clean(row["definition"]), FAINT)))
    for level, name in enumerate(section.segments):
        cells = []
        for place, row in enumerate(section.rows):
            labels = section.labels(row)
            same = place > 0 and section.labels(section.rows[place - 1])[: level + 1] == labels[: level + 1]
            said = grouped and same and (section.series or level < len(section.segments) - 1)
            style = FAINT if row[name] is None and row["row_kind"] != "total" else PLAIN
            cells.append(Text() if said else Text(labels[level], style))
        if level == 0 and section.series and grouped:
            cells = _trends(section, cells, glyphs)
        built.append(Column(f"segment {level}", Text(head_of(name, result), FAINT), tuple(cells)))
    if section.periods:
        built.append(_texts("period", say("period"), section, lambda row, _: Text(clean(row["period"]))))
    return built


def _sides(section: Section) -> list[Column]:
    """How many units change sides against the default, and by how many the base differs."""
    return [
        _texts("sides changed", say("moved"), section, lambda row, _: Text(sides_of(row)[0]), right=True),
        _texts("sides base", say("base"), section, lambda row, _: Text(sides_of(row)[1], FAINT), right=True),
    ]


def _trends(section: Section, cells: list[Text], glyphs: Glyphs) -> list[Text]:
    """The trend of each series in the cell under its label, all to one scale so that they compare."""
    starts = [place for place in range(len(cells)) if section.starts(place)]
    trends = {start: trend_of(section.rows[start:end])[1] for start, end in zip(starts, [*starts[1:], len(cells)], strict=True)}
    known = [value for values in trends.values() for value in values if value is not None]
    for start, values in trends.items():
        if len(values) > 2 and len(known) > 1:
            cells[start + 1] = Text(spark(values, min(known), max(known), glyphs), INFO)
    return cells


def _value(section: Section) -> Column:
    def cell(row: Row, facts: Facts) -> Text:
        return Text(value_of(row, facts), FAINT if row["value"] is None or row["status"] == "partial" else "bold")

    name = section.facts[0].get("name", "") if section.facts and not section.titles else ""
    return _texts("value", name.upper() if 0 < len(name) <= 4 else say("value"), section, cell, right=True)


def _interval(section: Section, result: Result, glyphs: Glyphs) -> list[Column]:
    """Low and high under each other, whatever their lengths."""
    ends = []
    for row, facts in zip(section.rows, section.facts, strict=True):
        known = row["low"] is not None and row["high"] is not None
        ends.append(span(row["low"], row["high"], row["value"], unit_of(row, facts)) if known else None)
    low, high = (max((len(pair[side]) for pair in ends if pair), default=0) for side in (0, 1))
    side = "<" if section.titles else ">"
    cells = [Text(f"{pair[0]:>{low}} {glyphs.to} {pair[1]:{side}{high}}" if pair else "", FAINT) for pair in ends]
    return [Column("interval", Text(say("{} interval", percent(result.level)), FAINT), tuple(cells), right=True)]


def _detail(section: Section) -> list[Column]:
    """Each state shown beside the value; a single row has them under it instead."""
    if len(section.rows) < 2:
        return []

    def share(state: str) -> Callable[[Row, Facts], Text]:
        def cell(row: Row, _: Facts) -> Text:
            return Text(detail_of(row, state, section.facts[0]))

        return cell

    detail = section.facts[0].get("detail", {})
    if len(detail) < 2 and all(is_share(state, section.facts[0]) for state in detail):
        return []  # one share alone is the value over again
    return [_texts(f"detail {state}", heard(clean(label)), section, share(state), right=True) for state, label in detail.items()]


def _bars(section: Section, width: int, glyphs: Glyphs) -> list[Column]:
    """Values on their axis; its ends stand in the heading where all rows share it. Without a heading only a bounded axis is plain."""
    shared = None if section.titles else _axis(section.rows, section.facts[0], zoom=True)
    cells = []
    for row, facts in zip(section.rows, section.facts, strict=True):
        bounded = None not in facts.get("bounds", (None,))
        axis = _axis([row], facts, zoom=False) if section.titles and bounded else shared
        style = TONES.get(row.get("grade_tone") or "", INFO) if row["grade_state"] in ("asserted", "census") else INFO
        ends = (row["low"], row["high"])
        cells.append(Text() if axis is None else bar(row["value"], ends, axis, width, glyphs=glyphs, style=style.replace("bold ", "")))
    head = Text()
    if shared is not None:
        unit = unit_of(section.rows[0], section.facts[0])
        head = scale(shared, (_tick(shared.low, unit), _tick(shared.high, unit)), _tick(shared.origin, unit), width)
        head.stylize(FAINT)
    return [Column("bar", head, tuple(cells))]


def _axis(rows: Sequence[Row], facts: Facts, *, zoom: bool) -> Axis | None:
    values = [row[name] for row in rows for name in ("value", "low", "high") if row[name] is not None]
    if not values:
        return None
    return axis_of(facts.get("bounds", (None, None)), values, zoom=zoom and facts.get("unit") == "percent")


def _tick(value: float, unit: str) -> str:
    """An end of an axis: whole numbers without decimals."""
    if unit == "seconds":
        return figure(value, unit)
    return (f"{value:,.0f}" if value == int(value) else f"{value:,g}") + ("%" if unit == "percent" else "")


def _n(section: Section) -> Column:
    def cell(row: Row, _: Facts) -> Text:
        return Text(n_of(row), FAINT if row["n"] is None else PLAIN)

    return _texts("n", say("n"), section, cell, right=True)


def _graded(section: Section, result: Result, *, short: bool) -> Column:
    """Grades, or why there are none; that no benchmark exists is said once at the foot when it holds for all rows."""
    any_grade = any(result.frame[name].null_count() < len(result.frame) for name in ("grade", "grade_label"))

    def cell(row: Row, _: Facts) -> Text:
        asserted = row["grade_state"] in ("asserted", "census")
        words = grade_of(row, short=short)
        if not any_grade and row["grade_state"] == "no_benchmark":
            words = ", ".join(standing_of(row, short=short))
        faint = not asserted and row["grade_state"] != "uncertain"
        return Text(words, FAINT if faint else TONES.get(row.get("grade_tone") or "", PLAIN) if asserted else PLAIN)

    return _texts("grade", say("grade") if any_grade else "", section, cell)


def _changes(section: Section, result: Result, glyphs: Glyphs) -> Column:
    """A real change with an arrow, coloured by whether it is for the better; else that none is clear."""

    def cell(row: Row, facts: Facts) -> Text:
        words = change_of(row, facts)
        if not words or not row["change_real"]:
            return Text(words, FAINT)
        rises = row["change"] > 0
        style = {"higher": GOOD if rises else BAD, "lower": BAD if rises else GOOD}.get(facts.get("better", ""), INFO)
        return Text(f"{glyphs.up if rises else glyphs.down} {words}", style)

    return _texts("change", comparison(result), section, cell)


def _cut(column: Column, excess: int, glyphs: Glyphs) -> Column:
    """A label column made narrower by what is too much, but never below eight cells."""
    if column.key not in ("metric", "segment 0") or excess <= 0:
        return column
    room = max(8, column.width - excess)

    def shorter(cell: Text) -> Text:
        if cell_len(cell.plain) <= room:
            return cell
        return Text(set_cell_size(cell.plain, room - 1).rstrip() + glyphs.cut, cell.style)

    return replace(column, head=shorter(column.head), cells=tuple(shorter(cell) for cell in column.cells))
