"""A web report made by hand: counts by day, page or source.

Rows of counts; hits and visits have readers of their own. English, Traditional and Simplified Chinese, Malay and Lithuanian; a
header must be one of these words whole. Since 0.1.
"""

from cxm.io.spec import Evidence, Reader, Signature, instant, number, text

DATE = ("date", "day", "week", "month", "日期", "tarikh", "data")
PAGE = (
    "page", "landing page + query string", "page title", "page path", "url", "path", "landing page", "label", "頁面", "網頁", "路徑",
    "熱門網頁", "页面", "网页", "路径", "排名靠前的网页", "halaman", "laluan", "puslapis", "kelias",
)  # fmt: skip
SOURCE = (
    "source", "traffic source", "referrer", "utm source", "來源", "參照來源", "来源", "sumber", "perujuk", "šaltinis", "saltinis",
    "persiuntėjas", "persiuntejas",
)  # fmt: skip
MEDIUM = ("medium", "utm medium", "媒介", "saluran trafik", "terpė")
CAMPAIGN = ("campaign", "utm campaign", "活動", "活动", "kempen", "kampanija")
CHANNEL = ("channel", "channel group", "default channel group", "渠道", "saluran", "kanalas")
DEVICE = ("device", "device category", "裝置", "设备", "peranti", "įrenginys")
COUNTRY = ("country", "國家", "国家", "negara", "šalis")
VISITORS = (
    "visitors", "unique visitors", "users", "active users", "uniques", "訪客", "不重複訪客", "不重複訪客數", "使用者數", "访客", "访客数", "独立访客", "独立访客数",
    "用户数", "pelawat", "pelawat unik", "lankytojai", "unikalūs lankytojai", "unikalus lankytojai",
)  # fmt: skip
NEW_VISITORS = ("new_visitors", "new users", "新訪客", "新访客", "pelawat baharu", "nauji lankytojai")
SESSIONS = (
    "sessions",
    "visits",
    "造訪次數",
    "訪問數",
    "工作階段數",
    "会话数",
    "访问次数",
    "访问",
    "jumlah sesi",
    "lawatan",
    "sesijos",
    "apsilankymai",
)
ENGAGED_SESSIONS = ("engaged_sessions", "互動工作階段", "互动会话数")
PAGEVIEWS = (
    "pageviews", "page views", "views", "hits", "瀏覽數", "瀏覽次數", "網頁瀏覽次數", "頁面瀏覽量", "浏览量", "浏览次数", "页面浏览量", "paparan halaman",
    "paparan", "puslapių peržiūros", "puslapiu perziuros", "puslapio peržiūros", "puslapio perziuros", "peržiūros", "perziuros",
)  # fmt: skip
UNIQUE_PAGEVIEWS = ("unique_pageviews", "unique page views")
BOUNCES = ("bounces", "single page sessions", "跳出數", "跳出次数", "bilangan lantunan", "atmetimai")
ENTRANCES = ("entrances", "entries", "到達網頁", "进入", "bilangan masuk", "užėjimai", "uzejimai")
EXITS = ("exits", "離開數", "退出次数", "退出页", "bilangan keluar", "išėjimai", "isejimai")
CONVERSIONS = (
    "conversions", "goals", "transactions", "conversion", "goal", "key events", "轉換", "轉換數", "转化", "目标转化", "penukaran", "konversija",
    "konversijos",
)  # fmt: skip
CLICKS = ("clicks", "點擊", "点击", "klik", "paspaudimai")
IMPRESSIONS = ("impressions", "曝光", "展示", "tera", "parodymai")
REVENUE = ("revenue", "營收", "收入", "hasil", "pajamos")
BOUNCE_RATE = (
    "bounce_rate", "bounce rate", "bounce", "跳出率", "kadar lantunan", "atmetimo rodiklis", "šoklumo reitingas", "soklumo reitingas",
)  # fmt: skip
EXIT_RATE = (
    "exit_rate", "exit rate", "% exit", "離開率", "跳離率", "退出率", "kadar keluar", "išėjimo rodiklis", "isejimo rodiklis",
    "pasišalinimo reitingas", "pasisalinimo reitingas",
)  # fmt: skip
ENGAGEMENT_RATE = ("engagement_rate", "互動率", "互动率", "kadar penglibatan", "įsitraukimo rodiklis")
AVG_SESSION_DURATION_S = (
    "avg_session_duration_s", "avg session duration (s)", "average visit duration", "session duration", "visit duration",
    "avg session duration", "average session duration", "avg. session duration", "time on site", "造訪時間", "平均停留時間", "網站平均停留時間",
    "工作階段時間長度", "平均访问时长", "会话时长", "网站平均停留时间", "tempoh sesi", "purata tempoh masa lawatan", "sesijos trukmė", "sesijos trukme",
    "vidutinė sesijos trukmė", "vidutine sesijos trukme", "vidutinė vizito trukmė", "vidutine vizito trukme",
    "vidutinis laikas svetainėje", "vidutinis laikas svetaineje",
)  # fmt: skip
AVG_TIME_ON_PAGE_S = (
    "avg_time_on_page_s", "time on page", "avg time on page", "avg. time on page", "average time on page", "網頁平均停留時間", "頁面停留時間",
    "页面停留时间", "平均停留时间", "masa di halaman", "vidutinis laikas puslapyje", "laikas puslapyje",
)  # fmt: skip

READER = Reader(
    title="Web report made by hand",
    frame="web_report",
    evidence=Evidence.HAND,
    signature=Signature(),
    needs=(("sessions", "pageviews", "visitors", "bounces", "bounce_rate", "exit_rate", "unique_pageviews"),),
    columns={
        "date": instant(*DATE),
        "page": text(*PAGE),
        "source": text(*SOURCE),
        "medium": text(*MEDIUM),
        "campaign": text(*CAMPAIGN),
        "channel": text(*CHANNEL),
        "device": text(*DEVICE),
        "country": text(*COUNTRY),
        "visitors": number(*VISITORS),
        "new_visitors": number(*NEW_VISITORS),
        "sessions": number(*SESSIONS),
        "engaged_sessions": number(*ENGAGED_SESSIONS),
        "pageviews": number(*PAGEVIEWS),
        "unique_pageviews": number(*UNIQUE_PAGEVIEWS),
        "bounces": number(*BOUNCES),
        "entrances": number(*ENTRANCES),
        "exits": number(*EXITS),
        "conversions": number(*CONVERSIONS),
        "clicks": number(*CLICKS),
        "impressions": number(*IMPRESSIONS),
        "revenue": number(*REVENUE),
        "bounce_rate": number(*BOUNCE_RATE),
        "exit_rate": number(*EXIT_RATE),
        "engagement_rate": number(*ENGAGEMENT_RATE),
        "avg_session_duration_s": number(*AVG_SESSION_DURATION_S),
        "avg_time_on_page_s": number(*AVG_TIME_ON_PAGE_S),
    },
)
