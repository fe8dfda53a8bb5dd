"""`cxm compute --compare-definitions`: a metric by every definition the data support, and who changes sides."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest

import cxm as door

HITS = """visitor_id,session_id,viewed_at,event
a,1,2026-01-05T09:00:00Z,page_view
a,1,2026-01-05T09:01:00Z,click
b,2,2026-01-05T10:00:00Z,page_view
c,3,2026-01-05T11:00:00Z,page_view
c,3,2026-01-05T11:05:00Z,page_view
d,4,2026-01-05T12:00:00Z,click
"""
"""Four visits: one page and a click; one page alone; two pages; a click without a page."""


def rows_of(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text)))


def compared(cxm, *arguments: str) -> dict[str, dict[str, str]]:
    done = cxm("compute", *arguments, "--compare-definitions", "-q")
    assert done.returncode == 0, done.stderr
    return {row["definition"].partition(".")[2].partition("@")[0]: row for row in rows_of(done.stdout) if row["row_kind"] == "total"}


def sides(row: dict[str, str]) -> tuple[str, str, str, str]:
    return row["is_default"], row["changed_sides"], row["only_here"], row["only_default"]


def test_visits_change_sides_as_counted_by_hand(cxm, tmp_path):
    (tmp_path / "hits.csv").write_text(HITS)
    rows = compared(cxm, "bounce-rate", "hits.csv", "--reader", "handmade-web-hits")
    # no_action counts visits with a page: 1 2 3, of which 2 bounced. single_page: 1 and 2 bounced. single_hit: all four, 2 and 4 bounced.
    assert [float(rows[name]["value"]) for name in ("no_action", "single_page", "single_hit")] == pytest.approx([100 / 3, 200 / 3, 50])
    assert sides(rows["no_action"]) == ("true", "", "", "")
    assert sides(rows["single_page"]) == ("false", "1", "0", "0")
    assert sides(rows["single_hit"]) == ("false", "0", "1", "0")


def test_answers_change_sides_where_the_cut_points_differ(cxm, sample):
    """By other cut points an 8 is a promoter and a 6 a passive."""
    rows = compared(cxm, "nps", sample)
    with Path(sample).open(newline="", encoding="utf-8") as file:
        answers = [row["nps"] for row in csv.DictReader(file)]
    assert sides(rows["0_10_cut_8_5"]) == ("false", str(answers.count("8") + answers.count("6")), "0", "0")


def test_every_row_is_that_of_its_definition_alone(cxm, sample):
    for arguments in (("nps", sample, "--by", "region"), ("ces", sample, "--period", "month")):
        together = rows_of(cxm("compute", *arguments, "--compare-definitions", "-q").stdout)
        for definition in dict.fromkeys(row["definition"] for row in together):
            alone = rows_of(cxm("compute", *arguments, "--definition", definition, "-q").stdout)
            assert [{key: row[key] for key in alone[0]} for row in together if row["definition"] == definition] == alone


def test_sides_add_up_over_segments_and_account_for_the_bases(cxm, tmp_path):
    """n = n of the default + counted only here - counted only by the default; units lie in one segment each, so that totals are sums."""
    lines = ["ticket_id,created_at,resolved_at,channel"]
    for at in range(40):
        hours = (1, 100, 0)[at % 3]
        created = f"2026-01-{at % 28 + 1:02}T08:00:00Z"
        resolved = f"2026-0{2 if hours == 100 else 1}-{at % 28 + 1:02}T09:00:00Z" if hours else ""
        lines.append(f"{at},{created},{resolved},{'chat' if at % 4 else 'email'}")
    (tmp_path / "t.csv").write_text("\n".join(lines) + "\n")
    done = cxm("compute", "resolution-rate", "t.csv", "--by", "channel", "--compare-definitions", "--as-of", "2026-03-01", "-q")
    rows = [row for row in rows_of(done.stdout) if row["definition"].startswith("resolution-rate.within@")]
    cohort = {row["channel"]: row for row in rows_of(done.stdout) if row["definition"].startswith("resolution-rate.cohort@")}
    for row in rows:
        assert int(row["n"]) == int(cohort[row["channel"]]["n"]) + int(row["only_here"]) - int(row["only_default"])
    total, parts = rows[-1], rows[:-1]
    assert (total["row_kind"], len(parts)) == ("total", 2)
    for name in ("changed_sides", "only_here", "only_default"):
        assert int(total[name]) == sum(int(row[name]) for row in parts)
    # Thirteen tickets were resolved after a month: by the end, but not within 72 hours.
    assert int(total["changed_sides"]) == sum(at % 3 == 1 for at in range(40)) == 13


def test_what_cannot_be_computed_is_named_with_its_reason(cxm, sample):
    whole = json.loads(cxm("compute", "csat", sample, "--compare-definitions", "-f", "json").stdout)
    missing = {one["metric"]: one for one in whole["not_computed"]}
    default, *others = [row["definition"] for row in whole["results"]]
    assert default == "csat.top2_of_5@1"
    assert "csat.percent_of_max_1_5@1" in others
    assert set(others).isdisjoint(missing)
    assert missing["csat.binary@1"]["needs"] == ["score_label"]
    assert missing["csat.top2_of_7@1"] == {
        "metric": "csat.top2_of_7@1",
        "needs": [],
        "why": "is on 1-7, and the answers are read on 1-5",
        "cure": "--scale 1-7",
    }


def test_people_of_other_units_have_no_sides(cxm, tmp_path):
    (tmp_path / "e.csv").write_text("user_id,occurred_at,event\n" + "".join(f"u{n % 5},2026-01-{n % 28 + 1:02},open\n" for n in range(60)))
    rows = compared(cxm, "stickiness", "e.csv", "--reader", "handmade-product")
    assert sides(rows["dau_of_mau"])[0] == "true"
    assert {sides(row)[1:] for row in rows.values()} == {("", "", "")}
    assert len(rows) > 1


def test_hidden_cells_tell_nothing_of_sides(cxm, sample):
    done = cxm("compute", "nps", sample, "--by", "region", "--suppress-below", "200", "--compare-definitions", "-q")
    assert {row["changed_sides"] for row in rows_of(done.stdout)} == {""}


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["nps", "--definition", "0_10"], "does not go with --definition"),
        (["nps", "--period", "month", "--compare", "previous"], "does not go with --compare"),
        (["nps,csat"], "goes with one metric"),
        (["all"], "goes with one metric"),
    ],
)
def test_what_does_not_combine_is_refused(cxm, sample, arguments, told):
    done = cxm("compute", arguments[0], sample, *arguments[1:], "--compare-definitions")
    assert (done.returncode, done.stdout) == (2, "")
    assert told in done.stderr


def test_the_table_marks_the_default_and_says_what_each_computes(cxm, sample):
    shown = cxm("compute", "nps", sample, "--compare-definitions", "-f", "table").stdout
    lines = [line.split() for line in shown.splitlines()]
    assert any(line[0] == "0_10" and "default" in line for line in lines if line)
    assert any(line[0] == "0_10_cut_8_5" and "290" in line for line in lines if line)
    assert "promoters answer 8-10, passives 6-7, detractors 0-5" in shown
    assert "| 0\\_10\\_cut\\_8\\_5 |" in cxm("compute", "nps", sample, "--compare-definitions", "-f", "markdown").stdout


def test_python_gives_the_same_frame(cxm, sample):
    frame = door.compute("nps", sample, compare_definitions=True)
    shown = compared(cxm, "nps", sample)
    assert frame["is_default"].to_list() == [True] + [False] * (len(shown) - 1)
    assert frame["changed_sides"].to_list() == [int(row["changed_sides"]) if row["changed_sides"] else None for row in shown.values()]
    assert shown["0_10_cut_8_5"]["changed_sides"]
