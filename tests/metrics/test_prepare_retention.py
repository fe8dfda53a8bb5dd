"""Customers over periods: counted one by one in plain Python, and the laws that hold whoever comes and goes."""

from __future__ import annotations

from datetime import datetime, timedelta
from itertools import pairwise
from typing import Any, NamedTuple

import polars as pl
import pytest
from build import computed, table
from hypothesis import given, settings
from hypothesis import strategies as st

from cxm.metrics.engine.table import Stored

FIRST = datetime(2026, 1, 1)
EDGES = [datetime(2026, month, 1) for month in range(1, 6)]
AS_OF = "2026-04-30"


class Sub(NamedTuple):
    customer: str
    start: datetime
    end: datetime | None
    plan: str
    mrr: int

    @property
    def row(self) -> dict[str, Any]:
        end = self.end.isoformat() if self.end else None
        return {
            "customer_id": self.customer,
            "started_at": self.start.isoformat(),
            "ended_at": end,
            "plan": self.plan,
            "mrr": float(self.mrr) / 10,
        }


# Half of the instants fall on the first of a month, where periods meet.
INSTANTS = st.one_of(
    st.sampled_from([datetime(2025, 12, 1), *EDGES]), st.integers(-40, 110).map(lambda day: FIRST + timedelta(days=day, hours=7))
)


@st.composite
def subs(draw: st.DrawFn) -> list[Sub]:
    found = []
    for customer in "abcd":
        for _ in range(draw(st.integers(0, 3))):
            start, end = draw(INSTANTS), draw(st.one_of(st.none(), INSTANTS))
            if end is not None and end <= start:
                start, end = end, start
                if start == end:
                    end = None
            if start < EDGES[-1]:
                found.append(Sub(customer, start, end, draw(st.sampled_from("xyz")), draw(st.integers(1, 500))))
    return found


def lives(found: list[Sub], customer: str) -> list[tuple[datetime, datetime | None]]:
    """The stretches in which a customer has a subscription."""
    merged: list[tuple[datetime, datetime | None]] = []
    for sub in sorted((one for one in found if one.customer == customer), key=lambda one: one.start):
        if merged and (merged[-1][1] is None or sub.start <= merged[-1][1]):
            last = merged[-1][1]
            merged[-1] = (merged[-1][0], None if last is None or sub.end is None else max(last, sub.end))
        else:
            merged.append((sub.start, sub.end))
    return merged


def active(found: list[Sub], customer: str, at: datetime) -> bool:
    return any(start <= at and (end is None or end >= at) for start, end in lives(found, customer))


def revenue(found: list[Sub], customer: str, at: datetime) -> int:
    """What a customer pays just before an instant."""
    return sum(sub.mrr for sub in found if sub.customer == customer and sub.start < at and (sub.end is None or sub.end >= at))


def cells(name: str, found: list[Sub], **options: Any) -> list[dict[str, Any]]:
    fields = ("customer_id", "started_at", "ended_at", "plan", "mrr")
    request = {"period": "month", "from_": "2026-01-01", "as_of": AS_OF, **options}
    return computed(name, table([sub.row for sub in found], frame="subscription", fields=fields), **request).cells.to_dicts()


@settings(max_examples=25)
@given(subs())
def test_customers_are_those_counted_one_by_one(found):
    everyone = {sub.customer for sub in found}
    for row, start, end in zip(cells("churn-rate", found), EDGES, EDGES[1:], strict=False):
        opening = {one for one in everyone if active(found, one, start)}
        closing = {one for one in everyone if active(found, one, end)}
        came = {one for one in everyone - opening if any(start < begun <= end for begun, _ in lives(found, one))}
        assert row["starting"] == len(opening)
        assert row["lost"] == len(opening - closing)
        assert row["ending"] == len(closing)
        assert row["joined"] == len(came)
        assert row["joined_and_left"] == len(came - closing)


@settings(max_examples=25)
@given(subs())
def test_churn_and_retention_add_up_to_100(found):
    for gone, kept in zip(cells("churn-rate", found), cells("retention-rate", found), strict=True):
        assert gone["n"] == kept["n"]
        assert gone["value"] is None if kept["value"] is None else gone["value"] + kept["value"] == pytest.approx(100)


