"""TikTok Studio, `Overview.csv`: one row is one day of the account.

Dates have no year, `October 1`, and a file may cross New Year: `--year` names that of the newest date, and it is never assumed.
Newer files write whole dates. `Followers` is their number on that day, not the gain. Since 0.1.
"""

from cxm.io.spec import Evidence, Reader, Signature, constant, instant, number

FORMATS = ("%B %d", "%Y-%m-%d")

READER = Reader(
    title="TikTok Studio Overview.csv",
    frame="post",
    evidence=Evidence.PARSER,
    decimal=".",
    signature=Signature(
        every=("Date", "Video Views", "Profile Views", "Likes", "Comments", "Shares"), some=("Unique viewers", "Followers", "Net followers")
    ),
    columns={
        "published_at": instant("Date", formats=FORMATS),
        "platform": constant("tiktok"),
        "views": number("Video Views"),
        "likes": number("Likes"),
        "comments": number("Comments"),
        "shares": number("Shares"),
        "followers": number("Followers"),
    },
)
