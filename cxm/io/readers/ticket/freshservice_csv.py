"""Freshservice's export of tickets: one row is one ticket, times are in the zone of the account.

As Freshdesk's: `Initial Response Time` is a moment, the columns in hours are durations as hours, minutes and seconds in
business hours, and often empty. `Category` stands for the type where there is none. Since 0.1.
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
    title="Freshservice tickets",
    frame="ticket",
    evidence=Evidence.PARSER,
    signature=Signature(
        every=("Ticket Id", "Requester Name", "Created Time", "Resolved Time", "Resolution Time (in Hrs)"),
        some=(
            "Urgency",
            "Impact",
            "Priority",
            "Group",
            "Agent",
            "Category",
            "Sub-Category",
            "Item",
            "Source",
            "Requester Email",
            "Due by Time",
            "Closed Time",
            "Last Updated Time",
            "Initial Response Time",
            "First Response Time (in Hrs)",
            "Resolution Status",
            "First Response Status",
            "Survey Result",
            "Approval Status",
        ),
    ),
    columns={
        "ticket_id": text("Ticket Id"),
        "customer_id": text("Requester Email", "Requester Name", each=True),
        "created_at": instant("Created Time"),
        "first_response_at": instant("Initial Response Time"),
        "first_response_s": number("First Response Time (in Hrs)", unit="hms", business=True),
        "resolved_at": instant("Resolved Time"),
        "resolution_s": number("Resolution Time (in Hrs)", unit="hms", business=True),
        "closed_at": instant("Closed Time"),
        "updated_at": instant("Last Updated Time"),
        "status": words(STATUS, "Status"),
        "channel": text("Source"),
        "category": text("Category"),
        "priority": text("Priority"),
        "type": text("Type", "Category", each=True),
        "group": text("Group"),
        "agent": text("Agent"),
        "tags": text("Tags"),
        "subject": text("Subject"),
        "agent_replies": number("Agent interactions"),
        "sla_due_at": instant("Due by Time"),
        "sla_breached": flag(BREACHED, "Resolution Status"),
        "csat_label": words(RATING, "Survey Result"),
    },
)
