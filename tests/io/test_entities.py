"""Entities: lines become orders, updates tickets, joins attendees, versions subscriptions, events campaigns; laws, and worked examples."""

from __future__ import annotations

import csv
import io
import json
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some

import cxm
from cxm.errors import AmbiguousError
from cxm.io.entities import PREPARATIONS
from cxm.io.options import Options, Wanted
from cxm.io.read import read
from cxm.io.recognise import READERS
from cxm.io.source import Workspace
from cxm.io.spec import BECOMES, MAKES
from cxm.metrics import FRAMES

ROWS = list[list[Any]]


def export(folder: Path, header: str, rows: ROWS, name: str = "export.csv") -> Path:
    text = io.StringIO(newline="")
    csv.writer(text).writerows([header.split(","), *rows])
    path = folder / name
    path.write_text(text.getvalue(), "utf-8")
    return path


def table(*paths: Path, frame: str | None = None, fast: bool = False, **options: Any) -> pl.DataFrame:
    """The entities of exports with their own columns behind `@`."""
    with Workspace() as workspace:
        reading = read([str(path) for path in paths], Options(**options), workspace, wanted=Wanted((frame,) if frame else ()))
        return reading.table(None, timed=True, fast=fast).rows.collect(engine="streaming")


def grain(*paths: Path, **options: Any) -> str:
    with Workspace() as workspace:
        return read([str(path) for path in paths], Options(**options), workspace).grain()


def minute(number: int) -> datetime:
    return datetime(2026, 1, 19, 10) + timedelta(minutes=number)


# ── Order lines ─────────────────────────────────────────────────────────────────────────────────────────────────────────────

SHOPIFY = "Name,Email,Financial Status,Fulfillment Status,Created at,Lineitem quantity,Lineitem name,Total,Refunded Amount,Currency"
CREATED = "2026-01-05 09:00:00 +0800"


def test_only_the_first_line_of_an_order_of_shopify_carries_its_total(tmp_path):
    rows: ROWS = [
        ["#1", "a@x.example", "paid", "fulfilled", CREATED, 2, "Tea", "55.00", "5.00", "MYR"],
        ["#1", "a@x.example", "", "", CREATED, 3, "Cup", "", "", ""],
        ["#2", "b@x.example", "refunded", "", CREATED, 1, "Tea", "20.00", "20.00", "MYR"],
    ]
    found = table(export(tmp_path, SHOPIFY, rows))
    shown = found.select("order_id", "customer_id", "revenue", "refund", "quantity", "status", "currency").rows()
    assert shown == [("#1", "a@x.example", 55.0, 5.0, 5.0, "paid", "MYR"), ("#2", "b@x.example", 20.0, 20.0, 1.0, "refunded", "MYR")]
    assert found["ordered_at"].to_list() == [datetime(2026, 1, 5, 1)] * 2
    assert found["@Lineitem name"].to_list() == ["Tea", "Tea"]
    assert grain(export(tmp_path, SHOPIFY, rows)) == "3 order lines became 2 orders"


RETAIL = "InvoiceNo,StockCode,Quantity,InvoiceDate,UnitPrice,CustomerID,Country"


def retail(orders: list[list[tuple[int, int]]]) -> ROWS:
    """Lines of orders, each of (quantity, price in cents)."""
    return [
        [f"I{order}", f"S{line}", quantity, f"2026-01-05 09:{order:02d}:00", f"{cents / 100:.2f}", f"C{order % 3}", "LT"]
        for order, lines in enumerate(orders)
        for line, (quantity, cents) in enumerate(lines)
    ]


LINES = some.lists(some.lists(some.tuples(some.integers(-5, 20), some.integers(0, 9999)), min_size=1, max_size=4), min_size=1, max_size=6)
QUIET = settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


@QUIET
@given(LINES)
def test_revenue_of_lines_is_the_sum_of_quantity_times_price(tmp_path, orders):
    found = table(export(tmp_path, RETAIL, retail(orders)))
    assert found["order_id"].to_list() == [f"I{order}" for order in range(len(orders))]
    assert found["revenue"].to_list() == [pytest.approx(sum(q * c for q, c in lines) / 100, abs=1e-9) for lines in orders]
    assert found["quantity"].to_list() == [sum(q for q, _ in lines) for lines in orders]


