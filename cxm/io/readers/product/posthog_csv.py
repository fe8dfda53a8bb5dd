"""PostHog, events as CSV: one row is one event; nested properties are columns with dotted names, in alphabetical order.

Times carry their offset. The app writes a limited number of rows, so a large download may be cut off. Newer versions write the
columns chosen in the table, with names of the user's choice, which may not be recognised.

Traps: events that begin with `$`, such as `$pageview`, come from the library and are no use of a feature. `distinct_id` changes
when a visitor logs in, unless PostHog joined the two. Since 0.1.
"""

from cxm.io.spec import Evidence, Reader, Signature, instant, text

FORMATS = ("%Y-%m-%dT%H:%M:%S.%f%z",)

READER = Reader(
    title="PostHog (events)",
    frame="product_event",
    evidence=Evidence.VENDOR,
    signature=Signature(
        every=("distinct_id", "event", "timestamp"),
        some=(
            "elements_chain",
            "id",
            "uuid",
            "person",
            "properties.$browser",
            "properties.$current_url",
            "properties.$session_id",
            "properties.$lib",
        ),
        none=("anonymous_id",),
        patterns=("elements_chain|properties\\..*|person|uuid",),
    ),
    columns={
        "event_id": text("id", "uuid"),
        "user_id": text("distinct_id"),
        "device_id": text("properties.$device_id"),
        "session_id": text("properties.$session_id"),
        "occurred_at": instant("timestamp", formats=FORMATS),
        "event": text("event"),
        "platform": text("properties.$lib"),
        "country": text("properties.$geoip_country_code"),
    },
)
