"""Google Search Console, performance export in traditional Chinese: one row is one day, query, page, country or device.

The same tables and traps as in English: queries and pages stop at 1000 rows, tables must not be added to one another, positions
are averages to weight by impressions, CTR is text with a per cent sign, days are Pacific days. Since 0.1.
"""

from cxm.io.spec import Evidence, Reader, Signature, instant, number, text

FORMATS = ("%Y-%m-%d",)

READER = Reader(
    title="Google Search Console (繁體中文)",
    frame="search_row",
    evidence=Evidence.PARSER,
    decimal=".",
    signature=Signature(every=("點擊", "曝光", "點閱率", "排名"), some=("熱門查詢項目", "熱門網頁", "日期", "國家/地區", "裝置")),
    columns={
        "date": instant("日期", formats=FORMATS),
        "query": text("熱門查詢項目"),
        "page": text("熱門網頁"),
        "country": text("國家/地區"),
        "device": text("裝置"),
        "clicks": number("點擊"),
        "impressions": number("曝光"),
        "position": number("排名"),
        "ctr": number("點閱率", unit="percent"),
    },
)