@QUIET
@given(LINES, some.randoms())
def test_orders_do_not_depend_on_the_order_of_their_lines(tmp_path, orders, random):
    rows = retail(orders)
    before = table(export(tmp_path, RETAIL, rows)).select("order_id", "revenue", "quantity", "customer_id").sort("order_id")
    random.shuffle(rows)
    after = table(export(tmp_path, RETAIL, rows)).select("order_id", "revenue", "quantity", "customer_id").sort("order_id")
    assert before.select(pl.exclude("revenue")).equals(after.select(pl.exclude("revenue")))
    assert after["revenue"].to_list() == pytest.approx(before["revenue"].to_list())


@QUIET
@given(LINES)
def test_the_fast_way_gives_the_same_orders(tmp_path, orders):
    path = export(tmp_path, RETAIL, retail(orders))
    names = ["order_id", "ordered_at", "revenue", "quantity"]
    assert (
        table(path, fast=True).select(names).cast({"quantity": pl.Float64}).equals(table(path).select(names).cast({"quantity": pl.Float64}))
    )


def test_lines_in_many_files_are_one_export_and_an_order_in_two_of_them_counts_once(tmp_path):
    rows = retail([[(1, 100), (2, 100)], [(3, 100)], [(4, 100)]])
    export(tmp_path, RETAIL, rows[:3], "2026-01.csv")
    export(tmp_path, RETAIL, rows[2:], "2026-02.csv")
    found = table(tmp_path)
    assert found.select("order_id", "revenue").rows() == [("I0", 3.0), ("I1", 3.0), ("I2", 4.0)]
    assert grain(tmp_path) == "5 order lines became 3 orders; 1 of them are in several files, of which the last counts"


def test_lines_without_an_order_stay_rows_of_their_own(tmp_path):
    rows = retail([[(1, 100)], [(2, 100)]])
    rows[0][0] = rows[1][0] = ""
    found = table(export(tmp_path, RETAIL, rows))
    assert found["order_id"].to_list() == [None, None]
    assert found["revenue"].to_list() == [1.0, 2.0]


HAND = "order id,customer,date,product,total"


def test_lines_that_differ_in_their_amounts_are_added_up(tmp_path):
    rows: ROWS = [[1, "a", "2026-01-05", "tea", 5], [1, "a", "2026-01-05", "cup", 7], [2, "b", "2026-01-06", "tea", 5]]
    assert table(export(tmp_path, HAND, rows))["revenue"].to_list() == [12.0, 5.0]


def test_lines_that_repeat_the_amount_of_their_order_are_not_added_up(tmp_path):
    rows: ROWS = [[order, "a", "2026-01-05", product, 10 + order] for order in range(1, 5) for product in ("tea", "cup")]
    assert table(export(tmp_path, HAND, rows))["revenue"].to_list() == [11.0, 12.0, 13.0, 14.0]


def test_lines_whose_amounts_prove_nothing_are_refused_and_settled_by_a_flag(tmp_path):
    path = export(tmp_path, HAND, [[1, "a", "2026-01-05", "tea", 5], [1, "a", "2026-01-05", "cup", 5]])
    with pytest.raises(AmbiguousError, match="that of the line or that of the order"):
        table(path)
    assert table(path, roles={"order_id": "order id@lines"})["revenue"].to_list() == [10.0]
    assert table(path, roles={"order_id": "order id@totals"})["revenue"].to_list() == [5.0]


def test_a_price_beside_a_quantity_is_refused_until_the_user_says_of_what(tmp_path):
    path = export(tmp_path, "order id,date,price,quantity", [[1, "2026-01-05", 5, 2], [2, "2026-01-06", 5, 1]])
    with pytest.raises(AmbiguousError, match="price of one item or the amount of the order"):
        table(path)
    assert table(path, roles={"revenue": "price"})["revenue"].to_list() == [5.0, 5.0]
    assert table(path, roles={"price": "price", "revenue": "-"})["revenue"].to_list() == [10.0, 5.0]


def test_rows_that_are_orders_stay_as_they_are(tmp_path):
    rows: ROWS = [[1, "a", "2026-01-05", "tea", 5], [2, "a", "2026-01-05", "cup", 7]]
    assert grain(export(tmp_path, HAND, rows)) == ""


def test_a_condition_holds_for_lines_before_they_are_orders(tmp_path):
    path = export(tmp_path, RETAIL, retail([[(1, 100), (-1, 100)], [(3, 100)]]))
    assert table(path, where="Quantity > 0")["revenue"].to_list() == [1.0, 3.0]


# ── Updates ─────────────────────────────────────────────────────────────────────────────────────────────────────────────────

