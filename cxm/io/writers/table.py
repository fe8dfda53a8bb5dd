"""The table for eyes: what the numbers are, how sure they are, what they are graded, and what they were not computed from.

Colour only repeats what words say. Narrow screens lose bars, detail, intervals and changes, in this order, never value, n and
grade. Where nothing may be drawn (no terminal) the same words stand in plain columns of full width.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from dataclasses import replace
from shutil import get_terminal_size
from typing import IO, TYPE_CHECKING

from rich.console import Console
from rich.text import Text

from cxm._language import heard, say, speaking
from cxm._record import Record
from cxm.io.writers._cells import clean, tidy
from cxm.io.writers._columns import GAP, Column, Plan, Section, fitting, total, widths
from cxm.io.writers._drawing import ASCII, BAD, FAINT, GOOD, INFO, TONES, UNICODE, Glyphs, spark, stack
from cxm.io.writers._figures import Row, covered, detail_of, is_share, notes, rounded, short_name, title_of, trend_of, used
from cxm.io.writers._writer import Options, Writer

if TYPE_CHECKING:
    from cxm.metrics.engine.result import Facts, Result

NO_LIMIT = 100_000
"""Columns of a screen without an edge; the console must not wrap."""


class Look(Record):
    """What the output can show."""

    width: int | None
    color: bool
    lines: bool
    glyphs: Glyphs

    @property
    def margin(self) -> str:
        """Drawn tables keep off the edge of the screen."""
        return " " if self.lines else ""


def look_of(out: IO[str], options: Options) -> Look:
    """What an output can show: options first, then NO_COLOR, FORCE_COLOR and TERM, then the output itself."""
    dumb = os.environ.get("TERM") == "dumb"
    isatty = bool(getattr(out, "isatty", bool)())
    terminal = isatty if options.terminal is None else options.terminal
    color = options.color == "always"
    if options.color == "auto":
        forced = os.environ.get("FORCE_COLOR") or os.environ.get("CLICOLOR_FORCE", "0") != "0"
        color = not os.environ.get("NO_COLOR") and not dumb and bool(isatty or forced)
    unicode = not dumb and _carries(out) if options.unicode is None else options.unicode
    width = options.width
    if width is None and terminal:
        width = get_terminal_size().columns
    return Look(width, color, terminal, UNICODE if unicode else ASCII)


def write(result: Result, out: IO[str], options: Options) -> None:
    """Draw a result as a table."""
    look = look_of(out, options)
    console = Console(
        file=out,
        width=NO_LIMIT,
        color_system="256" if look.color else None,
        force_terminal=look.color,
        no_color=False,
        markup=False,
        emoji=False,
        highlight=False,
        legacy_windows=False,
    )
    with speaking(options.language):
        for line in draw(result, look, quiet=options.quiet):
            line.rstrip()
            console.print(line, soft_wrap=True)


def draw(result: Result, look: Look, *, quiet: bool = False) -> Iterator[Text]:
    """The lines of a table: title and facts, the sections, the notes."""
    rows = list(tidy(result.frame).iter_rows(named=True))
    sections = sections_of(result, rows)
    room = None if look.width is None else look.width - len(look.margin)
    blocks = _blocks(sections)
    fitted = [fitting(block, result, look.glyphs, room, bars=look.lines) for block in blocks]
    alone = len(sections) == 1 and not sections[0].titles
    lines: list[Text] = [] if quiet else [*_opening(result, rows, sections[0].facts[0] if alone and rows else None, look), Text()]
    if not rows:
        lines.append(Text(say("no rows: nothing of the export lies in what was asked for")))
    for block, (built, _) in zip(blocks, fitted, strict=True):
        sizes = widths(built)
        for section, found in zip(block, built, strict=True):
            if not alone and not section.titles:
                lines.append(_title(section.facts[0], section.rows[0]))
            lines += [*_body(section, found, sizes, look), *_under(section, sizes, look), Text()]
    if not quiet:
        lines += _formulas(result, rows, look)
        plans = [plan for _, plan in fitted]
        shown = {"interval": any(plan.interval for plan in plans), "change": any(plan.change for plan in plans)}
        pairs = [] if result.compared else list(zip(blocks, plans, strict=True))
        named = [line for block, plan in pairs for line in _definitions(block, plan)]
        legends = dict.fromkeys(line for block, plan in zip(blocks, plans, strict=True) for line in _legend(block, plan))
        lines += [*_missing(result, look), *(Text(line, FAINT) for line in [*named, *notes(result, rows, **shown), *legends])]
    while lines and not lines[-1].plain.strip():
        lines.pop()
    for line in lines:
        for part in _wrapped(line, room) if line.cell_len > (room or NO_LIMIT) else [line]:
            yield Text(look.margin) + part


def sections_of(result: Result, rows: Sequence[Row]) -> list[Section]:
    """One section for each metric; metrics of one row share the first."""
    groups: dict[tuple[str, str], list[Row]] = {}
    for row in rows:
        groups.setdefault((row["metric"], row["definition"]), []).append(row)
    facts = {key: result.facts(*key) for key in groups}
    single = [key for key, group in groups.items() if len(group) == 1]
    titled = single if len(single) > 1 else []
    first = [Section(tuple(groups[key][0] for key in titled), tuple(facts[key] for key in titled), titles=True)] if titled else []
    columns = [column for column in (*result.segments, *result.parts) if column in result.frame.columns]
    return [*first, *(_section(group, facts[key], columns, result) for key, group in groups.items() if key not in titled)]


def _blocks(sections: Sequence[Section]) -> list[list[Section]]:
    """Sections of the same columns, which stand under each other."""
    found: dict[tuple[object, ...], list[Section]] = {}
    for section in sections:
        found.setdefault((section.titles, section.segments), []).append(section)
    return list(found.values())


def _section(rows: Sequence[Row], facts: Facts, columns: Sequence[str], result: Result) -> Section:
    """The rows of one metric; over several periods each segment's own rows stand together, totals last."""
    segments = tuple(name for name in columns if any(row[name] is not None for row in rows))
    series = bool(segments) and len({row["period"] for row in rows}) > 1
    if series:
        first: dict[tuple[str | None, ...], int] = {}
        for row in rows:
            first.setdefault(tuple(row[name] for name in segments), len(first))
        rows = sorted(rows, key=lambda row: (row["row_kind"] == "total", first[tuple(row[name] for name in segments)]))
    # Without periods only the parts of a distribution make groups.
    whole = any(name in result.parts for name in segments)
    group = len(segments) if series else len(segments) - 1 if whole else 0
    return Section(tuple(rows), (facts,) * len(rows), segments, series=series, group=group)


