"""Bing Webmaster Tools, keyword report: one row is one query over the whole span of the report.

The heading is known from a single source. There is no date; what connectors fetch comes by week instead. Positions are averages,
weighted by impressions when rows are put together; CTR is text with a per cent sign and is rebuilt from the counts. Since 0.1.
"""

from cxm.io.spec import Evidence, Reader, Signature, number, text

READER = Reader(
    title="Bing Webmaster Tools (keywords)",
    frame="search_row",
    evidence=Evidence.PARSER,
    decimal=".",
    signature=Signature(every=("Keyword", "Impressions", "Clicks", "CTR", "Avg. Position")),
    columns={
        "query": text("Keyword"),
        "clicks": number("Clicks"),
        "impressions": number("Impressions"),
        "position": number("Avg. Position"),
        "ctr": number("CTR", unit="percent"),
    },
)
