"""`cxm compute` as scripts and people use it: streams, formats, options, exit statuses."""

from __future__ import annotations

import csv
import io
import json
import os
import pty
import re
import subprocess
import sys
from itertools import pairwise
from pathlib import Path

import polars as pl
import pytest

from cxm import compute
from cxm.errors import UsageError

ROOT = Path(__file__).parents[2]


def independent_nps(path: str, **equal: str) -> tuple[float, int]:
    """The score by plain Python: whole answers from 0 to 10 of the column `nps`."""
    with Path(path).open(newline="", encoding="utf-8") as file:
        rows = [row for row in csv.DictReader(file) if all(row[name] == value for name, value in equal.items())]
    scores = [int(row["nps"]) for row in rows if row["nps"].isdigit() and int(row["nps"]) <= 10]
    return 100 * (sum(score >= 9 for score in scores) - sum(score <= 6 for score in scores)) / len(scores), len(scores)


def rows_of(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text)))


def test_a_pipe_gets_csv_on_stdout_and_talk_on_stderr(cxm, sample):
    done = cxm("compute", "nps", sample)
    value, n = independent_nps(sample)
    [row] = rows_of(done.stdout)
    assert (float(row["value"]), int(row["n"])) == (pytest.approx(value, abs=1e-9), n)
    assert done.returncode == 0
    assert "53 left out" in done.stderr
    assert "\x1b" not in done.stdout + done.stderr


def test_rows_with_more_cells_than_the_header_are_told_or_kept(cxm, tmp_path):
    """The first two events: 80 of 100 came; the third, whose day cells outnumber the header, brings 18 of 30."""
    path = tmp_path / "events.csv"
    path.write_text("Slug,Registered,Day1\na,60,50\nb,40,30\nc,30,18,12,11\n")
    left = cxm("compute", "event-attendance-rate", str(path))
    [row] = rows_of(left.stdout)
    assert (float(row["value"]), int(row["n"])) == (80, 100)
    assert "1 with more cells than the header" in left.stderr
    kept = cxm("compute", "event-attendance-rate", str(path), "--surplus", "keep")
    [row] = rows_of(kept.stdout)
    assert (float(row["value"]), int(row["n"])) == (pytest.approx(100 * 98 / 130), 130)
    assert "left out" not in kept.stderr


def test_a_base_that_counts_people_is_not_taken_for_rows(cxm, tmp_path):
    path = tmp_path / "events.csv"
    path.write_text("Slug,Registered,Day1\na,60,50\nb,40,30\n")
    assert "of 2 rows" not in cxm("compute", "event-attendance-rate", str(path), "-f", "table").stdout


def test_segments_have_their_own_column_and_the_total_is_not_their_mean(cxm, sample):
    rows = rows_of(cxm("compute", "nps", sample, "--by", "region").stdout)
    for row in rows:
        equal = {"region": row["region"]} if row["row_kind"] == "segment" else {}
        value, n = independent_nps(sample, **equal)
        assert (float(row["value"]), int(row["n"])) == (pytest.approx(value, abs=1e-9), n)
    assert [row["row_kind"] for row in rows].count("total") == 1


def test_no_total_leaves_the_total_out(cxm, sample):
    rows = rows_of(cxm("compute", "nps", sample, "--by", "region", "--no-total").stdout)
    assert {row["row_kind"] for row in rows} == {"segment"}


def test_months_add_up_to_the_whole(cxm, sample):
    rows = rows_of(cxm("compute", "nps", sample, "--period", "month").stdout)
    assert [row["period"] for row in rows] == [f"2026-0{month}" for month in range(1, 7)]
    assert sum(int(row["n"]) for row in rows) == independent_nps(sample)[1]


def test_several_metrics_read_their_own_columns(cxm, sample):
    rows = rows_of(cxm("compute", "nps,csat", sample).stdout)
    assert [row["definition"] for row in rows] == ["nps.0_10@1", "csat.top2_of_5@1"]
    assert rows == rows_of(cxm("compute", "nps", "csat", sample).stdout)


