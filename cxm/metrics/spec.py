"""The words metrics are declared in: units, frames, definitions, intervals, bands. Standard library only.

A metric file holds one frozen `Metric` (and its other definitions); the engine does the rest. Expressions are functions of
`Rows`, which carries the namespace of whatever engine runs them, so that listing and explaining metrics loads none.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import field, replace
from enum import Enum
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

from cxm._record import Record

if TYPE_CHECKING:
    import polars as pl

UNREADABLE = "!"
"""Suffix of a flag column: the cell holds something that could not be read as the field's kind."""
NONE = "(none)"
"""The label of rows that have no value in a segment column."""

Expr = Any
"""An expression of the engine at hand: polars, or narwhals over another one."""


class Unit(Enum):
    """What kind of number a value is. Values are never rounded before a table is drawn."""

    POINTS = "points"
    PERCENT = "percent"
    SCORE = "score"
    COUNT = "count"
    SECONDS = "seconds"
    MONEY = "money"
    RATIO = "ratio"
    MONTHS = "months"
    POSITION = "position"
    PER_100 = "per 100"
    PER_1000 = "per 1,000"
    INDEX = "index"


class Better(Enum):
    """Which way is better. A target has a right range; a neutral number is never graded."""

    HIGHER = "higher"
    LOWER = "lower"
    TARGET = "target"
    NEUTRAL = "neutral"


class Kind(Enum):
    """What a canonical field holds. An instant is UTC, a date is local and never shifted."""

    INSTANT = "instant"
    DATE = "date"
    NUMBER = "number"
    TEXT = "text"
    FLAG = "flag"


class Field(Record):
    """One column of a canonical frame.

    Args:
        words: the canonical words of a text field that has a closed vocabulary.
        identifies: the field identifies a person or an account (pseudonymised on request).
    """

    name: str
    kind: Kind
    meaning: str
    unit: str = ""
    words: tuple[str, ...] = ()
    identifies: bool = False

    @property
    def from_zero(self) -> bool:
        """Whether a number below 0 cannot be: nothing lasts less than no time, and no less than nothing is counted."""
        return self.kind is Kind.NUMBER and self.unit in FROM_ZERO


FROM_ZERO = ("count", "seconds", "minutes", "months", "0-1", "0-100", "per cent")
"""Units of numbers that are never below 0."""


class Frame(Record):
    """A canonical table: what readers produce and metrics are computed from.

    Args:
        row: what one row is.
        family: the family of export formats it is read from; the frame's own name by default.
        time: the field that places a row in a period.
        key: the field whose repeats are duplicates of one row.
        question: the field that says which question a row answers; rows of one key that answer different ones are no repeats.
        unit: the field of the independent unit (respondent, customer); repeats of it widen intervals.
        aggregated: rows are sums over units that were counted elsewhere, such as a campaign or a day.
        latest: the field that tells which of several rows of one key counts; the time by default.
        beside: the fields without which rows of it, as a second export, say nothing.
        left_out: field -> the words of it that mark rows left out and counted (tests, partials, spam).
    """

    name: str
    title: str
    row: str
    fields: tuple[Field, ...]
    time: str
    key: str | None = None
    unit: str | None = None
    question: str | None = None
    left_out: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    family: str = ""
    aggregated: bool = False
    latest: str = ""
    beside: tuple[str, ...] = ()

    def __getitem__(self, name: str) -> Field:
        return next(item for item in self.fields if item.name == name)

    def __contains__(self, name: object) -> bool:
        return any(item.name == name for item in self.fields)


class Scale(Record):
    """The answers a question allows. `whole` scales have integer answers only."""

    low: float
    high: float
    whole: bool = True

    def __str__(self) -> str:
        return f"{self.low:g}-{self.high:g}"

    @property
    def points(self) -> str:
        """The number of points as ids of definitions say it, with where they begin if not at 1: `5` for 1-5, `5_from_0` for 0-4."""
        return f"{self.high - self.low + 1:g}" + ("" if self.low == 1 else f"_from_{self.low:g}")


