"""LinkedIn page, sheet `Metrics` of the content export: one row is one day of the page, all its posts summed.

A sentence that describes the sheet comes before the header. Organic, sponsored and total stand side by side: the total is taken.
Unique impressions exist for organic reach only and do not add up over days. The engagement rate is a fraction and counts all clicks.
LinkedIn exports .xls, which has to be saved as .xlsx or CSV. Since 0.1.
"""

from cxm.io.spec import Evidence, Part, Reader, Signature, constant, instant, number

FORMATS = ("%m/%d/%Y",)

READER = Reader(
    title="LinkedIn page content export, Metrics sheet",
    frame="post",
    evidence=Evidence.PARSER,
    decimal=".",
    part=Part.SCAN,
    signature=Signature(
        every=("Date", "Impressions (organic)", "Impressions (total)"),
        some=(
            "Impressions (sponsored)",
            "Unique impressions (organic)",
            "Clicks (organic)",
            "Clicks (sponsored)",
            "Clicks (total)",
            "Reactions (organic)",
            "Reactions (total)",
            "Comments (organic)",
            "Comments (total)",
            "Reposts (organic)",
            "Reposts (total)",
            "Engagement rate (organic)",
            "Engagement rate (sponsored)",
            "Engagement rate (total)",
        ),
    ),
    columns={
        "published_at": instant("Date", formats=FORMATS, zone="UTC"),
        "platform": constant("linkedin"),
        "impressions": number("Impressions (total)", "Impressions (organic)"),
        "reach": number("Unique impressions (organic)"),
        "clicks": number("Clicks (total)", "Clicks (organic)"),
        "likes": number("Reactions (total)", "Reactions (organic)"),
        "comments": number("Comments (total)", "Comments (organic)"),
        "shares": number("Reposts (total)", "Reposts (organic)"),
        "engagement_rate": number("Engagement rate (total)", "Engagement rate (organic)", unit="fraction"),
    },
)
