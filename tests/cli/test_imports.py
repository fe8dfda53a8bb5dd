"""What a command loads: start-up time is kept by what is imported, which can be told exactly, unlike seconds."""

from __future__ import annotations

import subprocess
import sys

import pytest

from cxm.io.recognise import READERS
from cxm.metrics import METRICS

HEAVY = frozenset({"polars", "pyarrow", "numpy", "rich", "pandas", "narwhals", "fsspec", "openpyxl", "xlsxwriter", "importlib.metadata"})


def loaded(*arguments: str, before: str = "") -> set[str]:
    """Modules that are there once a command is done, of those that typer (or what is imported before) does not bring itself."""
    code = (
        f"import sys, typer\n{before}\nthere = set(sys.modules)\nfrom cxm.cli.app import main\nstatus = main({list(arguments)!r})\n"
        "print('\\n'.join(set(sys.modules) - there), file=sys.stderr)\nsys.exit(status)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False, timeout=60)
    assert done.returncode == 0, done.stderr
    return set(done.stderr.split())


def below(package: str, modules: set[str]) -> set[str]:
    """The families of a package of which something is loaded."""
    return {name.split(".")[3] for name in modules if name.startswith(package + ".") and name.count(".") > 3}


@pytest.mark.parametrize("arguments", [("--help",), ("metrics",), ("explain", "nps"), ("compute", "--help"), ("readers",)])
def test_commands_that_compute_nothing_load_nothing_heavy(arguments):
    assert loaded(*arguments) & HEAVY == set()


@pytest.mark.parametrize("arguments", [("--help",), ("compute", "--help"), ("explain", "nps")])
def test_no_reader_and_no_other_metric_is_opened(arguments):
    modules = loaded(*arguments)
    assert below("cxm.io.readers", modules) == set()
    assert modules & {METRICS.module(name) for name in METRICS} <= {METRICS.module("nps")}


@pytest.mark.parametrize(
    ("metric", "text", "family"),
    [
        ("nps", "score,region\n9,a\n3,b\n", "survey"),
        ("ticket-volume", "ticket_id,created_at,priority\n1,2026-01-05 10:00,high\n", "ticket"),
    ],
)
def test_computing_opens_the_readers_of_one_family_and_one_metric(metric, text, family, tmp_path):
    export = tmp_path / "export.csv"
    export.write_text(text)
    modules = loaded("compute", metric, str(export), "-f", "csv", "-q", before="import polars")
    assert below("cxm.io.readers", modules) == {family}
    assert modules & {METRICS.module(name) for name in METRICS} == {METRICS.module(metric)}
    assert {name for name in modules if name.startswith("cxm.io.writers.") and "._" not in name} == {"cxm.io.writers.csv"}
    assert modules & (HEAVY - {"importlib.metadata"}) == set()
    assert family in READERS.families()
