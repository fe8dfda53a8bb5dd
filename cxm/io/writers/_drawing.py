"""Small drawings out of characters: a value on its axis, a trend, parts of a whole."""

from __future__ import annotations

from collections.abc import Sequence
from math import floor, log10

from rich.text import Text

from cxm._record import Record

GOOD, GREAT, WARN, BAD, INFO, PLAIN, FAINT = "color(29)", "bold color(29)", "color(136)", "color(167)", "color(32)", "", "dim"
TONES = {"great": GREAT, "good": GOOD, "warn": WARN, "bad": BAD, "info": INFO}
"""Colours of middle lightness from the fixed part of the 256, readable on dark and on light; the words beside them say the same."""


NOTHING = 1e-300
"""What is smaller has no length on an axis."""


class Glyphs(Record):
    """The characters drawings are made of."""

    rule: str = "─"
    sure: str = "━"
    unsure: str = "─"
    dot: str = "●"
    axis: str = "│"
    up: str = "▲"
    down: str = "▼"
    to: str = "…"
    cut: str = "…"
    between: str = " · "
    levels: str = "▁▂▃▄▅▆▇█"
    shades: str = "█▒░"


UNICODE = Glyphs()
ASCII = Glyphs("-", "=", "-", "o", "|", "^", "v", "..", "~", ", ", ".:-=+*#@", "#+.")


class Axis(Record):
    """What a bar is drawn on. Bars grow from the origin."""

    low: float
    high: float
    origin: float

    def place(self, value: float, width: int) -> int:
        """The cell a value falls in, those off the axis at its ends."""
        share = (value - self.low) / (self.high - self.low)
        return min(width - 1, max(0, round(share * (width - 1))))


def axis_of(bounds: tuple[float | None, float | None], values: Sequence[float], *, zoom: bool = False) -> Axis | None:
    """The axis for some values: the bounds of the metric, round numbers where it has none.

    Args:
        bounds: lowest and highest value the metric can take, None where it has no bound.
        values: what must fit: values and the ends of their intervals.
        zoom: leave the empty part of the axis away when all values lie in its lower half.
    """
    low, high = bounds
    if low is None:
        low = -round_up(-min(values, default=0.0)) if min(values, default=0.0) < 0 else 0.0
    reach = round_up(max(values, default=0.0))
    if high is None or (zoom and low <= reach <= (low + high) / 2):
        high = reach
    if high <= low:
        return None
    return Axis(low, high, min(high, max(low, 0.0)))


def round_up(value: float) -> float:
    """The next of 1, 1.5, 2, 2.5, 3, 4, 5, 6, 8, 10, 15, ... that is not smaller."""
    if value < NOTHING:
        return 0.0
    power = 10.0 ** floor(log10(value))
    return next(step * power for step in (1.0, 1.5, 2.0, 2.5, 3.0, 4.0, 5.0, 6.0, 8.0, 10.0) if step * power >= value * (1 - 1e-12))


def bar(
    value: float | None, ends: tuple[float | None, float | None], axis: Axis, width: int, *, glyphs: Glyphs, style: str = PLAIN
) -> Text:
    """A value on its axis: heavy as far as the interval is sure, light where it is not, a dot at the value."""
    zero = axis.place(axis.origin, width)
    cells = [(" ", PLAIN)] * width
    if value is not None:
        near, far = (value if end is None else end for end in ends)
        first, last, dot = axis.place(near, width), axis.place(far, width), axis.place(value, width)
        sure = range(zero, first) if first >= zero else range(last + 1, zero + 1)
        for place in sure:
            cells[place] = (glyphs.sure, style)
        for place in range(first, last + 1):
            cells[place] = (glyphs.unsure, style or FAINT)
        cells[zero] = cells[zero] if first <= zero <= last else (glyphs.axis, FAINT)
        cells[dot] = (glyphs.dot, style)
    if cells[zero][0] in (" ", glyphs.unsure):
        cells[zero] = (glyphs.axis, FAINT)
    return Text.assemble(*cells)


def scale(axis: Axis, ends: tuple[str, str], origin: str, width: int) -> Text:
    """The heading of a column of bars: the ends of the axis, and its origin where there is room."""
    low, high = ends
    line = [" "] * width
    line[: len(low)] = low
    if len(low) + len(high) < width:
        line[width - len(high) :] = high
    start = axis.place(axis.origin, width) - len(origin) // 2
    free = line[max(0, start - 1) : start + len(origin) + 1]
    if start > 0 and len(free) == len(origin) + 2 and not "".join(free).strip():
        line[start : start + len(origin)] = origin
    return Text("".join(line)[:width])


def spark(values: Sequence[float | None], low: float, high: float, glyphs: Glyphs) -> str:
    """A trend, one character a value between `low` and `high`; a gap where there is none."""
    top = len(glyphs.levels) - 1
    return "".join(
        " " if value is None else glyphs.levels[top // 2 if high <= low else round((value - low) / (high - low) * top)] for value in values
    )


def stack(shares: Sequence[float], width: int, glyphs: Sequence[str], styles: Sequence[str]) -> Text:
    """Parts of a whole side by side, rounded so that together they fill the width and no part that is there vanishes."""
    exact = [share * width for share in shares]
    cells = [max(int(part), 1 if part > 0 else 0) for part in exact]
    while 0 != sum(cells) != width:
        step = 1 if sum(cells) < width else -1
        # The part that is furthest from its exact width, on the side that has to move; none is taken its only cell.
        free = [part for part in range(len(cells)) if exact[part] > 0 and (step > 0 or cells[part] > 1)]
        if not free:
            break
        cells[max(free, key=lambda part: (exact[part] - cells[part]) * step)] += step
    return Text.assemble(*((glyph * count, style) for glyph, count, style in zip(glyphs, cells, styles, strict=True)))
