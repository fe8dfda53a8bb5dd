"""Pendo visitors as connectors land them: one row is a state of one visitor; the last one counts. Times are UTC. Since 0.1."""

from cxm.io.spec import Evidence, Reader, Signature, instant, text

READER = Reader(
    title="Pendo visitors (connector shape)",
    frame="user",
    evidence=Evidence.CONNECTOR,
    signature=Signature(
        every=("id", "account_id", "first_visit", "last_visit", "last_updated_at"),
        some=("id_hash", "last_browser_name", "last_operating_system", "n_id", "agent_role"),
    ),
    columns={
        "user_id": text("id"),
        "customer_id": text("account_id"),
        "signed_up_at": instant("first_visit", zone="UTC"),
    },
)
