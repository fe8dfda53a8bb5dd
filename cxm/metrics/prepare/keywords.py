"""Keywords: search rows in their periods, with what must be said where no target keywords are named."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from cxm.metrics.prepare import Given, Preparation, in_periods


def run(given: Given) -> Any:
    """Rows of the report."""
    return in_periods(given, given.rows)


def _notes(given: Given) -> Sequence[str]:
    said = [] if given.settings.get("keywords") else ["of the keywords seen: name yours with --set keywords=@FILE"]
    return said if "impressions" in given.fields else [*said, "positions unweighted: the export has no impressions"]


PREPARE = Preparation(run, frozenset(), notes=_notes)
