"""Stripe subscriptions as the API and connectors give them: one row is one subscription, or one state of it in a history table.

Times are seconds of the Unix epoch, or timestamps in UTC once a connector has turned them. `canceled_at` is the
request, `ended_at` the end of access, `cancel_at` a plan that is not mapped. Amounts are minor units and stand in the
plan, which is part of the row in JSON only. Versions of the API since 2025-03-31 tell the current period of each item
and no longer that of the subscription: that of the first item is read. Since 0.1.
"""

from cxm.io.spec import Evidence, Reader, Signature, flag, instant, number, text, words

STATUS = {
    "active": "active",
    "trialing": "trial",
    "past_due": "past_due",
    "unpaid": "past_due",
    "canceled": "ended",
    "incomplete": "pending",
    "incomplete_expired": "never_started",
    "paused": "paused",
}
REASON = {"cancellation_requested": "voluntary", "payment_failed": "involuntary", "payment_disputed": "involuntary"}

READER = Reader(
    title="Stripe subscriptions (API)",
    frame="subscription",
    evidence=Evidence.CONNECTOR,
    rows="versions",
    newest=("updated_at",),
    signature=Signature(
        every=("id", "status", "created", "cancel_at_period_end"),
        some=(
            "current_period_start",
            "current_period_end",
            "customer",
            "customer_id",
            "canceled_at",
            "ended_at",
            "start_date",
            "trial_start",
            "trial_end",
            "cancel_at",
            "cancellation_details.reason",
            "quantity",
            "billing_cycle_anchor",
            "plan",
            "items",
            "items.data",
            "livemode",
        ),
        least=3,
    ),
    columns={
        "subscription_id": text("id"),
        "customer_id": text("customer", "customer_id"),
        "plan": text("plan.id", "plan_id"),
        "product": text("plan.product"),
        "status": words(STATUS, "status"),
        "started_at": instant("start_date", "created", zone="UTC", each=True),
        "ended_at": instant("ended_at", zone="UTC"),
        "cancelled_at": instant("canceled_at", zone="UTC"),
        "trial_start_at": instant("trial_start", zone="UTC"),
        "trial_end_at": instant("trial_end", zone="UTC"),
        "period_start_at": instant("current_period_start", "items.data.0.current_period_start", zone="UTC", each=True),
        "period_end_at": instant("current_period_end", "items.data.0.current_period_end", zone="UTC", each=True),
        "cancel_type": words(REASON, "cancellation_details.reason"),
        "cancel_reason": text("cancellation_details.reason"),
        "amount": number("plan.amount", unit="minor"),
        "quantity": number("quantity"),
        "interval": text("plan.interval"),
        "interval_count": number("plan.interval_count"),
        "currency": text("currency", "plan.currency"),
        "updated_at": instant("_fivetran_synced", zone="UTC"),
        "_cancels": flag({}, "cancel_at_period_end"),
    },
)