class Rows:
    """The rows of a frame as `Metric.states` sees them, on whatever engine.

    Sums are weighted when the request has weights, and counts come out as signed integers: the unsigned counts of polars
    would turn 1 - 2 into 4294967295.

    Args:
        x: the namespace of the engine, `polars` or `narwhals.stable.v2`.
        columns: the canonical fields the export has.
        cleaned: expressions that stand for fields, such as the score with answers off the scale as null.
        weight: the weight of a row, or None to count rows.
        kept: the rows that take part at all; None when every row does.
        options: values of the metric's own options.
        skipped: rows that take part and gave no answer, where the metric asks for one.
        tally: how this engine counts the rows a condition holds for; None for the way every engine knows.
        whole: amounts and weights are whole numbers, whose sums do not depend on the order they are added in.
    """

    def __init__(
        self,
        x: Any,
        columns: frozenset[str],
        *,
        cleaned: Mapping[str, Expr] | None = None,
        weight: Expr | None = None,
        kept: Expr | None = None,
        skipped: Expr | None = None,
        options: Mapping[str, Any] | None = None,
        whole: bool = False,
        tally: Callable[[Expr], Expr] | None = None,
    ) -> None:
        self.x = x
        self.columns = columns
        self._cleaned = cleaned or {}
        self._weight = weight
        self._kept = kept
        self._skipped = skipped
        self.options = options or {}
        self._whole = whole
        self._tally = tally

    def has(self, name: str) -> bool:
        """Whether the export has this field at all."""
        return name in self.columns

    def col(self, name: str) -> Expr:
        """A field; answers off the scale are null already."""
        return self._cleaned[name] if name in self._cleaned else self.x.col(name)

    def unreadable(self, name: str) -> Expr:
        """Whether the cell of a field held something else than its kind."""
        return self.x.col(name + UNREADABLE) if self.has(name + UNREADABLE) else self.lit(value=False)

    def edges(self, scale: Scale) -> tuple[Expr, Expr]:
        """Lowest and highest answer allowed: those of the row when the export names a scale per row, else the declared ones."""
        low, high = self.x.lit(scale.low), self.x.lit(scale.high)
        if self.has("scale_min") and self.has("scale_max"):
            return self.x.col("scale_min").fill_null(low), self.x.col("scale_max").fill_null(high)
        return low, high

    def when(self, condition: Expr) -> Any:
        """Start a conditional expression."""
        return self.x.when(condition)

    def lit(self, value: object) -> Expr:
        """A constant."""
        return self.x.lit(value)

    def count(self, condition: Expr) -> Expr:
        """Number (or weight) of the rows where the condition holds; a null condition does not hold."""
        if self._kept is not None:
            condition = condition & self._kept
        if self._weight is None and self._tally is not None:
            return self._tally(condition)
        if self._weight is None:
            return self.x.when(condition).then(self.x.lit(1)).otherwise(self.x.lit(0)).cast(self.x.Int64).sum()
        return self._sum(self.x.when(condition).then(self._weight).otherwise(self.x.lit(0.0)))

    def size(self) -> Expr:
        """Number (or weight) of all rows that take part."""
        if self._kept is not None:
            return self.count(self._kept)
        if self._weight is None:
            return self.x.len().cast(self.x.Int64)
        return self._sum(self._weight)

    @property
    def skipped(self) -> Expr:
        """Whether a row that takes part gave no answer at all."""
        return self.x.lit(value=False) if self._skipped is None else self._skipped

    def total(self, amount: Expr) -> Expr:
        """Sum of an amount over the rows that have it, weighted if the request is."""
        weighted = amount if self._weight is None else amount * self._weight
        known = ~amount.is_null() if self._kept is None else ~amount.is_null() & self._kept
        return self._sum(self.x.when(known).then(weighted).otherwise(self.x.lit(0.0)))

    def distinct(self, value: Expr) -> Expr:
        """Number of different values; a blank is none."""
        blank = self.x.when(value.is_null()).then(self.x.lit(1)).otherwise(self.x.lit(0)).max()
        return value.n_unique().cast(self.x.Int64) - blank.cast(self.x.Int64)

    def constant(self, value: float | None) -> Expr:
        """A number as a state: engines sum up rows, and cannot sum up a constant."""
        return self.x.len().cast(self.x.Float64) * 0.0 + self.x.lit(value).cast(self.x.Float64)

    def listed(self, values: Expr) -> Expr:
        """What the rows hold, without blanks, as a list in order: samples of a model. Only polars has lists of rows."""
        return values.drop_nulls().sort().implode()

    def power(self, *amounts: Expr) -> Expr:
        """Sum over rows of a product of amounts, whatever its size: squares and cubes outgrow whole numbers and decimals.

        Rows without one of the amounts give nothing. Never weighted: powers are summed over units.
        """
        product = self.x.lit(1.0)
        for amount in amounts:
            product = product * amount.cast(self.x.Float64)
        known = ~product.is_null() if self._kept is None else ~product.is_null() & self._kept
        product = self.x.when(known).then(product).otherwise(self.x.lit(0.0))
        # In two parts, each of which decimals hold exactly, so that the order of rows does not matter here either.
        coarse = (product / LARGE).floor()
        return self._sum(coarse) * LARGE + self._sum(product - coarse * LARGE)

    def greatest(self, amount: Expr) -> Expr:
        """The greatest amount of any row, null where no row has one; never weighted. Only states that `Metric.greatest` names may be one."""
        amount = amount.cast(self.x.Float64)
        return (amount if self._kept is None else self.x.when(self._kept).then(amount)).max()

    def _sum(self, amount: Expr) -> Expr:
        """A sum that is the same in whatever order an engine adds: the same export gives the same bytes, fractions or not."""
        if self._whole:
            return amount.cast(self.x.Float64).sum()
        return amount.cast(self.x.Decimal(38, 12)).sum().cast(self.x.Float64)


