"""X analytics, account overview: one row is one day of the account.

It resembles the content export, which has `Post id`. Dates are written `Mon, Jan 5, 2026`. The counts are what happened on that day to
all posts, old ones too. Since 0.1.
"""

from cxm.io.spec import Evidence, Reader, Signature, constant, instant, number

FORMATS = ("%a, %b %d, %Y",)

READER = Reader(
    title="X account_overview_analytics CSV",
    frame="post",
    evidence=Evidence.PARSER,
    decimal=".",
    signature=Signature(
        every=("Date", "Impressions", "Engagements", "New follows", "Unfollows"),
        some=("Likes", "Bookmarks", "Shares", "Replies", "Reposts", "Profile visits", "Create Post", "Video views", "Media views"),
        none=("Post id",),
    ),
    columns={
        "published_at": instant("Date", formats=FORMATS),
        "platform": constant("x"),
        "impressions": number("Impressions"),
        "views": number("Video views"),
        "engagements": number("Engagements"),
        "likes": number("Likes"),
        "comments": number("Replies"),
        "shares": number("Reposts"),
        "saves": number("Bookmarks"),
        "follows": number("New follows"),
        "unfollows": number("Unfollows"),
    },
)
