"""Resolution time: how long it takes to solve a request for good.

The median in seconds from creation to the last resolution over the tickets created in the period. Open tickets have taken at
least until now: they are censored at their age, so the median is a Kaplan-Meier quantile; a ticket reopened and still open is
open. Mean (of the resolved) and p90 stand beside it. Calendar time, or working time with --business-hours. Since 0.1.
"""

from collections.abc import Callable

from cxm.metrics.spec import BUSINESS_HOURS, Better, Estimate, Expr, Interval, Metric, Rows, Unit, mean_of, mean_states


def of(what: str) -> Callable[[Rows], dict[str, Expr]]:
    """States: tickets with a possible time to a resolution, resolved and open."""

    def states(rows: Rows) -> dict[str, Expr]:
        known, done = ~rows.col(f"{what}_s").is_null(), rows.col(f"{what}_ended")
        return {
            "tickets": rows.count(known),
            "resolved": rows.count(known & done),
            "open": rows.count(~done),
            "n_invalid": rows.count(rows.col(f"{what}_invalid")),
        }

    return states


def mean(rows: Rows) -> dict[str, Expr]:
    """Sums of the times of resolved tickets."""
    return of("resolution")(rows) | mean_states(rows, of_resolved(rows))


def taken(what: str) -> Callable[[Rows], Expr]:
    """Seconds to a resolution, or so far."""
    return lambda rows: rows.col(f"{what}_s")


def ended(what: str) -> Callable[[Rows], Expr]:
    """Whether there was one."""
    return lambda rows: rows.col(f"{what}_ended")


def of_resolved(rows: Rows) -> Expr:
    """Seconds to the resolution; nothing for an open ticket."""
    return rows.when(rows.col("resolution_ended")).then(rows.col("resolution_s"))


METRIC = Metric(
    title="Resolution time",
    frame="ticket",
    definition="median",
    version=1,
    unit=Unit.SECONDS,
    better=Better.LOWER,
    bounds=(0, None),
    needs=("created_at", "resolved_at"),
    uses=("closed_at", "updated_at", "first_response_at", "status"),
    prepare="durations",
    estimate=Estimate("quantile", taken("resolution"), ended("resolution"), 0.5),
    settings=BUSINESS_HOURS,
    states=of("resolution"),
    base="tickets",
    value=lambda s: s.median,
    interval=Interval("order_stat"),
    shown=("mean", "p90", "resolved", "open"),
    aliases=("ttr", "time-to-resolution"),
    question="How long does it take to solve a request for good?",
    formula="median of the last resolved_at - created_at; open tickets are censored at their age",
    counted="tickets created in the period, resolved or open",
    left_out="tickets resolved before they were created; counted as invalid",
    conflict="To the first or the last resolution; open tickets in or out.",
    reason="Solved for good, as Zendesk's full resolution time. Without open tickets the hardest ones are missing while they last.",
    users="Zendesk's full resolution time",
    example="2 h, 5 h, 30 h and one open for 40 h: median 17.5 h, not 5 h, the median of the solved ones",
    pitfalls=(
        "By the day of creation: by the day of resolution, the oldest tickets would hide in later periods.",
        "The mean beside it is that of the resolved only: it forgets what is still open.",
    ),
    names={"zh_TW": "解決時間", "zh_CN": "解决时间", "ms": "Masa penyelesaian", "lt": "Sprendimo laikas"},
)

CLOSED = METRIC.but(
    definition="median_closed",
    needs=("created_at", "closed_at"),
    uses=("updated_at", "first_response_at", "status"),
    formula="median of closed_at - created_at; open tickets are censored at their age",
    pitfalls=(*METRIC.pitfalls, "Help desks close tickets days after they were solved."),
)
EXPORTED = METRIC.but(
    definition="median_exported",
    needs=("created_at", "resolution_s"),
    settings=(),
    prepare="exported_durations",
    formula="median of the exported resolution time; tickets without one are censored at their age",
    left_out="tickets with a time below 0; where the help desk counted working hours, open tickets as well",
    pitfalls=(*METRIC.pitfalls, "The help desk's clock counted: its working hours need not be yours."),
)
SOURCES = (METRIC, CLOSED, EXPORTED)

FIRST = METRIC.but(
    definition="median_first",
    needs=("created_at", "first_resolved_at"),
    uses=("resolved_at", "closed_at", "updated_at", "first_response_at", "status"),
    states=of("first_resolution"),
    estimate=Estimate("quantile", taken("first_resolution"), ended("first_resolution"), 0.5),
    question="How long does it take until a request is first called solved?",
    formula="median of the first resolved_at - created_at; tickets never resolved are censored at their age",
    counted="tickets created in the period, resolved or not",
    left_out="tickets first resolved before they were created; counted as invalid",
    users="Zendesk's first resolution time",
    example="2 h, 5 h (opened again, and solved after 30 h) and one never solved in 40 h: 5 h",
    pitfalls=("A ticket that was opened again had not been solved.", *METRIC.pitfalls[:1]),
)

VARIANTS = (
    CLOSED,
    EXPORTED,
    FIRST,
    FIRST.but(
        definition="median_first_exported",
        needs=("created_at", "first_resolution_s"),
        settings=(),
        prepare="exported_durations",
        formula="median of the exported time to the first resolution; tickets without one are censored at their age",
        left_out="tickets with a time below 0; where the help desk counted working hours, open tickets as well",
        pitfalls=(*FIRST.pitfalls, EXPORTED.pitfalls[-1]),
    ),
    *(
        one.but(
            definition=one.definition.replace("median", "p90"),
            estimate=Estimate("quantile", taken("resolution"), ended("resolution"), 0.9),
            value=lambda s: s.p90,
            formula=one.formula.replace("median", "90th percentile"),
            shown=("mean", "median", "resolved", "open"),
            example="",
        )
        for one in SOURCES
    ),
    *(
        one.but(
            definition=one.definition.replace("median", "mean"),
            estimate=None,
            states=mean,
            base="resolved",
            value=lambda s: s.total / s.resolved,
            interval=mean_of("total", "squares", "cubes"),
            formula=one.formula.replace("median", "mean").partition(";")[0] + ", resolved tickets only",
            counted="resolved tickets created in the period",
            left_out="open tickets, whose number is printed beside it",
            shown=("resolved", "open"),
            example="2 h, 5 h, 30 h and one open for 40 h: 12 h 20 min",
        )
        for one in SOURCES
    ),
    *(
        one.but(
            definition=one.definition.replace("median", f"{name}_of_resolved"),
            estimate=Estimate("quantile", of_resolved, ended("resolution"), at),
            base="resolved",
            formula=f"{words} of the times of the resolved tickets alone",
            counted="resolved tickets created in the period",
            left_out="open tickets, whose number is printed beside it",
            pitfalls=("It looks the better the more hard tickets are still open: prefer the definition that counts them.",),
            example="2 h, 5 h, 30 h and one open for 40 h: median 5 h" if name == "median" else "",
        )
        for one in SOURCES
        for name, words, at in (("median", "median", 0.5), ("p90", "90th percentile", 0.9))
    ),
)
