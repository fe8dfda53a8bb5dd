"""`--with`: a second export beside the first, as what it is, and only where a metric takes one."""

from __future__ import annotations

import csv
import io
import json

import pytest

import cxm as public
from cxm.errors import AmbiguousError, UsageError
from cxm.io.beside import renamed as named_beside

TICKETS = """ticket_id,customer_id,created_at,channel,subject
1,c1,2026-01-05 10:00,chat,a
2,c2,2026-01-06 10:00,mail,b
3,c1,2026-02-05 10:00,mail,c
"""
SUBSCRIPTIONS = """subscription_id,customer_id,plan,started_at,ended_at,mrr
s1,c1,basic,2025-01-05,,10
s2,c2,basic,2025-06-05,2026-01-20,20
s3,c3,basic,2026-02-01,,30
s3,c3,basic,2026-02-01,,30
"""
ORDERS = """order_id,customer_id,ordered_at,revenue,channel
o1,c1,2026-01-03 09:00,20,ads
o2,c2,2026-01-20 09:00,40,search
o3,c1,2026-02-03 09:00,30,ads
o4,c3,2026-02-10 09:00,30,ads
"""
SPAN = ("--from", "2026-01-01", "--as-of", "2026-02-28")
COSTS = "month,amount,channel\n2026-01,600,ads\n2026-02,150,ads\n"


@pytest.fixture
def files(tmp_path):
    texts = {"tickets": TICKETS, "subscriptions": SUBSCRIPTIONS, "orders": ORDERS, "costs": COSTS}
    for name, text in texts.items():
        (tmp_path / f"{name}.csv").write_text(text, encoding="utf-8")
    return tmp_path


def rows_of(done) -> list[dict[str, str]]:
    assert done.returncode == 0, done.stderr
    return list(csv.DictReader(io.StringIO(done.stdout)))


def test_customers_are_counted_from_the_second_export(cxm, files):
    # In January c1 and c2 are customers, in February c1 and c3: 2 and 1 tickets per 2 customers.
    done = cxm("compute", "contact-rate", "tickets.csv", "--with", "subscriptions.csv", "--period", "month")
    assert [(row["period"], float(row["value"]), row["n"]) for row in rows_of(done)] == [("2026-01", 100, "2"), ("2026-02", 50, "2")]
    assert "together with subscriptions.csv: subscriptions, 3 rows, 1 duplicate left out" in done.stderr


def test_the_definition_follows_the_second_export(cxm, files):
    # Three tickets and four orders.
    [row] = rows_of(cxm("compute", "contact-rate", "tickets.csv", "--with", "orders.csv", *SPAN))
    assert (row["definition"], float(row["value"])) == ("contact-rate.per_order@1", 75)


def test_several_files_are_one_second_export(cxm, files):
    lines = ORDERS.splitlines(keepends=True)
    (files / "a.csv").write_text("".join(lines[:3]), encoding="utf-8")
    (files / "b.csv").write_text("".join([lines[0], *lines[3:]]), encoding="utf-8")
    [row] = rows_of(cxm("compute", "contact-rate", "tickets.csv", "--with", "a.csv", "--with", "b.csv", *SPAN))
    assert float(row["value"]) == 75


def test_python_takes_it_as_with_and_an_underscore(files, monkeypatch):
    monkeypatch.chdir(files)
    span = {"start": "2026-01-01", "as_of": "2026-02-28"}
    [value] = public.compute("contact-rate", "tickets.csv", with_="orders.csv", **span)["value"]
    assert value == 75
    assert public.compute("contact-rate", "tickets.csv", with_=["orders.csv"], **span)["value"].to_list() == [75]


def test_the_result_names_both_exports(cxm, files):
    done = cxm("compute", "contact-rate", "tickets.csv", "--with", "orders.csv", "-f", "json")
    found = json.loads(done.stdout)["provenance"]
    assert found["exports"] == ["tickets.csv", "orders.csv"]
    assert found["mapping"]["order.revenue"] == "revenue"
    assert found["notes"][0] == "together with orders.csv: orders, 4 rows"


@pytest.mark.parametrize(
    ("arguments", "status", "told"),
    [
        (["contact-rate", "tickets.csv"], 2, ["customers", "--with subscriptions.csv", "--set customers"]),
        (["aov", "orders.csv", "--with", "costs.csv"], 2, ["aov takes no second export", "--with"]),
        (["contact-rate", "tickets.csv", "--with", "costs.csv"], 4, ["holds costs", "orders or subscriptions"]),
        (["contact-rate", "tickets.csv", "--with", "nowhere.csv"], 3, ["nowhere.csv"]),
        (
            ["contact-rate", "tickets.csv", "--with", "orders.csv", "--definition", "per_customer"],
            4,
            ["holds orders", "takes subscriptions"],
        ),
    ],
)
def test_what_does_not_fit_is_refused_with_its_cure(cxm, files, arguments, status, told):
    done = cxm("compute", *arguments)
    assert (done.returncode, done.stdout) == (status, "")
    assert [word for word in told if word not in done.stderr] == []


