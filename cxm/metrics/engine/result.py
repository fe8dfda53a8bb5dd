"""Result: the cells of several metrics as one long table, stable in its columns, types and order.

`assemble` is the last stage of the engine and the first thing a writer sees. Columns and their types are a promise to
scripts: `CORE` (with the segments after `row_kind`), then `EXTRA`, then the states by name, then `PROVENANCE`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, TypedDict

import polars as pl

from cxm._record import Record
from cxm.metrics.spec import LARGEST, Band

Columns = tuple[tuple[str, pl.DataType], ...]

CORE: Columns = (
    ("metric", pl.String()),
    ("definition", pl.String()),
    ("period", pl.String()),
    ("period_start", pl.Date()),
    ("period_end", pl.Date()),
    ("row_kind", pl.String()),
    ("status", pl.String()),
    ("value", pl.Float64()),
    ("unit", pl.String()),
    ("n", pl.Int64()),
    ("low", pl.Float64()),
    ("high", pl.Float64()),
    ("grade", pl.String()),
    ("grade_state", pl.String()),
    ("change", pl.Float64()),
    ("change_low", pl.Float64()),
    ("change_high", pl.Float64()),
    ("change_real", pl.Boolean()),
)
"""Columns of every data format. Segments stand after `row_kind`; `n` is Float64 where answers carry weights."""

EXTRA: Columns = (
    ("numerator", pl.Float64()),
    ("denominator", pl.Float64()),
    ("n_eff", pl.Float64()),
    ("n_missing", pl.Int64()),
    ("n_invalid", pl.Int64()),
    ("n_duplicate", pl.Int64()),
    ("n_excluded", pl.Int64()),
    ("n_immature", pl.Int64()),
    ("days_observed", pl.Int64()),
    ("change_least", pl.Float64()),
    ("level", pl.Float64()),
    ("interval_method", pl.String()),
    ("deff", pl.Float64()),
    ("grade_label", pl.String()),
    ("grade_tone", pl.String()),
    ("grade_span", pl.String()),
    ("benchmark", pl.String()),
    ("notes", pl.String()),
)
"""Further columns of the typed formats, and of CSV and TSV on request."""

PROVENANCE: Columns = tuple((name, pl.String()) for name in ("exports", "reader", "mapping", "zone", "cxm_version"))
"""Where every row comes from; the same in all rows of a result."""

INTERNAL = (
    "n_raw",
    "n_off",
    "n_binary",
    "population",
    "weight_squares",
    "dispersion",
    "dispersion_df",
    "between_low",
    "between_high",
    "cluster_units",
    "cluster_yy",
    "cluster_xy",
    "cluster_xx",
    "change_p",
    "matched_p",
    LARGEST,
)
"""Columns the stages pass on to each other, and nobody else needs."""

IS_DEFAULT = "is_default"
"""Tells the default among several definitions of one metric."""

RESERVED = frozenset(name for name, _ in (*CORE, *EXTRA, *PROVENANCE)) | {*INTERNAL, "order"}

SEGMENTS_AFTER = [name for name, _ in CORE].index("row_kind") + 1
LATE_LABELS = ("(other)", "(none)")


class Facts(TypedDict, total=False):
    """What a table needs to know of a metric to draw it.

    `names` are the title in other languages.
    `unit` and `better` are values of `spec.Unit` and `spec.Better`; `detail` maps the states shown beside the value to their
    labels, the first being the one the value counts; `tones` gives them tones where that is not plain from `better`; `figures`
    maps those that are no shares to their units.
    `bands` are those that may grade it, from the lowest to the highest; `incomparable` says why those there are do not hold for it.
    `formula` is the declaration's; `benchmark` and `interval` are named as people name them, `currency` as a code.
    """

    name: str
    title: str
    names: Mapping[str, str]
    definition: str
    unit: str
    better: str
    bounds: tuple[float | None, float | None]
    detail: Mapping[str, str]
    tones: Mapping[str, str]
    figures: Mapping[str, str]
    currency: str
    benchmark: str
    incomparable: str
    bands: tuple[Band, ...]
    interval: str
    formula: str


class NotComputed(Record):
    """A metric that was asked among others and cannot be computed from the export, or one of its definitions.

    Args:
        metric: its name as the user types it, or the id of the definition.
        needs: canonical fields the export does not have.
        why: what is in the way, in words.
        cure: the flags that would help, '' if none would.
    """

    metric: str
    needs: tuple[str, ...]
    why: str
    cure: str


@dataclass(frozen=True, eq=False)
class Result:
    """What writers get: the long table and what must be said beside it.

    Args:
        frame: the table `assemble` gives.
        segments: its segment columns -> the columns of the export they are cut by, in the order of the request, without `parts`.
        parts: its columns that name the parts of a distribution.
        metrics: what is known of the metrics, in the order of the request.
        quality: reason -> rows left out for it, in words that fit "7 missing".
        examples: reason -> a few of the cells left out.
        exports: names of the exports.
        reader: the reader that understood them.
        mapping: canonical field -> column of the export.
        zone: reporting time zone.
        week_start: first day of the week.
        period: the period length asked for.
        rows_read, rows_used: rows of the exports, and those at least one value was computed from.
        level: level of the intervals, 0.95.
        compare: what change is measured against: 'previous', 'yoy', 'rest', or the name of a baseline.
        suppress_below: cells with fewer units are hidden; 0 shows all.
        tested: comparisons that were tested for change.
        notes: sentences for the foot of a table.
        not_computed: metrics asked that could not be computed, when all were asked; definitions, when they are compared.
        compared: columns in which definitions of one metric are compared, the first being `is_default`; none otherwise.
        version: the version of cxm.
    """

    frame: pl.DataFrame
    segments: Mapping[str, str] = field(default_factory=dict)
    parts: Sequence[str] = ()
    metrics: Sequence[Facts] = ()
    quality: Mapping[str, int] = field(default_factory=dict)
    examples: Mapping[str, Sequence[str]] = field(default_factory=dict)
    exports: Sequence[str] = ()
    reader: str = ""
    mapping: Mapping[str, str] = field(default_factory=dict)
    zone: str = "UTC"
    week_start: str = "monday"
    period: str = "all"
    rows_read: int | None = None
    rows_used: int | None = None
    level: float = 0.95
    compare: str = ""
    suppress_below: int = 0
    tested: int = 0
    notes: Sequence[str] = ()
    not_computed: Sequence[NotComputed] = ()
    compared: Sequence[str] = ()
    version: str = ""

    def facts(self, metric: str, definition: str) -> Facts:
        """What is known of a metric by this definition, else by its name, else nothing but the name."""
        known = [facts for facts in self.metrics if facts.get("name") == metric]
        exact = [facts for facts in known if facts.get("definition") == definition]
        return next(iter([*exact, *known]), Facts(name=metric, definition=definition))

    @property
    def provenance(self) -> dict[str, Any]:
        """Where the numbers come from and how they were asked for, in plain JSON types."""
        return {
            "exports": list(self.exports),
            "reader": self.reader,
            "mapping": dict(self.mapping),
            "zone": self.zone,
            "week_start": self.week_start,
            "period": self.period,
            "level": self.level,
            "compare": self.compare,
            "tested": self.tested,
            "suppress_below": self.suppress_below,
            "definitions": sorted({f"{definition}" for definition in self.frame["definition"].drop_nulls()}),
            "notes": list(self.notes),
        }

    @property
    def missing(self) -> list[dict[str, Any]]:
        """The metrics that could not be computed, in plain JSON types."""
        return [{"metric": one.metric, "needs": list(one.needs), "why": one.why, "cure": one.cure} for one in self.not_computed]

    @property
    def left_out(self) -> dict[str, Any]:
        """Rows read and used, and what was left out by reason, in plain JSON types."""
        return {
            "rows_read": self.rows_read,
            "rows_used": self.rows_used,
            "left_out": dict(self.quality),
            "examples": {reason: list(cells) for reason, cells in self.examples.items()},
        }


def beside(results: Sequence[Result], notes: Sequence[str]) -> Result:
    """Results of several exports as one, one below the other; each row keeps where it comes from.

    Args:
        results: at least one, asked for in the same way.
        notes: sentences for the foot, before those of the results.
    """
    first = results[0]
    frame = pl.concat([one.frame for one in results], how="diagonal_relaxed")
    segments = {column: name for one in results for column, name in one.segments.items()}
    parts = list(dict.fromkeys(name for one in results for name in one.parts))
    core, last = [name for name, _ in CORE], [name for name, _ in (*EXTRA, *PROVENANCE)]
    known = [*core[:SEGMENTS_AFTER], *segments, *parts, *core[SEGMENTS_AFTER:]]
    states = [name for name in frame.columns if name not in (*known, *last)]
    extra, provenance = last[: len(EXTRA)], last[len(EXTRA) :]
    quality = {reason: sum(one.quality.get(reason, 0) for one in results) for each in results for reason in each.quality}
    return replace(
        first,
        frame=frame.select(*known, *extra, *states, *provenance),
        segments=segments,
        parts=parts,
        metrics=[facts for one in results for facts in one.metrics],
        quality=quality,
        exports=list(dict.fromkeys(name for one in results for name in one.exports)),
        reader=", ".join(dict.fromkeys(one.reader for one in results)),
        mapping={},
        rows_read=None,
        rows_used=None,
        tested=sum(one.tested for one in results),
        notes=list(dict.fromkeys([*notes, *(note for one in results for note in one.notes)])),
    )


def segment_columns(names: Sequence[str], taken: Iterable[str] = ()) -> dict[str, str]:
    """The column each segment has in a result: its own name, prefixed if a result column has it already.

    Args:
        names: columns of the export that segments are cut by.
        taken: columns of the cells beside the `RESERVED` ones. Those that start with `_` are the engine's own.
    """
    used = {*RESERVED, *taken}
    found: dict[str, str] = {}
    for name in sorted(names, key=lambda name: name in used or name.startswith("_")):
        column = name
        while column in used or column.startswith("_"):
            column = f"segment_{column}"
        used.add(column)
        found[name] = column
    return {name: found[name] for name in names}


def assemble(parts: Sequence[pl.DataFrame], *, segments: Sequence[str], provenance: Mapping[str, object]) -> pl.DataFrame:
    """Put the cells of several metrics into one long table.

    Args:
        parts: one frame per metric, in the order of the request: result columns, segment columns, its own states, and
            optionally `order`, the place of a row within its period. Columns that start with `_` are the engine's own and go.
        segments: segment columns as `segment_columns` names them, in the order of the request; those that name parts of a
            distribution last.
        provenance: values of the `PROVENANCE` columns; sequences and mappings are written out as text.

    Returns:
        `CORE` with the segments after `row_kind`, `EXTRA`, states, `PROVENANCE`, with exact types; sorted by metric, period,
        and within a period by `order`, else segments before totals and by label with `(other)` and `(none)` last. What a part
        does not have is null; NaN and infinities are null.
    """
    known = {**dict(CORE), **dict.fromkeys(segments, pl.String()), **dict(EXTRA)}
    typed = [
        _typed(part.select(name for name in part.columns if not name.startswith("_")), known, place) for place, part in enumerate(parts)
    ]
    frame = pl.concat(typed, how="diagonal_relaxed") if typed else pl.DataFrame(schema={"_part": pl.Int64})
    frame = frame.with_columns(pl.lit(None, dtype).alias(name) for name, dtype in known.items() if name not in frame.columns)
    frame = frame.with_columns(_number(name, dtype).alias(name) for name, dtype in frame.schema.items() if dtype.is_numeric())
    frame = _sorted(frame, segments)
    core = [name for name, _ in CORE]
    states = [name for name in frame.columns if name not in known and name not in {"order", "_part"}]
    said = [pl.lit(_written(provenance.get(name)), pl.String).alias(name) for name, _ in PROVENANCE]
    extra = [name for name, _ in EXTRA]
    return frame.select(*core[:SEGMENTS_AFTER], *segments, *core[SEGMENTS_AFTER:], *extra, *states, *said)


def _typed(part: pl.DataFrame, known: Mapping[str, pl.DataType], place: int) -> pl.DataFrame:
    casts = [pl.lit(place, pl.Int64).alias("_part")]
    for name, dtype in part.schema.items():
        if name == "notes" and isinstance(dtype, pl.List):
            casts.append(_joined(pl.col(name)).alias(name))
        elif name == "n" and dtype.is_float():
            casts.append(pl.col(name).cast(pl.Float64))
        elif name in known:
            casts.append(pl.col(name).cast(known[name]))
        elif dtype.is_numeric() and name != "order":
            casts.append(pl.col(name).cast(pl.Float64 if dtype.is_float() or dtype.is_decimal() else pl.Int64))
    return part.with_columns(casts)


def _joined(notes: pl.Expr) -> pl.Expr:
    text = notes.cast(pl.List(pl.String)).list.drop_nulls().list.join("; ")
    return pl.when(text != "").then(text)


def _number(name: str, dtype: pl.DataType) -> pl.Expr:
    """No output holds NaN, an infinity or a negative zero."""
    column = pl.col(name)
    return pl.when(column == 0).then(pl.lit(0.0)).when(column.is_finite()).then(column) if dtype.is_float() else column


def _sorted(frame: pl.DataFrame, segments: Sequence[str]) -> pl.DataFrame:
    """By metric, period, `order` if given, segments before totals, labels (numbers by size) with the late labels last."""
    keys = [pl.col("_part"), pl.col("period_start"), pl.col("period")]
    if "order" in frame.columns:
        keys.append(pl.col("order"))
    keys.append(pl.col("row_kind") == "total")
    for name in segments:
        label = pl.col(name)
        late = pl.sum_horizontal(pl.when(label == late).then(place).otherwise(0) for place, late in enumerate(LATE_LABELS, 1))
        keys += [label.is_null(), late, label.cast(pl.Float64, strict=False), label]
    return frame.sort(keys, nulls_last=True, maintain_order=True)


def _written(value: object) -> str | None:
    """A value of the provenance as one text."""
    if value is None:
        return None
    if isinstance(value, Mapping):
        return "; ".join(f"{key}={item}" for key, item in value.items())
    if isinstance(value, Iterable) and not isinstance(value, str):
        return "; ".join(str(item) for item in value)
    return str(value)
