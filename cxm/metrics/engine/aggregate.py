"""Aggregate: from rows to states by day and segment, in one lazy pass for all metrics that share a time field.

Everything after it is plain polars on a few thousand rows: days are rolled up to periods, segments to totals.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

import polars as pl
import polars.selectors as cs

from cxm._record import Record
from cxm.metrics.engine.backends.polars import DAY, WATCHED, KeyWatch, Polars
from cxm.metrics.engine.periods import EARLIEST, LATEST
from cxm.metrics.engine.plan import Request, settings_of
from cxm.metrics.engine.table import AssumptionFailed, Table
from cxm.metrics.spec import NONE, UNREADABLE, Expr, Kind, Metric, Rows

QUALITY = ("n_missing", "n_invalid", "n_excluded", "n_duplicate")
OTHER = "(other)"
PART = "_part"
ROWS = "_rows"
"""The base of metrics whose rows are only placed and counted here."""
SEGMENT = "|"
"""Prefix of segment columns while they are in the engine, so that an export's `day` or `status` is not taken for the engine's own."""
HEAVIEST = 1e9
"""More than this is no weight; it also keeps infinities and NaN, which engines sort above all numbers, out of the sums."""


@dataclass
class Counted:
    """What one pass gives.

    Args:
        days: per metric, states by `day` (null: undated), segment columns, part; segments are clean labels. `n_rows` are the
            rows behind them.
        rows: rows seen.
        first, last: the earliest and the latest day of rows that are no tests or the like.
        undated: rows without a readable time, of them `bad_times` with an unreadable one.
        keys: physical day key -> day, for passes that must place rows again.
    """

    days: list[pl.DataFrame]
    rows: int = 0
    undated: int = 0
    bad_times: int = 0
    duplicates: int = 0
    first: date | None = None
    last: date | None = None
    keys: pl.DataFrame = field(default_factory=pl.DataFrame)


class Cleaned(Record):
    """Expressions a metric's states are written over.

    Args:
        valid: the answers that count, others null.
        counted, kept: rows that take part, and rows that are not left out as tests or the like; None when all are.
        missing, invalid: rows kept whose answer is not there, or cannot be.
    """

    answer: str | None
    valid: Expr | None
    counted: Expr | None
    kept: Expr | None
    missing: Expr | None
    invalid: Expr | None


def answer_of(metric: Metric, table: Table) -> str | None:
    """The field that holds what was answered; its blanks are missing and its impossible values invalid."""
    if metric.scale is not None:
        return "score"
    return next((name for name in metric.needs if name in table.fields and table.frame[name].words), None)


def clean(metric: Metric, table: Table, request: Request, x: Any) -> Cleaned:
    """What counts for a metric, and what does not and why."""
    kept = kept_rows(metric, table, x)
    answer = answer_of(metric, table)
    heavy = ((x.col("weight") > 0) & (x.col("weight") <= HEAVIEST)).fill_null(value=False) if is_weighted(metric, request) else None
    if answer is None:
        odd = below_zero(metric, table, x)
        if heavy is not None:
            odd = ~heavy if odd is None else odd | ~heavy
        return Cleaned(None, None, _both(kept, heavy), kept, None, None if odd is None else _both(odd, kept))
    given = x.col(answer)
    if metric.scale is None:
        fits = given.is_in(list(table.frame[answer].words))
    else:
        low, high = Rows(x, table.fields).edges(metric.scale)
        fits = (given >= low) & (given <= high)
        if (other := elsewhere(metric, table, x)) is not None:
            fits = fits & ~other
        if metric.scale.whole and answer not in table.whole:
            fits = fits & (given % 1 == 0)
    missing, invalid = given.is_null(), ~given.is_null() & ~fits
    if answer + UNREADABLE in table.fields:
        unreadable = x.col(answer + UNREADABLE)
        missing, invalid = missing & ~unreadable, invalid | unreadable
    if heavy is not None:
        # A row without a weight cannot be counted, whatever it answers.
        missing, invalid = missing & heavy, invalid | ~heavy
    if metric.scale is not None:
        given = given.cast(x.Float64)  # so that the square of an answer fits, however narrow the column is
    valid = x.when(_both(_both(fits, heavy), kept)).then(given)
    return Cleaned(answer, valid, _both(kept, heavy), kept, _both(missing, kept), _both(invalid, kept))


def _both(one: Expr | None, other: Expr | None) -> Expr | None:
    if one is None or other is None:
        return one if other is None else other
    return one & other


def is_weighted(metric: Metric, request: Request) -> bool:
    """Whether the sums of a metric are of weights: not for those that count what came in."""
    return request.weighted and "weight" in metric.uses


def elsewhere(metric: Metric, table: Table, x: Any) -> Expr | None:
    """Answers given on another scale than the one of a metric that cannot cut each row on its own; None if no row names one."""
    if metric.scale is None or "scale_min" in metric.uses or not table.fields.issuperset(("scale_min", "scale_max")):
        return None
    low, high = Rows(x, table.fields).edges(metric.scale)
    return (low != metric.scale.low) | (high != metric.scale.high)


def real_rows(table: Table, x: Any) -> Expr | None:
    """Rows that are no test, partial or spam; None if all are."""
    real = None
    for name, words in table.frame.left_out.items():
        if name in table.fields:
            real = _both(real, (~x.col(name).is_in(list(words))).fill_null(value=True))
    return real


def kept_rows(metric: Metric, table: Table, x: Any) -> Expr | None:
    """Real rows that are not marked as another metric's question; None if all are."""
    question = table.frame.question
    if metric.about is None or question not in table.fields:
        return real_rows(table, x)
    return _both(real_rows(table, x), (x.col(question) == metric.about).fill_null(value=True))


