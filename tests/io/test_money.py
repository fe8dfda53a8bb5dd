"""One currency: rows in others left out, or brought to it by rates. What is expected is worked out by hand or in decimals."""

import random
from datetime import date, timedelta
from decimal import Decimal

import pytest

import cxm
from cxm import errors

ORDERS = """order_id,customer_id,ordered_at,revenue,refund,currency
1,a,2026-01-05,100.00,,EUR
2,b,2026-01-20,50.00,10.00,USD
3,a,2026-02-01,30.10,,eur
4,c,2026-02-10,20.25,,USD
5,c,2026-03-10,1000,,JPY
6,d,2026-03-11,0,,
"""
RATES = """date,currency,rate
2026-01-01,USD,0.90
2026-02-10,USD,0.80
2026-01-01,JPY,0.006
"""


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "orders.csv").write_text(ORDERS, encoding="utf-8")
    (tmp_path / "rates.csv").write_text(RATES, encoding="utf-8")
    return tmp_path


def total(folder, **options):
    """Net revenue over all customers who are named."""
    return cxm.compute("aov", folder / "orders.csv", **options)["revenue"].item()


def written(folder, text, name="rates.csv"):
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return str(path)


def test_several_currencies_are_not_added_up_and_the_cure_names_both_ways_out(folder):
    with pytest.raises(errors.AmbiguousError) as caught:
        total(folder)
    assert "EUR, JPY, USD" in str(caught.value)
    assert "--currency EUR" in str(caught.value)
    assert "--fx" in str(caught.value)


def test_a_currency_leaves_the_others_out_and_counts_them(folder):
    # 100 + 30.10, the second written in small letters; three rows are in others and one names none.
    assert total(folder, currency="EUR") == 130.10
    assert total(folder, currency="usd") == 40 + 20.25
    frame = cxm.compute("repeat-purchase-rate", folder / "orders.csv", currency="EUR")
    assert frame["n"].item() == 1


def test_amounts_are_brought_by_the_last_rate_on_or_before_their_day(folder):
    # 40 x 0.90 in January; 20.25 x 0.80 on the very day of the new rate; 1000 x 0.006 long after the last; nothing is nothing.
    rates = str(folder / "rates.csv")
    frame = cxm.compute("aov", folder / "orders.csv", currency="EUR", fx=rates, period="month")
    assert frame["revenue"].to_list() == [100 + 36.0, 30.10 + 16.20, 6.0]
    assert frame["orders"].to_list() == [2, 2, 2]


def test_a_fixed_rate_is_the_last_of_the_file_or_of_the_observation(folder):
    rates = str(folder / "rates.csv")
    assert total(folder, currency="EUR", fx=rates, fx_fixed=True) == 100 + 30.10 + 0.8 * (40 + 20.25) + 6
    early = total(folder, currency="EUR", fx=rates, fx_fixed=True, end="2026-02-09")
    assert early == 100 + 30.10 + 0.9 * 40


def test_fixed_rates_need_no_dates(folder):
    rates = written(folder, "currency;rate\nUSD;0.5\nJPY;0.01\nEUR;1\n")
    assert total(folder, fx=rates, fx_fixed=True) == 100 + 30.10 + 20 + 10.125 + 10
    with pytest.raises(errors.UsageError, match="--fx has no column date"):
        total(folder, fx=rates)


def test_the_result_names_its_currency_and_its_rates(folder):
    from cxm._api import run
    from cxm.io.source import Workspace

    values = {"currency": "EUR", "fx": str(folder / "rates.csv")}
    with Workspace() as workspace:
        result = run(["aov"], [str(folder / "orders.csv")], values, workspace)
    assert result.metrics[0]["currency"] == "EUR"
    assert result.exports[-1] == "rates.csv"
    assert "amounts brought to EUR by rates.csv: JPY 0.006, USD 0.8 to 0.9" in result.notes
    assert result.frame["notes"].item() == "in EUR"
    with Workspace() as workspace:
        result = run(["aov"], [str(folder / "orders.csv")], {"currency": "EUR"}, workspace)
    assert result.quality["in another currency"] == 3
    assert result.quality["without a currency"] == 1
    assert "rows in other currencies left out: 1 in JPY, 2 in USD" in result.notes


def test_an_amount_without_a_rate_is_an_error_with_its_line_and_a_cure(folder):
    rates = written(folder, "date,currency,rate\n2026-01-21,USD,0.9\n")
    with pytest.raises(errors.ExportError) as caught:
        total(folder, currency="EUR", fx=rates)
    told = str(caught.value)
    assert "column 'currency', line 3, value 'USD': no rate on or before 2026-01-20 (1 row)" in told
    assert "line 6, value 'JPY': no rate on or before 2026-03-10" in told
    assert "cure: add a line such as 2026-03-10,JPY,RATE to rates.csv" in told
    assert caught.value.exit == 3


