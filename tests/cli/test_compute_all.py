"""`cxm compute all` and `--family`: what an export supports, what it does not and why, and that one never spoils the other."""

from __future__ import annotations

import csv
import io
import json
import subprocess
from pathlib import Path

import pytest

import cxm as door
from cxm.errors import NotEnoughData
from cxm.metrics import FRAMES, METRICS
from cxm.metrics.spec import Metric

TICKETS = """ticket_id,created_at,first_response_at,resolved_at,status,channel,customer_id
1,2026-01-05T09:00:00Z,2026-01-05T10:00:00Z,2026-01-06T09:00:00Z,solved,email,a
2,2026-01-07T09:00:00Z,2026-01-07T11:00:00Z,2026-01-09T09:00:00Z,solved,chat,b
3,2026-01-20T09:00:00Z,2026-01-20T12:00:00Z,,open,chat,a
4,2026-02-10T09:00:00Z,2026-02-10T10:00:00Z,2026-02-11T09:00:00Z,solved,email,c
"""


def rows_of(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text)))


@pytest.fixture
def tickets(tmp_path):
    path = tmp_path / "tickets.csv"
    path.write_text(TICKETS)
    return str(path)


def listed(done: subprocess.CompletedProcess[str]) -> list[str]:
    return list(dict.fromkeys(row["metric"] for row in rows_of(done.stdout)))


def test_every_metric_of_the_family_is_computed_or_named_with_what_it_lacks(cxm, tickets):
    whole = json.loads(cxm("compute", "all", tickets, "-f", "json").stdout)
    computed = {row["metric"] for row in whole["results"]}
    missing = {one["metric"]: one for one in whole["not_computed"]}
    support = {name.replace("_", "-") for name in METRICS.names("support") if isinstance(METRICS[name], Metric)}
    assert not computed & set(missing)
    assert computed | set(missing) >= support
    assert {"ticket-volume", "first-response-time", "resolution-rate", "backlog", "first-contact-resolution"} <= computed
    assert missing["complaint-severity"]["needs"] == ["is_complaint", "severity"]
    assert missing["complaint-severity"]["cure"] == "--map is_complaint=COLUMN --map severity=COLUMN"
    assert missing["response-time"]["why"] == f"needs an export of {FRAMES['message'].title.lower()}"
    assert "--set customers" in missing["contact-rate"]["cure"]


def test_together_every_metric_has_the_numbers_it_has_alone(cxm, tickets):
    """The law behind one pass for all: nothing is shared that changes a value."""
    arguments = (tickets, "--by", "channel", "--period", "month", "--as-of", "2026-03-01", "-q", "--full")
    together = rows_of(cxm("compute", "all", *arguments).stdout)
    names = list(dict.fromkeys(row["metric"] for row in together))
    assert len(names) > 5
    for name in names:
        alone = rows_of(cxm("compute", name, *arguments).stdout)
        same = [{key: row[key] for key in alone[0]} for row in together if row["metric"] == name]
        assert same == alone


def test_a_pipe_gets_the_rows_on_stdout_and_the_reasons_on_stderr(cxm, tickets):
    done = cxm("compute", "all", tickets)
    assert done.returncode == 0
    told = [line for line in done.stderr.splitlines() if line.startswith("cxm: not computed: ")]
    whole = json.loads(cxm("compute", "all", tickets, "-f", "json").stdout)
    assert [line.split(": ")[2] for line in told] == [one["metric"] for one in whole["not_computed"]]
    assert "cxm: not computed: reopen-rate: needs reopens; --map reopens=COLUMN" in told
    assert cxm("compute", "all", tickets, "-q").stderr == ""


def test_the_table_lists_below_what_was_not_computed(cxm, tickets):
    shown = cxm("compute", "all", tickets, "-f", "table").stdout
    numbers, _, reasons = shown.partition("not computed\n")
    assert "Ticket volume" in numbers
    assert "reopen-rate" in reasons
    assert "needs reopens" in reasons
    assert "not computed" not in cxm("compute", "all", tickets, "-f", "table", "-q").stdout
    assert "- not computed: reopen\\-rate" in cxm("compute", "all", tickets, "-f", "markdown").stdout.replace("reopen-", "reopen\\-")