SERVICENOW = "number,incident_state,active,reopen_count,sys_mod_count,caller_id,opened_at,sys_updated_at,contact_type,priority,assigned_to,resolved_at"
UPDATES: ROWS = [
    ["INC1", "New", "true", 0, 0, "ann", "2026-01-05 09:00", "2026-01-05 09:00", "Phone", "3", "?", "?"],
    ["INC1", "Active", "true", 1, 2, "ann", "2026-01-05 09:00", "2026-01-06 09:00", "Phone", "2", "bo", "?"],
    ["INC1", "Resolved", "true", 1, 5, "ann", "2026-01-05 09:00", "2026-01-07 09:00", "Phone", "2", "bo", "2026-01-07 08:00"],
    ["INC2", "New", "true", 0, 0, "eve", "2026-01-06 09:00", "2026-01-06 09:00", "Email", "4", "?", "?"],
]


@pytest.mark.parametrize("places", [[0, 1, 2, 3], [3, 2, 1, 0], [2, 3, 0, 1]])
def test_the_last_update_is_the_state_of_a_ticket_wherever_it_stands(tmp_path, places):
    found = table(export(tmp_path, SERVICENOW, [UPDATES[place] for place in places])).sort("ticket_id")
    shown = found.select("ticket_id", "status", "agent", "priority", "created_at", "resolved_at", "reopens").rows()
    assert shown == [
        ("INC1", "solved", "bo", "2", datetime(2026, 1, 5, 9), datetime(2026, 1, 7, 8), 1.0),
        ("INC2", "new", None, "4", datetime(2026, 1, 6, 9), None, 0.0),
    ]


def test_an_incident_that_was_opened_again_is_neither_resolved_nor_closed(tmp_path):
    header = f"{SERVICENOW},closed_at"
    done = [*UPDATES[2], "2026-01-07 08:30"]
    again = ["INC1", "Active", "true", 1, 7, "ann", "2026-01-05 09:00", "2026-01-08 09:00", "Phone", "2", "?", "?", "?"]
    found = table(export(tmp_path, header, [done, again]))
    assert found.select("status", "resolved_at", "closed_at", "agent", "reopens").rows() == [("open", None, None, None, 1.0)]
    assert table(export(tmp_path, header, [again, done])).select("status", "resolved_at", "agent").rows() == [
        ("open", None, None),
    ]


TICKETS = "id,requester_id,submitter_id,status,created_at,updated_at,ticket_form_id,priority,tags"


def test_a_ticket_merged_into_another_is_merged_whatever_its_status(tmp_path):
    day = "2026-01-05 09:00:00"
    rows: ROWS = [
        ["1", "a", "a", "closed", day, day, "f", "low", '["vip", "closed_by_merge"]'],
        ["2", "b", "b", "closed", day, day, "f", "low", '["vip"]'],
    ]
    assert table(export(tmp_path, TICKETS, rows)).select("ticket_id", "status").rows() == [("1", "merged"), ("2", "closed")]
    path = tmp_path / "tickets.parquet"
    lists = [["vip", "closed_by_merge"], []]
    frame = pl.DataFrame(rows, schema=TICKETS.split(","), orient="row").with_columns(pl.Series("tags", lists))
    frame.write_parquet(path)
    found = table(path)
    assert found.select("ticket_id", "status", "tags").rows() == [("1", "merged", "vip, closed_by_merge"), ("2", "closed", None)]


def test_of_two_tables_read_together_each_tells_what_it_has(tmp_path):
    early, late = "2026-01-05 09:00:00", "2026-01-06 09:00:00"
    export(
        tmp_path,
        TICKETS,
        [["1", "a", "a", "open", early, early, "f", "low", ""], ["1", "a", "a", "open", early, late, "f", "", ""]],
        "a.csv",
    )
    metrics = "ticket_id,reopens,replies,solved_at,initially_assigned_at,created_at,updated_at,stations"
    export(tmp_path, metrics, [["1", 0, 2, early, early, early, "2026-01-09 09:00:00", "7"]], "b.csv")
    found = table(tmp_path, frame="ticket")
    assert found.select("status", "priority", "agent_replies", "@stations").rows() == [("open", None, 2.0, "7")]
    assert found.select("resolved_at", "@ticket_form_id").rows() == [(datetime(2026, 1, 5, 9), "f")]


def test_a_mistake_in_an_old_state_does_not_spoil_the_last(tmp_path):
    old = [*UPDATES[0][:11], "soon"]
    found = table(export(tmp_path, SERVICENOW, [old, UPDATES[2]]))
    assert found.select("resolved_at", "resolved_at!").rows() == [(datetime(2026, 1, 7, 8), False)]