def test_of_several_files_the_one_with_the_amount_is_named(folder):
    more = written(
        folder, "order_id,customer_id,ordered_at,revenue,refund,currency\n8,a,2026-01-05,1,,EUR\n9,a,2026-01-05,1,,CHF\n", "more.csv"
    )
    with pytest.raises(
        errors.ExportError, match=r"line 3, value 'CHF': no rate on or before 2026-01-05 \(1 row, the first in .*more.csv\)"
    ):
        cxm.compute("aov", [folder / "orders.csv", more], currency="EUR", fx=str(folder / "rates.csv"))


def test_lines_of_one_order_may_be_in_several_currencies(folder):
    # 2 x 10 EUR and 100 USD at 0.90; 10 and 3 x 5 EUR; 40 USD at 0.90: 110, 25 and 36.
    rows = "1,a,2026-01-05,x,2,10,EUR\n1,a,2026-01-05,y,1,100,USD\n2,b,2026-02-05,x,1,10,EUR\n2,b,2026-02-05,z,3,5,EUR\n3,c,2026-02-06,x,1,40,USD\n"
    lines = written(folder, f"order_id,customer_id,ordered_at,product,quantity,price,currency\n{rows}", "lines.csv")
    asked = {"roles": {"price": "price", "revenue": "-"}, "currency": "EUR"}
    frame = cxm.compute("aov", lines, fx=str(folder / "rates.csv"), **asked)
    assert frame.select("revenue", "orders").row(0) == (171.0, 3)
    only = cxm.compute("aov", lines, **asked)
    assert only.select("revenue", "orders").row(0) == (45.0, 2)


def test_an_amount_that_names_no_currency_is_not_converted_in_silence(folder):
    written(folder, ORDERS + "7,e,2026-03-12,5,,\n", "orders.csv")
    with pytest.raises(errors.ExportError, match="line 8: no currency"):
        total(folder, currency="EUR", fx=str(folder / "rates.csv"))


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("date,currency,rate\n2026-01-01,USD,0.9\n01/02/2026,USD,0.9\n", "line 3: --fx: date '01/02/2026'"),
        ("date,currency,rate\n2026-01-01,dollar,0.9\n", "line 2: --fx: currency 'dollar'"),
        ("date,currency,rate\n2026-01-01,USD,\n", "line 2: --fx: rate ''"),
        ("date,currency,rate\n2026-01-01,USD,-1\n", "line 2: --fx: rate '-1'"),
        ("date,currency,rate\n2026-01-01,USD,0.9\n\n2026-01-01,USD,0.8\n", "hold two rates of USD on 2026-01-01"),
        ("date,currency,rate\n", "holds no rate"),
        ("day,code,rate\n2026-01-01,USD,0.9\n", "no column date and currency"),
        ("date,currency,rate\n2026-01-01,EUR,1.1\n", "EUR has the rate 1.1"),
        ("", "--fx"),
    ],
)
def test_a_file_that_holds_no_rates_is_refused_with_its_line(folder, text, why):
    with pytest.raises(errors.UsageError) as caught:
        total(folder, currency="EUR", fx=written(folder, text))
    assert why in str(caught.value)


def test_one_rate_twice_is_one_rate(folder):
    rates = written(folder, RATES + "2026-01-01,USD,0.90\n")
    assert total(folder, currency="EUR", fx=rates) == total(folder, currency="EUR", fx=str(folder / "rates.csv"))


def test_nothing_is_done_where_it_would_change_nothing(folder):
    orders = folder / "orders.csv"
    for metric, options in (
        ("nps", {"currency": "EUR"}),
        ("repeat-purchase-rate", {"currency": "EUR", "fx": str(folder / "rates.csv")}),
        ("aov", {"fx_fixed": True}),
        ("aov", {"currency": "euro"}),
        ("aov", {"fx": str(folder / "rates.csv")}),
    ):
        with pytest.raises(errors.UsageError):
            cxm.compute(metric, orders, **options)
    with pytest.raises(errors.NotEnoughData, match="no row is in CHF: the export is in EUR, JPY, USD"):
        total(folder, currency="CHF")
    plain = written(folder, "order_id,customer_id,ordered_at,revenue\n1,a,2026-01-05,100\n", "plain.csv")
    with pytest.raises(errors.NotEnoughData, match="in which currency"):
        cxm.compute("aov", plain, currency="EUR")


def test_costs_are_brought_to_the_same_currency(folder):
    costs = written(folder, "date,amount,currency,channel\n2026-01-01,100,USD,ads\n2026-02-01,10,EUR,ads\n", "costs.csv")
    # New customers are a and b in January, c in February: 100 x 0.9 / 2, 10 / 1.
    asked = {"with_": costs, "currency": "EUR", "period": "month", "end": "2026-02-28"}
    frame = cxm.compute("cac", folder / "orders.csv", fx=str(folder / "rates.csv"), **asked)
    assert frame["value"].to_list() == [45.0, 10.0]
    only = cxm.compute("cac", folder / "orders.csv", **asked)
    assert only["cost"].to_list() == [0.0, 10.0]


