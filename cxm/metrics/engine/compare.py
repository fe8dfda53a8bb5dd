"""What changed since the period before or the year before, and whether the change is more than chance.

The first part is pure functions; the second, from `compare` on, pairs the rows of a series and runs them over the pairs. Limits of a
difference come from the limits of its two sides (MOVER), so a change is as sure as the values beside it say.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import chain
from math import erfc, exp, isfinite, log, sqrt
from typing import Any, NamedTuple

import polars as pl

from cxm.metrics.engine.distributions import critical, normal_quantile, t_cdf
from cxm.metrics.engine.first_days import FirstDays
from cxm.metrics.engine.interval import Limits, Moments, count_growth
from cxm.metrics.spec import Metric, Unit

# Limits of a change


def mover_diff(after: float, after_limits: Limits, before: float, before_limits: Limits) -> Limits:
    """Limits of after - before from the limits of two independent estimates (Zou & Donner 2008).

    With Wilson limits this is Newcombe's (1998) method 10. Unit and level are those of the limits given.
    """
    difference = after - before
    down = sqrt((after - after_limits.low) ** 2 + (before_limits.high - before) ** 2)
    up = sqrt((after_limits.high - after) ** 2 + (before - before_limits.low) ** 2)
    return Limits(difference - down, difference + up)


def mover_ratio(after: float, after_limits: Limits, before: float, before_limits: Limits) -> Limits | None:
    """Limits of after / before from the limits of two independent positive estimates (Donner & Zou 2012).

    Returns:
        Limits of the ratio, or None where the earlier estimate may be 0: the ratio has no upper limit then.
    """
    if before <= 0.0 or before_limits.low <= 0.0 or after < 0.0 or after_limits.low < 0.0:
        return None
    product = after * before
    low = after_limits.low * (2.0 * after - after_limits.low)
    # Multiplied out so that nothing is divided by 2 before - high, which may be 0.
    root = sqrt(max(0.0, product**2 - low * before_limits.high * (2.0 * before - before_limits.high)))
    lower = low / (product + root) if low > 0.0 else 0.0
    high, least = after_limits.high * (2.0 * after - after_limits.high), before_limits.low * (2.0 * before - before_limits.low)
    return Limits(lower, (product + sqrt(max(0.0, product**2 - high * least))) / least)


# Is it real


def p_value(difference: float, limits: Limits, level: float) -> float:
    """Two-sided p-value of a difference that agrees with its interval: under 1 - level just when the limits leave out 0.

    The standard error is taken from the limit nearer to 0, which lies a critical value away from the difference.
    """
    if difference == 0.0:
        return 1.0
    distance = difference - limits.low if difference > 0.0 else limits.high - difference
    return _two_sided(abs(difference) * critical(level) / distance) if distance > 0.0 else 0.0


def count_p_value(
    after: float, before: float, *, exposures: tuple[float, float] = (1.0, 1.0), dispersion: float = 1.0, df: float | None = None
) -> float:
    """Two-sided p-value of two counts having one rate: the score test that `count_growth` inverts, so that they agree."""
    total = (after + before) / dispersion
    share = exposures[0] / (exposures[0] + exposures[1])
    if total <= 0.0:
        return 1.0
    z = abs(after / dispersion / total - share) / sqrt(share * (1.0 - share) / total)
    return _two_sided(z) if df is None else 2.0 * t_cdf(-z, df)


def score_z(hits: float, n: float, hits_before: float, n_before: float) -> float:
    """Two-sided p-value of two proportions being equal, with the variance of the pooled one; 1 where nothing varies."""
    pooled = (hits + hits_before) / (n + n_before)
    variance = pooled * (1.0 - pooled) * (1.0 / n + 1.0 / n_before)
    return _two_sided(abs(hits / n - hits_before / n_before) / sqrt(variance)) if variance > 0.0 else 1.0


def fisher_exact(hits: int, n: int, hits_before: int, n_before: int) -> float:
    """Two-sided p-value of two proportions being equal: all tables with these margins no likelier than the one seen (Fisher)."""
    total = hits + hits_before
    least = max(0, total - n_before)
    # The weight of each table relative to its neighbour, as logarithms: in a far tail the weights themselves overflow.
    weights = [0.0]
    for k in range(least, min(n, total)):
        weights.append(weights[-1] + log((n - k) * (total - k)) - log((k + 1) * (n_before - total + k + 1)))
    seen, most = weights[hits - least], max(weights)
    extreme = sum(exp(weight - most) for weight in weights if weight <= seen + 1e-7)
    return min(1.0, extreme / sum(exp(weight - most) for weight in weights))


def two_proportions(hits: int, n: int, hits_before: int, n_before: int) -> float:
    """Two-sided p-value of two proportions being equal: score z, or Fisher's exact test where an expected count is under 5."""
    total, whole = hits + hits_before, n + n_before
    exact = min(n, n_before) * min(total, whole - total) < 5 * whole
    return (fisher_exact if exact else score_z)(hits, n, hits_before, n_before)


