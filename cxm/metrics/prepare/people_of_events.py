"""People of events: one row per person and event, joins and repeated registrations put together.

A person is invited if any row says when, registered if any row is a registration that stands, and attended if any row says so; a row
that names nobody is a person of its own. An event of which no row says who was there is not over, or nobody counted: `told` is off. With the setting `min_minutes`, who was there for less did not attend. Occurrences of one event on several days are several events. Since 0.1.
"""

import polars as pl

from cxm.errors import NotEnoughData
from cxm.metrics.prepare import PERIOD, Given, Preparation, in_periods
from cxm.metrics.spec import NONE

VOID = ("cancelled", "refunded", "declined")


def run(given: Given) -> pl.LazyFrame:
    """People of events with `came`, `came_live`, `asked`, `signed_up`, `interactions`, their `person_id` and `day`."""
    has = given.fields.__contains__
    event = next((name for name in ("event_id", "event_name") if has(name)), None)
    row = pl.concat_str(pl.lit("\u0000"), pl.col("_row").cast(pl.String))
    person = pl.col("person_id") if has("person_id") else pl.lit(None, pl.String)
    there = pl.col("attended").fill_null(value=False) if has("attended") else pl.lit(value=False)
    later = pl.col("on_demand").fill_null(value=False) if has("on_demand") else pl.lit(value=False)
    rows = in_periods(given, given.rows).with_row_index("_row")
    rows = rows.with_columns(
        person.fill_null(row).alias("_person"),
        (pl.col(event) if event else pl.lit("")).alias("_event"),
        (pl.col("attended").is_not_null() if has("attended") else pl.lit(value=False)).alias("told"),
        there.alias("came"),
        (there & ~later).alias("came_live"),
        (pl.col("invited_at").is_not_null() if has("invited_at") else pl.lit(value=False)).alias("asked"),
        _stands(given).alias("signed_up"),
        person.alias("person_id"),
    )
    flags = [pl.col(name).any() for name in ("came", "came_live", "asked", "signed_up")]
    counts = [pl.col(name).sum() for name in ("interactions", "minutes") if has(name)]
    # Of several labels the first by the alphabet, so that the order of rows does not matter; a blank one only if there is no other.
    labels = [pl.col(name).filter(pl.col(name) != NONE).min().fill_null(NONE) for name in given.segments]
    rows = rows.with_columns(pl.col("told").any().over(PERIOD, "day", "_event"))
    flags.append(pl.col("told").first())
    people: pl.LazyFrame = rows.group_by(PERIOD, "day", "_event", "_person").agg(*flags, *counts, *labels, pl.col("person_id").first())
    least = float(given.settings.get("min_minutes") or 0)
    if not least:
        return people
    if not has("minutes"):
        raise NotEnoughData(
            "--set min_minutes needs minutes, which the export does not have", cure="name the column with --map minutes=COLUMN"
        )
    long = (pl.col("minutes") >= least).fill_null(value=False)
    return people.with_columns(pl.col(name) & long for name in ("came", "came_live"))


def _stands(given: Given) -> pl.Expr:
    """Whether a row is a registration that was not taken back. Those who came without one have neither a time nor a state of it."""
    known = [pl.col(name).is_not_null() for name in ("registered_at", "registration") if name in given.fields]
    void = [pl.col("registration").is_in(list(VOID)).fill_null(value=False)] if "registration" in given.fields else []
    void += [pl.col("cancelled_at").is_not_null()] if "cancelled_at" in given.fields else []
    stands = pl.any_horizontal(known) if known else pl.lit(value=False)
    return stands & ~pl.any_horizontal(void) if void else stands


PREPARE = Preparation(run=run, fields=frozenset({"came", "came_live", "told", "asked", "signed_up", "interactions", "person_id", "day"}))
