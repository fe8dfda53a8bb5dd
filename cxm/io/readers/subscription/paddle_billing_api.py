"""Paddle Billing subscriptions by the names of its API: one row is one subscription, times are UTC.

`canceled_at` is the end of access: a cancellation that is planned leaves it empty. Prices stand in the items of the
subscription, as minor units in text, and are not mapped. `next_billed_at` is empty once nothing is billed any more.
Since 0.1.
"""

from cxm.io.spec import Evidence, Reader, Signature, instant, number, text, words

READER = Reader(
    title="Paddle Billing subscriptions (API)",
    frame="subscription",
    evidence=Evidence.PARSER,
    signature=Signature(
        every=("id", "status", "customer_id", "started_at", "first_billed_at", "next_billed_at"),
        some=(
            "currency_code",
            "created_at",
            "updated_at",
            "paused_at",
            "canceled_at",
            "collection_mode",
            "address_id",
            "business_id",
            "discount",
        ),
    ),
    columns={
        "subscription_id": text("id"),
        "customer_id": text("customer_id"),
        "status": words(
            {"active": "active", "trialing": "trial", "past_due": "past_due", "paused": "paused", "canceled": "ended"}, "status"
        ),
        "started_at": instant("started_at", "created_at", zone="UTC", each=True),
        "ended_at": instant("canceled_at", zone="UTC"),
        "period_start_at": instant("current_billing_period.starts_at", zone="UTC"),
        "period_end_at": instant("next_billed_at", "current_billing_period.ends_at", zone="UTC"),
        "interval": text("billing_cycle.interval"),
        "interval_count": number("billing_cycle.frequency"),
        "currency": text("currency_code"),
        "updated_at": instant("updated_at", zone="UTC"),
    },
)
