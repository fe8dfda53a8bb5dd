"""Normalised files: Parquet that holds a canonical frame, and says so in its key-value metadata.

Whoever reads such a file back needs no recognition: the metadata name the frame, the reader that made it and what each column was
called in the export. Instants of a known zone are stored in UTC, days as dates, and times that no zone is known of without one, so
that the file gives the same numbers as the export whatever `--tz` is.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import field, replace
from typing import Any

import polars as pl

from cxm._record import Record
from cxm.errors import ExportError, UsageError
from cxm.io.recognise import READERS, Claim
from cxm.io.roles import DECLARED, Role
from cxm.io.source import Form, Source
from cxm.io.spec import Column, Evidence, Reader, Signature
from cxm.metrics import FRAMES

FORMAT = 1
"""Raised whenever older versions could not read the files any more."""

FLAG = "_unreadable"
"""Suffix of a flag column: the export's cell held something that could not be read as the field's kind."""


class Normal(Record):
    """What a normalised file says of itself.

    Args:
        frame, reader: names of the canonical frame and of the reader that made it.
        fields: the canonical fields, each a column of that name; `flagged` are those with a flag column.
        columns: the export's own columns, by the names they have in the file.
        mapping: canonical field -> the export's column it came from.
        scale, direction: what the format or the user declared of the answers.
        options: the reading options that were given.
        counts: rows, and what was left out or could not be read, by reason.
        exports: names of the files it was made from.
        pseudonymised: ids are keyed hashes.
    """

    frame: str
    reader: str
    fields: tuple[str, ...]
    columns: tuple[str, ...] = ()
    flagged: tuple[str, ...] = ()
    mapping: Mapping[str, str] = field(default_factory=dict)
    scale: tuple[float, float] | None = None
    direction: str = ""
    options: Mapping[str, object] = field(default_factory=dict)
    counts: Mapping[str, int] = field(default_factory=dict)
    exports: tuple[str, ...] = ()
    pseudonymised: bool = False
    version: str = ""

    def metadata(self) -> dict[str, str]:
        """The facts as the key-value pairs of a Parquet file; the same facts give the same bytes."""
        told = {name: getattr(self, name) for name in self.__dataclass_fields__}
        return {"cxm.normalised": str(FORMAT)} | {f"cxm.{name}": json.dumps(value, ensure_ascii=False) for name, value in told.items()}

    @property
    def declaration(self) -> Reader:
        """The reader that made the file, reading its canonical columns by their own names."""
        columns = {name: Column((name,)) for name in self.fields}
        if self.reader in READERS:
            made = READERS[self.reader]
            scale = self.scale or made.scale
            return Reader(made.title, self.frame, Signature(), columns, made.evidence, scale=scale, name=made.name, family=made.family)
        family = FRAMES[self.frame].family or self.frame
        return Reader(self.reader, self.frame, Signature(), columns, Evidence.FILE, scale=self.scale, name=self.reader, family=family)

    @property
    def claim(self) -> Claim:
        """The claim of that reader; nothing had to be recognised."""
        return Claim(self.declaration, 0, 0, 1, self.fields)

    @property
    def roles(self) -> dict[str, Role]:
        """Each canonical field is its own column."""
        return {name: Role(name, name, DECLARED, "normalised") for name in self.fields}


def normalised(sources: Sequence[Source]) -> Normal | None:
    """What normalised files say of themselves, None for any other export.

    Raises:
        ExportError: written by a newer version, or only some of the files are normalised.
        UsageError: files of different frames or readers.
    """
    if any(source.form is not Form.PARQUET or source.path is None for source in sources):
        return None
    found = [_facts(source) for source in sources]
    known = [one for one in found if one is not None]
    if not known:
        return None
    if len(known) < len(found):
        other = next(source.name for source, one in zip(sources, found, strict=True) if one is None)
        raise ExportError("is no normalised file, though others are", where=other, cure=f"cxm normalise {other} -o FILE.parquet")
    first = known[0]
    for source, one in zip(sources, known, strict=True):
        if (one.frame, one.reader) != (first.frame, first.reader):
            what = f"was made by {one.reader}, {sources[0].name} by {first.reader}"
            raise UsageError(what, where=source.name, cure="compute one format at a time")
    counts = {reason: sum(one.counts.get(reason, 0) for one in known) for one in known for reason in one.counts}
    exports = tuple(name for one in known for name in one.exports)
    return replace(first, counts=counts, exports=exports)


def _facts(source: Source) -> Normal | None:
    try:
        held = pl.read_parquet_metadata(source.path)  # type: ignore[arg-type]  # a path, as the caller made sure
    except (pl.exceptions.PolarsError, OSError):
        return None  # reading it will say what is wrong
    written = held.get("cxm.normalised")
    if written is None:
        return None
    if not written.isdigit() or int(written) > FORMAT:
        raise ExportError("was normalised by a newer version of cxm", where=source.name, cure="pip install --upgrade cxm")
    told: dict[str, Any] = {name: json.loads(held[f"cxm.{name}"]) for name in Normal.__dataclass_fields__ if f"cxm.{name}" in held}
    facts: dict[str, Any] = {name: tuple(value) if isinstance(value, list) else value for name, value in told.items()}
    return Normal(**facts)