def amounts(table: Table, x: Any, needs: Sequence[str] = ()) -> dict[str, Expr]:
    """Numeric fields as states see them: narrow whole numbers widened so that their products fit.

    Args:
        needs: fields that are null where they are below what can be; of others a metric says itself what a bad one means.
    """
    found = {}
    for one in table.frame.fields:
        if one.name not in table.fields or one.kind is not Kind.NUMBER:
            continue
        wide = x.col(one.name).cast(x.Float64) if one.name in table.whole else x.col(one.name)
        bounded = one.from_zero and one.name in needs
        if bounded or one.name in table.whole:
            found[one.name] = x.when(wide >= 0).then(wide) if bounded else wide
    return found


def below_zero(metric: Metric, table: Table, x: Any) -> Expr | None:
    """Rows with a needed number that cannot be; None for metrics of answers, and of rows that are only placed and counted."""
    odd = None
    if metric.base == ROWS:
        return odd
    for name in metric.needs:
        if name in table.fields and name in table.frame and table.frame[name].from_zero:
            low = (x.col(name) < 0).fill_null(value=False)
            odd = low if odd is None else odd | low
    return odd


def states_of(metric: Metric, cleaned: Cleaned, table: Table, request: Request, backend: Polars) -> dict[str, Expr]:
    """The states of a metric and its quality counts, as aggregations."""
    x = backend.x
    replaced = amounts(table, x, metric.needs) | ({} if cleaned.answer is None else {cleaned.answer: cleaned.valid})
    kept = cleaned.counted if cleaned.answer is None else None
    options = settings_of(metric, request)
    own: dict[str, Any] = {"cleaned": replaced, "kept": kept, "skipped": cleaned.missing, "options": options}
    states = metric.states(Rows(x, table.fields, **own, whole=cleaned.answer in table.whole, tally=backend.tally))
    if is_weighted(metric, request):
        weight = x.col("weight").cast(x.Float64)
        weighted = metric.states(Rows(x, table.fields, **own, weight=weight))
        squares = metric.states(Rows(x, table.fields, **own, weight=weight * weight))
        base = metric.parts.counts if metric.parts else metric.base
        states = weighted | {"n_raw": states[base], "weight_squares": squares[base]}
    count = Rows(x, table.fields, tally=backend.tally).count
    if cleaned.kept is not None:
        states["n_excluded"] = count(~cleaned.kept)
    # A metric of totals counts its own faults; where it does, rows below 0 are among them.
    states = {
        name: count(rows) for name, rows in (("n_missing", cleaned.missing), ("n_invalid", cleaned.invalid)) if rows is not None
    } | states
    if not (request.scale or table.scale or request.definition) and (off := _off_assumed(metric, table, x)) is not None:
        states["n_off"] = count(_both(off, cleaned.kept))
        states["n_binary"] = count(_both((x.col("score") == 0) | (x.col("score") == 1), cleaned.kept))
    return states


def _off_assumed(metric: Metric, table: Table, x: Any) -> Expr | None:
    """Answers that say the scale nobody declared is another one: above it, from 0 on and below it, or on a scale the row names."""
    if metric.scale is None:
        return None
    given = x.col("score")
    off = ((given > metric.scale.high) & (given <= 10)) | ((given >= 0) & (given < metric.scale.low))
    if "scale_max" in table.fields:
        off = off & x.col("scale_max").is_null()
    other = elsewhere(metric, table, x)
    return off if other is None else off | (other & ~given.is_null())


