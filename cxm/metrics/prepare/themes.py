"""Themes: a row for every theme a text mentions, by words the user declares, and one without a theme for every text.

Of tickets only complaints take part. A text that mentions two themes counts in both: shares may add up to over 100. Since 0.1.
"""

from __future__ import annotations

import polars as pl

from cxm.metrics.prepare import Given, Preparation
from cxm.metrics.prepare._texts import TEXT, mentions, patterns, written
from cxm.metrics.prepare.complaints import complaint


def run(given: Given) -> pl.LazyFrame:
    """Texts with their `theme`.

    Raises:
        UsageError: no themes are declared.
        NotEnoughData: nothing says which tickets are complaints.
    """
    declared = patterns(given.settings.get("themes") or ())
    rows = written(given, complaint(given) if given.frame.name == "ticket" else None)
    found = [pl.when(pl.col(TEXT).str.contains(pattern)).then(pl.lit(theme)) for theme, pattern in declared.items()]
    return mentions(rows, given, pl.concat_list(found).list.drop_nulls(), "theme")


PREPARE = Preparation(
    run, frozenset({"theme"}), notes=lambda _: ("a text that mentions several themes counts in each: shares may add up to over 100%",)
)
