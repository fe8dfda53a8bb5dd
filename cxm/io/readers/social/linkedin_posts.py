"""LinkedIn page, sheet `All posts` of the content export: one row is one post.

A sentence that describes the sheet comes before the header, and titles hold line breaks. The only id is the post's link. `Created date`
is a date without time of day. `Clicks` are clicks on anything in the post, the page's name and logo too, not on its link alone.
Rates are fractions. LinkedIn exports .xls, which has to be saved as .xlsx or CSV. Since 0.1.
"""

from cxm.io.spec import Evidence, Part, Reader, Signature, constant, instant, number, text

FORMATS = ("%m/%d/%Y",)

READER = Reader(
    title="LinkedIn page content export, All posts sheet",
    frame="post",
    evidence=Evidence.PARSER,
    decimal=".",
    part=Part.SCAN,
    signature=Signature(
        every=("Post title", "Post link", "Created date", "Impressions"),
        some=(
            "Post type",
            "Campaign name",
            "Posted by",
            "Campaign start date",
            "Campaign end date",
            "Audience",
            "Views (Excluding offsite video views)",
            "Offsite Views",
            "Clicks",
            "Click through rate (CTR)",
            "Likes",
            "Comments",
            "Reposts",
            "Follows",
            "Engagement rate",
            "Content Type",
        ),
    ),
    columns={
        "post_id": text("Post link"),
        "title": text("Post title"),
        "campaign": text("Campaign name"),
        "url": text("Post link"),
        "published_at": instant("Created date", formats=FORMATS, zone="UTC"),
        "type": text("Content Type", "Post type"),
        "platform": constant("linkedin"),
        "impressions": number("Impressions"),
        "views": number("Views (Excluding offsite video views)"),
        "clicks": number("Clicks"),
        "likes": number("Likes"),
        "comments": number("Comments"),
        "shares": number("Reposts"),
        "follows": number("Follows"),
        "engagement_rate": number("Engagement rate", unit="fraction"),
    },
)
