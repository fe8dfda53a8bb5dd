"""Snowplow, the atomic events table with its header, as CSV or TSV: one row is one event.

The enriched stream has the same columns in a fixed order and no header; it is not recognised. Times are UTC; `derived_tstamp`
corrects the clock of the device and is preferred to `collector_tstamp`.

Traps: a `page_ping` is a sign of life every few seconds, not a page view. Its scroll is (`pp_yoffset_max` + `br_viewheight`) /
`doc_height` of the seconds since the last one, so the scroll of a view is the largest of its pings. `domain_userid` is a cookie,
`user_id` the person the site named. Since 0.1.
"""

from cxm.io.spec import Evidence, Reader, Signature, instant, number, text

FORMATS = ("%Y-%m-%d %H:%M:%S.%f",)

READER = Reader(
    title="Snowplow (atomic events)",
    frame="hit",
    evidence=Evidence.FILE,
    delimiters=(",", "\t"),
    signature=Signature(
        every=("app_id", "collector_tstamp", "event_id", "event", "domain_userid", "domain_sessionid"),
        some=(
            "derived_tstamp",
            "event_name",
            "user_id",
            "network_userid",
            "domain_sessionidx",
            "page_url",
            "page_urlpath",
            "page_referrer",
            "refr_medium",
            "mkt_source",
            "pp_yoffset_max",
            "doc_height",
            "br_viewheight",
            "geo_country",
            "etl_tstamp",
            "dvce_created_tstamp",
        ),
    ),
    columns={
        "view_id": text("event_id"),
        "visitor_id": text("domain_userid"),
        "user_id": text("user_id"),
        "session_id": text("domain_sessionid"),
        "viewed_at": instant("derived_tstamp", "collector_tstamp", formats=FORMATS, zone="UTC", each=True),
        "event": text("event_name", "event"),
        "page": text("page_urlpath", "page_url"),
        "_reached": number("pp_yoffset_max"),
        "_window": number("br_viewheight"),
        "_length": number("doc_height"),
        "source": text("mkt_source", "refr_source", each=True),
        "medium": text("mkt_medium", "refr_medium", each=True),
        "campaign": text("mkt_campaign"),
        "device": text("dvce_type"),
        "country": text("geo_country"),
    },
)
