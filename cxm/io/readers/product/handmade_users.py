"""Users of a product in a file made by hand: one row is one user, active or not.

English, Traditional and Simplified Chinese, Malay and Lithuanian; a header must be one of these words whole. Since 0.1.
"""

from cxm.io.spec import Evidence, Reader, Signature, flag, instant, text, words

USER_ID = (
    "user_id", "user", "distinct id", "member id", "email", "使用者 id", "使用者", "會員編號", "用户 id", "用户id", "用户", "id pengguna", "pengguna",
    "vartotojo id", "vartotojas", "naudotojas",
)  # fmt: skip
CUSTOMER_ID = (
    "customer_id",
    "account id",
    "account",
    "company",
    "organization",
    "workspace",
    "客戶編號",
    "客户编号",
    "id pelanggan",
    "kliento id",
)
SIGNED_UP_AT = (
    "signed_up_at", "signup date", "sign up date", "signed up", "registered at", "registration date", "first seen", "user creation time",
    "註冊日期", "注册日期", "tarikh daftar", "registracijos data",
)  # fmt: skip
DELETED_AT = (
    "deleted_at", "deleted", "deletion date", "deactivated at", "deactivated", "刪除日期", "删除日期", "注销日期", "tarikh dipadam",
    "ištrynimo data", "istrynimo data",
)  # fmt: skip
IS_PAYING = ("is_paying", "paying", "paid", "paying user", "付費", "付费", "berbayar", "mokantis", "moka")
PLAN = ("plan", "tier", "方案", "套餐", "pelan", "planas")
COUNTRY = ("country", "國家", "国家", "negara", "šalis", "salis")
TRAFFIC = ("traffic", "user type", "使用者類型", "用户类型", "jenis pengguna", "vartotojo tipas")

TRAFFIC_WORDS = {
    "human": "human", "customer": "human", "external": "human", "user": "human", "internal": "internal", "staff": "internal",
    "employee": "internal", "test": "internal", "bot": "bot", "robot": "bot", "機器人": "bot", "机器人": "bot", "robotas": "bot",
}  # fmt: skip

READER = Reader(
    title="Users of a product in a file made by hand",
    frame="user",
    evidence=Evidence.HAND,
    signature=Signature(),
    needs=(
        ("user_id",),
        ("signed_up_at",),
        ("deleted_at", "is_paying", "traffic"),
    ),
    columns={
        "user_id": text(*USER_ID),
        "customer_id": text(*CUSTOMER_ID),
        "signed_up_at": instant(*SIGNED_UP_AT),
        "deleted_at": instant(*DELETED_AT),
        "is_paying": flag({}, *IS_PAYING),
        "plan": text(*PLAN),
        "country": text(*COUNTRY),
        "traffic": words(TRAFFIC_WORDS, *TRAFFIC),
    },
)
