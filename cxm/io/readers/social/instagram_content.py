"""Meta Business Suite, content of an Instagram account: one row is one post, reel or story.

`Date` is `Lifetime` where the counts are those since publishing; an export by day has one row per post and day instead. `Publish time`
is in the zone the viewer set and carries none. Numbers may be quoted with grouped thousands, `"15,000"`. `Views` took the place of
`Plays` and, since 2025, of `Impressions`, with another definition: `--map impressions=Views` to take it for them. A story lives for a
day, so compare by `type`. Since 0.1.
"""

from cxm.io.spec import Evidence, Reader, Signature, constant, instant, number, text

FORMATS = ("%m/%d/%Y %H:%M",)

READER = Reader(
    title="Meta Business Suite content export (Instagram)",
    frame="post",
    evidence=Evidence.PARSER,
    decimal=".",
    only={"Date": "Lifetime"},
    signature=Signature(
        every=("Post ID", "Account ID", "Account username", "Publish time", "Post type"),
        some=(
            "Account name",
            "Description",
            "Duration (sec)",
            "Permalink",
            "Data comment",
            "Date",
            "Views",
            "Impressions",
            "Plays",
            "Reach",
            "Likes",
            "Shares",
            "Follows",
            "Comments",
            "Saves",
        ),
    ),
    columns={
        "post_id": text("Post ID"),
        "published_at": instant("Publish time", formats=FORMATS),
        "type": text("Post type"),
        "title": text("Description"),
        "url": text("Permalink"),
        "account": text("Account username"),
        "platform": constant("instagram"),
        "impressions": number("Impressions"),
        "views": number("Views", "Plays"),
        "reach": number("Reach"),
        "likes": number("Likes"),
        "comments": number("Comments"),
        "shares": number("Shares"),
        "saves": number("Saves"),
        "follows": number("Follows"),
    },
)
