"""Google Analytics 4, the daily events tables of BigQuery: one row is one event, a page view among them.

The tables come as Parquet or JSON lines with nested fields, or as CSV with dotted names (`device.category`) and JSON text.
`event_timestamp` counts microseconds in UTC; `event_date` is the day in the property's zone and is not used.

Traps: what GA4 knows of an event lies in `event_params`, a list of keys and typed values: the page, the engagement time, the
scroll, the visit. A visit is `ga_session_id` of one `user_pseudo_id`; the id alone is the second the visit began in, which
visitors share. `traffic_source` is where the user first came from, `collected_traffic_source` where this visit did; the former is
read only where a file lacks the latter. Since 0.1.
"""

from cxm.io.spec import Evidence, Reader, Signature, instant, number, text

READER = Reader(
    title="Google Analytics 4 (BigQuery events)",
    frame="hit",
    evidence=Evidence.PARSER,
    params="event_params",
    signature=Signature(
        every=("event_date", "event_timestamp", "event_name", "user_pseudo_id"),
        some=(
            "event_params",
            "event_previous_timestamp",
            "event_value_in_usd",
            "event_bundle_sequence_id",
            "event_server_timestamp_offset",
            "user_id",
            "privacy_info",
            "user_properties",
            "user_first_touch_timestamp",
            "device",
            "geo",
            "app_info",
            "traffic_source",
            "stream_id",
            "platform",
            "ecommerce",
            "items",
            "collected_traffic_source",
            "is_active_user",
        ),
    ),
    columns={
        "visitor_id": text("user_pseudo_id"),
        "user_id": text("user_id"),
        "_session": text("param:ga_session_id"),
        "viewed_at": instant("event_timestamp", unit="epoch_us"),
        "event": text("event_name"),
        "page": text("param:page_location"),
        "engagement_time": number("param:engagement_time_msec", unit="ms"),
        "scroll": number("param:percent_scrolled"),
        "source": text("collected_traffic_source.manual_source", "traffic_source.source"),
        "medium": text("collected_traffic_source.manual_medium", "traffic_source.medium"),
        "campaign": text("collected_traffic_source.manual_campaign_name", "traffic_source.name"),
        "device": text("device.category"),
        "country": text("geo.country"),
    },
)
