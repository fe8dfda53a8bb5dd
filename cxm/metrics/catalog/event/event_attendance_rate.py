"""Event attendance rate: the share of registered people who attended.

In per cent of registrations that were not cancelled; walk-ins are in neither number. No-shows are 100 minus it. Since 0.1.
"""

from collections.abc import Callable

from cxm.metrics.spec import Better, Expr, Metric, Rows, Unit, wilson


def states(rows: Rows) -> dict[str, Expr]:
    """Registered people, and those of them who attended."""
    registered = rows.col("signed_up") & rows.col("told")
    return {"attended": rows.count(registered & rows.col("came_live")), "registrations": rows.count(registered)}


METRIC = Metric(
    title="Event attendance rate",
    frame="attendance",
    definition="of_registrations",
    version=1,
    unit=Unit.PERCENT,
    better=Better.HIGHER,
    bounds=(0, 100),
    needs=("attended", "registered_at"),
    uses=("person_id", "registration", "cancelled_at", "event_id", "event_start_at", "on_demand"),
    prepare="people_of_events",
    states=states,
    base="registrations",
    value=lambda s: 100 * s.attended / s.registrations,
    interval=wilson("attended"),
    shown=("attended",),
    aliases=("attendance-rate",),
    question="What share of the registered came?",
    formula="100 x registered people who attended live / registrations",
    counted="registrations not cancelled, of events of which somebody's attendance is known",
    left_out="cancelled registrations, walk-ins, events that are not over",
    conflict="Of registrations, or of invitations; watching later in or out.",
    reason="Registered people are known in every export; those who watched later did not attend.",
    example="80 of 120 registered: 66.7 %",
    names={"zh_TW": "活動出席率", "zh_CN": "活动出席率", "ms": "Kadar kehadiran", "lt": "Dalyvavimo dalis"},
)


def live_or_later(rows: Rows) -> dict[str, Expr]:
    """Registered people, and those of them who attended or watched later."""
    registered = rows.col("signed_up") & rows.col("told")
    return {"attended": rows.count(registered & rows.col("came")), "registrations": rows.count(registered)}


def totals(field: str, base: str) -> Callable[[Rows], dict[str, Expr]]:
    """States that sum over rows that are whole events: those present, and those of a field; the events that lack one are counted."""

    def states(rows: Rows) -> dict[str, Expr]:
        present, expected = rows.col("present"), rows.col(field)
        both = ~present.is_null() & (expected > 0)
        # What is below 0 is null to states already, and no blank.
        low = ((rows.x.col("present") < 0) | (rows.x.col(field) < 0)).fill_null(value=False)
        odd = rows.unreadable("present") | rows.unreadable(field) | low
        absent = (present.is_null() | expected.is_null()) & ~odd
        return {
            "attended": rows.total(rows.when(both).then(present)),
            base: rows.total(rows.when(both).then(expected)),
            "n_missing": rows.count(absent),
            "n_invalid": rows.count(odd | (~present.is_null() & (expected <= 0))),
        }

    return states


def invited(rows: Rows) -> dict[str, Expr]:
    """Invited people, and those of them who attended."""
    asked = rows.col("asked") & rows.col("told")
    return {"attended": rows.count(asked & rows.col("came_live")), "invitations": rows.count(asked)}


OF_TOTALS = METRIC.but(
    definition="of_totals",
    needs=("registered", "present"),
    uses=("event_start_at",),
    prepare="",
    states=totals("registered", "registrations"),
    formula="100 x people present / registrations, over events counted as a whole",
    counted="events with both counts",
    left_out="events that lack one of them, or expected nobody; each counted",
    users="lists of events with their totals",
)
OF_INVITATIONS = {
    "base": "invitations",
    "value": lambda s: 100 * s.attended / s.invitations,
    "by_name": True,
    "question": "What share of the invited came?",
    "example": "80 of 400 invited: 20 %",
    "pitfalls": ("Invitations measure the list as much as the event: a longer list lowers it.",),
}

VARIANTS = (
    METRIC.but(definition="by_state", needs=("attended", "registration"), users="exports without the time of the registration"),
    OF_TOTALS,
    METRIC.but(
        definition="live_and_on_demand",
        needs=("attended", "registered_at", "on_demand"),
        states=live_or_later,
        by_name=True,
        question="What share of the registered saw the event, live or later?",
        formula="100 x registered people who attended or watched later / registrations",
        example="80 of 120 registered came, 10 others watched later: 75.0 %",
    ),
    METRIC.but(
        **OF_INVITATIONS,
        definition="of_invitations",
        needs=("attended", "invited_at"),
        uses=("person_id", "event_id", "event_start_at", "on_demand"),
        states=invited,
        formula="100 x invited people who attended / people invited",
        counted="people invited, registered or not",
        left_out="those who came without an invitation",
    ),
    OF_TOTALS.but(
        **OF_INVITATIONS,
        definition="of_invitation_totals",
        needs=("invited", "present"),
        states=totals("invited", "invitations"),
        formula="100 x people present / invitations, over events counted as a whole",
    ),
)
