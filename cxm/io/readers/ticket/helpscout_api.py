"""Help Scout conversations as the API and connectors give them: one row is one conversation, times are UTC.

`number` is what people see, `id` the API's. There are no times of replies here: those stand in the threads. Ratings are
rows of their own elsewhere. How it came in and who began stands inside `source`. Since 0.1.
"""

from cxm.io.spec import Evidence, Reader, Signature, instant, text, words

READER = Reader(
    title="Help Scout conversations (API)",
    frame="ticket",
    evidence=Evidence.CONNECTOR,
    signature=Signature(
        every=("id", "number", "status", "state", "mailbox_id", "created_at"),
        some=(
            "threads",
            "type",
            "folder_id",
            "subject",
            "assignee",
            "closed_by",
            "closed_at",
            "user_updated_at",
            "customer_waiting_since",
            "source",
            "tags",
            "primary_customer",
            "custom_fields",
        ),
    ),
    columns={
        "ticket_id": text("number", "id"),
        "customer_id": text("primary_customer.id", "primary_customer"),
        "created_at": instant("created_at", zone="UTC"),
        "resolved_at": instant("closed_at", zone="UTC"),
        "closed_at": instant("closed_at", zone="UTC"),
        "updated_at": instant("user_updated_at", zone="UTC"),
        "status": words({"active": "open", "open": "open", "pending": "pending", "closed": "closed", "spam": "spam"}, "status"),
        "channel": text("source.type", "type", each=True),
        "group": text("mailbox_id"),
        "agent": text("assignee.id", "assignee"),
        "tags": text("tags"),
        "subject": text("subject"),
        "direction": words({"customer": "inbound", "user": "outbound"}, "source.via"),
        "_overruled": words({"deleted": "deleted", "published": None, "draft": None}, "state"),
    },
)
