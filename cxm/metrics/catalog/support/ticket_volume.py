"""Ticket volume: how many support requests came in.

A count of tickets by the day they came in; outbound, merged and spam tickets are left out. Its interval is about the underlying
level, widened by the spread of the daily counts. Since 0.1.
"""

from cxm.metrics.spec import Better, Collapse, Expr, Metric, Rows, Unit, garwood


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
    conflict="Tickets created, tickets somebody wrote on, or messages of customers.",
    reason="Created: a ticket counts once, in the period it came in.",
    users="every help desk",
    example="e-mail 300, chat 150, phone 50: 500",
    pitfalls=("More customers raise it: read contact-rate for tickets per 100 of them.",),
    names={"zh_TW": "工單數量", "zh_CN": "工单数量", "ms": "Jumlah tiket", "lt": "Bilieto apimtis"},
)


def contacts(rows: Rows) -> dict[str, Expr]:
    """Messages of customers."""
    return {"contacts": rows.count(rows.col("author_type") == "customer")}


VARIANTS = (
    METRIC.but(
        definition="active",
        frame="message",
        needs=("ticket_id", "sent_at"),
        uses=("visibility",),
        per=Collapse(("ticket_id",), lambda rows: {"messages": rows.size()}),
        question="How many support requests did somebody write on?",
        formula="number of different tickets with a message in the period",
        counted="tickets with a message of anybody, whenever they came in",
        left_out="internal notes, messages of no ticket",
        users="",
        example="10 messages on 4 tickets: 4",
        pitfalls=("A ticket of two months counts in both: months do not add up to the year.",),
    ),
    METRIC.but(
        definition="contacts",
        frame="message",
        needs=("author_type",),
        uses=("sent_at", "visibility", "ticket_id"),
        states=contacts,
        base="contacts",
        value=lambda s: s.contacts,
        interval=garwood("contacts"),
        question="How often did customers write?",
        formula="number of messages of customers in the period",
        counted="messages of customers",
        left_out="messages of agents and bots, internal notes",
        users="",
        example="10 messages on 4 tickets, 6 of them of customers: 6",
        pitfalls=("Who sends three lines in three messages has written three times.",),
    ),
)
