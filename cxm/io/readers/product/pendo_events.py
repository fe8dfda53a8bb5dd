"""Pendo events as connectors land them: one row is what one visitor did with a feature or a page within an hour.

`num_events` and `num_minutes` count within the hour; a user is active whatever they are. Times are UTC. Since 0.1.
"""

from cxm.io.spec import Evidence, Reader, Signature, instant, text

READER = Reader(
    title="Pendo events (connector shape)",
    frame="product_event",
    evidence=Evidence.CONNECTOR,
    signature=Signature(
        every=("account_id", "visitor_id", "timestamp", "num_events", "num_minutes"),
        some=("feature_id", "page_id", "app_id", "remote_ip", "server_name", "user_agent", "param_parameter"),
    ),
    columns={
        "user_id": text("visitor_id"),
        "customer_id": text("account_id"),
        "occurred_at": instant("timestamp", zone="UTC"),
        "event": text("feature_id", "page_id"),
        "feature": text("feature_id"),
        "product": text("app_id"),
    },
)
