"""How much memory there is."""

from __future__ import annotations

from pathlib import Path

import pytest

import cxm.io.memory as found
from cxm.io.memory import memory


def test_the_memory_there_is_is_that_of_the_container(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    limit = tmp_path / "memory.max"
    monkeypatch.setattr(found, "LIMITS", (str(limit), str(tmp_path / "absent")))
    machine = memory()
    for said, expected in (("1048576\n", 1 << 20), ("max\n", machine), ("", machine)):
        limit.write_text(said)
        assert memory() == expected
