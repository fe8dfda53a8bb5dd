"""Heavy tails: a mean that hangs on one unit says so, however its days and segments were put together."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from build import request, table
from hypothesis import given
from hypothesis import strategies as st

from cxm._language import heard, speaking
from cxm.metrics.engine.backends.duckdb import DuckDB
from cxm.metrics.engine.backends.polars import Polars
from cxm.metrics.engine.compute import compute

Row = dict[str, Any]


@pytest.fixture(scope="module", params=[Polars, DuckDB])
def backend(request: pytest.FixtureRequest) -> Iterator[Polars]:
    found = request.param()
    yield found
    if isinstance(found, DuckDB):
        found.close()


def posts(*clicks: float, day: int = 1, **fields: Any) -> list[Row]:
    """One post per count, with names that no other day or channel has."""
    where = f"{day}{fields.get('channel', '')}"
    return [
        {"post_id": f"{where}-{at}", "published_at": f"2026-01-{day:02d}T10:00:00", "clicks": one, **fields}
        for at, one in enumerate(clicks)
    ]


def cells(rows: list[Row], backend: Polars | None = None, name: str = "social_clicks", frame: str = "post", **asked: Any) -> list[Row]:
    asked = {"definition": "per_post"} | asked
    (one,) = compute([name], table(rows, frame=frame), request(**asked), backend)
    return one.cells.to_dicts()


def said(rows: list[Row], backend: Polars | None = None, **asked: Any) -> str | None:
    """The note of the only cell."""
    (only,) = cells(rows, backend, **asked)
    return only["notes"]


@pytest.mark.parametrize(
    ("clicks", "note"),
    [
        ([21, 20, 20, 20, 19], "heavy tail: the largest is 21% of the sum"),
        ([20, 20, 20, 20, 20], None),
        ([19, 18, 17, 16, 15, 15], None),
        ([34, *[6] * 11], "heavy tail: the largest is 34% of the sum"),
        ([0, 0, 0, 0, 7], "heavy tail: the largest is 100% of the sum"),
        ([0.1 * 2, *[0.1] * 8], None),  # 0.2 of 1.0, which no machine adds up exactly
    ],
)
def test_more_than_a_fifth_of_the_sum_is_a_heavy_tail(clicks: list[float], note: str | None, backend: Polars):
    assert said(posts(*clicks), backend) == note


def test_of_few_or_no_units_nothing_is_said(backend: Polars):
    """Of four equal posts each has a quarter, and that is no tail."""
    for clicks in ([], [9], [9, 1], [3, 3, 3], [5, 5, 5, 5], [0, 0, 0, 0, 0]):
        found = cells(posts(*clicks) or [{"post_id": "x", "published_at": "2026-01-01T10:00:00", "clicks": None}], backend)
        assert [row["notes"] for row in found] == [None], clicks


def test_days_and_segments_have_the_greatest_of_theirs(backend: Polars):
    """40 of 220 in the whole is under a fifth; 40 of 90 on the one channel is not, and 10 of 130 on the other is not one either."""
    rows = [*posts(40, 5, 5, day=1, channel="a"), *posts(*[5] * 8, day=2, channel="a"), *posts(*[10] * 13, day=3, channel="b")]
    found = {row["channel"]: (row["largest"], row["total"], row["notes"]) for row in cells(rows, backend, by="channel")}
    assert found == {
        "a": (40, 90, "heavy tail: the largest is 44% of the sum"),
        "b": (10, 130, None),
        None: (40, 220, None),
    }
    months = [*rows, *posts(*[2] * 5, 11, day=31, channel="b")]
    for row in months[-6:]:
        row["published_at"] = "2026-02-10T10:00:00"
    told = [(row["period"], row["notes"]) for row in cells(months, backend, period="month")]
    assert told == [("2026-01", None), ("2026-02", "heavy tail: the largest is 52% of the sum")]


def test_a_cell_nothing_fell_into_has_no_greatest_amount(backend: Polars):
    rows = [*posts(9, 1, 1, 1, 1), *posts(4, 4, 4, 4, 4, day=9)]
    rows[-1]["published_at"] = "2026-03-09T10:00:00"
    assert [(row["period"], row["largest"]) for row in cells(rows, backend, period="month")] == [
        ("2026-01", 9),
        ("2026-02", None),
        ("2026-03", 4),
    ]


def test_duplicates_that_are_dropped_do_not_count(backend: Polars):
    """Two rows of one post are one: the later count. 90 and 5 become 5 of 25."""
    rows = posts(5, 5, 5, 5, 5)
    earlier = {**rows[0], "clicks": 90, "published_at": "2026-01-01T09:00:00"}
    (found,) = cells([earlier, *rows], backend)
    assert (found["n"], found["largest"], found["n_duplicate"], found["notes"]) == (5, 5, 1, None)
    assert said([*rows, *posts(50, day=2), {**posts(50, day=2)[0]}], backend) == "heavy tail: the largest is 67% of the sum"


def spent(*amounts: float) -> list[Row]:
    """Every customer orders twice: the unit is the customer, not the order."""
    return [
        {"customer_id": f"c{at}", "order_id": f"o{at}{half}", "ordered_at": f"2026-01-1{half}T10:00:00", "revenue": one / 2}
        for at, one in enumerate(amounts)
        for half in (1, 2)
    ]


def test_the_unit_is_the_customer_where_rows_are_gathered(backend: Polars):
    """30 of 100 in two orders of 15 each."""
    asked = {"name": "revenue_per_customer", "frame": "order", "definition": "all_customers"}
    assert said(spent(30, *[7] * 10), backend, **asked) == "heavy tail: the largest is 30% of the sum"
    assert said(spent(20, *[8] * 10), backend, **asked) is None


def test_a_sum_that_is_not_above_nothing_has_no_shares(backend: Polars):
    """In February everybody is paid back but one, who buys for 3: the sum is negative, and 3 no share of it."""
    asked = {"name": "revenue_per_customer", "frame": "order", "definition": "all_customers", "period": "month"}
    later = [
        {"customer_id": f"c{at}", "order_id": f"r{at}", "ordered_at": "2026-02-10T10:00:00", "revenue": 3.0 if at == 0 else -5.0}
        for at in range(6)
    ]
    _, found = cells([*spent(*[10] * 6), *later], backend, **asked)
    assert (found["total"], found["largest"], found["n"], found["notes"]) == (-22, 3, 6, None)


def test_recurring_revenue_is_that_of_a_customer(backend: Polars):
    """150 of 390 a month; customers who pay alike are counted together, and are still single ones."""
    rows = [{"customer_id": str(at), "started_at": "2026-01-01T00:00:00", "mrr": 20.0} for at in range(12)]
    asked = {"name": "revenue_per_customer", "frame": "subscription", "definition": "arpa"}
    assert said(rows, backend, **asked) is None
    rows.append({"customer_id": "large", "started_at": "2026-01-01T00:00:00", "mrr": 150.0})
    assert said(rows, backend, **asked) == "heavy tail: the largest is 38% of the sum"


def test_with_small_groups_hidden_no_cell_tells_what_one_unit_has(backend: Polars):
    """The share of a total would tell what the largest of the hidden channel has: it is neither noted nor handed on."""
    rows = [*posts(*[5] * 10, channel="a"), *posts(*[4] * 10, channel="b"), *posts(90, 1, channel="c")]
    (*_, shown) = cells(rows, backend, by="channel")
    assert shown["notes"] == "heavy tail: the largest is 50% of the sum"
    found = cells(rows, backend, by="channel", suppress_below=5)
    assert any(row["status"] == "suppressed" for row in found)
    assert any(row["value"] is not None for row in found)
    assert not any("heavy" in (row["notes"] or "") or row.get("largest") is not None for row in found)


def test_it_is_said_in_every_language():
    for language in ("zh-TW", "zh-CN", "ms", "lt"):
        with speaking(language):
            told = heard("heavy tail: the largest is 34% of the sum")
        assert "34" in told
        assert "tail" not in told


@given(st.lists(st.tuples(st.integers(0, 50), st.sampled_from("abc"), st.integers(1, 28)), min_size=1, max_size=30))
def test_the_note_is_that_of_all_amounts_of_a_cell(drawn: list[tuple[int, str, int]]):
    rows = [
        {"post_id": str(at), "published_at": f"2026-01-{day:02d}T10:00:00", "clicks": clicks, "channel": channel}
        for at, (clicks, channel, day) in enumerate(drawn)
    ]
    for row in cells(rows, by="channel"):
        amounts = [clicks for clicks, channel, _ in drawn if row["channel"] in {None, channel}]
        heavy = len(amounts) >= 5 and 5 * max(amounts) > sum(amounts)
        assert (row["notes"] is not None) == heavy
        assert not heavy or row["notes"] == f"heavy tail: the largest is {100 * max(amounts) / sum(amounts):.0f}% of the sum"


MONEY = st.lists(st.tuples(st.integers(0, 6), st.integers(1, 4), st.integers(-40, 60)), min_size=1, max_size=25)


@given(MONEY)
def test_the_largest_of_a_cohort_is_what_one_has_brought_so_far(drawn: list[tuple[int, int, int]]):
    """Whoever is paid back falls, and is the largest no more: by age, of all that each customer has brought until then."""
    rows = [{"customer_id": str(who), "order_id": f"first{who}", "ordered_at": "2026-01-02T10:00:00", "revenue": 10.0} for who in range(7)]
    rows += [
        {"customer_id": str(who), "order_id": str(at), "ordered_at": f"2026-0{month}-10T10:00:00", "revenue": float(amount)}
        for at, (who, month, amount) in enumerate(drawn)
    ]
    found = cells(rows, name="clv_historic", frame="order", definition="by_age", as_of="2026-04-30")
    assert [row["_part"] for row in found] == ["1", "2", "3", "4"]
    for row in found:
        until = int(row["_part"])
        brought = [10 + sum(amount for one, month, amount in drawn if one == who and month <= until) for who in range(7)]
        assert (row["largest"], row["total"]) == (max(brought), sum(brought)), until
        assert (row["notes"] or "").count("heavy tail") == (sum(brought) > 0 and 5 * max(brought) > sum(brought))


def test_cohorts_of_one_age_have_the_greatest_of_theirs(backend: Polars):
    """January: five of 10. February: four of 10 and one of 60, who is 60 of 150 at age 1; February has no age 2 yet."""
    first = [{"customer_id": f"a{at}", "order_id": f"a{at}", "ordered_at": "2026-01-10T10:00:00", "revenue": 10.0} for at in range(5)]
    second = [{**row, "customer_id": f"b{at}", "order_id": f"b{at}", "ordered_at": "2026-02-10T10:00:00"} for at, row in enumerate(first)]
    second[0]["revenue"] = 60.0
    asked = {"name": "clv_historic", "frame": "order", "definition": "by_age", "as_of": "2026-02-28"}
    told = [(row["_part"], row["n"], row["total"], row["largest"], row["notes"]) for row in cells([*first, *second], backend, **asked)]
    assert told == [("1", 10, 150, 60, "heavy tail: the largest is 40% of the sum"), ("2", 5, 50, 10, None)]
    months = cells([*first, *second], backend, period="month", **asked)
    assert [(row["period"], row["_part"], row["largest"]) for row in months if row["n"]] == [
        ("2026-01", "1", 10),
        ("2026-01", "2", 10),
        ("2026-02", "1", 60),
    ]
