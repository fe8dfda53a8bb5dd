"""`cxm normalise`: what it writes, what the file says of itself, and what must not be in it."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import polars as pl
import pytest

from cxm._api import normalise
from cxm.io import scan
from cxm.io.normal import normalised
from cxm.io.source import Workspace, open_exports

KEY = "a key of more than sixteen characters"
SURVEY = """\
Response ID,Submitted At,E-mail,Phone,First name,How likely are you to recommend us?,Plan,Comment,Office IP
r1,2026-01-05 09:00:00,one@example.com,+370 600 00001,Ona,10,free,All is fine here,192.0.2.1
r2,2026-01-06 10:30:00,two@example.com,+370 600 00002,Jan,3,pro,"Slow, and dear",192.0.2.2
r3,2026-01-07 11:00:00,one@example.com,,Ona,8,free,,192.0.2.1
r4,2026-02-01 00:00:00,,,,-,pro,=1+1 is what I think,
"""


@pytest.fixture
def run(cxm):
    """`cxm` with paths among its arguments, and no key but the one given."""
    return lambda *words, key="": cxm(*map(str, words), CXM_KEY=key)


@pytest.fixture
def survey(tmp_path):
    path = tmp_path / "survey.csv"
    path.write_text(SURVEY, encoding="utf-8")
    return path


def test_fields_have_their_own_types_and_the_exports_columns_follow(run, survey, tmp_path):
    out = tmp_path / "out.parquet"
    done = run("normalise", survey, "-o", out, "--input-tz", "Europe/Vilnius")
    assert done.returncode == 0, done.stderr
    frame = pl.read_parquet(out)
    assert frame["score"].to_list() == [10, 3, 8, None]
    assert frame.schema["responded_at"] == pl.Datetime("us", "UTC")
    assert frame["responded_at"].dt.to_string("%H:%M").to_list() == ["07:00", "08:30", "09:00", "22:00"]
    assert frame.columns.index("score") < frame.columns.index("Plan")
    assert frame["Plan"].to_list() == ["free", "pro", "free", "pro"]


def test_times_of_no_known_zone_stay_local_and_that_is_said(run, survey, tmp_path):
    out = tmp_path / "out.parquet"
    done = run("normalise", survey, "-o", out)
    assert pl.read_parquet_schema(out)["responded_at"] == pl.Datetime("us")
    assert "--input-tz" in done.stderr


def test_the_file_says_how_it_was_read(run, survey, tmp_path):
    out = tmp_path / "out.parquet"
    run("normalise", survey, "-o", out, "--missing", "none")
    with Workspace() as workspace:
        known = normalised(open_exports([str(out)], workspace))
    assert known is not None
    assert (known.frame, known.reader) == ("survey", "handmade")
    assert known.mapping["score"] == "How likely are you to recommend us?"
    assert known.counts["rows"] == 4
    assert known.options == {"missing": ["none"]}
    assert known.exports == (str(survey),)
    assert not known.pseudonymised


def test_any_other_file_is_not_taken_for_a_normalised_one(run, survey, tmp_path):
    plain = tmp_path / "plain.parquet"
    pl.DataFrame({"score": [1, 2]}).write_parquet(plain)
    with Workspace() as workspace:
        assert normalised(open_exports([str(plain)], workspace)) is None
        assert normalised(open_exports([str(survey)], workspace)) is None


def test_the_same_export_gives_the_same_bytes(run, survey, tmp_path):
    for name in ("a", "b"):
        run("normalise", survey, "-o", tmp_path / f"{name}.parquet")
    assert (tmp_path / "a.parquet").read_bytes() == (tmp_path / "b.parquet").read_bytes()


def test_the_ending_tells_the_form(run, survey, tmp_path):
    csv, ndjson = tmp_path / "out.csv", tmp_path / "out.ndjson"
    assert run("normalise", survey, "-o", csv, "--input-tz", "UTC").returncode == 0
    assert run("normalise", survey, "-o", ndjson).returncode == 0
    assert "2026-01-05T09:00:00Z" in csv.read_text(encoding="utf-8")
    assert [json.loads(line)["score"] for line in ndjson.read_text(encoding="utf-8").splitlines()] == [10, 3, 8, None]


def test_no_cell_of_a_csv_is_a_formula(run, survey, tmp_path):
    csv = tmp_path / "out.csv"
    run("normalise", survey, "-o", csv)
    assert ",'=1+1 is what I think," in csv.read_text(encoding="utf-8")


def test_an_unknown_ending_or_folder_is_refused_before_the_work(run, survey, tmp_path):
    for target in (tmp_path / "out.xlsx", tmp_path / "nowhere" / "out.parquet"):
        assert run("normalise", survey, "-o", target).returncode == 2


def test_after_an_error_nothing_is_left(run, tmp_path):
    bad = tmp_path / "two.csv"
    bad.write_text("date,satisfaction\n01/02/2026,5\n03/04/2026,4\n", encoding="utf-8")
    out = tmp_path / "out.parquet"
    done = run("normalise", bad, "-o", out)
    assert done.returncode == 4
    assert sorted(path.name for path in tmp_path.iterdir()) == ["two.csv"]


def test_with_several_questions_one_has_to_be_named(run, tmp_path):
    export = tmp_path / "both.csv"
    export.write_text("date,NPS score,CSAT score\n2026-01-05,9,4\n2026-01-06,10,5\n", encoding="utf-8")
    out = tmp_path / "out.parquet"
    assert run("normalise", export, "-o", out).returncode == 4
    assert run("normalise", export, "-o", out, "--for", "csat").returncode == 0
    frame = pl.read_parquet(out)
    assert frame["score"].to_list() == [4, 5]
    assert frame["metric"].unique().to_list() == ["csat"]


def test_another_frame_can_be_asked_for_where_rows_become_it(run, tmp_path):
    export, out = tmp_path / "events.csv", tmp_path / "campaigns.csv"
    head = "action,campaign_id,member_id,timestamp,bounce_type,list_id,url\n"
    rows = (
        "open,c1,m1,2026-01-05 09:00:00,,l,",
        "open,c1,m1,2026-01-05 09:05:00,,l,",
        "click,c1,m2,2026-01-05 09:06:00,,l,https://example.com/",
    )
    export.write_text(head + "\n".join(rows) + "\n", encoding="utf-8")
    done = run("normalise", export, "-o", out, "--frame", "campaign")
    assert done.returncode == 0, done.stderr
    assert "1 rows of campaign" in done.stderr
    assert run("normalise", export, "-o", out, "--frame", "campain").returncode == 2


# ── Pseudonyms ──────────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_nothing_personal_is_left(run, survey, tmp_path):
    out = tmp_path / "out.csv"
    done = run("normalise", survey, "-o", out, "--pseudonymise", key=KEY)
    assert done.returncode == 0, done.stderr
    text = out.read_text(encoding="utf-8")
    for personal in ("@example.com", "600 0000", "Ona", "fine here", "192.0.2", "what I think"):
        assert personal not in text
    assert "free" in text
    for column in ("Phone", "First name", "E-mail", "Comment", "Office IP"):
        assert column in done.stderr


TICKETS = """\
ticket_id,created_at,status,priority,location,X Coordinate,Incident Zip,subject,Office
t1,2026-01-05 09:00,open,high,POINT (-73.88182 40.65651),1017039,11207,Cannot log in,north
t2,2026-01-06 09:00,closed,low,POINT (-73.76748 40.70349),1048718,11412,Cannot log in,south
t3,2026-01-07 09:00,open,high,POINT (-73.88182 40.65651),1017039,11207,Cannot log in,north
"""


def test_no_place_and_no_subject_is_left_and_what_was_kept_is_said(run, tmp_path):
    export, out = tmp_path / "tickets.csv", tmp_path / "out.csv"
    export.write_text(TICKETS, encoding="utf-8")
    done = run("normalise", export, "-o", out, "--pseudonymise", key=KEY)
    assert done.returncode == 0, done.stderr
    text = out.read_text(encoding="utf-8")
    for personal in ("73.88", "40.65", "10170", "11207", "log in"):
        assert personal not in text
    said = done.stderr.splitlines()
    assert "cxm: left out, places: location" in said
    assert "cxm: left out, coordinates: X Coordinate" in said
    assert "cxm: left out, postcodes: Incident Zip" in said
    assert "cxm: left out, free text: subject" in said
    kept = next(line for line in said if line.startswith("cxm: kept as they are")).rpartition(": ")[2].split(", ")
    held = next(csv.reader(text.splitlines()))
    assert "Office" in kept
    assert [name for name in held if not name.endswith("_unreadable")] == kept


def test_who_referred_a_buyer_is_hashed_so_that_the_metric_can_still_be_computed(run, tmp_path):
    export, out = tmp_path / "orders.csv", tmp_path / "out.csv"
    rows = ("o1,c1,2026-01-05,10,paid,Ona", "o2,c2,2026-01-06,20,paid,", "o3,c3,2026-01-07,20,paid,Jan", "o4,c4,2026-01-08,20,paid,")
    export.write_text("\n".join(["order_id,customer_id,order_date,total,status,referred_by", *rows, ""]), encoding="utf-8")
    assert run("normalise", export, "-o", out, "--pseudonymise", key=KEY).returncode == 0
    assert "Ona" not in out.read_text(encoding="utf-8")
    done = run("compute", "referred-share", out, "--format", "csv")
    assert done.returncode == 0, done.stderr
    assert float(next(csv.DictReader(done.stdout.splitlines()))["value"]) == 50.0  # two of four


def test_a_question_named_for_tickets_is_refused(run, tmp_path):
    export = tmp_path / "tickets.csv"
    export.write_text(TICKETS, encoding="utf-8")
    done = run("normalise", export, "-o", tmp_path / "out.csv", "--for", "nps", "--pseudonymise", key=KEY)
    assert done.returncode == 2
    assert "--for goes with answers" in done.stderr


def test_what_begins_further_down_than_was_looked_is_not_passed_on(run, tmp_path):
    export, out = tmp_path / "tickets.csv", tmp_path / "out.csv"
    rows = [f"t{row},2026-01-05 09:00,open,high,,north" for row in range(600)]
    rows += ["t600,2026-01-05 09:00,open,high,Ona Kazlauskienė,POINT (25.28 54.69)"]
    export.write_text("\n".join(["ticket_id,created_at,status,priority,extra,office", *rows, ""]), encoding="utf-8")
    done = run("normalise", export, "-o", out, "--pseudonymise", key=KEY)
    assert done.returncode == 0, done.stderr
    text = out.read_text(encoding="utf-8")
    assert "Ona" not in text
    assert "POINT" not in text
    assert "t600" in text


@pytest.mark.parametrize(
    ("sample", "metrics"),
    [
        ("survey.csv", "nps,csat,ces"),
        ("tickets.csv", "first-response-time,resolution-time"),
        ("subscriptions.csv", "churn-rate,mrr"),
        ("orders.csv", "aov,purchase-frequency,repeat-purchase-rate"),
        ("hits.csv", "bounce-rate,visit-frequency"),
    ],
)
def test_a_pseudonymised_file_gives_the_same_numbers(run, tmp_path, sample, metrics):
    export = Path(__file__).parents[2] / "sample_data" / sample
    for metric in metrics.split(","):
        out = tmp_path / f"{metric}.csv"
        asked = ("--for", metric) if sample == "survey.csv" else ()
        assert run("normalise", export, "-o", out, "--pseudonymise", *asked, key=KEY).returncode == 0
        was, now = (run("compute", metric, path, "--format", "csv") for path in (export, out))
        assert was.returncode == now.returncode == 0, now.stderr
        values = [[(row["metric"], row["value"], row["n"]) for row in csv.DictReader(one.stdout.splitlines())] for one in (was, now)]
        assert values[0] == values[1]
        assert values[0]


def test_one_person_keeps_one_pseudonym_in_every_file_of_a_key(run, survey, tmp_path):
    for name, key in (("a", KEY), ("b", KEY), ("c", KEY + "!")):
        run("normalise", survey, "-o", tmp_path / f"{name}.parquet", "--pseudonymise", key=key)
    a, b, c = (pl.read_parquet(tmp_path / f"{name}.parquet")["respondent_id"].to_list() for name in "abc")
    assert a == b
    assert a[0] == a[2] != a[1]
    assert a[3] is None
    assert not set(a[:3]) & set(c[:3])
    assert all(len(one) == 32 and set(one) <= set("0123456789abcdef") for one in a[:3])


def test_the_key_may_lie_in_a_file(run, survey, tmp_path):
    (tmp_path / "key").write_text(KEY + "\n", encoding="utf-8")
    run("normalise", survey, "-o", tmp_path / "a.parquet", "--pseudonymise", "--key-file", tmp_path / "key")
    run("normalise", survey, "-o", tmp_path / "b.parquet", "--pseudonymise", key=KEY)
    assert pl.read_parquet(tmp_path / "a.parquet").equals(pl.read_parquet(tmp_path / "b.parquet"))


def test_without_a_key_or_with_a_short_one_it_is_refused(run, survey, tmp_path):
    out = tmp_path / "out.parquet"
    for key in ("", "short"):
        done = run("normalise", survey, "-o", out, "--pseudonymise", key=key)
        assert done.returncode == 2
        assert "key" in done.stderr
    assert not Path(out).exists()


@pytest.mark.parametrize("blank", ["", "   ", ",,"])
@pytest.mark.parametrize("below", [0, 10**12])
def test_blank_lines_are_no_rows_however_large_the_file_is(tmp_path, monkeypatch, below, blank):
    monkeypatch.setattr(scan, "EXACT_BELOW", below)
    rows = [f"2026-01-05T09:{minute:02}:00Z,v{minute},/p/{minute}" for minute in range(60)]
    path = tmp_path / "hits.csv"
    path.write_text("\n".join(["timestamp,visitor_id,url", *rows[:30], blank, *rows[30:], ""]), encoding="utf-8")
    with Workspace() as workspace:
        done = normalise([str(path)], {}, workspace, str(tmp_path / "hits.parquet"))
    assert done.counts == {"rows": 60}
    assert pl.read_parquet(tmp_path / "hits.parquet")["visitor_id"].to_list() == [f"v{minute}" for minute in range(60)]
