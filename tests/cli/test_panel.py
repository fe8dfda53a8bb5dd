"""Panels: metrics of several exports side by side, and the index of them."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest

POSTS = """Post ID,Published at,Impressions,Likes,Comments,Shares
1,2026-01-05,2000,40,10,10
2,2026-01-31,2000,40,10,10
3,2026-02-05,2000,42,12,12
4,2026-02-28,2000,42,12,12
"""
MAIL = """Campaign,Sent at,Recipients,Delivered,Unique opens,Unique clicks
a,2026-01-31,1000,1000,200,30
b,2026-02-28,1000,1000,180,30
"""
VISITS = """session_id,visitor_id,started_at,pageviews
1,a,2026-01-01 10:00,1
2,b,2026-01-31 10:00,2
3,a,2026-02-01 10:00,3
4,b,2026-02-28 10:00,3
5,c,2026-02-27 10:00,3
"""
INDEX = ("--period", "month", "--set", "baseline=2026-01", "-f", "json")


@pytest.fixture
def exports(tmp_path: Path) -> list[str]:
    for name, text in (("posts.csv", POSTS), ("mail.csv", MAIL), ("visits.csv", VISITS)):
        (tmp_path / name).write_text(text, encoding="utf-8")
    return ["posts.csv", "mail.csv", "visits.csv"]


def rows(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text)))


def test_every_part_is_computed_from_the_export_that_holds_it(cxm, exports):
    done = cxm("compute", "engagement-panel", *exports)
    found = {row["metric"]: float(row["value"]) for row in rows(done.stdout)}
    # 252 interactions of 8,000 impressions; 380 opens and 60 clicks of 2,000; 5 visits of 3 visitors.
    assert found == {
        "social-engagement-rate": pytest.approx(100 * (2 * 60 + 2 * 66) / 8000),
        "email-open-rate": 19,
        "email-click-rate": 3,
        "sessions": 5,
        "visit-frequency": pytest.approx(5 / 3),
    }
    assert (done.returncode, "left out: stickiness" in done.stderr) == (0, True)


def test_the_order_of_exports_does_not_matter(cxm, exports):
    assert rows(cxm("compute", "engagement-panel", *exports).stdout) == rows(cxm("compute", "engagement-panel", *exports[::-1]).stdout)


def test_each_part_is_what_it_is_alone(cxm, exports):
    panel = rows(cxm("compute", "engagement-panel", *exports, "--period", "month", "--compare", "previous").stdout)
    alone = rows(cxm("compute", "sessions", "visits.csv", "--period", "month", "--compare", "previous").stdout)
    assert [row for row in panel if row["metric"] == "sessions"] == alone


def test_an_index_is_put_together_by_the_weights(cxm, exports):
    done = cxm("compute", "engagement-index", *exports, *INDEX, "--set", "weights=social-engagement-rate=1,email-open-rate=1,sessions=2")
    result = json.loads(done.stdout)
    # 3.3 after 3.0 %, 18 after 20 %, and 3 / 28 visits a day after 2 / 31.
    assert [row["value"] for row in result["results"]] == [100, pytest.approx(100 * (1.1 + 0.9 + 2 * (3 / 28) / (2 / 31)) / 4)]
    assert {row["metric"] for row in result["results"]} == {"engagement-index"}
    assert "weights: social-engagement-rate 1, email-open-rate 1, sessions 2" in result["provenance"]["notes"]


def test_its_geometric_form_is_named(cxm, exports):
    done = cxm("compute", "engagement-index", *exports, *INDEX, "--set", "weights=email-open-rate=1", "--definition", "geometric")
    (_, row) = json.loads(done.stdout)["results"]
    assert (row["definition"], row["value"]) == ("engagement-index.geometric@1", pytest.approx(90))


@pytest.mark.parametrize(
    ("arguments", "status", "told"),
    [
        (["--set", "baseline=2026-01", "--period", "month"], 2, "an index needs weights"),
        (["--set", "weights=sessions=1", "--period", "month"], 2, "an index needs baseline"),
        (["--set", "weights=sessions=1", "--set", "baseline=2026-01"], 2, "--period month"),
        (["--set", "weights=sessions=0", "--set", "baseline=2026-01", "--period", "month"], 2, "no weight above 0"),
        (["--set", "weights=ticket-volume=1", "--set", "baseline=2026-01", "--period", "month"], 2, "neither better nor worse"),
        (["--set", "weights=stickiness=1", "--set", "baseline=2026-01", "--period", "month"], 5, "no export of product events"),
        (["--set", "weights=sessions=1", "--set", "baseline=2024-01", "--period", "month"], 2, "one of 2026-01, 2026-02"),
        (["--set", "weights=sessions=1", "--set", "baseline=2026-01", "--by", "channel"], 2, "--by does not go with an index"),
        (["--set", "weights=sessions=1", "--set", "baseline=2026-01", "--set", "sails=1", "--period", "month"], 2, "unknown setting"),
    ],
)
def test_an_index_nobody_could_read_is_refused(cxm, exports, arguments, status, told):
    done = cxm("compute", "engagement-index", *exports, *arguments)
    assert (done.returncode, told in done.stderr) == (status, True)


@pytest.mark.parametrize(
    ("names", "files", "told"),
    [
        ("engagement-panel,nps", ["visits.csv"], "is computed alone"),
        ("engagement-panel", ["-"], "not standard input"),
        ("engagement-panel", ["visits.csv", "--definition", "started"], "--definition does not go with engagement-panel"),
        ("engagement-panel", ["visits.csv", "--rejects", "out.csv"], "--rejects does not go with engagement-panel"),
    ],
)
def test_what_a_panel_cannot_do_is_refused(cxm, exports, names, files, told):
    done = cxm("compute", names, *files)
    assert (done.returncode, told in done.stderr) == (2, True)


def test_exports_that_hold_none_of_the_parts_are_not_enough(cxm, sample):
    done = cxm("compute", "engagement-panel", sample)
    assert (done.returncode, done.stdout, "no export of social posts" in done.stderr) == (5, "", True)


def test_settings_go_to_the_parts_that_have_them(cxm, exports):
    plain = cxm("compute", "engagement-panel", "posts.csv")
    counted = cxm("compute", "engagement-panel", "posts.csv", "--set", "include=followers")
    assert (plain.returncode, counted.returncode) == (0, 0)
    wrong = cxm("compute", "engagement-panel", "posts.csv", "--set", "inclued=clicks")
    assert (wrong.returncode, "include" in wrong.stderr) == (2, True)
