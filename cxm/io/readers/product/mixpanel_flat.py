"""Mixpanel events flattened to columns, as connectors land them: one row is one event.

The connector of Singer writes `mp_reserved_` in place of `$` and brings `time` to UTC in ISO form; others keep the seconds of the
raw export.

Traps: those seconds count on the project's own clock for projects from before 2023; --input-tz names its zone. `distinct_id` is who Mixpanel counts: the
user once known, and the device before. The insert id tells repeats apart. Since 0.1.
"""

from cxm.io.spec import Evidence, Reader, Signature, instant, text

READER = Reader(
    title="Mixpanel (flattened)",
    frame="product_event",
    evidence=Evidence.CONNECTOR,
    signature=Signature(
        every=("event", "distinct_id", "time"),
        some=(
            "$insert_id",
            "mp_reserved_insert_id",
            "mp_processing_time_ms",
            "$city",
            "mp_lib",
            "$os",
            "sampling_factor",
            "dataset",
            "labels",
        ),
        least=1,
    ),
    columns={
        "event_id": text("$insert_id", "mp_reserved_insert_id"),
        "user_id": text("distinct_id"),
        "device_id": text("$device_id", "mp_reserved_device_id"),
        "occurred_at": instant("time", zone="clock:UTC"),
        "event": text("event"),
        "platform": text("mp_lib"),
        "country": text("mp_country_code"),
    },
)
