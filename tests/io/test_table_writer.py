"""The table for eyes: what it shows, what it leaves away, and that it never says more than the numbers do."""

from __future__ import annotations

import io
import re
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from cxm.io.writers._drawing import ASCII, UNICODE, Axis, axis_of, bar, round_up, spark, stack
from cxm.io.writers._figures import change_of, duration, figure, grade_of, n_of, percent, rounded, signed, span, value_of
from cxm.io.writers._writer import Options
from cxm.io.writers.table import WRITER
from cxm.metrics.engine.result import Facts, Result, assemble

NPS = Facts(
    name="nps",
    title="Net Promoter Score",
    definition="nps.0_10@1",
    unit="points",
    better="higher",
    bounds=(-100, 100),
    detail={"promoters": "promoters", "passives": "passives", "detractors": "detractors"},
    benchmark="Nextiva, 2024",
)
CHURN = Facts(name="churn-rate", title="Customer churn rate", definition="churn-rate.a@1", unit="percent", better="lower", bounds=(0, 100))
BOX = "─│━●▁▂▃▄▅▆▇█▒░▲▼"


def cell(promoters, passives, detractors, low, high, **more):
    n = promoters + passives + detractors
    states = {"promoters": promoters, "passives": passives, "detractors": detractors}
    row = {
        "metric": "nps",
        "definition": "nps.0_10@1",
        "period": "all",
        "row_kind": "total",
        "status": "ok",
        "unit": "points",
        "level": 0.95,
    }
    row |= {"value": 100 * (promoters - detractors) / n, "n": n, "low": low, "high": high, "interval_method": "nps_score"}
    return row | {"grade_state": "no_benchmark"} | states | more


def verdict(label, tone, state="asserted", reach=None):
    asserted = label if state == "asserted" else None
    return {"grade": asserted, "grade_label": label, "grade_tone": tone, "grade_state": state, "grade_span": reach or label}


def result(*rows, segments=(), metrics=(NPS,), **said):
    parts = [pl.DataFrame([row for row in rows if row["metric"] == facts["name"]], infer_schema_length=None) for facts in metrics]
    where = {"exports": ["survey.csv"], "zone": "UTC"}
    frame = assemble([part.with_row_index("order") for part in parts], segments=segments, provenance=where)
    return Result(frame=frame, segments={name: name for name in segments}, metrics=metrics, exports=["survey.csv"], **said)


def drawn(given_result, width=80, **options):
    out = io.StringIO()
    WRITER.write(given_result, out, Options(**{"width": width, "terminal": True, "unicode": True, "color": "never"} | options))
    return out.getvalue()


def whole():
    uncertain = verdict("very good", "good", "uncertain", "very good - excellent")
    span_of_days = {"period_start": date(2026, 1, 1), "period_end": date(2026, 4, 1)}
    left = {"quality": {"missing": 7, "off the 0-10 scale": 4}, "examples": {"off the 0-10 scale": ["11", "99"]}}
    return result(cell(50, 40, 10, 26.1, 52.2, **uncertain, **span_of_days), rows_read=111, rows_used=100, **left)


def by_region(**said):
    rows = [
        cell(
            60,
            30,
            10,
            37.5,
            60.5,
            region="华东地区",
            row_kind="segment",
            **verdict("very good", "good", "uncertain", "very good - excellent"),
        ),
        cell(20, 30, 50, -44.8, -14.4, region="North", row_kind="segment", **verdict("not good", "bad")),
        cell(8, 3, 2, 4.1, 75.2, region="(none)", row_kind="segment", grade_state="small_n"),
        cell(88, 63, 62, 3.5, 20.5, region=None, **verdict("good", "good", "uncertain", "good - very good")),
    ]
    return result(*rows, segments=["region"], **said)


def by_month(facts=NPS, values=(20.0, 24.0, 31.0), real=(None, False, True)):
    rows = []
    for month, (value, sure) in enumerate(zip(values, real, strict=True), 1):
        start, end = date(2026, month, 1), date(2026, month + 1, 1)
        row = cell(5, 4, 1, value - 3, value + 3, value=value, period=f"2026-{month:02}", period_start=start, period_end=end)
        change = {"change": value - values[month - 2] if sure is not None else None, "change_real": sure}
        rows.append(row | change | {"metric": facts["name"], "definition": facts["definition"], "unit": facts["unit"]})
    return result(*rows, metrics=[facts], compare="previous", tested=2)