class Factor(Record):
    """One independent estimate of a value that is a product, a quotient or a difference of several.

    Args:
        kind: 'ratio' of sums over units, 'share' of trials, 'count' (Poisson), or an 'estimate' that brings its limits.
        states: role -> state: those of `ratio_of`; `hits` and `trials`; `count`; `value`, `low` and `high`.
        through: what the estimate becomes in the value, from the estimate and the states of the cell; itself if None. Monotone.
        given: a state that replaces the estimate where it is not null: an assumption, taken as certain.
    """

    kind: str
    states: Mapping[str, str]
    through: Callable[[float, Mapping[str, Any]], float] | None = None
    given: str = ""


class Interval(Record):
    """Which interval stands beside a value: a method of `engine/interval.py` and the states it needs.

    Args:
        method: name of the method as it is printed.
        states: role in the method -> state.
        cluster: state -> coefficient of the linear form y whose repeats within one unit widen the interval.
        factors: the estimates a product is made of; `less` is what is taken off it.
    """

    method: str
    states: Mapping[str, str] = field(default_factory=dict)
    cluster: Mapping[str, float] = field(default_factory=dict)
    factors: tuple[Factor, ...] = ()
    less: Factor | None = None


def wilson(hits: str) -> Interval:
    """Score interval of the proportion hits / base (Wilson 1927)."""
    return Interval("wilson", {"hits": hits}, {hits: 1.0})


def wilson_cluster(hits: str) -> Interval:
    """Score interval of hits / base where rows, campaigns or days are clusters of units counted together."""
    return Interval("wilson_cluster", {"hits": hits}, {hits: 1.0})


def net_share(plus: str, minus: str) -> Interval:
    """Score interval of (plus - minus) / base (Tango 1998)."""
    return Interval("nps_score", {"plus": plus, "minus": minus}, {plus: 1.0, minus: -1.0})


def rating(total: str, squares: str) -> Interval:
    """Score interval of the mean of a rating bounded by the scale of the definition."""
    return Interval("rating_score", {"total": total, "squares": squares}, {total: 1.0})


def garwood(count: str) -> Interval:
    """Exact Poisson interval of a count (Garwood 1936), widened by the spread of the daily counts."""
    return Interval("garwood", {"count": count})


def count_growth(count: str, before: str, *, days: str, days_before: str) -> Interval:
    """Interval of the growth of a count per day: Wilson's of the later one's share of both, widened by the spread of the daily counts."""
    return Interval("count_growth", {"count": count, "before": before, "days": days, "days_before": days_before})


