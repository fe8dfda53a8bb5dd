"""Stripe charges of the API as connectors land them: one row is one charge, amounts in minor units, times UTC. Since 0.1."""

from cxm.io.spec import Evidence, Reader, Signature, instant, number, text, words

READER = Reader(
    title="Stripe charges (API)",
    frame="order",
    evidence=Evidence.CONNECTOR,
    decimal=".",
    signature=Signature(
        every=("id", "amount", "amount_refunded", "created", "currency", "paid", "status"),
        some=("customer", "customer_id", "captured", "failure_code", "invoice", "invoice_id", "livemode", "payment_intent_id", "refunded"),
        least=2,
    ),
    columns={
        "order_id": text("id"),
        "customer_id": text("customer_id", "customer"),
        "ordered_at": instant("created", zone="UTC"),
        "revenue": number("amount", unit="minor"),
        "refund": number("amount_refunded", unit="minor"),
        "currency": text("currency"),
        "status": words({"succeeded": "paid", "pending": "pending", "failed": "failed"}, "status"),
    },
)
