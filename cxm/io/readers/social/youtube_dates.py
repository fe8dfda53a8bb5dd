"""YouTube Studio, `Table data.csv` by date: one row is one day of the channel.

The first row under the header is `Total`, which is left out and counted. Days are those of the channel's zone, or of Pacific time.
Average view duration is `0:11:34`. `Totals.csv` of the same zip has no watch time. Since 0.1.
"""

from cxm.io.spec import Evidence, Reader, Signature, constant, instant, number

FORMATS = ("%Y-%m-%d",)

READER = Reader(
    title="YouTube Studio Table data.csv (by date)",
    frame="post",
    evidence=Evidence.FILE,
    decimal=".",
    totals="^Total$",
    signature=Signature(
        every=("Date", "Views", "Watch time (hours)"),
        some=(
            "Average view duration",
            "Estimated revenue (USD)",
            "Subscribers",
            "Impressions",
            "Impressions click-through rate (%)",
            "Likes",
        ),
        none=("Video title",),
    ),
    columns={
        "published_at": instant("Date", formats=FORMATS),
        "platform": constant("youtube"),
        "views": number("Views"),
        "impressions": number("Impressions"),
        "follows": number("Subscribers"),
        "likes": number("Likes"),
    },
)