def test_one_value_is_drawn_with_its_interval_grade_and_parts():
    assert (
        drawn(whole())
        == """\
 Net Promoter Score  nps.0_10@1
 survey.csv · 100 of 111 rows · 2026-01-01 to 2026-03-31 · UTC

  NPS  95% interval    n  -100      0       100  grade
 ──────────────────────────────────────────────────────────
 40.0   26.1 … 52.2  100            │━━─●─       very good?

 █████████████████████████████▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒░░░░░░
 █ promoters 50 (50.0%)   ▒ passives 40 (40.0%)   ░ detractors 10 (10.0%)

 11 left out: 7 missing, 4 off the 0-10 scale (11, 99)
 graded by Nextiva, 2024
 95% interval: score of a net share (Tango)
 ? the interval reaches another grade
"""
    )


def test_segments_on_a_narrow_screen_keep_value_n_and_grade():
    assert (
        drawn(by_region(), 46)
        == """\
 Net Promoter Score  nps.0_10@1
 survey.csv · UTC

 region      NPS    n  grade
 ────────────────────────────────
 华东地区   50.0  100  very good?
 North     -30.0  100  not good
 (none)     46.2   13  small n
 ────────────────────────────────
 all        12.2  213  good?

 graded by Nextiva, 2024
 ? the interval reaches another grade
"""
    )


def test_without_a_terminal_there_are_words_in_full_width_and_no_lines():
    assert (
        drawn(by_region(), None, terminal=False)
        == """\
Net Promoter Score  nps.0_10@1
survey.csv · UTC

region      NPS   95% interval    n  promoters  passives  detractors  grade
华东地区   50.0   37.5 …  60.5  100      60.0%     30.0%       10.0%  very good? (very good - excellent)
North     -30.0  -44.8 … -14.4  100      20.0%     30.0%       50.0%  not good
(none)     46.2    4.1 …  75.2   13      61.5%     23.1%       15.4%  small n
all        12.2    3.5 …  20.5  213      41.3%     29.6%       29.1%  good? (good - very good)

graded by Nextiva, 2024
95% interval: score of a net share (Tango)
"""
    )


def test_ascii_is_enough():
    assert (
        drawn(by_month(), 70, unicode=False)
        == """\
 Net Promoter Score  nps.0_10@1
 survey.csv, 2026-01-01 to 2026-03-31, UTC

 period    NPS  95% interval   n  vs previous
 ------------------------------------------------
 2026-01  20.0  17.0 .. 23.0  10
 2026-02  24.0  21.0 .. 27.0  10  no clear change
 2026-03  31.0  28.0 .. 34.0  10  ^ +7.0 real

 trend  .=@  2026-01 to 2026-03

 not graded: no benchmark for this definition
 95% interval: score of a net share (Tango)
 2 rows tested for change
"""
    )


@pytest.mark.parametrize("width", [46, 60, 70, 80, 100, 120, 160, 200])
@pytest.mark.parametrize("build", [whole, by_region, by_month])
def test_no_line_is_wider_than_the_screen(build, width):
    assert max(cell_len(line) for line in drawn(build(), width).splitlines()) <= width


def test_columns_go_in_their_order_when_room_goes():
    heads = {"bar": "-100", "detail": "passives", "interval": "interval", "value": "NPS", "n": " n ", "grade": "grade"}
    shown = []
    for width in range(200, 30, -1):
        head = next(line for line in drawn(by_region(), width).splitlines() if "region" in line)
        shown.append(frozenset(name for name, word in heads.items() if word in f"{head} "))
    assert all({"value", "n", "grade"} <= names for names in shown)
    gone = [name for names in shown for name in heads if name not in names]
    assert list(dict.fromkeys(gone)) == ["bar", "detail", "interval"]


def test_wide_characters_take_two_cells():
    lines = drawn(by_region(), 60).splitlines()
    rows = [line for line in lines if re.search(r"\d$|good|small", line) and "…" in line]
    assert len(rows) == 4
    assert len({cell_len(line[: line.index("…")]) for line in rows}) == 1


