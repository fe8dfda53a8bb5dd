"""Rows that are longer than the header, and files that have none."""

from __future__ import annotations

from pathlib import Path

import pytest

import cxm
from cxm._api import inspect, run
from cxm.cli.commands.readers import described
from cxm.errors import AmbiguousError, ExportError
from cxm.io import scan as module
from cxm.io.options import Options
from cxm.io.read import read
from cxm.io.recognise import READERS
from cxm.io.source import Workspace
from cxm.metrics.engine.result import Result

EVENTS = "Slug,Registered,Day1\na,30,18,\nb,20,10\nc,10,8,7,6\nd,40,20\n"
"""A surplus cell that is empty, and one row with two that are not."""


def saved(folder: Path, text: str, name: str = "export.csv") -> Path:
    path = folder / name
    path.write_text(text, "utf-8")
    return path


def computed(metric: str, path: Path, **options: object) -> Result:
    with Workspace() as workspace:
        return run([metric], [str(path)], options, workspace)


@pytest.mark.parametrize("below", [0, 1 << 30])
@pytest.mark.parametrize(
    ("how", "present", "registered", "left"),
    [({}, 48, 90, {"with more cells than the header": 1}), ({"surplus": "keep"}, 56, 100, {})],
)
def test_rows_longer_than_the_header_are_left_out_and_counted_unless_they_are_to_be_kept(
    tmp_path, monkeypatch, below, how, present, registered, left
):
    monkeypatch.setattr(module, "EXACT_BELOW", below)
    result = computed("event-attendance-rate", saved(tmp_path, EVENTS), **how)
    assert result.frame["value"].to_list() == [100 * present / registered]
    assert result.quality == left
    assert ["line 4" in note for note in result.notes if "more cells" in note] == [True] * len(left)


def test_notes_and_totals_that_are_no_rows_are_counted(tmp_path):
    youtube = "Content,Video title,Video publish time,Views,Watch time (hours)\n"
    rows = 'Total,,,30,3\nv1,One,"Jan 5, 2026",10,1\nv2,Two,"Jan 6, 2026",20,2\n'
    with Workspace() as workspace:
        found = inspect([str(saved(tmp_path, youtube + rows))], {"reader": "youtube-content"}, workspace)
    assert found["file"]["rows"] == "2, 1 notes or totals"


ORDERS = "order id,customer id,order date,total\n1,a,2026-01-05,10.00\n2,b,2026-01-26,20.00\n3,a,2026-01-27,30.00\n"


@pytest.mark.parametrize("last", ["Total,,,60.00", ",,Grand Total:,60.00", "Iš viso:,,,60.00", "合計,,,60.00", "Purata,,,20.00"])
@pytest.mark.parametrize("many", [1, 40_000])
def test_a_row_of_totals_under_a_file_made_by_hand_is_no_order(tmp_path, monkeypatch, last, many):
    """Three orders of 10, 20 and 30 have a mean of 20, whatever is written under them; so have forty thousand times three."""
    monkeypatch.setattr(module, "EXACT_BELOW", 0)
    header, *rows = ORDERS.splitlines()
    whole = "\n".join([header, *rows * many, last]) + "\n"
    result = computed("aov", saved(tmp_path, whole), roles={"order_id": "-"})
    assert result.frame["value"].to_list() == [pytest.approx(20)]
    assert result.frame["n"].to_list() == [3 * many]
    assert result.quality == {"notes or totals": 1}


def test_a_total_in_the_middle_of_a_word_or_in_the_only_column_is_data(tmp_path):
    names = ORDERS.replace("1,a", "Total Wine,a")
    assert cxm.read(saved(tmp_path, names))["order_id"].to_list() == ["Total Wine", "2", "3"]
    assert (
        cxm.read(
            saved(tmp_path, "comment\nTotal\nfine\n"), metric="feedback-volume", reader="handmade", roles={"comment": "comment"}
        ).height
        == 2
    )


def test_columns_of_one_heading_that_say_different_things_are_chosen_by_the_user(tmp_path):
    path = saved(
        tmp_path, "id,date,date,score,score,region,region\n1,2026-01-25,2026-02-25,10,3,EU,EU\n2,2026-01-26,2026-02-26,9,4,US,US\n"
    )
    with pytest.raises(AmbiguousError, match="2 columns could hold") as refused:
        computed("nps", path)
    assert refused.value.cure == "--score score or --score score_2"
    assert [computed("nps", path, score=name).frame["value"][0] for name in ("score", "score_2")] == [100, -100]
    with pytest.raises(AmbiguousError, match="2 columns are headed 'date'") as refused:
        computed("nps", path, score="score", period="month")
    assert refused.value.cure == "--map responded_at=date or --map responded_at=date_2"
    months = computed("nps", path, score="score", period="month", roles={"responded_at": "date_2"}).frame["period"].unique().to_list()
    assert months == ["2026-02"]
    # Columns that say the same leave nothing to choose.
    assert computed("nps", path, score="score", by=["region"]).frame["region"].drop_nulls().sort().to_list() == ["EU", "US"]