def test_standard_input_is_read_when_no_export_is_named(cxm, sample):
    text = Path(sample).read_text(encoding="utf-8")
    assert cxm("compute", "nps", stdin=text).stdout == cxm("compute", "nps", "-", stdin=text).stdout == cxm("compute", "nps", sample).stdout


def test_files_folders_and_globs_are_one_export(cxm, sample, tmp_path):
    lines = Path(sample).read_text(encoding="utf-8").splitlines(keepends=True)
    folder = tmp_path / "parts"
    folder.mkdir()
    (folder / "a.csv").write_text("".join(lines[:600]), encoding="utf-8")
    (folder / "b.csv").write_text("".join([lines[0], *lines[600:]]), encoding="utf-8")
    whole = rows_of(cxm("compute", "nps", sample).stdout)
    for arguments in ([str(folder)], [str(folder / "*.csv")], [str(folder / "a.csv"), str(folder / "b.csv")]):
        assert rows_of(cxm("compute", "nps", *arguments).stdout) == whole


def test_overlapping_exports_count_every_answer_once(cxm, sample, tmp_path):
    copy = tmp_path / "again.csv"
    copy.write_bytes(Path(sample).read_bytes())
    done = cxm("compute", "nps", sample, str(copy))
    assert rows_of(done.stdout)[0]["n"] == rows_of(cxm("compute", "nps", sample).stdout)[0]["n"]
    assert "1,200 duplicates" in done.stderr


@pytest.mark.parametrize("name", ["json", "ndjson", "csv", "tsv", "parquet", "arrow", "markdown"])
def test_every_format_says_the_same_number(cxm, sample, tmp_path, name):
    path = tmp_path / f"out.{ {'markdown': 'md'}.get(name, name) }"
    done = cxm("compute", "nps", sample, "-o", str(path), "-q")
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    value, n = independent_nps(sample)
    if name in ("parquet", "arrow"):
        frame = pl.read_parquet(path) if name == "parquet" else pl.read_ipc(path)
        assert (frame["value"][0], frame["n"][0]) == (pytest.approx(value), n)
    elif name == "json":
        [row] = json.loads(path.read_text())["results"]
        assert (row["value"], row["n"]) == (pytest.approx(value), n)
    elif name == "ndjson":
        assert json.loads(path.read_text())["n"] == n
    else:
        assert str(n) in path.read_text().replace(",", "") if name == "markdown" else str(n) in path.read_text()


@pytest.mark.parametrize(
    "name", ["promoters", "answers", "n_missing", "dispersion", "change_p", "_period", "_part", "day", "order", "status"]
)
def test_segments_may_be_called_like_anything_the_tool_itself_uses(tmp_path, sample, name):
    export = tmp_path / "survey.csv"
    header, rest = Path(sample).read_text(encoding="utf-8").split("\n", 1)
    export.write_text(header.replace("region", name) + "\n" + rest, encoding="utf-8")
    frame = compute("nps,csat", str(export), by=[name], period="year").filter(row_kind="segment")
    plain = compute("nps,csat", sample, by=["region"], period="year").filter(row_kind="segment")
    column = next(one for one in frame.columns if one in (name, f"segment_{name}") and set(frame[one]) == set(plain["region"]))
    assert frame[column].to_list() == plain["region"].to_list()
    assert frame["value"].to_list() == plain["value"].to_list()


def test_a_table_shows_segments_by_the_name_of_their_column(cxm, tmp_path, sample):
    export = tmp_path / "survey.csv"
    export.write_text(Path(sample).read_text(encoding="utf-8").replace("region", "status", 1), encoding="utf-8")
    for form in ("table", "markdown"):
        shown = cxm("compute", "nps", str(export), "--by", "status", "-f", form).stdout
        assert "EMEA" in shown
        assert "segment_status" not in shown