def welch(after: Moments, before: Moments) -> float | None:
    """Two-sided p-value of two means being equal (Welch's t), or None for fewer than two values on a side."""
    if after.n < 2 or before.n < 2:
        return None
    part, part_before = after.variance / after.n, before.variance / before.n
    both = part + part_before
    if both == 0.0:
        return 1.0 if after.mean == before.mean else 0.0
    df = both * both / (part * part / (after.n - 1.0) + part_before * part_before / (before.n - 1.0))
    return 2.0 * t_cdf(-abs(after.mean - before.mean) / sqrt(both), df)


def benjamini_hochberg(p_values: Sequence[float], alpha: float) -> list[bool]:
    """Which of many tests to believe so that at most a share alpha of those believed is chance (Benjamini & Hochberg 1995)."""
    ordered = sorted(p_values)
    passed = [p for rank, p in enumerate(ordered, start=1) if p <= rank * alpha / len(ordered)]
    return [bool(passed) and p <= passed[-1] for p in p_values]


def smallest_change(after_limits: Limits, before_limits: Limits, level: float, *, power: float = 0.8) -> float:
    """The smallest true difference that samples like these two would show, with the given power, in the unit of the limits."""
    z = critical(level)
    errors = ((limits.high - limits.low) / (2.0 * z) for limits in (after_limits, before_limits))
    return (z + normal_quantile(power)) * sqrt(sum(error * error for error in errors))


# The stage


class Change(NamedTuple):
    """One tested row: the change, its limits, the smallest that would have shown, and its p-value; None where they cannot be said."""

    change: float | None
    low: float | None = None
    high: float | None = None
    least: float | None = None
    p: float | None = None


HOW = ("previous", "yoy")
"""What a period can be compared with: the one just before, or the same one a year earlier."""

MATCHED = "matched_p"
"""The column of p-values that were told by the units two periods have in common."""

SURENESS = ("deff", "dispersion_df", "between_low", "between_high")
"""What cells may tell of how sure they are, beside their limits."""

_COLUMNS = {"change": pl.Float64, "change_low": pl.Float64, "change_high": pl.Float64, "change_least": pl.Float64, "change_p": pl.Float64}


def compare(
    cells: pl.DataFrame, metric: Metric, *, how: str, level: float, keys: Sequence[str], like: FirstDays | None = None
) -> pl.DataFrame:
    """Say beside every value how it changed and whether that is more than chance.

    Args:
        cells: one row per period of each series, with `period_start` and `period_end` (dates, half-open), `status`, `value`, `low`,
            `high`, and if there are any, `deff` (dispersion of counts) with `dispersion_df` (its degrees of freedom), and
            `between_low` and `between_high` (limits of a quantile at just the level, those of whole ranks being wider);
            `MATCHED` where the change of values without limits was tested.
        how: 'previous' for the period of the same length that ends where this one starts, 'yoy' for the one that starts a year
            earlier (52 weeks for weeks). A period that overlaps its counterpart is not compared.
        level: level of `low` and `high`; also of the limits of the change.
        keys: columns that tell one series from another.
        like: what the period that is not over is compared with; it is not compared without.

    Returns:
        The cells with `change`, `change_low`, `change_high` (counts: growth per day in per cent; otherwise after - before in the unit
        of the value), `change_least` (the size of the smallest true change that four of five such samples would show), `change_p` and
        `change_real`: whether it passes at 1 - level together with all other rows (Benjamini-Hochberg). Null where one of the two
        values is missing or its status is not 'ok', where counts grow from 0, and, but for `change`, where the values have no interval.

    Raises:
        ValueError: an unknown `how`, a level not between 0 and 1, or several rows of one series for one period.
    """
    critical(level)
    changes = [Change(None)] * cells.height
    pairs = [_pairs(cells, how, keys), *([] if like is None or like.cells is None else [_so_far(cells, like, like.cells, keys)])]
    for row in chain.from_iterable(one.iter_rows(named=True) for one in pairs):
        changes[row["_row"]] = _growth(row, metric, level) if metric.unit is Unit.COUNT else _difference(row, level)
    columns = pl.DataFrame(changes, schema=_COLUMNS, orient="row")
    return over_all([cells.with_columns(columns.get_columns())], level)[0]