@settings(max_examples=25)
@given(subs())
def test_segments_add_up_to_the_whole_since_a_customer_is_in_one_of_them(found):
    rows = cells("churn-rate", found, by="plan")
    for period in {row["period"] for row in rows}:
        (whole,) = [row for row in rows if row["period"] == period and row["row_kind"] == "total"]
        parts = [row for row in rows if row["period"] == period and row["row_kind"] == "segment"]
        for name in ("starting", "lost", "ending", "joined", "joined_and_left"):
            assert sum(row[name] for row in parts) == whole[name]


@settings(max_examples=25)
@given(subs())
def test_revenue_is_that_added_up_one_by_one(found):
    everyone = {sub.customer for sub in found}
    for row, start, end in zip(cells("mrr", found), EDGES, EDGES[1:], strict=False):
        pairs = {one: (revenue(found, one, start), revenue(found, one, end)) for one in everyone}
        known = {sub.customer for sub in found if sub.start < start}
        expected = {
            "opening": sum(then for then, _ in pairs.values()),
            "closing": sum(now for _, now in pairs.values()),
            "new": sum(now for one, (then, now) in pairs.items() if then == 0 and one not in known),
            "reactivation": sum(now for one, (then, now) in pairs.items() if then == 0 and one in known),
            "expansion": sum(max(0, now - then) for then, now in pairs.values() if then),
            "contraction": sum(max(0, then - now) for then, now in pairs.values() if now),
            "churn": sum(then for then, now in pairs.values() if now == 0),
        }
        assert {name: row[name] for name in expected} == pytest.approx({name: value / 10 for name, value in expected.items()}, abs=1e-9)


@settings(max_examples=25)
@given(subs())
def test_opening_and_movements_are_the_closing_which_opens_the_next_month(found):
    rows = cells("mrr", found)
    for row in rows:
        moved = row["new"] + row["reactivation"] + row["expansion"] - row["contraction"] - row["churn"]
        assert round(row["opening"] + moved, 9) == round(row["closing"], 9)
    for before, after in pairwise(rows):
        assert before["closing"] == after["opening"]


@settings(max_examples=25)
@given(subs())
def test_net_and_gross_retention_and_churn_add_up_to_100(found):
    for retention, churn in (("nrr", "mrr-churn-net"), ("grr", "mrr-churn-gross")):
        for kept, lost in zip(cells(retention, found, definition="period"), cells(churn, found), strict=True):
            assert (kept["value"] is None) == (lost["value"] is None)
            assert kept["value"] is None or kept["value"] + lost["value"] == pytest.approx(100)
            assert kept["value"] is None or retention == "nrr" or kept["value"] <= 100 + 1e-9


@settings(max_examples=20)
@given(subs(), st.randoms(use_true_random=False))
def test_order_of_rows_does_not_matter(found, random):
    shuffled = random.sample(found, len(found))
    for name in ("churn-rate", "mrr", "customer-lifespan"):
        first, second = (cells(name, some, **({"period": "all"} if name == "customer-lifespan" else {})) for some in (found, shuffled))
        assert first == second


@settings(max_examples=20)
@given(subs(), st.integers(1, 20))
def test_a_subscription_cut_in_two_is_the_same_customer(found, days):
    cut = []
    for sub in found:
        middle = sub.start + timedelta(days=days)
        if sub.end is not None and sub.end <= middle:
            cut.append(sub)
        else:
            cut += [sub._replace(end=middle), sub._replace(start=middle)]
    for name in ("churn-rate", "retention-rate", "mrr"):
        assert [row["value"] for row in cells(name, found)] == [row["value"] for row in cells(name, cut)]


@settings(max_examples=15)
@given(subs())
def test_whatever_the_time_is_stored_as_customers_are_the_same(found):
    rows = [sub.row for sub in found]
    fields = ("customer_id", "started_at", "ended_at", "plan", "mrr")
    tables = [table(rows, frame="subscription", fields=fields, stored=stored) for stored in Stored]
    frames = [computed("churn-rate", one, period="month", from_="2026-01-01", as_of=AS_OF).cells.drop("notes") for one in tables]
    assert frames[0].equals(frames[1])
    assert frames[0].equals(frames[2])


