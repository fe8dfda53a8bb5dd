"""Registry: the folder is the registry; names come from files, declarations when they are asked for."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from cxm._registry import Registry
from cxm.errors import UsageError, fold
from cxm.metrics import FRAMES, METRICS
from cxm.metrics.spec import Frame, Metric, View


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """A package of items: two at the top, one in a family, and files that are none."""
    package = tmp_path / "pantry"
    (package / "fruit").mkdir(parents=True)
    (package / "_hidden").mkdir()
    for name in ("__init__", "fruit/__init__", "_shared", "_hidden/egg"):
        (package / f"{name}.py").write_text("")
    for name in ("salt", "sea_salt", "fruit/pear"):
        (package / f"{name}.py").write_text(f"import sys\nITEM = {fold(name)!r}\nsys.opened.append(ITEM)\n")
    (package / "notes.txt").write_text("not an item")
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.setattr(sys, "opened", [], raising=False)
    yield "pantry"
    for name in [name for name in sys.modules if name.partition(".")[0] in ("pantry", "grocer")]:
        del sys.modules[name]


def test_names_come_from_files_and_open_none(folder: str):
    pantry: Registry[str] = Registry(folder, "ITEM", "food")
    assert pantry.names() == ("pear", "salt", "sea_salt")
    assert list(pantry) == ["pear", "salt", "sea_salt"]
    assert pantry.shown() == ("pear", "salt", "sea-salt")
    assert (pantry.families(), pantry.names("fruit"), pantry.family("salt")) == (("fruit",), ("pear",), "")
    assert sys.opened == []


def test_an_item_is_opened_once_by_any_spelling(folder: str):
    pantry: Registry[str] = Registry(folder, "ITEM", "food")
    assert pantry["Sea-Salt"] == pantry["sea_salt"] == "sea_salt"
    assert sys.opened == ["sea_salt"]
    assert "SEA SALT" in pantry
    assert 7 not in pantry
    assert pantry.module("sea-salt") == "pantry.sea_salt"


def test_an_unknown_item_is_refused_with_the_nearest(folder: str):
    pantry: Registry[str] = Registry(folder, "ITEM", "food")
    with pytest.raises(UsageError) as caught:
        pantry["sea-sallt"]
    assert str(caught.value) == "unknown food: 'sea-sallt'\n  cure: did you mean sea-salt or salt?"


def install(site: Path, group: str, **offered: str) -> None:
    """A distribution as installers leave it: its metadata, and a module of its own."""
    (site / "grocer.py").write_text("SUGAR = 'sweet'\nSALT = 'stolen'\n")
    info = site / "grocer-1.0.dist-info"
    info.mkdir()
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: grocer\nVersion: 1.0\n")
    (info / "entry_points.txt").write_text(f"[{group}]\n" + "".join(f"{name} = {target}\n" for name, target in offered.items()))


def test_installed_distributions_offer_items(folder: str, tmp_path: Path):
    install(tmp_path, "cxm.foods", sugar="grocer:SUGAR", salt="grocer:SALT")
    pantry: Registry[str] = Registry(folder, "ITEM", "food", entry_points="cxm.foods")
    assert pantry["sugar"] == "sweet"
    assert pantry["salt"] == "salt", "an item of our own is not replaced"
    assert "sugar" in pantry.shown()


def test_distributions_offer_nothing_to_other_registries(folder: str, tmp_path: Path):
    install(tmp_path, "other.foods", sugar="grocer:SUGAR")
    assert Registry(folder, "ITEM", "food", entry_points="cxm.foods").plugins == {}
    assert Registry(folder, "ITEM", "food").plugins == {}


def test_a_plug_in_that_fails_is_named_and_the_others_go_on(folder: str, tmp_path: Path):
    install(tmp_path, "cxm.foods", bad="nowhere:ITEM", sugar="grocer:SUGAR")
    pantry: Registry[str] = Registry(folder, "ITEM", "food", entry_points="cxm.foods")
    with pytest.warns(RuntimeWarning, match="plug-in 'bad'"):
        assert pantry["sugar"] == "sweet"


# What is registered

METRIC_NAMES = [name for name in METRICS.names() if isinstance(METRICS[name], Metric)]
VIEW_NAMES = [name for name in METRICS.names() if isinstance(METRICS[name], View)]
DEFINITIONS = [pytest.param(one, id=one.id) for name in METRIC_NAMES for one in METRICS.definitions(name)]


def documentation(name: str, registry: Registry) -> str:
    __import__(registry.module(name))
    return sys.modules[registry.module(name)].__doc__ or ""


@pytest.mark.parametrize("name", METRICS.names())
def test_every_metric_file_says_what_it_is_and_since_when(name: str):
    told = documentation(name, METRICS)
    assert told.strip()
    assert "Since " in told


@pytest.mark.parametrize("name", METRIC_NAMES)
def test_a_metric_says_what_it_counts_and_gives_an_example(name: str):
    metric = METRICS.metric(name)
    for text in ("title", "question", "formula", "counted", "example"):
        assert getattr(metric, text).strip(), text
    assert all(metric.names.get(language) for language in ("zh_TW", "zh_CN", "ms", "lt"))


@pytest.mark.parametrize("metric", DEFINITIONS)
def test_a_definition_is_sound(metric: Metric):
    assert metric.frame in FRAMES
    frame = FRAMES[metric.frame]
    assert [name for name in (*metric.needs, *metric.uses) if name not in frame] == []
    assert metric.period_by is None or metric.period_by in frame
    low, high = metric.bounds
    assert low is None or high is None or low < high
    assert metric.version >= 1
    assert metric.scale is None or metric.scale.low < metric.scale.high
    assert metric.maturity_days >= 0


@pytest.mark.parametrize("metric", [one for one in DEFINITIONS if one.values[0].frame == "survey"])
def test_the_base_and_what_is_shown_are_among_the_states(metric: Metric):
    import polars as pl

    from cxm.metrics.spec import Rows

    states = metric.states(Rows(pl, frozenset(field.name for field in FRAMES[metric.frame].fields)))
    counted = {metric.parts.counts} if metric.parts else {metric.base}
    assert counted <= set(states)
    assert set(metric.shown) <= {*states, metric.base}
    assert set(metric.interval.states.values()) <= {*states, metric.base}
    assert set(metric.interval.cluster) <= set(states)
    if metric.scale is not None and metric.unit.value == "score":
        assert metric.bounds == (metric.scale.low, metric.scale.high)


@pytest.mark.parametrize("name", METRIC_NAMES)
def test_definitions_of_a_metric_have_names_of_their_own(name: str):
    # One definition may be reached from several frames, with several second ones, or from several sets of fields.
    found = [(one.frame, one.other, one.definition, one.needs) for one in METRICS.definitions(name)]
    assert len(set(found)) == len(found)
    assert {one.name for one in METRICS.definitions(name)} == {name}
    assert {one.family for one in METRICS.definitions(name)} == {METRICS.family(name)}


@pytest.mark.parametrize("name", VIEW_NAMES)
def test_a_view_shows_a_metric_that_there_is(name: str):
    view = METRICS[name]
    assert isinstance(view, View)
    assert isinstance(METRICS[view.of], Metric)
    assert METRICS.metric(name) == METRICS.metric(view.of)
    assert METRICS.definitions(name) == METRICS.definitions(view.of)


def test_no_short_name_means_two_things():
    known: dict[str, str] = {}
    for name in METRICS.names():
        for word in (name, *METRICS[name].aliases):
            assert known.setdefault(fold(word), name) == name, f"{word} is {known[fold(word)]} and {name}"


def test_short_names_are_understood():
    for name in METRICS.names():
        for word in (name, name.replace("_", "-"), name.upper(), *METRICS[name].aliases):
            assert METRICS.resolve(word) == name


def test_an_unknown_metric_is_refused_with_the_nearest():
    with pytest.raises(UsageError, match="did you mean nps"):
        METRICS.resolve("npss")


@pytest.mark.parametrize("name", FRAMES.names())
def test_a_frame_is_sound(name: str):
    frame = FRAMES[name]
    assert isinstance(frame, Frame)
    assert documentation(name, FRAMES).strip()
    assert frame.name == name
    fields = [field.name for field in frame.fields]
    assert len(set(fields)) == len(fields)
    for field in (frame.time, frame.key, frame.unit, frame.question):
        assert field is None or field in frame
    for field, words in frame.left_out.items():
        assert set(words) <= set(frame[field].words)
    assert all(field.meaning for field in frame.fields)
