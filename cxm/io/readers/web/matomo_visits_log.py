"""Matomo, visits log (Live.getLastVisitsDetails) as CSV: one row is one visit.

The file is UTF-16LE with a byte order mark unless UTF-8 was asked for. Times are seconds of the Unix epoch. What happened in the
visit is spread over numbered columns: `url (actionDetails 0)` is the first page.

Traps: `actions` counts page views, downloads, outlinks and site searches, and is the nearest to page views that the log has; a
bounce is a visit of at most one. `interactions` counts page views too, so `events` is what stands for interactions. `visitorType`
is new, returning or returningCustomer. `visitorId` is a cookie, `fingerprint` a guess that changes daily. Since 0.1.
"""

from cxm.io.spec import Evidence, Reader, Signature, flag, instant, number, text

READER = Reader(
    title="Matomo (visits log)",
    frame="session",
    evidence=Evidence.FILE,
    signature=Signature(
        every=("idSite", "idVisit", "visitDuration", "actions", "lastActionTimestamp"),
        some=(
            "visitIp",
            "visitorId",
            "fingerprint",
            "userId",
            "visitorType",
            "visitConverted",
            "visitCount",
            "referrerType",
            "referrerName",
            "deviceType",
            "country",
            "countryCode",
            "firstActionTimestamp",
            "goalConversions",
        ),
    ),
    columns={
        "session_id": text("idVisit"),
        "visitor_id": text("visitorId", "fingerprint"),
        "user_id": text("userId"),
        "started_at": instant("firstActionTimestamp", unit="epoch_s"),
        "duration": number("visitDuration"),
        "pageviews": number("actions"),
        "interactions": number("events"),
        "converted": flag({"1": True, "0": False}, "visitConverted"),
        "conversions": number("goalConversions"),
        "landing_page": text("url (actionDetails 0)"),
        "source": text("referrerName"),
        "channel": text("referrerType"),
        "device": text("deviceType"),
        "country": text("country"),
        "is_new_visitor": flag({"new": True, "returning": False, "returningcustomer": False}, "visitorType"),
    },
)
