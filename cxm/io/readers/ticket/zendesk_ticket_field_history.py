"""Zendesk's history of ticket fields as connectors land it: one row is one change of one field, times are UTC.

A ticket is made of its changes: it came in with the first, is what the last of each field says, and was solved when it became
solved and stayed so. Who asked and what it is about stand in the tickets. Since 0.1.
"""

from cxm.io.spec import Evidence, Reader, Signature, instant, text

READER = Reader(
    title="Zendesk ticket field history (API)",
    frame="ticket",
    evidence=Evidence.FILE,
    rows="field_history",
    newest=("_changed_at",),
    signature=Signature(every=("ticket_id", "field_name", "value", "updated"), some=("user_id", "_fivetran_synced")),
    columns={
        "ticket_id": text("ticket_id"),
        "_field": text("field_name"),
        "_value": text("value"),
        "_changed_at": instant("updated", zone="UTC"),
    },
)