def test_python_raises_the_same(files, monkeypatch):
    monkeypatch.chdir(files)
    with pytest.raises(UsageError, match="takes no second export"):
        public.compute("aov", "orders.csv", with_="costs.csv")
    with pytest.raises(AmbiguousError, match="holds costs"):
        public.compute("contact-rate", "tickets.csv", with_="costs.csv")


def test_metrics_that_take_none_are_computed_beside_one_that_does(cxm, files):
    rows = rows_of(cxm("compute", "contact-rate,ticket-volume", "tickets.csv", "--with", "orders.csv", *SPAN))
    assert [(row["metric"], float(row["value"])) for row in rows] == [("contact-rate", 75), ("ticket-volume", 3)]


def test_users_without_events_are_known_from_the_second_export(cxm, tmp_path):
    # u1 and u2 sign up on the 5th; u1 is back a day later, u2 never does anything.
    (tmp_path / "events.csv").write_text(
        "user_id,event,timestamp\nu1,open,2026-01-05 10:00\nu1,open,2026-01-06 10:00\nu3,open,2026-01-20 10:00\n", encoding="utf-8"
    )
    (tmp_path / "users.csv").write_text("user_id,signed up\nu1,2026-01-05\nu2,2026-01-05\nu3,2026-01-20\n", encoding="utf-8")
    arguments = ("compute", "n-day-retention", "events.csv", "--set", "day=1", "--to", "2026-01-10", "--as-of", "2026-01-20")
    [alone] = rows_of(cxm(*arguments))
    [both] = rows_of(cxm(*arguments, "--with", "users.csv"))
    assert (float(alone["value"]), alone["n"], float(both["value"]), both["n"]) == (100, "1", 50, "2")


def test_explain_and_the_catalogue_tell_what_a_metric_takes(cxm):
    assert "--with: subscriptions, for per_customer" in cxm("explain", "contact-rate").stdout
    found = {item["name"]: item.get("with") for item in json.loads(cxm("metrics", "--format", "json").stdout)}
    assert (found["contact-rate"], found["nps"]) == (["subscription", "order"], [])


def test_inspect_tells_what_a_metric_takes(cxm, files):
    done = cxm("inspect", "tickets.csv", "--reader", "handmade-ticket")
    assert [line.split() for line in done.stdout.splitlines() if line.strip().startswith("contact-rate")] == [
        ["contact-rate", "contact-rate.per_customer@1,", "--with", "subscriptions"]
    ], done.stdout


def test_orders_and_costs_are_told_apart_whichever_is_named_first(cxm, files):
    # In January c1 and c2 come for 600, in February c3 for 150.
    for first, other in (("orders.csv", "costs.csv"), ("costs.csv", "orders.csv")):
        rows = rows_of(cxm("compute", "cac", first, "--with", other, "--period", "month"))
        assert [(row["period"], float(row["value"]), row["n"]) for row in rows] == [("2026-01", 300, "2"), ("2026-02", 150, "1")]


def test_a_column_of_both_exports_splits_both(cxm, files):
    # Ads won c1 and c3 for 750; search won c2, and nothing was spent on it.
    rows = rows_of(cxm("compute", "cac", "orders.csv", "--with", "costs.csv", "--by", "channel"))
    assert {row["channel"]: (float(row["value"]), row["n"]) for row in rows} == {"ads": (375, "2"), "search": (0, "1"), "": (250, "3")}


def test_labels_of_both_exports_are_one_without_their_capitals(cxm, files):
    (files / "costs.csv").write_text(COSTS.replace("ads", "Ads"), encoding="utf-8")
    rows = rows_of(cxm("compute", "cac", "orders.csv", "--with", "costs.csv", "--by", "channel", "--fold-case"))
    assert {row["channel"]: (float(row["value"]), row["n"]) for row in rows} == {"ads": (375, "2"), "search": (0, "1"), "": (250, "3")}
    refused = cxm("compute", "cac", "orders.csv", "--with", "costs.csv", "--fold-case")
    assert (refused.returncode, "--by" in refused.stderr) == (2, True)