LARGEST = "largest"
"""The role of a state that is the greatest amount of one unit; `mean_states` gives it by this name."""


def mean_of(total: str, squares: str, cubes: str, exposure: str = "", *, largest: str = LARGEST) -> Interval:
    """Skewness-corrected interval of a mean over units (Hall 1992), from sums over units of the amount and its powers.

    Args:
        exposure: the state the mean is divided by, such as a length in years; '' for none.
        largest: the state that is the greatest amount of one unit, by which a heavy tail is told.
    """
    roles = {"total": total, "squares": squares, "cubes": cubes, LARGEST: largest}
    return Interval("mean_hall", roles | ({"exposure": exposure} if exposure else {}))


RATIO_STATES = ("y", "x", "yy", "xy", "xx", "yyy", "xyy", "xxy", "xxx")
"""Sums over units that the interval of a ratio of sums is computed from; `ratio_states` gives them."""


def mean_states(rows: Rows, amount: Expr) -> dict[str, Expr]:
    """What is behind `mean_of("total", "squares", "cubes")`: one row of `rows` must be one independent unit."""
    return {
        "total": rows.total(amount),
        "squares": rows.power(amount, amount),
        "cubes": rows.power(amount, amount, amount),
        LARGEST: rows.greatest(amount),
    }


def ratio_states(rows: Rows, y: Expr, x: Expr, times: Expr | None = None) -> dict[str, Expr]:
    """The sums over units behind sum(y) / sum(x): one row of `rows` must be one independent unit, or `times` of them alike."""
    w = () if times is None else (times,)
    many_y, many_x = (y, x) if times is None else (y * times, x * times)
    return {
        "y": rows.total(many_y), "x": rows.total(many_x),
        "yy": rows.power(y, y, *w), "xy": rows.power(x, y, *w), "xx": rows.power(x, x, *w),
        "yyy": rows.power(y, y, y, *w), "xyy": rows.power(x, y, y, *w), "xxy": rows.power(x, x, y, *w), "xxx": rows.power(x, x, x, *w),
    }  # fmt: skip


def ratio_of(units: str, negative: str = "") -> Interval:
    """Skewness-corrected interval of a ratio of sums over independent units (delta method on Hall 1992).

    Args:
        units: the state that counts the units; the others are those of `ratio_states`.
        negative: the state that counts amounts below 0; where it is 0, so is the least the ratio can be.
    """
    roles = {"units": units} | {name: name for name in RATIO_STATES}
    return Interval("ratio_hall", roles | ({"negative": negative} if negative else {}))


def product_of(*factors: Factor, less: Factor | None = None, using: tuple[str, ...] = ()) -> Interval:
    """Interval of a product or quotient of independent estimates by the delta method on logarithms, of a difference by MOVER.

    Args:
        less: what is taken off the product.
        using: further states that `through` looks at.
    """
    every = (*factors, *([less] if less is not None else []))
    names = [name for one in every for name in (*one.states.values(), one.given) if name]
    return Interval("delta_product", {name: name for name in (*names, *using)}, factors=factors, less=less)


def ratio_factor(units: str, given: str = "", through: Callable[[float, Mapping[str, Any]], float] | None = None) -> Factor:
    """A ratio of sums over independent units, from the sums of `ratio_states`, as a factor."""
    return Factor("ratio", ratio_of(units).states, through, given)


CENSUS = Interval("census")
"""A complete count of a finished population: no interval, the grade is asserted from the value."""

NO_INTERVAL = Interval("none")


class Parts(Record):
    """The rows a distribution has within each cell; the base is counted over all of them.

    Args:
        name: the column that names the part.
        of: the label of a row's part (text, or a whole number), null when it belongs to none.
        labels: the parts in their order; those no row has are printed with 0. Empty: the labels that occur.
        counts: the state whose sum over the parts of a cell is the base. If it is the base itself, each part has its own; a base
            among the states that is not `counts` is counted over the whole cell.
        of_units: `of` sees what is gathered of a unit of the cell, not its rows: how often it came.
    """

    name: str
    of: Callable[[Rows], Expr]
    labels: tuple[str, ...]
    counts: str
    of_units: bool = False


