"""Mapping files: saved by inspect, used by every command, and what counts as drift."""

from __future__ import annotations

import tomllib

import pytest

SURVEY = """\
date;How likely are you to recommend us?;Touchpoint;survey type;place
13/01/2026;10;shop;nps;north
14/01/2026;3;app;NPS;south
05/02/2026;8;shop;nps;south
"""


@pytest.fixture
def run(cxm):
    """`cxm` with paths among its arguments, and no key but the one given."""
    return lambda *words, key="": cxm(*map(str, words), CXM_KEY=key)


@pytest.fixture
def mapping(run, tmp_path):
    (tmp_path / "survey.csv").write_text(SURVEY, encoding="utf-8")
    path = tmp_path / "survey.toml"
    done = run("inspect", tmp_path / "survey.csv", "--save", path)
    assert done.returncode == 0, done.stderr
    return path


def computed(run, tmp_path, mapping, text):
    later = tmp_path / "later.csv"
    later.write_text(text, encoding="utf-8")
    return run("compute", "nps", later, "--mapping", mapping, "-f", "csv")


def test_it_is_toml_that_says_how_the_export_is_read(run, mapping):
    held = tomllib.loads(mapping.read_text(encoding="utf-8"))
    assert held["reader"] == "handmade"
    assert held["roles"]["responded_at"] == "date"
    assert held["questions"]["nps"] == "How likely are you to recommend us?"
    assert held["file"]["delimiter"] == ";"
    assert held["seen"]["responded_at"]["order"] == "dmy"
    assert (held["seen"]["nps"]["low"], held["seen"]["nps"]["high"]) == (0, 10)


def test_an_export_of_the_same_kind_is_read_by_it(run, tmp_path, mapping):
    done = computed(run, tmp_path, mapping, SURVEY.replace("14/01/2026", "28/03/2026").replace(";3;", ";0;"))
    assert done.returncode == 0, done.stderr


def test_days_that_do_not_prove_their_order_any_more_are_read_as_before(run, tmp_path, mapping):
    done = computed(run, tmp_path, mapping, SURVEY.replace("13/01", "03/01").replace("14/01", "04/01"))
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (("date;", "day of it;"), "'date' (responded_at) is gone"),
        (("13/01/2026", "01/13/2026"), "were dmy"),
        ((";", ","), "delimiter is ','"),
        ((";10;", ";100;"), "outside 0-10"),
        (("NPS", "exit poll"), "new word 'exit poll'"),
        (("13/01/2026", "2026-01-13"), "times are written as"),
    ],
)
def test_a_change_is_refused_and_named(run, tmp_path, mapping, change, told):
    old, new = change
    text = SURVEY.replace(old, new)
    if new in ("01/13/2026", "2026-01-13"):
        text = text.replace("14/01/2026", new).replace("05/02/2026", new)
    done = computed(run, tmp_path, mapping, text)
    assert done.returncode == 4, done.stdout
    assert told in done.stderr
    assert "--save" in done.stderr


def test_all_changes_are_named_at_once(run, tmp_path, mapping):
    done = computed(run, tmp_path, mapping, SURVEY.replace("NPS", "exit poll").replace(";10;", ";77;"))
    assert done.returncode == 4
    assert "exit poll" in done.stderr
    assert "77" in done.stderr


def test_what_the_user_declares_comes_first(run, tmp_path, mapping):
    later = tmp_path / "later.csv"
    later.write_text(SURVEY.replace("Touchpoint", "Stage"), encoding="utf-8")
    assert run("compute", "nps", later, "--mapping", mapping).returncode == 4
    done = run("compute", "nps", later, "--mapping", mapping, "--map", "touchpoint=Stage", "--by", "touchpoint", "-f", "csv")
    assert done.returncode == 0, done.stderr
    assert "shop" in done.stdout


@pytest.mark.parametrize("stray", ["11", "55", "-1", "1000"])
def test_a_few_stray_answers_do_not_widen_the_scale_that_is_saved(run, tmp_path, stray):
    head = "responded_at,nps\n"
    clean = [str(row % 11) for row in range(120)]
    export, later, mapping = (tmp_path / name for name in ("dirty.csv", "later.csv", "dirty.toml"))
    export.write_text(head + "".join(f"2026-01-05,{score}\n" for score in [*clean, stray, stray, stray]), encoding="utf-8")
    assert run("inspect", export, "--save", mapping).returncode == 0
    seen = tomllib.loads(mapping.read_text(encoding="utf-8"))["seen"]["nps"]
    assert (seen["low"], seen["high"]) == (0, 10)
    assert run("compute", "nps", export, "--mapping", mapping).returncode == 0
    later.write_text(head + "".join(f"2026-01-05,{int(score) * 10}\n" for score in clean), encoding="utf-8")
    done = run("compute", "nps", later, "--mapping", mapping)
    assert done.returncode == 4
    assert "outside 0-10" in done.stderr


def test_answers_given_on_a_hundred_points_keep_their_scale(run, tmp_path):
    export, mapping = tmp_path / "survey.csv", tmp_path / "survey.toml"
    rows = "".join(f"2026-01-05,{row % 101}\n" for row in range(202))
    export.write_text("responded_at,nps\n" + rows, encoding="utf-8")
    assert run("inspect", export, "--save", mapping).returncode == 0
    seen = tomllib.loads(mapping.read_text(encoding="utf-8"))["seen"]["nps"]
    assert (seen["low"], seen["high"]) == (0, 100)


def test_options_are_kept_in_it(run, tmp_path):
    export = tmp_path / "a.csv"
    export.write_text("date,nps\n01/02/2026,9\n02/03/2026,99\n", encoding="utf-8")
    path = tmp_path / "a.toml"
    assert run("inspect", export, "--date-order", "mdy", "--missing", "99", "--save", path).returncode == 0
    assert tomllib.loads(path.read_text(encoding="utf-8"))["options"] == {"date_order": "mdy", "missing": ["99"]}
    done = run("compute", "nps", export, "--mapping", path, "--period", "month", "-f", "csv")
    assert done.returncode == 0, done.stderr
    assert "2026-01" in done.stdout


@pytest.mark.parametrize("text", ["", "version = 1\n", "reader = [", 'version = 1\nreader = "x"\nframe = "survey"\nroles = 3\n'])
def test_another_file_is_no_mapping_file(run, tmp_path, text):
    path = tmp_path / "x.toml"
    path.write_text(text, encoding="utf-8")
    (tmp_path / "survey.csv").write_text(SURVEY, encoding="utf-8")
    done = run("compute", "nps", tmp_path / "survey.csv", "--mapping", path)
    assert done.returncode == 2
    assert "--save" in done.stderr


def test_a_vendor_export_that_lost_what_it_is_known_by_has_changed(run, tmp_path):
    head = "id,person,survey_type,score,created_at\n"
    export = tmp_path / "d.csv"
    export.write_text(head + "1,p1,nps,9,1767603600\n2,p2,nps,4,1767603700\n", encoding="utf-8")
    path = tmp_path / "d.toml"
    assert run("inspect", export, "--save", path).returncode == 0
    export.write_text(export.read_text(encoding="utf-8").replace("survey_type", "kind"), encoding="utf-8")
    done = run("compute", "nps", export, "--mapping", path)
    assert done.returncode == 4
    assert "survey_type" in done.stderr