def test_a_value_that_lasts_is_asked_for_in_years_months_or_days(cxm, files):
    values = [
        float(rows_of(cxm("compute", "clv", "orders.csv", "--set", f"lifespan={span}"))[0]["value"])
        for span in ("3y", "36mo", "3", "1095.7275d")
    ]
    # 120 of 3 customers in 39 days.
    assert values == [pytest.approx(120 / 3 / (39 / 365.2425) * 3)] * 4
    assert cxm("compute", "clv", "orders.csv").returncode == 2
    assert cxm("compute", "clv", "orders.csv", "--set", "lifespan=soon").returncode == 2


def test_the_ratio_of_value_to_cost_is_that_of_its_parts(cxm, files):
    span = ("--set", "lifespan=3y")
    value, cost, ratio = (
        float(rows_of(cxm("compute", name, "orders.csv", *more))[0]["value"])
        for name, more in (("clv", span), ("cac", ("--with", "costs.csv")), ("clv-cac", (*span, "--with", "costs.csv")))
    )
    assert ratio == pytest.approx(value / cost)
    [net] = rows_of(cxm("compute", "clv", "orders.csv", *span, "--with", "costs.csv"))
    assert (net["definition"], float(net["value"])) == ("clv.net@1", pytest.approx(value - cost))


# How the second export is written

SPENDING = """Tag;Betrag gesamt
03.01.2026;"1,234"
05.02.2026;"2,000"
"""


@pytest.fixture
def spending(files):
    """Costs under headings of their own, with dates and amounts that can be read in two ways."""
    (files / "spending.csv").write_text(SPENDING, encoding="utf-8")
    return ("compute", "cac", "orders.csv", "--with", "spending.csv", *SPAN)


COLUMNS = ("--with-map", "date=Tag", "--with-map", "amount=Betrag gesamt")
GERMAN = ("--with-option", "date-order=dmy", "--with-option", "decimal=,")


def test_its_columns_and_forms_are_said_with_options_of_its_own(cxm, spending):
    """1.234 in January and 2 in February, against c1 and c2 who come in January and c3 in February."""
    rows = rows_of(cxm(*spending, *COLUMNS, *GERMAN, "--period", "month"))
    assert [float(row["value"]) for row in rows] == [pytest.approx(1.234 / 2), 2]
    [row] = rows_of(cxm(*spending, *COLUMNS, "--with-option", "date-order=dmy", "--with-option", "decimal=."))
    assert float(row["value"]) == pytest.approx(3234 / 3)


def test_every_doubt_about_it_names_the_option_that_settles_it(cxm, spending):
    """From one error to the next, doing what each says, to the number."""
    told = cxm(*spending)
    assert (told.returncode, "--with-map date=COLUMN" in told.stderr) == (5, True)
    assert "it has: Tag, Betrag gesamt" in told.stderr
    told = cxm(*spending, *COLUMNS)
    assert told.returncode == 4
    assert "--with-option date-order=dmy or --with-option date-order=mdy" in told.stderr
    assert "--with-option decimal=, or --with-option decimal=." in told.stderr
    assert not [word for word in told.stderr.split() if word.startswith(("--date-order", "--decimal", "--map"))]
    assert cxm(*spending, *COLUMNS, *GERMAN).returncode == 0


def test_the_options_of_the_first_export_are_not_those_of_the_second(cxm, files):
    (files / "bestellungen.csv").write_text(
        "order_id;customer_id;ordered_at;revenue\no1;c1;2026-01-03;1,5\no2;c2;2026-02-03;2,25\n", encoding="utf-8"
    )
    [row] = rows_of(cxm("compute", "cac", "bestellungen.csv", "--decimal", ",", "--with", "costs.csv", *SPAN))
    assert float(row["value"]) == 375


def test_a_mapping_file_can_say_it_all(cxm, files, spending):
    flags = ("--reader", "handmade-cost", "--map", "date=Tag", "--map", "amount=Betrag gesamt", "--date-order", "dmy", "--decimal", ",")
    assert cxm("inspect", "spending.csv", *flags, "--save", "spending.toml").returncode == 0
    by_file = ("--with-option", "mapping=spending.toml")
    assert rows_of(cxm(*spending, *by_file)) == rows_of(cxm(*spending, *COLUMNS, *GERMAN))
    (files / "spending.csv").write_text(SPENDING.replace("Betrag gesamt", "Summe"), encoding="utf-8")
    changed = cxm(*spending, *by_file)
    assert (changed.returncode, "column 'Betrag gesamt' (amount) is gone" in changed.stderr) == (4, True)


def test_python_takes_them_as_dictionaries(spending, files, monkeypatch):
    monkeypatch.chdir(files)
    how = {"with_map": {"date": "Tag", "amount": "Betrag gesamt"}, "with_options": {"date_order": "dmy", "decimal": ","}}
    [value] = public.compute("cac", "orders.csv", with_="spending.csv", start="2026-01-01", as_of="2026-02-28", **how)["value"]
    assert value == pytest.approx(3.234 / 3)


