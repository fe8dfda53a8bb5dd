"""Web hits: one row is one page view or event of a visitor.

Period by `viewed_at`. A reload is a view: without ids nothing is removed. A hit without a page counts for the site and not in
page tables; an unknown time on page is unknown, never 0. Since 0.1.
"""

from cxm.metrics.spec import Field, Frame, Kind

FRAME = Frame(
    name="hit",
    family="web",
    title="Web hits",
    row="one page view or event of a visitor",
    time="viewed_at",
    key="view_id",
    unit="visitor_id",
    left_out={
        "traffic": (
            "bot",
            "internal",
        )
    },
    fields=(
        Field("view_id", Kind.TEXT, "the hit; repeats are duplicates"),
        Field("visitor_id", Kind.TEXT, "cookie or person", identifies=True),
        Field("user_id", Kind.TEXT, "the person, where logged in", identifies=True),
        Field("session_id", Kind.TEXT, "the visit; built from 30 minutes of silence where there is none"),
        Field("viewed_at", Kind.INSTANT, "when it happened", "UTC"),
        Field("event", Kind.TEXT, "what happened; a page view where nothing is said"),
        Field("page", Kind.TEXT, "the page"),
        Field("time_on_page", Kind.NUMBER, "time until the next hit, or as exported", "seconds"),
        Field("engagement_time", Kind.NUMBER, "time in the foreground", "seconds"),
        Field("scroll", Kind.NUMBER, "deepest scroll", "0-100"),
        Field("content_type", Kind.TEXT, "kind of page"),
        Field("source", Kind.TEXT, "where the visitor came from"),
        Field("medium", Kind.TEXT, "kind of source"),
        Field("campaign", Kind.TEXT, "campaign of the source"),
        Field("channel", Kind.TEXT, "group of sources"),
        Field("device", Kind.TEXT, "device"),
        Field("country", Kind.TEXT, "country"),
        Field("goal", Kind.TEXT, "goal reached by this hit"),
        Field(
            "traffic",
            Kind.TEXT,
            "bots and staff do not count",
            words=(
                "human",
                "bot",
                "internal",
            ),
        ),
    ),
)