def test_costs_without_a_currency_are_taken_as_the_one_asked_and_that_is_said(folder):
    from cxm._api import run
    from cxm.io.source import Workspace

    costs = written(folder, "date,amount,channel\n2026-01-01,100,ads\n", "costs.csv")
    values = {"with_": costs, "currency": "EUR", "fx": str(folder / "rates.csv"), "period": "month", "end": "2026-01-31"}
    with Workspace() as workspace:
        result = run(["cac"], [str(folder / "orders.csv")], values, workspace)
    assert result.frame["value"].item() == 50.0
    assert any("names no currency: its amounts are taken as EUR" in note for note in result.notes)


SUBSCRIPTIONS = """subscription_id,customer_id,started_at,ended_at,mrr,currency
s1,a,2026-01-01,,100,EUR
s2,b,2026-01-01,2026-02-10,100,USD
s3,b,2026-02-10,,100,USD
"""


def test_recurring_revenue_at_a_fixed_rate_does_not_expand(folder):
    path = written(folder, SUBSCRIPTIONS, "subscriptions.csv")
    asked = {"currency": "EUR", "fx": str(folder / "rates.csv"), "period": "month", "as_of": "2026-02-28"}
    fixed = cxm.compute("mrr", path, fx_fixed=True, **asked)
    assert fixed["closing"].to_list() == [180.0, 180.0]
    assert fixed["contraction"].to_list() == [0.0, 0.0]
    # The dollar fell between the two subscriptions of b, who pays the same: by the day they began it looks like contraction.
    daily = cxm.compute("mrr", path, **asked)
    assert daily["closing"].to_list() == [190.0, 180.0]
    assert daily["contraction"].to_list() == [0.0, 10.0]


def test_snapshots_of_recurring_revenue_hold_until_the_next_one(folder):
    # a pays 100, then 120; b 50, nothing in February, 40 in March; c 30 in February alone, in two rows of one month.
    rows = "a,2026-01,100\nb,2026-01,50\na,2026-02,120\nc,2026-02,20\nc,2026-02,10\na,2026-03,120\nb,2026-03,40\n"
    path = written(folder, f"customer_id,month,mrr\n{rows}", "mrr.csv")
    for zone in ("UTC", "Europe/Vilnius", "America/New_York"):
        frame = cxm.compute("mrr", path, period="month", as_of="2026-03-31", tz=zone)
        found = frame.select("opening", "new", "reactivation", "expansion", "contraction", "churn", "closing").rows()
        assert found == [(0, 150, 0, 0, 0, 0, 150), (150, 30, 0, 20, 0, 50, 150), (150, 0, 40, 0, 0, 30, 160)]
    churn = cxm.compute("churn-rate", path, period="quarter", start="2026-02-01", as_of="2026-03-31")
    # Of a, of b, who is there until February begins and back in March, and of c, c is lost.
    assert churn.select("n", "lost").rows() == [(3, 1)]


def test_the_day_of_an_order_is_that_of_the_reporting_zone(folder):
    path = written(folder, "order_id,customer_id,ordered_at,revenue,currency\n1,a,2026-02-09T23:30:00Z,100,USD\n", "late.csv")
    asked = {"currency": "EUR", "fx": str(folder / "rates.csv")}
    assert cxm.compute("aov", path, **asked)["value"].item() == 90.0
    assert cxm.compute("aov", path, tz="Europe/Vilnius", **asked)["value"].item() == 80.0


def test_sums_are_those_of_decimals_to_the_cent(folder):
    chance = random.Random(7)
    days = [date(2026, 1, 1) + timedelta(step) for step in range(200)]
    rates = {(day, code): Decimal(chance.randint(1, 20000)) / 10000 for day in days[::7] for code in ("USD", "GBP")}
    rows, sums = [], {}
    for order in range(5000):
        day, code = chance.choice(days), chance.choice(("EUR", "USD", "GBP"))
        amount = Decimal(chance.randint(1, 10**7)) / 100
        rate = Decimal(1) if code == "EUR" else rates[max(one for one, name in rates if name == code and one <= day), code]
        sums[f"{day:%Y-%m}"] = sums.get(f"{day:%Y-%m}", Decimal(0)) + amount * rate
        rows.append(f"{order},c{order % 700},{day},{amount},{code}")
    orders = written(folder, "order_id,customer_id,ordered_at,revenue,currency\n" + "\n".join(rows) + "\n", "many.csv")
    table = written(folder, "date,currency,rate\n" + "".join(f"{day},{code},{rate}\n" for (day, code), rate in rates.items()), "table.csv")
    for engine in ("polars", "duckdb"):
        frame = cxm.compute("aov", orders, currency="EUR", fx=table, period="month", engine=engine)
        found = dict(frame.select("period", "revenue").rows())
        assert {period: round(value, 6) for period, value in found.items()} == {
            period: round(float(one), 6) for period, one in sums.items()
        }
