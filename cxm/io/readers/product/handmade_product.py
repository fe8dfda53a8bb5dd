"""Product events in a file made by hand: one row is one action of one user.

English, Traditional and Simplified Chinese, Malay and Lithuanian; a header must be one of these words whole. Since 0.1.
"""

from cxm.io.spec import Evidence, Reader, Signature, flag, instant, text

EVENT_ID = ("event_id", "event id")
USER_ID = (
    "user_id", "userid", "member id", "user id", "user", "distinct id", "email", "使用者 id", "使用者", "會員編號", "用户 id", "用户id", "用户",
    "id pengguna", "pengguna", "vartotojo id", "vartotojas", "naudotojas",
)  # fmt: skip
DEVICE_ID = ("device_id", "device id", "anonymous id")
CUSTOMER_ID = (
    "customer_id", "customer id", "account id", "account", "company id", "workspace id", "客戶編號", "客户编号", "id pelanggan",
    "kliento id",
)  # fmt: skip
SESSION_ID = ("session_id", "sessionid", "session id", "session", "工作階段", "会话", "sesi", "sesija")
OCCURRED_AT = (
    "occurred_at", "event date", "created", "performed at", "timestamp", "time", "event time", "created at", "occurred at", "date",
    "datetime", "時間", "日期", "时间", "masa", "tarikh", "laikas", "data",
)  # fmt: skip
EVENT = (
    "event", "activity", "event name", "event type", "action", "name", "事件", "操作", "peristiwa", "tindakan", "įvykis", "ivykis",
    "veiksmas",
)  # fmt: skip
FEATURE = ("feature", "feature name", "module", "功能", "ciri", "funkcija")
PRODUCT = ("product", "app", "產品", "产品", "produk", "produktas")
SIGNED_UP_AT = (
    "signed_up_at", "sign up at", "signed up at", "user created at", "signup date", "sign up date", "registered at", "first seen",
    "user creation time", "註冊日期", "注册日期", "tarikh daftar", "registracijos data",
)  # fmt: skip
IS_PAYING = ("is_paying", "paying", "is paid", "paid", "付費", "付费")
PLAN = ("plan", "方案", "套餐", "pelan", "planas")
PLATFORM = ("platform", "device", "平台", "platforma")
COUNTRY = ("country", "國家", "国家", "negara", "šalis")

IS_PAYING_WORDS = {
    "paid": True, "free": False,
}  # fmt: skip

READER = Reader(
    title="Product events in a file made by hand",
    frame="product_event",
    evidence=Evidence.HAND,
    signature=Signature(),
    needs=(
        ("user_id", "device_id"),
        ("occurred_at",),
        ("event", "feature"),
    ),
    columns={
        "event_id": text(*EVENT_ID),
        "user_id": text(*USER_ID),
        "device_id": text(*DEVICE_ID),
        "customer_id": text(*CUSTOMER_ID),
        "session_id": text(*SESSION_ID),
        "occurred_at": instant(*OCCURRED_AT),
        "event": text(*EVENT),
        "feature": text(*FEATURE),
        "product": text(*PRODUCT),
        "signed_up_at": instant(*SIGNED_UP_AT),
        "is_paying": flag(IS_PAYING_WORDS, *IS_PAYING),
        "plan": text(*PLAN),
        "platform": text(*PLATFORM),
        "country": text(*COUNTRY),
    },
)
