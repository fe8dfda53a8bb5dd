"""Two engines, one number: whatever is worked out by hand comes out of DuckDB to the last bit as it does of polars."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
import test_catalogue_laws as laws
from build import request, table
from chance import Asked, export, kinds, sheet
from polars.testing import assert_frame_equal
from test_cases import CASES, Case, frame_of, options_of, plain

import cxm
from cxm.errors import UsageError
from cxm.metrics.engine.backends import BACKENDS, backend_of
from cxm.metrics.engine.backends.duckdb import DuckDB
from cxm.metrics.engine.backends.polars import Polars
from cxm.metrics.engine.compute import Computed, compute

ROOT = Path(__file__).parents[2]
EVERY = [param for param in CASES if "error" not in param.values[1]]
FIRST = {
    (name, case["covers"], case.get("frame"), str(case.get("request", {}).get("definition"))): param
    for param in reversed(EVERY)
    for name, case in [param.values]
}
COUNTED = EVERY if laws.EXPLORE else list(FIRST.values())
"""One case for each thing a metric's cases cover; `HYPOTHESIS_PROFILE=explore` takes them all."""


@pytest.fixture(scope="module")
def duckdb() -> Iterator[DuckDB]:
    backend = DuckDB()
    yield backend
    backend.close()


def found(name: str, case: Case, backend: Polars | None = None) -> Computed:
    rows = table(plain(case["rows"]), frame=case.get("frame", frame_of(name).name), fields=case.get("fields", ()))
    options = options_of(name, case)
    if "with" in case:
        second = case["with"]
        options["other"] = table(plain(second["rows"]), frame=second["frame"], fields=second.get("fields", ()))
    sort = options.pop("sort", "")
    return compute([name], rows, request(**options), backend, sort=sort)[0]


@pytest.mark.parametrize(("name", "case"), COUNTED)
def test_duckdb_gives_what_polars_gives(name: str, case: Case, duckdb: DuckDB):
    asked = duckdb.handed
    same(found(name, case), found(name, case, duckdb))
    assert duckdb.handed > asked, "DuckDB was not asked"


@pytest.mark.parametrize("asked", kinds(), ids=str)
def test_rows_nobody_chose_give_the_same_in_both(asked: Asked, duckdb: DuckDB):
    rows = export(asked, sheet(asked, 1))
    same(laws.found(asked, rows, 1), laws.found(asked, rows, 1, backend=duckdb))


def same(one: Computed, other: Computed) -> None:
    """Whether cells are the same to the last bit, and what is said of them."""
    assert_frame_equal(one.cells, other.cells, check_exact=True, check_dtypes=True)
    assert (one.quality, one.rows, one.notes) == (other.quality, other.rows, other.notes)


def test_the_first_engine_needs_nothing_of_the_second():
    code = "import cxm, sys; cxm.compute('nps', 'sample_data/survey.csv'); print(sorted({'duckdb', 'narwhals'} & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=ROOT, check=True)
    assert done.stdout.strip() == "[]"


def test_it_can_be_asked_by_name():
    exports = str(ROOT / "sample_data" / "survey.csv")
    one, other = (cxm.compute("nps", exports, by="region", period="month", engine=engine) for engine in ("polars", "duckdb"))
    assert_frame_equal(one, other, check_exact=True)


def test_an_engine_that_is_not_there_is_refused_with_the_cure(monkeypatch: pytest.MonkeyPatch):
    with pytest.raises(UsageError, match="unknown engine: 'spark'"):
        backend_of("spark")

    def missing(name: str) -> object:
        raise ModuleNotFoundError("No module named 'duckdb'", name="duckdb")

    monkeypatch.setattr(BACKENDS, "load", missing)
    monkeypatch.setattr(BACKENDS, "_loaded", {})
    with pytest.raises(UsageError, match="is not installed") as caught:
        backend_of("duckdb")
    assert "cxm[duckdb]" in str(caught.value)


def test_names_that_duckdb_does_not_tell_apart_are_refused(duckdb: DuckDB):
    rows = table([{"score": 9.0, "@Team": "a", "@team": "b"}])
    with pytest.raises(UsageError, match="does not tell 'Team' from 'team'"):
        compute(["nps"], rows, request(by=["Team", "team"]), duckdb)