@pytest.mark.parametrize("newline", ["", "\n"])
def test_records_in_one_line_of_json_keep_their_order_and_stay_apart(tmp_path, newline):
    same = {"submitter_id": "a", "created_at": "2026-01-05T09:00:00Z", "updated_at": "2026-01-05T09:00:00Z", "ticket_form_id": 1}
    states = ["new", "open", "pending", "hold", "solved", "closed"]
    updates = [same | {"id": 7, "requester_id": "a", "status": state} for state in states]
    unnamed = [same | {"id": None, "requester_id": who, "status": "open"} for who in ("b", "c", "d")]
    path = tmp_path / "tickets.json"
    path.write_text("[" + f",{newline}".join(map(json.dumps, [*updates, *unnamed])) + "]", "utf-8")
    found = table(path).select("ticket_id", "customer_id", "status").rows()
    assert found == [("7", "a", "closed"), (None, "b", "open"), (None, "c", "open"), (None, "d", "open")]


def test_how_many_updates_became_how_many_tickets_is_told(tmp_path):
    assert grain(export(tmp_path, SERVICENOW, UPDATES)) == "4 updates became 2 tickets"


HISTORY = "field_name,ticket_id,updated,value"


def test_a_history_of_fields_tells_when_a_ticket_was_solved_for_good(tmp_path):
    days = {"new": 5, "open": 6, "solved": 7, "reopened": 8, "again": 9, "closed": 12}
    rows: ROWS = [
        ["status", 1, f"2026-01-{days[when]:02d} 09:00:00", state]
        for when, state in (
            ("new", "new"),
            ("open", "open"),
            ("solved", "solved"),
            ("reopened", "open"),
            ("again", "solved"),
            ("closed", "closed"),
        )
    ]
    rows += [["assignee_id", 1, "2026-01-06 09:00:00", "a1"], ["assignee_id", 1, "2026-01-08 09:00:00", "a2"]]
    rows += [["status", 2, "2026-01-05 09:00:00", "new"], ["status", 2, "2026-01-07 09:00:00", "hold"]]
    found = table(export(tmp_path, HISTORY, rows))
    shown = found.select("created_at", "status", "resolved_at", "closed_at", "reopens", "agent").rows()
    assert shown == [
        (datetime(2026, 1, 5, 9), "closed", datetime(2026, 1, 9, 9), datetime(2026, 1, 12, 9), 1, "a2"),
        (datetime(2026, 1, 5, 9), "on_hold", None, None, 0, None),
    ]


# ── Joins ───────────────────────────────────────────────────────────────────────────────────────────────────────────────────

ZOOM = "Name (Original Name),User Email,Join Time,Leave Time,Duration (Minutes),Guest"


def joins(spans: list[tuple[int, int]], email: str = "a@x.example", name: str = "Ada") -> ROWS:
    return [
        [name, email, f"{minute(start):%m/%d/%Y %I:%M:%S %p}", f"{minute(end):%m/%d/%Y %I:%M:%S %p}", end - start, "Yes"]
        for start, end in spans
    ]


SPANS = some.lists(some.tuples(some.integers(0, 60), some.integers(0, 60)).map(lambda two: (min(two), max(two))), min_size=1, max_size=6)


@QUIET
@given(SPANS, some.randoms())
def test_time_attended_is_the_union_of_all_joins(tmp_path, spans, random):
    present = {number for start, end in spans for number in range(start, end)}
    rows = joins(spans)
    random.shuffle(rows)
    found = table(export(tmp_path, ZOOM, rows))
    assert found["minutes"].to_list() == [pytest.approx(len(present))]
    assert found["joined_at"].to_list() == [minute(min(start for start, _ in spans))]
    assert found["left_at"].to_list() == [minute(max(end for _, end in spans))]


def test_a_person_is_an_address_in_any_case_or_a_name_without_the_former_one(tmp_path):
    rows = [
        *joins([(0, 10)], "A@x.example"),
        *joins([(20, 30)], "a@X.example"),
        *joins([(0, 5)], "", "Bo"),
        *joins([(6, 8)], "", "Bo (iPhone)"),
    ]
    found = table(export(tmp_path, ZOOM, rows))
    assert found.select("person_id", "minutes").rows() == [("a@x.example", 20.0), ("bo", 7.0)]


