"""Freshdesk's export of tickets: one row is one ticket, times are in the zone of the account.

`Initial response time` is a moment, `First response time (in hrs)` the duration: text as hours, minutes and seconds,
above 24 hours too, counted in business hours, and often empty. Statuses can be renamed; capitals of the headers differ
between accounts. Since 0.1.
"""

from cxm.io.spec import Evidence, Reader, Signature, flag, instant, number, text, words

STATUS = {
    "open": "open",
    "pending": "pending",
    "waiting on customer": "pending",
    "waiting on third party": "on_hold",
    "resolved": "solved",
    "closed": "closed",
}
RATING = {
    "extremely happy": "satisfied",
    "very happy": "satisfied",
    "happy": "satisfied",
    "neutral": "neutral",
    "unhappy": "dissatisfied",
    "very unhappy": "dissatisfied",
    "extremely unhappy": "dissatisfied",
}
BREACHED = {"within sla": False, "sla violated": True}

READER = Reader(
    title="Freshdesk tickets",
    frame="ticket",
    evidence=Evidence.VENDOR,
    signature=Signature(
        every=("Ticket ID", "Status", "Created time", "Resolved time", "Agent interactions"),
        some=(
            "Subject",
            "Description",
            "Priority",
            "Source",
            "Type",
            "Agent",
            "Group",
            "Due by Time",
            "Closed time",
            "Last update time",
            "Initial response time",
            "Time tracked",
            "First response time (in hrs)",
            "Resolution time (in hrs)",
            "Customer interactions",
            "Resolution status",
            "First response status",
            "Tags",
            "Survey results",
            "Product",
            "Company Name",
            "Contact ID",
            "Email",
            "Every response status",
            "Association type",
        ),
        none=("Requester Name",),
    ),
    columns={
        "ticket_id": text("Ticket ID"),
        "customer_id": text("Contact ID", "Email", each=True),
        "created_at": instant("Created time"),
        "first_response_at": instant("Initial response time"),
        "first_response_s": number("First response time (in hrs)", unit="hms", business=True),
        "resolved_at": instant("Resolved time"),
        "resolution_s": number("Resolution time (in hrs)", unit="hms", business=True),
        "closed_at": instant("Closed time"),
        "updated_at": instant("Last update time", "Last updated time"),
        "status": words(STATUS, "Status"),
        "channel": text("Source"),
        "priority": text("Priority"),
        "type": text("Type"),
        "group": text("Group"),
        "agent": text("Agent"),
        "tags": text("Tags"),
        "subject": text("Subject"),
        "agent_replies": number("Agent interactions"),
        "sla_due_at": instant("Due by Time"),
        "sla_breached": flag(BREACHED, "Resolution status"),
        "product": text("Product"),
        "csat_label": words(RATING, "Survey results"),
    },
)
