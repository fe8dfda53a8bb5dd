"""Intercom's export of a dataset on conversations or ratings: one row is one conversation.

The zone is in the headers (`Conversation started at (Europe/Vilnius)`) and is the workspace's. Which columns there are
depends on the dataset; first response is in seconds, a rating 1-5. Conversations that a teammate began are no contacts
of customers. `Updated at` is when the rating was given or changed. Since 0.1.
"""

from cxm.io.spec import Evidence, Reader, Signature, instant, number, text, words

ZONE = r"header:\(([^()]+)\)$"

READER = Reader(
    title="Intercom conversations (dataset)",
    frame="ticket",
    evidence=Evidence.PARSER,
    signature=Signature(
        every=("Conversation ID",),
        some=(
            "Started by",
            "Conversation source",
            "Current conversation state",
            "Team currently assigned",
            "Teammate currently assigned",
            "Last teammate rated",
            "Agent rated type",
            "Conversation rating",
            "Conversation rating remark",
            "Channel",
            "Ticket type",
            "First response time (seconds)",
            "Fin AI Agent involved",
            "Fin AI Agent resolution state",
            "User name",
            "User email",
            "Company name",
            "AI Topic",
            "Topics",
        ),
        patterns=("(conversation started at|updated at) \\(([a-z_]+(/[a-z0-9_+-]+)+|utc)\\)",),
    ),
    columns={
        "ticket_id": text("Conversation ID"),
        "customer_id": text("User email", "User name", each=True),
        "created_at": instant(r"re:conversation started at \(.*\)", zone=ZONE),
        "first_response_s": number("First response time (seconds)"),
        "updated_at": instant(r"re:updated at \(.*\)", zone=ZONE),
        "status": words({"open": "open", "snoozed": "pending", "closed": "closed"}, "Current conversation state"),
        "channel": text("Channel", "Conversation source", each=True),
        "category": text("AI Topic"),
        "type": text("Ticket type"),
        "group": text("Team currently assigned"),
        "agent": text("Teammate currently assigned"),
        "tags": text("Topics"),
        "subject": text("Title"),
        "direction": words({"customer": "inbound", "teammate": "outbound"}, "Started by"),
        "csat_score": number("Conversation rating"),
    },
)
