"""Customer-experience and engagement metrics from the exports of survey, web, billing and help desk tools.

    import cxm
    cxm.compute("nps", "survey.csv", by="region", period="month")     # the result, a polars frame
    cxm.read("survey.csv")                                            # the canonical frame

The same names as on the command line give the same numbers. Errors are `CxmError` with what, where and the cure.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from cxm.errors import CxmError

if TYPE_CHECKING:
    from cxm._api import compute, metrics, read

__version__ = "0.1.0"
__all__ = ["CxmError", "__version__", "compute", "metrics", "read"]


def __getattr__(name: str) -> Any:
    """Load the engine only when it is used: `import cxm` alone stays light."""
    if name in ("compute", "metrics", "read"):
        from cxm import _api

        return getattr(_api, name)
    raise AttributeError(f"module 'cxm' has no attribute {name!r}")