def test_colour_only_repeats_what_words_say():
    for one in (whole(), by_region(), by_month(CHURN)):
        for terminal in (True, False):
            plain, coloured = (drawn(one, 120, color=color, terminal=terminal) for color in ("never", "always"))
            assert "\x1b" not in plain
            assert "\x1b[" in coloured
            stripped = re.sub(r"\x1b\[[0-9;]*m", "", coloured)
            assert re.sub("[█▒░]", "━", stripped) == re.sub("[█▒░]", "━", plain)


@pytest.mark.parametrize(("variable", "colored"), [("NO_COLOR", False), ("FORCE_COLOR", True), (None, False)])
def test_the_environment_decides_on_colour(monkeypatch, variable, colored):
    for name in ("NO_COLOR", "FORCE_COLOR", "CLICOLOR_FORCE", "TERM"):
        monkeypatch.delenv(name, raising=False)
    if variable:
        monkeypatch.setenv(variable, "1")
    assert ("\x1b[" in drawn(whole(), color="auto")) is colored


def test_a_dumb_terminal_and_a_narrow_encoding_get_ascii(monkeypatch):
    monkeypatch.setenv("TERM", "dumb")
    assert not set(drawn(whole(), unicode=None)) & set(BOX)
    monkeypatch.setenv("TERM", "xterm")
    assert set(drawn(whole(), unicode=None)) & set(BOX)
    latin = io.TextIOWrapper(io.BytesIO(), encoding="latin-1")
    WRITER.write(whole(), latin, Options(width=80, terminal=True))
    latin.seek(0)
    assert "o" in latin.read()


def test_nothing_is_drawn_into_a_pipe():
    text = drawn(by_region(), None, terminal=None, unicode=None, color="auto")
    assert not set(text) & set(BOX)
    assert text.splitlines()[4].split()[:2] == ["华东地区", "50.0"]


def test_better_decides_the_colour_of_a_change():
    for facts, rise in ((NPS, "29"), (CHURN, "167")):
        line = next(line for line in drawn(by_month(facts), 90, color="always").splitlines() if "▲" in line)
        assert re.search(r"\x1b\[38;5;(\d+)m▲ \+7\.0 (pp )?real", line)[1] == rise


def test_a_change_that_may_be_chance_has_no_size():
    row = cell(5, 4, 1, 0, 1, change=4.2, change_real=False)
    assert change_of(row, NPS) == "no clear change"
    assert change_of(row | {"change_real": True}, NPS) == "+4.2 real"
    assert change_of(row | {"change": None, "change_real": None}, NPS) == ""


@pytest.mark.parametrize(
    ("row", "words"),
    [
        (verdict("good", "good"), "good"),
        (verdict("good", "good", "census"), "good"),
        (verdict("very good", "good", "uncertain", "very good - excellent"), "very good? (very good - excellent)"),
        (verdict("good", "good", "uncertain", "good"), "good?"),
        ({"grade_state": "small_n"}, "small n"),
        ({"grade_state": "direction_undeclared"}, "direction not declared"),
        ({"grade_state": "partial", "status": "provisional"}, "provisional"),
        (
            {
                "grade_state": "partial",
                "status": "partial",
                "days_observed": 12,
                "period_start": date(2026, 6, 1),
                "period_end": date(2026, 7, 1),
            },
            "partial, 12 of 30 days",
        ),
    ],
)
def test_a_grade_is_said_in_words(row, words):
    base = {"grade": None, "period_start": None, "period_end": None}
    assert grade_of(cell(5, 4, 1, 0, 1) | base | row) == words


@pytest.mark.parametrize(
    ("status", "words"),
    [
        ("no_data", "no data"),
        ("suppressed", "hidden"),
        ("immature", "too young"),
        ("insufficient_history", "no history"),
        ("odd_one", "odd one"),
    ],
)
def test_a_value_that_is_not_there_says_why(status, words):
    assert value_of(cell(5, 4, 1, 0, 1) | {"value": None, "status": status}, NPS) == words