def _title(facts: Facts, row: Row) -> Text:
    return Text.assemble((clean(title_of(facts, row)), "bold"), "  ", (clean(row["definition"] or ""), FAINT))


def _opening(result: Result, rows: Sequence[Row], facts: Facts | None, look: Look) -> list[Text]:
    """The title, and where the numbers come from: exports, rows used, days, zone."""
    names = [clean(name) for name in result.exports]
    if result.compared and rows:
        first = result.facts(rows[0]["metric"], rows[0]["definition"])
        return [Text(clean(title_of(first, rows[0])), "bold"), *_opening(replace(result, compared=()), rows, None, look)]
    more = [say("and {} more", len(names) - 2)] if len(names) > 3 else names[2:]
    said = [part for part in (", ".join([*names[:2], *more]), used(result), covered(rows), clean(result.zone)) if part]
    between = Text(look.glyphs.between, FAINT)
    if facts is not None:
        return [_title(facts, rows[0]), *_flowed([Text(part, FAINT) for part in said], between, look)]
    return _flowed([Text(part, FAINT if place else "bold") for place, part in enumerate(said)], between, look)


def _flowed(parts: Sequence[Text], between: Text, look: Look) -> list[Text]:
    """Parts one after another, on a new line where the next does not fit."""
    room = NO_LIMIT if look.width is None else look.width - len(look.margin)
    lines: list[Text] = []
    for part in parts:
        if lines and lines[-1].cell_len + between.cell_len + part.cell_len <= room:
            lines[-1] = lines[-1] + between + part
        else:
            lines.append(Text() + part)
    return lines


def _body(section: Section, columns: Sequence[Column], sizes: dict[str, int], look: Look) -> Iterator[Text]:
    """Heading and rows; a rule stands under the heading and above the totals, a blank line between series."""
    rule = Text(look.glyphs.rule * total(sizes), FAINT)
    yield _line([column.head for column in columns], columns, sizes)
    if look.lines:
        yield rule
    for place, row in enumerate(section.rows):
        closing = section.split and row["row_kind"] == "total"
        if look.lines and place and section.starts(place):
            if closing and section.rows[place - 1]["row_kind"] != "total":
                yield rule
            elif section.group:
                yield Text()
        cells = [column.cells[place] for column in columns]
        yield _line([_strong(cell) if closing else cell for cell in cells], columns, sizes)


def _strong(cell: Text) -> Text:
    """A cell of a total: bold, but for what is faint anyway."""
    return cell if cell.style == FAINT else Text.assemble(cell, style="bold")


def _line(cells: Sequence[Text], columns: Sequence[Column], sizes: dict[str, int]) -> Text:
    """Cells side by side, by the width of the screen and not by the number of characters."""
    line = Text()
    here = {column.key: (column, cell) for column, cell in zip(columns, cells, strict=True)}
    for key, size in sizes.items():
        column, cell = here.get(key, (None, Text()))
        blank = " " * (size - cell.cell_len)
        line += Text.assemble(" " * GAP if line.plain else "", *((blank, cell) if column and column.right else (cell, blank)))
    return line


def _under(section: Section, sizes: dict[str, int], look: Look) -> Iterator[Text]:
    """Under the rows: the trend where there are only periods, the parts of the whole where there is only one row."""
    shown, values = trend_of(section.rows)
    known = [value for value in values if value is not None]
    if section.periods and not section.series and len(known) > 2:
        trend = spark(values, min(known), max(known), look.glyphs)
        yield Text()
        yield Text.assemble(
            (say("trend") + "  ", FAINT),
            (trend, INFO),
            ("  " + say("{} to {}", shown[0]["period"], shown[-1]["period"]), FAINT),
        )
    if len(section.rows) == 1 and not section.titles:
        yield from _parts(section.rows[0], section.facts[0], min(total(sizes), look.width or NO_LIMIT), look)


