"""Search console rows in a file made by hand.

English, Traditional and Simplified Chinese, Malay and Lithuanian; a header must be one of these words whole. Since 0.1.
"""

from cxm.io.spec import Evidence, Reader, Signature, instant, number, text

DATE = ("date", "day", "日期", "天", "tarikh", "data")
QUERY = (
    "query", "search query", "keyword", "top queries", "search term", "queries", "熱門查詢項目", "關鍵字", "查詢", "热门查询", "关键词", "查询",
    "kata kunci", "pertanyaan", "užklausa", "uzklausa", "raktažodis", "raktazodis",
)  # fmt: skip
PAGE = ("page", "landing page", "top pages", "url", "熱門網頁", "網頁", "排名靠前的网页", "网页", "halaman", "puslapis")
COUNTRY = ("country", "國家", "国家", "negara", "šalis")
DEVICE = ("device", "裝置", "设备", "peranti", "įrenginys")
SEARCH_TYPE = ("search_type", "type")
CLICKS = ("clicks", "organic clicks", "點擊", "點擊次數", "点击次数", "点击", "klik", "paspaudimai")
IMPRESSIONS = ("impressions", "曝光", "展示", "tera", "impresi", "parodymai")
POSITION = ("position", "ranking", "average position", "avg position", "avg. position", "rank", "排名", "kedudukan", "pozicija")
CTR = (
    "ctr", "click-through rate", "click through rate", "點閱率", "點擊率", "点击率", "kadar klikan", "paspaudimų rodiklis",
    "paspaudimu rodiklis",
)  # fmt: skip

READER = Reader(
    title="Search rows in a file made by hand",
    frame="search_row",
    evidence=Evidence.HAND,
    signature=Signature(),
    needs=(
        ("clicks",),
        ("impressions",),
        ("query", "page", "position"),
    ),
    columns={
        "date": instant(*DATE),
        "query": text(*QUERY),
        "page": text(*PAGE),
        "country": text(*COUNTRY),
        "device": text(*DEVICE),
        "search_type": text(*SEARCH_TYPE),
        "clicks": number(*CLICKS),
        "impressions": number(*IMPRESSIONS),
        "position": number(*POSITION),
        "ctr": number(*CTR),
    },
)