@settings(max_examples=20)
@given(subs())
def test_reasons_add_up_to_churn(found):
    rows = [{**sub.row, "cancel_reason": sub.plan} for sub in found]
    options: dict[str, Any] = {"period": "month", "from_": "2026-01-01", "as_of": AS_OF}
    built = table(rows, frame="subscription", fields=("customer_id", "started_at", "ended_at", "cancel_reason"))
    by_reason = computed("churn-by-reason", built, **options).cells
    lost = {row["period"]: row["lost"] for row in cells("churn-rate", found)}
    for period, count in by_reason.group_by("period").agg(pl.col("lost").sum()).iter_rows():
        assert lost[period] == count


@settings(max_examples=20)
@given(subs())
def test_cohorts_are_active_as_counted_one_by_one(found):
    rows = cells("cohort-retention", found, to="2026-04-30")
    everyone = {sub.customer for sub in found}
    begun = {one: min(start for start, _ in lives(found, one)) for one in everyone}
    for row in rows:
        place, age = int(row["period"][5:]) - 1, int(row["_part"])
        cohort = {one for one in everyone if EDGES[place] <= begun[one] < EDGES[place + 1]}
        if place + age >= 4 or not cohort:
            assert row["value"] is None
            continue
        start, end = EDGES[place + age], EDGES[place + age + 1]
        there = {one for one in cohort if any(a < end and (b is None or b > start) for a, b in lives(found, one))}
        assert (row["members"], row["active"]) == (len(cohort), len(there))


def test_a_subscription_planned_to_end_has_not_told_the_future():
    rows = [
        {"customer_id": "a", "started_at": "2026-01-05T00:00:00", "ended_at": "2027-01-05T00:00:00", "status": "active"},
        {"customer_id": "b", "started_at": "2026-01-05T00:00:00", "ended_at": "2026-02-05T00:00:00", "status": "ended"},
    ]
    found = computed("churn-rate", table(rows, frame="subscription"), period="month")
    assert found.cells["period"].to_list() == ["2026-01", "2026-02"]


def test_days_of_the_reporting_zone_decide_at_which_month_a_customer_left():
    rows = [{"customer_id": "a", "started_at": "2025-12-01T00:00:00", "ended_at": "2026-01-31T23:30:00"}]
    built = table(rows, frame="subscription", stored=Stored.UTC)
    utc = computed("churn-rate", built, period="month", from_="2026-01-01", as_of="2026-02-28").cells
    vilnius = computed("churn-rate", built, period="month", from_="2026-01-01", as_of="2026-02-28", tz="Europe/Vilnius").cells
    assert utc["lost"].to_list() == [1, 0]
    assert vilnius["lost"].to_list() == [0, 1]


def test_a_cancellation_counts_when_asked_for_if_wanted():
    rows = [
        {"customer_id": "a", "started_at": "2025-12-01T00:00:00", "cancelled_at": "2026-01-15T00:00:00", "ended_at": "2026-02-15T00:00:00"}
    ]
    options: dict[str, Any] = {"period": "month", "from_": "2026-01-01", "as_of": "2026-02-28"}
    built = table(rows, frame="subscription")
    assert computed("churn-rate", built, **options).cells["lost"].to_list() == [0, 1]
    assert computed("churn-rate", built, settings={"on_cancel": True}, **options).cells["lost"].to_list() == [1, 0]


def test_a_million_days_of_subscriptions_are_counted_by_their_ends():
    rows = pl.DataFrame({"customer_id": [str(at) for at in range(2000)]}).with_columns(
        started_at=pl.datetime(2020, 1, 1) + pl.duration(days=pl.int_range(2000) % 500),
        ended_at=pl.when(pl.int_range(2000) % 2 == 0).then(pl.datetime(2025, 1, 1) + pl.duration(days=pl.int_range(2000) % 300)),
    )
    built = table([], frame="subscription", fields=("customer_id", "started_at", "ended_at"), stored=Stored.UTC)
    found = computed("churn-rate", type(built)(**{**built.__dict__, "rows": rows.lazy()}), period="day", as_of="2026-01-01").cells
    assert found.height == 2193
    assert found["lost"].sum() == 1000