def _parts(row: Row, facts: Facts, width: int, look: Look) -> Iterator[Text]:
    """The states beside a single value, with their counts and shares, and as a stack when they add up to the whole."""
    detail = {state: heard(clean(label)) for state, label in facts.get("detail", {}).items() if row.get(state) is not None}
    if not detail or not row["n"]:
        return
    styles = _tones(list(detail), facts)
    shares = all(is_share(state, facts) for state in detail)
    whole = shares and abs(sum(row[state] for state in detail) - row["n"]) < 1e-9 * row["n"] and len(detail) <= len(look.glyphs.shades)
    shades = [look.glyphs.sure if look.color else shade for shade in look.glyphs.shades[: len(detail)]]
    yield Text()
    if look.lines and whole:
        yield stack([row[state] / row["n"] for state in detail], width, shades, styles)
    legend = []
    for place, (state, label) in enumerate(detail.items()):
        mark = (f"{shades[place]} ", styles[place]) if look.lines and whole else ""
        if not is_share(state, facts):
            legend.append(Text.assemble(f"{label} ", (detail_of(row, state, facts), "bold")))
            continue
        share = f"({rounded(100 * row[state] / row['n'], 1)}%)"
        legend.append(Text.assemble(mark, f"{label} ", (rounded(row[state], 0), "bold"), (f" {share}", FAINT)))
    yield from _flowed(legend, Text("   "), look)


def _tones(states: Sequence[str], facts: Facts) -> list[str]:
    """Styles of the states: what the value counts, what is between, what speaks against it."""
    ends = {"higher": (GOOD, BAD), "lower": (BAD, GOOD)}.get(facts.get("better", ""), (INFO, FAINT))
    plain = [ends[0] if place == 0 else ends[1] if place == len(states) - 1 else FAINT for place in range(len(states))]
    tones = facts.get("tones", {})
    return [TONES.get(tones.get(state, ""), style) for state, style in zip(states, plain, strict=True)]


def _formulas(result: Result, rows: Sequence[Row], look: Look) -> list[Text]:
    """What each of the definitions that are compared computes."""
    if not result.compared:
        return []
    keys = dict.fromkeys((row["metric"], row["definition"]) for row in rows)
    pairs = [(short_name({"definition": key[1]}), [Text(clean(result.facts(*key).get("formula", "")))]) for key in keys]
    lines = _listed(say("formulas"), pairs, look)
    if any(row["changed_sides"] is not None for row in rows):
        lines.append(Text(say("moved: units that both count, on different sides; base: units only one counts"), FAINT))
    return [*lines, Text()]


def _missing(result: Result, look: Look) -> list[Text]:
    """What could not be computed, each with what is in the way and the flags that help."""
    pairs = [(one.metric, [Text(clean(one.why)), Text(clean(one.cure), FAINT)]) for one in result.not_computed]
    return [*_listed(say("not computed"), pairs, look), Text()] if pairs else []


def _listed(title: str, pairs: Sequence[tuple[str, Sequence[Text]]], look: Look) -> list[Text]:
    """Names and what is said of each beside them, in one line where there is room."""
    room = NO_LIMIT if look.width is None else look.width - len(look.margin)
    size = max(len(name) for name, _ in pairs) + GAP
    lines = [Text(title, "bold")]
    for name, texts in pairs:
        said = [text for text in texts if text.plain]
        together = Text("  ").join(said)
        whole = together.cell_len <= room - size
        parts = [together] if whole else [part for text in said for part in _wrapped(text, room - size)]
        lines += [Text.assemble(("" if place else name).ljust(size), part) for place, part in enumerate(parts)]
    return lines


def _definitions(sections: Sequence[Section], plan: Plan) -> list[str]:
    """The definitions, where there was no room for their column."""
    if plan.definition or not any(section.titles for section in sections):
        return []
    return [say("definitions: {}", ", ".join(dict.fromkeys(clean(row["definition"]) for section in sections for row in section.rows)))]


def _legend(sections: Sequence[Section], plan: Plan) -> list[str]:
    """What a question mark says, where the grades it stands for are not shown."""
    uncertain = any(row["grade_state"] == "uncertain" for section in sections for row in section.rows)
    return [say("? the interval reaches another grade")] if uncertain and plan.grade == "short" else []


def _wrapped(line: Text, room: int | None) -> list[Text]:
    return list(line.wrap(Console(width=room, file=None, color_system=None), room or NO_LIMIT))


def _carries(out: IO[str]) -> bool:
    """Whether the encoding of an output has the characters of the drawings."""
    try:
        f"{UNICODE.levels}{UNICODE.rule}{UNICODE.dot}{UNICODE.to}".encode(getattr(out, "encoding", None) or "utf-8")
    except (UnicodeEncodeError, LookupError):
        return False
    return True


WRITER = Writer(title="table for the terminal", suffixes=(".txt",), text=True, write=write)
