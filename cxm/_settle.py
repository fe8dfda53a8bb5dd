"""Settle: from options as a user writes them, on the command line or in Python, to the requests of reader and engine."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import field, replace
from datetime import date
from os import PathLike
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from cxm._record import Record
from cxm.errors import UsageError, unknown
from cxm.io.beside import given_beside, of_the_second
from cxm.io.holidays import holidays
from cxm.io.mapping import Saved, load
from cxm.io.money import Money
from cxm.io.rates import rates
from cxm.io.read import Options
from cxm.metrics import ALL, FRAMES, METRICS
from cxm.metrics.benchmarks import Choice, chosen
from cxm.metrics.engine.periods import Calendar, Length, length, parse_day, weekday
from cxm.metrics.engine.plan import Request
from cxm.metrics.prepare._business_hours import parse
from cxm.metrics.spec import Metric, Panel, Scale, Setting, View

DIRECTIONS = {"easier": "ease", "harder": "effort"}
CHOICES = {
    "compare": ("previous", "yoy"),
    "dedupe": ("none", "respondent-period"),
    "fiscal_label": ("end", "start"),
    "interval": ("score", "adjusted-wald"),
    "date_order": ("dmy", "mdy", "ymd"),
    "decimal": (",", "."),
    "color": ("auto", "always", "never"),
    "surplus": ("drop", "keep"),
    "higher_is": tuple(DIRECTIONS),
}
KNOWN = frozenset(
    {
        "by", "period", "step", "start", "end", "as_of", "tz", "week_start", "fiscal_start", "fiscal_label", "compare", "like_for_like", "fold_case",
        "total", "top", "sort",
        "where", "dedupe", "strict", "sum_duplicates", "missing", "score", "time", "respondent", "weight", "roles", "scale", "higher_is", "mapping",
        "reader", "input_tz", "date_order", "year", "decimal", "encoding", "delimiter", "skip_rows", "header_rows", "surplus", "sheet",
        "with_", "with_map", "with_options", "definition", "compare_definitions", "family", "settings", "business_hours", "holidays", "confidence", "benchmark",
        "benchmark_file", "profile", "interval", "population",
        "min_grade_n", "grade_partial", "suppress_below", "engine", "currency", "fx", "fx_fixed",
    }
)  # fmt: skip
"""The options that a request is settled from, by their Python names."""
SHORT_ROLES = {"score": "score", "time": "time", "respondent": "respondent_id", "weight": "weight"}


class Asked(Record):
    """A settled request.

    Args:
        metrics: names as the files have them, views replaced by what they show.
        views: columns of views that depend on what the export has, tried in order.
        mapping: the mapping file the export is read by.
        others: names of the second export.
        definitions: whether the definitions of the one metric are compared.
        every: whether all metrics are asked that the export supports, those of one family if it is named.
        engine: who counts.
        beside, mapping_beside: how the second export is read, and the mapping file it is read by.
        fold_case: whether segments are told apart without case.
        strict: whether values that cannot be used are refused, not left out.
        sum_duplicates: whether rows of a report that are the same in every column are added up, not refused.
    """

    metrics: tuple[str, ...]
    options: Options
    request: Request
    views: tuple[str, ...] = ()
    sort: str = ""
    mapping: Saved | None = None
    others: tuple[str, ...] = ()
    every: bool = False
    family: str = ""
    definitions: bool = False
    engine: str = "polars"
    strict: bool = False
    beside: Options = field(default_factory=Options)
    mapping_beside: Saved | None = None
    fold_case: bool = False
    sum_duplicates: bool = False


def check_options(names: Iterable[str]) -> None:
    """Refuse options that would do nothing.

    Raises:
        UsageError: one that no request is settled from; the cure gives the nearest.
    """
    for name in names:
        if name not in KNOWN:
            raise unknown("option", name, sorted(KNOWN))


def settle(metrics: Sequence[str], values: Mapping[str, Any]) -> Asked:
    """Check the options and bring them to the types of reader and engine.

    Args:
        values: options by their Python names; what is absent or None has its default.

    Raises:
        UsageError: a value that cannot be, or options that cannot combine.
    """
    given = {name: value for name, value in values.items() if value is not None}
    given, saved = _checked(given)
    options = _options(given)
    with of_the_second():
        beside, saved_beside = _checked(given_beside(given))
        options_beside = replace(_options(beside), money=None if options.money is None else replace(options.money, unnamed=True))
    every = _is_all(metrics, given)
    names, view = (_catalogue(str(given.get("family") or "")), None) if every else _metrics(metrics, given)
    compared = bool(given.get("compare_definitions"))
    if compared:
        _check_comparison(names, given, every=every)
    by = given.get("by")
    crosses = [by] if isinstance(by, str) else list(by or ())
    request = _request(names, given, view, crosses, every=every)
    views = view.by if view is not None and not crosses else ()
    for name in ("fold_case", "top"):
        if given.get(name) and not request.segments and not views:
            raise UsageError(f"--{name.replace('_', '-')} changes nothing without segments", cure="--by COLUMN")
    sort = str(given.get("sort", ""))
    others = given.get("with_") or ()
    _check_money(names, given)
    others = (str(others),) if isinstance(others, (str, PathLike)) else tuple(str(one) for one in others)
    return Asked(
        names,
        options,
        request,
        views,
        sort,
        saved,
        others,
        every,
        str(given.get("family") or ""),
        compared,
        str(given.get("engine", "polars")),
        bool(given.get("strict")),
        options_beside,
        saved_beside,
        bool(given.get("fold_case")),
        bool(given.get("sum_duplicates")),
    )


def _checked(given: Mapping[str, Any]) -> tuple[dict[str, Any], Saved | None]:
    """Options completed by those of the mapping file they name, and that file.

    Raises:
        UsageError: a value that is not among the choices, or a mapping file that is none.
    """
    saved = load(str(given["mapping"])) if "mapping" in given else None
    found = dict(given)
    if saved is not None:
        found = {"reader": saved.reader} | found | {name: value for name, value in saved.options.items() if not found.get(name)}
    for name, choices in CHOICES.items():
        if name in found and found[name] not in choices:
            raise unknown(_flag(name), str(found[name]), choices, cure=f"one of {', '.join(choices)}")
    return found, saved


def _is_all(metrics: Sequence[str], given: Mapping[str, Any]) -> bool:
    """Whether every metric is asked.

    Raises:
        UsageError: together with what goes with named metrics only.
    """
    words = [name.strip() for text in metrics for name in text.split(",") if name.strip()]
    if ALL not in words:
        if given.get("family"):
            raise UsageError("--family goes with all", cure=f"cxm compute all EXPORT --family {given['family']}, or leave it out")
        return False
    if len(words) > 1:
        raise UsageError(f"{ALL} stands for every metric, so that no other is named beside it", cure=f"leave {ALL} out, or the others")
    if given.get("definition"):
        raise UsageError("--definition goes with one metric", cure="compute the metrics one by one")
    return True


def _check_comparison(names: Sequence[str], given: Mapping[str, Any], *, every: bool) -> None:
    """Refuse what does not go with a comparison of definitions.

    Raises:
        UsageError: it is asked for more than one metric, or with an option that asks for something else.
    """
    if every or len(names) > 1:
        raise UsageError("--compare-definitions goes with one metric", cure="compute the metrics one by one")
    for name in ("definition", "compare", "step"):
        if given.get(name):
            raise UsageError(f"--compare-definitions does not go with --{name}", cure=f"leave --{name} out")


def _catalogue(family: str) -> tuple[str, ...]:
    """Every metric, or those of a family.

    Raises:
        UsageError: there is no such family.
    """
    families = METRICS.families()
    if family and family not in families:
        raise unknown("family", family, families, cure=f"one of {', '.join(families)}")
    names = [name for name in METRICS.names(family or None) if isinstance(METRICS[name], Metric)]
    return tuple(sorted(names, key=lambda name: (METRICS.family(name), name)))


def _metrics(metrics: Sequence[str], given: Mapping[str, Any]) -> tuple[tuple[str, ...], View | None]:
    """Metric names, and the view among them; a view sets options, so it stands alone."""
    names = [METRICS.resolve(name.strip()) for text in metrics for name in text.split(",") if name.strip()]
    if not names:
        raise UsageError("no metric named", cure="cxm metrics lists them")
    views = [item for name in names if isinstance(item := METRICS[name], View)]
    if panels := [view.name.replace("_", "-") for view in views if isinstance(view, Panel)]:
        raise UsageError(f"{panels[0]} is made of several metrics", cure="one of them instead")
    if views and len(names) > 1:
        raise UsageError(
            f"{views[0].name.replace('_', '-')} is a view and is computed alone", cure=f"ask for {views[0].of} with --by instead"
        )
    if given.get("definition") and len(set(names)) > 1:
        raise UsageError("--definition goes with one metric", cure="compute the metrics one by one")
    view = views[0] if views else None
    return ((view.of,) if view else tuple(dict.fromkeys(names))), view


def _request(names: Sequence[str], given: Mapping[str, Any], view: View | None, crosses: Sequence[str], *, every: bool = False) -> Request:
    """What the engine is asked."""
    period = _period(given, view)
    compare = _compare(given, view, period)
    start, end, as_of = (
        parse_day(str(given[name]), flag) if name in given else None
        for name, flag in (("start", "--from"), ("end", "--to"), ("as_of", "--as-of"))
    )
    if start is not None and end is not None and start > end:
        raise UsageError(f"--from {start} lies after --to {end}")
    level = float(given.get("confidence", 0.95))
    if not 0.5 <= level < 1:
        raise UsageError(f"--confidence {level:g} is not between 0.5 and 1", cure="--confidence 0.95")
    views = tuple(tuple(column.strip() for column in cross.split(",") if column.strip()) for cross in crosses) or ((),)
    return Request(
        views=views,
        period=period,
        calendar=Calendar(
            weekday(str(given.get("week_start", "monday"))), int(given.get("fiscal_start", 1)), str(given.get("fiscal_label", "end"))
        ),
        start=start,
        end=end,
        as_of=as_of,
        zone=zone(str(given.get("tz", "UTC")), "--tz"),
        definition=given.get("definition"),
        scale=scale(given["scale"]) if "scale" in given else None,
        direction=DIRECTIONS.get(str(given.get("higher_is", "")), ""),
        weighted="weight" in given,
        dedupe=str(given.get("dedupe", "none")),
        min_grade_n=given.get("min_grade_n"),
        grade_partial=bool(given.get("grade_partial")),
        suppress_below=int(given.get("suppress_below", 0)),
        level=level,
        interval="" if given.get("interval") == "score" else str(given.get("interval") or ""),
        population=_population(names, given, every=every),
        compare=compare,
        like_for_like=bool(given.get("like_for_like")),
        benchmark=benchmark(given),
        settings={**(view.settings if view else {}), **settings(names, given.get("settings") or ()), **clock(names, given, every=every)},
        total=bool(given.get("total", True)),
        top=given.get("top"),
    )


def _population(names: Sequence[str], given: Mapping[str, Any], *, every: bool) -> int | None:
    """How many people the answers are a sample of.

    Raises:
        UsageError: nobody, or a metric is not one of answers.
    """
    if given.get("population") is None:
        return None
    found = int(given["population"])
    if found < 1:
        raise UsageError(f"--population {found} is nobody", cure="the number of people who could have been asked")
    others = [name for name in names if all(one.frame != "survey" for one in METRICS.definitions(name))]
    if others and not every:
        told = f"--population changes nothing in {others[0].replace('_', '-')}, which is not computed from answers"
        raise UsageError(told, cure="it goes with surveys, of which a known number of people could have answered")
    return found


def _period(given: Mapping[str, Any], view: View | None) -> Length:
    """The periods asked for.

    Raises:
        UsageError: a length or a step that is none, or a step that would do nothing or give small groups away.
    """
    period = length(str(given.get("period") or (view.period if view and view.period else "all")))
    if not given.get("step"):
        return period
    if period.kind != "rolling":
        raise UsageError("--step goes with periods of so many days", cure="--period 28d --step 7d")
    found = re.fullmatch(r"([1-9]\d{0,3})d?", str(given["step"]))
    if found is None:
        raise UsageError(f"--step {str(given['step'])!r} is no number of days", cure="--step 7d")
    step = int(found[1])
    if step < period.days and given.get("suppress_below"):
        told = f"periods of {period} every {step}d overlap, so that the difference of two reveals the few people of {step} days"
        raise UsageError(f"--suppress-below cannot protect them: {told}", cure=f"leave --step out, or --step {period}")
    return replace(period, step=step) if step != period.days else period


def _compare(given: Mapping[str, Any], view: View | None, period: Length) -> str:
    """What periods are compared with: 'previous', 'yoy' or ''.

    Raises:
        UsageError: there is nothing to compare with.
    """
    compare = str(given.get("compare") or (view.compare if view and view.compare and "compare" not in given else "") or "")
    if compare and period.kind == "all":
        raise UsageError("--compare needs periods", cure="--period month")
    if compare == "yoy" and period.kind == "rolling":
        raise UsageError(f"a year holds no whole number of periods of {period}", cure="--compare previous, or --period week or month")
    if compare and period.step and period.days % period.step:
        parts = [f"{days}d" for days in range(1, period.days + 1) if period.days % days == 0]
        told = f"periods of {period} every {period.step}d: none ends where another begins, and overlapping ones are not compared"
        raise UsageError(told, cure=f"--step {' or '.join(parts)}")
    if given.get("like_for_like") and not compare:
        raise UsageError("--like-for-like goes with --compare", cure="--compare previous, or yoy")
    if given.get("like_for_like") and period.kind == "rolling":
        raise UsageError(
            f"--like-for-like changes nothing: the last period of {period} ends with the report", cure="--period month or week"
        )
    return compare


def benchmark(given: Mapping[str, Any]) -> Choice:
    """Whose bands grade, by --benchmark, --benchmark-file and --profile.

    Raises:
        UsageError: a publisher, file or profile that is none.
    """
    files = given.get("benchmark_file") or ()
    files = [files] if isinstance(files, (str, PathLike)) else files
    return chosen(given.get("benchmark"), files, given.get("profile"), METRICS.definition_ids)


def _options(given: Mapping[str, Any]) -> Options:
    """How the export is read."""
    delimiter = {"tab": "\t", "\\t": "\t"}.get(str(given.get("delimiter", "")), given.get("delimiter"))
    if delimiter is not None and len(delimiter) != 1:
        raise UsageError(f"--delimiter {delimiter!r} is not one character", cure="--delimiter ';' or --delimiter tab")
    return Options(
        reader=given.get("reader"),
        roles=roles(given),
        scale=scale(given["scale"]) if "scale" in given else None,
        direction=DIRECTIONS.get(str(given.get("higher_is", "")), ""),
        date_order=given.get("date_order"),
        decimal=given.get("decimal"),
        encoding=given.get("encoding"),
        delimiter=delimiter,
        skip_rows=int(given.get("skip_rows", 0)),
        header_rows=given.get("header_rows"),
        sheet=given.get("sheet"),
        missing=tuple(given.get("missing") or ()),
        zone=zone(str(given.get("tz", "UTC")), "--tz"),
        input_zone=zone(str(given["input_tz"]), "--input-tz") if "input_tz" in given else None,
        where=given.get("where"),
        year=given.get("year"),
        surplus=str(given.get("surplus", "drop")),
        money=money(given),
    )


def money(given: Mapping[str, Any]) -> Money | None:
    """The one currency of the amounts, by --currency, --fx and --fx-fixed; None where they are taken as they are.

    Raises:
        UsageError: no code, no rates, or rates whose currency nothing tells.
    """
    code = str(given.get("currency") or "").strip().upper()
    if code and not re.fullmatch("[A-Z]{3}", code):
        raise UsageError(f"--currency {given['currency']!r} is no code of a currency", cure="three letters such as EUR")
    if not given.get("fx"):
        if given.get("fx_fixed"):
            raise UsageError("--fx-fixed goes with --fx", cure="--fx rates.csv --fx-fixed")
        return Money(code) if code else None
    path = str(given["fx"])
    last = [parse_day(str(given[name]), flag) for name, flag in (("as_of", "--as-of"), ("end", "--to")) if name in given]
    found = rates(path, fixed=bool(given.get("fx_fixed")), until=min(last, default=None))
    target = code or found.target()
    if target is None:
        raise UsageError("--fx does not say to which currency its rates lead", where=path, cure="--currency EUR, what they are rates to")
    own = [rate for code, rate in found.table.select("currency", "rate").rows() if code == target and rate != 1.0]
    if own:
        raise UsageError(
            f"--fx: {target} has the rate {own[0]:g}, so the rates do not lead to it",
            where=path,
            cure="rates that say what one unit is worth in it",
        )
    return Money(target, found)


def _check_money(names: Sequence[str], given: Mapping[str, Any]) -> None:
    """Refuse a currency for metrics that have none.

    Raises:
        UsageError: no metric asked is computed from orders, subscriptions or costs, or none adds up amounts that rates would change.
    """
    definitions = [one for name in names for one in METRICS.definitions(name)]
    asked = "--fx" if given.get("fx") else "--currency"
    if not given.get("fx") and not given.get("currency"):
        return
    if not any("currency" in FRAMES[one.frame] for one in definitions):
        raise UsageError(
            f"{asked} changes nothing in {names[0].replace('_', '-')}, which is not computed from amounts of money", cure="leave it out"
        )
    if given.get("fx") and not any("currency" in one.uses for one in definitions):
        raise UsageError(
            f"--fx changes nothing in {names[0].replace('_', '-')}, which adds up no amounts", cure="leave it out, or --currency alone"
        )


def roles(given: Mapping[str, Any]) -> dict[str, str]:
    """Columns the user names for fields: --score, --time and the like, and --map role=column."""
    named = {role: str(given[short]) for short, role in SHORT_ROLES.items() if short in given}
    pairs = given.get("roles") or ()
    for pair in pairs.items() if isinstance(pairs, Mapping) else (text.partition("=")[::2] for text in pairs):
        role, column = pair
        if not column:
            raise UsageError(f"--map {role!r} names no column", cure="--map role=COLUMN, or role=- to leave it out")
        named[role.strip().replace("-", "_")] = column.strip()
    return named


def settings(names: Sequence[str], pairs: Sequence[str] | Mapping[str, Any]) -> dict[str, Any]:
    """Settings of the metrics asked, from `NAME=VALUE`.

    Raises:
        UsageError: no metric asked has the setting, or the value is not of its kind.
    """
    every = [(metric, one) for name in names for metric in METRICS.definitions(name) for one in metric.settings]
    # What a metric does by default comes before what its other definitions would do with the same word.
    return settled_by([one for _, one in sorted(every, key=lambda pair: pair[0].id == METRICS.metric(pair[0].name).id)], pairs)


def settled_by(of: Sequence[Setting], pairs: Sequence[str] | Mapping[str, Any]) -> dict[str, Any]:
    """Values of the kinds of settings, from `NAME=VALUE`; of settings of one name the last tells the kind.

    Raises:
        UsageError: there is no such setting, or the value is not of its kind.
    """
    known = {one.name: one for one in of}
    found: dict[str, Any] = {}
    for name, value in pairs.items() if isinstance(pairs, Mapping) else (text.partition("=")[::2] for text in pairs):
        key = name.strip().replace("-", "_")
        if key not in known:
            raise unknown("setting", name, known, cure=f"settings here: {', '.join(known) or 'none'}")
        if known[key].option:
            raise UsageError(f"--set {key} has an option of its own", cure=known[key].option)
        found[key] = _setting(known[key], str(value)) if isinstance(value, str) else value
    return found


def clock(names: Sequence[str], given: Mapping[str, Any], *, every: bool = False) -> dict[str, Any]:
    """The settings of the clock that times are counted by, where it is not the calendar's.

    Args:
        every: the metrics are those of a whole catalogue, and not all of them tell times.

    Raises:
        UsageError: hours or holidays that cannot be read, or a metric whose numbers they would not change.
    """
    hours, days = str(given.get("business_hours") or ""), given.get("holidays") or ()
    if not hours:
        if days:
            raise UsageError("--holidays goes with --business-hours", cure='--business-hours "Mon-Fri 09:00-17:00"')
        return {}
    unclocked = (
        []
        if every
        else [name for name in names if not any("business_hours" in {s.name for s in one.settings} for one in METRICS.definitions(name))]
    )
    if unclocked:
        usable = sorted(
            name for name in METRICS if any("business_hours" in {s.name for s in d.settings} for d in METRICS.definitions(name))
        )
        raise UsageError(
            f"--business-hours changes nothing in {unclocked[0].replace('_', '-')}",
            cure=f"it goes with {', '.join(dict.fromkeys(METRICS.metric(name).name.replace('_', '-') for name in usable))}",
        )
    parse(hours)
    return {"business_hours": hours, "holidays": holidays([days] if isinstance(days, (str, date, PathLike)) else days)}


A_YEAR = {"y": 1.0, "mo": 12.0, "w": 365.2425 / 7, "d": 365.2425}
"""How many of each make a year."""
SECONDS = {"s": 1, "min": 60, "m": 60, "h": 3600, "d": 86_400, "w": 604_800}


def _setting(one: Setting, text: str) -> Any:
    """One value by the kind of its setting."""
    try:
        match one.kind:
            case "number":
                return float(text)
            case "days":
                return int(text.removesuffix("d"))
            case "seconds":
                found = re.fullmatch(r"\s*(\d+(?:\.\d+)?)\s*(s|min|m|h|d|w)?\s*", text)
                if found is None:
                    raise ValueError(text)  # noqa: TRY301
                return float(found[1]) * SECONDS[found[2] or "s"]
            case "years":
                found = re.fullmatch(r"\s*(\d+(?:\.\d+)?)\s*(y|years?|mo|months?|w|weeks?|d|days?)?\s*", text)
                if found is None or not float(found[1]):
                    raise ValueError(text)  # noqa: TRY301
                return float(found[1]) / next(many for unit, many in A_YEAR.items() if (found[2] or "y").startswith(unit))
            case "words":
                words = _lines(text[1:], one) if text.startswith("@") else text.split(",")
                return tuple(word.strip() for word in words if word.strip())
            case "flag":
                return {"true": True, "yes": True, "1": True, "false": False, "no": False, "0": False}[text.lower()]
    except (ValueError, KeyError):
        raise UsageError(
            f"--set {one.name}={text!r} is no value of {one.kind}", cure=f"{one.name}: {one.meaning}; now {one.default}"
        ) from None
    return text


def _lines(path: str, one: Setting) -> list[str]:
    """The lines of a file a setting names.

    Raises:
        UsageError: it cannot be read, or says nothing.
    """
    try:
        lines = Path(path).read_text(encoding="utf-8-sig").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "it is not UTF-8 text"
        raise UsageError(f"--set {one.name}=@{path} cannot be read: {reason}", cure="a text file with one a line") from error
    if not any(line.strip() for line in lines):
        raise UsageError(f"--set {one.name}=@{path}: the file is empty", cure="a text file with one a line")
    return lines


def scale(text: str) -> Scale:
    """A scale from `0-10`.

    Raises:
        UsageError: it is none.
    """
    found = re.fullmatch(r"\s*(-?\d+(?:\.\d+)?)\s*(?:-|\.\.|to)\s*(-?\d+(?:\.\d+)?)\s*", str(text))
    if not found or float(found[1]) >= float(found[2]):
        raise UsageError(f"--scale {text!r} is no scale", cure="--scale 0-10")
    return Scale(float(found[1]), float(found[2]))


def zone(name: str, option: str) -> str:
    """A time zone by its IANA name.

    Raises:
        UsageError: there is none; the cure gives the nearest.
    """
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        from zoneinfo import available_timezones  # reads all names, only ever needed on the way to an error

        raise unknown(f"zone for {option}", name, sorted(available_timezones()), cure="an IANA name such as Europe/Vilnius") from None
    return name


def _flag(name: str) -> str:
    return "value for --" + name.replace("_", "-")
