"""Web sessions in a file made by hand: one row is one visit.

English, Traditional and Simplified Chinese, Malay and Lithuanian; a header must be one of these words whole. Since 0.1.
"""

from cxm.io.spec import Evidence, Reader, Signature, flag, instant, number, text

SESSION_ID = (
    "session_id", "sessionid", "session id", "session", "visit id", "工作階段", "工作階段 id", "会话", "会话 id", "sesi", "id sesi", "sesija",
    "sesijos id",
)  # fmt: skip
VISITOR_ID = (
    "visitor_id", "visitor", "userid", "user", "visitor id", "user id", "client id", "cookie id", "anonymous id", "user pseudo id",
    "訪客 id", "使用者 id", "访客id", "用户id", "id pelawat", "id pengguna", "lankytojo id", "vartotojo id",
)  # fmt: skip
STARTED_AT = (
    "started_at", "started at", "start time", "session start", "visit start", "date", "start", "開始時間", "开始时间", "masa mula",
    "pradžia", "timestamp", "time", "event time", "created at", "date time", "datetime", "時間", "时间", "masa", "laikas",
)  # fmt: skip
DURATION = (
    "duration", "length", "session length", "session duration", "visit duration", "time on site", "造訪時間", "工作階段時間長度", "会话时长",
    "tempoh sesi", "sesijos trukmė", "sesijos trukme", "vidutine sesijos trukme", "vidutine vizito trukme",
    "vidutinis laikas svetaineje",
)  # fmt: skip
PAGEVIEWS = (
    "pageviews", "pages", "page count", "page views", "views", "hits", "瀏覽數", "瀏覽次數", "網頁瀏覽次數", "頁面瀏覽量", "浏览量", "浏览次数", "页面浏览量",
    "paparan halaman", "paparan", "puslapių peržiūros", "puslapiu perziuros", "puslapio peržiūros", "puslapio perziuros",
    "peržiūros", "perziuros",
)  # fmt: skip
INTERACTIONS = ("interactions", "events", "互動", "互动", "interaksi", "sąveikos")
ENGAGED = ("engaged", "is engaged")
CONVERTED = ("converted", "purchase", "purchased", "conversion", "goal", "轉換", "转化", "penukaran", "konversija")
CONVERSIONS = ("conversions", "goals", "轉換數", "目标转化", "konversijos")
LANDING_PAGE = ("landing_page", "landing page", "entry page", "first page", "到達頁", "着陆页", "halaman pendaratan", "įėjimo puslapis")
EXIT_PAGE = ("exit_page", "last page", "離開頁", "退出页", "halaman keluar", "išėjimo puslapis")
SOURCE = (
    "source", "referrer", "utm source", "來源", "參照來源", "来源", "sumber", "perujuk", "šaltinis", "saltinis", "persiuntėjas",
    "persiuntejas",
)  # fmt: skip
MEDIUM = ("medium", "utm medium")
CAMPAIGN = ("campaign", "utm campaign")
CHANNEL = ("channel", "渠道", "saluran", "kanalas")
DEVICE = ("device", "裝置", "设备", "peranti", "įrenginys")
COUNTRY = ("country", "國家", "国家", "negara", "šalis")
IS_NEW_VISITOR = ("is_new_visitor", "new visitor", "is new", "new")

ENGAGED_WORDS = {
    "engaged": True,
}  # fmt: skip
CONVERTED_WORDS = {
    "converted": True,
}  # fmt: skip
IS_NEW_VISITOR_WORDS = {
    "new": True, "new visitor": True, "returning": False, "returning visitor": False,
}  # fmt: skip

READER = Reader(
    title="Web sessions in a file made by hand",
    frame="session",
    evidence=Evidence.HAND,
    signature=Signature(),
    needs=(
        ("started_at",),
        ("session_id", "visitor_id"),
        ("duration", "pageviews", "converted", "landing_page", "exit_page"),
    ),
    columns={
        "session_id": text(*SESSION_ID),
        "visitor_id": text(*VISITOR_ID),
        "started_at": instant(*STARTED_AT),
        "duration": number(*DURATION),
        "pageviews": number(*PAGEVIEWS),
        "interactions": number(*INTERACTIONS),
        "engaged": flag(ENGAGED_WORDS, *ENGAGED),
        "converted": flag(CONVERTED_WORDS, *CONVERTED),
        "conversions": number(*CONVERSIONS),
        "landing_page": text(*LANDING_PAGE),
        "exit_page": text(*EXIT_PAGE),
        "source": text(*SOURCE),
        "medium": text(*MEDIUM),
        "campaign": text(*CAMPAIGN),
        "channel": text(*CHANNEL),
        "device": text(*DEVICE),
        "country": text(*COUNTRY),
        "is_new_visitor": flag(IS_NEW_VISITOR_WORDS, *IS_NEW_VISITOR),
    },
)
