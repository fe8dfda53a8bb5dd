"""Tickets in a file made by hand, known by the words of its header in five languages.

English, Traditional and Simplified Chinese, Malay and Lithuanian; a header must be one of these words whole. Since 0.1.
"""

from cxm.io.spec import Evidence, Reader, Signature, flag, instant, number, text, words

TICKET_ID = (
    "ticket_id", "unique key", "case enquiry id", "case id", "ticketid", "request id", "incident id", "reference", "ref",
    "service request id", "ticket id", "id", "ticket", "case number", "case", "number", "key", "conversation id", "工單編號", "案件編號",
    "編號", "工单编号", "工单号", "编号", "id tiket", "no tiket", "bilieto id", "užklausos id", "uzklausos id", "užklausos nr.",
    "uzklausos nr.", "numeris",
)  # fmt: skip
CUSTOMER_ID = (
    "customer_id", "customerid", "client id", "requester email", "customer email", "account id", "customer", "customer id",
    "requester", "requester id", "email", "contact", "客戶", "客戶編號", "電子郵件", "客户", "客户编号", "邮箱", "pelanggan", "id pelanggan", "e-mel",
    "klientas", "kliento id", "el. paštas", "el. pastas",
)  # fmt: skip
CREATED_AT = (
    "created_at", "created date", "creation date", "date created", "created on", "created time", "open dt", "opened date",
    "date opened", "submitted at", "reported at", "request date", "open time", "created", "created at", "date", "opened",
    "opened at", "open date", "received", "建立時間", "開單時間", "日期", "创建时间", "提交时间", "tarikh", "dicipta", "tarikh dibuka", "data",
    "sukurta", "sukūrimo data", "sukurimo data", "gauta",
)  # fmt: skip
FIRST_RESPONSE_AT = (
    "first_response_at", "first reply", "first responded at", "first response date", "first response", "first response at",
    "first reply at", "responded at", "首次回覆時間", "首次响应时间", "首次回复时间", "jawapan pertama", "pirmas atsakymas", "pirmojo atsakymo data",
)  # fmt: skip
FIRST_RESPONSE_S = (
    "first_response_s", "response time (min)", "response time (minutes)", "response time (hours)", "first response time (min)",
    "first response time (minutes)", "first response time (hours)", "first reply time (minutes)", "response time",
    "first response time", "first reply time", "frt", "首次回應時長", "回應時間", "首次响应时长", "响应时间", "masa respons", "masa tindak balas",
    "atsakymo laikas", "pirmojo reagavimo laikas", "vidutinis pirmojo reagavimo laikas (minutėmis)",
    "vidutinis pirmojo reagavimo laikas (minutemis)",
)  # fmt: skip
FIRST_RESOLVED_AT = ("first_resolved_at", "first resolved at", "first resolved", "first solved at", "首次解決時間", "首次解决时间")
RESOLVED_AT = (
    "resolved_at", "resolved date", "date resolved", "resolution date", "closed date", "date closed", "closed dt", "closed time",
    "completed date", "finished at", "solved date", "resolved", "resolved at", "solved", "solved at", "closed", "closed at",
    "close date", "completed at", "解決時間", "結案時間", "關閉時間", "解决时间", "关闭时间", "完成时间", "diselesaikan", "tarikh selesai", "tarikh tutup",
    "išspręsta", "isspresta", "uždaryta", "uzdaryta", "sprendimo data",
)  # fmt: skip
RESOLUTION_S = (
    "resolution_s", "resolution time (min)", "resolution time (minutes)", "resolution time (hours)", "resolution time (days)",
    "time to close", "resolution time", "time to resolution", "handle time", "ttr", "解決時長", "處理時間", "解决时长", "处理时长",
    "masa penyelesaian", "sprendimo laikas", "vidutinis sprendimo laikas(minutėmis)", "vidutinis sprendimo laikas(minutemis)",
)  # fmt: skip
CLOSED_AT = ("closed_at", "closing date")
UPDATED_AT = (
    "updated_at", "updated", "updated at", "last updated", "last update", "modified", "更新時間", "更新时间", "dikemas kini", "atnaujinta",
)  # fmt: skip
STATUS = ("status", "case status", "ticket status", "state", "狀態", "状态", "būsena", "busena", "statusas")
CHANNEL = (
    "channel", "open data channel type", "method", "contact channel", "source", "via", "origin", "管道", "渠道", "來源", "来源", "saluran",
    "sumber", "kanalas", "šaltinis", "saltinis",
)  # fmt: skip
CATEGORY = ("category", "complaint type", "case title", "reason", "category name", "problem")
TYPE = (
    "type", "descriptor", "category", "topic", "issue type", "request type", "類型", "類別", "分類", "类型", "类别", "分类", "jenis", "kategori",
    "tipas", "kategorija",
)  # fmt: skip
PRIORITY = ("priority", "urgency", "優先順序", "优先级", "keutamaan", "prioritetas")
SEVERITY = ("severity", "嚴重程度", "严重程度", "tahap keterukan", "svarba")
GROUP = (
    "group", "team", "department", "queue", "agency", "support group", "團隊", "部門", "团队", "部门", "pasukan", "jabatan", "komanda",
    "skyrius",
)  # fmt: skip
AGENT = (
    "agent", "handled by", "assignee", "owner", "agent name", "assigned to", "客服", "客服姓名", "客服名稱", "負責人", "负责人", "ejen", "nama ejen",
    "agentas", "agento vardas",
)  # fmt: skip
CSAT_SCORE = (
    "csat_score", "csat", "rating", "satisfaction", "satisfaction score", "滿意度", "評分", "满意度", "评分", "kepuasan", "penilaian",
    "reitingas", "pasitenkinimas", "pasitenkinimo įvertinimas", "pasitenkinimo ivertinimas",
)  # fmt: skip
REOPENS = ("reopens", "reopened", "reopen count", "重開次數", "重开次数", "dibuka semula", "atidaryta iš naujo", "atidaryta is naujo")
IS_COMPLAINT = ("is_complaint", "complaint", "is complaint", "投訴", "客訴", "投诉", "aduan", "skundas")
SLA_DUE_AT = (
    "sla_due_at", "due", "due date", "due at", "target dt", "target date", "deadline", "sla due", "到期時間", "截止時間", "截止时间",
    "tarikh akhir", "terminas",
)  # fmt: skip
SLA_BREACHED = ("sla_breached", "breached", "sla breached", "sla missed", "overdue")
PRODUCT = ("product", "產品", "产品", "produk", "produktas", "service")

