"""What metrics of visits share. Standard library only."""

from collections.abc import Callable

from cxm.metrics.spec import Collapse, Expr, Rows, Setting, ratio_states

GOALS = Setting("conversion_events", "words", (), "events that are conversions, where hits name no goal")

TIED = Setting(
    "tied_exits", "flag", default=True, meaning="a visit whose last views have one time ends on the last row of them, else on none"
)

LONG = Setting("engaged_seconds", "seconds", 10, "a longer visit is engaged")


def is_engaged(rows: Rows) -> Expr:
    """Whether a visit meets one of the criteria of Google Analytics 4; what is unknown meets none."""
    engaged = (rows.col("pageviews") >= 2).fill_null(value=False)
    if rows.has("duration"):
        engaged = engaged | (rows.col("duration") > float(rows.options["engaged_seconds"])).fill_null(value=False)
    if rows.has("converted"):
        engaged = engaged | rows.col("converted").fill_null(value=False)
    return engaged


def told_at_all(count: Expr, known: Expr, rows: Expr) -> Expr:
    """A count, unless there are rows and in the whole report none of them is known: nothing told is no data, which 0 / 0 is, and not 0."""
    some = known.sum() + (rows.sum() == 0).cast(int)
    return count * (some / some)


def told(count: Expr, known: Expr, rows: Expr) -> Expr:
    """A count, unless there are rows and none of them is known, here or in the whole report."""
    here = known + (rows == 0).cast(int)
    return told_at_all(count, known, rows) * (here / here)


def is_view(rows: Rows) -> Expr:
    """Whether a hit of an export that names events is a page view."""
    words = [word.casefold() for word in rows.options["page_views"]]
    return rows.col("event").is_null() | rows.col("event").str.to_lowercase().is_in(words)


def ratio_per_unit(y: str, x: str) -> Collapse:
    """Sums of two amounts per visitor, or per visit of an unknown visitor."""
    return Collapse(("unit",), lambda rows: {"_y": rows.total(rows.col(y)), "_x": rows.total(rows.col(x))})


def ratio_sums(base: str) -> Callable[[Rows], dict[str, Expr]]:
    """States of a ratio of the sums of `ratio_per_unit`, whose base is called `base`."""

    def states(rows: Rows) -> dict[str, Expr]:
        seen = rows.col("_x") > 0
        y, x = rows.when(seen).then(rows.col("_y")), rows.when(seen).then(rows.col("_x"))
        return ratio_states(rows, y, x) | {base: rows.total(x), "units": rows.count(seen)}

    return states
