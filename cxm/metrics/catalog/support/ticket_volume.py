"""Ticket volume: how many support requests came in.

A count of tickets by the day they came in; outbound, merged and spam tickets are left out. Its interval is about the underlying
level, widened by the spread of the daily counts. Since 0.1.
"""

from cxm.metrics.spec import Better, Expr, Metric, Rows, Unit, garwood


def states(rows: Rows) -> dict[str, Expr]:
    """All tickets."""
    return {"tickets": rows.size()}


METRIC = Metric(
    title="Ticket volume",
    frame="ticket",
    definition="created",
    version=1,
    unit=Unit.COUNT,
    better=Better.NEUTRAL,
    bounds=(0, None),
    uses=("created_at", "status", "direction", "channel", "category", "priority"),
    states=states,
    base="tickets",
    value=lambda s: s.tickets,
    interval=garwood("tickets"),
    aliases=("tickets",),
    question="How many support requests came in?",
    formula="number of tickets created in the period",
    counted="tickets of every channel, solved or not",
    left_out="spam, deleted, merged and outbound tickets; each counted",
    conflict="Tickets created, active, or messages.",
    reason="Created: a ticket counts once, in the period it came in.",
    users="every help desk",
    example="e-mail 300, chat 150, phone 50: 500",
    pitfalls=("More customers raise it: read contact-rate for tickets per 100 of them.",),
    names={"zh_TW": "工單數量", "zh_CN": "工单数量", "ms": "Jumlah tiket", "lt": "Bilieto apimtis"},
)