class Collapse(Record):
    """Rows gathered per independent unit within each period and segment, before states are counted over the units.

    Distinct people, repeat buyers and averages per customer are counts over units: they do not add up over periods or segments,
    so every total is gathered again from rows.

    Args:
        by: fields that name a unit; rows without one are left out. A unit may be the local day: `day`.
        of: what is gathered of a unit's rows: name -> aggregation; `states` then sees these names as fields.
        segment: 'own' when a unit counts in every segment its rows lie in, 'first' when only in that of its first row.
    """

    by: tuple[str, ...]
    of: Callable[[Rows], dict[str, Expr]]
    segment: str = "own"


class Matched(Record):
    """A share of units that are the same ones in every period, so that its change is told by those that changed (McNemar 1947).

    Args:
        counted, known: whether a gathered unit counts, and whether it is in the base.
        listed: the setting by which the user names all units, those without rows too.
    """

    counted: Callable[[Rows], Expr]
    known: Callable[[Rows], Expr]
    listed: str = ""


class Estimate(Record):
    """A value that is no quotient of states: a quantile or a survival estimate over times that may be censored.

    Args:
        kind: 'quantile' of waiting times, 'survival' at an age, 'restricted_mean' up to a horizon, 'discounted_months' that are paid
            for up to one, 'months_to' what `reach` says.
        time: seconds (or months, as the unit of the metric says) until the end, or so far.
        ended: whether it has ended; open ones are censored at their age.
        at: the quantile, or the age. With `parts`, whose labels are then ages, there is one row for each of them.
        horizon: for the restricted mean; the largest time observed if None.
        entry: the age from which a unit was watched, None for all from the start.
        into: a state the estimate becomes, with `_low` and `_high` beside it, for a value computed from it and others; '' where the
            estimate is the value.
        reach: how many months all who pay must come to together, from the states; `into` is then the first month by which they do.

    The settings `at` and `horizon` of a metric, where it has them, take their place.
    """

    kind: str
    time: Callable[[Rows], Expr]
    ended: Callable[[Rows], Expr]
    at: float = 0.5
    horizon: float | None = None
    entry: Callable[[Rows], Expr] | None = None
    into: str = ""
    reach: Callable[[States], Expr] | None = None


class Setting(Record):
    """A setting of a metric the user may change with --set NAME=VALUE.

    Args:
        kind: 'number', 'days', 'seconds' (written 4h, 30min, 2d), 'years' (written 3y, 18mo, 90d), 'words' (commas between, or
            @FILE with one a line), 'flag', 'text'.
        option: the option of its own that changes it instead.
        example: what a user may write where the default is None and the metric cannot do without.
    """

    name: str
    kind: str
    default: Any
    meaning: str
    option: str = ""
    example: Any = None


THEMES = Setting("themes", "words", (), "themes and their words, such as delivery: late|courier*; @FILE has one theme a line")


def mentioned(rows: Rows, name: str, base: str) -> dict[str, Expr]:
    """Texts that mention a part, and all texts (`base`): each has one row without a part, and one for each it mentions."""
    said = ~rows.col(name).is_null()
    return {"hits": rows.count(said), base: rows.count(~said)}


BUSINESS_HOURS = (
    Setting("business_hours", "text", "", "count working time only, such as Mon-Fri 09:00-17:00", "--business-hours"),
    Setting("holidays", "words", (), "days without working time", "--holidays"),
)
"""Settings of metrics whose times may be counted in working hours."""

PAGE_VIEWS = Setting(
    "page_views",
    "words",
    ("page_view", "pageview", "page view", "$pageview", "page", "screen_view", "screen", "$screen", "view"),
    "events that are page views; a hit that names no event is one",
)
SILENT = Setting(
    "silent_events",
    "words",
    ("session_start", "first_visit", "first_open", "user_engagement", "page_ping", "$pageleave", "page_leave"),
    "events the tool sends by itself: neither page views nor interactions",
)
GAP = Setting("session_gap", "seconds", 1800, "silence after which a hit begins a new visit, where the export has no visits")
HITS = (GAP, PAGE_VIEWS, SILENT)
"""Settings of metrics whose visits may be built from hits."""

