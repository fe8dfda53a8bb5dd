"""Running the command line as a user does: in a process of its own."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SAMPLE = ROOT / "sample_data" / "survey.csv"

Run = Callable[..., "subprocess.CompletedProcess[str]"]


@pytest.fixture
def sample() -> str:
    return str(SAMPLE)


@pytest.fixture
def cxm(tmp_path: Path) -> Run:
    """Run `cxm` with arguments in an empty folder; environment variables as keywords."""

    def run(*arguments: str, stdin: str | bytes | None = "", **environment: str) -> subprocess.CompletedProcess[str]:
        plain = {name: value for name, value in os.environ.items() if name not in ("NO_COLOR", "FORCE_COLOR", "COLUMNS")}
        data = stdin.encode() if isinstance(stdin, str) else stdin
        done = subprocess.run(
            [sys.executable, "-m", "cxm", *arguments],
            input=data,
            capture_output=True,
            check=False,
            cwd=tmp_path,
            env=plain | {"PYTHONPATH": str(ROOT), "PYTHONWARNINGS": "error", "TERM": "xterm-256color", "LC_ALL": "C.UTF-8"} | environment,
        )
        return subprocess.CompletedProcess(done.args, done.returncode, done.stdout.decode(), done.stderr.decode())

    return run
