"""What is wanted tells which table of a folder is read, and which doubts matter."""

from __future__ import annotations

from pathlib import Path

import pytest

import cxm
from cxm._api import run
from cxm.errors import AmbiguousError, ExportError
from cxm.io.source import Workspace

TICKETS = "id,requester_id,submitter_id,status,created_at,updated_at,ticket_form_id,tags"
METRICS = "ticket_id,reopens,replies,solved_at,initially_assigned_at,reply_time_in_minutes.calendar,created_at"
COMMENTS = "id,ticket_id,user_id,body,public,created"


def saved(folder: Path, name: str, *lines: str) -> Path:
    path = folder / name
    path.write_text("\n".join(lines) + "\n", "utf-8")
    return path


@pytest.fixture
def zendesk(tmp_path: Path) -> Path:
    """Three tables of one help desk, in one folder."""
    day = "2026-01-05 09:00:00"
    saved(tmp_path, "comment.csv", COMMENTS, *(f"{n},1,u{n},x,true,{day}" for n in range(5)))
    saved(tmp_path, "ticket.csv", TICKETS, f"1,a,a,open,{day},{day},f,", f"2,b,b,open,{day},{day},f,")
    saved(tmp_path, "metric.csv", METRICS, f"1,0,1,,,30,{day}", f"2,0,1,,,90,{day}")
    return tmp_path


def test_the_metric_says_which_tables_of_a_folder_are_read(zendesk):
    assert cxm.compute("ticket-volume", zendesk)["value"].to_list() == [2]
    # The median of half an hour and an hour and a half.
    assert cxm.compute("first-response-time", zendesk)["value"].to_list() == [3600.0]


def test_what_was_left_aside_is_said_beside_the_number(zendesk):
    with Workspace() as workspace:
        told = run(["ticket-volume"], [str(zendesk)], {}, workspace).notes
    assert [note for note in told if note.startswith("left aside: comment.csv")]


def test_files_that_nobody_recognises_do_not_hide_the_exports_left_aside(zendesk):
    for number in range(12):
        saved(zendesk, f"a{number:02d}.csv", f"w{number},v", "1,2")
    with Workspace() as workspace:
        told = run(["ticket-volume"], [str(zendesk)], {}, workspace).notes
    (note,) = [note for note in told if note.startswith("left aside")]
    assert note == "left aside: comment.csv (Zendesk ticket comments (connector shape)), 12 files that are not recognised"


def test_a_file_of_another_kind_in_a_folder_is_called_what_it_is(tmp_path):
    """Only what nobody recognises is not recognised."""
    saved(tmp_path, "survey.csv", "response_id,responded_at,nps", *(f"r{n},2026-01-{n:02d},{n % 11}" for n in range(1, 20)))
    saved(tmp_path, "tickets.csv", "ticket_id,status,created_at,solved_at", "1,open,2026-01-05 09:00:00,")
    saved(tmp_path, "odd.csv", "w,v", "1,2")
    with Workspace() as workspace:
        told = run(["nps"], [str(tmp_path)], {}, workspace).notes
    (note,) = [note for note in told if note.startswith("left aside")]
    assert note == "left aside: tickets.csv (tickets, not survey answers), odd.csv (not recognised)"


DUE = "Ticket ID,Status,Created time,Resolved time,Agent interactions,Due by Time,Resolution status"


def test_a_doubt_about_a_column_nobody_needs_does_not_stand_in_the_way(tmp_path):
    rows = [f"{n},Open,2026-01-{n:02d} 09:00:00,,1,0{n}/02/2026 09:00," for n in range(1, 6)]
    path = saved(tmp_path, "tickets.csv", DUE, *rows)
    assert cxm.compute("ticket-volume", path)["value"].to_list() == [5]
    with pytest.raises(AmbiguousError, match="Due by Time"):
        cxm.compute("sla-attainment", path)
    with pytest.raises(AmbiguousError, match="Due by Time"):
        cxm.compute("ticket-volume", path, period="month", roles={"sla_due_at": "Due by Time"})


def test_an_export_of_another_family_is_called_what_it_is(tmp_path):
    path = saved(tmp_path, "comment.csv", COMMENTS, "1,1,u1,x,true,2026-01-05 09:00:00")
    with pytest.raises(ExportError, match="holds ticket messages"):
        cxm.compute("email-open-rate", path)