def test_a_family_may_stand_for_the_metric(cxm, tickets):
    done = cxm("compute", tickets, "--family", "support", "-q")
    assert done.returncode == 0
    assert done.stdout == cxm("compute", "all", tickets, "--family", "support", "-q").stdout
    assert all(METRICS.family(METRICS.resolve(name)) == "support" for name in listed(done))


def test_python_computes_the_same(cxm, tickets):
    frame = door.compute("all", tickets, family="support", by="channel")
    piped = rows_of(cxm("compute", "all", tickets, "--family", "support", "--by", "channel", "-q").stdout)
    assert [(row["metric"], row["channel"] or None) for row in piped] == frame.select("metric", "channel").rows()
    assert [float(row["value"]) if row["value"] else None for row in piped] == frame["value"].to_list()


def test_one_column_is_not_taken_for_the_answers_to_several_questions(cxm, tmp_path):
    """Nobody said that `score` asks for a recommendation, or for satisfaction; asked by name it is said."""
    path = tmp_path / "score.csv"
    path.write_text("date,score\n" + "".join(f"2026-01-{day:02},{day % 11}\n" for day in range(1, 29)))
    done = cxm("compute", "all", str(path))
    assert not {"nps", "csat", "ces"} & set(listed(done))
    assert "not computed: nps: nothing says whether 'score' asks about" in done.stderr
    assert cxm("compute", "nps", str(path), "--scale", "0-10").returncode == 0


def test_yes_and_no_to_a_recommendation_are_no_ratings(cxm, tmp_path):
    """Read as ratings on 1-5, every no would be dropped and every yes be the worst answer."""
    path = tmp_path / "yes.csv"
    rows = "".join(f"2026-01-{day:02},{int(day % 4 > 0)}\n" for day in range(1, 29))
    path.write_text("date,Would you recommend us to a friend?\n" + rows)
    done = cxm("compute", "all", str(path))
    shares = {row["metric"]: row["value"] for row in rows_of(done.stdout)}
    assert float(shares["recommend-share"]) == 75  # 21 of 28
    assert not {"review-score", "loyalty-intent", "first-contact-resolution", "score-distribution", "nps"} & shares.keys()
    assert "not computed: score-distribution: all 28 answers are 0 or 1" in done.stderr
    alone = cxm("compute", "score-distribution", str(path))
    assert (alone.returncode, alone.stdout) == (4, "")


def test_each_question_takes_its_own_column(cxm, sample):
    rows = {row["metric"]: row for row in rows_of(cxm("compute", "all", sample, "-q").stdout)}
    for name in ("nps", "csat", "ces"):
        [alone] = rows_of(cxm("compute", name, sample, "-q").stdout)
        assert {key: rows[name][key] for key in alone} == alone


@pytest.mark.parametrize(
    ("arguments", "status", "told"),
    [
        (["all,nps", "t.csv"], 2, "all stands for every metric"),
        (["all", "t.csv", "--definition", "median"], 2, "--definition goes with one metric"),
        (["all", "t.csv", "--family", "suport"], 2, "did you mean support"),
        (["ticket-volume", "t.csv", "--family", "support"], 2, "--family goes with all"),
        (["all", "t.csv", "--by", "nosuch"], 2, "unknown column: 'nosuch'"),
        (["all", "t.csv", "--where", "nosuch = 1"], 2, "nosuch"),
        (["all", "t.csv", "--set", "nosuch=1"], 2, "unknown setting"),
        (["all", "none.csv"], 3, "none.csv"),
        (["all", "t.csv", "--family", "email"], 5, "email-open-rate: needs unique_opens and delivered"),
    ],
)
def test_a_wrong_request_fails_as_a_whole(cxm, tmp_path, arguments, status, told):
    (tmp_path / "t.csv").write_text(TICKETS)
    done = cxm("compute", *arguments)
    assert (done.returncode, done.stdout) == (status, "")
    assert told in done.stderr


