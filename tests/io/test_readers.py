"""Readers: each sample of an export is read into exactly the canonical frame written down beside it.

`samples/<family>/<reader>.csv` is a small export under the vendor's real header, `<reader>.expected.csv` what must come of it,
`<reader>.toml` what a user must say for it (metric, options). `<reader>__<variant>` is another sample for the same reader.
"""

from __future__ import annotations

import csv
import tomllib
from datetime import datetime
from pathlib import Path

import polars as pl
import pytest

import cxm
from cxm._api import attempt, opened
from cxm._settle import settle
from cxm.errors import AmbiguousError, ExportError
from cxm.io.reading import Reading
from cxm.io.source import Workspace
from cxm.metrics import FRAMES, METRICS

SAMPLES = Path(__file__).parent / "samples"
EXPECTED = sorted(SAMPLES.rglob("*.expected.csv"))
CASES = [pytest.param(path, id=str(path.relative_to(SAMPLES)).removesuffix(".expected.csv")) for path in EXPECTED]
SURVEYS = SAMPLES / "survey"


def sample(expected: Path) -> Path:
    """The export an expectation is about: whatever lies beside it under its name."""
    stem = expected.name.removesuffix(".expected.csv")
    return next(path for path in sorted(expected.parent.glob(f"{stem}.*")) if path != expected and path.suffix != ".toml")


def declared(export: Path) -> tuple[str | None, dict[str, object]]:
    """The metric and the options a sample is read with."""
    beside = export.with_name(export.name.split(".")[0] + ".toml")
    told = tomllib.loads(beside.read_text("utf-8")) if beside.exists() else {}
    return told.get("metric"), told.get("options", {})


def read(export: Path, **options: object) -> pl.DataFrame:
    metric, told = declared(export)
    return cxm.read(export, metric=metric, **{**told, **options})


