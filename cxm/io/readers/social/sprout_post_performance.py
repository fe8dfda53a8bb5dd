"""Sprout Social, post performance: one row is one post of any network.

Numbers carry grouped thousands, rates `%`. `Date` is month first, with am or pm, in the zone of the report. The engagement rate is per
impression. `Reactions` are likes of every kind. What counts as an engagement or an impression is the network's own, so compare
by `platform`. Headings were confirmed one by one, never as a whole line. Since 0.1.
"""

from cxm.io.spec import Evidence, Reader, Signature, instant, number, text, words

FORMATS = ("%m-%d-%Y %I:%M %p", "%m/%d/%Y %I:%M %p")

NETWORKS = {
    "facebook": "facebook",
    "instagram": "instagram",
    "linkedin": "linkedin",
    "x": "x",
    "twitter": "x",
    "x (twitter)": "x",
    "tiktok": "tiktok",
    "youtube": "youtube",
    "pinterest": "pinterest",
    "threads": "threads",
}

READER = Reader(
    title="Sprout Social post performance",
    frame="post",
    evidence=Evidence.PARSER,
    decimal=".",
    signature=Signature(
        every=("Date", "Network", "Post", "Impressions", "Engagements", "Engagement Rate (per Impression)"),
        some=(
            "Post ID",
            "Post Type",
            "Content Type",
            "Profile",
            "Link",
            "Organic Impressions",
            "Reach",
            "Reactions",
            "Likes",
            "Comments",
            "Shares",
            "Saves",
            "Post Link Clicks",
            "Video Views",
        ),
    ),
    columns={
        "post_id": text("Post ID", "Link"),
        "published_at": instant("Date", formats=FORMATS),
        "platform": words(NETWORKS, "Network"),
        "account": text("Profile"),
        "type": text("Content Type", "Post Type"),
        "title": text("Post"),
        "impressions": number("Impressions"),
        "reach": number("Reach"),
        "engagements": number("Engagements"),
        "engagement_rate": number("Engagement Rate (per Impression)", unit="percent"),
        "likes": number("Reactions", "Likes"),
        "comments": number("Comments"),
        "shares": number("Shares"),
        "saves": number("Saves"),
        "clicks": number("Post Link Clicks"),
        "views": number("Video Views"),
    },
)
