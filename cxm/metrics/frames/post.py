"""Social posts: one row is one post with its counts at export time.

Period by `published_at`. An interaction column that is absent is not in the numerator and is named. Since 0.1.
"""

from cxm.metrics.spec import Field, Frame, Kind

FRAME = Frame(
    name="post",
    family="social",
    title="Social posts",
    row="one post, or one day of an account",
    time="published_at",
    key="post_id",
    unit="post_id",
    latest="exported_at",
    left_out={"status": ("draft",)},
    fields=(
        Field("post_id", Kind.TEXT, "the post; the latest export counts"),
        Field("published_at", Kind.INSTANT, "when it was published", "UTC"),
        Field("exported_at", Kind.INSTANT, "when the counts were read", "UTC"),
        Field("platform", Kind.TEXT, "network"),
        Field("account", Kind.TEXT, "account"),
        Field("campaign", Kind.TEXT, "campaign"),
        Field("type", Kind.TEXT, "kind of post"),
        Field("title", Kind.TEXT, "text or title"),
        Field("url", Kind.TEXT, "address"),
        Field(
            "status",
            Kind.TEXT,
            "drafts do not count",
            words=(
                "published",
                "draft",
            ),
        ),
        Field("impressions", Kind.NUMBER, "times shown", "count"),
        Field("reach", Kind.NUMBER, "people reached; not additive", "count"),
        Field("views", Kind.NUMBER, "video views", "count"),
        Field("followers", Kind.NUMBER, "followers of the account", "count"),
        Field("likes", Kind.NUMBER, "likes and reactions", "count"),
        Field("shares", Kind.NUMBER, "shares, reposts, quotes", "count"),
        Field("comments", Kind.NUMBER, "comments and replies", "count"),
        Field("saves", Kind.NUMBER, "saves", "count"),
        Field("clicks", Kind.NUMBER, "link clicks", "count"),
        Field("engagements", Kind.NUMBER, "all interactions, as exported", "count"),
        Field("follows", Kind.NUMBER, "new followers", "count"),
        Field("unfollows", Kind.NUMBER, "lost followers", "count"),
        Field("engagement_rate", Kind.NUMBER, "rate as exported", "0-1"),
    ),
)