def test_a_first_row_of_dates_and_numbers_is_no_header_even_with_words_in_it(tmp_path):
    path = saved(tmp_path, "1,2026-01-05,10,EU,fine\n2,2026-01-06,3,US,bad\n")
    with pytest.raises(ExportError, match="its first row is no header: 1 2026-01-05 10 EU fine") as refused:
        computed("nps", path)
    assert "--header-rows 0" in (refused.value.cure or "")
    assert computed("nps", path, header_rows=0, score="3").frame["value"].to_list() == [0]


BARE = " 00004 0001 19970101  2   29.33\n 00004 0001 19970118  2   29.73\n 00021 0002 19970101  3   63.34\n"
FLAGS = {"customer_id": "1", "ordered_at": "3", "quantity": "4", "revenue": "5"}


@pytest.mark.parametrize("text", [BARE, "\n".join(",".join(line.split()) for line in BARE.splitlines()) + "\n"])
def test_a_file_without_a_header_is_refused_and_read_by_positions(tmp_path, text):
    path = saved(tmp_path, text, "orders.txt")
    with pytest.raises(ExportError, match="its first row is no header: 00004") as refused:
        cxm.read(path)
    assert "--header-rows 0" in (refused.value.cure or "")
    found = cxm.read(path, metric="cohort-retention", header_rows=0, roles=FLAGS)
    assert found["customer_id"].to_list() == ["00004", "00004", "00021"]
    assert found["revenue"].to_list() == [29.33, 29.73, 63.34]
    assert [day.isoformat() for day in found["ordered_at"].dt.date()] == ["1997-01-01", "1997-01-18", "1997-01-01"]
    assert found["2"].to_list() == ["0001", "0001", "0002"]


def test_a_format_that_is_known_by_its_name_asks_for_the_name(tmp_path):
    with pytest.raises(ExportError, match="Umami") as refused:
        cxm.read(saved(tmp_path, "x,y\n/,310\n", "export (1).csv"))
    assert "pages" in (refused.value.cure or "")
    assert cxm.read(saved(tmp_path, "x,y\n/,310\n", "pages.csv"))["visitors"].to_list() == [310]


def test_inspection_and_the_list_of_readers_know_metrics_of_every_frame(tmp_path):
    orders = saved(tmp_path, "order id,customer id,order date,total\n1,a,2026-01-05,5\n2,b,2026-01-25,6\n")
    with Workspace() as workspace:
        ready = {one["metric"] for one in inspect([str(orders)], {}, workspace)["metrics"] if one["state"] == "ready"}
    assert "cohort-retention" in ready
    assert "cohort-retention" in described(READERS["shopify_orders"])["feeds"]
    # Events of recipients give campaigns.
    assert "email-open-rate" in described(READERS["sendgrid_events"])["feeds"]


CONTENT = "Post ID,Page ID,Page name,Publish time,Date,Reach,Reactions\n"


def test_an_export_of_posts_broken_down_by_day_is_refused_for_its_rows_are_no_posts(tmp_path):
    whole = saved(tmp_path, CONTENT + "p1,1,Page,01/25/2026 09:00,Lifetime,90,9\n", "whole.csv")
    assert cxm.read(whole)["reach"].to_list() == [90]
    rows = "p1,1,Page,01/25/2026 09:00,01/25/2026,60,5\np1,1,Page,01/25/2026 09:00,01/26/2026,30,4\n"
    with pytest.raises(ExportError, match="breaks its counts down by date") as refused:
        cxm.read(saved(tmp_path, CONTENT + rows, "days.csv"))
    assert "Lifetime" in (refused.value.cure or "")


@pytest.mark.parametrize(
    ("metric", "lines", "value"),
    [
        ("net-sentiment", ("date,brand,sentiment", "2026-01-05,A,positive", "2026-01-25,A,正面", "2026-01-26,A,neigiama"), 100 / 3),
        (
            "response-time",
            ("ticket,sent at,sender type,visibility", "1,2026-01-25 09:00,customer,public", "1,2026-01-25 09:10,agent,internal",
             "1,2026-01-25 09:30,agent,public"),
            1800,
        ),
        (
            "email-open-rate",
            ("campaign,email,event,date", "A,x@x.example,sent,2026-01-25", "A,y@x.example,delivered,2026-01-25",
             "A,z@x.example,delivered,2026-01-25", "A,y@x.example,opened,2026-01-25", "A,y@x.example,opened,2026-01-26"),
            50,
        ),
    ],
)  # fmt: skip
def test_files_made_by_hand_feed_metrics_of_mentions_messages_and_recipients(tmp_path, metric, lines, value):
    path = saved(tmp_path, "\n".join(lines) + "\n")
    assert cxm.compute(metric, path)["value"].to_list() == [pytest.approx(value)]


def test_quotes_that_belong_to_a_parameter_stay(tmp_path):
    pairs = '[{"key": "page_location", "value": {"string_value": "https://x.example/?y=\\"q\\""}}]'
    cells = pairs.replace('"', '""')
    header = "event_date,event_timestamp,event_name,event_params,user_pseudo_id,platform,device,traffic_source\n"
    path = saved(tmp_path, f'{header}20260105,1767600000000000,page_view,"{cells}",u1,WEB,x,y\n')
    with Workspace() as workspace:
        reading = read([str(path)], Options(reader="ga4-bigquery"), workspace)
        found = reading.table(None, timed=True, fast=False, scored=False).rows.collect()
    assert found["page"].to_list() == ['https://x.example/?y="q"']