def test_one_scale_cannot_be_that_of_several_questions(cxm, sample):
    done = cxm("compute", "all", sample, "--scale", "0-10")
    assert done.returncode == 2
    assert "ask for the metrics of one question by name" in done.stderr


def test_a_date_that_fits_two_ways_is_in_the_way_of_those_that_need_it(cxm, tmp_path):
    path = tmp_path / "doubt.csv"
    path.write_text(TICKETS.replace("resolved_at", "resolved_at").replace("T09:00:00Z,solved", "").replace("2026-01-06", "03/04/2026"))
    rows = ["ticket_id,created_at,resolved_at,status"]
    rows += [f"{day},2026-01-{day:02}T09:00:00Z,{day:02}/02/2026,solved" for day in range(1, 9)]
    path.write_text("\n".join(rows) + "\n")
    done = cxm("compute", "all", str(path))
    assert done.returncode == 0
    assert "ticket-volume" in listed(done)
    assert "not computed: resolution-time" in done.stderr
    settled = cxm("compute", "all", str(path), "--date-order", "dmy")
    assert "resolution-time" in listed(settled)


def test_python_raises_where_nothing_can_be_computed(tickets):
    with pytest.raises(NotEnoughData, match="none of 8 metrics can be computed"):
        door.compute("all", tickets, family="email")


def test_thresholds_look_at_every_row(cxm, tickets):
    assert cxm("compute", "all", tickets, "-q", "--fail-if", "value < 0").returncode in (0, 5)
    assert cxm("compute", "all", tickets, "-q", "--fail-if", "n > 0").returncode == 1


SAMPLES = sorted((Path(__file__).parents[2] / "sample_data").glob("*.csv"))


@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: path.stem)
def test_every_sample_is_computed_as_a_whole(cxm, path):
    """Whatever metrics are added: one that cannot be computed never makes the whole call fail."""
    done = cxm("compute", "all", str(path), "-f", "json")
    if path.stem == "costs":
        assert (done.returncode, done.stdout) == (5, "")
        assert "no metric is computed from costs alone" in done.stderr
        return
    assert done.returncode == 0, done.stderr
    whole = json.loads(done.stdout)
    assert whole["results"]
    assert all(one["why"] for one in whole["not_computed"])


HITS = """visitor_id,viewed_at,event
a,2026-01-05T10:00:00Z,catalog
a,2026-01-05T10:01:00Z,cart
b,2026-01-05T11:00:00Z,catalog
"""


def test_hits_that_tell_no_views_and_no_leads_give_no_zeros_and_say_why(cxm, tmp_path):
    (tmp_path / "hits.csv").write_text(HITS)
    for name, cure in (("pageviews", "--set page_views=WORD,WORD"), ("leads", "--set lead_goals=WORD,WORD")):
        done = cxm("compute", name, "hits.csv", "--reader", "handmade-web-hits")
        [row] = rows_of(done.stdout)
        assert (row["status"], row["value"], row["low"], row["high"]) == ("no_data", "", "", "")
        assert cure in done.stderr
    told = cxm("compute", "pageviews", "hits.csv", "--reader", "handmade-web-hits", "--set", "page_views=catalog")
    assert rows_of(told.stdout)[0]["value"] == "2.0"
    assert "no hit is a page view" not in told.stderr


def test_rows_used_are_not_told_from_a_metric_without_data_beside_others(cxm, tmp_path):
    (tmp_path / "hits.csv").write_text(HITS)
    found = json.loads(cxm("compute", "pageviews,sessions", "hits.csv", "--reader", "handmade-web-hits", "-f", "json").stdout)
    # Two visits are built from the three hits: that none of the rows was used is not so.
    assert found["quality"]["rows_read"] == 3
    assert found["quality"]["rows_used"] is None