def meeting(folder: Path, name: str, number: str, start: str, rows: ROWS) -> Path:
    """A report of Zoom with the block of its meeting above, or without."""
    block = f"Meeting ID,Topic,Start Time\n{number},Weekly,{start}\n\n" if number else ""
    path = export(folder, ZOOM, rows, name)
    path.write_text(block + path.read_text("utf-8"), "utf-8")
    return path


@pytest.mark.parametrize("number", ["815 2233", ""])
def test_a_person_of_several_events_is_an_attendee_of_each(tmp_path, number):
    both = [*joins([(0, 10)]), *joins([(0, 20)], "b@x.example", "Bo")]
    meeting(tmp_path, "a.csv", number, "01/19/2026 10:00:00 AM", both)
    meeting(tmp_path, "b.csv", number, "02/16/2026 10:00:00 AM", joins([(0, 5), (3, 9)]))
    found = table(tmp_path).sort("event_start_at" if number else "event_id", "person_id")
    events = ["815 2233"] * 3 if number else ["a.csv", "a.csv", "b.csv"]
    expected = [("a@x.example", 10.0), ("b@x.example", 20.0), ("a@x.example", 9.0)]
    assert found.select("event_id", "person_id", "minutes").rows() == [(event, *one) for event, one in zip(events, expected, strict=True)]


def test_an_event_exported_twice_counts_its_people_once(tmp_path):
    for name in ("a.csv", "b.csv"):
        meeting(tmp_path, name, "815", "01/19/2026 10:00:00 AM", joins([(0, 10), (20, 30)]))
    assert table(tmp_path).select("person_id", "minutes").rows() == [("a@x.example", 20.0)]


# ── Versions and lines of subscriptions ─────────────────────────────────────────────────────────────────────────────────────

RECURLY = "id,account_id,plan_id,state,current_period_started_at,current_period_ends_at,updated_at,activated_at,canceled_at,expires_at,unit_amount,quantity,currency"


def version(day: int, state: str, *, amount: int = 20, canceled: str = "", expires: str = "") -> list[Any]:
    start, end = "2026-01-01 00:00:00", "2026-02-01 00:00:00"
    return ["s1", "a1", "gold", state, start, end, f"2026-01-{day:02d} 00:00:00", start, canceled, expires, amount, 1, "USD"]


@pytest.mark.parametrize("turn", [1, -1])
def test_the_latest_version_is_the_subscription(tmp_path, turn):
    rows = [
        version(2, "active", amount=10),
        version(9, "canceled", canceled="2026-01-09 00:00:00", expires="2026-02-01 00:00:00"),
        version(5, "active"),
    ]
    found = table(export(tmp_path, RECURLY, rows[::turn]))
    assert found.select("status", "mrr", "cancelled_at", "ended_at").rows() == [
        ("canceling", 20.0, datetime(2026, 1, 9), datetime(2026, 2, 1)),
    ]


def test_an_empty_cell_of_the_latest_version_counts(tmp_path):
    rows = [version(2, "canceled", canceled="2026-01-02 00:00:00", expires="2026-02-01 00:00:00"), version(9, "active")]
    assert table(export(tmp_path, RECURLY, rows)).select("status", "cancelled_at", "ended_at").rows() == [("active", None, None)]


@pytest.mark.parametrize(("day", "paying"), [("2026-01-20", 1), ("2026-01-28", 1), ("2026-01-31", 2)])
def test_a_trial_that_its_vendor_calls_active_is_no_customer_until_it_is_over(tmp_path, day, paying):
    path = export(
        tmp_path,
        f"{RECURLY},trial_started_at,trial_ends_at",
        [[*version(20, "active"), "", ""], ["s2", "a2", *version(15, "active")[2:], "2026-01-15 00:00:00", "2026-01-29 00:00:00"]],
    )
    assert cxm.compute("mrr", path, as_of=day)["value"].to_list() == [20.0 * paying]


ZUORA = "id,account_id,name,version,status,term_type,auto_renew,subscription_start_date,subscription_end_date,term_start_date,term_end_date"


@pytest.mark.parametrize(
    ("status", "term", "renews", "ends"),
    [
        ("Active", "TERMED", "TRUE", False),
        ("Active", "TERMED", "", False),
        ("Active", "TERMED", "FALSE", True),
        ("Cancelled", "TERMED", "TRUE", True),
        ("Expired", "TERMED", "FALSE", True),
        ("Suspended", "TERMED", "TRUE", False),
        ("Active", "EVERGREEN", "TRUE", True),
    ],
)
def test_the_end_of_a_term_that_renews_is_no_end(tmp_path, status, term, renews, ends):
    rows: ROWS = [["z1", "a1", "S-1", 1, status, term, renews, "2025-03-01", "2026-02-28", "2025-03-01", "2026-02-28"]]
    found = table(export(tmp_path, ZUORA, rows))
    assert found["ended_at"].to_list() == [datetime(2026, 2, 28) if ends else None]


