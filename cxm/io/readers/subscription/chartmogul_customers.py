"""ChartMogul customers by the names of its API: one row is one customer, all of whose subscriptions are summed.

`mrr` and `arr` are minor units. There is a status and no date of the end, so that churn by period needs a file per
period. Leads never paid. The API writes names with hyphens (`customer-since`), connectors with underscores. Since 0.1.
"""

from cxm.io.spec import Evidence, Reader, Signature, instant, number, text, words

READER = Reader(
    title="ChartMogul customers (API)",
    frame="subscription",
    evidence=Evidence.CONNECTOR,
    signature=Signature(
        every=("uuid", "external_id", "customer_since", "mrr", "arr"),
        some=("name", "company", "email", "status", "lead_created_at", "free_trial_started_at", "country", "currency", "data_source_uuid"),
        loose=True,
    ),
    columns={
        "subscription_id": text("uuid"),
        "customer_id": text("external_id", "uuid", each=True),
        "status": words(
            {
                "active": "active",
                "past due": "past_due",
                "past_due": "past_due",
                "cancelled": "ended",
                "lead": "never_started",
                "new_lead": "never_started",
                "working_lead": "never_started",
                "qualified_lead": "never_started",
                "unqualified_lead": "never_started",
            },
            "status",
        ),
        "started_at": instant("customer_since", zone="UTC"),
        "trial_start_at": instant("free_trial_started_at", zone="UTC"),
        "mrr": number("mrr", unit="minor"),
        "currency": text("currency"),
        "country": text("country"),
    },
)
