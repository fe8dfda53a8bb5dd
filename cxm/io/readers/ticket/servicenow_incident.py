"""ServiceNow incidents by the names of their fields: one row is one incident, or one update of it in a log.

Of several rows of one number the last update counts. A state is a number or its word, and there is no time of the first
response. Cleaned logs write `?` for an empty cell and dates with the day first. Times are in the zone of the user.
Since 0.1.
"""

from cxm.io.spec import Evidence, Reader, Signature, flag, instant, number, text, words

READER = Reader(
    title="ServiceNow incidents",
    frame="ticket",
    evidence=Evidence.CONNECTOR,
    rows="ticket_updates",
    newest=("updated_at", "_changes"),
    signature=Signature(
        every=("number", "opened_at"),
        some=(
            "incident_state",
            "state",
            "active",
            "caller_id",
            "category",
            "subcategory",
            "contact_type",
            "priority",
            "impact",
            "urgency",
            "assignment_group",
            "assigned_to",
            "reassignment_count",
            "reopen_count",
            "sys_mod_count",
            "made_sla",
            "resolved_at",
            "closed_at",
            "sys_created_on",
            "sys_updated_on",
            "short_description",
            "closed_code",
            "close_code",
            "sys_id",
        ),
        least=4,
    ),
    columns={
        "ticket_id": text("number", "sys_id"),
        "customer_id": text("caller_id"),
        "created_at": instant("opened_at", "sys_created_on"),
        "resolved_at": instant("resolved_at"),
        "closed_at": instant("closed_at"),
        "updated_at": instant("sys_updated_on", "sys_updated_at"),
        "status": words(
            {
                "1": "new",
                "new": "new",
                "2": "open",
                "active": "open",
                "in progress": "open",
                "awaiting user info": "pending",
                "3": "on_hold",
                "on hold": "on_hold",
                "6": "solved",
                "resolved": "solved",
                "7": "closed",
                "closed": "closed",
                "8": "closed",
                "canceled": "closed",
            },
            "incident_state",
            "state",
        ),
        "channel": text("contact_type"),
        "category": text("category"),
        "priority": text("priority"),
        "type": text("category"),
        "group": text("assignment_group"),
        "agent": text("assigned_to"),
        "subject": text("short_description"),
        "reopens": number("reopen_count"),
        "sla_breached": flag({"true": False, "false": True}, "made_sla"),
        "_changes": number("sys_mod_count"),
    },
)
