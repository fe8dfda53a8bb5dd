"""Amplitude, raw export as JSON lines, or the same fields in a warehouse as CSV: one row is one event.

The download is an archive of gzipped files, one for each hour. Times are UTC without an offset. `event_time` is the time of the
device with its clock corrected.

Traps: `user_id` is empty until the person is known; `amplitude_id` is Amplitude's own guess at the person, and never empty.
`session_id` is the start of the session in milliseconds of the Unix epoch, and -1 outside of any. `$insert_id` is the site's,
`uuid` Amplitude's, which has no repeats. `user_creation_time` is when Amplitude first saw the user. Since 0.1.
"""

from cxm.io.spec import Evidence, Reader, Signature, flag, instant, text, words

FORMATS = ("%Y-%m-%d %H:%M:%S.%f", "%Y-%m-%dT%H:%M:%S.%f")

READER = Reader(
    title="Amplitude (raw export)",
    frame="product_event",
    evidence=Evidence.CONNECTOR,
    signature=Signature(
        every=("event_type", "event_time", "amplitude_id", "device_id", "session_id"),
        some=(
            "user_id",
            "uuid",
            "event_id",
            "$insert_id",
            "_insert_id",
            "client_event_time",
            "client_upload_time",
            "server_upload_time",
            "server_received_time",
            "processed_time",
            "event_properties",
            "user_properties",
            "group_properties",
            "groups",
            "platform",
            "os_name",
            "device_family",
            "country",
            "region",
            "city",
            "language",
            "paying",
            "library",
            "version_name",
            "start_version",
            "ip_address",
            "user_creation_time",
        ),
    ),
    columns={
        "event_id": text("uuid", "$insert_id", "_insert_id", each=True),
        "user_id": text("user_id", "amplitude_id"),
        "device_id": text("device_id"),
        "session_id": words({"-1": None}, "session_id"),
        "occurred_at": instant("event_time", "client_event_time", formats=FORMATS, zone="UTC"),
        "event": text("event_type"),
        "signed_up_at": instant("user_creation_time", formats=FORMATS, zone="UTC"),
        "is_paying": flag({}, "paying"),
        "platform": text("platform"),
        "country": text("country"),
    },
)
