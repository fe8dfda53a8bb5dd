"""What metrics of visits share: the settings by which hits become visits. Standard library only."""

from collections.abc import Callable

from cxm.metrics.spec import Collapse, Expr, Rows, Setting, ratio_states

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

GOALS = Setting("conversion_events", "words", (), "events that are conversions, where hits name no goal")


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
