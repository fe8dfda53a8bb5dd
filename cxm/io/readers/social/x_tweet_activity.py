"""Twitter tweet activity, as exported until 2024: one row is one tweet.

Times carry their offset, `+0000`. Likes are called favorites in older files. Counts are written as floats, `1000.0`; the promoted
columns hold `-`. Tweets hold line breaks. Their ids have 19 digits, which a spreadsheet rounds: the last ones become zeros. `engagements`
counts every click on the tweet, also those that open a picture. Since 0.1.
"""

from cxm.io.spec import Evidence, Reader, Signature, constant, instant, number, text

FORMATS = ("%Y-%m-%d %H:%M %z",)

READER = Reader(
    title="Twitter tweet_activity_metrics CSV (until 2024)",
    frame="post",
    evidence=Evidence.PARSER,
    decimal=".",
    signature=Signature(
        every=("Tweet id", "Tweet permalink", "Tweet text", "time", "impressions", "engagements"),
        some=(
            "engagement rate",
            "retweets",
            "replies",
            "likes",
            "favorites",
            "user profile clicks",
            "url clicks",
            "hashtag clicks",
            "detail expands",
            "permalink clicks",
            "app opens",
            "app installs",
            "follows",
            "email tweet",
            "dial phone",
            "media views",
            "media engagements",
            "promoted impressions",
        ),
    ),
    columns={
        "post_id": text("Tweet id"),
        "published_at": instant("time", formats=FORMATS),
        "title": text("Tweet text"),
        "url": text("Tweet permalink"),
        "platform": constant("x"),
        "impressions": number("impressions"),
        "engagements": number("engagements"),
        "engagement_rate": number("engagement rate", unit="fraction"),
        "likes": number("likes", "favorites"),
        "comments": number("replies"),
        "shares": number("retweets"),
        "clicks": number("url clicks"),
        "follows": number("follows"),
    },
)
