"""Chargebee's Subscriptions.csv, known by its dotted headers: one row is one subscription, times are in the zone of the site.

`subscriptions.cancelled_at` is when access stops, in the future while a subscription is `non_renewing`: it is the end,
and such a subscription is active until then. Older sites write words with capitals or blanks (`In Trial`). Amounts are
not in this file; `activated_at` is the end of the trial, not a start. Since 0.1.
"""

from cxm.io.spec import Evidence, Reader, Signature, instant, text, words

STATUS = {
    "active": "active",
    "in_trial": "trial",
    "in trial": "trial",
    "non_renewing": "active",
    "non renewing": "active",
    "cancelled": "ended",
    "transferred": "ended",
    "paused": "paused",
    "future": "pending",
}
FORMATS = ("%d-%b-%Y %H:%M",)

READER = Reader(
    title="Chargebee Subscriptions.csv",
    frame="subscription",
    evidence=Evidence.PARSER,
    signature=Signature(
        every=("subscriptions.id", "subscriptions.status"),
        some=(
            "customers.id",
            "customers.email",
            "subscriptions.plan_id",
            "subscriptions.start_date",
            "subscriptions.started_at",
            "subscriptions.activated_at",
            "subscriptions.current_term_start",
            "subscriptions.current_term_end",
            "subscriptions.trial_start",
            "subscriptions.trial_end",
            "subscriptions.cancelled_at",
            "subscriptions.created_at",
            "subscriptions.remaining_billing_cycles",
        ),
    ),
    columns={
        "subscription_id": text("subscriptions.id"),
        "customer_id": text("customers.id", "subscriptions.customer_id", "customers.email", each=True),
        "plan": text("subscriptions.plan_id"),
        "status": words(STATUS, "subscriptions.status"),
        "started_at": instant(
            "subscriptions.started_at", "subscriptions.start_date", "subscriptions.created_at", formats=FORMATS, each=True
        ),
        "ended_at": instant("subscriptions.cancelled_at", formats=FORMATS),
        "trial_start_at": instant("subscriptions.trial_start", formats=FORMATS),
        "trial_end_at": instant("subscriptions.trial_end", formats=FORMATS),
        "period_start_at": instant("subscriptions.current_term_start", formats=FORMATS),
        "period_end_at": instant("subscriptions.current_term_end", formats=FORMATS),
    },
)
