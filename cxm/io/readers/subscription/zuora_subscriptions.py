"""Zuora subscriptions as connectors give them: one row is one version, and an amendment adds a version.

The name (`A-S00000001`) stays through all versions and is the subscription; the latest version counts.
`subscription_end_date` is when it ends, and for a running one that has a term the end of the term, which moves on when
it renews: unless the subscription is over or does not renew by itself, that is no end. `cancelled_date` is when it was
cancelled. Dates have no time of day. Since 0.1.
"""

from cxm.io.spec import Evidence, Reader, Signature, flag, instant, number, text, words

READER = Reader(
    title="Zuora subscriptions (API)",
    frame="subscription",
    evidence=Evidence.CONNECTOR,
    rows="versions",
    newest=("_version", "updated_at"),
    signature=Signature(
        every=("id", "account_id", "status", "term_type", "subscription_start_date", "term_start_date"),
        some=(
            "name",
            "cancelled_date",
            "subscription_end_date",
            "term_end_date",
            "contract_effective_date",
            "auto_renew",
            "renewal_term",
            "version",
            "is_latest_version",
            "original_id",
            "cancel_reason",
            "created_date",
        ),
    ),
    columns={
        "subscription_id": text("name", "original_id", "id"),
        "customer_id": text("account_id"),
        "status": words(
            {
                "active": "active",
                "cancelled": "ended",
                "expired": "ended",
                "suspended": "paused",
                "draft": "never_started",
                "pending activation": "pending",
                "pending acceptance": "pending",
            },
            "status",
        ),
        "started_at": instant("subscription_start_date", "contract_effective_date"),
        "ended_at": instant("subscription_end_date"),
        "cancelled_at": instant("cancelled_date"),
        "period_start_at": instant("term_start_date"),
        "period_end_at": instant("term_end_date"),
        "cancel_reason": text("cancel_reason"),
        "updated_at": instant("created_date"),
        "_version": number("version"),
        "_termed": flag({"termed": True, "evergreen": False}, "term_type"),
        "_renews": flag({}, "auto_renew"),
    },
)