@pytest.mark.parametrize("days", [["2026-01-01", "2026-01-02", "2026-02-30"], ["01.01.2026", "13.01.2026", "30.02.2026"]])
def test_times_that_cannot_be_read_are_told_from_times_that_are_missing(cxm, tmp_path, days):
    export = tmp_path / "survey.csv"
    cells = [*days, "soon", "", "n/a"]
    export.write_text("score,created_at\n" + "".join(f"9,{cell}\n" for cell in cells), encoding="utf-8")
    done = cxm("compute", "nps", str(export), "--period", "month")
    assert [row["n"] for row in rows_of(done.stdout)] == ["2"]
    assert "4 left out" in done.stderr
    assert "2 without a time, 2 with an unreadable time" in done.stderr


def test_rolling_periods_are_compared_with_the_days_just_before(sample):
    frame = compute("nps", sample, period="30d", compare="previous").sort("period_start")
    values, changes = frame["value"].to_list(), frame["change"].to_list()
    assert [end == start for end, start in zip(frame["period_end"][:-1], frame["period_start"][1:], strict=True)] == [True] * 6
    assert frame["status"].to_list() == ["partial"] + ["ok"] * 6  # 181 days
    assert changes == [None, None, *(pytest.approx(after - before) for before, after in pairwise(values[1:]))]
    with pytest.raises(UsageError, match="no whole number"):
        compute("nps", sample, period="30d", compare="yoy")


def test_the_same_input_gives_the_same_bytes(cxm, sample):
    arguments = ("compute", "nps,csat", sample, "--by", "region", "--period", "month", "-f", "json")
    assert cxm(*arguments).stdout == cxm(*arguments).stdout


@pytest.mark.parametrize(
    ("arguments", "status", "told"),
    [
        (["compute", "npss", "survey.csv"], 2, "did you mean nps?"),
        (["compute", "nps", "SAMPLE", "--by", "regio"], 2, "did you mean region?"),
        (["compute", "nps", "SAMPLE", "--period", "fortnight"], 2, "one of day, week"),
        (["compute", "nps", "SAMPLE", "--compare", "previous"], 2, "--period month"),
        (["compute", "nps", "SAMPLE", "--from", "2026-05-01", "--to", "2026-04-01"], 2, "after --to"),
        (["compute", "nps", "SAMPLE", "--tz", "Europe/Vilniu"], 2, "Europe/Vilnius"),
        (["compute", "nps", "SAMPLE", "--scale", "ten"], 2, "--scale 0-10"),
        (["compute", "nps", "SAMPLE", "--where", "regoin = 'EMEA'"], 2, "region"),
        (["compute", "nps", "SAMPLE", "--definition", "0_11"], 2, "0_10"),
        (["compute", "nps", "SAMPLE", "--format", "cvs"], 2, "csv"),
        (["compute", "nps", "SAMPLE", "-o", "nowhere/out.csv"], 2, "no folder"),
        (["compute", "nps", "SAMPLE", "--nonsense"], 2, "nonsense"),
        (["comput", "nps"], 2, "compute"),
        (["compute", "nps", "missing.csv"], 3, "no such file"),
        (["compute", "review-score", "SAMPLE"], 5, "--map score=COLUMN"),
        (["compute", "ces-easy", "SAMPLE", "--score", "csat"], 4, "--higher-is"),
        (["compute", "survey-response-rate", "SAMPLE"], 5, "--map invited_at=COLUMN"),
    ],
)
def test_refusals_name_the_cure_and_end_with_their_status(cxm, sample, arguments, status, told):
    done = cxm(*(sample if word == "SAMPLE" else word for word in arguments))
    assert done.returncode == status
    assert told in done.stderr
    assert "Traceback" not in done.stderr
    assert done.stdout == ""


@pytest.mark.parametrize(
    ("test", "status"),
    [
        ("value < 30", 1),
        ("value < 20", 0),
        ("value < 25", 5),
        ("low < 21", 1),
        ("grade = bad", 0),
        ("grade = 'very good'", 1),
        ("n < 100", 0),
    ],
)
def test_a_threshold_is_missed_only_for_certain(cxm, sample, test, status):
    # The interval of the sample is about 20.4 to 29.7.
    assert cxm("compute", "nps", sample, "-q", "--fail-if", test).returncode == status


