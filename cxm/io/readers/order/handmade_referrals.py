"""Referrals in a file made by hand: one row is one referral a customer made.

English, Traditional and Simplified Chinese, Malay and Lithuanian; a header must be one of these words whole. Since 0.1.
"""

from cxm.io.spec import Evidence, Reader, Signature, instant, text

REFERRER_ID = (
    "referrer_id", "referred by", "referring customer", "advocate", "inviter", "invited by", "referral code", "推薦人", "推薦碼", "推荐人",
    "推荐码", "id perujuk", "dirujuk oleh", "kod rujukan", "rekomendavo", "rekomendavęs klientas", "rekomendaves klientas",
)  # fmt: skip
REFERRED_ID = (
    "referred_id", "referred", "referred customer", "referred email", "referee", "friend", "friend email", "invitee", "被推薦人", "受邀人",
    "被推荐人", "被邀请人", "orang dirujuk", "pelanggan dirujuk", "rekomenduotas klientas", "pakviestasis",
)  # fmt: skip
REFERRED_AT = (
    "referred_at", "referral date", "referred on", "invited at", "date", "created at", "日期", "推薦日期", "推荐日期", "tarikh",
    "tarikh rujukan", "data", "rekomendavimo data",
)  # fmt: skip
CONVERTED_AT = (
    "converted_at", "converted", "conversion date", "first order date", "became customer", "轉換日期", "首購日期", "转化日期", "首购日期",
    "tarikh penukaran", "konversijos data", "pirmo užsakymo data", "pirmo uzsakymo data",
)  # fmt: skip
CHANNEL = ("channel", "via", "source", "管道", "渠道", "saluran", "kanalas")

READER = Reader(
    title="Referrals in a file made by hand",
    frame="referral",
    evidence=Evidence.HAND,
    signature=Signature(),
    needs=(
        ("referrer_id",),
        ("referred_id", "referred_at", "converted_at"),
    ),
    columns={
        "referrer_id": text(*REFERRER_ID),
        "referred_id": text(*REFERRED_ID),
        "referred_at": instant(*REFERRED_AT),
        "converted_at": instant(*CONVERTED_AT),
        "channel": text(*CHANNEL),
    },
)