LARGE = 1e12
"""Sums of powers are added in multiples of it, and what is left of them."""

States = SimpleNamespace
"""The aggregated states of a metric by name, as polars expressions on the small collected frame."""


class Metric(Record):
    """One exact, versioned way to compute a metric. `name` and `family` come from the file's place.

    Args:
        title: English name.
        frame: the canonical frame it is computed from.
        definition: id of the definition, unique within the metric; `nps.0_10@1` in outputs.
        version: raised whenever the number it gives changes.
        unit, better, bounds: what the value is.
        states: sums and counts of rows, never ratios; additive over rows, but for those that `greatest` names.
        base: the state that is the denominator, printed as n.
        value: the value from states; null where the base is 0 (the engine guards it).
        interval: how sure the value is.
        needs: fields without which it cannot be computed.
        uses: fields it takes into account when they are there.
        scale: answers allowed; others are left out and counted.
        direction: 'ease' or 'effort' for a definition that declares it, '' where it is left open.
        about: rows the survey marks as another metric's question are left out.
        not_about: questions whose answers are never its own, where it is about none of them; their columns are not taken.
        period_by: the field that places a row in a period; the frame's own by default.
        where: further rows that do not belong to the base at all.
        maturity_days: rows younger than this at the observation end are immature and left out.
        parts: for distributions, the rows within each cell.
        prepare: a file of `prepare/` that turns rows into rows at the metric's own grain (sessions, customer-periods).
        per: rows are gathered per unit before states are counted.
        matched: its units are the same ones in every period.
        estimate: the value is estimated from times, not computed from states.
        settings: what the user may set.
        other: a second frame the metric is computed from, given with --with.
        min_grade_n: fewest units for a grade.
        least_n: fewest units it is computed from at all; fewer are refused.
        aliases: short names the user may type.
        untold: what is said where there are rows and none of them tells the value.
        by_name: computed only where the user names the definition: it answers another question than the ones before it.
        shown: states a table shows beside the value when this metric is asked alone.
        shown_as: units of those that are neither shares of n, nor counts, nor in the unit of the metric.
        on_scale: the same definition for another scale, when --scale names one that no variant has.
        formula, counted, left_out, example, pitfalls, users, question: text for `cxm explain`.
        conflict: what vendors and authors disagree on, and who takes which side.
        reason: why this definition is the default.
        names: the title in other languages (`zh_TW`, `zh_CN`, `ms`, `lt`).
    """

    title: str
    frame: str
    definition: str
    version: int
    unit: Unit
    better: Better
    states: Callable[[Rows], dict[str, Expr]]
    base: str
    value: Callable[[States], pl.Expr]
    interval: Interval
    bounds: tuple[float | None, float | None] = (None, None)
    needs: tuple[str, ...] = ()
    uses: tuple[str, ...] = ()
    scale: Scale | None = None
    direction: str = ""
    about: str | None = None
    not_about: tuple[str, ...] = ()
    period_by: str | None = None
    maturity_days: int = 0
    parts: Parts | None = None
    prepare: str = ""
    per: Collapse | None = None
    matched: Matched | None = None
    estimate: Estimate | None = None
    settings: tuple[Setting, ...] = ()
    other: str = ""
    min_grade_n: int = 30
    least_n: int = 0
    aliases: tuple[str, ...] = ()
    untold: str = ""
    by_name: bool = False
    shown: tuple[str, ...] = ()
    shown_as: Mapping[str, Unit] = field(default_factory=dict)
    on_scale: Callable[[Scale], Metric] | None = None
    question: str = ""
    formula: str = ""
    counted: str = ""
    left_out: str = ""
    example: str = ""
    pitfalls: tuple[str, ...] = ()
    users: str = ""
    conflict: str = ""
    reason: str = ""
    names: Mapping[str, str] = field(default_factory=dict)
    name: str = ""
    family: str = ""

    @property
    def greatest(self) -> frozenset[str]:
        """States that are the greatest of the rows': of days and segments together they are the greatest of theirs, not the sum."""
        return frozenset(state for role, state in self.interval.states.items() if role == LARGEST)

    @property
    def is_estimate(self) -> bool:
        """Whether the value itself is estimated, and comes with its limits."""
        return self.estimate is not None and not self.estimate.into

    @property
    def id(self) -> str:
        """The definition as every result names it: `nps.0_10@1`."""
        return f"{self.name.replace('_', '-')}.{self.definition}@{self.version}"

    def but(self, **changes: Any) -> Metric:
        """The same metric by another definition."""
        return replace(self, **changes)