def test_a_hidden_cell_tells_no_more_than_its_note():
    hidden = cell(1, 1, 1, None, None) | {"n": None, "value": None, "status": "suppressed"}
    assert n_of(hidden | {"notes": "a note; <5"}) == "<5"
    assert n_of(hidden | {"notes": "<5 or its complement"}) == ""
    row = dict.fromkeys(("value", "promoters", "passives", "detractors", "n"), None) | {"status": "suppressed", "notes": "<5"}
    text = drawn(result(cell(1, 1, 1, None, None) | row, suppress_below=5))
    assert "hidden  <5" in text
    assert "fewer than 5" in text


def test_a_heavy_tail_is_said_once_beside_the_interval():
    heavy = {"notes": "in EUR; heavy tail: the largest is 34% of the sum", "interval_method": "mean_hall"}
    told = "heavy tail: the largest is 34% of the sum"
    assert drawn(result(cell(50, 40, 10, 26.1, 52.2, **heavy))).count(told) == 1
    assert "heavy tail" not in drawn(result(cell(50, 40, 10, 26.1, 52.2, notes="in EUR")))
    rows = [cell(50, 40, 10, 26.1, 52.2, region=name, row_kind="segment", **more) for name, more in (("N", heavy), ("S", {}), ("W", heavy))]
    lines = drawn(result(*rows, segments=["region"])).splitlines()
    assert [line.strip() for line in lines if "tail" in line] == ["heavy tail in 2 of 3 rows: the largest is over 20% of the sum"]


def test_cells_are_not_read_as_markup():
    one = result(cell(5, 4, 1, 0, 1, region="[red]x[/red] :smile:"), segments=["region"])
    assert "[red]x[/red] :smile:" in drawn(one, 120, color="always")


def test_several_metrics_of_one_row_share_a_table_and_of_more_rows_get_their_own():
    churn = {"metric": "churn-rate", "definition": "churn-rate.a@1", "unit": "percent", "value": 0.4}
    first, second = cell(5, 4, 1, 0, 1), cell(5, 4, 1, 0.1, 1) | churn
    together = drawn(result(first, second, metrics=[NPS, CHURN]), 120)
    assert together.count("value") == 1
    assert re.search(r"Customer churn rate +churn-rate\.a@1 +0\.40% ", together)
    apart = drawn(result(first, first, second, second, metrics=[NPS, CHURN]), 120)
    assert apart.count(" n ") == 2
    assert apart.index("Net Promoter Score") < apart.index("Customer churn rate")


def test_an_empty_result_says_so():
    empty = Result(frame=assemble([], segments=[], provenance={}), exports=["a.csv"])
    assert "no rows" in drawn(empty)


def test_quiet_leaves_only_the_table():
    lines = drawn(by_region(), 60, quiet=True).splitlines()
    assert lines[0].split()[0] == "region"
    assert lines[-1].split()[0] == "all"


@pytest.mark.parametrize(
    ("value", "places", "text"),
    [
        (2.5, 0, "3"),
        (-2.5, 0, "-3"),
        (0.125, 2, "0.13"),
        (2.675, 2, "2.68"),
        (-0.04, 1, "0.0"),
        (1234567.0, 0, "1,234,567"),
        (1e21, 1, f"{10**21:,}"),
    ],
)
def test_halves_are_rounded_away_from_zero(value, places, text):
    assert rounded(value, places) == text


@given(st.decimals(-(10**6), 10**6, places=4), st.integers(0, 3))
def test_rounding_is_that_of_the_decimals_people_see(value, places):
    expected = value.quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP)
    assert Decimal(rounded(float(value), places).replace(",", "")) == expected


@pytest.mark.parametrize(
    ("seconds", "text"),
    [
        (0, "0 s"),
        (45.4, "45 s"),
        (59.5, "1:00 min"),
        (200, "3:20 min"),
        (3599.5, "1:00 h"),
        (7500, "2:05 h"),
        (3629.6, "1:00 h"),
        (86369, "23:59 h"),
        (86370, "1d 00:00"),
        (93780, "1d 02:03"),
        (-200, "-3:20 min"),
        (-0.4, "0 s"),
    ],
)
def test_durations_are_said_as_people_say_them(seconds, text):
    assert duration(seconds) == text


