"""HubSpot's export of tickets: one row is one ticket, times are in the zone of the account.

The status is the label of a pipeline's stage, which every portal names as it likes: a ticket with a close date is
closed whatever the label says. Durations are hours, minutes and seconds, above 24 hours too. Since 0.1.
"""

from cxm.io.spec import Evidence, Reader, Signature, instant, number, text, words

READER = Reader(
    title="HubSpot tickets",
    frame="ticket",
    evidence=Evidence.PARSER,
    signature=Signature(
        every=("Ticket ID", "Ticket name", "Ticket status", "Create date"),
        some=(
            "Pipeline",
            "Ticket owner",
            "Source",
            "Priority",
            "Category",
            "Close date",
            "Last activity date",
            "Time to close (HH:mm:ss)",
            "Time to first agent email reply (HH:mm:ss)",
            "First agent email response date",
            "Last customer reply date",
            "Associated Contact",
            "All associated contact emails",
            "Ticket description",
        ),
    ),
    columns={
        "ticket_id": text("Ticket ID"),
        "customer_id": text("All associated contact emails", "Associated Contact", each=True),
        "created_at": instant("Create date"),
        "first_response_at": instant("First agent email response date"),
        "first_response_s": number("Time to first agent email reply (HH:mm:ss)", unit="hms"),
        "resolved_at": instant("Close date"),
        "resolution_s": number("Time to close (HH:mm:ss)", unit="hms"),
        "closed_at": instant("Close date"),
        "updated_at": instant("Last modified date", "Last activity date"),
        "status": words({"new": "new", "waiting on contact": "pending", "waiting on us": "open", "closed": "closed"}, "Ticket status"),
        "channel": text("Source"),
        "category": text("Category"),
        "priority": text("Priority"),
        "type": text("Category"),
        "group": text("Pipeline"),
        "agent": text("Ticket owner"),
        "subject": text("Ticket name"),
    },
)
