"""Segment, the table `tracks` of a warehouse: one row is one action, whatever it was.

Times are UTC. `timestamp` is when it happened, `received_at` when Segment got it, hours later for a device that was offline.
`event_text` is the name as the site wrote it, `event` the same in snake case.

Traps: `user_id` is empty until the person is known; such rows are anonymous, `anonymous_id` is their device. What belongs to one
kind of event lies in a table of its own, named after it. Since 0.1.
"""

from cxm.io.spec import Evidence, Reader, Signature, instant, text

FORMATS = ("%Y-%m-%d %H:%M:%S", "%Y-%m-%d %H:%M:%S.%f")

READER = Reader(
    title="Segment (tracks table)",
    frame="product_event",
    evidence=Evidence.DOCUMENTED,
    signature=Signature(
        every=("id", "anonymous_id", "user_id", "event", "event_text", "received_at"),
        some=("sent_at", "timestamp", "original_timestamp", "context_ip", "context_library_name", "context_page_url", "uuid_ts"),
    ),
    columns={
        "event_id": text("id"),
        "user_id": text("user_id"),
        "device_id": text("anonymous_id"),
        "occurred_at": instant("timestamp", "received_at", formats=FORMATS, zone="UTC", each=True),
        "event": text("event_text", "event"),
    },
)
