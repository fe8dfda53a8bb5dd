"""Google Analytics 4 events as Fivetran lands them in a warehouse: one row is one event, its parameters are columns.

Times are UTC. Traps: a visit is `param_ga_session_id` of one `user_pseudo_id`; the id alone is the second the visit began in,
which visitors share. `param_engagement_time_msec` counts milliseconds. `param_percent_scrolled` is 90 or empty, for GA4 only
reports that a page was read to nine tenths; no mean follows from it. Since 0.1.
"""

from cxm.io.spec import Evidence, Reader, Signature, instant, number, text

FORMATS = ("%Y-%m-%d %H:%M:%S",)

READER = Reader(
    title="Google Analytics 4 (Fivetran)",
    frame="hit",
    evidence=Evidence.CONNECTOR,
    signature=Signature(
        every=("name", "timestamp", "user_pseudo_id", "param_ga_session_id"),
        some=(
            "date",
            "param_engagement_time_msec",
            "param_percent_scrolled",
            "device_category",
            "geo_country",
            "traffic_source_source",
            "param_session_engaged",
            "bundle_sequence_id",
        ),
    ),
    columns={
        "view_id": text("_fivetran_id"),
        "visitor_id": text("user_pseudo_id"),
        "user_id": text("user_id"),
        "_session": text("param_ga_session_id"),
        "viewed_at": instant("timestamp", formats=FORMATS, zone="UTC"),
        "event": text("name"),
        "page": text("param_page_location"),
        "engagement_time": number("param_engagement_time_msec", unit="ms"),
        "scroll": number("param_percent_scrolled"),
        "source": text("traffic_source_source"),
        "medium": text("traffic_source_medium"),
        "campaign": text("traffic_source_name"),
        "device": text("device_category"),
        "country": text("geo_country"),
    },
)
