"""Turns: how long a customer waited for the next answer of an agent, one row for each turn of the customer.

A turn begins with the first message of the customer that is not yet answered; further ones before the answer belong to it. Its row
is that first message with
    turn_s      seconds to the answer, or until the observation end
    turn_ended  whether it was answered
Messages of bots and internal notes answer nothing.
"""

from __future__ import annotations

from typing import Any

import polars as pl

from cxm.metrics.prepare import Given, Preparation, in_periods
from cxm.metrics.prepare._business_hours import given_clock, notes
from cxm.metrics.prepare._tickets import elapsed, end_of


def run(given: Given) -> Any:
    """Rows of the message frame that begin a turn."""
    clock = given_clock(given)
    said = pl.col("author_type").is_in(["customer", "agent"])
    known = said & pl.col("ticket_id").is_not_null() & (pl.col("sent_at") <= end_of(given))
    rows = given.rows.filter(known).with_row_index("_place").sort("ticket_id", "sent_at", "_place")
    customer = pl.col("author_type") == "customer"
    before = pl.col("author_type").shift(1).over("ticket_id")
    begins = customer & (before.is_null() | (before == "agent"))
    answer = pl.when(~customer).then(pl.col("sent_at")).fill_null(strategy="backward").over("ticket_id")
    turns = rows.with_columns(begins.alias("_begins"), answer.alias("_answer")).filter(pl.col("_begins"))
    waited = elapsed(clock, pl.col("sent_at"), pl.coalesce(pl.col("_answer"), end_of(given)))
    turns = turns.with_columns(waited.alias("turn_s"), pl.col("_answer").is_not_null().alias("turn_ended"))
    return in_periods(given, turns).drop("_place", "_begins", "_answer")


PREPARE = Preparation(run, frozenset({"turn_s", "turn_ended"}), observed=("sent_at",), notes=notes)