@pytest.mark.parametrize(
    ("flags", "told"),
    [
        (("--with-option", "decimel=,"), "did you mean decimal"),
        (("--with-option", "decimal=x"), "unknown value for --with-option decimal: 'x'"),
        (("--with-option", "year=soon"), "--with-option year=soon is no number"),
        (("--with-option", "decimal"), "--with-option decimal has no value"),
        (("--with-option", "map=amount=x"), "--with-map amount=x"),
        (("--with-option", "score=x"), "unknown reading option"),
        (("--with-map", "amount=Betrag"), "no column 'Betrag'"),
        (("--with-map", "amount"), "--with-map role=COLUMN"),
        (("--with-option", "mapping=none.toml"), "none.toml: cannot be read"),
    ],
)
def test_options_that_cannot_be_are_refused_by_their_own_names(cxm, spending, flags, told):
    done = cxm(*spending, *flags)
    assert (done.returncode, told in done.stderr) == (2, True), done.stderr


@pytest.mark.parametrize("flags", [("--with-option", "decimal=,"), ("--with-map", "amount=x")])
def test_without_a_second_export_they_are_refused(cxm, files, flags):
    done = cxm("compute", "aov", "orders.csv", *flags)
    assert (done.returncode, f"{flags[0]} goes with --with" in done.stderr) == (2, True)


@pytest.mark.parametrize(
    ("said", "renamed"),
    [
        ("choose with --delimiter ';' or --delimiter ','", "choose with --with-option delimiter=';' or --with-option delimiter=','"),
        ("--decimal , or --decimal .", "--with-option decimal=, or --with-option decimal=."),
        ("is day 1 (--date-order dmy); or", "is day 1 (--with-option date-order=dmy); or"),
        ("--encoding cp1257 or --encoding big5", "--with-option encoding=cp1257 or --with-option encoding=big5"),
        (
            "name other columns with --score, --time or --map",
            "name other columns with --with-map score=COLUMN, --with-map time=COLUMN or --with-map",
        ),
        ("--map 'amount=Total spent'", "--with-map 'amount=Total spent'"),
        ("--header-rows 0, and --map ROLE=POSITION", "--with-option header-rows=0, and --with-map ROLE=POSITION"),
        ("without --mapping it is read as it is", "without --with-option mapping it is read as it is"),
        ("cxm inspect EXPORT --save x.toml", "cxm inspect EXPORT --save x.toml"),
    ],
)
def test_cures_of_readers_are_told_with_the_options_of_the_second_export(said, renamed):
    assert named_beside(said) == renamed


@pytest.mark.parametrize(
    ("metric", "first", "second", "lacks"),
    [
        ("cac", "orders", "date,amount\n2026-01-01,free\n", "column 'amount' holds no number, but such as 'free'"),
        ("contact-rate", "tickets", "subscription_id,plan,started_at,mrr\ns1,basic,2025-01-05,10\n", "customer_id"),
    ],
)
def test_an_export_without_what_it_is_needed_for_is_refused_with_its_columns(cxm, files, metric, first, second, lacks):
    (files / "second.csv").write_text(second, encoding="utf-8")
    done = cxm("compute", metric, f"{first}.csv", "--with", "second.csv", *SPAN)
    assert (done.returncode, done.stdout) == (5, "")
    assert lacks in done.stderr
    assert "it has: " in done.stderr


def test_inspect_tells_which_metrics_take_an_export_beside_their_own(cxm, files):
    text = cxm("inspect", "costs.csv").stdout
    assert "none of this export alone" in text
    assert "cxm compute METRIC EXPORT --with costs.csv" in text
    found = json.loads(cxm("inspect", "costs.csv", "--format", "json").stdout)
    assert {"metric": "cac", "of": ["orders", "subscriptions"]} in found["beside"]
    assert json.loads(cxm("inspect", "tickets.csv", "--reader", "handmade-ticket", "--format", "json").stdout)["beside"] == []


def test_inspect_proposes_columns_for_what_a_second_export_needs(cxm, spending, files):
    (files / "spending.csv").write_text("paid date,total amount\n2026-01-03,600\n", encoding="utf-8")
    found = json.loads(cxm("inspect", "spending.csv", "--reader", "handmade-cost", "--format", "json").stdout)
    flags = [line["flags"][0] for line in found["proposals"]]
    assert "--map 'amount=total amount'" in flags
    done = cxm(*spending, "--with-map", "date=paid date", "--with-map", "amount=total amount")
    assert done.returncode == 0, done.stderr