def aggregate(metrics: Sequence[Metric], table: Table, request: Request, backend: Polars, *, rows: Any = None) -> Counted:
    """States of all metrics by day and segment, in one pass for those without parts and one for each with.

    Args:
        metrics: metrics of the table's frame that share one time field.
        rows: rows to take instead of the table's own, such as those left after removing duplicates.

    Raises:
        AssumptionFailed: a fast reading of the times does not hold for all rows.
    """
    lazy = backend.scan(table) if rows is None else rows
    watch = None
    if rows is None and table.frame.key in table.fields:
        watch = KeyWatch(table.frame.key)
        lazy = backend.watch(lazy, watch)
    together = [metric for metric in metrics if metric.parts is None]
    counted: dict[int, pl.DataFrame] = {}
    facts = Counted([])
    groups = [together] if together else []
    for group in [*groups, *([metric] for metric in metrics if metric.parts is not None)]:
        frames, seen = _pass(group, table, request, backend, lazy, watched=watch is not None and not counted)
        facts = replace(seen, days=[])
        counted |= {id(metric): frame for metric, frame in zip(group, frames, strict=True)}
        # The rows are looked through once; further passes would show every key again.
        lazy = backend.scan(table) if rows is None else rows
    facts.days = [counted[id(metric)] for metric in metrics]
    facts.duplicates = -1 if watch is not None and not (watch.unique and watch.seen == facts.rows) else 0
    return facts


def as_one(names: Sequence[str], metric: Metric) -> list[pl.Expr]:
    """The states of several cells as those of one: their sums, or the greatest of those that are a greatest amount."""
    return [pl.col(name).max() if name in metric.greatest else pl.col(name).sum() for name in names]


def without_nulls(names: Iterable[str], metric: Metric) -> list[pl.Expr]:
    """States of cells nothing fell into: sums and counts are 0, a greatest amount is none."""
    return [pl.col(name) if name in metric.greatest else pl.col(name).fill_null(0) for name in names]


def less(before: pl.DataFrame, after: pl.DataFrame, metric: Metric) -> pl.DataFrame:
    """States of the rows left, with how many rows of each cell were dropped (`n_duplicate`).

    Args:
        before, after: the states of one metric over all rows, and over those left; rows dropped earlier still count.
    """
    by = [name for name, dtype in after.schema.items() if not dtype.is_numeric()]
    sizes = [
        frame.select(*by, (sign * pl.col("n_rows") + pl.col("n_duplicate")).alias("n_duplicate"))
        for frame, sign in ((before, 1), (after, -1))
    ]
    gone = pl.concat(sizes).group_by(by, maintain_order=True).agg(pl.col("n_duplicate").sum()).filter(pl.col("n_duplicate") > 0)
    left = pl.concat([after, gone], how="diagonal_relaxed")
    return left.with_columns(without_nulls(cs.expand_selector(left, cs.numeric()), metric))


def _pass(
    metrics: Sequence[Metric], table: Table, request: Request, backend: Polars, lazy: Any, *, watched: bool = False
) -> tuple[list[pl.DataFrame], Counted]:
    x = backend.x
    keys, odd = _keys(metrics[0], table, request, backend)
    names = list(keys)
    further = {"_odd": odd} if odd is not None else {}
    if metrics[0].period_by is not None and table.frame.time in table.fields:
        further["_came"], _ = backend.local_day(table, table.frame.time, request.zone)
    lazy, keys = backend.hand(lazy, keys | further)
    part = metrics[0].parts
    states: dict[str, Expr] = {"rows": x.len().cast(x.Int64)}
    if watched:
        states[WATCHED] = x.col(WATCHED).count()
    if (real := real_rows(table, x)) is not None:
        states["real"] = Rows(x, table.fields, tally=backend.tally).count(real)
    if "_odd" in keys:
        states["odd"] = Rows(x, table.fields, tally=backend.tally).count(keys["_odd"])
    if (unreadable := (metrics[0].period_by or table.frame.time) + UNREADABLE) in table.fields:
        # Parsed times are null where a cell was blank and where it held something else.
        states["unreadable"] = Rows(x, table.fields, tally=backend.tally).count(x.col(unreadable))
    if "_came" in keys:
        # What came in later than the last invitation tells how long answers were waited for.
        states["latest"] = (keys["_came"] if real is None else x.when(real).then(keys["_came"])).max()
    answers: dict[tuple[object, ...], str] = {}
    for number, metric in enumerate(metrics):
        cleaned = clean(metric, table, request, x)
        if cleaned.answer is not None and cleaned.valid is not None:
            # Metrics on one scale share their valid answers, worked out once for every row instead of once for every state.
            name = answers.setdefault((cleaned.answer, metric.scale, metric.about, is_weighted(metric, request)), f"_valid{len(answers)}")
            lazy = lazy.with_columns(cleaned.valid.alias(name)) if name == f"_valid{len(answers) - 1}" else lazy
            cleaned = replace(cleaned, valid=x.col(name))
        states |= {f"{number}|{name}": state for name, state in states_of(metric, cleaned, table, request, backend).items()}
        if part is not None:
            replaced = {} if cleaned.answer is None else {cleaned.answer: cleaned.valid}
            names.append(PART)
            keys[PART] = part.of(Rows(x, table.fields, cleaned=replaced, options=settings_of(metric, request)))
    grouped = lazy.group_by(*(keys[name].alias(name) for name in names)).agg(*(state.alias(name) for name, state in states.items()))
    frame = backend.collect(grouped)
    if odd is not None and frame["odd"].sum():
        raise AssumptionFailed("the times are not all written alike")
    frame, seen = _placed(frame, request)
    by = ["day", *request.segments, *([PART] if part else [])]
    return [_own(frame, number, metric, by) for number, metric in enumerate(metrics)], seen


