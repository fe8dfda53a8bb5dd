"""The commands, one per file; a saved file is a command."""

from __future__ import annotations

import os

ORDER = ("compute", "metrics", "explain", "inspect", "grade", "benchmarks")
"""The commands as help lists them; others follow by name."""


def names() -> list[str]:
    """Names of the commands, read from the folder alone."""
    with os.scandir(os.path.dirname(__file__)) as entries:  # noqa: PTH120 - pathlib would cost as much as the rest
        return [entry.name[:-3].replace("_", "-") for entry in entries if entry.name.endswith(".py") and not entry.name.startswith("_")]
