"""Messages of tickets in a file made by hand: one row is one message.

English, Traditional and Simplified Chinese, Malay and Lithuanian; a header must be one of these words whole. Since 0.1.
"""

from cxm.io.spec import Evidence, Reader, Signature, instant, text, words

MESSAGE_ID = ("message_id", "message", "comment id", "訊息編號", "消息编号", "id mesej", "žinutės id", "zinutes id")
TICKET_ID = (
    "ticket_id", "ticket", "case id", "case number", "conversation id", "conversation", "thread id", "工單編號", "案件編號", "工单编号", "工单号",
    "会话编号", "id tiket", "no tiket", "bilieto id", "užklausos id", "uzklausos id", "pokalbio id",
)  # fmt: skip
SENT_AT = (
    "sent_at", "sent", "sent on", "message time", "message date", "time", "timestamp", "date", "發送時間", "時間", "发送时间", "时间",
    "masa dihantar", "masa", "tarikh", "išsiųsta", "issiusta", "siuntimo laikas", "laikas", "data",
)  # fmt: skip
AUTHOR = (
    "author",
    "author name",
    "sender",
    "sender name",
    "from",
    "written by",
    "寄件者",
    "发送人",
    "发件人",
    "pengirim",
    "autorius",
    "siuntėjas",
    "siuntejas",
)
AUTHOR_TYPE = (
    "author_type", "author role", "sender type", "sender role", "from type", "寄件者類型", "发送人类型", "jenis pengirim", "siuntėjo tipas",
    "siuntejo tipas",
)  # fmt: skip
VISIBILITY = ("visibility", "public", "is public", "公開", "公开", "keterlihatan", "matomumas")
CHANNEL = ("channel", "via", "管道", "渠道", "saluran", "kanalas")

AUTHOR_TYPE_WORDS = {
    "customer": "customer", "client": "customer", "user": "customer", "contact": "customer", "end user": "customer", "end-user": "customer",
    "requester": "customer", "visitor": "customer", "客戶": "customer", "顧客": "customer", "客户": "customer", "pelanggan": "customer",
    "klientas": "customer", "agent": "agent", "admin": "agent", "staff": "agent", "support": "agent", "operator": "agent",
    "employee": "agent", "客服": "agent", "ejen": "agent", "agentas": "agent", "darbuotojas": "agent", "bot": "bot", "system": "bot",
    "automation": "bot", "機器人": "bot", "机器人": "bot", "robotas": "bot",
}  # fmt: skip
VISIBILITY_WORDS = {
    "public": "public", "true": "public", "yes": "public", "1": "public", "公開": "public", "公开": "public", "umum": "public",
    "vieša": "public", "viesa": "public", "internal": "internal", "private": "internal", "note": "internal", "internal note": "internal",
    "false": "internal", "no": "internal", "0": "internal", "內部": "internal", "内部": "internal", "dalaman": "internal",
    "vidinė": "internal", "vidine": "internal",
}  # fmt: skip

READER = Reader(
    title="Ticket messages in a file made by hand",
    frame="message",
    evidence=Evidence.HAND,
    signature=Signature(),
    needs=(
        ("ticket_id",),
        ("sent_at",),
        ("author", "author_type", "visibility", "message_id"),
    ),
    columns={
        "message_id": text(*MESSAGE_ID),
        "ticket_id": text(*TICKET_ID),
        "sent_at": instant(*SENT_AT),
        "author": text(*AUTHOR),
        "author_type": words(AUTHOR_TYPE_WORDS, *AUTHOR_TYPE),
        "visibility": words(VISIBILITY_WORDS, *VISIBILITY),
        "channel": text(*CHANNEL),
    },
)
