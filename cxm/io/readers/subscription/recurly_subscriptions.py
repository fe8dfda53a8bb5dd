"""Recurly subscriptions as the API and connectors give them: one row is one subscription, or one state of it in a history table.

State `canceled` will not renew and still has access until `expires_at`: it is no churn yet; `expired` is. `unit_amount`
is in major units and is the price of one period of the plan; how long that is stands in the plan, not here. A trial has
the state `active`. Since 0.1.
"""

from cxm.io.spec import Evidence, Reader, Signature, instant, number, text, words

REASON = {"canceled": "voluntary", "nonpayment": "involuntary", "nonpayment_trial": "involuntary", "nonpayment_gift": "involuntary"}

READER = Reader(
    title="Recurly subscriptions (API)",
    frame="subscription",
    evidence=Evidence.CONNECTOR,
    rows="versions",
    newest=("updated_at",),
    rules=("mrr_by_period",),
    signature=Signature(
        every=("id", "account_id", "plan_id", "state", "current_period_started_at", "current_period_ends_at"),
        some=(
            "uuid",
            "created_at",
            "activated_at",
            "canceled_at",
            "expires_at",
            "trial_started_at",
            "trial_ends_at",
            "auto_renew",
            "unit_amount",
            "quantity",
            "currency",
            "collection_method",
            "expiration_reason",
            "current_term_started_at",
        ),
    ),
    columns={
        "subscription_id": text("id", "uuid"),
        "customer_id": text("account_id"),
        "plan": text("plan_id"),
        "status": words(
            {"active": "active", "canceled": "canceling", "expired": "ended", "failed": "ended", "future": "pending", "paused": "paused"},
            "state",
        ),
        "started_at": instant("activated_at", "created_at", zone="UTC", each=True),
        "ended_at": instant("expires_at", zone="UTC"),
        "cancelled_at": instant("canceled_at", zone="UTC"),
        "trial_start_at": instant("trial_started_at", zone="UTC"),
        "trial_end_at": instant("trial_ends_at", zone="UTC"),
        "period_start_at": instant("current_period_started_at", zone="UTC"),
        "period_end_at": instant("current_period_ends_at", zone="UTC"),
        "cancel_type": words(REASON, "expiration_reason"),
        "cancel_reason": text("expiration_reason"),
        "amount": number("unit_amount"),
        "quantity": number("quantity"),
        "currency": text("currency"),
        "updated_at": instant("updated_at", zone="UTC"),
    },
)
