"""X analytics, content: one row is one post with its counts over the days exported, not over its life.

`Date` is the day of the post, `Fri, Jun 5, 2026`, without time of day or zone. Numbers may be quoted with grouped thousands, `"1,234"`.
`Shares` are copies of the link through the menu; the shares of cxm are reposts. Ids have 19 digits, which a spreadsheet
rounds. Since 0.1.
"""

from cxm.io.spec import Evidence, Reader, Signature, constant, instant, number, text

FORMATS = ("%a, %b %d, %Y",)

READER = Reader(
    title="X account_analytics_content CSV",
    frame="post",
    evidence=Evidence.PARSER,
    decimal=".",
    signature=Signature(
        every=("Post id", "Date", "Post text", "Impressions"),
        some=(
            "Post Link",
            "Likes",
            "Engagements",
            "Bookmarks",
            "Shares",
            "New follows",
            "Replies",
            "Reposts",
            "Profile visits",
            "Detail Expands",
            "URL Clicks",
            "Hashtag Clicks",
            "Permalink Clicks",
        ),
    ),
    columns={
        "post_id": text("Post id"),
        "published_at": instant("Date", formats=FORMATS),
        "title": text("Post text"),
        "url": text("Post Link"),
        "platform": constant("x"),
        "impressions": number("Impressions"),
        "engagements": number("Engagements"),
        "likes": number("Likes"),
        "comments": number("Replies"),
        "shares": number("Reposts"),
        "saves": number("Bookmarks"),
        "clicks": number("URL Clicks"),
        "follows": number("New follows"),
    },
)
