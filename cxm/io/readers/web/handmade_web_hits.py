"""Web hits in a file made by hand: one row is one page view or event of a visitor.

Where nothing else names the visitor, the user does.

English, Traditional and Simplified Chinese, Malay and Lithuanian; a header must be one of these words whole. Since 0.1.
"""

from cxm.io.spec import Evidence, Reader, Signature, instant, number, text

VIEW_ID = ("view_id", "hit id", "event id", "pageview id")
VISITOR_ID = (
    "visitor_id", "visitor", "client", "visitor id", "client id", "cookie id", "anonymous id", "user pseudo id", "訪客 id", "使用者 id",
    "访客id", "用户id", "id pelawat", "id pengguna", "lankytojo id", "vartotojo id", "user_id", "user id", "userid", "user", "使用者",
    "用户", "pengguna", "vartotojas",
)  # fmt: skip
USER_ID = ("user_id", "user id", "userid", "user", "使用者", "用户", "pengguna", "vartotojas")
SESSION_ID = (
    "session_id", "sessionid", "session id", "session", "visit id", "工作階段", "工作階段 id", "会话", "会话 id", "sesi", "id sesi", "sesija",
    "sesijos id",
)  # fmt: skip
VIEWED_AT = (
    "viewed_at", "viewed at", "date", "event timestamp", "timestamp", "time", "event time", "created at", "date time", "datetime",
    "時間", "时间", "masa", "laikas",
)  # fmt: skip
EVENT = ("event", "event name", "event type", "action", "事件", "peristiwa", "įvykis")
PAGE = (
    "page", "page path", "url", "path", "label", "頁面", "網頁", "路徑", "熱門網頁", "页面", "网页", "路径", "排名靠前的网页", "halaman", "laluan",
    "puslapis", "kelias",
)  # fmt: skip
TIME_ON_PAGE = ("time_on_page", "time on page", "網頁平均停留時間", "頁面停留時間", "页面停留时间", "masa di halaman", "laikas puslapyje")
SCROLL = ("scroll", "scroll depth", "percent scrolled", "scroll %", "捲動深度", "滚动深度", "kedalaman tatal", "slinkties gylis")
SOURCE = (
    "source", "acquisition channel", "referrer", "utm source", "來源", "參照來源", "来源", "sumber", "perujuk", "šaltinis", "saltinis",
    "persiuntėjas", "persiuntejas",
)  # fmt: skip
MEDIUM = ("medium", "utm medium")
CAMPAIGN = ("campaign", "utm campaign")
CHANNEL = ("channel", "渠道", "saluran", "kanalas")
DEVICE = ("device", "platform", "裝置", "设备", "peranti", "įrenginys")
COUNTRY = ("country", "國家", "国家", "negara", "šalis")
GOAL = ("goal", "conversion", "目標", "目标", "matlamat", "tikslas")

READER = Reader(
    title="Web hits in a file made by hand",
    frame="hit",
    evidence=Evidence.HAND,
    signature=Signature(),
    needs=(
        ("viewed_at",),
        ("visitor_id", "session_id", "user_id"),
        ("page", "event"),
    ),
    columns={
        "view_id": text(*VIEW_ID),
        "visitor_id": text(*VISITOR_ID),
        "user_id": text(*USER_ID),
        "session_id": text(*SESSION_ID),
        "viewed_at": instant(*VIEWED_AT),
        "event": text(*EVENT),
        "page": text(*PAGE),
        "time_on_page": number(*TIME_ON_PAGE),
        "scroll": number(*SCROLL),
        "source": text(*SOURCE),
        "medium": text(*MEDIUM),
        "campaign": text(*CAMPAIGN),
        "channel": text(*CHANNEL),
        "device": text(*DEVICE),
        "country": text(*COUNTRY),
        "goal": text(*GOAL),
    },
)
