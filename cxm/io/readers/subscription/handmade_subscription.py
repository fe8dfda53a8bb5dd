"""Subscriptions in a file made by hand, or a snapshot of customers with a flag of those who left.

English, Traditional and Simplified Chinese, Malay and Lithuanian; a header must be one of these words whole. Since 0.1.
"""

from cxm.io.spec import Evidence, Reader, Signature, flag, instant, number, text, words

SUBSCRIPTION_ID = (
    "subscription_id", "subscriptionid", "subscription id", "subscription", "contract id", "訂閱編號", "订阅编号", "id langganan",
    "prenumeratos id",
)  # fmt: skip
CUSTOMER_ID = (
    "customer_id", "customerid", "id", "client", "member id", "member", "customer id", "customer", "account id", "account",
    "user id", "email", "client id", "客戶編號", "客戶", "會員編號", "電子郵件", "客户编号", "客户", "会员编号", "邮箱", "id pelanggan", "pelanggan", "e-mel",
    "kliento id", "klientas", "el. paštas", "el. pastas",
)  # fmt: skip
PLAN = ("plan", "contract", "subscription plan", "tier", "package", "price id", "方案", "套餐", "pelan", "planas")
PRODUCT = ("product", "產品", "产品", "produk", "produktas")
STATUS = ("status", "subscription status", "state", "狀態", "状态", "keadaan", "būsena", "busena", "statusas")
STARTED_AT = (
    "started_at", "subscription start", "customer since", "created date", "start", "start date", "started at", "started",
    "signup date", "sign up date", "created", "created at", "activated at", "subscribed at", "joined", "開始日期", "訂閱日期", "加入日期",
    "建立時間", "开始日期", "订阅日期", "注册日期", "创建时间", "tarikh mula", "tarikh langgan", "tarikh daftar", "pradžios data", "pradzios data",
    "pradžia", "pradzia", "prenumeratos pradžia", "prenumeratos pradzia", "sukurta",
)  # fmt: skip
ENDED_AT = (
    "ended_at", "subscription end", "end of subscription", "cancellation effective", "end", "end date", "ended at", "ended",
    "cancelled at", "canceled at", "cancel date", "cancellation date", "churned at", "churn date", "expired at", "結束日期", "取消日期",
    "終止日期", "流失日期", "结束日期", "到期日期", "tarikh tamat", "tarikh batal", "tarikh berhenti", "pabaigos data", "pabaiga", "atšaukimo data",
    "atsaukimo data", "atšaukta", "atsaukta",
)  # fmt: skip
CANCELLED_AT = ("cancelled_at", "cancel requested at", "cancellation requested", "取消申請日期", "取消申请日期")
TRIAL_START_AT = ("trial_start_at", "trial start")
TRIAL_END_AT = ("trial_end_at", "trial end")
PERIOD_START_AT = ("period_start_at", "current period start")
PERIOD_END_AT = ("period_end_at", "current period end", "next billing date")
IS_TRIAL = ("is_trial", "trial", "試用", "试用", "percubaan", "bandomasis")
MRR = (
    "mrr", "monthlycharges", "monthly charges", "monthly fee", "monthly price", "monthly revenue", "monthly recurring revenue",
    "每月經常性收入", "月費", "月度经常性收入", "月费", "hasil bulanan", "mėnesio pajamos", "menesio pajamos",
)  # fmt: skip
AMOUNT = ("amount", "price", "revenue", "value", "金額", "營收", "金额", "收入", "jumlah", "harga", "hasil", "suma", "kaina", "pajamos")
QUANTITY = ("quantity", "seats", "licenses", "數量", "数量", "kuantiti", "kiekis")
INTERVAL = (
    "interval", "billing interval", "billing", "term", "billing period", "billing cycle", "計費週期", "计费周期", "kitaran bil",
    "mokėjimo laikotarpis", "mokejimo laikotarpis",
)  # fmt: skip
INTERVAL_COUNT = ("interval_count", "every")
CURRENCY = ("currency", "貨幣", "幣別", "货币", "币种", "mata wang", "valiuta")
CANCEL_REASON = (
    "cancel_reason", "reason", "cancel reason", "cancellation reason", "churn reason", "取消原因", "sebab batal", "atšaukimo priežastis",
    "atsaukimo priezastis",
)  # fmt: skip
CHURNED = ("churned", "churn", "is churned", "has churned", "left", "流失", "是否流失")
TENURE_MONTHS = ("tenure_months", "tenure", "months", "tenure (months)", "months as customer")
UPDATED_AT = ("updated_at", "updated", "last updated", "更新時間", "更新时间", "dikemas kini", "atnaujinta")
COUNTRY = ("country", "國家", "国家", "negara", "šalis")

