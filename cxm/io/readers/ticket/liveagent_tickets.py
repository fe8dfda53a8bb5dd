"""LiveAgent tickets by the names of its API: one row is one ticket, times are in the zone of the account.

The status is a letter: answered tickets (A) wait for the customer, postponed ones (W) are on hold, B is spam and X
deleted. The channel is a letter too (E for e-mail) and stays as it is. Since 0.1.
"""

from cxm.io.spec import Evidence, Reader, Signature, instant, text, words

READER = Reader(
    title="LiveAgent tickets (API)",
    frame="ticket",
    evidence=Evidence.PARSER,
    signature=Signature(
        every=("owner_contactid", "departmentid", "status", "date_created"),
        some=(
            "id",
            "code",
            "owner_email",
            "owner_name",
            "agentid",
            "channel_type",
            "tags",
            "date_changed",
            "date_resolved",
            "last_activity",
            "last_activity_public",
            "public_access_urlcode",
            "subject",
            "custom_fields",
        ),
    ),
    columns={
        "ticket_id": text("code", "id"),
        "customer_id": text("owner_contactid", "owner_email", each=True),
        "created_at": instant("date_created"),
        "resolved_at": instant("date_resolved"),
        "updated_at": instant("date_changed"),
        "status": words(
            {
                "i": "new",
                "n": "new",
                "t": "open",
                "p": "open",
                "c": "open",
                "a": "pending",
                "w": "on_hold",
                "r": "solved",
                "b": "spam",
                "x": "deleted",
            },
            "status",
        ),
        "channel": text("channel_type"),
        "group": text("departmentid"),
        "agent": text("agentid"),
        "tags": text("tags"),
        "subject": text("subject"),
    },
)
