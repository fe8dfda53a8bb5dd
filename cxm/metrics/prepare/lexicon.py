"""Lexicon: the tone of what people wrote, by the words it holds (VADER, Hutto & Gilbert 2014). English only.

Texts that a language field says to be in another language, and texts without a Latin letter, have no tone. The limits are those of
the authors: above 0.05 positive, below -0.05 negative. Needs the extra `sentiment`. Since 0.1.
"""

from __future__ import annotations

from functools import cache
from typing import Any

import polars as pl

from cxm.errors import IncompleteRequest
from cxm.metrics.prepare import PERIOD, Given, Preparation
from cxm.metrics.prepare._texts import TEXT, units, written

LIMIT = 0.05


def run(given: Given) -> pl.LazyFrame:
    """Texts with their `sentiment`, null where it cannot be told.

    Raises:
        UsageError: the lexicon is not installed.
    """
    _analyzer()
    rows = written(given)
    english = pl.col(TEXT).str.contains(r"\p{Latin}")
    if "language" in given.fields:
        english = english & pl.col("language").str.to_lowercase().str.contains(r"^\s*en(g|glish)?([-_ ]|$)").fill_null(value=False)
    tone = pl.when(english).then(pl.col(TEXT)).map_batches(_tones, return_dtype=pl.String, is_elementwise=True)
    return rows.select(PERIOD, *given.segments, *units(given), tone.alias("sentiment"))


def _tones(texts: pl.Series) -> pl.Series:
    """The tone of each text; equal ones are looked at once."""
    different = texts.drop_nulls().unique().to_list()
    known = {text: _tone(_analyzer().polarity_scores(text)["compound"]) for text in different}
    return pl.Series([None if text is None else known[text] for text in texts], dtype=pl.String)


def _tone(compound: float) -> str:
    return "positive" if compound > LIMIT else "negative" if compound < -LIMIT else "neutral"


@cache
def _analyzer() -> Any:
    try:
        from vaderSentiment.vaderSentiment import SentimentIntensityAnalyzer  # noqa: PLC0415 - an extra
    except ImportError:
        raise IncompleteRequest("the sentiment lexicon is not installed", cure="pip install 'cxm[sentiment]'") from None
    return SentimentIntensityAnalyzer()


def _notes(given: Given) -> tuple[str, ...]:
    if "language" in given.fields:
        return ("sentiment by an English lexicon (VADER); texts of other languages are left out",)
    return ("sentiment by an English lexicon (VADER); texts of other languages count as they look in it",)


PREPARE = Preparation(run, frozenset({"sentiment"}), notes=_notes)
