"""Event attendance in a file made by hand: one row is one person of one event, or one event with its numbers.

English, Traditional and Simplified Chinese, Malay and Lithuanian; a header must be one of these words whole. Since 0.1.
"""

from cxm.io.spec import Evidence, Reader, Signature, flag, instant, number, text, words

EVENT_ID = ("event_id", "event id", "webinar id", "meeting id", "slug", "workshop", "活動編號", "活动编号", "id acara", "renginio id")
EVENT_NAME = (
    "event_name", "workshop name", "course", "event", "event name", "webinar", "topic", "session", "活動", "活動名稱", "活动", "活动名称",
    "acara", "nama acara", "renginys", "renginio pavadinimas",
)  # fmt: skip
EVENT_START_AT = (
    "event_start_at", "start", "event start", "event date", "start time", "date", "活動日期", "日期", "活动日期", "tarikh acara", "tarikh",
    "renginio data", "data",
)  # fmt: skip
EVENT_END_AT = ("event_end_at", "end time", "event end")
PERSON_ID = (
    "person_id", "person id", "user id", "participant id", "customer", "customer id", "student id", "student", "attendee", "email",
    "participant", "registrant", "參加者", "電子郵件", "参加者", "参会人", "邮箱", "peserta", "e-mel", "dalyvis", "el. paštas", "el. pastas",
)  # fmt: skip
NAME = ("name", "full name", "participant name", "姓名", "nama", "vardas")
INVITED_AT = (
    "invited_at", "invited on", "invited", "invitation date", "invitation sent", "invite sent", "邀請日期", "邀請時間", "邀请日期", "邀请时间",
    "tarikh jemputan", "pakvietimo data", "pakviesta",
)  # fmt: skip
REGISTERED_AT = (
    "registered_at", "registered on", "sign up time", "registered", "registered at", "registration time", "registration date",
    "order date", "報名時間", "報名日期", "报名时间", "注册时间", "tarikh daftar", "tarikh pendaftaran", "registracijos data", "užsiregistruota",
    "uzsiregistruota",
)  # fmt: skip
CANCELLED_AT = ("cancelled_at", "cancelled on", "cancellation time")
REGISTRATION = ("registration", "registration status", "status", "attendee status", "狀態", "状态", "būsena", "busena")
ATTENDED = (
    "attended", "showed", "was present", "did attend", "attendance", "present", "checked in", "showed up", "出席", "是否出席", "簽到", "签到",
    "hadir", "kehadiran", "dalyvavo", "dalyvavimas",
)  # fmt: skip
JOINED_AT = ("joined_at", "join time", "joined", "check in time", "加入時間", "加入时间", "masa sertai", "prisijungimo laikas")
LEFT_AT = ("left_at", "leave time", "left", "離開時間", "离开时间", "masa keluar", "atsijungimo laikas")
MINUTES = (
    "minutes", "time attended", "minutes attended", "duration", "time in session", "duration minutes", "停留分鐘", "時長", "停留分钟", "时长",
    "minit", "tempoh", "minutės", "trukmė", "trukme",
)  # fmt: skip
INTERACTIONS = (
    "interactions", "questions asked", "polls answered", "chat messages", "互動數", "互动数", "interaksi", "bilangan interaksi",
    "sąveikos", "saveikos",
)  # fmt: skip
IS_PAID = ("is_paid", "paid", "付費", "付费", "berbayar", "mokama")
TICKET_TYPE = ("ticket_type", "ticket", "票種", "票种", "jenis tiket", "bilieto tipas")
FORMAT = ("format", "mode", "形式", "format acara", "formatas")
COUNTRY = ("country", "國家", "国家", "negara", "šalis")
REVENUE = ("revenue", "price", "amount paid", "票價", "票价", "harga", "kaina")
INVITED = (
    "invited", "invitations", "invitees", "number invited", "邀請人數", "邀请人数", "bilangan dijemput", "pakviesta", "pakvietimai",
)  # fmt: skip
REGISTERED = (
    "registered", "registrations", "registrants", "number registered", "報名人數", "报名人数", "bilangan berdaftar", "registruota",
    "registracijos",
)  # fmt: skip
PRESENT = (
    "present", "attendees", "number attended", "attendance", "attended", "day1", "day 1", "出席人數", "出席人数", "bilangan hadir",
    "dalyvių skaičius",
)  # fmt: skip

REGISTRATION_WORDS = {
    "registered": "registered", "confirmed": "registered", "approved": "registered", "accepted": "registered",
    "attending": "registered", "going": "registered", "已報名": "registered", "已报名": "registered", "berdaftar": "registered",
    "disahkan": "registered", "registruotas": "registered", "patvirtinta": "registered", "užsiregistravo": "registered",
    "uzsiregistravo": "registered", "cancelled": "cancelled", "canceled": "cancelled", "not attending": "cancelled",
    "已取消": "cancelled", "dibatalkan": "cancelled", "atšaukta": "cancelled", "atsaukta": "cancelled", "atšaukė": "cancelled",
    "atsauke": "cancelled", "refunded": "refunded", "已退款": "refunded", "grąžinta": "refunded", "grazinta": "refunded",
    "pending": "pending", "waitlisted": "pending", "待審核": "pending", "待审核": "pending", "menunggu": "pending", "laukiama": "pending",
    "declined": "declined", "rejected": "declined", "denied": "declined", "已拒絕": "declined", "已拒绝": "declined",
    "ditolak": "declined", "atmesta": "declined",
}  # fmt: skip
ATTENDED_WORDS = {
    "attended": True, "present": True, "checked in": True, "showed up": True, "joined": True, "出席": True, "已出席": True, "到場": True,
    "到场": True, "hadir": True, "dalyvavo": True, "absent": False, "no show": False, "no-show": False, "did not attend": False,
    "缺席": False, "未出席": False, "tidak hadir": False, "nedalyvavo": False,
}  # fmt: skip
IS_PAID_WORDS = {
    "paid": True, "free": False,
}  # fmt: skip

READER = Reader(
    title="Attendance file made by hand",
    frame="attendance",
    evidence=Evidence.HAND,
    signature=Signature(),
    needs=(
        ("event_id", "event_name", "person_id", "name"),
        ("attended", "minutes", "registered_at", "registered", "joined_at", "registration"),
    ),
    columns={
        "event_id": text(*EVENT_ID),
        "event_name": text(*EVENT_NAME),
        "event_start_at": instant(*EVENT_START_AT),
        "event_end_at": instant(*EVENT_END_AT),
        "person_id": text(*PERSON_ID),
        "name": text(*NAME),
        "invited_at": instant(*INVITED_AT),
        "registered_at": instant(*REGISTERED_AT),
        "cancelled_at": instant(*CANCELLED_AT),
        "registration": words(REGISTRATION_WORDS, *REGISTRATION),
        "attended": flag(ATTENDED_WORDS, *ATTENDED),
        "joined_at": instant(*JOINED_AT),
        "left_at": instant(*LEFT_AT),
        "minutes": number(*MINUTES),
        "interactions": number(*INTERACTIONS),
        "is_paid": flag(IS_PAID_WORDS, *IS_PAID),
        "ticket_type": text(*TICKET_TYPE),
        "format": text(*FORMAT),
        "country": text(*COUNTRY),
        "revenue": number(*REVENUE),
        "invited": number(*INVITED),
        "registered": number(*REGISTERED),
        "present": number(*PRESENT),
    },
)
