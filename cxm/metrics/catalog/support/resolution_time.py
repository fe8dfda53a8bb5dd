"""Resolution time: how long it takes to solve a request for good.

The median in seconds from creation to the last resolution over the tickets created in the period. Open tickets have taken at
least until now: they are censored at their age, so the median is a Kaplan-Meier quantile; a ticket reopened and still open is
open. Mean (of the resolved) and p90 stand beside it. Calendar time, or working time with --business-hours. Since 0.1.
"""

from cxm.metrics.spec import BUSINESS_HOURS, Better, Estimate, Expr, Interval, Metric, Rows, Unit, mean_of, mean_states


def states(rows: Rows) -> dict[str, Expr]:
    """Tickets with a possible time, resolved and open."""
    known, ended = ~rows.col("resolution_s").is_null(), rows.col("resolution_ended")
    return {
        "tickets": rows.count(known),
        "resolved": rows.count(known & ended),
        "open": rows.count(~ended),
        "n_invalid": rows.count(rows.col("resolution_invalid")),
    }


def mean(rows: Rows) -> dict[str, Expr]:
    """Sums of the times of resolved tickets."""
    taken = rows.when(rows.col("resolution_ended")).then(rows.col("resolution_s"))
    return states(rows) | mean_states(rows, taken)


def taken(rows: Rows) -> Expr:
    """Seconds to the resolution, or so far."""
    return rows.col("resolution_s")


def ended(rows: Rows) -> Expr:
    """Whether the ticket is resolved."""
    return rows.col("resolution_ended")


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
    estimate=Estimate("quantile", taken, ended, 0.5),
    settings=BUSINESS_HOURS,
    states=states,
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

VARIANTS = (
    CLOSED,
    EXPORTED,
    *(
        one.but(
            definition=one.definition.replace("median", "p90"),
            estimate=Estimate("quantile", taken, ended, 0.9),
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
            estimate=Estimate("quantile", of_resolved, ended, at),
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
