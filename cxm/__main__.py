"""`python -m cxm`, and the `cxm` command."""

from __future__ import annotations

import gc
import sys

from cxm.cli.app import main

SELDOM = 100_000
"""New objects between two searches for unreachable ones: a short process makes nearly all of its objects by importing, and keeps them."""


def run() -> None:
    """End the process with the exit status of the command line."""
    gc.set_threshold(SELDOM)
    status = main()
    # Python would look through every object twice on its way out, a quarter of the time of a short command; they all go anyway.
    # But for DuckDB: its bindings complain on stderr of every object of theirs that nobody took away.
    if "_duckdb" not in sys.modules:
        gc.freeze()
    sys.exit(status)


if __name__ == "__main__":
    run()
