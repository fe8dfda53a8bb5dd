"""E-mail campaigns in a file made by hand: one row is one campaign.

English, Traditional and Simplified Chinese, Malay and Lithuanian; a header must be one of these words whole. Since 0.1.
"""

from cxm.io.spec import Evidence, Reader, Signature, instant, number, text

CAMPAIGN_ID = ("campaign_id", "campaign id", "id", "活動編號", "活动编号", "id kempen", "kampanijos id")
NAME = (
    "name", "newsletter", "email", "email name", "campaign", "campaign name", "title", "活動", "活動名稱", "行銷活動", "活动", "活动名称", "推广活动",
    "kempen", "nama kempen", "kampanija", "kampanijos pavadinimas",
)  # fmt: skip
SUBJECT = ("subject", "subject line", "主旨", "主题", "subjek", "tema")
SENT_AT = (
    "sent_at", "sent on", "sending date", "delivery date", "date", "send date", "sent at", "send time", "sent date", "日期", "發送日期",
    "發送時間", "发送日期", "发送时间", "tarikh", "tarikh hantar", "data", "siuntimo data", "išsiuntimo data", "issiuntimo data",
)  # fmt: skip
AUDIENCE = ("audience", "list", "segment", "名單", "名单", "senarai", "sąrašas")
CHANNEL = ("channel", "渠道", "saluran", "kanalas")
SENT = (
    "sent", "emails sent", "send count", "recipients", "total recipients", "sends", "發送數", "收件人數", "发送数", "收件人数", "dihantar",
    "penerima", "išsiųsta", "issiusta", "gavėjai", "gavejai",
)  # fmt: skip
DELIVERED = ("delivered", "emails delivered", "deliveries", "successful deliveries", "送達數", "送达数", "dihantar berjaya", "pristatyta")
BOUNCES = (
    "bounces",
    "bounce",
    "bounced",
    "total bounces",
    "退信數",
    "退信数",
    "lantunan",
    "grįžę laiškai",
    "grize laiskai",
    "nepristatyta",
)
HARD_BOUNCES = ("hard_bounces", "hard bounce", "硬退信")
SOFT_BOUNCES = ("soft_bounces", "soft bounce", "軟退信", "软退信")
UNIQUE_OPENS = (
    "unique_opens", "unique open", "people who opened", "opens", "unique opens", "opened", "開信數", "開啟數", "打开数", "dibuka", "bukaan",
    "atidaryta", "atidarymai",
)  # fmt: skip
OPENS = ("opens", "total opens", "總開信數", "总打开数")
UNIQUE_CLICKS = (
    "unique_clicks", "people who clicked", "clicks", "unique clicks", "clicked", "點擊", "點擊數", "点击", "点击次数", "点击数", "klik",
    "bilangan klik", "paspaudimai", "spustelėjimai", "spustelejimai",
)  # fmt: skip
CLICKS = ("clicks", "total clicks", "總點擊數", "总点击数")
CONVERSIONS = ("conversions", "orders", "goals", "purchases", "轉換", "轉換數", "转化", "转化数", "penukaran", "konversijos")
REVENUE = ("revenue", "sales", "營收", "收入", "hasil", "pajamos")
UNSUBSCRIBES = (
    "unsubscribes", "unsubscribe", "unsubscribed", "unsubs", "opt outs", "取消訂閱", "取消訂閱數", "退訂數", "退订", "退订数", "berhenti melanggan",
    "nyahlanggan", "atsisakė", "atsisake", "atsisakymai", "prenumeratos atsisakymai",
)  # fmt: skip
COMPLAINTS = (
    "complaints", "spam", "spam reports", "spam complaints", "abuse complaints", "檢舉數", "投诉数", "aduan spam", "skundai dėl šlamšto",
    "skundai del slamsto",
)  # fmt: skip
FORWARDS = ("forwards", "forwarded", "轉寄", "转发", "dimajukan", "persiųsta")

READER = Reader(
    title="E-mail campaigns in a file made by hand",
    frame="campaign",
    evidence=Evidence.HAND,
    signature=Signature(),
    needs=(
        ("sent", "delivered"),
        ("unique_opens", "unique_clicks", "opens", "clicks", "unsubscribes", "bounces", "hard_bounces"),
    ),
    columns={
        "campaign_id": text(*CAMPAIGN_ID),
        "name": text(*NAME),
        "subject": text(*SUBJECT),
        "sent_at": instant(*SENT_AT),
        "audience": text(*AUDIENCE),
        "channel": text(*CHANNEL),
        "sent": number(*SENT),
        "delivered": number(*DELIVERED),
        "bounces": number(*BOUNCES),
        "hard_bounces": number(*HARD_BOUNCES),
        "soft_bounces": number(*SOFT_BOUNCES),
        "unique_opens": number(*UNIQUE_OPENS),
        "opens": number(*OPENS),
        "unique_clicks": number(*UNIQUE_CLICKS),
        "clicks": number(*CLICKS),
        "conversions": number(*CONVERSIONS),
        "revenue": number(*REVENUE),
        "unsubscribes": number(*UNSUBSCRIBES),
        "complaints": number(*COMPLAINTS),
        "forwards": number(*FORWARDS),
    },
)