STATUS_WORDS = {
    "new": "new", "新建": "new", "新": "new", "baharu": "new", "baru": "new", "naujas": "new", "nauja": "new", "naujos": "new",
    "open": "open", "opened": "open", "in progress": "open", "in-progress": "open", "active": "open", "assigned": "open",
    "reopened": "open", "未處理": "open", "處理中": "open", "進行中": "open", "未处理": "open", "处理中": "open", "进行中": "open", "dibuka": "open",
    "terbuka": "open", "dalam proses": "open", "atviras": "open", "atvira": "open", "atidaryta": "open", "vykdoma": "open",
    "vykdomas": "open", "pending": "pending", "waiting": "pending", "waiting on customer": "pending",
    "waiting for customer": "pending", "awaiting reply": "pending", "等待中": "pending", "待回覆": "pending", "待回复": "pending",
    "menunggu": "pending", "laukiama": "pending", "laukia": "pending", "on hold": "on_hold", "hold": "on_hold", "on-hold": "on_hold",
    "擱置": "on_hold", "搁置": "on_hold", "ditangguhkan": "on_hold", "sustabdyta": "on_hold", "atidėta": "on_hold", "atideta": "on_hold",
    "solved": "solved", "resolved": "solved", "已解決": "solved", "已解决": "solved", "selesai": "solved", "diselesaikan": "solved",
    "išspręsta": "solved", "isspresta": "solved", "išspręstas": "solved", "issprestas": "solved", "closed": "closed",
    "completed": "closed", "complete": "closed", "done": "closed", "已結案": "closed", "已關閉": "closed", "已完成": "closed",
    "已结案": "closed", "已关闭": "closed", "ditutup": "closed", "uždaryta": "closed", "uzdaryta": "closed", "uždarytas": "closed",
    "uzdarytas": "closed", "baigta": "closed", "spam": "spam", "垃圾": "spam", "šlamštas": "spam", "slamstas": "spam",
    "deleted": "deleted", "已刪除": "deleted", "已删除": "deleted", "dipadam": "deleted", "ištrinta": "deleted", "istrinta": "deleted",
    "merged": "merged", "已合併": "merged", "已合并": "merged", "digabung": "merged", "sujungta": "merged",
}  # fmt: skip
IS_COMPLAINT_WORDS = {
    "complaint": True, "投訴": True, "投诉": True, "客訴": True, "aduan": True, "skundas": True,
}  # fmt: skip
SLA_BREACHED_WORDS = {
    "overdue": True, "missed": True, "late": True, "met": False, "ontime": False, "on time": False,
}  # fmt: skip

READER = Reader(
    title="Ticket file made by hand",
    frame="ticket",
    evidence=Evidence.HAND,
    signature=Signature(),
    needs=(
        ("created_at",),
        ("resolved_at", "closed_at", "first_response_at", "first_response_s", "resolution_s", "priority", "category", "is_complaint"),
    ),
    columns={
        "ticket_id": text(*TICKET_ID),
        "customer_id": text(*CUSTOMER_ID),
        "created_at": instant(*CREATED_AT),
        "first_response_at": instant(*FIRST_RESPONSE_AT),
        "first_response_s": number(*FIRST_RESPONSE_S),
        "first_resolved_at": instant(*FIRST_RESOLVED_AT),
        "resolved_at": instant(*RESOLVED_AT),
        "resolution_s": number(*RESOLUTION_S),
        "closed_at": instant(*CLOSED_AT),
        "updated_at": instant(*UPDATED_AT),
        "status": words(STATUS_WORDS, *STATUS),
        "channel": text(*CHANNEL),
        "category": text(*CATEGORY),
        "type": text(*TYPE),
        "priority": text(*PRIORITY),
        "severity": text(*SEVERITY),
        "group": text(*GROUP),
        "agent": text(*AGENT),
        "csat_score": number(*CSAT_SCORE),
        "reopens": number(*REOPENS),
        "is_complaint": flag(IS_COMPLAINT_WORDS, *IS_COMPLAINT),
        "sla_due_at": instant(*SLA_DUE_AT),
        "sla_breached": flag(SLA_BREACHED_WORDS, *SLA_BREACHED),
        "product": text(*PRODUCT),
    },
)
