"""Referrals: one row is one referral a customer made. Since 0.1."""

from cxm.metrics.spec import Field, Frame, Kind

FRAME = Frame(
    name="referral",
    family="order",
    title="Referrals",
    row="one referral made by a customer",
    time="referred_at",
    unit="referrer_id",
    fields=(
        Field("referrer_id", Kind.TEXT, "who referred", identifies=True),
        Field("referred_id", Kind.TEXT, "who was referred", identifies=True),
        Field("referred_at", Kind.INSTANT, "when", "UTC"),
        Field("converted_at", Kind.INSTANT, "when the referred person became a customer", "UTC"),
        Field("channel", Kind.TEXT, "how"),
    ),
)
