"""Languages: a vocabulary without gaps, words that reach the table, and data that stay as they are."""

from __future__ import annotations

import ast
import io
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest
from rich.cells import cell_len

import cxm
from cxm import errors
from cxm._api import run
from cxm._language import LANGUAGES, VOCABULARY, heard, named, say, settled, speaking
from cxm.cli.output import WRITERS
from cxm.io.source import Workspace
from cxm.io.writers import table as table_writer
from cxm.io.writers._figures import COMPARED, ENGINE_LABELS, GRADE_STATE, METHOD, STATUS
from cxm.io.writers._writer import Options
from cxm.metrics import FRAMES, METRICS, benchmarks
from cxm.metrics.spec import Better, Metric, Unit

HOUSE = Path(cxm.__file__).parent
CONTENT = tomllib.loads(VOCABULARY.read_text(encoding="utf-8"))
SECTIONS = {name: section for name, section in CONTENT.items() if name != "languages"}
WORDS = {english: texts for section in SECTIONS.values() for english, texts in section.items()}
OTHERS = [language for language in LANGUAGES if language != "en"]


def constants(node: ast.expr) -> Iterator[str]:
    """The texts an expression can be, as far as they stand in the code."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield node.value
    elif isinstance(node, ast.IfExp):
        yield from (*constants(node.body), *constants(node.orelse))


def said_in_code() -> set[str]:
    """Every text that code gives to `say` of the language."""
    found = set()
    for path in HOUSE.rglob("*.py"):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        if not any(isinstance(one, ast.ImportFrom) and one.module == "cxm._language" for one in ast.walk(tree)):
            continue
        calls = [one for one in ast.walk(tree) if isinstance(one, ast.Call) and isinstance(one.func, ast.Name) and one.func.id == "say"]
        found |= {text for call in calls for text in constants(call.args[0])}
    return found


def noted_in_code() -> set[str]:
    """Whole sentences in the functions that give the notes of preparations."""
    found = set()
    for path in (HOUSE / "metrics" / "prepare").glob("*.py"):
        for function in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(function, ast.FunctionDef) and function.name.endswith("notes"):
                inside = [one for part in function.body if not is_docstring(part) for one in ast.walk(part)]
                parts = {id(piece) for one in inside if isinstance(one, ast.JoinedStr) for piece in one.values}
                texts = [one.value for one in inside if isinstance(one, ast.Constant) and id(one) not in parts]
                found |= {text for text in texts if isinstance(text, str) and " " in text}
    return found


NOTING = ("notes", "guests", "told", "_remarks", "_doubtful", "_alike")
"""Ends of the names of functions that give notes of a result."""


def filled_in_code() -> set[str]:
    """The sentences with something to fill in that are notes of a result, as they are said once it is filled in."""
    found = set()
    folders = ("metrics/prepare", "metrics/engine", "io")
    for path in (path for folder in folders for path in (HOUSE / folder).glob("*.py")):
        for function in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(function, ast.FunctionDef) and function.name.endswith(NOTING):
                returned = [one for one in ast.walk(function) if isinstance(one, (ast.Return, ast.Call, ast.Lambda))]
                found |= {example(one) for part in returned for one in ast.walk(part) if isinstance(one, ast.JoinedStr)}
        calls = [one for one in ast.walk(ast.parse(path.read_text(encoding="utf-8"))) if isinstance(one, ast.Call)]
        noted = [one for one in calls if ast.unparse(one.func).endswith("notes.append")]
        found |= {example(one) for call in noted for one in ast.walk(call) if isinstance(one, ast.JoinedStr)}
    return {text for text in found if len(text.split()) > 3}


def example(sentence: ast.JoinedStr) -> str:
    """A sentence filled in: a figure, or the first of the words that it chooses among."""
    parts = []
    for piece in sentence.values:
        value = piece.value if isinstance(piece, ast.FormattedValue) else piece
        value = value.body if isinstance(value, ast.IfExp) else value
        parts.append(value.value if isinstance(value, ast.Constant) else example(value) if isinstance(value, ast.JoinedStr) else "7")
    return "".join(parts)


def is_docstring(part: ast.stmt) -> bool:
    return isinstance(part, ast.Expr) and isinstance(part.value, ast.Constant)


def labels() -> set[str]:
    """Every word of a declaration that a table shows."""
    found = {band.label for name in benchmarks.names() for one in benchmarks.load(name).band_sets for band in one.bands}
    for name in METRICS:
        if isinstance(METRICS[name], Metric):
            for metric in METRICS.definitions(name):
                parts = (metric.parts.name, *metric.parts.labels) if metric.parts else ()
                found |= {metric.untold} - {""}
                found |= {state.replace("_", " ") for state in (*metric.shown, *parts) if any(map(str.isalpha, state))}
    for name in FRAMES:
        found |= {word if word != "no" else f"{column} no" for column, words in FRAMES[name].left_out.items() for word in words}
    return found | {one.value for one in (*Unit, *Better)}


def test_every_text_is_there_once_in_every_language_with_the_same_places_to_fill():
    assert CONTENT["languages"] == OTHERS
    assert len(WORDS) == sum(len(section) for section in SECTIONS.values())
    for english, texts in WORDS.items():
        assert len(texts) == len(OTHERS), english
        assert all(text.strip() and text.count("{}") == english.count("{}") for text in texts), english


def test_no_text_of_the_code_is_missing():
    tables = {*STATUS.values(), *GRADE_STATE.values(), *METHOD.values(), *COMPARED.values(), *ENGINE_LABELS, "all"}
    assert len(said_in_code()) > 20
    assert (said_in_code() | noted_in_code() | tables) - set(WORDS) == set(), "give them words in cxm/vocabulary.toml"


@pytest.mark.parametrize("language", OTHERS)
def test_every_note_with_figures_can_be_said(language):
    sentences = filled_in_code()
    assert len(sentences) > 20
    with speaking(language):
        assert {text for text in sentences if heard(text) == text} == set(), "give them words in cxm/vocabulary.toml"


@pytest.mark.parametrize("language", OTHERS)
@pytest.mark.parametrize(
    ("metric", "definition", "period", "clock", "why"),
    [
        ("bounce-rate", "no_action", "all", "business", "bands in calendar time"),
        ("bounce-rate", "ga4", "all", "calendar", "this is ga4"),
        ("churn-rate", "start", "all", "calendar", "for one month, and these are values of the whole time"),
        ("pageviews", "views", "month", "calendar", "(small, large); --profile"),
    ],
)
def test_why_bands_do_not_hold_can_be_said(language, metric, definition, period, clock, why):
    told = benchmarks.incomparable_told(metric, definition, period=period, clock=clock)
    assert why in told
    with speaking(language):
        assert heard(told) != told
        assert " month" not in heard(told)
    assert benchmarks.incomparable_told("churn-rate", "start", period="month", clock="calendar") == ""


@pytest.mark.parametrize("language", OTHERS)
def test_every_label_of_metrics_frames_and_benchmarks_can_be_said(language):
    with speaking(language):
        assert {label for label in labels() if label not in WORDS and heard(label) == label} == set(), (
            "give them words in cxm/vocabulary.toml"
        )


@pytest.mark.parametrize("name", list(METRICS))
def test_every_metric_has_a_name_in_every_language(name):
    assert set(METRICS[name].names) == {language.replace("-", "_") for language in OTHERS}
    assert all(METRICS[name].names.values())


def test_a_text_is_said_in_the_language_spoken_and_in_english_otherwise():
    assert say("{} of {} rows", 3, 4) == "3 of 4 rows"
    with speaking("zh-TW"):
        assert say("no data") == "無資料"
        assert named("Churn", {"zh_TW": "流失率"}) == "流失率"
        with speaking("lt"):
            assert say("{} of {} rows", 3, 4) == "eilučių: 3 iš 4"
        assert say("good") == "良好"
    assert say("good") == "good"


def test_finished_texts_are_understood_with_their_figures_and_words():
    with speaking("zh-CN"):
        assert heard("below 2%") == "低于 2%"
        assert heard("very good - excellent") == "很好 - 优秀"
        assert heard("spam or deleted or merged") == "垃圾信息或已删除或已合并"
        assert heard("off the 0-10 scale") == "超出 0-10 量表"
        assert heard("times without a zone are read as UTC (responded_at); --input-tz names another").startswith(
            "无时区的时间视为 UTC（responded_at）"
        )
        assert heard("business hours Mon-Fri 09:00-17:00 UTC without 2 holidays") == "营业时间 Mon-Fri 09:00-17:00 UTC，扣除 2 个假日"


def test_notes_made_of_several_pieces_are_understood_whole():
    with speaking("lt"):
        assert heard("together with kosten.csv: costs, 1,200 rows, 3 duplicates left out") == (
            "kartu su kosten.csv: išlaidos, eilučių: 1,200, praleista pasikartojančių: 3"
        )
        assert heard("12 orders without a customer left out") == "praleista be kliento: 12 (užsakymai)"
        assert (
            heard("2026-03 so far is compared with the first 10 days of 2026-02") == "2026-03 iki šiol lyginama su pirmomis 10 d. (2026-02)"
        )
        for rows in ("1 row has", "3 rows have"):
            for at in ("", " (line 7)"):
                text = f"{rows} more cells than the header and may have slipped{at}; --surplus keep reads the first 4 cells"
                assert "--surplus keep skaito pirmuosius 4" in heard(text)


def test_a_label_of_the_users_own_stays_as_it_is():
    with speaking("ms"):
        assert [heard(text) for text in ("below expectations", "A or B", "our target")] == ["below expectations", "A or B", "our target"]


@pytest.mark.parametrize(
    ("environment", "language"),
    [
        ({}, "en"),
        ({"LANG": "lt_LT.UTF-8"}, "lt"),
        ({"LANG": "zh_TW.UTF-8"}, "zh-TW"),
        ({"LANG": "zh_HK"}, "zh-TW"),
        ({"LANG": "zh_Hant_SG.UTF-8"}, "zh-TW"),
        ({"LANG": "zh_CN.GB18030"}, "zh-CN"),
        ({"LANG": "zh"}, "zh-CN"),
        ({"LANG": "ms_MY@latin"}, "ms"),
        ({"LANG": "de_DE.UTF-8"}, "en"),
        ({"LANG": "C.UTF-8"}, "en"),
        ({"LC_ALL": "C", "LC_MESSAGES": "lt_LT", "LANG": "ms_MY"}, "en"),
        ({"LC_ALL": "", "LC_MESSAGES": "lt_LT", "LANG": "ms_MY"}, "lt"),
    ],
)
def test_the_locale_gives_the_language_by_its_first_variable_that_is_set(environment, language):
    assert settled(None, environment) == language


def test_the_language_asked_for_goes_before_the_locale_and_must_be_known():
    assert settled("zh_tw", {"LANG": "lt_LT"}) == "zh-TW"
    with pytest.raises(errors.UsageError) as caught:
        settled("de", {})
    assert all(name in str(caught.value) for name in LANGUAGES)


SURVEY = "score,地區,answered_at\n" + "".join(
    f"{score},{region},2026-01-{day:02d}\n" for day in range(1, 29) for score, region in ((9, "臺北"), (3, "Vilnius"), (10, ""))
)


@pytest.mark.parametrize("language", LANGUAGES)
def test_wide_characters_keep_the_columns_of_a_table_under_each_other(tmp_path, language):
    path = tmp_path / "survey.csv"
    path.write_text(SURVEY, encoding="utf-8")
    with Workspace() as workspace:
        result = run(["nps"], [str(path)], {"by": ["地區"]}, workspace)
    out = io.StringIO()
    table_writer.write(result, out, Options(width=150, terminal=True, unicode=True, color="never", language=language))
    lines = out.getvalue().splitlines()
    rule = next(place for place, line in enumerate(lines) if "───" in line)
    rows = [line for line in lines[rule + 1 : rule + 6] if "│" in line]
    assert len(rows) == 4
    # Zero has one place on the shared axis of the bars, whatever the widths of the labels before it.
    assert len({cell_len(line[: line.index("│")]) for line in rows}) == 1


@pytest.mark.parametrize("kind", ["csv", "json"])
def test_data_have_one_language(tmp_path, kind):
    path = tmp_path / "survey.csv"
    path.write_text(SURVEY, encoding="utf-8")
    with Workspace() as workspace:
        result = run(["nps"], [str(path)], {"by": ["地區"]}, workspace)
    texts = []
    for language in LANGUAGES:
        out = io.StringIO()
        WRITERS[kind].write(result, out, Options(language=language))
        texts.append(out.getvalue())
    assert len(set(texts)) == 1