def test_a_broken_threshold_is_a_wrong_request(cxm, sample):
    for test in ("value <", "velue < 3", "value < x", "grade < bad", "grade = bda", "change < -5"):
        done = cxm("compute", "nps", sample, "--fail-if", test)
        assert (done.returncode, done.stdout) == (2, "")
        assert test in done.stderr


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("nps", "--fail-if", "grade = bda"), "did you mean bad?"),
        (("nps", "--fail-if", "change < -5"), "--compare previous"),
        (("nps", "--fail-on", "wran"), "did you mean warn?"),
        (("csat", "--fail-on", "bad"), "--fail-on warn"),  # its publisher says of no value that it is bad
        (("feedback-volume", "--fail-on", "bad"), "--benchmark-file"),
    ],
)
def test_a_threshold_that_nothing_could_miss_is_refused(cxm, sample, arguments, told):
    done = cxm("compute", arguments[0], sample, *arguments[1:])
    assert (done.returncode, done.stdout) == (2, "")
    assert told in done.stderr


def test_a_grade_that_one_of_the_metrics_can_have_is_no_mistake(cxm, sample):
    assert cxm("compute", "nps,csat", sample, "-q", "--fail-on", "bad").returncode == 0
    assert cxm("compute", "all", sample, "-q", "--fail-if", "grade = hard").returncode == 1
    assert cxm("compute", "nps-trend", sample, "-q", "--fail-if", "change < -90").returncode == 0  # a view that compares


def test_an_alert_names_the_finding_and_its_place(cxm, sample):
    done = cxm("compute", "nps", sample, "-q", "--by", "region", "--period", "month", "--fail-if", "low > 25")
    rows = [row for row in rows_of(done.stdout) if float(row["low"]) > 25]
    assert done.returncode == 1
    assert len(rows) == len(done.stderr.splitlines()) > 1
    for row, line in zip(rows, done.stderr.splitlines(), strict=True):
        place = row["period"] + (f" region={row['region']}" if row["region"] else "")
        assert line.startswith(f"cxm: nps {place} {float(row['value']):.1f} ({float(row['low']):.1f} … {float(row['high']):.1f}), ")
        assert line.endswith(": low > 25")


def test_a_bad_grade_is_told_by_its_name_and_a_doubtful_one_by_what_would_fire(cxm, sample, tmp_path):
    path = tmp_path / "bad.csv"
    path.write_text("nps\n" + "0\n" * 60 + "9\n" * 20)
    done = cxm("compute", "nps", str(path), "-q", "--fail-on", "warn")
    # 100 x (20 - 60) / 80; the publisher has a bad grade and none that warns.
    assert done.returncode == 1
    assert re.fullmatch(r"cxm: nps -50\.0 \(-\d+\.\d … -\d+\.\d\), not good\n", done.stderr)

    done = cxm("compute", "nps", sample, "-q", "--to", "2026-01-31", "--fail-on", "bad")
    assert done.returncode == 5
    assert "good? (not good - good): cannot tell whether grade bad" in done.stderr
    assert '--fail-if "low <= 0"' in done.stderr
    assert cxm("compute", "nps", sample, "-q", "--to", "2026-01-31", "--fail-if", "low <= 0").returncode == 1


def test_answers_on_ten_times_the_scale_are_refused_even_when_quiet(cxm, tmp_path):
    path = tmp_path / "tens.csv"
    path.write_text("nps\n" + "".join(f"{10 * at % 110}\n" for at in range(1, 111)))
    done = cxm("compute", "nps", str(path), "-q")
    # Of 110 answers 0, 10, ... 100 only the twenty 0 and 10 are on the scale.
    assert (done.returncode, done.stdout) == (4, "")
    assert "90 of 110 answers are off the 0-10 scale of nps" in done.stderr
    assert "--scale 0-10" in done.stderr
    done = cxm("compute", "nps", str(path), "--scale", "0-10")
    assert (done.returncode, rows_of(done.stdout)[0]["n"]) == (0, "20")
    assert "82% of the answers are off the 0-10 scale" in done.stderr


