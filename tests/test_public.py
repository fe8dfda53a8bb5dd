"""The public door: what is offered, and that neither it nor a look at the help loads an engine."""

from __future__ import annotations

import subprocess
import sys
from importlib.metadata import version

import pytest

import cxm
from cxm import errors
from cxm._settle import KNOWN
from cxm.cli import options

HEAVY = ("polars", "pyarrow", "numpy", "scipy", "narwhals", "duckdb")


def test_the_public_names_are_these():
    assert cxm.__all__ == ["CxmError", "__version__", "compute", "metrics", "read"]
    assert sorted(cxm.__all__) == cxm.__all__


def test_every_public_name_is_there():
    for name in cxm.__all__:
        assert getattr(cxm, name) is not None
    assert cxm.CxmError is errors.CxmError


def test_an_unknown_name_is_an_attribute_error():
    with pytest.raises(AttributeError, match="nothing"):
        _ = cxm.nothing


def test_public_functions_say_what_they_do():
    for name in ("compute", "metrics", "read"):
        assert getattr(cxm, name).__doc__.strip()


def test_the_version_is_that_of_the_distribution_if_it_is_installed():
    parts = cxm.__version__.split(".")
    assert len(parts) == 3
    try:
        installed = version("cxm")
    except ModuleNotFoundError:
        pytest.skip("cxm is not installed, only found on the path")
    assert installed == cxm.__version__


def loaded_by(code: str) -> set[str]:
    """The top-level modules a fresh interpreter has loaded after some code."""
    shown = subprocess.run(
        [sys.executable, "-c", f"{code}\nimport sys\nprint(' '.join({{name.partition('.')[0] for name in sys.modules}}))"],
        capture_output=True,
        text=True,
        check=True,
        cwd=cxm.__path__[0] + "/..",
    )
    return set(shown.stdout.split())


@pytest.mark.parametrize(
    "code",
    [
        "import cxm",
        "import cxm.metrics; list(cxm.metrics.METRICS)",
        "import cxm.cli.app",
        "from cxm.metrics import FRAMES, METRICS; [METRICS.definitions(name) for name in METRICS]; [FRAMES[name] for name in FRAMES]",
        "from cxm.metrics.benchmarks import band_set; band_set('nps', '0_10')",
    ],
)
def test_no_engine_is_loaded_before_it_is_needed(code: str):
    assert loaded_by(code) & set(HEAVY) == set()


def test_the_engine_is_loaded_when_it_is_used():
    assert "polars" in loaded_by("import cxm; cxm.compute")


def test_an_option_that_would_do_nothing_is_refused(tmp_path):
    (tmp_path / "a.csv").write_text("score\n9\n")
    with pytest.raises(cxm.CxmError, match="unknown option: 'perod'") as caught:
        cxm.compute("nps", tmp_path / "a.csv", perod="month")
    assert "period" in str(caught.value)
    with pytest.raises(cxm.CxmError, match="unknown option: 'format'"):
        cxm.read(tmp_path / "a.csv", format="json")


def test_python_takes_every_option_of_the_command_line_that_settles_a_request():
    groups = (options.SECOND, options.REPORT, options.READING, options.MONEY, options.CERTAINTY, options.BENCHMARK)
    offered = {option.name for group in groups for option in group}
    assert offered - {"fail_if", "fail_on"} == KNOWN
