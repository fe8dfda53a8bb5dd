"""`python -m cxm`, and the `cxm` command."""

from __future__ import annotations

import sys

from cxm.cli.app import main


def run() -> None:
    """End the process with the exit status of the command line."""
    sys.exit(main())


if __name__ == "__main__":
    run()