RECHARGE = "id,customer_id,address_id,status,order_interval_unit,order_interval_frequency,charge_interval_frequency,created_at,cancelled_at,price,quantity"


def test_a_subscription_runs_while_one_of_its_lines_runs(tmp_path):
    rows: ROWS = [
        [1, "c", 1, "CANCELLED", "month", 1, 1, "2026-01-01 00:00:00", "2026-02-01 00:00:00", 10, 1],
        [1, "c", 1, "ACTIVE", "month", 1, 1, "2026-01-03 00:00:00", "", 5, 2],
        [2, "c", 1, "CANCELLED", "month", 2, 2, "2026-01-01 00:00:00", "2026-03-01 00:00:00", 10, 1],
    ]
    found = table(export(tmp_path, RECHARGE, rows))
    assert found.select("status", "mrr", "started_at", "ended_at").rows() == [
        ("active", 10.0, datetime(2026, 1, 1), None),
        ("ended", 5.0, datetime(2026, 1, 1), datetime(2026, 3, 1)),
    ]


# ── Recipient events ────────────────────────────────────────────────────────────────────────────────────────────────────────

SENDGRID = "email,event,timestamp,sg_event_id,sg_message_id,category,type"
EVENT = some.tuples(
    some.sampled_from(["processed", "delivered", "open", "click", "bounce", "unsubscribe", "spamreport"]),
    some.integers(0, 4),
    some.integers(0, 2),
)


def events(told: list[tuple[str, int, int]]) -> ROWS:
    return [
        [f"p{who}@x.example", what, 1767603600 + at, f"e{at}", f"m{at}", f"news{campaign}", ""]
        for at, (what, who, campaign) in enumerate(told)
    ]


@QUIET
@given(some.lists(EVENT, min_size=1, max_size=30))
def test_a_campaign_counts_each_recipient_once(tmp_path, told):
    found = table(export(tmp_path, SENDGRID, events(told)), frame="campaign").sort("campaign_id")
    campaigns = sorted({campaign for _, _, campaign in told})
    assert found["campaign_id"].to_list() == [f"news{campaign}" for campaign in campaigns]
    for row, campaign in zip(found.iter_rows(named=True), campaigns, strict=True):
        people = {what: {who for kind, who, own in told if (kind, own) == (what, campaign)} for what, _, _ in told}
        assert row["unique_opens"] == len(people.get("open", ()))
        assert row["opens"] == sum((what, own) == ("open", campaign) for what, _, own in told)
        assert row["unique_clicks"] == len(people.get("click", ()))
        assert row["unsubscribes"] == len(people.get("unsubscribe", ()))
        assert row["sent"] == (len(people.get("processed", ())) or None)


def test_delivered_is_counted_where_the_events_tell_it_and_derived_where_they_do_not(tmp_path):
    told = [("processed", who, 0) for who in range(4)] + [("bounce", 3, 0), ("open", 0, 0), ("open", 0, 0)]
    assert table(export(tmp_path, SENDGRID, events(told)), frame="campaign").select("sent", "bounces", "delivered").rows() == [(4, 1, 3)]
    told += [("delivered", 0, 0), ("delivered", 1, 0)]
    assert table(export(tmp_path, SENDGRID, events(told)), frame="campaign").select("sent", "delivered").rows() == [(4, 2)]


def test_a_campaign_is_dated_by_its_first_send(tmp_path):
    told = [("open", 0, 0), ("processed", 0, 0), ("processed", 1, 0)]
    assert table(export(tmp_path, SENDGRID, events(told)), frame="campaign")["sent_at"].to_list() == [datetime(2026, 1, 5, 9, 0, 1)]


# ── Declarations ────────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_every_reader_names_a_preparation_that_is_there():
    for name in READERS:
        rows = READERS[name].rows
        assert rows in (*PREPARATIONS, "", "order_lines_if_proven"), name


def test_preparations_lead_to_fields_of_their_frames():
    for (_, frame), name in BECOMES.items():
        assert set(MAKES[name]) <= {field.name for field in FRAMES[frame].fields}
