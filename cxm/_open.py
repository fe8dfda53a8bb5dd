"""Open: an export recognised and settled, by its mapping file where there is one."""

from __future__ import annotations

from collections.abc import Sequence
from typing import BinaryIO

from cxm.errors import ExportError
from cxm.io import mapping as mappings
from cxm.io.mapping import Saved
from cxm.io.options import ANYTHING, Options, Wanted
from cxm.io.read import Reading, read
from cxm.io.source import Workspace


def opened(
    exports: Sequence[str],
    options: Options,
    mapping: Saved | None,
    workspace: Workspace,
    *,
    wanted: Wanted = ANYTHING,
    stdin: BinaryIO | None = None,
) -> Reading:
    """Exports recognised and settled.

    Args:
        mapping: the mapping file they are read by.
        wanted: what they are wanted for, where it is known.

    Raises:
        AmbiguousError: the export is not what its mapping file says.
    """
    if mapping is None:
        return read(exports, options, workspace, wanted=wanted, stdin=stdin)
    try:
        reading = read(exports, options, workspace, wanted=wanted, stdin=stdin)
    except ExportError as error:
        if not mappings.unfit(mapping, error):
            raise
        raise mappings.drifted(mapping, ", ".join(exports), [error.what]) from None
    return mappings.settled(mapping, reading)
