"""The page of inspect: what it promises, and how it fits the screen."""

from __future__ import annotations

import json

import pytest

from cxm._api import inspect
from cxm.cli.inspection import lines
from cxm.io.source import Workspace


@pytest.mark.parametrize("width", [60, 80, 120, 160, None])
def test_the_page_fits_the_screen_and_cuts_no_value(sample, width):
    with Workspace() as workspace:
        found = inspect([sample], {}, workspace)
    page = [line.plain for line in lines(found, width)]
    longest = max(len(word) for line in page for word in line.split())
    assert all(len(line.rstrip()) <= max(width or 100_000, longest + 8) for line in page)
    words = {word.strip(",;") for line in page for word in line.split()}
    assert {"2026-01-01T06:32:00", "first-contact-resolution", "survey-response-rate", "responded_at"} <= words
    assert sum("could hold the rating score" in line for line in page) == 1, "what five metrics lack is said once"
    segments = page[page.index("Good segments") + 1 :]
    assert not {"nps", "csat", "ease_score"} & {line.split()[0] for line in segments}


def test_what_compute_refuses_is_not_promised(cxm, tmp_path):
    (tmp_path / "nps.csv").write_text("nps\n10\n9\n8\n2\n", encoding="utf-8")
    found = json.loads(cxm("inspect", "nps.csv", "--format", "json").stdout)
    ready = {one["metric"] for one in found["metrics"] if one["state"] == "ready"}
    assert ready == {"nps", "nps-distribution", "feedback-volume"}
    assert "lacking" not in found
