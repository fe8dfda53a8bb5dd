"""Pseudonyms: personal ids as keyed hashes.

A hash without a key could be undone by hashing all likely ids, so there is none without a key. The same key gives the same
pseudonym in every file, so that files can still be joined; who loses the key cannot make further ones.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Mapping
from functools import partial
from pathlib import Path

import polars as pl

from cxm.errors import UsageError

VARIABLE = "CXM_KEY"
SHORTEST = 16
"""Bytes a key has at least."""


def key_from(path: str | None, environment: Mapping[str, str] = os.environ) -> bytes:
    """The key, from a file or from the environment. Never from the command line, which other users of a machine can read.

    Raises:
        UsageError: there is none, or it is too short to keep anything secret.
    """
    cure = "openssl rand -hex 32 > cxm.key, then --key-file cxm.key; keep it apart from the data"
    if path is not None:
        try:
            key = Path(path).read_bytes().strip()
        except OSError as error:
            raise UsageError(f"the key cannot be read: {(error.strerror or str(error)).lower()}", where=path, cure=cure) from None
        where = path
    else:
        key, where = environment.get(VARIABLE, "").strip().encode(), VARIABLE
    if not key:
        raise UsageError("--pseudonymise needs a key", cure=f"{cure}; or set {VARIABLE}")
    if len(key) < SHORTEST:
        raise UsageError(f"the key has fewer than {SHORTEST} characters", where=where, cure=cure)
    return key


def pseudonym(text: str, key: bytes) -> str:
    """The pseudonym of an id: 32 hexadecimal digits of BLAKE2b (RFC 7693) with the key."""
    secret = key if len(key) <= hashlib.blake2b.MAX_KEY_SIZE else hashlib.blake2b(key).digest()
    return hashlib.blake2b(text.encode(), key=secret, digest_size=16).hexdigest()


def pseudonyms(column: pl.Expr, key: bytes) -> pl.Expr:
    """A column of ids as pseudonyms, null where there is none."""
    return column.cast(pl.String).map_batches(partial(_hashed, key=key), return_dtype=pl.String, is_elementwise=True)


def _hashed(cells: pl.Series, key: bytes) -> pl.Series:
    known = {cell: pseudonym(cell, key) for cell in cells.unique().to_list() if cell is not None}
    return pl.Series(cells.name, [known.get(cell) for cell in cells.to_list()], dtype=pl.String)