STATUS_WORDS = {
    "active": "active", "live": "active", "running": "active", "使用中": "active", "有效": "active", "啟用": "active", "启用": "active",
    "aktif": "active", "aktyvi": "active", "aktyvus": "active", "aktyvu": "active", "trial": "trial", "trialing": "trial",
    "in trial": "trial", "free trial": "trial", "試用": "trial", "試用中": "trial", "试用": "trial", "试用中": "trial", "percubaan": "trial",
    "bandomoji": "trial", "bandomasis": "trial", "bandomasis laikotarpis": "trial", "past due": "past_due", "past_due": "past_due",
    "overdue": "past_due", "unpaid": "past_due", "逾期": "past_due", "tertunggak": "past_due", "vėluoja": "past_due",
    "veluoja": "past_due", "neapmokėta": "past_due", "neapmoketa": "past_due", "paused": "paused", "suspended": "paused",
    "on hold": "paused", "暫停": "paused", "暂停": "paused", "dijeda": "paused", "digantung": "paused", "sustabdyta": "paused",
    "pristabdyta": "paused", "canceling": "canceling", "cancelling": "canceling", "non renewing": "canceling",
    "non-renewing": "canceling", "will cancel": "canceling", "pending": "pending", "future": "pending", "scheduled": "pending",
    "not started": "pending", "待開始": "pending", "待开始": "pending", "belum mula": "pending", "laukiama": "pending", "ended": "ended",
    "cancelled": "ended", "canceled": "ended", "expired": "ended", "churned": "ended", "inactive": "ended", "terminated": "ended",
    "closed": "ended", "已取消": "ended", "已結束": "ended", "已到期": "ended", "已終止": "ended", "已流失": "ended", "已结束": "ended",
    "已终止": "ended", "dibatalkan": "ended", "tamat": "ended", "berhenti": "ended", "atšaukta": "ended", "atsaukta": "ended",
    "pasibaigusi": "ended", "baigta": "ended", "nutraukta": "ended", "never started": "never_started",
    "incomplete expired": "never_started",
}  # fmt: skip
IS_TRIAL_WORDS = {
    "trial": True,
}  # fmt: skip
INTERVAL_WORDS = {
    "day": "day", "daily": "day", "days": "day", "日": "day", "每日": "day", "每天": "day", "harian": "day", "diena": "day",
    "kasdien": "day", "week": "week", "weekly": "week", "weeks": "week", "週": "week", "每週": "week", "周": "week", "每周": "week",
    "mingguan": "week", "minggu": "week", "savaitė": "week", "savaite": "week", "savaitinis": "week", "kas savaitę": "week",
    "kas savaite": "week", "month": "month", "monthly": "month", "months": "month", "mo": "month", "月": "month", "每月": "month",
    "按月": "month", "月付": "month", "bulan": "month", "bulanan": "month", "mėnuo": "month", "menuo": "month", "mėnesinis": "month",
    "menesinis": "month", "kas mėnesį": "month", "kas menesi": "month", "quarter": "quarter", "quarterly": "quarter", "季": "quarter",
    "每季": "quarter", "suku tahun": "quarter", "ketvirtis": "quarter", "ketvirtinis": "quarter", "year": "year", "yearly": "year",
    "annual": "year", "annually": "year", "years": "year", "年": "year", "每年": "year", "年付": "year", "tahun": "year",
    "tahunan": "year", "metai": "year", "metinis": "year", "kas metus": "year",
}  # fmt: skip
CHURNED_WORDS = {
    "churned": True, "left": True, "cancelled": True, "流失": True, "已流失": True, "active": False, "stayed": False, "retained": False,
    "未流失": False,
}  # fmt: skip

READER = Reader(
    title="Subscription file made by hand",
    frame="subscription",
    evidence=Evidence.HAND,
    signature=Signature(),
    needs=(
        ("customer_id", "subscription_id"),
        ("started_at", "churned", "tenure_months"),
        ("ended_at", "mrr", "plan", "cancelled_at", "churned", "interval", "tenure_months"),
    ),
    columns={
        "subscription_id": text(*SUBSCRIPTION_ID),
        "customer_id": text(*CUSTOMER_ID),
        "plan": text(*PLAN),
        "product": text(*PRODUCT),
        "status": words(STATUS_WORDS, *STATUS),
        "started_at": instant(*STARTED_AT),
        "ended_at": instant(*ENDED_AT),
        "cancelled_at": instant(*CANCELLED_AT),
        "trial_start_at": instant(*TRIAL_START_AT),
        "trial_end_at": instant(*TRIAL_END_AT),
        "period_start_at": instant(*PERIOD_START_AT),
        "period_end_at": instant(*PERIOD_END_AT),
        "is_trial": flag(IS_TRIAL_WORDS, *IS_TRIAL),
        "mrr": number(*MRR),
        "amount": number(*AMOUNT),
        "quantity": number(*QUANTITY),
        "interval": words(INTERVAL_WORDS, *INTERVAL),
        "interval_count": number(*INTERVAL_COUNT),
        "currency": text(*CURRENCY),
        "cancel_reason": text(*CANCEL_REASON),
        "churned": flag(CHURNED_WORDS, *CHURNED),
        "tenure_months": number(*TENURE_MONTHS),
        "updated_at": instant(*UPDATED_AT),
        "country": text(*COUNTRY),
    },
)
