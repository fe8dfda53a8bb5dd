"""E-mail contacts in a file made by hand: one row is one member of an audience.

English, Traditional and Simplified Chinese, Malay and Lithuanian; a header must be one of these words whole. Since 0.1.
"""

from cxm.io.spec import Evidence, Reader, Signature, instant, number, text

RECIPIENT_ID = (
    "recipient_id", "recipient", "subscriber", "contact", "email", "e-mail", "email address", "收件人", "訂閱者", "電子郵件", "订阅者", "邮箱",
    "penerima", "pelanggan e-mel", "e-mel", "gavėjas", "gavejas", "prenumeratorius", "el. paštas", "el. pastas",
)  # fmt: skip
AUDIENCE = ("audience", "list", "list name", "mailing list", "名單", "受眾", "名单", "受众", "senarai", "sąrašas", "sarasas", "auditorija")
SUBSCRIBED_AT = (
    "subscribed_at", "subscribed", "subscribe date", "opt in date", "optin time", "joined", "訂閱時間", "訂閱日期", "订阅时间", "订阅日期",
    "tarikh langgan", "prenumeratos data", "užsiprenumeruota", "uzsiprenumeruota",
)  # fmt: skip
UNSUBSCRIBED_AT = (
    "unsubscribed_at", "unsubscribed", "unsubscribe date", "opt out date", "退訂時間", "退訂日期", "退订时间", "退订日期", "tarikh berhenti melanggan",
    "atsisakyta", "atsisakymo data",
)  # fmt: skip
CHANGED_AT = ("changed_at", "last changed", "updated at", "last update", "更新時間", "更新时间", "dikemas kini", "atnaujinta")
RATING = ("rating", "member rating", "評分", "评分", "penilaian", "reitingas")
COUNTRY = ("country", "國家", "国家", "negara", "šalis", "salis")

READER = Reader(
    title="E-mail contacts in a file made by hand",
    frame="contact",
    evidence=Evidence.HAND,
    signature=Signature(),
    needs=(
        ("recipient_id",),
        ("audience", "unsubscribed_at"),
        ("subscribed_at", "unsubscribed_at", "changed_at"),
    ),
    columns={
        "recipient_id": text(*RECIPIENT_ID),
        "audience": text(*AUDIENCE),
        "subscribed_at": instant(*SUBSCRIBED_AT),
        "unsubscribed_at": instant(*UNSUBSCRIBED_AT),
        "changed_at": instant(*CHANGED_AT),
        "rating": number(*RATING),
        "country": text(*COUNTRY),
    },
)
