"""Web sessions: one row is one visit.

Period by `started_at`: a visit over midnight belongs to the day it starts. An unknown duration is unknown, never 0. Since 0.1.
"""

from cxm.metrics.spec import Field, Frame, Kind

FRAME = Frame(
    name="session",
    family="web",
    title="Web sessions",
    row="one visit",
    time="started_at",
    key="session_id",
    unit="visitor_id",
    left_out={
        "traffic": (
            "bot",
            "internal",
        )
    },
    fields=(
        Field("session_id", Kind.TEXT, "the visit; repeats are merged"),
        Field("visitor_id", Kind.TEXT, "cookie or person", identifies=True),
        Field("user_id", Kind.TEXT, "the person, where logged in", identifies=True),
        Field("started_at", Kind.INSTANT, "first hit", "UTC"),
        Field("duration", Kind.NUMBER, "last hit minus first hit, or as exported", "seconds"),
        Field("engagement_time", Kind.NUMBER, "time in the foreground", "seconds"),
        Field("pageviews", Kind.NUMBER, "page views", "count"),
        Field("interactions", Kind.NUMBER, "events other than page views", "count"),
        Field("engaged", Kind.FLAG, "engaged by the tool's own criteria"),
        Field("converted", Kind.FLAG, "reached a goal"),
        Field("conversions", Kind.NUMBER, "goals reached", "count"),
        Field("goal", Kind.TEXT, "the goal reached"),
        Field("landing_page", Kind.TEXT, "first page"),
        Field("exit_page", Kind.TEXT, "last page"),
        Field("source", Kind.TEXT, "where the visitor came from"),
        Field("medium", Kind.TEXT, "kind of source"),
        Field("campaign", Kind.TEXT, "campaign of the source"),
        Field("channel", Kind.TEXT, "group of sources"),
        Field("device", Kind.TEXT, "device"),
        Field("country", Kind.TEXT, "country"),
        Field("content_type", Kind.TEXT, "kind of the landing page"),
        Field("is_new_visitor", Kind.FLAG, "first visit of the visitor"),
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
