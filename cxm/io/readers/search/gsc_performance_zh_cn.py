"""Google Search Console, performance export in simplified Chinese: one row is one day, query, page, country or device.

The same tables and traps as in English: queries and pages stop at 1000 rows, tables must not be added to one another, positions
are averages to weight by impressions, CTR is text with a per cent sign, days are Pacific days. Dates may be written 2026年1月5日.
Headings of the tables of days, countries and devices have not been seen in a file. Since 0.1.
"""

from cxm.io.spec import Evidence, Reader, Signature, instant, number, text

FORMATS = ("%Y-%m-%d", "%Y年%m月%d日")

READER = Reader(
    title="Google Search Console (简体中文)",
    frame="search_row",
    evidence=Evidence.PARSER,
    decimal=".",
    signature=Signature(
        every=("点击次数", "展示", "点击率", "排名"), some=("热门查询", "排名靠前的网页", "天", "日期", "国家/地区", "设备")
    ),
    columns={
        "date": instant("日期", "天", formats=FORMATS),
        "query": text("热门查询"),
        "page": text("排名靠前的网页"),
        "country": text("国家/地区"),
        "device": text("设备"),
        "clicks": number("点击次数"),
        "impressions": number("展示"),
        "position": number("排名"),
        "ctr": number("点击率", unit="percent"),
    },
)
