"""TikTok Studio, `Content.csv`: one row is one video with its counts since publishing.

The only id is the video's link. `Post time` is the account's local time; some files write a day without year, `October 1`. Views are the
base TikTok knows: there are no impressions in it. `Add to favorites` are saves. Since 0.1.
"""

from cxm.io.spec import Evidence, Reader, Signature, constant, instant, number, text

FORMATS = ("%Y-%m-%d %H:%M:%S", "%B %d")

READER = Reader(
    title="TikTok Studio Content.csv",
    frame="post",
    evidence=Evidence.PARSER,
    decimal=".",
    signature=Signature(
        every=("Video title", "Video link", "Post time", "Total views"),
        some=(
            "Total likes",
            "Total comments",
            "Total shares",
            "Total play time",
            "Average watch time",
            "Watched full video",
            "Add to favorites",
        ),
    ),
    columns={
        "post_id": text("Video link"),
        "title": text("Video title"),
        "url": text("Video link"),
        "published_at": instant("Post time", formats=FORMATS),
        "platform": constant("tiktok"),
        "views": number("Total views"),
        "likes": number("Total likes"),
        "comments": number("Total comments"),
        "shares": number("Total shares"),
        "saves": number("Add to favorites"),
    },
)