def test_rejects_hold_every_row_left_out_with_its_reason(cxm, sample, tmp_path):
    done = cxm("compute", "nps", sample, "--rejects", str(tmp_path / "out.csv"))
    rejected = rows_of((tmp_path / "out.csv").read_text(encoding="utf-8"))
    assert len(rejected) + int(rows_of(done.stdout)[0]["n"]) == 1200
    assert {row["reason"] for row in rejected} == {"missing answer", "no whole answer on 0-10"}
    assert all(not row["nps"].isdigit() or int(row["nps"]) > 10 for row in rejected)


def test_a_closed_pipe_is_quiet(sample):
    script = f"{sys.executable} -m cxm compute nps {sample} --by comment,channel,region --period day | head -1"
    done = subprocess.run(
        ["bash", "-c", f"set -o pipefail; {script}"], capture_output=True, check=False, env=os.environ | {"PYTHONPATH": str(ROOT)}
    )
    assert done.stdout.startswith(b"metric,")
    assert done.returncode == 0
    assert b"Traceback" not in done.stderr
    assert b"Broken" not in done.stderr


@pytest.mark.parametrize(
    "arguments",
    [
        ("compute", "nps", "a.csv", "--rejects", "a.csv"),
        ("compute", "nps", "a.csv", "-o", "./a.csv"),
        ("compute", "nps", "*.csv", "-o", "a.csv"),
        ("compute", "nps", ".", "-o", "a.csv"),
        ("compute", "contact-rate", "t.csv", "--with", "a.csv", "--rejects", "a.csv"),
        ("normalise", "a.csv", "-o", "a.csv"),
        ("inspect", "a.csv", "--save", "a.csv"),
    ],
)
def test_no_output_replaces_an_export_that_is_read(cxm, tmp_path, arguments):
    (tmp_path / "a.csv").write_text("answered_at,score\n2026-01-01,9\n2026-01-02,x\n")
    done = cxm(*arguments)
    assert (done.returncode, "would replace an export that is read" in done.stderr) == (2, True)
    assert (tmp_path / "a.csv").read_text() == "answered_at,score\n2026-01-01,9\n2026-01-02,x\n"


@pytest.mark.parametrize(
    ("flags", "told"),
    [
        (("--top", "3"), "--top changes nothing without segments"),
        (("--fold-case",), "--fold-case changes nothing without segments"),
        (("--step", "7d"), "--step goes with periods of so many days"),
        (("--period", "28d", "--step", "7d", "--suppress-below", "5"), "--suppress-below cannot protect them"),
        (("--period", "30d", "--step", "7d", "--compare", "previous"), "--step 1d or 2d or 3d or 5d"),
        (("--like-for-like", "--period", "month"), "--like-for-like goes with --compare"),
        (("--skip-rows", "1000"), "--skip-rows 1000 leaves nothing that could be a header"),
        (("--map", "x"), "cxm: --map 'x' names no column"),
        (("--delimiter", "ab"), "cxm: --delimiter 'ab' is not one character"),
        (("--week-start", "x", "--period", "week"), "one of monday, tuesday"),
        (("--map", "foo=score"), "one of response_id, "),
        (("--encoding", "foo"), "such as utf-8"),
        (("--engine", "foo"), "one of duckdb, polars"),
    ],
)
def test_what_cannot_be_is_refused_with_what_can(cxm, sample, flags, told):
    done = cxm("compute", "nps", sample, *flags)
    assert done.returncode in (2, 3)
    assert told in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize("form", ["csv", "json", "table", "parquet", "arrow"])
@pytest.mark.parametrize("engine", ["polars", "duckdb"])
def test_a_reader_that_takes_nothing_hears_nothing(sample, engine, form):
    """Whoever writes, and whatever counted: neither a traceback nor what a library says of its own objects on the way out."""
    pytest.importorskip(engine)
    script = f"{sys.executable} -m cxm compute nps {sample} -q --period day --by region --engine {engine} -f {form} | true"
    done = subprocess.run(
        ["bash", "-c", f"set -o pipefail; {script}"], capture_output=True, check=False, env=os.environ | {"PYTHONPATH": str(ROOT)}
    )
    assert (done.returncode, done.stderr) == (0, b"")


