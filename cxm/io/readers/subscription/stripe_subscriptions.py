"""Stripe's subscriptions.csv, as the dashboard downloads it: one row is one subscription, times are UTC by their headers.

`Canceled At` is when the customer asked to leave and may lie months before `Ended At`, when access stops: only the
latter is churn. `Amount` is in major units here, in cents in the API, and is the price of one unit for one `Interval`.
`Start (UTC)` of older files moves with every change of plan and is no start. Metadata columns end in ` (metadata)` and
stay as they are. Since 0.1.
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
    title="Stripe Dashboard subscriptions.csv",
    frame="subscription",
    evidence=Evidence.PARSER,
    signature=Signature(
        every=("id", "Customer ID", "Status", "Created (UTC)", "Current Period End (UTC)"),
        some=(
            "Customer Description",
            "Customer Email",
            "Customer Name",
            "Plan",
            "Product",
            "Quantity",
            "Currency",
            "Interval",
            "Amount",
            "Start (UTC)",
            "Start Date (UTC)",
            "Current Period Start (UTC)",
            "Trial Start (UTC)",
            "Trial End (UTC)",
            "Canceled At (UTC)",
            "Cancellation Reason",
            "Ended At (UTC)",
            "Cancel At Period End",
        ),
    ),
    columns={
        "subscription_id": text("id"),
        "customer_id": text("Customer ID", "Customer Email", each=True),
        "plan": text("Plan", "Product", each=True),
        "product": text("Product"),
        "status": words(STATUS, "Status"),
        "started_at": instant("Start Date (UTC)", "Created (UTC)", zone="UTC", each=True),
        "ended_at": instant("Ended At (UTC)", zone="UTC"),
        "cancelled_at": instant("Canceled At (UTC)", zone="UTC"),
        "trial_start_at": instant("Trial Start (UTC)", zone="UTC"),
        "trial_end_at": instant("Trial End (UTC)", zone="UTC"),
        "period_start_at": instant("Current Period Start (UTC)", zone="UTC"),
        "period_end_at": instant("Current Period End (UTC)", zone="UTC"),
        "cancel_type": words(REASON, "Cancellation Reason"),
        "cancel_reason": text("Cancellation Reason"),
        "amount": number("Amount"),
        "quantity": number("Quantity"),
        "interval": text("Interval"),
        "currency": text("Currency"),
        "_cancels": flag({}, "Cancel At Period End"),
    },
)
