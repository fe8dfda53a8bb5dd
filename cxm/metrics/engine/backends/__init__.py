"""Engines: who counts. Each file holds `BACKEND`, and its name is what the user types."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cxm._registry import Registry
from cxm.errors import UsageError

if TYPE_CHECKING:
    from cxm.metrics.engine.backends.polars import Polars

BACKENDS: Registry[type[Polars]] = Registry("cxm.metrics.engine.backends", "BACKEND", "engine")


def backend_of(name: str) -> type[Polars]:
    """The engine of a name.

    Raises:
        UsageError: there is none of this name, or what it needs is not installed.
    """
    try:
        return BACKENDS[name]
    except ModuleNotFoundError as error:
        raise UsageError(f"--engine {name} needs {error.name}, which is not installed", cure=f"pip install 'cxm[{name}]'") from None
