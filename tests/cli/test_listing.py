"""Listings: `cxm metrics` and `cxm readers` in every format, and pages that say which formats they have."""

from __future__ import annotations

import csv
import io
import json
import os
import pty
import re
import subprocess
import sys
from pathlib import Path

import pytest

from cxm.metrics import METRICS
from cxm.metrics.catalog.survey.csat import on as csat_on
from cxm.metrics.catalog.survey.dsat import on as dsat_on
from cxm.metrics.spec import Scale, View

ROOT = Path(__file__).parents[2]


def rows_of(text: str, separator: str = ",") -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text), delimiter=separator))


@pytest.mark.parametrize("command", ["metrics", "readers"])
def test_a_pipe_gets_csv_and_every_format_lists_the_same_entries(cxm, command):
    listed = [one["name"] for one in json.loads(cxm(command, "-f", "json").stdout)]
    assert len(listed) > 50
    piped = cxm(command)
    assert (piped.returncode, piped.stderr) == (0, "")
    assert [row["name"] for row in rows_of(piped.stdout)] == listed
    assert cxm(command, "-f", "csv").stdout == piped.stdout
    assert [row["name"] for row in rows_of(cxm(command, "-f", "tsv").stdout, "\t")] == listed
    assert [json.loads(line)["name"] for line in cxm(command, "-f", "ndjson").stdout.splitlines()] == listed
    head, rule, *body = cxm(command, "-f", "markdown").stdout.splitlines()
    assert {line.count(" | ") for line in (head, *body)} == {head.count(" | ")}
    assert set(rule) <= set("|- ")
    assert [line.split(" | ")[0].removeprefix("| ") for line in body] == listed


def test_a_cell_holds_a_list_as_one_text(cxm):
    [row] = [row for row in rows_of(cxm("metrics", "--family", "support").stdout) if row["name"] == "backlog"]
    assert row["needs"] == "created_at; resolved_at"
    assert "lt=" in row["names"]


@pytest.mark.parametrize("command", [["metrics"], ["readers"], ["explain", "nps"], ["grade", "nps", "42"], ["inspect"]])
def test_a_format_that_is_none_is_refused(cxm, sample, command):
    done = cxm(*command, *([sample] if command == ["inspect"] else []), "--format", "parquet")
    assert (done.returncode, done.stdout) == (2, "")
    assert "unknown format: 'parquet'" in done.stderr


@pytest.mark.parametrize("columns", [80, 120, 160])
@pytest.mark.parametrize("command", [["metrics"], ["readers", "--family", "ticket"]])
def test_a_terminal_gets_a_table_that_fits(command: list[str], columns: int):
    shown = on_terminal(command, columns)
    lines = [re.sub(r"\x1b\[[0-9;]*m", "", line) for line in shown.splitlines()]
    assert max(map(len, lines)) <= columns
    assert "…" not in "".join(lines)


def test_a_family_has_one_heading(cxm):
    lines = [line.strip() for line in cxm("metrics", "-f", "table").stdout.splitlines()]
    families = {METRICS.family(name) for name in METRICS.names()}
    assert sorted(line for line in lines if line in families) == sorted(families)


@pytest.mark.parametrize("command", ["metrics", "readers"])
def test_listing_in_any_format_loads_no_engine(command: str):
    for name in ("csv", "markdown", "ndjson"):
        code = f"import sys; from cxm.cli.app import main; main([{command!r}, '-f', {name!r}]); sys.exit('polars' in sys.modules)"
        done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr


@pytest.mark.parametrize("name", [name for name in METRICS.names() if not isinstance(METRICS[name], View)])
def test_a_definition_is_explained_once(name: str):
    from cxm.cli.commands.explain import sections

    told = dict(sections(METRICS[name]))["Definitions"].splitlines()
    ids = [line.removeprefix("- ").partition(": ")[0] for line in told]
    assert ids == list(dict.fromkeys(one.id for one in METRICS.definitions(name)))


@pytest.mark.parametrize("on", [csat_on, dsat_on])
def test_the_id_of_a_definition_tells_its_scale(on):
    scales = [Scale(low, high) for low in (-2, 0, 1) for high in range(low + 1, low + 11)]
    assert len({on(scale).definition for scale in scales}) == len(scales)


def on_terminal(arguments: list[str], columns: int) -> str:
    """What a command shows on a terminal of so many columns."""
    main, side = pty.openpty()
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "TERM": "xterm-256color", "COLUMNS": str(columns)}
    process = subprocess.Popen([sys.executable, "-m", "cxm", *arguments], stdout=side, stderr=side, stdin=side, env=environment)
    os.close(side)
    shown = b""
    while True:
        try:
            piece = os.read(main, 65_536)
        except OSError:
            break
        if not piece:
            break
        shown += piece
    process.wait()
    os.close(main)
    return shown.decode().replace("\r\n", "\n")
