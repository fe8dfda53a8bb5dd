"""Intercom conversations as the API and connectors give them: one row is one conversation, times are seconds of the Unix epoch.

Durations are seconds and stand, with the first reply and the last close, inside `statistics`; the rating (1-5) stands
inside `conversation_rating`. Campaigns and messages a teammate sent are outbound. Since 0.1.
"""

from cxm.io.spec import Evidence, Reader, Signature, instant, number, text, words

READER = Reader(
    title="Intercom conversations (API)",
    frame="ticket",
    evidence=Evidence.CONNECTOR,
    signature=Signature(
        every=("id", "state", "created_at", "updated_at"),
        some=(
            "waiting_since",
            "snoozed_until",
            "open",
            "read",
            "priority",
            "conversation_rating",
            "source",
            "contacts",
            "teammates",
            "admin_assignee_id",
            "team_assignee_id",
            "tags",
            "sla_applied",
            "title",
        ),
        patterns=(r"statistics(\..+)?",),
    ),
    columns={
        "ticket_id": text("id"),
        "created_at": instant("created_at", unit="epoch_s"),
        "first_response_at": instant("statistics.first_admin_reply_at", unit="epoch_s"),
        "first_response_s": number("statistics.time_to_admin_reply"),
        "resolved_at": instant("statistics.last_close_at", unit="epoch_s"),
        "resolution_s": number("statistics.time_to_last_close"),
        "updated_at": instant("updated_at", unit="epoch_s"),
        "status": words({"open": "open", "snoozed": "pending", "closed": "closed"}, "state"),
        "channel": text("source.type"),
        "priority": text("priority"),
        "group": text("team_assignee_id"),
        "agent": text("admin_assignee_id"),
        "subject": text("title"),
        "reopens": number("statistics.count_reopens"),
        "direction": words(
            {
                "customer_initiated": "inbound",
                "operator_initiated": "inbound",
                "admin_initiated": "outbound",
                "campaigns_initiated": "outbound",
                "automated": "outbound",
            },
            "source.delivered_as",
        ),
        "csat_score": number("conversation_rating.rating"),
    },
)