class View(Record):
    """A metric under a name of its own, with options set: "CSAT by channel" is `csat --by channel`.

    Args:
        of: the metric it shows.
        by: columns to split by, the first that the export has.
        period: the period length it sets.
        compare: the comparison it sets.
        settings: settings of the metric it sets.
    """

    title: str
    of: str
    by: tuple[str, ...] = ()
    period: str | None = None
    compare: str | None = None
    settings: Mapping[str, Any] = field(default_factory=dict)
    aliases: tuple[str, ...] = ()
    question: str = ""
    names: Mapping[str, str] = field(default_factory=dict)
    name: str = ""
    family: str = ""


class Panel(View):
    """Several metrics, each computed from whichever of the exports holds it; side by side, or as one index.

    Args:
        of: the first of them, for what needs one.
        parts: the metrics in their order; none where the user names them with the setting `weights`.
        definitions: the ways an index is put together, the default first; none for a panel.
        unit: unit of the index.
        inputs: what the user may set.
        formula, example, pitfalls: text for `cxm explain`.
    """

    parts: tuple[str, ...] = ()
    definitions: tuple[str, ...] = ()
    unit: Unit = Unit.INDEX
    inputs: tuple[Setting, ...] = ()
    formula: str = ""
    example: str = ""
    pitfalls: tuple[str, ...] = ()

    def id(self, definition: str) -> str:
        """A definition as results name it: `engagement-index.arithmetic@1`."""
        return f"{self.name.replace('_', '-')}.{definition}@1"


class Band(Record):
    """One band of a benchmark. An edge of None is open; `origin` tells what the publisher stated from what it leaves open."""

    label: str
    low: float | None = None
    low_included: bool = False
    high: float | None = None
    high_included: bool = False
    tone: str = "info"
    origin: str = "stated"

    def holds(self, value: float) -> bool:
        """Whether a value lies in the band, after rounding to nine decimals so that 20.000000000000004 is 20."""
        value = round(value, 9)
        above = self.low is None or value > self.low or (self.low_included and value == self.low)
        below = self.high is None or value < self.high or (self.high_included and value == self.high)
        return above and below

    def meets(self, low: float, high: float) -> bool:
        """Whether the closed interval [low, high] touches the band."""
        low, high = round(low, 9), round(high, 9)
        under = self.low is not None and (high < self.low or (high == self.low and not self.low_included))
        over = self.high is not None and (low > self.high or (low == self.high and not self.high_included))
        return not under and not over


class BandSet(Record):
    """The bands one publisher gives for one metric, and what they apply to.

    Args:
        definitions: the definition ids (without metric and version) the bands were stated for.
        clock: how the times they were stated for are counted, 'calendar' or 'business'.
        period: the only period length they apply to, '' for any.
        profile: the only kind of company they apply to, '' for any.
    """

    metric: str
    publisher: str
    bands: tuple[Band, ...]
    definitions: tuple[str, ...]
    period: str = ""
    profile: str = ""
    quote: str = ""
    note: str = ""
    clock: str = "calendar"

    def band(self, value: float) -> Band | None:
        """The band a value reaches."""
        return next((band for band in self.bands if band.holds(value)), None)


class Reference(Record):
    """A published number printed beside a value with its gap; never a grade."""

    metric: str
    publisher: str
    population: str
    statistic: str
    value: float
    note: str = ""


class Publisher(Record):
    """Who published benchmarks: every figure has its source, year and sample."""

    name: str
    title: str
    year: str
    sample: str
    confidence: str
    source: str
    band_sets: tuple[BandSet, ...] = ()
    references: tuple[Reference, ...] = ()
