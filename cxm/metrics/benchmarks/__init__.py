"""Benchmarks: what publishers say is good, one TOML file per publisher or study; the file's name is what `--benchmark` takes.

A file opens with `title`, `year` ("not shown" where the page has none), `sample`, `confidence` and `source`, and holds two kinds
of rows. `[[bands]]` grade: disjoint bands that cover the whole line, for the definitions, the period length and the profile
they were stated for. `[[reference]]` is a published number, printed beside a value and never a grade.

Confidence: A is the publisher's own page or document; B a named report seen through another page; C a statement whose sample
cannot be traced, which never grades. An `origin` of "cxm" marks the part of the line the publisher leaves open.

A user's own file has the same form and is checked the same way. Standard library only: `explain` and `grade` load no engine.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from functools import cache
from itertools import pairwise
from math import inf, isfinite
from pathlib import Path
from typing import Any

from cxm._record import Record
from cxm.errors import UsageError, fold, nearest, unknown
from cxm.metrics.spec import Band, BandSet, Publisher, Reference

Known = Callable[[str], Collection[str]]
FOLDER = Path(__file__).parent
DEFAULT = "nextiva"
TONES = ("bad", "warn", "good", "great", "info")
ORIGINS = ("stated", "cxm")
CONFIDENCES = ("A", "B", "C")
CLOCKS = ("calendar", "business")
PERIODS = ("day", "week", "month", "quarter", "year")


def names() -> tuple[str, ...]:
    """The publishers that come with cxm, sorted. Opens no file."""
    return tuple(sorted(path.stem for path in FOLDER.glob("*.toml")))


def load(name: str) -> Publisher:
    """A publisher that comes with cxm; hyphens and underscores are the same.

    Raises:
        UsageError: there is none of this name; the cure gives the nearest ones.
    """
    if fold(name) not in names():
        raise unknown("benchmark", name, names())
    return _built_in(fold(name))


@cache
def _built_in(name: str) -> Publisher:
    return load_file(FOLDER / f"{name}.toml")


def load_file(path: str | Path, known: Known | None = None) -> Publisher:
    """A publisher from a TOML file, such as the user's own targets. Its name is the file's.

    Args:
        known: gives the definition ids of a metric, and refuses a metric there is not; names are not checked without it.

    Raises:
        UsageError: the file cannot be read, or is not a benchmark; every problem is named with its key.
    """
    import tomllib  # most commands grade nothing, and need no parser

    path = Path(path)
    try:
        content = tomllib.loads(path.read_bytes().decode("utf-8-sig"))
    except OSError as error:
        raise UsageError(f"cannot be read: {error.strerror}", where=str(path)) from error
    except UnicodeDecodeError as error:
        raise UsageError("not UTF-8 text", where=str(path), cure="save it as UTF-8") from error
    except tomllib.TOMLDecodeError as error:
        raise UsageError(f"not valid TOML: {error}", where=str(path)) from error
    problems: list[str] = []
    publisher = _publisher(fold(path.stem), _Table(content, "", problems))
    if known is not None and not problems:
        problems += _unknown_names(publisher, known)
    if problems:
        raise UsageError("not a usable benchmark file", where=str(path), problems=problems, cure="correct the keys named above")
    return publisher


class Choice(Record):
    """Whose bands grade.

    Args:
        publisher: the only publisher to grade by; '' for the user's own files first, then Nextiva where it has bands, then the only
            publisher that has any.
        own: the user's own files.
        profile: the kind of business the numbers are of; bands stated for one hold for no other.
    """

    publisher: str = ""
    own: tuple[Publisher, ...] = ()
    profile: str = ""

    def load(self, name: str) -> Publisher:
        """A publisher by name, the user's own before those that come with cxm.

        Raises:
            UsageError: there is none of this name.
        """
        mine = next((one for one in self.own if one.name == fold(name)), None)
        if mine is None and name.lower().endswith(".toml"):
            raise UsageError(f"unknown benchmark: {name!r}", cure=f"--benchmark-file {name}, for a file of your own")
        if mine is None and fold(name) not in names():
            raise unknown("benchmark", name, [*(one.name for one in self.own), *names()])
        return mine or load(name)


ANY = Choice()
"""What grades where nothing was chosen."""


def chosen(name: str | None, files: Iterable[str | Path], profile: str | None, known: Known) -> Choice:
    """What the user chose, with every name in it checked.

    Args:
        known: gives the definition ids of a metric, and refuses a metric there is not.

    Raises:
        UsageError: a file that is no benchmark, two of one name, a publisher or a profile nobody has.
    """
    own: dict[str, Publisher] = {}
    for path in files:
        publisher = load_file(path, known)
        if publisher.name in own:
            raise UsageError(f"two files are called {publisher.name!r}", where=str(path), cure="rename one of them")
        own[publisher.name] = publisher
    choice = Choice(name or "", tuple(own.values()), profile or "")
    if choice.publisher:
        choice.load(choice.publisher)
    profiles = (
        {found.profile for one in (*own.values(), *map(load, names())) for found in one.band_sets if found.profile} if profile else set()
    )
    if profile and profile not in profiles:
        raise unknown("profile", profile, sorted(profiles), cure=f"one of {', '.join(sorted(profiles))}")
    return choice


def band_sets(metric_name: str, choice: Choice = ANY) -> tuple[BandSet, ...]:
    """All bands of the chosen publisher for a metric, whatever definition, period or profile they were stated for.

    Returns:
        The band sets of one publisher; none if it has none, or if its confidence is C.

    Raises:
        UsageError: no such publisher.
    """
    if choice.publisher:
        return _graded(choice.load(choice.publisher), metric_name)
    for publisher in (*choice.own, load(DEFAULT)):
        if first := _graded(publisher, metric_name):
            return first
    others = [sets for name in _files_with("bands", metric_name) if (sets := _graded(load(name), metric_name))]
    return others[0] if len(others) == 1 else ()


def band_set(metric_name: str, definition: str, *, period: str = "", clock: str = "calendar", choice: Choice = ANY) -> BandSet | None:
    """The bands a value may be held against, None if none were stated for numbers of its kind.

    Args:
        metric_name: `nps`, `churn-rate` or `churn_rate`.
        definition: the definition id, without metric and version: `0_10`.
        period: length of the value's period; bands stated for a length hold for no other.
        clock: how the value's times were counted; working hours are never held against calendar time.

    Raises:
        UsageError: no such publisher.
    """
    fitting = [
        found
        for found in band_sets(metric_name, choice)
        if definition in found.definitions
        and found.period in ("", period)
        and found.profile in ("", choice.profile)
        and found.clock == clock
    ]
    return max(fitting, key=lambda found: (found.profile != "", found.period != ""), default=None)


def incomparable_told(metric_name: str, definition: str, *, period: str, clock: str, choice: Choice = ANY) -> str:
    """Why the bands of a metric may not be held against a value; '' where there are none, or some that may.

    Args:
        definition, period, clock: as of `band_set`.
    """
    sets = band_sets(metric_name, choice)
    if not sets or band_set(metric_name, definition, period=period, clock=clock, choice=choice) is not None:
        return ""
    who = choice.load(sets[0].publisher).title
    of_definition = [one for one in sets if definition in one.definitions]
    of_period = [one for one in of_definition if one.period in ("", period)]
    if not of_definition:
        known = ", ".join(dict.fromkeys(name for one in sets for name in one.definitions))
        return f"not comparable: {who} states bands for the definition {known}, and this is {definition}"
    if not of_period:
        lengths = " or ".join(dict.fromkeys(one.period for one in of_definition))
        return f"not comparable: {who} states bands for one {lengths}, and these are values of {_length(period)}"
    if all(one.clock != clock for one in of_period):
        return f"not comparable: {who} states bands in {of_period[0].clock} time, and these are values in {clock} time"
    profiles = ", ".join(dict.fromkeys(one.profile for one in of_period if one.profile))
    return f"not comparable: {who} states bands for one kind of business each ({profiles}); --profile names yours"


def _length(period: str) -> str:
    """A period length as the words for it go on after `of`."""
    return {"all": "the whole time", "rolling": "days in a row"}.get(period, f"one {period}")


def references(metric_name: str) -> list[Reference]:
    """The published numbers for a metric, by publisher."""
    found = (load(name) for name in _files_with("reference", metric_name))
    return [row for publisher in found for row in publisher.references if fold(row.metric) == fold(metric_name)]


def publishers_of(metric_name: str) -> tuple[str, ...]:
    """Names of the publishers that say anything about a metric, sorted."""
    return tuple(sorted({*_files_with("bands", metric_name), *_files_with("reference", metric_name)}))


def _graded(publisher: Publisher, metric_name: str) -> tuple[BandSet, ...]:
    if publisher.confidence == "C":
        return ()
    return tuple(found for found in publisher.band_sets if fold(found.metric) == fold(metric_name))


def _files_with(kind: str, metric_name: str) -> Iterator[str]:
    """The publishers with such rows for a metric. Searching the text first spares parsing fifty files, most about something else."""
    wanted = fold(metric_name)
    for name in names():
        text = _text(name)
        if f"[[{kind}]]" in text and f'"{wanted.replace("_", "-")}"' in text:
            publisher = load(name)
            rows: Iterable[BandSet | Reference] = publisher.band_sets if kind == "bands" else publisher.references
            if any(fold(row.metric) == wanted for row in rows):
                yield name


@cache
def _text(name: str) -> str:
    return (FOLDER / f"{name}.toml").read_text(encoding="utf-8")


class _Table:
    """A TOML table whose values are taken out one by one; whatever is wrong with them is noted, with its key, in one list."""

    def __init__(self, content: object, place: str, problems: list[str]) -> None:
        self.place = place
        self._problems = problems
        self._taken: set[str] = set()
        self._content: dict[str, Any] = content if isinstance(content, dict) else {}
        if not isinstance(content, dict):
            self.wrong("", "must be a table")

    @property
    def problems(self) -> int:
        """How many problems the whole file has so far."""
        return len(self._problems)

    def wrong(self, key: str, what: str) -> None:
        """Note a problem."""
        place = f"{self.place}.{key}" if self.place and key else self.place or key
        self._problems.append(f"{place}: {what}" if place else what)

    def _take(self, key: str, *, needed: bool) -> object:
        self._taken.add(key)
        if needed and key not in self._content:
            self.wrong(key, "is missing")
        return self._content.get(key)

    def text(self, key: str, *, default: str | None = None, words: Sequence[str] = ()) -> str:
        """A line of text; it must be there unless it has a default."""
        found = self._take(key, needed=default is None)
        if found is None:
            return default or ""
        if not isinstance(found, str) or not found.strip():
            self.wrong(key, "must be text")
        elif not found.isprintable():
            self.wrong(key, "must be one line without control characters")
        elif words and found not in words:
            self.wrong(key, f"must be one of {', '.join(words)}, not {found!r}")
        else:
            return found
        return default or ""

    def year(self, key: str) -> str:
        """A year, or what stands for it."""
        found = self._content.get(key)
        if isinstance(found, int) and not isinstance(found, bool):
            self._taken.add(key)
            return str(found)
        return self.text(key)

    def number(self, key: str, *, needed: bool = False) -> float | None:
        """A finite number; None where there is none."""
        found = self._take(key, needed=needed)
        if found is None:
            return None
        if isinstance(found, bool) or not isinstance(found, (int, float)) or not isfinite(found):
            self.wrong(key, f"must be a number, not {found!r}")
            return None
        return float(found)

    def flag(self, key: str) -> bool:
        """True or false, false where there is none."""
        found = self._take(key, needed=False)
        if found is not None and not isinstance(found, bool):
            self.wrong(key, "must be true or false")
        return found is True

    def texts(self, key: str) -> tuple[str, ...]:
        """A list of texts that is not empty."""
        found = self._take(key, needed=True)
        if isinstance(found, list) and found and all(isinstance(item, str) and item for item in found):
            return tuple(found)
        if found is not None:
            self.wrong(key, "must be a list of texts")
        return ()

    def tables(self, key: str, *, needed: bool = False) -> list[_Table]:
        """A list of tables."""
        found = self._take(key, needed=needed)
        if found is None:
            return []
        if not isinstance(found, list):
            self.wrong(key, "must be a list of tables")
            return []
        place = f"{self.place}.{key}" if self.place else key
        return [_Table(item, f"{place}[{at}]", self._problems) for at, item in enumerate(found, start=1)]

    def done(self) -> None:
        """Note the keys nobody took: a misspelt key must not be lost in silence."""
        for key in self._content:
            if key not in self._taken:
                near = nearest(key, self._taken, most=1)
                self.wrong(key, f"unknown key; did you mean {near[0]}?" if near else "unknown key")


def _publisher(name: str, table: _Table) -> Publisher:
    title, year, sample = table.text("title"), table.year("year"), table.text("sample")
    confidence, source = table.text("confidence", words=CONFIDENCES), table.text("source")
    sets = tuple(_band_set(name, row) for row in table.tables("bands"))
    rows = tuple(_reference(name, row) for row in table.tables("reference"))
    if not sets and not rows:
        table.wrong("", "has neither [[bands]] nor [[reference]] rows")
    if sets and confidence == "C":
        table.wrong("confidence", "C is for statements that never grade; give them as [[reference]] rows")
    table.done()
    return Publisher(name, title, year, sample, confidence, source, sets, rows)


def _unknown_names(publisher: Publisher, known: Known) -> Iterator[str]:
    """Metrics and definitions that are not: bands for them would grade nothing, in silence."""
    stated: list[tuple[str, str, tuple[str, ...]]] = []
    stated += [(f"bands[{place}]", row.metric, row.definitions) for place, row in enumerate(publisher.band_sets, start=1)]
    stated += [(f"reference[{place}]", row.metric, ()) for place, row in enumerate(publisher.references, start=1)]
    for place, metric, definitions in stated:
        try:
            having = known(metric)
        except UsageError as error:
            yield f"{place}.metric: {error.what}; {error.cure}"
            continue
        for wanted in definitions:
            if wanted not in having:
                yield f"{place}.definitions: {metric} has no definition {wanted!r}; it has {', '.join(having)}"


def _band_set(publisher: str, table: _Table) -> BandSet:
    before = table.problems
    bands = [_band(row) for row in table.tables("bands", needed=True)]
    # An edge that could not be read would be reported a second time, as a gap.
    for fault in _faults(bands) if table.problems == before else ():
        table.wrong("bands", fault)
    found = BandSet(
        metric=table.text("metric"),
        publisher=publisher,
        bands=tuple(sorted(bands, key=_place)),
        definitions=table.texts("definitions"),
        period=table.text("period", default="", words=PERIODS),
        quote=table.text("quote", default=""),
        note=table.text("note", default=""),
        profile=table.text("profile", default=""),
        clock=table.text("clock", default=CLOCKS[0], words=CLOCKS),
    )
    table.done()
    return found


def _band(table: _Table) -> Band:
    band = Band(
        label=table.text("label"),
        low=table.number("low"),
        low_included=table.flag("low_included"),
        high=table.number("high"),
        high_included=table.flag("high_included"),
        tone=table.text("tone", words=TONES),
        origin=table.text("origin", default="stated", words=ORIGINS),
    )
    if band.low is not None and band.high is not None:
        point = band.low == band.high and band.low_included and band.high_included
        if band.low >= band.high and not point:
            table.wrong("high", f"no value lies between {band.low:g} and {band.high:g}")
    table.done()
    return band


def _place(band: Band) -> tuple[float, bool]:
    """Where a band begins on the line."""
    return (-inf, False) if band.low is None else (band.low, not band.low_included)


def _faults(bands: Iterable[Band]) -> list[str]:
    """Why bands do not cover the whole line exactly once, each under its own label; nothing if they do."""
    line = sorted(bands, key=_place)
    if not line:
        return ["there are none"]
    faults = []
    labels = [band.label for band in line]
    faults += [f"two bands are called {label!r}" for label in sorted(set(labels)) if labels.count(label) > 1]
    if line[0].low is not None:
        faults.append(f"values below {line[0].low:g} are in no band")
    for under, over in pairwise(line):
        end, start = inf if under.high is None else under.high, -inf if over.low is None else over.low
        if start > end:
            faults.append(f"values between {end:g} and {start:g} are in no band")
        elif start < end:
            faults.append(f"{under.label!r} and {over.label!r} overlap")
        elif under.high_included and over.low_included:
            faults.append(f"{under.label!r} and {over.label!r} both hold {end:g}")
        elif not under.high_included and not over.low_included:
            faults.append(f"{end:g} is in no band")
    if line[-1].high is not None:
        faults.append(f"values above {line[-1].high:g} are in no band")
    return faults


def _reference(publisher: str, table: _Table) -> Reference:
    found = Reference(
        metric=table.text("metric"),
        publisher=publisher,
        population=table.text("population"),
        statistic=table.text("statistic"),
        value=table.number("value", needed=True) or 0.0,
        note=table.text("note", default=""),
    )
    table.done()
    return found
