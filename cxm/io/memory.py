"""Memory: how much of it there is."""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path

LIMITS = ("/sys/fs/cgroup/memory.max", "/sys/fs/cgroup/memory/memory.limit_in_bytes")
"""Where Linux tells the limit of a container; the text `max` is none."""
UNKNOWN = 8 << 30


def memory() -> int:
    """Bytes of memory of the machine, or of the container if it has less; 8 GB where nothing says."""
    found = []
    with suppress(AttributeError, ValueError, OSError):
        found.append(os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES"))
    for limit in LIMITS:
        with suppress(ValueError, OSError):
            found.append(int(Path(limit).read_text(encoding="ascii")))
    return min(found, default=UNKNOWN)
