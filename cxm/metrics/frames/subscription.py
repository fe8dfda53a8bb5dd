"""Subscriptions: one row is the latest state of one subscription.

Active on a day when `started_at` <= day < `ended_at`; no end is still active. A customer is active while any subscription is. Since 0.1.
"""

from cxm.metrics.spec import Field, Frame, Kind

FRAME = Frame(
    name="subscription",
    family="subscription",
    title="Subscriptions",
    row="the latest state of one subscription",
    time="started_at",
    key="subscription_id",
    unit="customer_id",
    beside=("customer_id", "started_at"),
    latest="updated_at",
    fields=(
        Field("subscription_id", Kind.TEXT, "the subscription; the last state counts"),
        Field("customer_id", Kind.TEXT, "who pays", identifies=True),
        Field("plan", Kind.TEXT, "plan"),
        Field("product", Kind.TEXT, "product"),
        Field(
            "status",
            Kind.TEXT,
            "where it stands",
            words=(
                "active",
                "trial",
                "past_due",
                "paused",
                "canceling",
                "pending",
                "ended",
                "never_started",
            ),
        ),
        Field("started_at", Kind.INSTANT, "first paid or trial start", "UTC"),
        Field("ended_at", Kind.INSTANT, "when access stops; empty while it runs", "UTC"),
        Field("cancelled_at", Kind.INSTANT, "when the cancellation was asked for", "UTC"),
        Field("trial_start_at", Kind.INSTANT, "start of the trial", "UTC"),
        Field("trial_end_at", Kind.INSTANT, "end of the trial", "UTC"),
        Field("period_start_at", Kind.INSTANT, "start of the paid period", "UTC"),
        Field("period_end_at", Kind.INSTANT, "end of the paid period", "UTC"),
        Field("snapshot_at", Kind.INSTANT, "when a snapshot of what customers pay was taken", "UTC"),
        Field(
            "cancel_type",
            Kind.TEXT,
            "by choice or not",
            words=(
                "voluntary",
                "involuntary",
            ),
        ),
        Field("cancel_reason", Kind.TEXT, "why"),
        Field("is_trial", Kind.FLAG, "a trial is no customer yet"),
        Field("mrr", Kind.NUMBER, "recurring revenue per month", "major units"),
        Field("amount", Kind.NUMBER, "price of one interval", "major units"),
        Field("quantity", Kind.NUMBER, "how many", "count"),
        Field(
            "interval",
            Kind.TEXT,
            "billing interval",
            words=(
                "day",
                "week",
                "month",
                "year",
            ),
        ),
        Field("interval_count", Kind.NUMBER, "intervals per bill", "count"),
        Field("currency", Kind.TEXT, "ISO 4217"),
        Field("churned", Kind.FLAG, "a snapshot's own flag: has left"),
        Field("tenure_months", Kind.NUMBER, "age of the customer in a snapshot", "months"),
        Field("updated_at", Kind.INSTANT, "when this state was written", "UTC"),
        Field("country", Kind.TEXT, "country"),
        Field("channel", Kind.TEXT, "where the customer came from"),
    ),
)
