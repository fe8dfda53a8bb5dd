"""`cxm readers`: what it lists, and that it stays light."""

from __future__ import annotations

import json
import subprocess
import sys

from cxm.cli.commands.readers import described
from cxm.io.recognise import READERS


def test_every_reader_is_listed_once_with_its_evidence(cxm):
    done = cxm("readers", "--format", "json")
    assert done.returncode == 0, done.stderr
    listed = {one["name"]: one for one in json.loads(done.stdout)}
    assert sorted(listed) == sorted(name.replace("_", "-") for name in READERS.names())
    assert {one["evidence"] for one in listed.values()} <= {"file", "vendor", "connector", "parser", "documented", "hand"}
    assert listed["mailchimp-campaigns"]["evidence"] == "file"


def test_a_reader_feeds_only_metrics_whose_needs_it_has():
    assert "nps" in described(READERS["qualtrics"])["feeds"]
    assert "nps" not in described(READERS["mailchimp_campaigns"])["feeds"]
    assert described(READERS["mailchimp_audience"])["frame"] == "contact"


def test_a_family_can_be_asked_for(cxm):
    done = cxm("readers", "--family", "email")
    assert done.returncode == 0
    assert "klaviyo-campaigns" in done.stdout
    assert "qualtrics" not in done.stdout


def test_an_unknown_family_is_refused_with_the_nearest(cxm):
    done = cxm("readers", "--family", "emial")
    assert done.returncode == 2
    assert "email" in done.stderr


def test_listing_loads_no_engine():
    code = "import sys; from cxm.cli.app import main; main(['readers', '--family', 'social']); sys.exit('polars' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
