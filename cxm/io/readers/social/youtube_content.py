"""YouTube Studio, `Table data.csv` of the content tab: one row is one video.

The first row under the header is `Total`, which is left out and counted; it is no sum of the rows shown where videos were deleted.
`Impressions` became `Thumbnail impressions` in 2026; only those on YouTube itself count, so views can exceed them. `Subscribers` is
gained less lost, and may be negative. `Video publish time` is a date. The zip also holds `Chart data.csv`, the same headings by day
with `Date` in front, and `Totals.csv`. Since 0.1.
"""

from cxm.io.spec import Evidence, Reader, Signature, constant, instant, number, text

FORMATS = ("%b %d, %Y",)

READER = Reader(
    title="YouTube Studio Table data.csv (content)",
    frame="post",
    evidence=Evidence.PARSER,
    decimal=".",
    totals="^Total$",
    signature=Signature(
        every=("Video title", "Video publish time", "Views"),
        some=(
            "Duration",
            "Watch time (hours)",
            "Subscribers",
            "Likes",
            "Dislikes",
            "Comments added",
            "Shares",
            "Average view duration",
            "Average percentage viewed (%)",
            "Impressions",
            "Impressions click-through rate (%)",
            "Thumbnail impressions",
            "Thumbnail click-through rate (%)",
            "Estimated revenue (USD)",
            "Your estimated revenue (USD)",
            "New viewers",
            "Returning viewers",
            "Unique viewers",
        ),
        none=("Date",),
        patterns=("content|video",),
    ),
    columns={
        "post_id": text("Content", "Video"),
        "title": text("Video title"),
        "published_at": instant("Video publish time", formats=FORMATS),
        "platform": constant("youtube"),
        "impressions": number("Impressions", "Thumbnail impressions"),
        "views": number("Views"),
        "likes": number("Likes"),
        "comments": number("Comments added"),
        "shares": number("Shares"),
        "follows": number("Subscribers"),
    },
)
