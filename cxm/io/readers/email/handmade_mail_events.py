"""E-mail events in a file made by hand: one row is one event of one recipient; campaigns can be made of them.

English, Traditional and Simplified Chinese, Malay and Lithuanian; a header must be one of these words whole. Since 0.1.
"""

from cxm.io.spec import Evidence, Reader, Signature, instant, text, words

EVENT_ID = ("event_id", "事件編號", "事件编号", "id peristiwa", "įvykio id", "ivykio id")
CAMPAIGN_ID = (
    "campaign_id", "campaign", "campaign name", "mailing", "newsletter", "活動", "活動名稱", "行銷活動", "活动", "活动名称", "kempen", "nama kempen",
    "kampanija", "kampanijos pavadinimas",
)  # fmt: skip
RECIPIENT_ID = (
    "recipient_id", "recipient", "recipient email", "subscriber", "email", "e-mail", "email address", "contact", "收件人", "電子郵件",
    "邮箱", "penerima", "e-mel", "gavėjas", "gavejas", "el. paštas", "el. pastas",
)  # fmt: skip
EVENT = ("event", "event type", "action", "activity", "事件", "動作", "操作", "peristiwa", "tindakan", "įvykis", "ivykis", "veiksmas")
OCCURRED_AT = (
    "occurred_at", "event time", "event date", "timestamp", "time", "date", "時間", "日期", "时间", "masa", "tarikh", "laikas", "data",
)  # fmt: skip
SENT_AT = ("sent_at", "send date", "send time", "發送時間", "发送时间", "tarikh hantar", "siuntimo data")
LINK = ("link", "url", "link clicked", "連結", "链接", "pautan", "nuoroda")
BOUNCE_TYPE = ("bounce_type", "bounce class", "退信類型", "退信类型", "jenis lantunan", "grąžinimo tipas", "grazinimo tipas")
TRAFFIC = ("traffic", "machine open", "is bot", "bot")

EVENT_WORDS = {
    "sent": "sent", "send": "sent", "processed": "sent", "發送": "sent", "发送": "sent", "dihantar": "sent", "išsiųsta": "sent",
    "issiusta": "sent", "delivered": "delivered", "delivery": "delivered", "送達": "delivered", "送达": "delivered",
    "dihantar berjaya": "delivered", "pristatyta": "delivered", "open": "open", "opened": "open", "opens": "open", "開信": "open",
    "開啟": "open", "打开": "open", "dibuka": "open", "atidaryta": "open", "atidarė": "open", "atidare": "open", "click": "click",
    "clicked": "click", "clicks": "click", "點擊": "click", "点击": "click", "klik": "click", "paspausta": "click", "paspaudė": "click",
    "paspaude": "click", "bounce": "bounce", "bounced": "bounce", "退信": "bounce", "lantunan": "bounce", "nepristatyta": "bounce",
    "dropped": "dropped", "drop": "dropped", "deferred": "deferred", "delayed": "deferred", "unsubscribe": "unsubscribe",
    "unsubscribed": "unsubscribe", "opt out": "unsubscribe", "退訂": "unsubscribe", "取消訂閱": "unsubscribe", "退订": "unsubscribe",
    "berhenti melanggan": "unsubscribe", "atsisakė": "unsubscribe", "atsisake": "unsubscribe", "resubscribe": "resubscribe",
    "resubscribed": "resubscribe", "complaint": "complaint", "complained": "complaint", "spam": "complaint", "spam report": "complaint",
    "檢舉": "complaint", "投诉": "complaint", "aduan": "complaint", "skundas": "complaint", "forward": "forward", "forwarded": "forward",
    "convert": "convert", "converted": "convert", "conversion": "convert", "purchase": "convert", "轉換": "convert", "转化": "convert",
    "penukaran": "convert", "konversija": "convert",
}  # fmt: skip
BOUNCE_WORDS = {
    "hard": "hard", "hard bounce": "hard", "permanent": "hard", "soft": "soft", "soft bounce": "soft", "transient": "soft",
    "temporary": "soft", "blocked": "soft",
}  # fmt: skip
TRAFFIC_WORDS = {
    "human": "human", "no": "human", "false": "human", "0": "human", "bot": "bot", "machine": "bot", "yes": "bot", "true": "bot",
    "1": "bot", "test": "test",
}  # fmt: skip

READER = Reader(
    title="E-mail events in a file made by hand",
    frame="mail_event",
    evidence=Evidence.HAND,
    signature=Signature(),
    needs=(
        ("event",),
        ("recipient_id",),
        ("campaign_id", "link", "bounce_type"),
    ),
    columns={
        "event_id": text(*EVENT_ID),
        "campaign_id": text(*CAMPAIGN_ID),
        "recipient_id": text(*RECIPIENT_ID),
        "event": words(EVENT_WORDS, *EVENT),
        "occurred_at": instant(*OCCURRED_AT),
        "sent_at": instant(*SENT_AT),
        "link": text(*LINK),
        "bounce_type": words(BOUNCE_WORDS, *BOUNCE_TYPE),
        "traffic": words(TRAFFIC_WORDS, *TRAFFIC),
    },
)