def on_a_terminal(*arguments: str, columns: int = 100, **environment: str) -> str:
    """What a person sees: the command with a terminal as standard output."""
    main, other = pty.openpty()
    plain = {name: value for name, value in os.environ.items() if name not in ("NO_COLOR", "FORCE_COLOR")}
    settings = plain | {"PYTHONPATH": str(ROOT), "TERM": "xterm-256color", "COLUMNS": str(columns)} | environment
    process = subprocess.Popen(
        [sys.executable, "-m", "cxm", *arguments], stdout=other, stderr=subprocess.DEVNULL, stdin=subprocess.DEVNULL, env=settings
    )
    os.close(other)
    seen = b""
    while True:
        try:
            chunk = os.read(main, 65536)
        except OSError:
            break
        if not chunk:
            break
        seen += chunk
    process.wait()
    os.close(main)
    return seen.decode()


def test_a_terminal_gets_a_coloured_table(sample):
    seen = on_a_terminal("compute", "nps", sample)
    assert "Net Promoter Score" in seen
    assert "very good" in seen
    assert "\x1b[" in seen


@pytest.mark.parametrize("environment", [{"NO_COLOR": "1"}, {"TERM": "dumb"}])
def test_colour_is_off_when_the_environment_says_so(sample, environment):
    seen = on_a_terminal("compute", "nps", sample, **environment)
    assert "very good" in seen
    assert "\x1b[3" not in seen


def test_force_color_colours_a_pipe(cxm, sample):
    assert "\x1b[" in cxm("compute", "nps", sample, "-f", "table", FORCE_COLOR="1").stdout
    assert "\x1b[" in cxm("compute", "nps", sample, "-f", "table", "--color", "always").stdout
    assert "\x1b[" not in cxm("compute", "nps", sample, "-f", "table", "--color", "never", FORCE_COLOR="1").stdout


def test_narrow_terminals_keep_value_n_and_grade(sample):
    seen = on_a_terminal("compute", "nps", sample, "--by", "region", columns=44, NO_COLOR="1")
    assert all(
        len(line) <= 44
        for line in seen.replace("\r", "").splitlines()
        if "left out" not in line and "graded" not in line and "interval" not in line
    )
    assert "25.1" in seen
    assert "1,147" in seen
    assert "very good" in seen


def test_a_table_speaks_the_language_asked_for_or_that_of_the_locale_and_data_stay_english(cxm, sample):
    asked = cxm("compute", "nps", sample, "-f", "table", "--lang", "zh-TW")
    assert "淨推薦值 (NPS)" in asked.stdout
    assert "評等" in asked.stdout
    assert cxm("compute", "nps", sample, "-f", "table", LC_ALL="zh_TW.UTF-8").stdout == asked.stdout
    assert cxm("compute", "nps", sample, "--lang", "zh-TW").stdout == cxm("compute", "nps", sample).stdout


def test_a_language_cxm_does_not_speak_is_refused_with_those_it_does(cxm, sample):
    done = cxm("compute", "nps", sample, "--lang", "tlh")
    assert done.returncode == 2
    assert "zh-TW (繁體中文)" in done.stderr


def test_events_left_out_for_want_of_a_readable_count_are_told(cxm, tmp_path):
    # Sums by hand: 20 of 40; one event without registrations, one with a number that is none, one without a presence.
    (tmp_path / "events.csv").write_text("Slug,Registered,Day1\na,40,20\nb,,7\nc,27-22-20,9\nd,10,\n", encoding="utf-8")
    done = cxm("compute", "event-attendance-rate", "events.csv", "--reader", "handmade-attendance", "-f", "json")
    found = json.loads(done.stdout)
    [row] = found["results"]
    assert (row["value"], row["n"], row["n_missing"], row["n_invalid"]) == (50.0, 40, 2, 1)
    assert found["quality"]["left_out"] == {"missing": 2, "impossible": 1}
