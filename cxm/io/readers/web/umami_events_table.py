"""Umami, the table `website_event`: one row is one page view or one custom event.

Times are UTC. `event_type` 1 is a page view and has no `event_name`, 2 a custom event that has one.

Traps: the names mislead: `session_id` is the visitor (of the month, or of the salt's life), `visit_id` the visit. `distinct_id`
is the person the site named. Since 0.1.
"""

from cxm.io.spec import Evidence, Reader, Signature, instant, text

FORMATS = ("%Y-%m-%d %H:%M:%S", "%Y-%m-%dT%H:%M:%S.%fZ")

READER = Reader(
    title="Umami (website_event table)",
    frame="hit",
    evidence=Evidence.VENDOR,
    signature=Signature(
        every=("website_id", "session_id", "visit_id", "url_path", "event_type", "created_at"),
        some=(
            "event_id",
            "hostname",
            "browser",
            "os",
            "device",
            "country",
            "referrer_domain",
            "page_title",
            "utm_source",
            "event_name",
            "distinct_id",
            "tag",
        ),
    ),
    columns={
        "view_id": text("event_id"),
        "visitor_id": text("session_id"),
        "user_id": text("distinct_id"),
        "session_id": text("visit_id"),
        "viewed_at": instant("created_at", formats=FORMATS, zone="UTC"),
        "event": text("event_name"),
        "page": text("url_path"),
        "source": text("utm_source", "referrer_domain", each=True),
        "medium": text("utm_medium"),
        "campaign": text("utm_campaign"),
        "device": text("device"),
        "country": text("country"),
    },
)
