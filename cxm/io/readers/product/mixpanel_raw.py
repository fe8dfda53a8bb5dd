"""Mixpanel, raw export: JSON lines, one object is one event with its properties inside.

Traps: `time` counts seconds, in UTC for projects since 2023, and on the project's own clock for older ones, whose midnight is
then hours off; --input-tz names its zone. `distinct_id` is who Mixpanel counts: the user once known, and the device before. Events are sent twice when a
network fails; `$insert_id` tells repeats apart. Events that begin with `$` or `$mp_` come from the library. Since 0.1.
"""

from cxm.io.spec import Evidence, Reader, Signature, instant, text

READER = Reader(
    title="Mixpanel (raw export)",
    frame="product_event",
    evidence=Evidence.PARSER,
    signature=Signature(
        every=("event", "properties.time", "properties.distinct_id"),
        some=(
            "properties.$insert_id",
            "properties.mp_processing_time_ms",
            "properties.$mp_api_timestamp_ms",
            "properties.$user_id",
            "properties.$device_id",
            "properties.mp_lib",
            "properties.$city",
            "properties.$os",
            "properties.$current_url",
        ),
    ),
    columns={
        "event_id": text("properties.$insert_id"),
        "user_id": text("properties.distinct_id"),
        "device_id": text("properties.$device_id"),
        "occurred_at": instant("properties.time", unit="epoch_s", zone="clock:UTC"),
        "event": text("event"),
        "platform": text("properties.mp_lib"),
        "country": text("properties.mp_country_code"),
    },
)