@pytest.mark.parametrize(
    ("value", "unit", "text"),
    [
        (40.04, "points", "40.0"),
        (12.34, "percent", "12.3%"),
        (0.456, "percent", "0.46%"),
        (4.256, "score", "4.26"),
        (1234.5, "count", "1,235"),
        (19.9, "money", "19.90 EUR"),
        (3, "ratio", "3.00"),
        (14.25, "months", "14.3 months"),
        (7500, "seconds", "2:05 h"),
        (1.5, "per 1,000", "1.50"),
    ],
)
def test_every_unit_has_its_figures(value, unit, text):
    assert figure(value, unit, "EUR") == text


def test_the_ends_of_an_interval_take_the_decimals_of_its_value():
    assert span(0.1, 1.94, 0.45, "percent") == ("0.10", "1.94")
    assert signed(0.5, "percent", 12.0) == "+0.5 pp"
    assert signed(-300, "seconds") == "-5:00 min"
    assert [percent(level) for level in (0.9, 0.95, 0.999)] == ["90%", "95%", "99.9%"]


values = st.floats(-120, 120)


@given(values, values, values, st.integers(5, 60), st.sampled_from([UNICODE, ASCII]))
def test_a_bar_has_its_width_one_dot_and_its_dot_within_its_interval(one, two, three, width, glyphs):
    low, value, high = sorted((one, two, three))
    axis = Axis(-100, 100, 0)
    text = bar(value, (low, high), axis, width, glyphs=glyphs).plain
    assert cell_len(text) == width
    assert text.count(glyphs.dot) == 1
    assert axis.place(low, width) <= text.index(glyphs.dot) <= axis.place(high, width)
    assert bar(None, (None, None), axis, width, glyphs=glyphs).plain.strip() == glyphs.axis


@given(st.lists(st.floats(0, 1e9), min_size=1))
def test_an_axis_holds_all_its_values(held):
    axis = axis_of((0, None), held)
    assert axis is None if max(held) < 1e-300 else axis.high >= max(held) * (1 - 1e-9)
    assert axis_of((0, 100), [3.0], zoom=True) == Axis(0, 3.0, 0)
    assert axis_of((0, 100), [51.0], zoom=True) == Axis(0, 100, 0)
    assert axis_of((1, 5), [3.0]) == Axis(1, 5, 1)
    assert [round_up(value) for value in (0.7, 1.0, 1.2, 39.8, 999.0)] == [0.8, 1.0, 1.5, 40.0, 1000.0]


@given(st.lists(st.integers(0, 50), min_size=1, max_size=3).filter(sum), st.integers(3, 80))
def test_a_stack_fills_its_width_and_shows_every_part_there_is(parts, width):
    shares = [part / sum(parts) for part in parts]
    glyphs = "█▒░"[: len(parts)]
    text = stack(shares, width, glyphs, [""] * len(parts)).plain
    assert len(text) == width
    assert [glyph in text for glyph in glyphs] == [part > 0 for part in parts]


def test_a_period_that_is_not_over_is_no_part_of_a_trend():
    """Three whole months that rise, then a month of one day that falls: the trend rises."""
    start = [
        {"period": f"2026-{month:02}", "period_start": date(2026, month, 1), "period_end": date(2026, month + 1, 1)}
        for month in range(1, 6)
    ]
    rows = [cell(5, 4, 1, 0, 90, **period, value=value) for period, value in zip(start, (10.0, 20.0, 30.0, 40.0, 0.0), strict=True)]
    rows[-1]["status"] = "partial"
    assert "trend  ▁▃▆█  2026-01 to 2026-04\n" in drawn(result(*rows))
    rows[2]["status"] = "partial"
    assert "trend  ▁▃ █  2026-01 to 2026-04\n" in drawn(result(*rows))
    assert "trend" not in drawn(result(*rows[:3]))


def test_a_trend_has_a_gap_where_there_is_no_value():
    assert spark([0.0, None, 7.0, 3.0], 0.0, 7.0, UNICODE) == "▁ █▄"
    assert spark([5.0, 5.0], 5.0, 5.0, UNICODE) == "▄▄"
