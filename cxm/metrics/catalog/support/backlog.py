"""Ticket backlog: how many tickets are open at the end of the period.

A complete count of tickets created before the end and not resolved before it, rebuilt from their times for past periods. Opening,
created and resolved tickets stand beside it, and the median age of the open ones in seconds. A ticket that was reopened and is
still open is taken as open all the time. Since 0.1.
"""

from cxm.metrics.spec import CENSUS, NO_INTERVAL, Better, Expr, Metric, Rows, Unit


def states(rows: Rows) -> dict[str, Expr]:
    """Tickets open at both ends, what came in and went out between, and the age of the open."""

    def tickets(kind: str) -> Expr:
        return rows.total(rows.when(rows.col(kind)).then(rows.col("tickets"))).cast(rows.x.Int64)

    return {
        "open": tickets("closing"),
        "opening": tickets("opening"),
        "created": tickets("created"),
        "resolved": tickets("resolved"),
        "median_age": rows.col("age_s").median(),
    }


METRIC = Metric(
    title="Ticket backlog",
    frame="ticket",
    definition="at_end",
    version=1,
    unit=Unit.COUNT,
    better=Better.LOWER,
    bounds=(0, None),
    needs=("created_at", "resolved_at"),
    uses=("status", "closed_at", "updated_at", "first_response_at"),
    prepare="ticket_states",
    states=states,
    base="open",
    value=lambda s: s.open,
    interval=CENSUS,
    shown=("opening", "created", "resolved", "median_age"),
    shown_as={"opening": Unit.COUNT, "created": Unit.COUNT, "resolved": Unit.COUNT, "median_age": Unit.SECONDS},
    aliases=("open-tickets",),
    question="How many tickets are open at the end of the period, and how old are they?",
    formula="tickets created before the end of the period and not resolved before it; opening + created - resolved",
    counted="tickets open at the last instant of the period",
    left_out="spam, deleted, merged and outbound tickets; each counted",
    conflict="At the end of the period, or its mean; tickets, or the time to work them off.",
    reason="What is open at one instant can be counted again by anybody.",
    users="every help desk",
    example="opening 40, created 500, resolved 460: 80",
    pitfalls=(
        "The median age of open tickets is not a resolution time: long ones are seen more often.",
        "Past ends know the last resolution only: a ticket that was solved and reopened before counts as open throughout.",
    ),
    names={"zh_TW": "未結工單", "zh_CN": "积压工单", "ms": "Tunggakan tiket", "lt": "Neišspręstų bilietų likutis"},
)

CLOSED = METRIC.but(definition="at_end_closed", needs=("created_at", "closed_at"), formula=METRIC.formula.replace("resolved", "closed"))

VARIANTS = (
    CLOSED,
    *(
        one.but(
            definition=one.definition.replace("at_end", "time_to_clear"),
            unit=Unit.SECONDS,
            states=lambda rows: states(rows) | {"seconds": rows.col("seconds").max()},
            base="resolved",
            value=lambda s: s.open * s.seconds / s.resolved,
            interval=NO_INTERVAL,
            shown=("open", "created", "resolved"),
            shown_as={**METRIC.shown_as, "open": Unit.COUNT},
            by_name=True,
            question="How long would it take to work off the backlog, if nothing came in?",
            formula="tickets open at the end of the period x length of the period / tickets resolved in it",
            example="80 open, 460 resolved in 30 days: 5.2 days",
            pitfalls=("Nothing comes in only on paper: a backlog that grows is never worked off.",),
        )
        for one in (METRIC, CLOSED)
    ),
)