def over_all(tables: Sequence[pl.DataFrame], level: float) -> list[pl.DataFrame]:
    """Say what is real among all rows that are shown together (`change_real`), whatever metric they belong to.

    Args:
        tables: cells with `change_p`, null where nothing was tested or the row is hidden.
    """
    tests = [p for table in tables for p in table["change_p"].drop_nulls()]
    verdicts = iter(benjamini_hochberg(tests, 1.0 - level))
    judged = [[None if p is None else next(verdicts) for p in table["change_p"]] for table in tables]
    return [table.with_columns(pl.Series("change_real", real, dtype=pl.Boolean)) for table, real in zip(tables, judged, strict=True)]


def tested(cells: pl.DataFrame) -> int:
    """How many rows of a compared table were tested together."""
    return cells.height - cells["change_real"].null_count()


def counterparts(cells: pl.DataFrame, how: str) -> list[tuple[str, str]]:
    """Labels of the periods that are compared, each with that of its counterpart."""
    known = cells.filter(pl.col("status") == "ok", pl.col("value").is_not_null()).unique("period", maintain_order=True)
    labels = dict(known.select("period_start", "period").iter_rows())
    return [(labels[row["period_start"]], labels[row["period_start_before"]]) for row in _pairs(known, how, []).iter_rows(named=True)]


def counterpart_notes(cells: pl.DataFrame, how: str) -> list[str]:
    """That no period of the report has a counterpart to be compared with, whatever the values are."""
    periods = cells.unique("period").with_columns(pl.lit("ok").alias("status"), pl.lit(0.0).alias("value"))
    if not _pairs(periods, how, []).is_empty():
        return []
    return ["no period has one a year before it in the export" if how == "yoy" else "no period has one before it to be compared with"]


def _pairs(cells: pl.DataFrame, how: str, keys: Sequence[str]) -> pl.DataFrame:
    """The rows that have a counterpart, with their place as `_row` and the counterpart's columns as `*_before`."""
    if how not in HOW:
        raise ValueError(f"nothing to compare with by {how!r}; there are {', '.join(HOW)}")
    start, end = pl.col("period_start"), pl.col("period_end")
    optional = [name for name in (*SURENESS, MATCHED) if name in cells.columns]
    known = (
        cells.with_row_index("_row")
        .filter(pl.col("status") == "ok", pl.col("value").is_not_null(), start.is_not_null(), end.is_not_null())
        .select("_row", *keys, "period_start", "period_end", "value", "low", "high", *optional, days=(end - start).dt.total_days())
    )
    if how == "previous":
        now, then = known.with_columns(_at=start), known.with_columns(_at=end)
    else:
        year_ago = start.dt.offset_by("-1y")
        same_date = pl.when(year_ago.dt.day() == start.dt.day()).then(year_ago)  # 29 February has none
        week = pl.col("days") == 7
        now, then = (
            known.with_columns(_at=pl.when(week).then(start.dt.offset_by("-52w")).otherwise(same_date)),
            known.with_columns(_at=start),
        )
    before = pl.col("days_before")
    pairs = now.filter(pl.col("_at").is_not_null()).join(then, on=[*keys, "_at"], suffix="_before", nulls_equal=True)
    # Months and leap years differ by up to 31 : 28; anything further apart is a period of another kind.
    alike = pl.max_horizontal("days", before) <= 1.2 * pl.min_horizontal("days", before)
    pairs = pairs.filter(alike, pl.col("period_end_before") <= start)
    if pairs["_row"].is_duplicated().any():
        raise ValueError(f"several rows for one period of a series told apart by {', '.join(keys) or 'nothing'}")
    return pairs


