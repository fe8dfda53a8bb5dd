"""Metadata of the typed files: version, quality and provenance under keys of their own, as JSON text."""

from __future__ import annotations

from json import dumps
from typing import TYPE_CHECKING, Any

from cxm.io.writers._cells import tidy_json

if TYPE_CHECKING:
    from cxm.metrics.engine.result import Result


def metadata(result: Result) -> dict[str, str]:
    """Key -> JSON text, for the schema of a typed file."""
    said: dict[str, Any] = {"cxm.provenance": result.provenance, "cxm.quality": result.left_out, "cxm.version": result.version}
    if result.not_computed:
        said["cxm.not_computed"] = result.missing
    return {key: dumps(tidy_json(value), ensure_ascii=False, allow_nan=False) for key, value in said.items()}