def shown(value: object) -> str:
    """A canonical value as expectations write it."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, float):
        return f"{value:.15g}"
    if isinstance(value, datetime):
        return value.isoformat(timespec="milliseconds" if value.microsecond else "seconds") + "Z"
    return str(value)


def written(value: str, like: pl.DataType) -> str:
    """An expectation in the one spelling `shown` uses."""
    if value and like.is_temporal():
        return shown(datetime.fromisoformat(value.removesuffix("Z")))
    return shown(float(value)) if value and like.is_float() else value


@pytest.mark.parametrize("expected", CASES)
def test_a_sample_is_read_as_expected(expected):
    with expected.open(encoding="utf-8", newline="") as file:
        header, *rows = csv.reader(file)
    found = read(sample(expected))
    assert set(header) <= set(found.columns)
    for at, name in enumerate(header):
        column = found[name]
        assert [shown(value) for value in column] == [written(row[at], column.dtype) for row in rows], name


@pytest.mark.parametrize("expected", [case for case in CASES if case.values[0].parent == SURVEYS])
def test_an_expectation_names_every_field_that_is_read_and_in_the_order_of_the_frame(expected):
    header = expected.read_text("utf-8").splitlines()[0].split(",")
    found = read(sample(expected)).columns
    assert found[: len(header)] == header
    assert found[len(header)] not in FRAMES["survey"]
    assert header == [field.name for field in FRAMES["survey"].fields if field.name in header]


@pytest.mark.parametrize("expected", [case for case in CASES if case.values[0].parent == SURVEYS])
def test_every_row_of_a_sample_is_there_once_and_in_order(expected):
    found = read(sample(expected))
    rows = len(expected.read_text("utf-8").splitlines()) - 1
    assert found.height == rows
    if "response_id" in found.columns:
        assert found["response_id"].n_unique() == rows


@pytest.mark.parametrize(
    "reader", ["qualtrics", "typeform", "formbricks", "google_forms", "delighted_api", "chatwoot_csat", "zendesk_satisfaction_ratings"]
)
@pytest.mark.parametrize("zone", ["Europe/Vilnius", "America/New_York"])
def test_instants_do_not_depend_on_the_zone_of_the_report(reader, zone):
    export = SURVEYS / f"{reader}.csv"
    assert read(export, tz=zone)["responded_at"].to_list() == read(export)["responded_at"].to_list()


def test_a_survey_of_microsoft_forms_without_a_day_above_12_is_refused(tmp_path):
    export = tmp_path / "forms.csv"
    head, first, *_ = (SURVEYS / "microsoft_forms.csv").read_text("utf-8").splitlines()
    export.write_text(f"{head}\n{first}\n", "utf-8")
    with pytest.raises(AmbiguousError, match="day and month") as refused:
        cxm.read(export, metric="nps")
    assert "--date-order" in (refused.value.cure or "")
    days = {order: cxm.read(export, metric="nps", date_order=order)["responded_at"].to_list() for order in ("dmy", "mdy")}
    assert days == {"dmy": [datetime(2026, 1, 5, 9, 1)], "mdy": [datetime(2026, 5, 1, 9, 1)]}


def test_the_column_that_is_named_wins_over_the_one_that_is_found():
    found = cxm.read(SURVEYS / "limesurvey.csv", metric="nps", score="services")
    assert found["score"].to_list() == [3.0, 2.0, None, 1.0]


def test_each_question_of_an_export_is_found_by_its_metric():
    assert cxm.read(SURVEYS / "limesurvey.csv", metric="csat")["score"].to_list() == [4.0, 5.0, None, 1.0]


def test_an_answer_that_is_no_number_is_flagged(tmp_path):
    export = tmp_path / "survey.csv"
    export.write_text(
        "date,nps\n2026-01-05,10\n2026-01-06,ten\n2026-01-07,N/A\n2026-01-08,１０\n2026-01-09,5\n2026-01-10,1e1\n2026-01-11,6\n2026-01-12,7\n",
        "utf-8",
    )
    found = cxm.read(export, metric="nps")
    assert found["score"].to_list() == [10.0, None, None, None, 5.0, None, 6.0, 7.0]
    assert found["score_unreadable"].to_list() == [False, True, False, True, False, True, False, False]


def test_a_column_of_words_nobody_declared_is_refused(tmp_path):
    export = tmp_path / "survey.csv"
    export.write_text("date,satisfaction\n2026-01-05,Very satisfied\n2026-01-06,So so\n", "utf-8")
    with pytest.raises((ExportError, AmbiguousError)):
        cxm.read(export, metric="csat", score="satisfaction")


@pytest.mark.parametrize(("decimal", "expected"), [(",", [4.125, 3.25]), (".", [4125.0, None])])
def test_decimals_in_doubt_are_refused_until_declared(tmp_path, decimal, expected):
    export = tmp_path / "survey.csv"
    export.write_text('date,score\n2026-01-05,"4,125"\n2026-01-06,"3,250"\n', "utf-8")
    with pytest.raises(AmbiguousError) as refused:
        cxm.read(export, metric="csat")
    assert "--decimal" in (refused.value.cure or "")
    export.write_text('date,score\n2026-01-05,"4,125"\n2026-01-06,"3,25"\n', "utf-8")
    assert cxm.read(export, metric="csat", decimal=decimal)["score"].to_list() == expected


@pytest.mark.parametrize("expected", CASES)
def test_the_fast_way_reads_what_the_careful_way_reads(expected):
    """Times may stay text on the fast way, so they are left out here."""
    export = sample(expected)
    metric, told = declared(export)
    about = METRICS.metric(metric).about if metric else None
    with Workspace() as workspace:
        asked = settle([metric or "feedback-volume"], told)
        reading = opened([str(export)], asked.options, asked.mapping, workspace)

        def rows(reading: Reading, fast: bool) -> pl.DataFrame:  # noqa: FBT001
            table = reading.table(about, timed=True, fast=fast)
            names = [one.name for one in table.frame.fields if one.name in table.fields and one.name not in table.times]
            return table.rows.select(pl.col(name).cast(pl.String) if name == table.frame.key else name for name in names).collect()

        careful = attempt(reading, lambda reading, _: rows(reading, fast=False))
        fast = attempt(reading, rows)
    for name in careful.columns:
        number = careful[name].dtype.is_numeric()
        assert fast[name].cast(pl.Float64 if number else careful[name].dtype).to_list() == (
            careful[name].cast(pl.Float64).to_list() if number else careful[name].to_list()
        ), name


@pytest.mark.parametrize("name", ["web/ga4_report", "web/ga4_explore", "web/ua_pages", "ticket/jira_csv", "order/shopify_orders"])
@pytest.mark.parametrize("delimiter", [";", "\t"])
def test_an_export_that_a_spreadsheet_has_saved_with_another_delimiter_is_read_as_before(tmp_path, name, delimiter):
    """As a spreadsheet does where the comma parts decimals: every row as wide as the widest, cells quoted where they must be."""
    export = SAMPLES / f"{name}.csv"
    with export.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.reader(file))
    for width in (0, max(map(len, rows))):
        again = tmp_path / f"{width}{export.name}"
        with again.open("w", encoding="utf-8", newline="") as file:
            csv.writer(file, delimiter=delimiter).writerows(row + [""] * (width - len(row)) for row in rows)
        options = declared(export)[1]
        found, before = cxm.read(again, **options), read(export)
        assert found.select(before.columns).equals(before)
