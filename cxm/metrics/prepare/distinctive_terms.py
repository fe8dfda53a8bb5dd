"""Distinctive terms: a row for every term of a text that tells a segment from the others, and one without a term for every text.

A term tells a segment if texts of the segment mention it clearly more often than the other texts do: by the logarithm of the odds
ratio of mentioning it (Haldane-Anscombe corrected) over its standard error, with all terms and segments tested together
(Benjamini-Hochberg at 5 %). Of each segment the clearest `top` stay. Since 0.1.
"""

from __future__ import annotations

from math import erfc, sqrt

import polars as pl

from cxm.errors import IncompleteRequest
from cxm.metrics.prepare import Given, Preparation
from cxm.metrics.prepare._texts import TEXT, mentions, terms, written

MOST = 0.05
"""Share of the terms shown that may be there by chance."""


def run(given: Given) -> pl.LazyFrame:
    """Texts with their `term`.

    Raises:
        IncompleteRequest: there are no segments to tell apart.
    """
    if not given.segments:
        raise IncompleteRequest("terms are told by what segments say differently", cure="--by COLUMN")
    rows = written(given).with_columns(terms(pl.col(TEXT)).alias("term"))
    told = set().union(*(_telling(rows, segment, given) for segment in given.segments))
    kept = pl.col("term").list.set_intersection(pl.lit(pl.Series([sorted(told)], dtype=pl.List(pl.String))))
    return mentions(rows, given, kept, "term")


def _telling(rows: pl.LazyFrame, segment: str, given: Given) -> set[str]:
    """The terms that tell the values of one segment column from each other."""
    sizes = rows.group_by(segment).len("texts").collect(engine="streaming")
    counts = (
        rows.select(segment, "term").explode("term").drop_nulls("term").group_by(segment, "term").len("hits").collect(engine="streaming")
    )
    fewest, top = int(given.settings.get("min_count", 5)), int(given.settings.get("top", 5))
    counts = counts.filter(pl.col("hits").sum().over("term") >= fewest)
    if counts.is_empty():
        return set()
    a, inside, every = pl.col("hits").cast(pl.Float64), pl.col("texts").cast(pl.Float64), pl.col("hits").sum().over("term").cast(pl.Float64)
    b, c, d = inside - a, every - a, float(sizes["texts"].sum()) - inside - (every - a)
    odds = (((a + 0.5) * (d + 0.5)) / ((b + 0.5) * (c + 0.5))).log()
    error = (1 / (a + 0.5) + 1 / (b + 0.5) + 1 / (c + 0.5) + 1 / (d + 0.5)).sqrt()
    scored = counts.join(sizes, on=segment, how="left", nulls_equal=True).with_columns((odds / error).alias("z"))
    scored = scored.with_columns(pl.Series("p", [erfc(abs(z) / sqrt(2.0)) for z in scored["z"]], pl.Float64))
    passed = pl.col("p") <= MOST * pl.col("p").rank("max") / pl.len()
    clear = scored.filter(pl.col("p") <= pl.col("p").filter(passed).max(), pl.col("z") > 0).sort("z", "term", descending=[True, False])
    return set(clear.group_by(segment, maintain_order=True).head(top)["term"])


PREPARE = Preparation(
    run,
    frozenset({"term"}),
    notes=lambda _: ("terms that texts of one segment mention clearly more often than others (log odds ratio, Benjamini-Hochberg at 5%)",),
)
