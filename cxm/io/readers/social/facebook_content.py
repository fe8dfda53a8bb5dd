"""Meta Business Suite, content of a Facebook page: one row is one post.

`Date` is `Lifetime` where the counts are those since publishing; an export by day has one row per post and day instead, and its posts
would pass for repeats. `Publish time` is in the zone the viewer set and carries none. One heading holds commas, `Reactions, Comments
and Shares`, and its capitals vary. `Total clicks` are clicks on anything; the clicks of cxm are link clicks. Files since 2025 have
`Views` in place of `Impressions`: times shown, replays included. That is another definition, so it is not taken for impressions unless
`--map impressions=Views` says so. Spreadsheets ruin the ids to 1.22158E+17. Since 0.1.
"""

from cxm.io.spec import Evidence, Reader, Signature, constant, instant, number, text

FORMATS = ("%m/%d/%Y %H:%M", "%m/%d/%Y %H:%M:%S")

READER = Reader(
    title="Meta Business Suite content export (Facebook)",
    frame="post",
    evidence=Evidence.PARSER,
    decimal=".",
    only={"Date": "Lifetime"},
    signature=Signature(
        every=("Post ID", "Page ID", "Page name", "Publish time"),
        some=(
            "Title",
            "Description",
            "Duration (sec)",
            "Caption type",
            "Permalink",
            "Is crosspost",
            "Is share",
            "Post type",
            "Languages",
            "Custom labels",
            "Funded content status",
            "Data comment",
            "Date",
            "Impressions",
            "Views",
            "Reach",
            "Reactions, Comments and Shares",
            "Reactions",
            "Comments",
            "Shares",
            "Total clicks",
            "Other Clicks",
            "Link Clicks",
            "Seconds viewed",
            "Average Seconds viewed",
            "Estimated earnings (USD)",
        ),
    ),
    columns={
        "post_id": text("Post ID"),
        "published_at": instant("Publish time", formats=FORMATS),
        "type": text("Post type"),
        "title": text("Title", "Description"),
        "url": text("Permalink"),
        "account": text("Page name"),
        "platform": constant("facebook"),
        "impressions": number("Impressions"),
        "views": number("Views"),
        "reach": number("Reach"),
        "engagements": number("Reactions, Comments and Shares"),
        "likes": number("Reactions"),
        "comments": number("Comments"),
        "shares": number("Shares"),
        "clicks": number("Link Clicks"),
    },
)
