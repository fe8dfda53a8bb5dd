"""Shopify orders of the REST API as connectors land them: one row is one order, times are UTC.

`test` marks orders of the shop's own trials. Refunds stand in a table of their own. Since 0.1.
"""

from cxm.io.spec import Evidence, Reader, Signature, instant, number, text, words

READER = Reader(
    title="Shopify orders (API)",
    frame="order",
    evidence=Evidence.CONNECTOR,
    decimal=".",
    signature=Signature(
        every=("id", "order_number", "financial_status", "total_price", "created_at", "customer_id"),
        some=(
            "subtotal_price",
            "total_tax",
            "total_discounts",
            "currency",
            "processed_at",
            "cancelled_at",
            "source_name",
            "test",
            "updated_at",
        ),
    ),
    columns={
        "order_id": text("id"),
        "customer_id": text("customer_id"),
        "ordered_at": instant("created_at", "processed_at", zone="UTC"),
        "revenue": number("total_price"),
        "currency": text("currency"),
        "status": words(
            {
                "paid": "paid",
                "partially_paid": "partly_paid",
                "pending": "pending",
                "authorized": "pending",
                "partially_refunded": "partly_refunded",
                "refunded": "refunded",
                "voided": "cancelled",
                "expired": "cancelled",
            },
            "financial_status",
        ),
        "channel": text("source_name"),
        "source": text("referring_site"),
        "country": text("shipping_address_country_code", "billing_address_country_code"),
        "cancelled_at": instant("cancelled_at", zone="UTC"),
        "updated_at": instant("updated_at", zone="UTC"),
    },
)