def _so_far(cells: pl.DataFrame, like: FirstDays, before: pl.DataFrame, keys: Sequence[str]) -> pl.DataFrame:
    """The rows of the period that is not over, with what was measured over the first days of its counterpart, as `_pairs`."""
    columns = [*keys, "value", "low", "high", *(name for name in SURENESS if name in cells.columns and name in before.columns)]
    known = pl.col("value").is_not_null() & pl.col("status").is_in(["ok", "partial"])
    now = cells.with_row_index("_row").filter(known, pl.col("period_start") == like.start)
    return now.select("_row", *columns, days=pl.lit(like.days)).join(
        before.filter(known).select(*columns, days=pl.lit(like.days_before)), on=list(keys), suffix="_before", nulls_equal=True
    )


def _difference(row: Mapping[str, Any], level: float) -> Change:
    change = row["value"] - row["value_before"]
    after, before = _side(row, ""), _side(row, "_before")
    if after is None or before is None:
        return Change(change, p=row.get(MATCHED))
    limits = mover_diff(row["value"], after, row["value_before"], before)
    return Change(change, limits.low, limits.high, smallest_change(after, before, level), p_value(change, limits, level))


def _side(row: Mapping[str, Any], suffix: str) -> Limits | None:
    """The limits of one side of a change. Those of whole ranks would add up to a change that is surer than it says."""
    between = [row.get(f"between_{end}{suffix}") for end in ("low", "high")]
    low, high = between if None not in between else (row[f"{end}{suffix}"] for end in ("low", "high"))
    return None if low is None or high is None else Limits(low, high)


def _growth(row: Mapping[str, Any], metric: Metric, level: float) -> Change:
    """Growth of a count per day, in per cent. A complete count has no limits, its growth is what it is."""
    after, before, exposures = row["value"], row["value_before"], (row["days"], row["days_before"])
    # Both deviations weighted as they enter the variance of the logarithm of the ratio.
    spread, spread_before = (row.get("deff") or 1.0) * before, (row.get("deff_before") or 1.0) * after
    dispersion = (spread + spread_before) / (after + before) if after + before > 0 else 1.0
    # Of a sum of estimated variances (Satterthwaite 1946); those of Poisson counts are known.
    known = ((spread, row.get("dispersion_df")), (spread_before, row.get("dispersion_df_before")))
    doubt = sum(one * one / df for one, df in known if df is not None)
    df = (spread + spread_before) ** 2 / doubt if doubt > 0.0 else None
    growth = count_growth(after, before, level, exposures=exposures, dispersion=dispersion, df=df)
    if growth is None:
        return Change(None)
    ratio, limits = growth
    if metric.interval.method != "garwood":
        return Change(100.0 * (ratio - 1.0))
    p = count_p_value(after, before, exposures=exposures, dispersion=dispersion, df=df)
    return Change(100.0 * (ratio - 1.0), 100.0 * (limits.low - 1.0), 100.0 * (limits.high - 1.0), _least_growth(limits, level), p)


def _least_growth(limits: Limits, level: float) -> float | None:
    """The smallest growth in per cent that four of five such counts would show: errors of a ratio are alike on the scale of logarithms."""
    if limits.low <= 0.0 or not isfinite(limits.high):
        return None
    half = log(limits.high / limits.low) / 2.0
    # No growth at all has no error of its own: both sides' errors are in that of the ratio.
    return 100.0 * (exp(smallest_change(Limits(-half, half), Limits(0.0, 0.0), level)) - 1.0)


def _two_sided(z: float) -> float:
    """Probability of a standard normal further from 0 than z >= 0."""
    return erfc(z / sqrt(2.0))
