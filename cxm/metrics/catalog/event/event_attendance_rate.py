"""Event attendance rate: the share of registered people who attended.

In per cent of registrations that were not cancelled; walk-ins are in neither number. No-shows are 100 minus it. Since 0.1.
"""

from cxm.metrics.spec import Better, Expr, Metric, Rows, Unit, wilson


def states(rows: Rows) -> dict[str, Expr]:
    """Registered people, and those of them who attended."""
    registered = rows.col("signed_up")
    return {"attended": rows.count(registered & rows.col("came")), "registrations": rows.count(registered)}


METRIC = Metric(
    title="Event attendance rate",
    frame="attendance",
    definition="of_registrations",
    version=1,
    unit=Unit.PERCENT,
    better=Better.HIGHER,
    bounds=(0, 100),
    needs=("attended", "registered_at"),
    uses=("person_id", "registration", "cancelled_at", "event_id", "event_start_at"),
    prepare="people_of_events",
    states=states,
    base="registrations",
    value=lambda s: 100 * s.attended / s.registrations,
    interval=wilson("attended"),
    shown=("attended",),
    aliases=("attendance-rate",),
    question="What share of the registered came?",
    formula="100 x registered people who attended / registrations",
    counted="registrations not cancelled",
    left_out="cancelled registrations, walk-ins",
    conflict="Of registrations, or of people invited; watching later in or out.",
    reason="Registered people are known in every export; those who watched later did not attend.",
    example="80 of 120 registered: 66.7 %",
    names={"zh_TW": "活動出席率", "zh_CN": "活动出席率", "ms": "Kadar kehadiran", "lt": "Dalyvavimo dalis"},
)


def totals(rows: Rows) -> dict[str, Expr]:
    """Sums over rows that are whole events."""
    present, registered = rows.col("present"), rows.col("registered")
    both = ~present.is_null() & (registered > 0)
    return {"attended": rows.total(rows.when(both).then(present)), "registrations": rows.total(rows.when(both).then(registered))}


VARIANTS = (
    METRIC.but(definition="by_state", needs=("attended", "registration"), users="exports without the time of the registration"),
    METRIC.but(
        definition="of_totals",
        needs=("registered", "present"),
        uses=("event_start_at",),
        prepare="",
        states=totals,
        formula="100 x people present / registrations, over events counted as a whole",
        counted="events with both counts",
        left_out="events that lack one of them",
        users="lists of events with their totals",
    ),
)
