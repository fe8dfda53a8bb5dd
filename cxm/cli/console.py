"""Talk: everything said on stderr. stdout is for data alone."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable
from threading import Event, Thread
from typing import Any, Self

DELAY = 1.0
"""Seconds a piece of work may take before its progress is shown."""


def colored(stream: Any, choice: str = "auto") -> bool:
    """Whether to colour a stream: --color, then NO_COLOR, FORCE_COLOR and TERM, then whether it is a terminal."""
    if choice != "auto":
        return choice == "always"
    if os.environ.get("NO_COLOR"):
        return False
    if os.environ.get("FORCE_COLOR", "0") not in ("", "0"):
        return True
    return os.environ.get("TERM") != "dumb" and bool(stream.isatty())


def say(text: str) -> None:
    """A note on stderr."""
    print(text, file=sys.stderr)


def complain(text: str, *, context: Any = None) -> None:
    """An error on stderr: what, where and the cure, never a traceback."""
    head, _, rest = text.partition("\n")
    if colored(sys.stderr):
        rest = rest.replace("  cure: ", "  \x1b[1mcure:\x1b[0m ")
        say(f"\x1b[1;31mcxm:\x1b[0m {head}" + (f"\n{rest}" if rest else ""))
    else:
        say(f"cxm: {head}" + (f"\n{rest}" if rest else ""))
    if context is not None:
        say(f"  cure: {context.command_path} --help")


class Progress:
    """How far a piece of work is: shown on stderr once it takes more than a second, if that is a terminal."""

    def __init__(self, what: str, *, quiet: bool) -> None:
        self._what = what
        self._rows = 0
        self._done = Event()
        self.shown = not quiet and sys.stderr.isatty() and os.environ.get("TERM") != "dumb"
        self._ticker = Thread(target=self._tick, daemon=True)

    def __enter__(self) -> Self:
        if self.shown:
            self._ticker.start()
        return self

    def __exit__(self, *_: object) -> None:
        if self.shown:
            self._done.set()
            self._ticker.join()

    @property
    def seen(self) -> Callable[[int], None] | None:
        """Takes the number of rows that passed; None when nobody looks, so that counting costs nothing."""
        return self._add if self.shown else None

    def _add(self, rows: int) -> None:
        self._rows += rows

    def _tick(self) -> None:
        start = time.monotonic()
        wait = DELAY
        while not self._done.wait(wait):
            seconds = time.monotonic() - start
            rate = f"  {self._rows:,} rows, {self._rows / seconds / 1e6:.1f} million a second" if self._rows else ""
            print(f"\r\x1b[2K{self._what}  {seconds:.0f} s{rate}", end="", file=sys.stderr, flush=True)
            wait = 0.2
        if wait != DELAY:
            print("\r\x1b[2K", end="", file=sys.stderr, flush=True)
