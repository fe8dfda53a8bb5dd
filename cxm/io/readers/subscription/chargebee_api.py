"""Chargebee subscriptions as the API and connectors give them: one row is one subscription.

`mrr` is in minor units (2900 is 29.00 of most currencies) and already monthly, also for yearly plans. `cancelled_at` is
when access stops, planned while `non_renewing`; `cancel_schedule_created_at` is when that was asked for.
`cancel_reason` is the vendor's word for an end nobody asked for (`not_paid`), `cancel_reason_code` what the customer
gave. Times are epoch seconds in the raw API. Since 0.1.
"""

from cxm.io.spec import Evidence, Reader, Signature, instant, number, text, words

STATUS = {
    "active": "active",
    "in_trial": "trial",
    "non_renewing": "active",
    "cancelled": "ended",
    "transferred": "ended",
    "paused": "paused",
    "future": "pending",
}
REASON = {
    "not_paid": "involuntary",
    "no_card": "involuntary",
    "fraud_review_failed": "involuntary",
    "non_compliant_eu_customer": "involuntary",
    "non_compliant_customer": "involuntary",
    "tax_calculation_failed": "involuntary",
    "currency_incompatible_with_gateway": "involuntary",
}

READER = Reader(
    title="Chargebee subscriptions (API)",
    frame="subscription",
    evidence=Evidence.CONNECTOR,
    signature=Signature(
        every=("id", "customer_id", "status", "current_term_start", "current_term_end"),
        some=(
            "plan_id",
            "started_at",
            "activated_at",
            "cancelled_at",
            "cancel_reason",
            "cancel_reason_code",
            "trial_start",
            "trial_end",
            "mrr",
            "next_billing_at",
            "billing_period",
            "billing_period_unit",
            "currency_code",
            "created_at",
            "deleted",
        ),
    ),
    columns={
        "subscription_id": text("id"),
        "customer_id": text("customer_id"),
        "plan": text("plan_id"),
        "status": words(STATUS, "status"),
        "started_at": instant("started_at", "activated_at", "created_at", zone="UTC", each=True),
        "ended_at": instant("cancelled_at", zone="UTC"),
        "cancelled_at": instant("cancel_schedule_created_at", zone="UTC"),
        "trial_start_at": instant("trial_start", zone="UTC"),
        "trial_end_at": instant("trial_end", zone="UTC"),
        "period_start_at": instant("current_term_start", zone="UTC"),
        "period_end_at": instant("current_term_end", zone="UTC"),
        "cancel_type": words(REASON, "cancel_reason"),
        "cancel_reason": text("cancel_reason_code", "cancel_reason", each=True),
        "mrr": number("mrr", unit="minor"),
        "interval": text("billing_period_unit"),
        "interval_count": number("billing_period"),
        "currency": text("currency_code"),
        "updated_at": instant("updated_at", zone="UTC"),
    },
)