def _keys(metric: Metric, table: Table, request: Request, backend: Polars) -> tuple[dict[str, Expr], Expr | None]:
    """The group keys of a pass, as columns of the rows: the local day, and each segment column."""
    time = metric.period_by or table.frame.time
    day, odd = backend.local_day(table, time, request.zone) if time in table.fields else (None, None)
    keys: dict[str, Expr] = {} if day is None else {DAY: day}
    for name in request.segments:
        keys[name] = pl.col(table.column(name.removeprefix(SEGMENT)))
    if not keys:
        keys[DAY] = pl.lit(None, pl.Date)
    return keys, odd


def _placed(frame: pl.DataFrame, request: Request) -> tuple[pl.DataFrame, Counted]:
    """Parse the few day keys and tidy the few segment labels."""
    if DAY not in frame.columns:
        frame = frame.with_columns(pl.lit(None, pl.Date).alias(DAY))
    # Groups come in any order, and sums of fractions depend on it.
    frame = frame.sort(DAY, *request.segments, *([PART] if PART in frame.columns else []))
    key, day = frame[DAY], _days(frame[DAY])
    blank = key.is_null() if key.dtype != pl.String else key.is_null() | (key.str.strip_chars() == "")
    frame = frame.with_columns(day.alias("day"))
    if PART in frame.columns:
        frame = frame.with_columns(pl.col(PART).cast(pl.String))
    segments = [label(pl.col(name)).alias(name) for name in request.segments]
    observed = frame.filter(pl.col("real" if "real" in frame.columns else "rows") > 0)["day"]
    ends = [_day(observed.max()), _day(_days(frame["latest"]).max()) if "latest" in frame.columns else None]
    seen = Counted(
        [],
        rows=int(frame["rows"].sum()),
        undated=int(frame.filter(day.is_null())["rows"].sum()),
        bad_times=int(frame.filter(day.is_null() & ~blank)["rows"].sum())
        + (int(frame.filter(day.is_null() & blank)["unreadable"].sum()) if "unreadable" in frame.columns else 0),
        first=_day(observed.min()),
        last=max((end for end in ends if end is not None), default=None),
        keys=frame.select(DAY, "day").unique(maintain_order=True),
    )
    return frame.with_columns(segments), seen


def label(column: pl.Expr) -> pl.Expr:
    """A segment label: text without outer blanks, `(none)` where there is none."""
    trimmed = column.cast(pl.String).str.strip_chars()
    return pl.when(trimmed == "").then(pl.lit(NONE)).otherwise(trimmed).fill_null(NONE)


def _own(frame: pl.DataFrame, number: int, metric: Metric, by: Sequence[str]) -> pl.DataFrame:
    """The states of one metric out of a shared pass."""
    prefix = f"{number}|"
    states = {name: name.removeprefix(prefix) for name in frame.columns if name.startswith(prefix)}
    own = frame.select(*by, pl.col("rows").alias("n_rows"), *(pl.col(name).alias(short) for name, short in states.items()))
    own = own.group_by(by, maintain_order=True).agg(as_one(["n_rows", *states.values()], metric))
    absent = [pl.lit(0, pl.Int64).alias(name) for name in QUALITY if name not in own.columns]
    return own.with_columns(absent)


def _days(keys: pl.Series) -> pl.Series:
    """The days of physical keys, null for what is none."""
    days = keys.str.to_date("%Y-%m-%d", strict=False) if keys.dtype == pl.String else keys.cast(pl.Date)
    return days.set(~days.is_between(EARLIEST, LATEST), None)


def _day(found: object) -> date | None:
    return found if isinstance(found, date) else None
