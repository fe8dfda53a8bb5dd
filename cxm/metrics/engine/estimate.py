"""Estimate: quantiles and survival over times that may be censored, which no sum of states gives.

Times come counted per cell and distinct time, so that a million of them is one sort; everything after it is columns. The scalar
functions of `interval.py` say the same of one cell, and tests hold the two together.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from math import floor

import polars as pl

from cxm.metrics.engine.distributions import critical
from cxm.metrics.engine.interval import between_ranks, order_stat

CELL = "_cell"
TIME, ENDED, ENTRY, UNITS = "_time", "_ended", "_entry", "_units"
SAME = 1e-12
"""Shares closer than this are one: a curve that lies on a half is not to miss it by rounding."""

LIMITS = {
    "value": pl.Float64,
    "low": pl.Float64,
    "high": pl.Float64,
    "between_low": pl.Float64,
    "between_high": pl.Float64,
    "interval_method": pl.String,
}
FEW = 10
"""Fewer units at risk than this say little about an age."""


class Times:
    """Times until an end, or so far, of the units of many cells.

    Args:
        counted: the key columns of the cells, `_time`, `_ended` (whether it was the end), `_units` (how many), and `_entry`
            (from which age they were watched) if not all were from the start.
        keys: the columns that tell cells apart; none for one cell.
    """

    def __init__(self, counted: pl.DataFrame, keys: Sequence[str]) -> None:
        self._keys = list(keys)
        counted = counted.filter(pl.col(TIME).is_finite())
        if ENTRY in counted.columns:
            # Whoever was not watched before the end has nothing to say about it.
            entry = pl.col(ENTRY).fill_null(0.0)
            counted = counted.filter((entry < pl.col(TIME)) | (entry <= 0.0))
        self._cells = (
            counted.select(self._keys).unique(maintain_order=True) if self._keys else pl.DataFrame({CELL: [0]}, schema={CELL: pl.UInt32})
        )
        if self._keys:
            self._cells = self._cells.with_row_index(CELL)
            counted = counted.join(self._cells, on=self._keys, how="left", nulls_equal=True)
        else:
            counted = counted.with_columns(pl.lit(0, pl.UInt32).alias(CELL))
        self._changes = _changes(counted)
        self._steps = _steps(self._changes)
        sizes = counted.group_by(CELL).agg(
            pl.col(UNITS).sum().cast(pl.Int64).alias("n"), pl.col(TIME).max().alias("longest"), _late(counted).alias("late")
        )
        # The steps are in order, so that the sum of their times is the same to the last digit however the rows came.
        ended = self._steps.group_by(CELL, maintain_order=True).agg(
            pl.col("ended").sum().alias("ends"), (pl.col(TIME) * pl.col("ended")).sum().alias("total")
        )
        mean = (pl.col("total") / pl.col("ends")).alias("mean")
        self.sizes = sizes.join(ended.with_columns(mean).drop("total"), on=CELL, how="left").with_columns(pl.col("ends").fill_null(0))

    def named(self, frame: pl.DataFrame) -> pl.DataFrame:
        """A frame by cell with the keys of the cells in its place."""
        return frame.join(self._cells, on=CELL, how="inner").drop(CELL)

    def quantile(self, q: float, level: float) -> pl.DataFrame:
        """The time by which a share q has ended: by order statistics where all have ended, else by Kaplan-Meier.

        Returns:
            by cell value, low, high, interval_method, null where the curve does not get there; and between_low, between_high, on
            which a change rests: between the ranks, where the level is met rather than exceeded.
        """
        whole = self.sizes.filter((pl.col("n") == pl.col("ends")) & ~pl.col("late"))
        open_ = self.sizes.join(whole, on=CELL, how="anti")
        found = [self._ordinary(q, level, whole), self._kaplan_meier(q, level).join(open_.select(CELL), on=CELL, how="right")]
        return pl.concat([frame.select(CELL, *LIMITS) for frame in found])

    def survival(self, age: float, level: float) -> pl.DataFrame:
        """The share that has not ended by an age; null beyond the longest time of the cell.

        Returns:
            by cell value, low, high, interval_method, at_risk.
        """
        curve = _limited(self._steps, level).filter(pl.col(TIME) <= age).group_by(CELL, maintain_order=True).agg(pl.all().last())
        before, entered = pl.col(TIME) < age, pl.col("entered")
        risk = self._changes.group_by(CELL).agg(
            (entered.filter(before).sum() - pl.col("left").filter(before).sum()).cast(pl.Int64).alias("at_risk")
        )
        frame = self.sizes.join(risk, on=CELL, how="left").join(curve, on=CELL, how="left")
        known = pl.col("longest") >= age
        value = pl.when(known).then(pl.col("survival").fill_null(1.0)).alias("value")
        limits = [pl.when(known).then(pl.col(name)).alias(name) for name in ("low", "high")]
        method = pl.when(known & pl.col("low").is_not_null()).then(pl.lit("km_loglog")).alias("interval_method")
        return frame.select(CELL, value, *limits, method, "at_risk")

    def restricted_mean(self, horizon: float | None, level: float) -> pl.DataFrame:
        """Mean time until the end or the horizon, whichever is first: the area under the curve, with Greenwood's error.

        Args:
            horizon: the longest time of the cell if None; never beyond it.

        Returns:
            by cell value, low, high, interval_method, horizon. Fewer than two ends have no spread, and no limits.
        """
        reach = pl.col("longest") if horizon is None else pl.min_horizontal("longest", pl.lit(horizon))
        return self._area(reach, lambda time: time, level)

    def discounted_months(self, horizon: float | None, yearly: float, level: float) -> pl.DataFrame:
        """Months that are paid for, brought to today: the sum of S(t) / (1 + yearly)^(t / 12) over t = 0, 1, ... below the horizon.

        It is the area under the curve, each month weighed by its discount: Greenwood's error of the area holds for it alike.

        Args:
            horizon: months that count; all that the longest time of the cell reaches if None, and never more.
            yearly: price of money, as a rate of a year.

        Returns:
            as `restricted_mean`.
        """
        kept = (1.0 + yearly) ** (-1 / 12)
        begun = pl.col("longest").floor() + 1
        reach = begun if horizon is None else pl.min_horizontal(begun, pl.lit(horizon))

        def before(time: pl.Expr) -> pl.Expr:
            """What the months that begin before a time are worth, if everybody pays."""
            return time.ceil() if yearly == 0 else (1.0 - pl.lit(kept).pow(time.ceil())) / (1.0 - kept)

        return self._area(reach, before, level)

    def monthly_sums(self) -> pl.DataFrame:
        """By cell `value`: the list of the sums of S(t) over t = 0, then 0 and 1, and so on, as far as the longest time reaches."""
        curve = self._steps.select(CELL, TIME, "survival").sort(TIME)
        months = self.sizes.select(
            CELL, pl.int_ranges(0, pl.col("longest").floor().cast(pl.Int64) + 1).cast(pl.List(pl.Float64)).alias(TIME)
        )
        each = months.explode(TIME).sort(TIME).join_asof(curve, on=TIME, by=CELL, check_sortedness=False)
        sums = pl.col("survival").fill_null(1.0).cum_sum().over(CELL)
        return each.select(CELL, sums.alias("value")).group_by(CELL, maintain_order=True).agg("value")

    def _area(self, reach: pl.Expr, weight: Callable[[pl.Expr], pl.Expr], level: float) -> pl.DataFrame:
        """The area under the curve up to a time by cell, with Greenwood's error.

        Args:
            weight: what the time before a time is worth.
        """
        t = pl.Series("t", [critical(level, n - 1.0) if n > 1 else None for n in self.sizes["n"]], dtype=pl.Float64)
        limits = self.sizes.select(CELL, t, reach.alias("horizon"))
        steps = self._steps.join(limits, on=CELL, how="inner", maintain_order="left").filter(pl.col(TIME) <= pl.col("horizon"))
        until = pl.col(TIME).shift(-1).over(CELL).fill_null(pl.col("horizon"))
        steps = steps.with_columns((pl.col("survival") * (weight(until) - weight(pl.col(TIME)))).alias("area"))
        after = pl.col("area").cum_sum(reverse=True).over(CELL)
        left = pl.col("at_risk") - pl.col("ended")
        part = pl.when(left > 0).then(after * after * pl.col("ended") / (pl.col("at_risk") * left)).otherwise(0.0)
        sums = (
            steps.with_columns(part.alias("part"))
            .group_by(CELL)
            .agg(pl.col(TIME).first().alias("first"), pl.col("area").sum(), pl.col("part").sum(), pl.col("ended").sum())
        )
        frame = limits.join(sums, on=CELL, how="left")
        mean = weight(pl.col("first").fill_null(pl.col("horizon"))) + pl.col("area").fill_null(0.0)
        half = pl.col("t") * (pl.col("part") * pl.col("ended") / (pl.col("ended") - 1)).sqrt()
        return frame.select(
            CELL,
            mean.alias("value"),
            pl.max_horizontal(mean - half, pl.lit(0.0)).alias("low"),
            pl.min_horizontal(mean + half, weight(pl.col("horizon"))).alias("high"),
            pl.when(pl.col("ended") > 1).then(pl.lit("rmst")).alias("interval_method"),
            "horizon",
        ).with_columns(pl.when(pl.col("interval_method").is_not_null()).then(pl.col(name)).alias(name) for name in ("low", "high"))

    def _ordinary(self, q: float, level: float, cells: pl.DataFrame) -> pl.DataFrame:
        """Type-7 quantiles with the values at two ranks as limits, and what lies between these and the next."""
        places = [(cell, *_places(n, q, level)) for cell, n in cells.select(CELL, "n").iter_rows()]
        names = {CELL: pl.UInt32} | dict.fromkeys(RANKS, pl.Int64) | dict.fromkeys(("share", "first_share", "last_share"), pl.Float64)
        ranks_of = pl.DataFrame(places, schema=names, orient="row")
        counted = self._steps.select(CELL, TIME, pl.col("ended").cum_sum().over(CELL).alias("reached"))
        found = (
            counted.join(ranks_of, on=CELL, how="inner", maintain_order="left")
            .group_by(CELL)
            .agg(
                *(pl.col(TIME).filter(pl.col("reached") >= pl.col(name)).first().alias(f"at_{name}") for name in RANKS),
                pl.col("share", "first_share", "last_share").first(),
            )
        )
        value, low, high = (
            pl.col(f"at_{end}") + pl.col(share) * (pl.col(f"at_{inside}") - pl.col(f"at_{end}"))
            for end, inside, share in (
                ("below", "above", "share"),
                ("first", "second", "first_share"),
                ("last", "last_but_one", "last_share"),
            )
        )
        method = pl.when(pl.col("at_first").is_not_null()).then(pl.lit("order_stat"))
        return found.select(
            CELL,
            value.alias("value"),
            pl.col("at_first").alias("low"),
            pl.col("at_last").alias("high"),
            pl.when(low.is_not_null()).then(pl.min_horizontal(low, value)).alias("between_low"),
            pl.when(high.is_not_null()).then(pl.max_horizontal(high, value)).alias("between_high"),
            method.alias("interval_method"),
        )

    def _kaplan_meier(self, q: float, level: float) -> pl.DataFrame:
        """Quantiles of the curve with the limits of Brookmeyer & Crowley (1982); an open end is null."""
        left, share = 1.0 - q, pl.col("survival")
        reached = share <= left + SAME
        time = pl.col(TIME)
        found = (
            _limited(self._steps, level)
            .group_by(CELL, maintain_order=True)
            .agg(
                time.filter(reached).first().alias("at"),
                time.filter(reached).slice(1, 1).first().alias("next"),
                ((share.filter(reached).first() - left).abs() <= SAME).alias("flat"),
                time.filter(pl.col("low") <= left).first().alias("low"),
                time.filter(pl.col("high") < left).first().alias("high"),
            )
        )
        # Where the curve lies at the share exactly, the middle of that stretch: without censoring that is the ordinary median.
        middle = pl.when(pl.col("flat")).then(0.5 * (pl.col("at") + pl.col("next")))
        value = pl.coalesce(middle, pl.col("at"))
        limited = value.is_not_null() & (pl.col("low").is_not_null() | pl.col("high").is_not_null())
        return found.select(
            CELL,
            value.alias("value"),
            pl.when(value.is_not_null()).then(pl.col("low")).alias("low"),
            pl.when(value.is_not_null()).then(pl.col("high")).alias("high"),
            pl.lit(None, pl.Float64).alias("between_low"),
            pl.lit(None, pl.Float64).alias("between_high"),
            pl.when(limited).then(pl.lit("km_loglog")).alias("interval_method"),
        )


RANKS = ("below", "above", "first", "second", "last_but_one", "last")
"""The places in sorted values of a quantile, of its two limits, and of those next inside these."""


def _places(n: int, q: float, level: float) -> tuple[float | None, ...]:
    """The ranks of `RANKS`, and the shares of the way: of the value from below to above, of the limits from outside to inside."""
    at = round((n - 1) * q, 9)
    below, above, share = floor(at) + 1, min(n, floor(at) + 2), at - floor(at)
    ranks = order_stat(n, q, level)
    if ranks is None:
        return (below, above, None, None, None, None, share, None, None)
    first, last = ranks
    shares = between_ranks(n, q, first, level), between_ranks(n, 1.0 - q, n + 1 - last, level)
    return (below, above, first, first + 1, last - 1, last, share, *shares)


def _late(counted: pl.DataFrame) -> pl.Expr:
    return (pl.col(ENTRY).fill_null(0.0) > 0.0).any() if ENTRY in counted.columns else pl.lit(value=False)


def _changes(counted: pl.DataFrame) -> pl.DataFrame:
    """By cell and distinct time, in order: how many ended, left (ended or were last looked at), and came under watch."""
    units = pl.col(UNITS).cast(pl.Int64)
    ended = pl.when(pl.col(ENDED)).then(units).otherwise(0)
    leaving = counted.select(CELL, TIME, ended.alias("ended"), units.alias("left")).group_by(CELL, TIME).agg(pl.col("ended", "left").sum())
    entry = pl.col(ENTRY).fill_null(0.0) if ENTRY in counted.columns else pl.lit(0.0)
    # Those watched from the start are there before an end at age 0.
    at = pl.when(entry > 0.0).then(entry).otherwise(-1.0).alias(TIME)
    entering = counted.group_by(CELL, at).agg(pl.col(UNITS).sum().cast(pl.Int64).alias("entered"))
    both = pl.concat([leaving, entering], how="diagonal").with_columns(pl.col("ended", "left", "entered").fill_null(0))
    if ENTRY in counted.columns:
        both = both.group_by(CELL, TIME).agg(pl.col("ended", "left", "entered").sum())
    return both.sort(CELL, TIME)


def _steps(changes: pl.DataFrame) -> pl.DataFrame:
    """The steps of the survival curves: one row per cell and time of an end (Kaplan & Meier 1958).

    The product of the shares that stay telescopes as long as nobody leaves unended: S is then a quotient of counts, exact to the
    last digit, and not a product of a million roundings.
    """
    entered, left = pl.col("entered"), pl.col("left")
    at_risk = (entered.cum_sum() - entered - left.cum_sum() + left).over(CELL)
    steps = changes.with_columns(at_risk.cast(pl.Int64).alias("at_risk")).filter(pl.col("ended") > 0)
    stay = pl.col("at_risk") - pl.col("ended")
    steps = steps.with_columns(stay.alias("stay"))
    carried = (pl.col("stay").shift(1) / pl.col("at_risk")).over(CELL).fill_null(1.0)
    steps = steps.with_columns(carried.alias("carried"))
    survival = (pl.col("stay") / pl.col("at_risk").first() * pl.col("carried").cum_prod()).over(CELL)
    each = pl.when(stay > 0).then(pl.col("ended") / (pl.col("at_risk") * stay)).otherwise(float("inf"))
    return steps.select(CELL, TIME, "at_risk", "ended", survival.alias("survival"), each.cum_sum().over(CELL).alias("greenwood"))


def _limited(steps: pl.DataFrame, level: float) -> pl.DataFrame:
    """The steps with their limits on the log(-log) scale; none where everyone has ended (`interval.km_loglog`)."""
    share = pl.col("survival")
    inside = (share > 0.0) & (share < 1.0) & pl.col("greenwood").is_finite()
    spread = (critical(level) * pl.col("greenwood").sqrt() / -share.log()).exp()
    return steps.with_columns(
        pl.when(inside).then(share.pow(spread)).alias("low"), pl.when(inside).then(share.pow(1.0 / spread)).alias("high")
    )
